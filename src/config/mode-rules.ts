/** What a mode needs of the inputs, and what it does without. Pure. */
import type { Mode } from '../model/event.ts';
import type { Target } from '../model/target.ts';
import type { RunConfig } from './config.ts';
import { inputMistake, shown, type Mistake } from './mistake.ts';
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
export function modeMistakes({ mode, targets, run, inputs }: Asked): Mistake[] {
  const isKeyless = isAutomatic(givenText(inputs('run-key')) ?? '');
  const isPart = run.shard !== undefined && run.shard.count > 1;
  return [
    ...(mode === 'prune' ? targets.filter(({ retention }) => retention === undefined).map(noRetention) : []),
    ...(mode === 'check' ? ageMistakes(givenText(inputs('max-age')), run.maxAge) : []),
    ...(mode === 'wait' && isKeyless ? [noKey] : []),
    ...(mode !== 'wait' && isPart && targets.some(hasIdsOfAll) ? [idsInShard] : []),
  ];
}

const noKey = inputMistake('run-key', 'nothing', 'the run key of the run to wait for, because mode is wait');

function noRetention({ position }: Target): Mistake {
  const expected = 'retention in every target, here or in the input retention, because mode is prune';
  return inputMistake('retention', `no retention for target ${position}`, expected);
}

function ageMistakes(text: string | undefined, maxAge: number | undefined): Mistake[] {
  if (text === undefined)
    return [inputMistake('max-age', 'nothing', 'an age such as 26h, because mode is check')];
  return maxAge === 0 ? [inputMistake('max-age', shown(text), 'an age of at least 1m')] : [];
}

/** An id of the input may be in any target: whether it exists, a part of them cannot tell. */
function hasIdsOfAll({ instances, ownInstances }: Target): boolean {
  return instances.kind === 'ids' && !ownInstances;
}

const idsInShard = inputMistake(
  'instances',
  'instance ids for all targets, and a shard',
  'the ids in the targets that have them, because a shard does not look into all targets',
);

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
