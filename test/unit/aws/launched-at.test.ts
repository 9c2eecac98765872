/** When an instance was first started: LaunchTime is that of the last start, attachments keep their time. */
import type { Instance } from '@aws-sdk/client-ec2';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { instanceOf } from '../../../src/aws/ec2-shapes.ts';

const [FIRST, SECOND, THIRD] = [1, 2, 3].map((day) => new Date(Date.UTC(2026, 10, day))) as [
  Date,
  Date,
  Date,
];

function volume(AttachTime?: Date) {
  return { DeviceName: '/dev/xvda', Ebs: AttachTime === undefined ? {} : { AttachTime } };
}

function networkInterface(AttachTime?: Date) {
  return { Attachment: AttachTime === undefined ? {} : { AttachTime } };
}

describe('the launch of an instance', () => {
  test.each<{ by: string; instance: Instance; at: Date | undefined }>([
    { by: 'its LaunchTime', instance: { LaunchTime: SECOND }, at: SECOND },
    {
      by: 'its first volume, after a later start',
      instance: { LaunchTime: THIRD, BlockDeviceMappings: [volume(SECOND), volume(FIRST)] },
      at: FIRST,
    },
    {
      by: 'its network interface, when its root volume was replaced',
      instance: {
        LaunchTime: THIRD,
        BlockDeviceMappings: [volume(SECOND)],
        NetworkInterfaces: [networkInterface(FIRST), networkInterface(THIRD)],
      },
      at: FIRST,
    },
    {
      by: 'its LaunchTime, when everything was attached later',
      instance: {
        LaunchTime: FIRST,
        BlockDeviceMappings: [volume(SECOND)],
        NetworkInterfaces: [networkInterface(THIRD)],
      },
      at: FIRST,
    },
    {
      by: 'what EC2 shows, where times are missing',
      instance: {
        BlockDeviceMappings: [{}, volume(), volume(SECOND)],
        NetworkInterfaces: [{}, networkInterface()],
      },
      at: SECOND,
    },
    { by: 'nothing', instance: {}, at: undefined },
  ])('is told by $by', ({ instance, at }) => {
    expect(instanceOf(instance).launchedAt).toBe(at?.getTime() ?? 0);
  });

  test('is never later than anything that EC2 shows', () => {
    const times = fc.array(fc.date({ noInvalidDate: true, min: new Date(1), max: new Date(2 ** 41) }));
    fc.assert(
      fc.property(
        times,
        times,
        fc.date({ noInvalidDate: true, min: new Date(1) }),
        (volumes, cards, last) => {
          const { launchedAt } = instanceOf({
            LaunchTime: last,
            BlockDeviceMappings: volumes.map((time) => volume(time)),
            NetworkInterfaces: cards.map((time) => networkInterface(time)),
          });
          const all = [last, ...volumes, ...cards].map((time) => time.getTime());
          expect(all).toContain(launchedAt);
          expect(all.filter((time) => time < launchedAt)).toEqual([]);
        },
      ),
    );
  });
});
