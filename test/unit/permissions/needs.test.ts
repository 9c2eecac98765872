/** Which calls a configuration needs. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { actionsOf, needsOf, type Way } from '../../../src/permissions/needs.ts';
import { aTarget, settings } from '../builders.ts';

const quiet = aTarget();
const rebooting = aTarget({ position: 2, images: settings({ noReboot: false }) });

function wayOf(parts: Partial<Way> = {}): Way {
  return { watches: true, prunes: false, encrypted: false, ...parts };
}

const always = ['ec2:DescribeInstances', 'ec2:DescribeImages'];
const creating = ['ec2:CreateImage', 'ec2:CreateTags'];

test.each([
  {
    configuration: 'wait: false',
    way: wayOf({ watches: false }),
    actions: [...always, ...creating, 'EC2 quotas'],
  },
  {
    configuration: 'no retention',
    way: wayOf(),
    actions: [...always, 'ec2:DescribeSnapshots', ...creating, 'EC2 quotas'],
  },
  {
    configuration: 'no-reboot: false',
    targets: [quiet, rebooting],
    way: wayOf(),
    actions: [
      ...always,
      'ec2:DescribeSnapshots',
      'ec2:DescribeInstanceStatus',
      'ec2:CreateImage',
      'ec2:CreateTags',
      'EC2 quotas',
    ],
  },
  {
    configuration: 'no-reboot: false and wait: false, where a reboot is waited for all the same',
    targets: [rebooting],
    way: wayOf({ watches: false }),
    actions: [...always, 'ec2:DescribeInstanceStatus', ...creating, 'EC2 quotas'],
  },
  {
    configuration: 'encrypted volumes',
    way: wayOf({ encrypted: true }),
    actions: [...always, 'ec2:DescribeSnapshots', ...creating, 'KMS keys', 'EC2 quotas'],
  },
  {
    configuration: 'retention',
    way: wayOf({ prunes: true }),
    actions: [
      ...always,
      'ec2:DescribeSnapshots',
      ...creating,
      'ec2:DescribeImageReferences',
      'ec2:DescribeImageAttribute',
      'autoscaling:DescribeLaunchConfigurations',
      'autoscaling:DescribeAutoScalingGroups',
      'ec2:DescribeLockedSnapshots',
      'ec2:DescribeFastSnapshotRestores',
      'ec2:DeregisterImage',
      'ec2:DeleteSnapshot',
      'EC2 quotas',
    ],
  },
])('$configuration', ({ targets = [quiet], way, actions }) => {
  expect(actionsOf(needsOf(targets, way))).toEqual(actions);
});

test('the Recycle Bin is looked into only for loose-after', () => {
  const policy = { last: 1, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0, within: 0 };
  const loose = aTarget({ retention: { policy, maxPrunes: 3, looseAfter: 7 * 24 * 3600_000 } });
  const plain = aTarget({ retention: { policy, maxPrunes: 3 } });
  const needed = (target: typeof plain, prunes: boolean) =>
    actionsOf(needsOf([target], wayOf({ prunes }))).includes('ec2:ListImagesInRecycleBin');
  expect([needed(loose, true), needed(loose, false), needed(plain, true)]).toEqual([true, false, false]);
});

test('what cannot be tried says why', () => {
  expect(needsOf([quiet], wayOf({ encrypted: true })).untriable).toEqual({
    'ec2:CreateTags': 'EC2 checks it only together with ec2:CreateImage',
    'KMS keys': 'EC2 uses the keys of encrypted volumes only when it makes the image',
    'EC2 quotas': 'EC2 counts only when it makes the image',
  });
});

test('no action gets lost in the order of the matrix, and none stands twice', () => {
  const ways = fc.record({ watches: fc.boolean(), prunes: fc.boolean(), encrypted: fc.boolean() });
  const property = fc.property(ways, fc.boolean(), (way, reboots) => {
    const needs = needsOf(reboots ? [quiet, rebooting] : [quiet], way);
    const { lookUps, imageLookUps, mutations, untriable } = needs;
    const all = [...lookUps, ...imageLookUps, ...mutations, ...Object.keys(untriable)];
    expect(actionsOf(needs).toSorted()).toEqual([...new Set(all)].toSorted());
  });
  fc.assert(property, { numRuns: 64 });
});
