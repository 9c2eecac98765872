/** What a mode needs of the inputs, and what it does without. Pure. */
import type { Mode } from '../model/event.ts';
import type { Target } from '../model/target.ts';
import type { RunConfig } from './config.ts';
import { shown, type Mistake } from './mistake.ts';
import { givenText, type InputTexts } from './read-fields.ts';
import { isAutomatic } from './run-key.ts';
import type { InputValues } from './written.ts';

interface Asked {
  readonly mode: Mode;
  readonly targets: readonly Target[];
  readonly run: RunConfig;
  readonly inputs: InputTexts;
}

/** Inputs that this mode cannot do without, or not with. */
export function modeMistakes(asked: Asked): Mistake[] {
  return [...missingInputs(asked), ...shardMistakes(asked)];
}

function missingInputs({ mode, targets, run, inputs }: Asked): Mistake[] {
  switch (mode) {
    case 'prune':
      return withoutRetention(targets);
    case 'check':
      return ageMistakes(givenText(inputs('max-age')), run.maxAge);
    case 'wait':
      return isAutomatic(givenText(inputs('run-key')) ?? '')
        ? [missing('run-key', 'the run key of the run to wait for, because mode is wait')]
        : [];
    default:
      return [];
  }
}

function ageMistakes(text: string | undefined, maxAge: number | undefined): Mistake[] {
  if (text === undefined) return [missing('max-age', 'an age such as 26h, because mode is check')];
  if (maxAge !== 0) return [];
  return [{ source: 'max-age', path: [], found: shown(text), expected: 'an age of at least 1m' }];
}

/** An id of the input may be in any target: whether it exists, a part of them cannot tell. */
function shardMistakes({ mode, targets, run }: Asked): Mistake[] {
  if (mode === 'wait' || run.shard === undefined || run.shard.count === 1) return [];
  if (!targets.some(({ instances, ownInstances }) => instances.kind === 'ids' && !ownInstances)) return [];
  const expected = 'the ids in the targets that have them, because a shard does not look into all targets';
  return [{ source: 'instances', path: [], found: 'instance ids for all targets, and a shard', expected }];
}

/** A run that waits finds the images of the other run by their tags, whatever instances they are of. */
export function forMode(mode: Mode, inputs: InputValues): InputValues {
  if (mode !== 'wait' || inputs.given.has('instances')) return inputs;
  const { values, given } = inputs;
  return { values: { ...values, instances: { kind: 'all' } }, given: new Set([...given, 'instances']) };
}

/** `check` looks at images only; `validate` checks what all the others use. */
export function usesRetention(mode: Mode): boolean {
  return mode !== 'check';
}

function missing(source: string, expected: string): Mistake {
  return { source, path: [], found: 'nothing', expected };
}

function withoutRetention(targets: readonly Target[]): Mistake[] {
  const none = targets.filter(({ retention }) => retention === undefined);
  return none.map(({ position }) => ({
    source: 'retention',
    path: [],
    found: `no retention for target ${position}`,
    expected: 'retention in every target, here or in the input retention, because mode is prune',
  }));
}
