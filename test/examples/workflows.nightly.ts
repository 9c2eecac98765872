/**
 * The workflows of README.md and docs/recipes.md, whole and unchanged, run by act. What act cannot show: it gives every job the ID
 * token, whatever its `permissions` are; it knows no `concurrency`, does not end the other jobs of a matrix (`fail-fast`), and leaves
 * `strategy.job-index` empty; schedules and `workflow_run` are events that the test sends.
 */
import { beforeAll, expect, test } from '@jest/globals';
import { DB, idOf, openStage, SHOP, WEB } from '../e2e/stage.ts';
import { act } from './act.ts';
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

const SCHEDULE = 'readme-cross-account-ami';
const PRE_DEPLOY = 'readme-before-a-deployment';
const BUTTON = 'recipes-a-button';
const CHECK = 'recipes-is-every-server-backed-up';
const VALIDATE = 'recipes-check-the-targets-on-a-pull-request';
const REPORT = 'recipes-keep-the-report';

async function seedThree(): Promise<void> {
  const other = { id: idOf(9), name: 'test', tags: { Environment: 'test' } };
  await stage.seed({ [WEB]: [production(1), production(2), other], [DB]: [production(3)] });
}

test('every night: an image of each production server, and retention', async () => {
  await seedThree();
  const pruned = await seedYesterday(stage);
  const night = await run(stage, SCHEDULE, { event: 'schedule' });
  expect(results(night)).toEqual(['backup success']);
  const job = jobNamed(night, 'backup');
  expect(imagesOf(job)).toEqual([1, 2, 3].map((number) => `${idOf(number)} created`));
  expect(job.outputs['pruned-image-ids']).toBe(JSON.stringify([pruned]));
  expect(await held(stage)).toEqual([1, 1, 1, 2, 3].map((number) => `${idOf(number)} available`));
});

test('the button: the account and the servers that somebody names, with a zero in front', async () => {
  await stage.seed({ [SHOP]: [1, 2, 3].map(production) });
  const inputs = { account: SHOP, instances: `${idOf(1)}, ${idOf(3)}` };
  const pressed = await run(stage, BUTTON, { event: 'workflow_dispatch', payload: { inputs } });
  expect(results(pressed)).toEqual(['image success']);
  expect(await held(stage)).toEqual([1, 3].map((number) => `${idOf(number)} available`));
});

test('the check: red while a server has no image, green after the backup', async () => {
  await seedThree();
  const before = await run(stage, CHECK, { event: 'schedule' });
  expect([before.succeeded, results(before)]).toEqual([false, ['check failure']]);
  expect(jobNamed(before, 'check').summary).toContain('server-3');
  await run(stage, SCHEDULE, { event: 'schedule' });
  const after = await run(stage, CHECK, { event: 'schedule' });
  expect([after.succeeded, results(after)]).toEqual([true, ['check success']]);
  expect(imagesOf(jobNamed(after, 'check'))).toEqual([1, 2, 3].map((number) => `${idOf(number)} skipped`));
});

/** A deployment that ends with this exit code. */
function push(exitCode: number, runId = '8800110022') {
  const files = { 'deploy.sh': `#!/bin/sh\necho deploying\nexit ${exitCode}\n` };
  return run(stage, PRE_DEPLOY, { event: 'push', files, env: { GITHUB_RUN_ID: runId } });
}

async function seedShop(): Promise<void> {
  const shops = [1, 2].map((number) => ({ id: idOf(number), tags: { Service: 'shop' } }));
  await stage.seed({ [WEB]: [...shops, production(3)] });
}

test('before a deployment: it begins when the images are there', async () => {
  await seedShop();
  const pushed = await push(0);
  expect([pushed.succeeded, results(pushed)]).toEqual([true, ['backup success', 'deploy success']]);
  expect(jobNamed(pushed, 'deploy').log).toContain('deploying');
  expect(await held(stage)).toEqual([1, 2].map((number) => `${idOf(number)} available`));
});

test('no deployment without a backup, and no way back then', async () => {
  await seedShop();
  await stage.aws.deny({ action: 'CreateImage', resource: idOf(2) });
  const pushed = await push(0);
  expect([pushed.succeeded, results(pushed)]).toEqual([false, ['backup failure']]);
  expect(codesOf(jobNamed(pushed, 'backup'))).toEqual(['AccessDenied']);
  expect(await held(stage)).toEqual([`${idOf(1)} available`]);
});

test('a deployment that fails: the commands for the way back, also when the images were there already', async () => {
  await seedShop();
  const first = await push(1);
  expect([first.succeeded, results(first)]).toEqual([
    false,
    ['backup success', 'deploy failure', 'way-back success'],
  ]);
  const byInstance = JSON.parse(jobNamed(first, 'backup').outputs['image-by-instance'] ?? '') as Record<
    string,
    string
  >;
  expect(Object.keys(byInstance)).toEqual([1, 2].map(idOf));
  const commands = Object.entries(byInstance).map(
    ([instance, image]) =>
      `    aws ec2 create-replace-root-volume-task --instance-id ${instance} --image-id ${image} --no-delete-replaced-root-volume\n`,
  );
  expect(jobNamed(first, 'way-back').summary).toBe(commands.join(''));
  const second = await push(1, '8800110023');
  expect(imagesOf(jobNamed(second, 'backup'))).toEqual([1, 2].map((number) => `${idOf(number)} skipped`));
  expect(jobNamed(second, 'way-back').summary).toBe(commands.join(''));
  expect(await held(stage)).toHaveLength(2);
});

test('a pull request: the file of the targets is looked at, without AWS', async () => {
  const good = await run(stage, VALIDATE, { event: 'pull_request', files: TARGETS_FILE });
  expect(results(good)).toEqual(['validate success']);
  const [path = '', text = ''] = Object.entries(TARGETS_FILE)[0] ?? [];
  const files = { [path]: text.replace('222222222222', '2222') };
  const bad = await run(stage, VALIDATE, { event: 'pull_request', files });
  expect(results(bad)).toEqual(['validate failure']);
  expect(bad.log).toContain(`"file":"${path}"`);
  expect([stage.github.requests, await stage.aws.calls()]).toEqual([[], []]);
});

/** Instead of upload-artifact: fails when the file is not there. */
const UPLOAD = `
name: Upload
description: Stands for upload-artifact
inputs: { name: { required: true }, path: { required: true } }
runs:
  using: composite
  steps:
    - run: jq --raw-output .mode "$FILE"
      shell: bash
      env: { FILE: '\${{ inputs.path }}' }
`;

test('the report is kept, also when the step failed', async () => {
  const [uses = ''] = /actions\/upload-artifact@\w+/.exec(example(REPORT)) ?? [];
  const kept = await run(stage, REPORT, { event: 'workflow_dispatch', standIns: { [uses]: UPLOAD } });
  expect(results(kept)).toEqual(['images failure']);
  const job = jobNamed(kept, 'images');
  expect([codesOf(job)[0], job.log.split('\n').at(-2)]).toEqual(['InputInvalid', 'backup']);
});
