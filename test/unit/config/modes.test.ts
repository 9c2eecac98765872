/** What single modes ask of the inputs, and what they leave alone. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { configOf, mistakesOf, sentencesOf, targetOf } from './inputs.ts';

const HOUR = 3600_000;
const KEY = { mode: 'wait', 'run-key': '42-0123abcd' };
const INSTANCE = 'i-0123456789abcdef0';

describe('max-age', () => {
  test('is read in mode check', () => {
    const { mode, run } = configOf({ inputs: { mode: 'check', 'max-age': '1d2h' } });
    expect([mode, run.maxAge]).toEqual(['check', 26 * HOUR]);
  });

  test.each(['backup', 'plan', 'validate'])('is not asked for in mode %s, and does no harm there', (mode) => {
    expect(configOf({ inputs: { mode } }).run).not.toHaveProperty('maxAge');
    expect(sentencesOf({ inputs: { mode, 'max-age': '26h' } })).toEqual([]);
  });
});

describe('mode wait', () => {
  test('needs no instances: it finds the images by their tags', () => {
    const config = configOf({ inputs: { ...KEY, instances: '' } });
    expect(config.targets.map(({ instances }) => instances)).toEqual([{ kind: 'all' }]);
    expect(config.run.runKey).toBe('42-0123abcd');
  });

  test('keeps the instances that are given', () => {
    expect(targetOf({ inputs: { ...KEY, instances: INSTANCE } }).instances).toEqual({
      kind: 'ids',
      ids: [INSTANCE],
    });
  });

  test.each(['backup', 'plan', 'check', 'validate'])('differs in that from mode %s', (mode) => {
    expect(sentencesOf({ inputs: { mode, 'max-age': '26h', instances: '' } })).toEqual([
      'targets, line 1, column 1: found no instances; expected the instances of the target, here or in the input instances.',
    ]);
  });

  test('tolerates targets that repeat each other, for it selects nothing', () => {
    const targets = '[222222222222, 222222222222]';
    expect(configOf({ inputs: { ...KEY, targets } }).targets).toHaveLength(2);
    expect(mistakesOf({ inputs: { targets } })).toMatchObject([{ path: [1] }]);
  });

  test.each(['', 'auto', 'auto 0', ' auto 7 ', '~', 'null', ' null '])(
    'cannot wait for the run key "%s"',
    (runKey) => {
      expect(mistakesOf({ inputs: { mode: 'wait', 'run-key': runKey } })).toMatchObject([
        { source: 'run-key', found: 'nothing' },
      ]);
    },
  );

  test.each(['autos', 'automatic-7', 'Auto', '0'])('waits for the run key "%s"', (runKey) => {
    expect(configOf({ inputs: { mode: 'wait', 'run-key': runKey } }).run.runKey).toBe(runKey);
  });
});

describe('retention without a series', () => {
  const own = '{account: 222222222222, retention: {keep-last: 3}}';

  test.each([{ retention: '{keep-last: 3}' }, { targets: own }])(
    'does no harm in mode check: %j',
    (texts) => {
      expect(sentencesOf({ inputs: { mode: 'check', 'max-age': '26h', ...texts } })).toEqual([]);
    },
  );

  test.each(['backup', 'plan', 'prune', 'wait', 'validate'])('is a mistake in mode %s', (mode) => {
    const inputs = { mode, 'run-key': '42-0123abcd', retention: '{keep-last: 3}' };
    expect(mistakesOf({ inputs })).toMatchObject([{ found: 'retention without a series' }]);
  });
});

describe('shard', () => {
  test.each([
    { text: '1/1', shard: { index: 1, count: 1 } },
    { text: '2/5', shard: { index: 2, count: 5 } },
    { text: '5/5', shard: { index: 5, count: 5 } },
    { text: '256/256', shard: { index: 256, count: 256 } },
    { text: ' 2/5 ', shard: { index: 2, count: 5 } },
  ])('$text', ({ text, shard }) => {
    expect(configOf({ inputs: { shard: text } }).run.shard).toEqual(shard);
  });

  test('is none when it is not given', () => {
    expect(configOf({}).run).not.toHaveProperty('shard');
  });

  test('is read exactly when its index is one of so many parts, and 256 at most', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (index, count) => {
        const isPart = index >= 1 && index <= count && count <= 256;
        expect(sentencesOf({ inputs: { shard: `${index}/${count}` } }).length === 0).toBe(isPart);
      }),
      { numRuns: 300 },
    );
  });

  const ids = { instances: INSTANCE };

  test.each([
    { why: 'selects by filters', inputs: { shard: '2/5', instances: '{"tag:A": b}' } },
    { why: 'names ids in its targets', inputs: { shard: '2/5', targets: target(INSTANCE) } },
    { why: 'has ids of its own everywhere', inputs: { ...ids, shard: '2/5', targets: target(INSTANCE) } },
    { why: 'is the only one', inputs: { ...ids, shard: '1/1' } },
    { why: 'waits', inputs: { ...ids, ...KEY, shard: '2/5' } },
  ])('lets a job pass that $why', ({ inputs }) => {
    expect(sentencesOf({ inputs })).toEqual([]);
  });

  test.each(['backup', 'plan', 'check', 'validate'])(
    'stops ids of the input in mode %s, for no job could tell whether one exists',
    (mode) => {
      const inputs = { ...ids, mode, 'max-age': '26h', shard: '2/5' };
      expect(mistakesOf({ inputs })).toMatchObject([{ source: 'instances' }]);
    },
  );
});

function target(instances: string): string {
  return `{account: 222222222222, instances: ${instances}}`;
}

describe('skip-if-newer-than', () => {
  const own = '{account: 222222222222, skip-if-newer-than: 30m}';

  test.each([
    { why: 'not given', inputs: {}, skip: undefined },
    { why: 'of the input', inputs: { 'skip-if-newer-than': '12h' }, skip: 12 * HOUR },
    { why: 'of the target', inputs: { targets: own }, skip: HOUR / 2 },
    {
      why: 'of the target before the input',
      inputs: { 'skip-if-newer-than': '12h', targets: own },
      skip: HOUR / 2,
    },
  ])('$why', ({ inputs, skip }) => {
    expect(targetOf({ inputs }).skipIfNewerThan).toBe(skip);
  });

  test('holds for the targets that have none of their own', () => {
    const inputs = { 'skip-if-newer-than': '12h', targets: `[${own}, 333333333333]` };
    expect(configOf({ inputs }).targets.map(({ skipIfNewerThan }) => skipIfNewerThan)).toEqual([
      HOUR / 2,
      12 * HOUR,
    ]);
  });
});

describe('the run key', () => {
  const inputs = {
    targets: '[222222222222, self]',
    'skip-if-newer-than': '12h',
    series: 'nightly',
    shard: '1/2',
    'max-age': '26h',
  };

  test.each(['plan', 'check', 'validate'])(
    'of mode %s is that of the backup with the same inputs',
    (mode) => {
      const runKeyOf = (given: Readonly<Record<string, string>>): string =>
        configOf({ inputs: given }).run.runKey;
      expect(runKeyOf({ ...inputs, mode })).toBe(runKeyOf(inputs));
    },
  );

  test('is another one for each shard, so that the jobs of a matrix do not meet', () => {
    const keys = [1, 2, 3, 4].map((index) => configOf({ inputs: { shard: `${index}/4` } }).run.runKey);
    expect(new Set(keys).size).toBe(4);
  });
});
