/** targets.schema.json and the parser: what an editor accepts, the action accepts, and the other way round. */
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { parse, parseDocument, stringify } from 'yaml';
import { sharedFields } from '../../../src/config/fields.ts';
import { mistakeText } from '../../../src/config/mistake.ts';
import { readFields } from '../../../src/config/read-fields.ts';
import { readWritten } from '../../../src/config/written.ts';
import { readYaml } from '../../../src/config/yaml-text.ts';
import { amount } from '../../amounts.ts';
import { inputErrors } from './input-errors.ts';
import { targetsValue } from './schema-values.ts';

const schema = JSON.parse(readFileSync('targets.schema.json', 'utf8')) as Record<string, unknown>;
const RUNS = amount({ gate: 3_000, nightly: 50_000 });
const accepts = new Ajv2020({ strict: true, allErrors: false }).compile(schema);

const noInputs = readFields(() => '', sharedFields);

/** Lengths that are counted together, and a policy that keeps nothing, are no matter of the form. */
const beyondForm = /^at (most \d|least one image)/;

function mistakesOf(text: string): string[] {
  const { mistakes } = readWritten('targets', text, noInputs);
  return mistakes.filter(({ expected }) => !beyondForm.test(expected)).map(mistakeText);
}

const writers = {
  YAML: (value: unknown) => stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 }),
  JSON: (value: unknown) => JSON.stringify(value),
};

/** The writer of YAML has its defects: what the library cannot read back itself shows nothing. */
function readsBack(text: string, value: unknown): boolean {
  const document = parseDocument(text);
  return document.errors.length === 0 && isDeepStrictEqual(document.toJS(), value);
}

describe.each([{ format: 'YAML' as const }, { format: 'JSON' as const }])(
  'written as $format',
  ({ format }) => {
    test('any value is accepted by both or by neither', () => {
      const count = { accepted: 0, refused: 0 };
      fc.assert(
        fc.property(targetsValue, (value) => {
          const text = writers[format](value);
          fc.pre(readsBack(text, value));
          const mistakes = mistakesOf(text);
          const valid = accepts(value);
          count[valid ? 'accepted' : 'refused'] += 1;
          expect({ text, mistakes, valid: mistakes.length === 0 }).toEqual({ text, mistakes, valid });
        }),
        { numRuns: RUNS },
      );
      // Otherwise the values would show little.
      expect(Math.min(count.accepted, count.refused)).toBeGreaterThan(RUNS / 6);
    });
  },
);

/** An editor reads these as the numbers 1000, 10 and 222222222222, the action reads the text. */
const readOtherwise = ['max-instances: 1e3', 'max-instances: 010', '2.22222222222E+11'];

/** The targets of the table of mistakes, as far as they are YAML that an editor and the action read alike. */
const tableTexts = inputErrors
  .flatMap(({ rows }) => rows)
  .map(({ file, inputs = {} }) => file ?? inputs['targets'] ?? '')
  .filter((text) => text.length < 10_000 && readYaml('targets', text).mistakes.length === 0)
  .filter((text) => !readOtherwise.some((words) => text.includes(words)))
  .map((text) => ({ text }));

describe('the table of mistakes', () => {
  test.each(tableTexts)('$text', ({ text }) => {
    // Lines of unquoted text are folded by YAML; that they separate items is a rule of ours.
    const value: unknown = /^[^-{["'#:]+\n/.test(text) ? text : parse(text);
    expect(accepts(value)).toBe(mistakesOf(text).length === 0);
  });

  test('has many that only their form makes wrong', () => {
    expect(tableTexts.filter(({ text }) => mistakesOf(text).length > 0).length).toBeGreaterThan(60);
  });
});

describe('what an editor offers', () => {
  const target = (schema['$defs'] as { target: { properties: Record<string, { description: string }> } })
    .target;

  test.each(Object.entries(target.properties).map(([key, { description }]) => ({ key, description })))(
    'for $key is a sentence with an example that is accepted',
    ({ key, description }) => {
      const [about = '', example = ''] = description.split('\n\nExample: ');
      expect(about).toMatch(/^[A-Z`].*\.$/s);
      expect(accepts({ [key]: parse(example) as unknown })).toBe(true);
      expect(mistakesOf(`${key}: ${example}`)).toEqual([]);
    },
  );
});
