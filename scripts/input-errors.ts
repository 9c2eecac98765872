/** docs/input-errors.md: the table of mistakes that the unit tests check, printed for people. */
import { FILE, type InputError } from '../test/unit/config/input-errors-types.ts';
import { visible } from '../src/config/hidden.ts';
import { inputErrors } from '../test/unit/config/input-errors.ts';
import { good } from '../test/unit/config/inputs.ts';

const MAX_SHOWN = 160;

const head = `# What the action says to mistakes in its inputs

Every mistake is told at once, before any call: what was found, where, what is expected, and where it can be told, how to mend it. Of
more than 100 mistakes in one input or file the others are counted. This page is printed from the table that the tests check (\`test/unit/config/input-errors*.ts\`), so each message is what the
action says, word for word.

Each row changes this step, which has no mistake. \`${FILE}\` in a row stands for a file of \`targets-file\`, given instead of \`targets\`.

\`\`\`yaml
${Object.entries(good)
  .filter(([name]) => name !== 'run-key')
  .map(([name, value]) => `${name}: ${/^\d/.test(value) ? `'${value}'` : value}`)
  .join('\n')}
\`\`\`
`;

export function inputErrorsPage(): string {
  const parts = inputErrors.map(({ heading, rows }) => {
    const lines = rows.map((row) => `| ${written(row)} | ${row.messages.map(cell).join('<br><br>')} |`);
    return [`## ${heading}`, '', '| Written | The action says |', '| --- | --- |', ...lines].join('\n');
  });
  // Prettier would make every row as wide as the widest.
  return `${[head, '<!-- prettier-ignore-start -->', ...parts, '<!-- prettier-ignore-end -->'].join('\n\n')}\n`;
}

/** The inputs and the file of a row, each on lines of its own. */
function written({ inputs = {}, file, region }: InputError): string {
  const texts = Object.entries(inputs).map(([name, value]) => [`${name}:`, value] as const);
  const inFile = file === undefined ? [] : [[`${FILE}:`, file] as const];
  const around = region === undefined ? [] : [['AWS_REGION of the environment:', region] as const];
  return [...texts, ...inFile, ...around].map(([name, value]) => `${name}${valueCell(value)}`).join('<br>');
}

function valueCell(value: string): string {
  if (value === '') return ' (empty)';
  const lines = shortened(value).split('\n');
  const code = lines.map((line) => `<code>${codeText(line)}</code>`);
  return lines.length === 1 ? ` ${code.join('')}` : `<br>${code.join('<br>')}`;
}

function shortened(value: string): string {
  if (value.length <= MAX_SHOWN) return value.trimEnd();
  return `${value.slice(0, MAX_SHOWN / 2).trimEnd()} … (${value.length.toLocaleString('en')} characters)`;
}

/** Spaces at the front of a line show its indentation, and tabs have a sign. */
function codeText(line: string): string {
  return cell(visible(line.replaceAll('\t', '→'))).replace(/^ +/, (spaces) => '&nbsp;'.repeat(spaces.length));
}

/** Text for a cell of a Markdown table, in which nothing is markup. */
function cell(text: string): string {
  return text.replace(/[&<>|\\`*_[\]{}#~$]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
