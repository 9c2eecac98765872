/** `retention` and its companions, as they are written. */
import { describe, expect, test } from '@jest/globals';
import { configOf, sentencesOf, targetOf } from './inputs.ts';

const HOUR = 3600_000;
const nothing = { last: 0, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0, within: 0 };

describe('a policy', () => {
  test.each([
    { written: '{keep-last: 3}', policy: { last: 3 } },
    { written: 'keep-daily: 7\nkeep-weekly: 4\n', policy: { daily: 7, weekly: 4 } },
    {
      written: '{"keep-hourly": 24, "keep-monthly": 12, "keep-yearly": 10}',
      policy: { hourly: 24, monthly: 12, yearly: 10 },
    },
    { written: '{keep-within: 36h}', policy: { within: 36 * HOUR } },
    { written: '{keep-within: 2w, keep-last: 0}', policy: { within: 14 * 24 * HOUR } },
    { written: '{keep-daily: "7"}', policy: { daily: 7 } },
  ])('$written', ({ written, policy }) => {
    const { retention } = targetOf({ inputs: { series: 'nightly', retention: written } });
    expect(retention).toEqual({ policy: { ...nothing, ...policy }, maxPrunes: 3 });
  });

  test.each([
    { what: 'keeps nothing', written: '{keep-last: 0, keep-daily: 0}' },
    { what: 'is empty', written: '{}' },
    { what: 'keeps nothing within no time', written: '{keep-within: 0h}' },
    { what: 'has a word that is none', written: '{keep-dayly: 7}' },
    { what: 'has a negative number', written: '{keep-last: -1}' },
    { what: 'has a broken number', written: '{keep-last: 1.5}' },
    { what: 'has a number instead of a duration', written: '{keep-within: 30}' },
    { what: 'has a duration instead of a number', written: '{keep-daily: 7d}' },
    { what: 'is a number', written: '7' },
    { what: 'is a list', written: '[keep-daily, 7]' },
  ])('that $what is an input error', ({ written }) => {
    expect(sentencesOf({ inputs: { series: 'nightly', retention: written } })).toHaveLength(1);
  });

  test('a misspelt word is told with the right one', () => {
    const [sentence] = sentencesOf({ inputs: { series: 'nightly', retention: '{keep-dayly: 7}' } });
    expect(sentence).toContain('keep-daily');
  });
});

describe('not given', () => {
  test.each(['', 'null', '~'])('%j: nothing is ever pruned', (written) => {
    expect(targetOf({ inputs: { series: 'nightly', retention: written } }).retention).toBeUndefined();
  });

  test('nothing of it comes from its companions', () => {
    expect(
      targetOf({ inputs: { 'max-prunes': '5', 'gone-after': '90d', 'loose-after': '30d' } }).retention,
    ).toBeUndefined();
  });
});

describe('a series', () => {
  test.each([
    { where: 'in the input', inputs: { series: 'nightly', retention: '{keep-last: 1}' } },
    {
      where: 'in the target',
      inputs: { targets: '{account: 222222222222, series: nightly}', retention: '{keep-last: 1}' },
    },
    {
      where: 'in the target, although it is the default one,',
      inputs: { targets: '{account: 222222222222, series: default}', retention: '{keep-last: 1}' },
    },
  ])('$where is enough', ({ inputs }) => {
    expect(sentencesOf({ inputs })).toEqual([]);
  });

  test.each([
    { where: 'in the input', inputs: { retention: '{keep-last: 1}' } },
    { where: 'in the target', inputs: { targets: '{account: 222222222222, retention: {keep-last: 1}}' } },
  ])('none, with retention $where, is an input error', ({ inputs }) => {
    const [sentence, ...others] = sentencesOf({ inputs });
    expect(sentence).toContain('series');
    expect(others).toEqual([]);
  });
});

describe('a target', () => {
  const targets = [
    '- 222222222222',
    '- account: 333333333333',
    '  retention: {keep-monthly: 12}',
    '  max-prunes: 10',
    '  gone-after: 90d',
    '  loose-after: 7d',
  ].join('\n');

  test('replaces the policy of the input whole, nothing is merged', () => {
    const inputs = { targets, series: 'nightly', retention: '{keep-daily: 7}', 'gone-after': '30d' };
    expect(configOf({ inputs }).targets.map(({ retention }) => retention)).toEqual([
      { policy: { ...nothing, daily: 7 }, maxPrunes: 3, goneAfter: 30 * 24 * HOUR },
      {
        policy: { ...nothing, monthly: 12 },
        maxPrunes: 10,
        goneAfter: 90 * 24 * HOUR,
        looseAfter: 7 * 24 * HOUR,
      },
    ]);
  });

  test('without retention in the mode prune is an input error that names it', () => {
    const sentences = sentencesOf({ inputs: { targets, series: 'nightly', mode: 'prune' } });
    expect(sentences).toEqual([expect.stringContaining('target 1')]);
  });
});

describe('max-prunes', () => {
  test.each(['0', '-1', '1001', 'all'])('%s is an input error', (written) => {
    const inputs = { series: 'nightly', retention: '{keep-last: 1}', 'max-prunes': written };
    expect(sentencesOf({ inputs })).toHaveLength(1);
  });
});
