/** The tables of docs/inputs.md, from the schema of the inputs and the table of the outputs. */
import { inputOf, type Field } from '../src/config/field.ts';
import { ownTargetFields, sharedFields, signInFields, targetSourceFields } from '../src/config/fields.ts';
import { reportFields } from '../src/config/report-fields.ts';
import { runFields } from '../src/config/run-fields.ts';
import { outputs } from '../src/model/output.ts';
import { withPart } from './marked-part.ts';

/** docs/inputs.md with its generated parts replaced. */
export function inputsWithTables(page: string): string {
  const parts: Readonly<Record<string, string>> = {
    'sign-in inputs': inputTable(Object.entries(signInFields)),
    'target inputs': inputTable(Object.entries(targetSourceFields)),
    'target keys': targetKeyTable(),
    'run inputs': inputTable(Object.entries(runFields)),
    'report inputs': inputTable(Object.entries(reportFields)),
    outputs: outputTable(),
  };
  return Object.entries(parts).reduce((text, [name, table]) => withPart(text, name, table), page);
}

function inputTable(fields: readonly (readonly [string, Field])[]): string {
  const rows = fields.map(([name, field]) => `| \`${name}\` | ${defaultCell(field)} | ${aboutCell(field)} |`);
  return ['| Input | Default | Meaning |', '|---|---|---|', ...rows].join('\n');
}

function targetKeyTable(): string {
  const own = Object.entries(ownTargetFields).map(([key, field]) => {
    return `| \`${key}\` | | ${defaultCell(field)} | ${aboutCell(field)} |`;
  });
  const shared = Object.entries(sharedFields).map(([key, field]) => {
    return `| \`${key}\` | \`${inputOf([key, field])}\` | ${defaultCell(field)} | ${aboutCell(field)} |`;
  });
  return ['| Key of a target | Input | Default | Meaning |', '|---|---|---|---|', ...own, ...shared].join(
    '\n',
  );
}

function outputTable(): string {
  const rows = Object.entries(outputs).map(([name, about]) => `| \`${name}\` | ${cell(about)} |`);
  return ['| Output | Content |', '|---|---|', ...rows].join('\n');
}

/** The default of the run key is an expression that no reader needs. */
function defaultCell(field: Field): string {
  const text = field.default;
  if (text === undefined) return '';
  return text.startsWith('auto') ? 'made from the run' : `\`${cell(text)}\``;
}

function aboutCell(field: Field): string {
  return `${cell(field.about)} Example: \`${cell(field.example)}\``;
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}
