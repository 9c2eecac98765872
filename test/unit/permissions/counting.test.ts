/** `for 1 of 2` counts instances: one that was tried under two names is one. */
import { describe, expect, test } from '@jest/globals';
import { RecordedTrials } from '../../../src/permissions/recorded.ts';
import { judgeCells, needsOf } from '../../../src/permissions/cells.ts';
import { ACCOUNT, anInstance, aRequest, aTarget, instanceId, REGION, roleOf } from '../builders.ts';
import { denial, FakeTrials } from '../fakes/trials.ts';

const NOTHING = { noInstance: '', noImage: '' };

test('an instance whose first name is taken', async () => {
  const refusal = denial('ec2:CreateImage');
  const trials = new RecordedTrials(new FakeTrials({ [`ec2:CreateImage ${instanceId(2)}`]: refusal }));
  await trials.createImage(aRequest({ name: 'web' }));
  await trials.createImage(aRequest({ name: 'web-2' }));
  await trials.createImage(aRequest({ instance: anInstance({ id: instanceId(2) }) }));
  const needs = needsOf({ targets: [aTarget()], watches: true, prunes: false, encrypted: false });
  const { roleArn: role } = roleOf(ACCOUNT);
  const where = { role, account: ACCOUNT, region: REGION, repositoryId: '777' };
  const judged = judgeCells(needs, await trials.answers(), where, NOTHING);
  const found = judged.find(({ cell }) => cell.action === 'ec2:CreateImage');
  expect(found?.cell).toMatchObject({ answer: 'denied', note: 'for 1 of 2' });
});

describe('a limit that is meant', () => {
  const { roleArn: role } = roleOf(ACCOUNT);
  const where = { role, account: ACCOUNT, region: REGION, repositoryId: '777' };
  const needs = needsOf({ targets: [aTarget()], watches: true, prunes: false, encrypted: false });
  const resource = `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${instanceId(2)}`;
  const refusal = { ...denial('ec2:CreateImage'), denied: { action: 'ec2:CreateImage', resource } };

  async function judged(...servers: readonly number[]) {
    const trials = new RecordedTrials(new FakeTrials({ [`ec2:CreateImage ${instanceId(2)}`]: refusal }));
    for (const number of servers)
      await trials.createImage(aRequest({ instance: anInstance({ id: instanceId(number) }) }));
    const cells = judgeCells(needs, await trials.answers(), where, NOTHING);
    return cells.find(({ cell }) => cell.action === 'ec2:CreateImage');
  }

  test('is not lifted where others are allowed: no statement is given', async () => {
    const found = await judged(1, 2);
    expect(found?.cell).not.toHaveProperty('statements');
    expect(found?.problem?.mend).toContain(`The policy of ${role} allows it for others`);
  });

  test('is named before the statement, which is that of the instance alone', async () => {
    const found = await judged(2);
    expect(found?.cell.statements).toEqual([
      { Effect: 'Allow', Action: 'ec2:CreateImage', Resource: `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/*` },
    ]);
    expect(found?.problem?.mend).toMatch(
      /^When the role may only make images of instances with the tag `InstanceTagKey`/,
    );
  });
});
