/** Outputs, job summary and report file. */
import { setOutput, summary } from '@actions/core';
import { renameSync, writeFileSync } from 'node:fs';

/** Where the runner reads the outputs; the toolkit goes by the same variable. */
export function outputsFile(): string {
  return process.env['GITHUB_OUTPUT'] ?? '';
}

/** Why outputs were not written, and which. */
export interface Unwritten {
  readonly outputs: Readonly<Record<string, string>>;
  readonly error: unknown;
}

/** Tries each output by itself; answers those that were not written, or nothing. */
export function publishOutputs(outputs: Readonly<Record<string, string>>): Unwritten | undefined {
  let unwritten: Unwritten | undefined;
  for (const [name, value] of Object.entries(outputs)) {
    try {
      setOutput(name, value);
    } catch (error) {
      unwritten = { error, outputs: { ...unwritten?.outputs, [name]: value } };
    }
  }
  return unwritten;
}

/** Adds to the summary page, when the runner has one. */
export async function publishSummary(markdown: string, environment: NodeJS.ProcessEnv): Promise<void> {
  if ((environment['GITHUB_STEP_SUMMARY'] ?? '') === '') return;
  await summary.addRaw(markdown).write();
}

/** Replaces the file in one move, so that it is whole even when the process is killed. */
export function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
