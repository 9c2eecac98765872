/** Facts that change before the prune, and checks that cannot be made. */
import { describe, expect, test } from '@jest/globals';
import { reason } from '../../../src/model/reason.ts';
import { DAY } from '../builders.ts';
import { ourImage, daily } from '../image-builders.ts';
import { prune, world, denied, told, prunedIds, deregistered, failures, warnings } from './scenes.ts';
import type { Ec2Verb } from '../fakes/ec2-calls.ts';
import { FakeEc2 } from '../fakes/ec2.ts';

interface Change {
  readonly change: string;
  /** The look-up before whose second call the facts change: the first decision is over then. */
  readonly at: Ec2Verb;
  readonly act: (state: FakeEc2['state']) => void;
  readonly newest?: string;
  readonly ages?: readonly number[];
  readonly reason: string;
}

const changes: readonly Change[] = [
  {
    change: 'an instance starts from it',
    at: 'images.ours',
    act: (state) => (state.uses['ami-2d'] = ['in use by ec2:Instance i-new']),
    reason: 'in use by ec2:Instance i-new',
  },
  {
    change: 'its snapshot is locked',
    at: 'images.ours',
    act: (state) => (state.holds['snap-of-ami-2d'] = ['snapshot snap-of-ami-2d is locked']),
    reason: 'snapshot snap-of-ami-2d is locked',
  },
  {
    change: 'it becomes protected',
    at: 'images.ours',
    act: (state) => {
      state.replace(
        ourImage('ami-2d', { age: 2 * DAY, holds: [reason('deregistration-protection', 'enabled')] }),
      );
    },
    reason: 'deregistration protection is enabled',
  },
  {
    change: 'it is disabled',
    at: 'images.ours',
    act: (state) => {
      state.replace(ourImage('ami-2d', { age: 2 * DAY, state: 'disabled' }));
    },
    reason: 'does not count, it is disabled',
  },
  {
    change: 'the newer image disappears',
    at: 'images.ours',
    act: (state) => {
      state.remove('ami-0d');
    },
    reason: 'last 1',
  },
  {
    change: "this run's image disappears",
    at: 'images.ours',
    act: (state) => {
      state.remove('ami-0d');
    },
    newest: 'ami-0d',
    ages: [0, 1, 2],
    reason: 'the newest image is not listed yet',
  },
];

describe('facts are read again just before the prune', () => {
  test.each(changes)('$change: the image stays', async ({ at, act, newest, reason, ages = [0, 2] }) => {
    const here = world({ images: daily(ages) });
    here.ec2.calls.before(at, 2, () => {
      act(here.ec2.state);
    });
    await prune(here, { ...(newest === undefined ? {} : { newest }), maxPrunes: 1 });
    expect(here.ec2.state.imageIds).toContain('ami-2d');
    expect(told(here)).toContain(`ami-2d kept: ${reason}`);
    expect(prunedIds(here)).toEqual([]);
  });

  test('for each image, so that an early prune does not stand for a late one', async () => {
    const here = world({ images: daily([0, 1, 2, 3]) });
    await prune(here);
    expect(here.ec2.calls.of('images.ours')).toHaveLength(4);
    expect(here.ec2.calls.of('images.uses').map(({ of }) => of)).toEqual(['ami-3d', 'ami-2d', 'ami-1d']);
  });

  test('an image that is gone meanwhile is no failure, and not counted as kept', async () => {
    const here = world({ images: daily([0, 1, 2]) });
    here.ec2.calls.before('images.ours', 2, () => {
      here.ec2.state.remove('ami-2d');
    });
    await prune(here);
    expect(failures(here)).toEqual([]);
    expect(told(here).filter((line) => line.startsWith('ami-2d kept'))).toEqual([]);
    expect(prunedIds(here)).toEqual(['ami-1d']);
  });
});

const checks = [
  {
    check: 'images.uses',
    problem: denied('Cannot look up what uses the images', 'ec2:DescribeImageReferences'),
  },
  {
    check: 'images.sharedWith',
    problem: denied('Cannot look up whom the image is shared with', 'ec2:DescribeImageAttribute'),
  },
  {
    check: 'snapshots.holds',
    problem: denied('Cannot look up locked snapshots', 'ec2:DescribeLockedSnapshots'),
  },
] as const;

describe('a check that cannot be made', () => {
  test.each(checks)(
    'keeps the image, and names the missing permission: $check',
    async ({ check, problem }) => {
      const here = world({ images: daily([0, 1]), faults: { [check]: problem } });
      await prune(here);
      expect(deregistered(here)).toEqual([]);
      expect(told(here)[1]).toBe(`ami-1d kept: not checked: ${problem.what} (UnauthorizedOperation)`);
      expect(warnings(here)).toHaveLength(1);
      expect(warnings(here)[0]).toContain(problem.said);
      expect(failures(here)).toEqual([]);
    },
  );

  test('is warned of once, however many images it keeps', async () => {
    const here = world({
      images: daily([0, 1, 2, 3, 4]),
      faults: { 'images.sharedWith': checks[1].problem },
    });
    await prune(here);
    expect(warnings(here)).toHaveLength(1);
  });

  test('is all that the next images are told of, and not what held the first one', async () => {
    const held = ourImage('ami-3d', { age: 3 * DAY, holds: [reason('managed', 'AWS Backup')] });
    const [{ check, problem }] = checks;
    const here = world({ images: [...daily([0, 1, 2]), held], faults: { [check]: problem } });
    await prune(here);
    const unchecked = `not checked: ${problem.what} (UnauthorizedOperation)`;
    expect(told(here)).toEqual([
      'ami-0d kept: last 1',
      `ami-1d kept: ${unchecked}`,
      `ami-2d kept: ${unchecked}`,
      `ami-3d kept: managed by AWS Backup; ${unchecked}`,
    ]);
    expect(here.ec2.calls.of(check)).toHaveLength(1);
  });

  test('is not made for what stays anyway', async () => {
    const here = world({ images: daily([0, 1]), uses: { 'ami-1d': ['in use by ec2:Instance i-1'] } });
    await prune(here);
    expect(here.ec2.calls.of('images.uses').map(({ of }) => of)).toEqual(['ami-1d']);
    expect(here.ec2.calls.of('images.sharedWith')).toEqual([]);
  });

  test('nothing to prune, nothing to check', async () => {
    const here = world({ images: daily([0]) });
    await prune(here);
    expect(here.ec2.calls.of('images.uses')).toEqual([]);
  });
});

describe('a check that gets no answer', () => {
  test.each(['NetworkUnreachable', 'AwsFailed', 'Throttled'] as const)(
    'with %s is not made for the next images of the instance',
    async (code) => {
      const problem = denied('Cannot look up what uses the images', 'ec2:Any');
      const here = world({ images: daily([0, 1, 2, 3]), faults: { 'images.uses': { ...problem, code } } });
      await prune(here);
      expect(here.ec2.calls.of('images.uses')).toHaveLength(1);
      expect(told(here).filter((line) => line.includes('kept: not checked'))).toHaveLength(3);
    },
  );
});
