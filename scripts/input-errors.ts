/** docs/input-errors.md: examples from the table of mistakes that the unit tests check. */
import { FILE, type InputError } from '../test/unit/config/input-errors-types.ts';
import { inputErrorKinds } from './input-error-kinds.ts';
import { visible } from '../src/config/hidden.ts';
import { MAX_TOLD } from '../src/config/mistake.ts';
import { inputErrors } from '../test/unit/config/input-errors.ts';
import { good } from '../test/unit/config/inputs.ts';

const MAX_SHOWN = 160;

const head = `# Input errors

The action checks all inputs before it calls AWS, and reports every mistake at once. A message says where the mistake is, what was found,
what is expected and, where possible, how to fix it. When one input or file has more than ${MAX_TOLD} mistakes, the message counts the
others.

This page has examples of each kind of mistake. The table of all mistakes is in \`test/unit/config/input-errors*.ts\`; the tests check
each message there, and this page is generated from it.

Each row changes this step, which has no mistake. \`${FILE}\` means the file of the input \`targets-file\`, instead of \`targets\`.

\`\`\`yaml
${Object.entries(good)
  .filter(([name]) => name !== 'run-key')
  .map(([name, value]) => `${name}: ${/^\d/.test(value) ? `'${value}'` : value}`)
  .join('\n')}
\`\`\`
`;

export function inputErrorsPage(): string {
  const parts = Object.entries(inputErrorKinds).map(([kind, some]) => {
    const lines = some
      .map(rowOf)
      .map((row) => `| ${written(row)} | ${row.messages.map(cell).join('<br><br>')} |`);
    return [`## ${kind}`, '', '| Written | The action says |', '| --- | --- |', ...lines].join('\n');
  });
  // Prettier would make every row as wide as the widest.
  return `${[head, '<!-- prettier-ignore-start -->', ...parts, '<!-- prettier-ignore-end -->'].join('\n\n')}\n`;
}

function rowOf([heading, name]: readonly [string, string]): InputError {
  const group = inputErrors.find((each) => each.heading === heading);
  const row = group?.rows.find((each) => each.name === name);
  if (row === undefined) throw new Error(`There is no row "${name}" under "${heading}"`);
  return row;
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
