/** The summary as text, cut into its parts. */

/** The cells of a row of a table. */
export function cellsOf(row: string): string[] {
  return row.split('|').slice(1, -1).map(trimmed);
}

/** The rows of all tables with this head, without heads and rules. */
export function rowsBelow(lines: readonly string[], head: RegExp): string[] {
  return lines.flatMap((line, at) => {
    if (!head.test(line)) return [];
    const rest = lines.slice(at + 2);
    const end = rest.findIndex((other) => !other.startsWith('|'));
    return end < 0 ? rest : rest.slice(0, end);
  });
}

/** The headings in the order of the page. */
export function headingsOf(text: string): string[] {
  return [...text.matchAll(/^### (.*)$/gm)].map(([, title = '']) => title);
}

/** What a browser would show of text that holds character references and line breaks. */
export function shownText(html: string): string {
  return html
    .replaceAll('<br>', '\n')
    .replaceAll('<wbr>', '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

/** Markup that our own pages use; what is left beside it is text of others. */
const ours =
  /^- |<br>|<wbr>|<\/?(code|details|summary)>|\*\*\w+\*\*|\[[^[\]]*\]\(https:[^\s()<>|`]*\)|^#+ .*$|^```(json|mermaid)?$/gm;

/** Signs of markup that are not our own, outside of blocks of code. */
export function foreignMarkup(lines: readonly string[]): string[] {
  const text = lines.join('\n').replace(/```(json|mermaid)\n[^]*?\n```/g, '');
  return text
    .split('\n')
    .map((line) => line.replace(ours, '').replace(/`[\w-]+`/g, ''))
    .filter((line) => /[<>`[\]]/.test(line));
}

function trimmed(text: string): string {
  return text.replaceAll('\u00a0', ' ').trim();
}
