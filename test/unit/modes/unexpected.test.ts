/** An error of our own in one target is no error of the others, in whatever mode. */
import { expect, test } from '@jest/globals';
import { ACCOUNT, HOUR, instances, OTHER, REGION, roleOf } from '../builders.ts';
import { ourImage, pruningTarget } from '../image-builders.ts';
import { runBackup, runCheck, runPlan, runPrune, runWait, type Scene } from './scenes.ts';

const broken: Scene = {
  targets: [pruningTarget(), pruningTarget({}, { position: 2, at: roleOf(OTHER) })],
  here: { faults: { 'instances.find': () => new Error('oops') } },
  there: { instances: instances(1) },
};
const images = [ourImage('ami-1', { age: HOUR / 2 })];

test.each([
  { mode: 'backup', run: runBackup, good: 'available' },
  { mode: 'plan', run: runPlan, good: 'planned' },
  { mode: 'check', run: runCheck, good: 'checked' },
  { mode: 'prune', run: runPrune, good: 'retained' },
  { mode: 'wait', run: runWait, good: 'available' },
] as const)('$mode', async ({ run, good }) => {
  const { here, there, ...others } = broken;
  const { journal } = await run({ ...others, here: { ...here, images }, there: { ...there, images } });
  expect(journal.kinds.filter((kind) => kind === good)).toHaveLength(1);
  expect(journal.of('target-failed')).toMatchObject([
    { target: 1, problem: { code: 'Unexpected', said: 'Error: oops' } },
  ]);
});

test('that comes from a removal names the target, the account and the region', async () => {
  const old = ourImage('ami-old', { age: 2 * HOUR });
  const { journal } = await runPrune({
    targets: [pruningTarget()],
    here: { instances: instances(1), images: [...images, old], frozen: true },
  });
  expect(journal.of('target-failed')).toMatchObject([
    {
      target: 1,
      problem: {
        code: 'Unexpected',
        place: { account: ACCOUNT, region: REGION },
        said: 'Error: images.deregister ami-old would change something',
      },
    },
  ]);
});
