/** Runs the committed bundle as the GitHub runner runs a step: a clean child process, inputs, file commands, signals. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { Aws } from './aws.ts';
import { parseKeyValueFile } from './file-commands.ts';
import type { GitHub } from './github.ts';
import { filesLeft, makeRunnerHome, runnerEnvironment, type RunnerHome } from './runner-home.ts';
import { readLog, type WorkflowCommand } from './workflow-commands.ts';

const BUNDLE = resolve(import.meta.dirname, '../../dist/index.js');
const CANCEL_STEPS = [
  ['SIGINT', 7500],
  ['SIGTERM', 2500],
  ['SIGKILL', 0],
] as const;
const MEMORY_POLL_MS = 50;

export interface ActionOptions {
  /** The step's `with:`. */
  inputs?: Record<string, string>;
  aws?: Pick<Aws, 'url'>;
  /** Given: the job has `id-token: write`. */
  github?: GitHub;
  /** Wins over what the runner sets; `undefined` takes a variable away. */
  env?: Record<string, string | undefined>;
  /** A text is written as UTF-8. */
  workspaceFiles?: Record<string, string | Uint8Array>;
  /** Gets what the step prints, as it goes. */
  hear?: (part: string) => void;
  /** When a line of the log matches, send a signal, or do what the runner does when a run is cancelled. */
  stop?: { after: RegExp; how: NodeJS.Signals | 'cancel' };
  /** When a line of the log matches, the reading ends of both streams are closed, as when the runner's worker dies. */
  deafAfter?: RegExp;
  /** When a line of the log matches, nothing more is read until the process has ended. */
  stallAfter?: RegExp;
  /** When it aborts, the process gets the signal that is the reason, or SIGKILL. */
  kill?: AbortSignal;
  timeoutMs?: number;
  bundle?: string;
  /** Default: the `action.yml` beside the bundle's folder. */
  actionFile?: string;
  keepFiles?: boolean;
}

export interface ActionRun {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  timedOut: boolean;
  durationMs: number;
  /** From the last output to the end of the process. */
  silentMs: number;
  /** Both streams, in the order of arrival, unchanged. */
  stdout: string;
  commands: WorkflowCommand[];
  /** As people see it: masked, without commands. */
  log: string;
  outputs: Record<string, string>;
  summary: string;
  envFile: string;
  stateFile: string;
  pathFile: string;
  files: Record<string, string>;
  /** Linux only. */
  peakMemoryMiB: number | undefined;
  /** The runner's folder, there only with `keepFiles`. */
  root: string;
}

