/** Inputs of retention that cannot be carried out: told before anybody is called. */
import { expect, test } from '@jest/globals';
import { codesOf, commandsOf, failuresOf } from './outputs.ts';
import { DB, idOf, openStage, WEB } from './stage.ts';

const stage = openStage();

interface Wrong {
  readonly why: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly says: readonly RegExp[];
}

const series = 'nightly';
const retention = 'keep-daily: 7';
const VALID = { mode: 'validate', instances: idOf(1) };

const MISTAKES: readonly Wrong[] = [
  { why: 'prune without retention', inputs: { mode: 'prune', series }, says: [/retention/, /mode is prune/] },
  {
    why: 'prune with retention in one of two targets',
    inputs: {
      mode: 'prune',
      series,
      targets: `[{account: ${WEB}, retention: {keep-last: 1}}, {account: ${DB}}]`,
    },
    says: [/target 2/],
  },
  {
    why: 'retention without a series',
    inputs: { retention },
    says: [/retention without a series/, /series/],
  },
  {
    why: 'retention of a target without a series',
    inputs: { targets: `{account: ${WEB}, retention: {keep-last: 3}}` },
    says: [/retention without a series/],
  },
  {
    why: 'one that keeps nothing',
    inputs: { series, retention: '{keep-last: 0, keep-daily: 0}' },
    says: [/retention/, /at least one image/],
  },
  { why: 'one without a rule', inputs: { series, retention: '{}' }, says: [/at least one image/] },
  {
    why: 'a misspelt word',
    inputs: { series, retention: '{keep-dialy: 7, keep-weekly: 4}' },
    says: [/keep-dialy/, /Did you mean "keep-daily"\?/],
  },
  {
    why: "a word of restic's that is none of ours",
    inputs: { series, retention: '{keep-last: 7, keep-tag: gold}' },
    says: [/keep-tag/],
  },
  { why: 'a negative number', inputs: { series, retention: 'keep-last: -1' }, says: [/keep-last/, /-1/] },
  { why: 'half an image', inputs: { series, retention: 'keep-daily: 1.5' }, says: [/keep-daily/, /1\.5/] },
  {
    why: 'a number in words',
    inputs: { series, retention: 'keep-daily: seven' },
    says: [/keep-daily/, /seven/],
  },
  { why: 'for ever', inputs: { series, retention: 'keep-yearly: .inf' }, says: [/keep-yearly/] },
  {
    why: 'more than EC2 holds',
    inputs: { series, retention: 'keep-last: 1000000' },
    says: [/keep-last/, /1000000/],
  },
  {
    why: 'a duration in years',
    inputs: { series, retention: 'keep-within: 1y' },
    says: [/keep-within/, /1y/],
  },
  { why: 'a number alone', inputs: { series, retention: '7' }, says: [/retention/, /keep-daily: 7/] },
  { why: 'a list', inputs: { series, retention: '[keep-daily, 7]' }, says: [/retention/, /keep-daily: 7/] },
  { why: 'no prunes', inputs: { series, retention, 'max-prunes': '0' }, says: [/max-prunes/, /0/] },
  { why: 'prunes in words', inputs: { series, retention, 'max-prunes': 'all' }, says: [/max-prunes/, /all/] },
  { why: 'gone-after in words', inputs: { series, retention, 'gone-after': 'never' }, says: [/gone-after/] },
];

test.each(MISTAKES)('$why', async ({ inputs, says }) => {
  const run = await stage.step({ targets: WEB, instances: 'all', ...inputs });
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'failure']);
  expect([...new Set(codesOf(run))]).toEqual(['InputInvalid']);
  const messages = failuresOf(run).map(({ message }) => message);
  for (const words of says) expect(messages.join('\n')).toMatch(words);
  for (const words of says) expect(commandsOf(run, 'error').join('\n')).toMatch(words);
  expect(stage.github.requests).toEqual([]);
  expect(await stage.aws.calls()).toEqual([]);
});

test('every spelling of a policy is one', async () => {
  const same = [
    'keep-daily: 7\nkeep-weekly: 4',
    '{keep-daily: 7, keep-weekly: 4}',
    '{"keep-daily": 7, "keep-weekly": 4}',
    '{"keep-daily": "7", "keep-weekly": "4"}',
    'keep-within: 1w2d\nkeep-last: 0',
  ];
  const target = `{account: ${WEB}, series: nightly, max-prunes: 1000, gone-after: 90d, retention: {keep-last: 3}}`;
  const runs = await Promise.all(
    [
      ...same.map((text) => stage.step({ ...VALID, targets: WEB, series, retention: text })),
      stage.step({ ...VALID, targets: target }),
    ].map(async (run) => (await run).exitCode),
  );
  expect(runs).toEqual([...same, target].map(() => 0));
});
