/** Texts of the inputs -> what is asked for, or every mistake in them at once. Pure: no file, no clock, no network. */
import { normalize } from 'node:path/posix';
import type { Mode } from '../model/event.ts';
import type { Config, RunConfig, RunKey } from './config.ts';
import { decode } from './encoding.ts';
import { inputOf, type ValuesOf } from './field.ts';
import { sharedFields, signInFields, targetSourceFields } from './fields.ts';
import { inOrder, inputMistake, shown, type Mistake, type Read } from './mistake.ts';
import { forMode, modeMistakes } from './mode-rules.ts';
import { named } from './named.ts';
import { givenText, readFields, readInput, type InputTexts } from './read-fields.ts';
import { readSignIn } from './read-sign-in.ts';
import { readReport, type ReportConfig } from './report-fields.ts';
import { runFields } from './run-fields.ts';
import { isAutomatic, runKeyOf, type RunIdentity } from './run-key.ts';
import type { WhoAsks } from './session-tags.ts';
import { targetsOf } from './targets.ts';
import { warningsOf } from './warnings.ts';
import { readWritten } from './written.ts';

/** What the inputs are read with. */
export interface Surroundings {
  readonly inputs: InputTexts;
  /** `AWS_REGION` or `AWS_DEFAULT_REGION` of the environment. */
  readonly region: string | undefined;
  /** Bytes of the file that `targets-file` names; nothing when it cannot be read. */
  readonly readFile: (path: string) => Uint8Array | undefined;
  readonly identity: Omit<RunIdentity, 'configuration'> & WhoAsks;
}

export type ReadConfig =
  | { readonly ok: true; readonly config: Config }
  | {
      readonly ok: false;
      readonly mode: Mode;
      readonly report: ReportConfig;
      readonly mistakes: readonly Mistake[];
      /** The `source` of mistakes that stand in the file of `targets-file`. */
      readonly file: string | undefined;
    };

/** Reads everything and answers either a whole configuration or all mistakes, in the order of the inputs. */
export function readConfig(surroundings: Surroundings): ReadConfig {
  const { inputs, identity } = surroundings;
  const signIn = readSignIn(surroundings);
  const source = readSource(surroundings);
  const shared = readFields(inputs, sharedFields);
  const asked = readFields(inputs, runFields);
  const reporting = readReport(inputs);
  const report = reporting.value;
  const { mode } = asked.values;
  const { name, text, file } = source.value;
  const written =
    text === undefined ? { value: [], mistakes: [] } : readWritten(name, text, forMode(mode, shared));
  const targets = targetsOf(written.value, signIn.value, mode);
  const configuration = [...configurationOf(inputs), ['targets', text?.trim() ?? ''] as const];
  const run = runOf(asked.values, { ...identity, configuration });
  const ofMode = modeMistakes({ mode, targets: targets.value, run, inputs });
  const parts = [signIn, source, shared, written, asked, reporting, targets, { mistakes: ofMode }];
  const mistakes = inOrder(parts.flatMap((part) => part.mistakes));
  if (mistakes.length > 0) return { ok: false, mode, report, mistakes, file };
  const warnings = warningsOf(signIn.value.region, targets.value);
  return { ok: true, config: { mode, signIn: signIn.value, targets: targets.value, run, report, warnings } };
}

interface Source {
  readonly name: string;
  readonly text?: string;
  /** Its name, when it is one. */
  readonly file?: string;
}

/** Where the targets stand, and the text. */
function readSource({ inputs, readFile }: Surroundings): Read<Source> {
  const text = inputs('targets');
  const isGiven = givenText(text) !== undefined;
  const { value: path, mistakes } = readInput(inputs, 'targets-file', targetSourceFields['targets-file']);
  const refused = (source: string, found: string, expected: string): Read<Source> => ({
    value: { name: source },
    mistakes: [...mistakes, inputMistake(source, found, expected)],
  });
  if (isGiven === (path !== undefined)) {
    const found = isGiven ? 'both targets and targets-file' : 'neither targets nor targets-file';
    return refused('targets', found, 'exactly one of the two');
  }
  if (path === undefined) return { value: { name: 'targets', text }, mistakes };
  const bytes = readFile(path);
  // GitHub finds the file of an annotation by its path from the root of the repository.
  if (bytes !== undefined) return decodeFile(normalize(path), bytes);
  const expected = 'the path of a file that can be read (the job needs a checkout step before this one)';
  return refused('targets-file', shown(path), expected);
}

function decodeFile(file: string, bytes: Uint8Array): Read<Source> {
  const decoded = decode(bytes);
  if (decoded.ok) return { value: { name: file, file, text: decoded.text }, mistakes: [] };
  return { value: { name: file, file }, mistakes: [{ source: file, path: [], ...decoded.words }] };
}

function runOf(values: ValuesOf<typeof runFields>, identity: RunIdentity): RunConfig {
  const { 'run-key': key, 'if-no-instances-found': ifNoInstances } = values;
  const runKey = runKeyOf(key, identity);
  return { ...named(values, runKeys), runKey, isKeyGiven: !isAutomatic(key), ifNoInstances };
}

const otherwiseNamed = ['mode', 'run-key', 'if-no-instances-found'];
const runKeys = Object.keys(runFields).filter((key) => !otherwiseNamed.includes(key)) as RunKey[];

/** Every input but the mode, the key itself, and what a session or a report says of the run: that makes no other images. */
function configurationOf(inputs: InputTexts): (readonly [string, string])[] {
  const names = [
    ...Object.keys(signInFields).filter((name) => name !== 'session-tags'),
    ...Object.entries(sharedFields).map(inputOf),
    ...Object.keys(runFields).filter((name) => name !== 'mode' && name !== 'run-key'),
  ];
  return names.sort().map((name) => [name, inputs(name).trim()] as const);
}
