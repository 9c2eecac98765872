/** Trials that are remembered. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RecordedTrials } from '../../../src/permissions/recorded.ts';
import { anInstance, aRequest, instanceId } from '../builders.ts';
import { denial, FakeTrials } from '../fakes/trials.ts';

test('answers stand in the order in which the trials were begun', async () => {
  const refusal = denial('ec2:DeregisterImage');
  const recorded = new RecordedTrials(new FakeTrials({ 'ec2:DeregisterImage ami-2': refusal }));
  await Promise.all([
    recorded.tryCall('ec2:DescribeImages'),
    recorded.tryCall('ec2:DeregisterImage', 'ami-1'),
    recorded.tryCall('ec2:DeregisterImage', 'ami-2'),
    recorded.tryCall('ec2:DeleteSnapshot', 'snap-1'),
    recorded.tryCall('ec2:DescribeImageAttribute', 'ami-1'),
    recorded.createImage(aRequest()),
  ]);
  const allowed = { ok: true, value: undefined };
  expect(await recorded.answers()).toEqual([
    { action: 'ec2:DescribeImages', on: '', reply: allowed },
    { action: 'ec2:DeregisterImage', on: 'ami-1', reply: allowed },
    { action: 'ec2:DeregisterImage', on: 'ami-2', reply: { ok: false, problem: refusal } },
    { action: 'ec2:DeleteSnapshot', on: 'snap-1', reply: allowed },
    { action: 'ec2:DescribeImageAttribute', on: 'ami-1', reply: allowed },
    { action: 'ec2:CreateImage', on: instanceId(1), reply: allowed },
  ]);
});

test('the answer is what the role was told, also the second time', async () => {
  const refusal = denial('ec2:DeleteSnapshot');
  const recorded = new RecordedTrials(new FakeTrials({ 'ec2:DeleteSnapshot': refusal }));
  const replies = [
    await recorded.tryCall('ec2:DeleteSnapshot', 'snap-1'),
    await recorded.tryCall('ec2:DeleteSnapshot', 'snap-1'),
  ];
  expect(replies).toEqual([
    { ok: false, problem: refusal },
    { ok: false, problem: refusal },
  ]);
});

test('an answer that is still under way is waited for', async () => {
  const recorded = new RecordedTrials(new FakeTrials());
  void recorded.tryCall('ec2:DeregisterImage', 'ami-1');
  expect(await recorded.answers()).toHaveLength(1);
});

test('an image of an instance is tried for each series and name', async () => {
  const trials = new FakeTrials();
  const recorded = new RecordedTrials(trials);
  for (const request of [
    aRequest(),
    aRequest({ series: 'weekly' }),
    aRequest({ name: 'other' }),
    aRequest({ target: 2, tags: [] }),
    aRequest({ instance: anInstance({ id: instanceId(2) }), name: 'other' }),
  ])
    await recorded.createImage(request);
  expect(trials.tried).toEqual([1, 1, 1, 2].map((number) => `ec2:CreateImage ${instanceId(number)}`));
});

type Trial = (trials: RecordedTrials) => Promise<unknown>;

/** By what each of them would be tried. */
const trialsByName: Readonly<Record<string, Trial>> = {
  'ec2:DescribeInstances': (trials) => trials.tryCall('ec2:DescribeInstances'),
  'ec2:DescribeImages': (trials) => trials.tryCall('ec2:DescribeImages'),
  'ec2:DescribeImageReferences ami-1': (trials) => trials.tryCall('ec2:DescribeImageReferences', 'ami-1'),
  'ec2:DescribeImageAttribute ami-1': (trials) => trials.tryCall('ec2:DescribeImageAttribute', 'ami-1'),
  'ec2:DescribeImageAttribute ami-2': (trials) => trials.tryCall('ec2:DescribeImageAttribute', 'ami-2'),
  'ec2:DeregisterImage ami-1': (trials) => trials.tryCall('ec2:DeregisterImage', 'ami-1'),
  'ec2:DeregisterImage ami-2': (trials) => trials.tryCall('ec2:DeregisterImage', 'ami-2'),
  'ec2:DeleteSnapshot snap-1': (trials) => trials.tryCall('ec2:DeleteSnapshot', 'snap-1'),
  [`ec2:CreateImage ${instanceId(1)}`]: (trials) => trials.createImage(aRequest()),
};

test('nothing is tried twice, whoever asks in whatever order', async () => {
  const asked = fc.array(fc.constantFrom(...Object.keys(trialsByName)), { maxLength: 20 });
  const property = fc.asyncProperty(asked, fc.boolean(), async (names, atOnce) => {
    const trials = new FakeTrials();
    const recorded = new RecordedTrials(trials);
    const begin = (name: string): Promise<unknown> => trialsByName[name]?.(recorded) ?? Promise.resolve();
    if (atOnce) await Promise.all(names.map(begin));
    else for (const name of names) await begin(name);
    const once = [...new Set(names)];
    expect(trials.tried).toEqual(once);
    expect((await recorded.answers()).map(({ action, on }) => `${action} ${on}`.trim())).toEqual(once);
  });
  await fc.assert(property, { numRuns: 500 });
});
