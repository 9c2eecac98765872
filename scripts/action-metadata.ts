/** The text of action.yml, from the schema of the inputs and the table of the outputs. */
import { stringify } from 'yaml';
import { inputOf, type Field } from '../src/config/field.ts';
import { sharedFields, signInFields, targetSourceFields } from '../src/config/fields.ts';
import { reportFields } from '../src/config/report-fields.ts';
import { runFields } from '../src/config/run-fields.ts';
import { outputs } from '../src/model/output.ts';

/** Every input with its field, in the order of the documentation. */
export function allInputs(): (readonly [string, Field])[] {
  return [
    ...Object.entries(signInFields),
    ...Object.entries(targetSourceFields),
    ...Object.entries(sharedFields).map((entry) => [inputOf(entry), entry[1]] as const),
    ...Object.entries(runFields),
    ...Object.entries(reportFields),
  ];
}

export function actionMetadata(): string {
  const action = {
    name: 'Cross-account AMI',
    description: 'Make an AMI of every selected EC2 instance in every listed AWS account.',
    author: 'The Cross-account AMI authors',
    branding: { icon: 'server', color: 'orange' },
    inputs: Object.fromEntries(allInputs().map(([name, field]) => [name, inputEntry(field)])),
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, description]) => [name, { description }]),
    ),
    runs: { using: 'node24', main: 'dist/index.js' },
  };
  const head =
    '# Generated from src/config/fields.ts and src/model/output.ts by `npm run fix`; do not edit.\n';
  return head + stringify(action, { lineWidth: 0, singleQuote: true });
}

function inputEntry(field: Field): Record<string, unknown> {
  const description = `${field.about} Example: ${field.example}`;
  return field.default === undefined
    ? { description, required: false }
    : { description, required: false, default: field.default };
}
