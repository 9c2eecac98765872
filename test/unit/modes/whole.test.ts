/** A target that could not be looked at: what may be its own is no leftover of the others. */
import { expect, test } from '@jest/globals';
import { ACCOUNT, aProblem, aTarget, DAY, instanceId, instances, settings } from '../builders.ts';
import { earlierImage, pruningTarget } from '../image-builders.ts';
import { runBackup, runPrune } from './scenes.ts';

const second = { kind: 'role', account: ACCOUNT, roleArn: `arn:aws:iam::${ACCOUNT}:role/second` } as const;
const targets = [
  pruningTarget({ goneAfter: DAY }),
  aTarget({ position: 2, at: second, images: settings({ series: 'weekly' }) }),
];
const gone = earlierImage('ami-gone', { age: 9 * DAY, instance: instanceId(9) });
const denied = { [second.roleArn]: aProblem('AssumeRoleDenied', { phase: 'sign-in' }) };

test.each([
  { mode: 'backup', run: runBackup },
  { mode: 'prune', run: runPrune },
])(
  'mode $mode removes images of an instance that is gone only when every target was looked at',
  async ({ run }) => {
    const here = { images: [gone], instances: instances(1) };
    const whole = await run({ targets, here, roles: (ec2) => ({ [second.roleArn]: ec2 }) });
    expect(whole.here.state.imageIds).not.toContain('ami-gone');
    const blind = await run({ targets, here, refusals: denied });
    expect(blind.here.state.imageIds).toContain('ami-gone');
    expect(blind.journal.of('unattended')).toEqual([]);
  },
);
