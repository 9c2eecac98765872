/** EC2's token buckets, and fault rules that fall on a part of the calls only. */
import { DescribeImagesCommand, DescribeInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startAws, type Aws } from './aws.ts';
import { ec2As } from './clients.ts';

const ROLE = 'arn:aws:iam::222222222222:role/backup';
let aws: Aws;
let ec2: EC2Client;

beforeAll(async () => {
  aws = await startAws();
}, 180_000);
afterAll(() => aws.stop());
beforeEach(async () => {
  await aws.reset();
  await aws.seed({ id: '222222222222', roles: [{ name: 'backup' }] });
  ec2 = await ec2As(aws, ROLE);
});

async function codesOf(calls: number, place: EC2Client = ec2): Promise<string[]> {
  const codes: string[] = [];
  for (let call = 0; call < calls; call += 1) {
    await place.send(new DescribeImagesCommand()).then(
      () => codes.push('ok'),
      (error: unknown) => codes.push((error as Error).name),
    );
  }
  return codes;
}

const REFUSED = 'RequestLimitExceeded';

test('an empty bucket refuses calls of its action, account and region, and no others', async () => {
  await aws.settings({ throttle: { DescribeImages: { size: 2, refill: 0 } } });
  expect(await codesOf(4)).toEqual(['ok', 'ok', REFUSED, REFUSED]);
  await ec2.send(new DescribeInstancesCommand());
  expect(await codesOf(1, await ec2As(aws, ROLE, { region: 'us-east-1' }))).toEqual(['ok']);
});

test('another client has its part of the bucket', async () => {
  await aws.settings({ throttle: { DescribeImages: { size: 4, refill: 0, taken: 0.5 } } });
  expect(await codesOf(3)).toEqual(['ok', 'ok', REFUSED]);
});

test('a rule may let calls pass first, fall on a part of them, and end', async () => {
  await aws.fault({ action: 'DescribeImages', code: 'Unavailable', skip: 2 });
  expect(await codesOf(4)).toEqual(['ok', 'ok', 'Unavailable', 'ok']);
  await aws.fault({ action: 'DescribeImages', code: 'Unavailable', times: 99, share: 0.5, seconds: 60 });
  expect((await codesOf(16)).toSorted()).toEqual([
    ...Array.from({ length: 8 }, () => 'Unavailable'),
    ...Array.from({ length: 8 }, () => 'ok'),
  ]);
  await aws.clearFaults();
  await aws.fault({ action: 'DescribeImages', code: 'Unavailable', times: 99, seconds: 0 });
  expect(await codesOf(2)).toEqual(['ok', 'ok']);
});
