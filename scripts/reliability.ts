/** The tables of docs/reliability.md, from the faults that the lane test/faults/ carries out. */
import type { FaultText } from '../test/faults/fault-case.ts';
import { faultTable } from '../test/faults/table.ts';
import { unitOnly } from '../test/faults/table-runs.ts';

/** docs/reliability.md with its tables replaced. */
export function reliabilityWithTables(page: string): string {
  const sections = Object.entries(faultTable).map(
    ([title, faults]) => `### ${title}\n\n${rows(['Fault', 'What happens'], faults)}`,
  );
  const unit = unitOnly.map(({ fault, happens, test }) => ({ fault, happens: `${happens} (\`${test}\`)` }));
  const withFaults = replacePart(page, 'faults', sections.join('\n\n'));
  return replacePart(withFaults, 'unit faults', rows(['Fault', 'What happens'], unit));
}

function rows(head: readonly [string, string], faults: readonly FaultText[]): string {
  const lines = faults.map(({ fault, happens }) => `| ${cell(fault)} | ${cell(happens)} |`);
  return [`| ${head.join(' | ')} |`, '|---|---|', ...lines].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function replacePart(text: string, name: string, table: string): string {
  const begin = `<!-- begin ${name} -->`;
  const end = `<!-- end ${name} -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/reliability.md lacks the marks "${begin}" and "${end}".`);
  return `${text.slice(0, from + begin.length)}\n\n${table}\n\n${text.slice(to)}`;
}
