/** The tables of docs/reliability.md, from the faults that the lane test/faults/ carries out. */
import type { FaultText } from '../test/faults/fault-case.ts';
import { faultTable } from '../test/faults/table.ts';
import { unitOnly } from '../test/faults/table-runs.ts';
import { withPart } from './marked-part.ts';

/** docs/reliability.md with its tables replaced. */
export function reliabilityWithTables(page: string): string {
  const sections = Object.entries(faultTable).map(
    ([title, faults]) => `### ${title}\n\n${rows(['Fault', 'What happens'], faults)}`,
  );
  const unit = unitOnly.map(({ fault, happens, test }) => ({ fault, happens: `${happens} (\`${test}\`)` }));
  const withFaults = withPart(page, 'faults', sections.join('\n\n'));
  return withPart(withFaults, 'unit faults', rows(['Fault', 'What happens'], unit));
}

function rows(head: readonly [string, string], faults: readonly FaultText[]): string {
  const lines = faults.map(({ fault, happens }) => `| ${cell(fault)} | ${cell(happens)} |`);
  return [`| ${head.join(' | ')} |`, '|---|---|', ...lines].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
