/** What is never pruned, with the reason that the summary shows. */
import { describe, expect, test } from '@jest/globals';
import { reason } from '../../../src/model/reason.ts';
import type { Image } from '../../../src/model/image.ts';
import { DAY } from '../builders.ts';
import { ourImage, daily } from '../image-builders.ts';
import { prune, world, told, prunedIds, deregistered, failures, warnings } from './scenes.ts';

test('an image that no rule keeps and nothing holds is pruned, with its snapshots', async () => {
  const here = world({ images: daily([0, 1, 2]) });
  await prune(here, { policy: { last: 2 } });
  expect(here.ec2.state.imageIds).toEqual(['ami-0d', 'ami-1d']);
  expect(prunedIds(here)).toEqual(['ami-2d']);
  expect(told(here)).toEqual([
    'ami-0d kept: last 1',
    'ami-1d kept: last 2',
    'ami-2d pruned: no rule keeps it',
  ]);
  expect([...failures(here), ...warnings(here)]).toEqual([]);
});

interface Never {
  readonly image: string;
  readonly facts?: Partial<Image>;
  readonly uses?: string;
  readonly shares?: string;
  readonly reason: string;
}

const nevers: readonly Never[] = [
  { image: 'of an instance', uses: 'in use by ec2:Instance i-7', reason: 'in use by ec2:Instance i-7' },
  {
    image: 'of a launch template',
    uses: 'in use by ec2:LaunchTemplate lt-7',
    reason: 'in use by ec2:LaunchTemplate lt-7',
  },
  {
    image: 'of an Auto Scaling group',
    uses: 'in use by Auto Scaling group web',
    reason: 'in use by Auto Scaling group web',
  },
  { image: 'shared with an account', shares: '999999999999', reason: 'shared with 999999999999' },
  {
    image: 'shared with everybody',
    facts: { holds: [reason('shared', 'everybody')] },
    reason: 'shared with everybody',
  },
  {
    image: 'protected',
    facts: { holds: [reason('deregistration-protection', 'enabled-without-cooldown')] },
    reason: 'deregistration protection is enabled-without-cooldown',
  },
  {
    image: 'of AWS Backup',
    facts: { holds: [reason('managed', 'AWS Backup')] },
    reason: 'managed by AWS Backup',
  },
  { image: 'disabled', facts: { state: 'disabled' }, reason: 'does not count, it is disabled' },
];

describe('never pruned is an image', () => {
  test.each(nevers)('$image', async ({ facts = {}, uses, shares, reason }) => {
    const here = world({
      images: [...daily([0, 1]), ourImage('ami-held', { age: 2 * DAY, ...facts })],
      ...(uses === undefined ? {} : { uses: { 'ami-held': [uses] } }),
      ...(shares === undefined ? {} : { shares: { 'ami-held': [shares] } }),
    });
    await prune(here);
    expect(here.ec2.state.imageIds).toEqual(['ami-0d', 'ami-held']);
    expect(told(here)).toContain(`ami-held kept: ${reason}`);
    expect(prunedIds(here)).toEqual(['ami-1d']);
    expect([...failures(here), ...warnings(here)]).toEqual([]);
  });

  test('of another source, although it has our tags', async () => {
    const lookAlike = ourImage('ami-planted', { age: DAY, sourceInstanceId: 'i-00000000000000bad' });
    const here = world({ images: [...daily([0, 2]), lookAlike] });
    await prune(here);
    expect(here.ec2.state.imageIds).toEqual(['ami-0d', 'ami-planted']);
    expect(told(here).join()).not.toContain('ami-planted');
  });

  test('that is the last of its instance', async () => {
    const here = world({ images: daily([900]) });
    await prune(here, { policy: { within: DAY } });
    expect(told(here)).toEqual(['ami-900d kept: within the kept time']);
    expect(deregistered(here)).toEqual([]);
  });

  test('while the instance has none that counts', async () => {
    const here = world({ images: daily([0, 1, 2]) });
    await prune(here, { excludedVolumes: 'data' });
    expect(deregistered(here)).toEqual([]);
    expect(told(here)).toContain('ami-2d kept: does not count, it leaves out no volumes');
  });

  test('every hold of it is told', async () => {
    const held = ourImage('ami-held', { age: DAY, holds: [reason('managed', 'Data Lifecycle Manager')] });
    const uses = { 'ami-held': ['in use by ec2:Instance i-1', 'in use by ssm:Parameter golden'] };
    const here = world({ images: [...daily([0]), held], uses });
    await prune(here);
    expect(told(here)[1]).toBe(
      'ami-held kept: managed by Data Lifecycle Manager; in use by ec2:Instance i-1; in use by ssm:Parameter golden',
    );
  });
});

describe('before a newer image is there', () => {
  test.each([
    { newest: 'is not listed yet', hidden: ['ami-0d'] },
    { newest: 'was never listed', hidden: ['ami-0d', 'ami-1d'] },
  ])('nothing is pruned when the new image $newest', async ({ hidden }) => {
    const lives = Object.fromEntries(hidden.map((id) => [id, { hiddenFor: Infinity }]));
    const here = world({ images: daily([0, 1, 2, 3]), lives });
    await prune(here, { newest: 'ami-0d' });
    expect(deregistered(here)).toEqual([]);
    expect(told(here).at(-1)).toBe('ami-3d kept: the newest image is not listed yet');
  });

  test('the new image itself stays, also when another run has made a newer one', async () => {
    const here = world({ images: daily([0, 1, 2]) });
    await prune(here, { newest: 'ami-1d' });
    expect(told(here)).toEqual([
      'ami-0d kept: last 1',
      'ami-1d kept: the image of this run',
      'ami-2d pruned: no rule keeps it',
    ]);
  });

  test('the new image alone is enough', async () => {
    const here = world({ images: daily([0, 1]) });
    await prune(here, { newest: 'ami-0d' });
    expect(prunedIds(here)).toEqual(['ami-1d']);
  });
});
