/** Outputs, job summary and report file. */
import { setOutput, summary } from '@actions/core';
import { renameSync, writeFileSync } from 'node:fs';

export function publishOutputs(outputs: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
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
