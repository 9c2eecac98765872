/** Reads what a step leaves, as the next step of a workflow would. */
import type { FailureEntry, ImageEntry, ReportFile } from '../../src/model/report-file.ts';
import type { ActionRun } from '../emulator/runner.ts';

export function imagesOf(run: ActionRun): ImageEntry[] {
  return JSON.parse(outputOf(run, 'images')) as ImageEntry[];
}

export function failuresOf(run: ActionRun): FailureEntry[] {
  return JSON.parse(outputOf(run, 'failures')) as FailureEntry[];
}

export function imageIdsOf(run: ActionRun): string[] {
  return JSON.parse(outputOf(run, 'image-ids')) as string[];
}

export function imageByInstanceOf(run: ActionRun): Record<string, string> {
  return JSON.parse(outputOf(run, 'image-by-instance')) as Record<string, string>;
}

/** Instances in the order of the output `images`. */
export function instancesOf(run: ActionRun): string[] {
  return imagesOf(run).map(({ instance_id }) => instance_id);
}

export function codesOf(run: ActionRun): string[] {
  return failuresOf(run).map(({ code }) => code);
}

/** The file that the output `report-file` names. */
export function reportOf(run: ActionRun): ReportFile {
  return JSON.parse(reportTextOf(run)) as ReportFile;
}

/** The text of the report file that the run left behind. */
export function reportTextOf(run: ActionRun): string {
  const name = outputOf(run, 'report-file').split(/[\\/]/).at(-1) ?? '';
  const text = run.files[`temp/${name}`];
  if (text === undefined)
    throw new Error(`no report file ${name} among ${Object.keys(run.files).join(', ')}`);
  return text;
}

function outputOf(run: ActionRun, name: string): string {
  const value = run.outputs[name];
  if (value === undefined) throw new Error(`no output ${name}; the step said:\n${run.log}`);
  return value;
}

/** Messages of the workflow commands of one name. */
export function commandsOf(run: ActionRun, name: string): string[] {
  return run.commands.filter((command) => command.name === name).map(({ message }) => message);
}
