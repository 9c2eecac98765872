/** Two workflows of docs/recipes.md that are more than one step: images that take longer than a job, and a job for each shard. */
import { beforeAll, expect, test } from '@jest/globals';
import { closedTo, DB, idOf, openStage, WEB } from '../e2e/stage.ts';
import { act, runWorkflow, type WorkflowRun } from './act.ts';
import {
  codesOf,
  example,
  held,
  imagesOf,
  jobNamed,
  production,
  results,
  run,
  seedYesterday,
  TARGETS_FILE,
} from './scenes.ts';

const stage = openStage();

beforeAll(() => {
  act();
}, 1_200_000);

const CREATE = 'recipes-images-that-take-longer-than-a-job';
const FINISH = 'recipes-images-that-take-longer-than-a-job-at-2';
const RUN_ID = 8800110055;
const COMPLETED = {
  event: 'workflow_run',
  payload: { action: 'completed', workflow_run: { id: RUN_ID } },
  // It is a run of its own.
  env: { GITHUB_RUN_ID: '8800110066' },
};

/** By AWS's time this was minutes ago: else the finish would look that long for images that EC2 shows late. */
async function create(): Promise<void> {
  await stage.seed({ [WEB]: [production(1), production(2)], [DB]: [production(3)] });
  await stage.aws.settings({ clockSkewSeconds: -240, pendingDescribes: 1 });
  const night = await run(stage, CREATE, { event: 'schedule', env: { GITHUB_RUN_ID: String(RUN_ID) } });
  expect(results(night)).toEqual(['create success']);
  expect(jobNamed(night, 'create').outputs).toMatchObject({
    result: 'pending',
    'run-key': `nightly-${RUN_ID}`,
  });
  expect(await held(stage)).toEqual([1, 2, 3].map((number) => `${idOf(number)} pending`));
  await stage.aws.settings({ clockSkewSeconds: 0 });
}

function parts(finish: WorkflowRun): string[] {
  return finish.jobs.map(({ matrix, result }) => `${String(matrix['part'])} ${result}`);
}

test('the second workflow waits for the images of the first, and its last part prunes', async () => {
  await create();
  const pruned = await seedYesterday(stage);
  const finish = await run(stage, FINISH, COMPLETED);
  expect(parts(finish)).toEqual(['1 success', '2 success', '3 success', '4 success']);
  for (const job of finish.jobs)
    expect(imagesOf(job)).toEqual([1, 2, 3].map((number) => `${idOf(number)} adopted`));
  expect(finish.jobs.map(({ log }) => log.includes('is adopted, pending'))).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(finish.jobs.map(({ outputs }) => outputs['pruned-image-ids'])).toEqual([
    '[]',
    '[]',
    '[]',
    JSON.stringify([pruned]),
  ]);
  const inTurn = finish.jobs.slice(1).every(({ begun }, at) => begun >= (finish.jobs[at]?.ended ?? Infinity));
  expect(inTurn).toBe(true);
  expect(await held(stage)).toEqual([1, 1, 1, 2, 3].map((number) => `${idOf(number)} available`));
});

/** The default is 5 hours and a half. */
test('what is still pending is left to the next part, and not by the last one', async () => {
  await create();
  await stage.aws.settings({ instances: { [idOf(3)]: { end: 'stuck' } } });
  const text = example(FINISH)
    .replace('mode: wait', 'mode: wait\n          wait-timeout: 1m')
    .replace('[1, 2, 3, 4]', '[3, 4]');
  const finish = await runWorkflow({ text, ...COMPLETED }, stage);
  expect(parts(finish)).toEqual(['3 success', '4 failure']);
  expect(finish.jobs.map(codesOf)).toEqual([['WaitTimedOut'], ['WaitTimedOut']]);
}, 300_000);

test('an image that failed makes each part red', async () => {
  await create();
  await stage.aws.settings({ instances: { [idOf(3)]: { end: 'failed' } } });
  const finish = await run(stage, FINISH, COMPLETED);
  expect(parts(finish)).toEqual(['1 failure', '2 failure', '3 failure', '4 failure']);
});

const MATRIX = 'recipes-many-accounts-a-matrix';

/** More than one job may take: 250. */
async function seedMany(): Promise<void> {
  const servers = (from: number) => Array.from({ length: 126 }, (_, at) => production(from + at));
  await stage.seed({ [WEB]: servers(1000), [DB]: servers(2000) });
}

test('many accounts: one job for each shard, and each server has one image', async () => {
  await seedMany();
  const night = await run(stage, MATRIX, { event: 'schedule', files: TARGETS_FILE });
  expect(results(night).toSorted()).toEqual(['backup 1/2 success', 'backup 2/2 success', 'plan success']);
  expect(night.jobs[0]?.id).toBe('plan');
  const [first = [], second = []] = ['1/2', '2/2'].map((shard) =>
    night.jobs.filter(({ matrix }) => matrix['shard'] === shard).flatMap(imagesOf),
  );
  expect([first.length, second.length]).toEqual([126, 126]);
  expect(new Set([...first, ...second]).size).toBe(252);
  expect(new Set(await held(stage)).size).toBe(252);
}, 300_000);

test('an account that is closed keeps no other one from its backup', async () => {
  await stage.seed({ [WEB]: [production(1)], [DB]: [production(2)] });
  await stage.aws.deny(closedTo(WEB));
  const night = await run(stage, MATRIX, { event: 'schedule', files: TARGETS_FILE });
  expect(results(night)).toEqual(['plan failure', 'backup 1/1 failure']);
  expect(await held(stage)).toEqual([`${idOf(2)} available`]);
});
