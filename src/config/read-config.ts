/** Texts of the inputs -> what is asked for, or every mistake in them at once. Pure: no file, no clock, no network. */
import { normalize } from 'node:path/posix';
import type { Mode } from '../model/event.ts';
import type { Target } from '../model/target.ts';
import type { Config, RunConfig, SignInConfig } from './config.ts';
import { decode } from './encoding.ts';
import { repeatMistakes, valueMistakes } from './cross-checks.ts';
import { sharedFields, signInFields, targetSourceFields, type Field } from './fields.ts';
import { runFields } from './run-fields.ts';
import { hiddenInFilters } from './hidden.ts';
import { addAll, mistakeText, readable, shown, type Mistake } from './mistake.ts';
import { defaultsFor, modeMistakes, shardMistakes, usesRetention } from './mode-rules.ts';
import { givenText, readInput, type InputTexts } from './read-fields.ts';
import { readSignIn } from './read-sign-in.ts';
import { resolveTarget, type Context, type Defaults } from './resolve-target.ts';
import { isAutomatic, runKeyOf, type RunIdentity } from './run-key.ts';
import { unknownNames } from './unknown-names.ts';
import { readTargets, type PlacedTarget } from './targets.ts';

/** What the inputs are read with. */
export interface Surroundings {
  readonly inputs: InputTexts;
  /** `AWS_REGION` or `AWS_DEFAULT_REGION` of the environment. */
  readonly region: string | undefined;
  /** Bytes of the file that `targets-file` names; nothing when it cannot be read. */
  readonly readFile: (path: string) => Uint8Array | undefined;
  readonly identity: Omit<RunIdentity, 'configuration'> & { readonly repository: string };
}

export type ReadConfig =
  | { readonly ok: true; readonly config: Config }
  | {
      readonly ok: false;
      readonly mode: Mode;
      readonly mistakes: readonly Mistake[];
      /** The `source` of mistakes that stand in the file of `targets-file`. */
      readonly file: string | undefined;
    };

/** Reads everything and answers either a whole configuration or all mistakes, in the order of the inputs. */
export function readConfig(surroundings: Surroundings): ReadConfig {
  const mistakes: Mistake[] = [];
  const signIn = readSignIn(surroundings, mistakes);
  const source = targetsText(surroundings, mistakes);
  const mode = readInput(surroundings.inputs, 'mode', runFields.mode, []).value ?? 'backup';
  const defaults = defaultsFor(mode, readDefaults(surroundings.inputs, mistakes));
  const { name = '', text } = source ?? {};
  const placed = text === undefined ? [] : readTargets(name, text, mistakes);
  const run = readRun(surroundings, text?.trim() ?? '', mistakes);
  const context = { defaults, signIn: signInFacts(signIn), usesRetention: usesRetention(mode) };
  const { targets, repeated } = resolveTargets(placed, context, mistakes);
  // Instances that are not looked at are selected by nobody.
  if (mode !== 'wait') addAll(mistakes, repeated);
  readInput(surroundings.inputs, 'mode', runFields.mode, mistakes);
  addAll(mistakes, modeMistakes(mode, { targets, run, inputs: surroundings.inputs }));
  addAll(mistakes, shardMistakes(mode, { targets, run }));
  const file = source?.isFile === true ? source.name : undefined;
  if (mistakes.length > 0) return { ok: false, mode, mistakes: inOrder(mistakes), file };
  const warnings = [...unknownNames(signIn.region, targets), ...hiddenInFilters(targets)];
  return { ok: true, config: { mode, signIn, targets, run, warnings } };
}

/** Each once, for an input is used by many targets; those of one text from top to bottom. */
function inOrder(mistakes: readonly Mistake[]): Mistake[] {
  const once = new Map(mistakes.map((mistake) => [mistakeText(mistake), mistake]));
  const bySource = Map.groupBy(once.values(), ({ source }) => source);
  return [...bySource.values()].flatMap((some) =>
    readable(some.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))),
  );
}

/** What targets are checked against. */
function signInFacts({ allowedAccounts, ...signIn }: SignInConfig): Context['signIn'] {
  return allowedAccounts === undefined ? signIn : { ...signIn, allowedAccounts: new Set(allowedAccounts) };
}

