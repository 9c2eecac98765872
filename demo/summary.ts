/** The job summary, as GitHub would show it: as a page, and as text for the terminal. */
import { readFileSync } from 'node:fs';
import { convert, type HtmlToTextOptions } from 'html-to-text';
import { marked } from 'marked';

const STYLE = new URL(import.meta.resolve('github-markdown-css/github-markdown.css'));

/** What GitHub's page has around the summary; its own style covers the summary alone. */
const FRAME = `
  html { color-scheme: light dark; }
  body { margin: 0; background: #fff; }
  .markdown-body { box-sizing: border-box; max-width: 1012px; margin: 0 auto; padding: 32px; }
  @media (prefers-color-scheme: dark) { body { background: #0d1117; } }
  @media (max-width: 767px) { .markdown-body { padding: 16px; } }
`;

/** A page that needs nothing else; like GitHub's it runs no script and loads nothing. */
export function summaryPage(markdown: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cross-account AMI: job summary</title>
<style>${readFileSync(STYLE, 'utf8')}${FRAME}</style>
</head>
<body>
<article class="markdown-body">
${html(markdown)}</article>
</body>
</html>
`;
}

const AS_TEXT: HtmlToTextOptions = {
  wordwrap: false,
  selectors: [
    { selector: 'table', format: 'dataTable', options: { uppercaseHeaderCells: false, colSpacing: 2 } },
    { selector: 'a', options: { ignoreHref: true } },
    ...['details', 'summary'].map((selector) => ({ selector, format: 'block' })),
    ...['h1', 'h2', 'h3', 'h4'].map((selector) => ({
      selector,
      options: { uppercase: false, leadingLineBreaks: 2 },
    })),
  ],
};

export function summaryAsText(markdown: string): string {
  return convert(html(markdown), AS_TEXT);
}

function html(markdown: string): string {
  return marked.parse(markdown, { async: false, gfm: true });
}
