/** Which calls a configuration needs. */
import { expect, test } from '@jest/globals';
import { awsActions, type AwsAction } from '../../../src/model/aws-actions.ts';
import type { Asked } from '../../../src/model/action-row.ts';
import { matrixOrder, matrixRows } from '../../../src/model/permission.ts';
import { needsOf } from '../../../src/permissions/cells.ts';
import { aTarget, settings } from '../builders.ts';

const quiet = aTarget();
const rebooting = aTarget({ position: 2, images: settings({ noReboot: false }) });

function asked(parts: Partial<Asked> = {}): Asked {
  return { targets: [quiet], watches: true, prunes: false, encrypted: false, ...parts };
}

const always = ['ec2:DescribeInstances', 'ec2:DescribeImages'];
const creating = ['ec2:CreateImage', 'ec2:CreateTags'];

test.each([
  {
    configuration: 'wait: false',
    run: asked({ watches: false }),
    actions: [...always, ...creating, 'EC2 quotas'],
  },
  {
    configuration: 'no retention',
    run: asked(),
    actions: [...always, 'ec2:DescribeSnapshots', ...creating, 'EC2 quotas'],
  },
  {
    configuration: 'no-reboot: false',
    run: asked({ targets: [quiet, rebooting] }),
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
    run: asked({ targets: [rebooting], watches: false }),
    actions: [...always, 'ec2:DescribeInstanceStatus', ...creating, 'EC2 quotas'],
  },
  {
    configuration: 'encrypted volumes',
    run: asked({ encrypted: true }),
    actions: [...always, 'ec2:DescribeSnapshots', ...creating, 'KMS keys', 'EC2 quotas'],
  },
  {
    configuration: 'retention',
    run: asked({ prunes: true }),
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
])('$configuration', ({ run, actions }) => {
  expect(needsOf(run)).toEqual(actions);
});

test('the Recycle Bin is looked into only for loose-after', () => {
  const policy = { last: 1, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0, within: 0 };
  const loose = aTarget({ retention: { policy, maxPrunes: 3, looseAfter: 7 * 24 * 3600_000 } });
  const plain = aTarget({ retention: { policy, maxPrunes: 3 } });
  const needed = (target: typeof plain, prunes: boolean) =>
    needsOf(asked({ targets: [target], prunes })).includes('ec2:ListImagesInRecycleBin');
  expect([needed(loose, true), needed(loose, false), needed(plain, true)]).toEqual([true, false, false]);
});

test('what cannot be tried says why', () => {
  const untriable = needsOf(asked({ encrypted: true })).flatMap((need) => {
    const { tried } = matrixRows[need];
    return typeof tried === 'object' ? [[need, tried.never]] : [];
  });
  expect(untriable).toEqual([
    ['ec2:CreateTags', 'EC2 checks it only together with ec2:CreateImage'],
    ['KMS keys', 'EC2 uses the keys of encrypted volumes only when it makes the image'],
    ['EC2 quotas', 'EC2 checks its quotas only when it makes the image'],
  ]);
});

test('each action that has a row is needed by some configuration, but for those that no backup needs', () => {
  const policy = { last: 1, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0, within: 0 };
  const whole = { ...rebooting, retention: { policy, maxPrunes: 3, looseAfter: 1 } };
  const needed = needsOf({ targets: [whole], watches: true, prunes: true, encrypted: true });
  expect(matrixOrder.filter((need) => !needed.includes(need))).toEqual(['ec2:DescribeVolumes']);
  const actions = Object.keys(awsActions) as AwsAction[];
  expect(actions.filter((action) => !matrixOrder.includes(action))).toEqual([]);
});
