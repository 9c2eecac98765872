/** The mode `prune`: retention without a new image, from beginning to end, and from the middle to the end. */
import { expect, test } from '@jest/globals';
import { openGate } from '../faults/gate.ts';
import { failuresOf, reportOf } from './outputs.ts';
import {
  day,
  expectVerdicts,
  image,
  imageId,
  left,
  only,
  PRUNE,
  prunedOf,
  server,
} from './retention-scenes.ts';
import { closedTo, DB, idOf, openStage, SHOP, WEB } from './stage.ts';

const stage = openStage();
const EVERYWHERE = { ...PRUNE, targets: `${WEB}, ${DB}`, instances: 'all' };

/** Instances 1 and 2 in one account, 3 in the other, each with four images: 11, 12, 13, 14 of the first ... */
async function seedThree(): Promise<void> {
  await stage.seed({ [WEB]: [server(1), server(2)], [DB]: [server(3)] });
  const of = (number: number) =>
    [1, 2, 3, 4].map((at) => image(number * 10 + at, day(at), { instance: idOf(number) }));
  await stage.aws.seed({ id: WEB, images: [...of(1), ...of(2)] });
  await stage.aws.seed({ id: DB, images: of(3) });
}

test('it prunes and makes nothing', async () => {
  await seedThree();
  const run = await stage.step(EVERYWHERE);
  expect([run.exitCode, run.outputs['result']]).toEqual([0, 'success']);
  expect(prunedOf(run).toSorted()).toEqual([11, 12, 13, 21, 22, 23, 31, 32, 33].map(imageId));
  expect([run.outputs['image-ids'], run.outputs['images']]).toEqual(['[]', '[]']);
  expect(run.summary).toContain('9 images of 3 instances pruned');
  expect(run.summary).toContain('3 images kept, 9 pruned, at most 72 GiB freed.');
  expect(await left(stage)).toEqual(only(14, 24, 34));
  const mutating = (await stage.ec2Calls()).filter((call) => call.mutating).map(({ action }) => action);
  expect(new Set(mutating)).toEqual(new Set(['DeregisterImage']));
});

test('a series without retention of its own is not pruned with another', async () => {
  await seedThree();
  const targets = `[{account: ${WEB}, retention: {keep-last: 3}}, ${DB}]`;
  const run = await stage.step({ ...EVERYWHERE, targets });
  expect(prunedOf(run).toSorted()).toEqual([11, 21, 31, 32, 33].map(imageId));
});

test('an instance without an available image keeps all that it has', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  const states = ['disabled', 'pending', 'disabled'] as const;
  const images = states.map((state, at) => image(at + 1, day(at + 1), {}, { state }));
  const others = [4, 5].map((number) =>
    image(number, day(number), { instance: idOf(2), excludedVolumes: 'data' }),
  );
  await stage.aws.seed({ id: WEB, images: [...images, ...others] });
  const run = await stage.step({ ...PRUNE, targets: WEB, instances: 'all' });
  expect([run.exitCode, run.outputs['result'], prunedOf(run)]).toEqual([0, 'success', []]);
  expectVerdicts(run, {
    [imageId(1)]: 'kept: does not count, it is disabled',
    [imageId(2)]: 'kept: does not count, it is pending',
    [imageId(3)]: 'kept: does not count, it is disabled',
    [imageId(4)]: 'kept: does not count, it leaves out other volumes (data)',
    [imageId(5)]: 'kept: does not count, it leaves out other volumes (data)',
  });
  expect(await left(stage)).toEqual(only(1, 2, 3, 4, 5));
});

test('an account that no role can be assumed in stops no other', async () => {
  await seedThree();
  await stage.aws.deny(closedTo(SHOP));
  const run = await stage.step({
    ...EVERYWHERE,
    targets: `${SHOP}, ${WEB}, ${DB}`,
    retention: 'keep-last: 3',
  });
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'partial']);
  expect(failuresOf(run)).toMatchObject([{ phase: 'sign-in', account_id: SHOP }]);
  expect(prunedOf(run).toSorted()).toEqual([11, 21, 31].map(imageId));
});

test.each([
  ['before', 1],
  ['after', 1],
  ['before', 4],
  ['after', 5],
] as const)('killed right %s removal %d, it is finished by the next run', async (when, removal) => {
  await seedThree();
  const killer = new AbortController();
  let removals = 0;
  const gate = await openGate(stage, {
    fate: (_, action) => {
      if (action === 'DeregisterImage') removals += 1;
      return action === 'DeregisterImage' && removals === removal ? when : 'pass';
    },
    strike: () => {
      killer.abort();
    },
  });
  const killed = await stage.step(EVERYWHERE, { aws: gate.aws, github: gate.github, kill: killer.signal });
  await gate.close();
  expect(killed.signal).toBe('SIGKILL');
  expect(reportOf(killed)).toMatchObject({ finished: false, result: null });
  const gone = 12 - (await left(stage)).images.length;
  expect(gone).toBeLessThan(9);
  const run = await stage.step(EVERYWHERE, { env: { GITHUB_RUN_ID: '8800110099' } });
  expect([run.exitCode, run.outputs['result']]).toEqual([0, 'success']);
  expect(prunedOf(run)).toHaveLength(9 - gone);
  expect(await left(stage)).toEqual(only(14, 24, 34));
});

test('killed before the snapshots are gone, the next run lists them, or deletes them with loose-after', async () => {
  await seedThree();
  const killer = new AbortController();
  // AWS removes the image and no snapshot; the process ends before it tries for itself.
  await stage.aws.settings({ snapshotResults: [{ code: 'internal-error' }] });
  const gate = await openGate(stage, {
    fate: (_, action) => (action === 'DeleteSnapshot' ? 'before' : 'pass'),
    strike: () => {
      killer.abort();
    },
  });
  const killed = await stage.step(EVERYWHERE, { aws: gate.aws, github: gate.github, kill: killer.signal });
  await gate.close();
  expect(killed.signal).toBe('SIGKILL');
  const { images, snapshots } = await left(stage);
  expect(snapshots.length).toBeGreaterThan(images.length);
  await stage.aws.settings({ snapshotResults: [] });
  const listing = await stage.step(EVERYWHERE);
  expect(listing.log).toMatch(/ loose snapshots? \(at most \d+ GiB\) stays?: /);
  // A snapshot has the number of its image.
  const numbers = images.map((id) => id.slice(4));
  const loose = snapshots.filter((id) => !numbers.includes(id.slice(5)));
  expect((await left(stage)).snapshots).toEqual(expect.arrayContaining(loose));
  const run = await stage.step({ ...EVERYWHERE, 'loose-after': '7d' });
  expect([run.exitCode, run.outputs['result']]).toEqual([0, 'success']);
  expect(await left(stage)).toEqual(only(14, 24, 34));
});
