/** A name that is taken: what the failure says of the image that holds it. */
import { describe, expect, test } from '@jest/globals';
import { createOnce, mayHaveActed } from '../../../src/images/create-once.ts';
import type { ImageRequest } from '../../../src/model/image.ts';
import type { Problem } from '../../../src/model/problem.ts';
import { ACCOUNT, aProblem, aRequest, HOUR, INSTANCE, REGION } from '../builders.ts';
import { FakeEc2 } from '../fakes/ec2.ts';
import { aRun } from '../fakes/run.ts';
import { ourImage } from '../image-builders.ts';

const REFUSAL = aProblem('NameTaken', {
  awsCode: 'InvalidAMIName.Duplicate',
  said: 'AMI name web is already in use by AMI ami-held-1',
});

interface Scene {
  readonly spareNames?: readonly string[];
  /** Of the images that hold the names. */
  readonly state?: string;
  readonly hidden?: boolean;
  readonly refusal?: Problem;
}

/** Images that are not of this run hold all the names. */
async function problemOf({ spareNames = [], state, hidden = false, refusal = REFUSAL }: Scene) {
  const run = aRun();
  const images = ['web', ...spareNames].map((name, at) =>
    ourImage(`ami-held-${at + 1}`, { name, tags: [], age: HOUR, ...(state === undefined ? {} : { state }) }),
  );
  const lives = hidden ? { [INSTANCE]: { hiddenFor: Infinity } } : {};
  const ec2 = new FakeEc2(run.clock, { images, lives, faults: { 'images.create': refusal } });
  const claiming = {
    images: ec2.images,
    create: (request: ImageRequest) => ec2.images.create(request),
    adoptWithin: HOUR,
  };
  const claimed = await createOnce(aRequest({ name: 'web', spareNames }), claiming, run);
  if (claimed.ok) throw new Error(`the name is free: ${claimed.value.request.name}`);
  return claimed.problem;
}

describe('the failure', () => {
  test('names the image that holds the name, with its state, and EC2 is quoted', async () => {
    expect(await problemOf({})).toEqual({
      ...REFUSAL,
      phase: 'create',
      place: { account: ACCOUNT, region: REGION, instance: INSTANCE, image: 'ami-held-1' },
      what: 'The name web is taken by ami-held-1 (available), which this run may not adopt',
    });
  });

  test('names the state that keeps the image from being adopted', async () => {
    expect((await problemOf({ state: 'failed' })).what).toContain('ami-held-1 (failed)');
  });

  test('tells of the spare names when there are some, and names the holder of the first name', async () => {
    const problem = await problemOf({ spareNames: ['web-2', 'web-3'] });
    expect(problem).toMatchObject({
      what: 'The name web is taken by ami-held-1 (available), which this run may not adopt, and the names with -2 to -9 are taken too',
      place: { image: 'ami-held-1' },
      awsCode: 'InvalidAMIName.Duplicate',
      said: REFUSAL.said,
    });
  });

  test('quotes EC2 also when the image is not shown, and names none', async () => {
    const problem = await problemOf({ hidden: true });
    expect(problem.place).toEqual({ account: ACCOUNT, region: REGION, instance: INSTANCE });
    expect(problem).toMatchObject({
      ...{ code: 'NameTaken', awsCode: REFUSAL.awsCode, said: REFUSAL.said },
      what: 'EC2 says that the name web is taken, but does not show the image that has it',
    });
  });

  test('quotes nothing when EC2 said nothing', async () => {
    const problem = await problemOf({ refusal: aProblem('NameTaken') });
    expect([Object.hasOwn(problem, 'said'), Object.hasOwn(problem, 'awsCode')]).toEqual([false, false]);
  });
});

test.each([
  { why: 'the holder is seen', problem: { place: { image: 'ami-1' } }, may: false },
  { why: 'the holder is not seen', problem: { place: { instance: INSTANCE } }, may: true },
])('EC2 may have made an image after NameTaken when $why: $may', ({ problem, may }) => {
  expect(mayHaveActed(aProblem('NameTaken', problem))).toBe(may);
});
