/** `for 1 of 2` counts instances: one that was tried under two names is one. */
import { expect, test } from '@jest/globals';
import { RecordedTrials } from '../../../src/permissions/recorded.ts';
import { judgeCells } from '../../../src/permissions/cells.ts';
import { needsOf } from '../../../src/permissions/needs.ts';
import { ACCOUNT, anInstance, aRequest, aTarget, instanceId, REGION, roleOf } from '../builders.ts';
import { denial, FakeTrials } from '../fakes/trials.ts';

test('an instance whose first name is taken', async () => {
  const refusal = denial('ec2:CreateImage');
  const trials = new RecordedTrials(new FakeTrials({ [`ec2:CreateImage ${instanceId(2)}`]: refusal }));
  await trials.createImage(aRequest({ name: 'web' }));
  await trials.createImage(aRequest({ name: 'web-2' }));
  await trials.createImage(aRequest({ instance: anInstance({ id: instanceId(2) }) }));
  const needs = needsOf([aTarget()], { watches: true, prunes: false, encrypted: false });
  const { roleArn: role } = roleOf(ACCOUNT);
  const where = { role, account: ACCOUNT, region: REGION, repositoryId: '777' };
  const judged = judgeCells(needs, await trials.answers(), where, '');
  const found = judged.find(({ cell }) => cell.action === 'ec2:CreateImage');
  expect(found?.cell).toMatchObject({ answer: 'denied', note: 'for 1 of 2' });
});
