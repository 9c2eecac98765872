/** Log and outputs of the step, for the terminal. */
import { readLog } from '../test/emulator/workflow-commands.ts';

const GROUP_END = '▲';
const MAX_LINES = 14;

/** The log as people see it on GitHub; what is in a group is indented. */
export function logLines(stdout: string): string[] {
  const { log } = readLog(stdout.replaceAll(/^::endgroup::\r?$/gm, GROUP_END));
  let indent = '';
  return log
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const begins = line.startsWith('▼ ');
      if (begins || line === GROUP_END) indent = '';
      const shown = line === GROUP_END ? [] : [indent + line];
      if (begins) indent = '  ';
      return shown;
    });
}

/** One output a line; JSON that is long goes on below, to a bound. */
export function outputLines(outputs: Readonly<Record<string, string>>): string[] {
  const width = Math.max(...Object.keys(outputs).map((name) => name.length));
  return Object.entries(outputs).flatMap(([name, value]) => {
    const [first = '', ...more] = valueLines(value, 100 - width);
    return [`${name.padEnd(width)}  ${first}`, ...more.map((line) => ' '.repeat(width + 2) + line)];
  });
}

function valueLines(value: string, width: number): string[] {
  if (value === '') return ['(empty)'];
  if (value.length <= width || !/^[[{]/.test(value)) return [value];
  const lines = JSON.stringify(JSON.parse(value), undefined, 2).split('\n');
  if (lines.length <= MAX_LINES) return lines;
  return [...lines.slice(0, MAX_LINES), `… ${lines.length - MAX_LINES} more lines`];
}
