/** Images that cannot be looked up any more once they were asked for: what is told, and what is left open. */
import { expect, test } from '@jest/globals';
import { failuresOf, imagesOf, reportOf } from './outputs.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const ALL = { targets: WEB, instances: 'all' };
const SINCE = /images could not be looked up since \d\d:\d\d:\d\d UTC/;

test('a right that is taken away in mid-run ends the wait, and nobody claims that the image is pending', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'web-1' }, { id: idOf(2) }] });
  await stage.aws.settings({ pendingSeconds: 60 });
  const denied = { code: 'UnauthorizedOperation', status: 403, message: 'You are not authorized' };
  await stage.aws.fault({ action: 'DescribeImages', skip: 1, times: 1000, ...denied });
  const run = await stage.step(ALL);
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'failure']);
  expect(failuresOf(run)).toMatchObject([1, 2].map(() => ({ code: 'AccessDenied', phase: 'wait' })));
  for (const { message } of failuresOf(run)) expect(message).toMatch(SINCE);
  expect(imagesOf(run)).toMatchObject([1, 2].map(() => ({ outcome: 'created', state: null })));
  expect(imagesOf(run).every(({ image_id }) => image_id !== null)).toBe(true);
  expect(reportOf(run).images.map(({ state }) => state)).toEqual([null, null]);
  expect(run.log).toMatch(/eu-west-1: Images cannot be looked up \(AccessDenied: UnauthorizedOperation/);
  expect(run.log).not.toMatch(/still pending/);
  expect(run.summary).toContain('unknown');
});

test('progress is asked for by the ids of the snapshots, a page a look', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1) }, { id: idOf(2) }] });
  await stage.aws.settings({ pendingDescribes: 2, maxPage: 5 });
  const run = await stage.step(ALL);
  expect(run.exitCode).toBe(0);
  const { images } = await stage.aws.state();
  const ids = images.flatMap(({ snapshotIds }) => snapshotIds).toSorted();
  const calls = await stage.ec2Calls('DescribeSnapshots');
  expect(calls.length).toBeGreaterThan(0);
  for (const { params } of calls) expect([...(params['SnapshotId'] as string[])].toSorted()).toEqual(ids);
});
