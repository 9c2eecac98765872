/** `null`, `~`, empty and a quoted empty text mean "not given"; but where any text is a value. */
import { describe, expect, test } from '@jest/globals';
import { inputOf, type Field } from '../../../src/config/field.ts';
import { sharedFields } from '../../../src/config/fields.ts';
import { mistakesOf, targetOf } from './inputs.ts';

const nothings = ['', '~', 'null', '""', "''", '"  "'];

/** Another value than the default, so that one that is taken for given shows. */
function otherThanDefault({ form: { shape }, default: byDefault, example }: Field): string {
  if (shape.kind === 'boolean') return String(byDefault !== 'true');
  return shape.kind === 'integer' ? String(shape.most) : example;
}

const inputs = Object.fromEntries(
  Object.entries(sharedFields).map((entry) => [inputOf(entry), otherThanDefault(entry[1])]),
);

describe.each(nothings)('%s', (nothing) => {
  test.each(Object.keys(sharedFields).filter((key) => key !== 'description' || !/["']/.test(nothing)))(
    'as %s of a target leaves the value of the input',
    (key) => {
      const given = targetOf({ inputs: { ...inputs, targets: `account: 222222222222\n${key}: ${nothing}` } });
      expect(given).toEqual(targetOf({ inputs: { ...inputs, targets: 'account: 222222222222' } }));
    },
  );

  test('as account leaves that of the role', () => {
    const targets = `role: arn:aws:iam::222222222222:role/x\naccount: ${nothing}`;
    expect(targetOf({ inputs: { targets } }).at).toMatchObject({ account: '222222222222' });
  });

  test.each(['keep-last', 'keep-daily', 'keep-within'])('as %s of retention is no rule', (rule) => {
    const texts = { series: 'x', retention: `keep-weekly: 3\n${rule}: ${nothing}` };
    expect(targetOf({ inputs: texts }).retention?.policy).toMatchObject({
      weekly: 3,
      last: 0,
      daily: 0,
      within: 0,
    });
  });

  test.each(['regions', 'exclude', 'tags', 'exclude-volumes', 'retention'])(
    'as the input %s is not given',
    (input) => {
      expect(targetOf({ inputs: { [input]: nothing } })).toEqual(targetOf({}));
    },
  );
});

describe('a quoted empty text is a value', () => {
  test('as description', () => {
    const targets = '{account: 222222222222, description: ""}';
    expect(targetOf({ inputs: { targets, description: 'other' } }).images.description).toEqual([]);
  });

  test('as the value of a tag', () => {
    expect([...targetOf({ inputs: { tags: '{A: ""}' } }).images.tags]).toEqual([['A', []]]);
  });
});

describe('a quoted empty text stays a mistake where leaving it out would select or keep something else', () => {
  test.each([
    { why: 'a filter value', inputs: { instances: '{"tag:A": "", "tag:B": x}' } },
    { why: 'a filter value of exclude', inputs: { exclude: '{"tag:A": ""}' } },
    { why: 'one of the values of a filter', inputs: { instances: '{"tag:A": ["", x]}' } },
    { why: 'an item of regions', inputs: { regions: '[eu-west-1, ""]' } },
    { why: 'an instance id', inputs: { instances: '["i-0123456789abcdef0", ""]' } },
    { why: 'a target', inputs: { targets: '[222222222222, ""]' } },
    { why: 'all targets', inputs: { targets: '""' } },
    { why: 'the only rule of a policy', inputs: { series: 'x', retention: '{keep-last: ""}' } },
  ])('$why', ({ inputs }) => {
    expect(mistakesOf({ inputs })).toHaveLength(1);
  });
});
