/** What the emulator writes down of a call, for the proof of the roles (test/iam/). */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startAws, type Aws } from './aws.ts';
import { readCalls } from './calls.ts';
import { ec2As } from './clients.ts';
import { startGitHub, type GitHub } from './github.ts';
import { runAction } from './runner.ts';
import { README_INPUTS, seedWorld } from './world.ts';
import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';

let aws: Aws;
let github: GitHub;
beforeAll(async () => {
  [aws, github] = await Promise.all([startAws(), startGitHub()]);
  await seedWorld(aws, github);
}, 240_000);
afterAll(() => Promise.all([aws.stop(), github.stop()]));

/** Of this emulator: its GitHub has an issuer of its own. */
function ownCalls() {
  const calls = readCalls();
  const world = calls.find(({ claims }) => claims?.['iss'] === github.issuer)?.world;
  return calls.filter((call) => call.world === world);
}

test('who calls, what each resource is before the call, and which tags come with it', async () => {
  await aws.deny({ action: 'ec2:CreateImage', account: '222222222222' });
  await (
    await ec2As(aws, 'arn:aws:iam::222222222222:role/cross-account-ami')
  )
    .send(new DescribeRegionsCommand())
    .catch(() => undefined);
  const run = await runAction({ aws, github, inputs: README_INPUTS });
  expect(run.exitCode).toBe(1);
  const calls = ownCalls();
  const of = (action: string) => calls.filter((call) => call.action === action);
  expect(of('DescribeRegions')).toEqual([]);
  expect(of('AssumeRoleWithWebIdentity')[0]).toMatchObject({
    caller: null,
    role: 'arn:aws:iam::111111111111:role/cross-account-ami-main',
    claims: { aud: 'sts.amazonaws.com', sub: github.subject, repository_id: '700100200' },
  });
  expect(of('AssumeRole')[0]).toMatchObject({
    caller: { role: 'arn:aws:iam::111111111111:role/cross-account-ami-main', account: '111111111111' },
    externalId: null,
  });
  const made = of('CreateImage').find(({ resources = [] }) => resources[0]?.id === 'i-0aa00000000000001');
  expect(made).toMatchObject({
    caller: { role: 'arn:aws:iam::222222222222:role/cross-account-ami', account: '222222222222' },
    region: 'eu-west-1',
    resources: [
      {
        kind: 'instance',
        owner: '222222222222',
        exists: true,
        tags: { Environment: 'production', Name: 'web-1' },
      },
    ],
    tags: {
      image: { 'cross-account-ami:repository-id': '700100200' },
      snapshot: { 'cross-account-ami:repository-id': '700100200' },
    },
  });
});
