/** The tables of docs/aws-setup.md. */
import { readFileSync } from 'node:fs';

const guide = readFileSync(new URL('../../docs/aws-setup.md', import.meta.url), 'utf8');

/** The actions in the first column of a chapter's table; a row may name several. */
export function actionRows(chapter: string): string[] {
  const [, text = ''] = guide.split(`\n## ${chapter}\n`);
  const [own = ''] = text.split(/^## /m);
  const cells = [...own.matchAll(/^\|([^|]*`[a-z0-9]+:[A-Za-z]+`[^|]*)\|/gm)].map(([, cell = '']) => cell);
  return cells.flatMap((cell) =>
    [...cell.matchAll(/`([a-z0-9]+:[A-Za-z]+)`/g)].map(([, action = '']) => action),
  );
}