interface TargetsText {
  readonly name: string;
  readonly isFile: boolean;
  /** Nothing when the bytes of the file are no text. */
  readonly text: string | undefined;
}

function targetsText({ inputs, readFile }: Surroundings, mistakes: Mistake[]): TargetsText | undefined {
  const text = givenText(inputs('targets'));
  const file = readInput(inputs, 'targets-file', targetSourceFields['targets-file'], mistakes).value;
  if ((text === undefined) === (file === undefined)) {
    const found = text === undefined ? 'neither targets nor targets-file' : 'both targets and targets-file';
    mistakes.push({ source: 'targets', path: [], found, expected: 'exactly one of the two' });
    return undefined;
  }
  if (file === undefined) return { name: 'targets', text: inputs('targets'), isFile: false };
  const bytes = readFile(file);
  // GitHub finds the file of an annotation by its path from the root of the repository.
  if (bytes !== undefined) return decodeFile(normalize(file), bytes, mistakes);
  const expected = 'the path of a file that can be read (the job needs a checkout step before this one)';
  mistakes.push({ source: 'targets-file', path: [], found: shown(file), expected });
  return undefined;
}

function decodeFile(name: string, bytes: Uint8Array, mistakes: Mistake[]): TargetsText {
  const decoded = decode(bytes);
  if (decoded.ok) return { name, text: decoded.text, isFile: true };
  mistakes.push({ source: name, path: [], ...decoded.words });
  return { name, text: undefined, isFile: true };
}

function readDefaults(inputs: InputTexts, mistakes: Mistake[]): Defaults {
  const read = Object.entries(sharedFields).map(([key, field]) => {
    return [key, readInput<unknown>(inputs, field.input, field, mistakes)] as const;
  });
  const defaults = Object.fromEntries(read) as Defaults;
  const { name, description, tags, 'exclude-volumes': volumes, retention } = defaults;
  const wrong = valueMistakes({
    name: name.value,
    description: description.value,
    tags: tags.value,
    'exclude-volumes': volumes.value,
    retention: retention.value,
  });
  mistakes.push(...wrong.map(({ key, words }) => ({ source: key, path: [], ...words })));
  return defaults;
}

function readRun({ inputs, identity }: Surroundings, targets: string, mistakes: Mistake[]): RunConfig {
  const read = <T>(name: keyof typeof runFields, field: Field<T>): T | undefined =>
    readInput(inputs, name, field, mistakes).value;
  const { runId, repositoryId, job, step } = identity;
  const maxAge = read('max-age', runFields['max-age']);
  const shard = read('shard', runFields.shard);
  const configuration = [...configurationOf(inputs), ['targets', targets] as const];
  const key = read('run-key', runFields['run-key']) ?? '';
  return {
    isKeyGiven: !isAutomatic(key),
    runKey: runKeyOf(key, {
      runId,
      repositoryId,
      job,
      step,
      configuration,
    }),
    wait: read('wait', runFields.wait) ?? true,
    adoptWithin: read('adopt-within', runFields['adopt-within']) ?? 0,
    waitTimeout: read('wait-timeout', runFields['wait-timeout']) ?? 0,
    maxFailures: read('max-failures', runFields['max-failures']) ?? 0,
    ifNoInstances: read('if-no-instances-found', runFields['if-no-instances-found']) ?? 'error',
    ...(maxAge === undefined ? {} : { maxAge }),
    ...(shard === undefined ? {} : { shard }),
  };
}

/** Every input but the mode and the key itself. */
function configurationOf(inputs: InputTexts): (readonly [string, string])[] {
  const names = [
    ...Object.keys(signInFields),
    ...Object.values(sharedFields).map(({ input }) => input),
    ...Object.keys(runFields).filter((name) => name !== 'mode' && name !== 'run-key'),
  ];
  return names.sort().map((name) => [name, inputs(name).trim()] as const);
}

function resolveTargets(
  placed: readonly PlacedTarget[],
  context: Context,
  mistakes: Mistake[],
): { readonly targets: readonly Target[]; readonly repeated: readonly Mistake[] } {
  const resolved = placed.flatMap((written, at) => {
    const target = resolveTarget(written, at + 1, context, mistakes);
    return target === undefined ? [] : [{ target, placed: written }];
  });
  return { targets: resolved.map(({ target }) => target), repeated: repeatMistakes(resolved) };
}