export async function runAction(options: ActionOptions = {}): Promise<ActionRun> {
  const home = makeRunnerHome(options.workspaceFiles ?? {});
  try {
    const bundle = options.bundle ?? BUNDLE;
    const actionFile = options.actionFile ?? join(dirname(bundle), '..', 'action.yml');
    const { env, warnings } = stepEnvironment(options, home, actionFile);
    const started = performance.now();
    const child = spawn(process.execPath, [bundle], {
      cwd: home.workspace,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const end = await watch(child, options);
    return { ...end, ...results(warnings + end.stdout, home), durationMs: performance.now() - started };
  } finally {
    if (!options.keepFiles) rmSync(home.root, { recursive: true, force: true, maxRetries: 3 });
  }
}

function stepEnvironment(options: ActionOptions, home: RunnerHome, actionFile: string) {
  const { given, warnings } = inputEnvironment(options.inputs ?? {}, actionFile);
  const endpoint = options.aws ? { AWS_ENDPOINT_URL: options.aws.url } : {};
  const all: Record<string, string | undefined> = {
    ...runnerEnvironment(home, options.github),
    ...endpoint,
    ...given,
    ...options.env,
  };
  const env = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return { env, warnings };
}

/** An input that is not given has action.yml's default, and without one the empty text. */
function inputEnvironment(inputs: Record<string, string>, actionFile: string) {
  const action = parse(readFileSync(actionFile, 'utf8')) as {
    inputs?: Record<string, { default?: Scalar } | null>;
  };
  const declared = action.inputs ?? {};
  const defaults = Object.entries(declared).map(([name, input]) => [name, literal(name, input?.default)]);
  const values = { ...(Object.fromEntries(defaults) as Record<string, string>), ...inputs };
  const named = Object.entries(values).map(([name, value]) => [
    `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
    value,
  ]);
  const unknown = Object.keys(inputs).filter((name) => !(name in declared));
  const list = (names: string[]) => names.map((name) => `'${name}'`).join(', ');
  const warnings =
    unknown.length > 0
      ? `##[warning]Unexpected input(s) ${list(unknown)}, valid inputs are [${list(Object.keys(declared))}]\n`
      : '';
  return { given: Object.fromEntries(named) as Record<string, string>, warnings };
}

type Scalar = string | number | boolean | null;

function literal(name: string, value: Scalar | undefined): string {
  // The one expression of action.yml: outside a matrix it is 0.
  const text =
    value === undefined || value === null ? '' : String(value).replace('${{ strategy.job-index }}', '0');
  if (text.includes('${{'))
    throw new Error(`The default of the input ${name} is an expression, which this runner cannot evaluate`);
  return text;
}

function hasLine(text: string, pattern: RegExp): boolean {
  return text.split('\n').some((line) => pattern.test(line));
}

type End = Pick<ActionRun, 'exitCode' | 'signal' | 'timedOut' | 'stdout' | 'silentMs' | 'peakMemoryMiB'>;

function watch(child: ChildProcess, options: ActionOptions): Promise<End> {
  let stdout = '';
  let timedOut = false;
  let peakMemoryMiB: number | undefined;
  let { stop } = options;
  let hasEnded = false;
  const { deafAfter, stallAfter, hear: tell = () => undefined } = options;
  const streams = [child.stdout, child.stderr];
  let lastWord = performance.now();
  const cancel = new Canceller(child);
  const kill = () => {
    const reason: unknown = options.kill?.reason;
    child.kill(reason === 'SIGINT' || reason === 'SIGTERM' ? reason : 'SIGKILL');
  };
  options.kill?.addEventListener('abort', kill);
  const hear = (part: string) => {
    stdout += part;
    tell(part);
    lastWord = performance.now();
    if (deafAfter && hasLine(stdout, deafAfter)) {
      for (const stream of streams) stream?.destroy();
    }
    if (stallAfter && !hasEnded && hasLine(stdout, stallAfter)) for (const stream of streams) stream?.pause();
    if (!stop || !hasLine(stdout, stop.after)) return;
    cancel.begin(stop.how);
    stop = undefined;
  };
  for (const stream of streams) stream?.setEncoding('utf8').on('data', hear);
  child.once('exit', () => {
    hasEnded = true;
    for (const stream of streams) stream?.resume();
  });
  const memory = setInterval(() => {
    peakMemoryMiB = peakMemory(child.pid) ?? peakMemoryMiB;
  }, MEMORY_POLL_MS);
  const timeout = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, options.timeoutMs ?? 60_000);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      clearInterval(memory);
      clearTimeout(timeout);
      cancel.end();
      options.kill?.removeEventListener('abort', kill);
      const silentMs = performance.now() - lastWord;
      resolve({ exitCode, signal, timedOut, stdout, silentMs, peakMemoryMiB });
    });
  });
}

/** The runner cancels a step in three steps (actions/runner, ProcessInvoker): SIGINT, SIGTERM, kill. */
class Canceller {
  readonly #child: ChildProcess;
  #timer: NodeJS.Timeout | undefined;

  constructor(child: ChildProcess) {
    this.#child = child;
  }

  begin(how: NodeJS.Signals | 'cancel'): void {
    if (how === 'cancel') this.#next(0);
    else this.#child.kill(how);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #next(step: number): void {
    const [signal, waitMs] = CANCEL_STEPS[step] ?? [];
    if (signal === undefined) return;
    this.#child.kill(signal);
    this.#timer = setTimeout(() => {
      this.#next(step + 1);
    }, waitMs);
  }
}

function peakMemory(pid: number | undefined): number | undefined {
  try {
    const kib = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
  } catch {
    return undefined;
  }
}

function results(stdout: string, home: RunnerHome) {
  const text = (name: keyof RunnerHome['fileCommands']) => readFileSync(home.fileCommands[name], 'utf8');
  return {
    ...readLog(stdout),
    stdout,
    outputs: parseKeyValueFile(text('GITHUB_OUTPUT')),
    summary: text('GITHUB_STEP_SUMMARY'),
    envFile: text('GITHUB_ENV'),
    stateFile: text('GITHUB_STATE'),
    pathFile: text('GITHUB_PATH'),
    files: filesLeft(home),
    root: home.root,
  };
}
