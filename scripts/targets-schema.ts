/** The JSON Schema of targets files, for editors, from the schema of the inputs. */
import { ownTargetFields, sharedFields, type Field } from '../src/config/fields.ts';
import { jsonOf } from '../src/config/forms.ts';

export function targetsSchema(): string {
  const shortItem = {
    anyOf: [
      { const: 'self' },
      { type: 'string', pattern: '^\\d{12}$' },
      { type: 'integer', minimum: 100_000_000_000, maximum: 999_999_999_999 },
      { type: 'string', pattern: '^arn:aws[a-z-]*:iam::\\d{12}:role/' },
    ],
  };
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Targets of Cross-account AMI',
    description: 'A list of targets, or one target. Account ids that begin with 0 must be quoted.',
    anyOf: [{ type: 'array', minItems: 1, items: { $ref: '#/$defs/item' } }, { $ref: '#/$defs/item' }],
    $defs: { item: { anyOf: [...shortItem.anyOf, { $ref: '#/$defs/target' }] }, target: targetSchema() },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function targetSchema(): Record<string, unknown> {
  const fields: Readonly<Record<string, Field>> = { ...ownTargetFields, ...sharedFields };
  const properties = Object.entries(fields).map(([key, field]) => {
    return [
      key,
      { description: field.about, examples: [field.example], ...orNull(jsonOf(field.form)) },
    ] as const;
  });
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) };
}

/** A key without a value is not given. */
function orNull(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { anyOf: [{ type: 'null' }, schema] };
}
