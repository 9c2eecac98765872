/** An account whose role takes long to assume holds up no other one. */
import { expect, test } from '@jest/globals';
import { DB, idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const ALL = { targets: `${DB}, ${WEB}`, instances: 'all', series: 'nightly' };

test.each([
  { mode: 'backup' },
  { mode: 'plan' },
  { mode: 'check', 'max-age': '1h' },
  { mode: 'prune', retention: 'keep-last: 1' },
])('in $mode', async (inputs) => {
  await stage.seed({ [DB]: [{ id: idOf(1) }], [WEB]: [{ id: idOf(2) }] });
  await stage.aws.fault({ action: 'sts:AssumeRole', account: DB, delayMs: 3_000 });
  await stage.step({ ...ALL, ...inputs });
  const calls = await stage.aws.calls();
  const entered = calls.find(({ action, durationMs }) => action === 'AssumeRole' && durationMs >= 3_000);
  const looked = calls.find(({ action, account }) => action === 'DescribeImages' && account === WEB);
  expect(looked?.at).toBeLessThan((entered?.at ?? 0) + 3_000);
});
