/** The mode `wait` and time: the end of patience, images that are not shown any more, credentials that run out. */
import { expect, test } from '@jest/globals';
import { headline } from './check-scenes.ts';
import { failuresOf, imageIdsOf, imagesOf } from './outputs.ts';
import { daysAgo, image, imageId, prunedOf, server } from './retention-scenes.ts';
import { DB, idOf, openStage, WEB } from './stage.ts';
import { begin, expectSuccess, finish, ofInstance } from './wait-scenes.ts';

const stage = openStage();
const BOTH = { targets: `${WEB}, ${DB}`, retention: 'keep-last: 1' };

/** A minute of the step lasts one second here; what it calls AWS's time stays. */
const HURRIED = {
  env: { NODE_OPTIONS: '--import ./hurry.mjs' },
  workspaceFiles: {
    'hurry.mjs': 'const now = performance.now.bind(performance);\nperformance.now = () => now() * 60;\n',
  },
};

async function seedThree(): Promise<void> {
  await stage.seed({ [WEB]: [server(1), server(2)], [DB]: [server(3)] });
  const old = (number: number) => image(number * 10, daysAgo(3), ofInstance(number));
  await stage.aws.seed({ id: WEB, images: [old(1), old(2)] }, { id: DB, images: [old(3)] });
}

test('at wait-timeout what is pending is told, and the others are finished', async () => {
  await seedThree();
  const first = await begin(stage, BOTH);
  await stage.aws.settings({ instances: { [idOf(1)]: { end: 'stuck' } } });
  const run = await finish(stage, { ...BOTH, 'wait-timeout': '1m' }, HURRIED);
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'partial']);
  const [stuck] = imageIdsOf(first);
  const place = { account_id: WEB, region: 'eu-west-1', instance_id: idOf(1), image_id: stuck };
  expect(failuresOf(run)).toMatchObject([{ ...place, phase: 'wait', code: 'WaitTimedOut' }]);
  expect(failuresOf(run)[0]?.message).toContain('The image is still pending at wait-timeout');
  expect(imagesOf(run).map(({ state, outcome }) => [state, outcome])).toEqual([
    ['pending', 'adopted'],
    ['available', 'adopted'],
    ['available', 'adopted'],
  ]);
  expect(imageIdsOf(run)).toEqual(imageIdsOf(first));
  expect(headline(run)).toBe('## ❌ 2 of 3 images in 2 accounts available, 1 failure');
  expect(prunedOf(run).toSorted()).toEqual([20, 30].map(imageId));
  // The next job in the row goes on where this one ended.
  await stage.aws.settings({ instances: { [idOf(1)]: { end: 'available' } } });
  const next = await finish(stage, BOTH);
  expectSuccess(next);
  expect([imageIdsOf(next), prunedOf(next)]).toEqual([imageIdsOf(first), [imageId(10)]]);
});

test('an image that EC2 does not show for three minutes has vanished', async () => {
  await seedThree();
  const first = await begin(stage, BOTH);
  await stage.aws.settings({ instances: { [idOf(1)]: { end: 'vanish', pendingDescribes: 1 } } });
  const run = await finish(stage, BOTH, HURRIED);
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'partial']);
  const [vanished, ...good] = imageIdsOf(first);
  expect(failuresOf(run)).toMatchObject([
    { phase: 'wait', instance_id: idOf(1), image_id: vanished, code: 'ImageVanished' },
  ]);
  expect(imageIdsOf(run)).toEqual(good);
  expect(prunedOf(run).toSorted()).toEqual([20, 30].map(imageId));
});

test('credentials that live seconds are renewed, while it waits and when it prunes', async () => {
  await seedThree();
  const first = await begin(stage, BOTH);
  await stage.aws.settings({ sessionSeconds: 1, pendingSeconds: 3 });
  const run = await finish(stage, BOTH);
  expectSuccess(run);
  expect(imageIdsOf(run)).toEqual(imageIdsOf(first));
  expect(prunedOf(run).toSorted()).toEqual([10, 20, 30].map(imageId));
  const signIns = (await stage.aws.calls()).filter(
    ({ action, status }) => action.startsWith('AssumeRole') && status === 200,
  );
  for (const action of ['AssumeRoleWithWebIdentity', 'AssumeRole'])
    expect(signIns.filter((call) => call.action === action).length).toBeGreaterThan(2);
});
