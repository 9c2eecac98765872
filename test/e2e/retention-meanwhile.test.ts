/** The world changes while a run prunes: what holds is what holds at the moment of each removal. */
import {
  DeregisterImageCommand,
  DisableImageCommand,
  EnableImageDeregistrationProtectionCommand,
  ModifyImageAttributeCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from '@jest/globals';
import { ec2As } from '../emulator/clients.ts';
import type { ActionRun } from '../emulator/runner.ts';
import { codesOf, failuresOf, imageIdsOf, reportOf } from './outputs.ts';
import {
  day,
  expectVerdicts,
  image,
  imageId,
  left,
  only,
  pauseAt,
  PRUNE,
  prunedOf,
  server,
  SERIES,
  verdictsOf,
} from './retention-scenes.ts';
import { openStage, roleIn, WEB } from './stage.ts';

const stage = openStage();
const ALL = { ...PRUNE, targets: WEB, instances: 'all' };
const NO_RULE = 'pruned: no rule keeps it';

async function seedImages(count: number): Promise<void> {
  await stage.seed({ [WEB]: [server(1)] });
  const images = Array.from({ length: count }, (_, at) => image(at + 1, day(at + 1)));
  await stage.aws.seed({ id: WEB, images });
}

/** A run in which something happens right before its nth call of an action. */
async function interrupted(
  inputs: Record<string, string>,
  at: readonly [action: string, nth: number],
  meanwhile: () => Promise<unknown>,
  kill?: AbortSignal,
): Promise<ActionRun> {
  let happened = false;
  const pause = await pauseAt(stage, at, async () => {
    await meanwhile();
    happened = true;
  });
  const run = await stage.step(inputs, { aws: pause.aws, ...(kill === undefined ? {} : { kill }) });
  await pause.close();
  expect(happened).toBe(true);
  return run;
}

test('the newest images are removed by hand: the newest that is left becomes one that the policy keeps', async () => {
  await seedImages(5);
  const run = await interrupted(ALL, ['DeregisterImage', 2], async () => {
    const ec2 = await ec2As(stage.aws, roleIn(WEB));
    for (const ImageId of [4, 5].map(imageId))
      await ec2.send(new DeregisterImageCommand({ ImageId, DeleteAssociatedSnapshots: true }));
  });
  expect([run.exitCode, run.outputs['result']]).toEqual([0, 'success']);
  expect(prunedOf(run)).toEqual([1, 2].map(imageId));
  expect(verdictsOf(run)[imageId(3)]).toBe('kept: last 1');
  expect(await left(stage)).toEqual(only(3));
});

test('images come into use, are shared, protected or disabled: they stay, and say why', async () => {
  await seedImages(7);
  const run = await interrupted(ALL, ['DeregisterImage', 1], async () => {
    const ec2 = await ec2As(stage.aws, roleIn(WEB));
    const whom = { LaunchPermission: { Add: [{ UserId: '999999999999' }] } };
    await stage.aws.seed({ id: WEB, parameters: [{ name: 'golden-image', imageId: imageId(2) }] });
    await ec2.send(new ModifyImageAttributeCommand({ ImageId: imageId(3), ...whom }));
    await ec2.send(new EnableImageDeregistrationProtectionCommand({ ImageId: imageId(4) }));
    await ec2.send(new DisableImageCommand({ ImageId: imageId(5) }));
  });
  expect([run.exitCode, run.outputs['result']]).toEqual([0, 'success']);
  expectVerdicts(run, {
    [imageId(1)]: NO_RULE,
    [imageId(2)]: 'kept: in use by ssm:Parameter golden-image',
    [imageId(3)]: 'kept: shared with 999999999999',
    [imageId(4)]: 'kept: deregistration protection is enabled',
    [imageId(5)]: 'kept: does not count, it is disabled',
    [imageId(6)]: NO_RULE,
    [imageId(7)]: 'kept: last 1',
  });
  expect(await left(stage)).toEqual(only(2, 3, 4, 5, 7));
});

test('protected in the last moment: AWS refuses, the image stays, the next one goes', async () => {
  await seedImages(3);
  const run = await interrupted(ALL, ['DeregisterImage', 1], async () => {
    const ec2 = await ec2As(stage.aws, roleIn(WEB));
    await ec2.send(new EnableImageDeregistrationProtectionCommand({ ImageId: imageId(1) }));
  });
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'partial']);
  expect(failuresOf(run)).toMatchObject([
    { phase: 'prune', image_id: imageId(1), code: 'PruneFailed', aws_code: 'OperationNotPermitted' },
  ]);
  expectVerdicts(run, {
    [imageId(1)]: 'kept: could not be pruned: Cannot deregister the image',
    [imageId(2)]: NO_RULE,
    [imageId(3)]: 'kept: last 1',
  });
  expect(await left(stage)).toEqual(only(1, 3));
});

test.each([
  ['DescribeImageReferences', 1],
  ['DeregisterImage', 1],
  ['DeregisterImage', 3],
] as const)('another run does all its work right before %s %d: one image is left', async (action, nth) => {
  await seedImages(4);
  const inputs = { ...ALL, mode: 'backup', series: SERIES };
  let other: ActionRun | undefined;
  const run = await interrupted(inputs, [action, nth], async () => {
    other = await stage.step(inputs, { env: { GITHUB_RUN_ID: '8800110031' } });
  });
  const runs = [run, ...(other === undefined ? [] : [other])];
  expect(runs.map(({ exitCode, outputs }) => [exitCode, outputs['result']])).toEqual([
    [0, 'success'],
    [0, 'success'],
  ]);
  // The other run began later: its image is the newer one.
  expect((await left(stage)).images).toEqual(runs.slice(1).flatMap(imageIdsOf));
});

test('cancelled: the removal that is under way is finished, no other is begun, and the next run is told', async () => {
  await seedImages(5);
  const cancel = new AbortController();
  const run = await interrupted(
    ALL,
    ['DeregisterImage', 2],
    () => {
      cancel.abort('SIGTERM');
      // The signal arrives while the call is held.
      return new Promise((resolve) => setTimeout(resolve, 300));
    },
    cancel.signal,
  );
  expect([run.exitCode, run.signal]).toEqual([1, null]);
  expect(codesOf(run)).toEqual(['Cancelled']);
  expect(prunedOf(run)).toEqual([1, 2].map(imageId));
  expect(reportOf(run)).toMatchObject({ finished: true });
  const later = 'kept: pruned in a later run, as this one was cancelled';
  expectVerdicts(run, {
    [imageId(1)]: NO_RULE,
    [imageId(2)]: NO_RULE,
    [imageId(3)]: later,
    [imageId(4)]: later,
    [imageId(5)]: 'kept: last 1',
  });
  expect(await left(stage)).toEqual(only(3, 4, 5));
  expect(prunedOf(await stage.step(ALL))).toEqual([3, 4].map(imageId));
});
