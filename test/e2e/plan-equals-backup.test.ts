/** What a plan says is what a backup does right after it. */
import { expect, test } from '@jest/globals';
import { codesOf, failuresOf, imageByInstanceOf } from './outputs.ts';
import { FULL, seedFull } from './plan-full-scene.ts';
import { fatesOf, several } from './plan-scenes.ts';
import { done, planned, type Told } from './plan-told.ts';
import { sampleWorlds, type World } from './plan-worlds.ts';
import { imageId, left, prunedOf, snapshotId } from './retention-scenes.ts';
import { DB, idOf, mainAccount, openStage } from './stage.ts';

const stage = openStage();
const WORLDS = 12;
/** Named in the title of the test, and so in its failure. */
const SEED = Number(process.env['PLAN_SEED'] ?? Date.now() % 1_000_000_000);

/** A name or a rule may hold the date: AWS must not change it between plan and backup. */
async function keepFromMidnight(): Promise<void> {
  const left = 24 * 3600_000 - (Date.now() % (24 * 3600_000));
  // As far as a clock may be off for AWS to take its signatures.
  if (left < 120_000) await stage.aws.settings({ clockSkewSeconds: 240 });
}

function devicesIn({ accounts }: Pick<World, 'accounts'>): (instance: string) => string[] {
  const servers = accounts.flatMap(({ instances = [] }) => instances);
  return (instance) => {
    const volumes = servers.find(({ id }) => id === instance)?.volumes ?? [];
    return volumes.map(({ device }) => device);
  };
}

interface Pair {
  readonly foreseen: Told;
  readonly happened: Told;
}

async function planThenBackup({ inputs, accounts }: World): Promise<Pair> {
  const plan = await stage.step({ ...inputs, mode: 'plan' });
  const backup = await stage.step({ ...inputs, mode: 'backup' });
  expect([plan.exitCode, failuresOf(plan).length]).toEqual([backup.exitCode, failuresOf(backup).length]);
  const foreseen = planned(plan, devicesIn({ accounts }));
  return { foreseen, happened: done(backup, await stage.aws.state()) };
}

test(`in each of ${WORLDS} random worlds (PLAN_SEED=${SEED})`, async () => {
  await keepFromMidnight();
  const worlds = sampleWorlds(WORLDS, SEED);
  await stage.aws.seed(mainAccount(stage.github), ...worlds.flatMap(({ accounts }) => accounts));
  const pairs = await several(worlds, 4, planThenBackup);
  for (const [world, { foreseen, happened }] of pairs.entries())
    expect({ world, ...happened }).toEqual({ world, ...foreseen });
});

test('in a world with everything in it, an image that is still pending too', async () => {
  await keepFromMidnight();
  // An image of a server that is stopped reboots nothing, and need not be waited for.
  await seedFull(stage, 'stopped');
  await stage.aws.settings({ instances: { [idOf(6)]: { pendingSeconds: 9999 } } });
  const begun = await stage.step({ ...FULL, targets: DB, instances: idOf(6), wait: 'false' });
  const pending = imageByInstanceOf(begun)[idOf(6)] ?? '';
  const plan = await stage.step({ ...FULL, mode: 'plan' });
  await stage.aws.settings({ instances: { [idOf(6)]: { pendingSeconds: 0 } } });
  const backup = await stage.step(FULL);
  const foreseen = planned(plan, (instance) => {
    return ['/dev/xvda', ...(instance === idOf(1) ? ['/dev/sdf', '/dev/sdg'] : [])];
  });
  expect(done(backup, await stage.aws.state())).toEqual(foreseen);
  expect(fatesOf(plan)).toEqual([
    `${idOf(1)} created`,
    `${idOf(2)} adopted`,
    `${idOf(3)} skipped`,
    `${idOf(6)} adopted`,
    `${idOf(77)} failed InstanceNotFound`,
    `${idOf(9)} created`,
  ]);
  expect(imageByInstanceOf(backup)[idOf(6)]).toBe(pending);
  expect([plan.exitCode, backup.exitCode, codesOf(backup)]).toEqual([1, 1, ['InstanceNotFound']]);
  expect(prunedOf(backup).toSorted()).toEqual([12, 13, 14, 81].map(imageId));
  const { images, snapshots } = await left(stage);
  expect(images).not.toContain(imageId(61));
  expect(snapshots).not.toContain(snapshotId(71));
  // What is there now would stand for all that the same run would make again.
  const again = await stage.step({ ...FULL, mode: 'plan' });
  expect(fatesOf(again).filter((fate) => fate.endsWith('created'))).toEqual([]);
});
