/** The JSON Schema of targets files, for editors, from the schema of the inputs. */
import toRegexRange from 'to-regex-range';
import { MAX_ITEMS } from '../src/config/collections.ts';
import type { Field } from '../src/config/field.ts';
import { ownTargetFields, sharedFields } from '../src/config/fields.ts';
import { booleanWords, type Shape } from '../src/config/forms.ts';
import { roleArnPattern } from '../src/config/identifiers.ts';
import { publishedFile } from './project.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

export function targetsSchema(): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: publishedFile('targets.schema.json'),
    title: 'Targets of Cross-account AMI',
    description: 'A list of targets, or one target. Account ids that begin with 0 must be quoted.',
    anyOf: [
      { type: 'array', minItems: 1, items: { $ref: '#/$defs/item' } },
      { $ref: '#/$defs/target' },
      textList(`(${shortItem})`, { least: 1, repeats: true }),
      ...shortIntegers,
    ],
    $defs: {
      item: {
        anyOf: [
          { type: 'string', pattern: `^(${shortItem})$` },
          ...shortIntegers,
          { $ref: '#/$defs/target' },
        ],
      },
      target: targetSchema(),
    },
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

const shortItem = `self|\\d{12}|${unanchored(roleArnPattern)}`;
const shortIntegers = [{ type: 'integer', minimum: 100_000_000_000, maximum: 999_999_999_999 }];

/** A key that means nothing. */
const notGiven = [{ type: 'null' }, { type: 'string', pattern: '^\\s*$' }];

function targetSchema(): JsonSchema {
  const fields: Readonly<Record<string, Field>> = { ...ownTargetFields, ...sharedFields };
  const properties = Object.entries(fields).map(([key, field]) => {
    const description = `${field.about}\n\nExample: ${field.example}`;
    const nothing = field.emptyIsValue === true ? notGiven.slice(0, 1) : notGiven;
    return [key, { description, anyOf: [...nothing, ...schemasOf(field.form.shape)] }] as const;
  });
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) };
}

/** The alternatives of a shape. An editor reads unquoted numbers and booleans, where the action reads text. */
function schemasOf(shape: Shape): JsonSchema[] {
  switch (shape.kind) {
    case 'text':
      return [...offered(shape), ...textSchemas(shape.pattern)];
    case 'choice':
      return [{ enum: shape.words }];
    case 'boolean':
      return [{ type: 'boolean' }, { enum: booleanWords }];
    case 'integer':
      return integerSchemas(shape.least, shape.most);
    case 'list':
      return listSchemas(shape.item, shape.least);
    case 'values':
      return [{ type: 'array', minItems: 1, maxItems: shape.most, items: { anyOf: schemasOf(shape.value) } }];
    case 'mapping':
      return [mappingSchema(shape)];
    case 'keys':
      return [keysSchema(shape.keys)];
    case 'any of':
      return shape.shapes.flatMap(schemasOf);
  }
}

/** An editor completes these. */
function offered({ known }: Extract<Shape, { kind: 'text' }>): JsonSchema[] {
  return known === undefined ? [] : [{ enum: known }];
}

/** Unquoted numbers and booleans stand for their text, where that text is allowed. */
function textSchemas(pattern: RegExp): JsonSchema[] {
  const fits = (text: string): boolean => pattern.test(text);
  return [
    { type: 'string', pattern: pattern.source },
    ...numberSchemas(fits),
    ...(fits('true') && fits('false') ? [{ type: 'boolean' }] : []),
  ];
}

/** A JSON number of 1e21 and more is written with a plus sign, as `1e+21`. */
const WITHOUT_PLUS = { exclusiveMinimum: -1e21, exclusiveMaximum: 1e21 };

function numberSchemas(fits: (text: string) => boolean): JsonSchema[] {
  if (fits('123456789012') && !fits('12')) return shortIntegers;
  if (!['12', '-1', '0.5', '1e-7'].every(fits)) return [];
  const bounds = fits('1e+21') ? {} : WITHOUT_PLUS;
  const short = fits('5') ? {} : { not: { type: 'integer', minimum: 0, maximum: 9 } };
  return [{ type: 'number', ...bounds, ...short }];
}

function integerSchemas(least: number, most: number): JsonSchema[] {
  return [
    { type: 'integer', minimum: least, maximum: most },
    { type: 'string', pattern: `^${toRegexRange(least, most)}$` },
  ];
}

function listSchemas(item: Shape, least: number): JsonSchema[] {
  const items = { anyOf: schemasOf(item) };
  const patterns = item.kind === 'text' ? [unanchored(item.pattern)] : [];
  const words = item.kind === 'choice' ? [item.words.join('|')] : [];
  const list = { type: 'array', minItems: least, maxItems: MAX_ITEMS, uniqueItems: true, items };
  return [
    list,
    ...[...patterns, ...words].map((pattern) => textList(`(${pattern})`, { least, repeats: false })),
  ];
}

/** Items between commas and new lines; IAM allows commas in names of roles, but here they separate. */
function textList(pattern: string, { least, repeats }: { least: number; repeats: boolean }): JsonSchema {
  const separators = '[\\s,]*';
  const twice =
    '(?!([^]*[,\\n])?\\s*([^,\\n\\s]([^,\\n]*[^,\\n\\s])?)\\s*[,\\n]([^]*[,\\n])?\\s*\\2\\s*([,\\n]|$))';
  const item = pattern.replaceAll('=,.', '=.');
  const items = `${item}(\\s*[,\\n]${separators}${item})*`;
  return {
    type: 'string',
    pattern: `^${repeats ? '' : twice}${separators}${least === 0 ? `(${items})?` : items}${separators}$`,
  };
}

function mappingSchema({ key, value, least, most }: Extract<Shape, { kind: 'mapping' }>): JsonSchema {
  return {
    type: 'object',
    minProperties: least,
    maxProperties: most,
    propertyNames: { pattern: key.source },
    additionalProperties: { anyOf: schemasOf(value) },
  };
}

function keysSchema(keys: Readonly<Record<string, Shape>>): JsonSchema {
  const properties = Object.entries(keys).map(([key, shape]) => {
    return [key, { anyOf: [...notGiven, ...schemasOf(shape)] }] as const;
  });
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) };
}

function unanchored({ source }: RegExp): string {
  return source.replace(/^\^/, '').replace(/\$$/, '');
}
