import { describe, expect, test } from '@jest/globals';
import { mistakeText, type Mistake } from '../../../src/config/mistake.ts';
import { sharedFields } from '../../../src/config/fields.ts';
import { readFields } from '../../../src/config/read-fields.ts';
import { readWritten, type TargetValues, type WrittenTarget } from '../../../src/config/written.ts';

const noInputs = readFields(() => '', sharedFields);

function read(text: string): { written: Partial<TargetValues>[]; mistakes: readonly Mistake[] } {
  const { value, mistakes } = readWritten('targets', text, noInputs);
  return { written: value.filter(({ isBroken }) => !isBroken).map(ownValues), mistakes };
}

function ownValues({ values, own }: WrittenTarget): Partial<TargetValues> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => own.has(key)));
}

const ARN = 'arn:aws:iam::222222222222:role/backup';

describe('targets', () => {
  test.each([
    { text: '222222222222', written: [{ account: '222222222222' }], why: 'one id' },
    { text: '012345678901', written: [{ account: '012345678901' }], why: 'an id with a leading zero' },
    { text: 'self', written: [{ account: 'self' }], why: 'self' },
    { text: ARN, written: [{ role: ARN }], why: 'a role ARN' },
    {
      text: '222222222222, self',
      written: [{ account: '222222222222' }, { account: 'self' }],
      why: 'commas',
    },
    {
      text: '222222222222\nself',
      written: [{ account: '222222222222' }, { account: 'self' }],
      why: 'new lines',
    },
    {
      text: '- 222222222222\n- self',
      written: [{ account: '222222222222' }, { account: 'self' }],
      why: 'a YAML list',
    },
    {
      text: '[222222222222, "self"]',
      written: [{ account: '222222222222' }, { account: 'self' }],
      why: 'a JSON list',
    },
    { text: 'account: self', written: [{ account: 'self' }], why: 'one mapping without a list' },
    {
      text: '- account: 222222222222\n  regions: [eu-west-1, us-east-1]\n  max-instances: 3',
      written: [{ account: '222222222222', regions: ['eu-west-1', 'us-east-1'], 'max-instances': 3 }],
      why: 'a mapping with values of every kind',
    },
    {
      text: '{account: self, role: ~, series: }',
      written: [{ account: 'self' }],
      why: 'keys that are not given',
    },
  ])('as $why', ({ text, written }) => {
    const answer = read(text);
    expect(answer.mistakes.map(mistakeText)).toEqual([]);
    expect(answer.written).toEqual(written);
  });

  test.each([
    { text: '22222222222', says: /an account id of 12 digits/, mend: /leading zero/ },
    { text: '- 123456789', says: /an account id of 12 digits/, mend: /leading zero/ },
    { text: 'account: 22222222222', says: /12 digits, or self/, mend: /leading zero/ },
    { text: '2222222222222', says: /an account id of 12 digits/, mend: undefined },
    { text: 'prod', says: /an account id of 12 digits/, mend: undefined },
    { text: 'arn:aws:iam::222222222222:user/me', says: /a role ARN/, mend: undefined },
    { text: '[]', says: /at least one target/, mend: undefined },
    { text: '~', says: /at least one target/, mend: undefined },
    { text: '- 222222222222\n- ~', says: /./, mend: undefined },
    { text: '- [222222222222]', says: /./, mend: undefined },
    { text: '- []', says: /./, mend: undefined },
    { text: 'regoins: eu-west-1', says: /the unknown key "regoins"/, mend: /"regions"/ },
    { text: 'target-role: x', says: /the unknown key "target-role"/, mend: /key is role/ },
    { text: 'account: self\n"a\\nb": c', says: /the unknown key "a\\nb"/, mend: undefined },
    { text: 'toString: x', says: /the unknown key "toString"/, mend: undefined },
    { text: 'constructor: x', says: /the unknown key "constructor"/, mend: undefined },
    { text: '__proto__: {role: x}', says: /the unknown key "__proto__"/, mend: undefined },
    { text: 'no-reboot: maybe', says: /true or false/, mend: undefined },
    { text: 'regions: nowhere', says: /an AWS region/, mend: undefined },
    { text: 'regions: eu-wst-1', says: /an AWS region/, mend: /"eu-west-1"/ },
    { text: 'name: ${instance-nam}', says: /only the variables/, mend: /"instance-name"/ },
    { text: '<<: {account: self}', says: /the unknown key "<<"/, mend: /not merged/ },
  ])('are not $text', ({ text, says, mend }) => {
    const { written, mistakes } = read(text);
    const [first] = mistakes;
    expect(mistakes).toHaveLength(1);
    expect(first === undefined ? '' : mistakeText(first)).toMatch(says);
    expect(first?.mend ?? 'no mend').toMatch(mend ?? /^no mend$/);
    expect(written).toHaveLength(text.includes('222222222222\n') ? 1 : 0);
  });

  test('all unknown keys are told', () => {
    const { mistakes } = read('account: self\nfoo: 1\nbar: 2');
    expect(mistakes.map(({ path }) => path)).toEqual([['foo'], ['bar']]);
  });

  test('all values that are wrong are told, with the place of each', () => {
    const { mistakes } = read('- self\n- account: x\n  copy-tags: maybe\n  regions:\n    - nowhere');
    expect(mistakes.map(({ path, line, column }) => [path.join('.'), line, column])).toEqual([
      ['1.account', 2, 3],
      ['1.copy-tags', 3, 3],
      ['1.regions.0', 5, 7],
    ]);
  });

  test('a syntax mistake is told once', () => {
    expect(read('- account: [').mistakes.length).toBeGreaterThan(0);
    expect(read('- account: [').written).toEqual([]);
  });

  test('where a target and its own keys stand is known', () => {
    const { value } = readWritten('file.yml', '- self\n- account: self', noInputs);
    expect(value[1]).toMatchObject({
      position: 2,
      place: { source: 'file.yml', path: [1], line: 2, column: 3 },
    });
    expect(value[1]?.own).toEqual(
      new Map([['account', { source: 'file.yml', path: [1, 'account'], line: 2, column: 3 }]]),
    );
  });
});
