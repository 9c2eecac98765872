/** The tables of rights in docs/permissions.md. */
import { readFileSync } from 'node:fs';

const page = readFileSync(new URL('../../docs/permissions.md', import.meta.url), 'utf8');

export interface Right {
  readonly action: string;
  /** As the reader is told. */
  readonly bound: string;
}

export function rightsTo(what: 'create' | 'prune'): readonly Right[] {
  const [, rest = ''] = page.split(`<!-- begin rights to ${what} -->`);
  const [table = ''] = rest.split('<!-- end rights');
  const rows = table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  return rows.flatMap(([, actions = '', bound = '']) =>
    [...actions.matchAll(/`([a-z0-9]+:[A-Za-z]+)`/g)].map(([, action = '']) => ({ action, bound })),
  );
}
