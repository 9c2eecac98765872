/** The service control policy: what it stops, what it leaves alone, and that no part of it is idle. */
import { expect, test } from '@jest/globals';
import { object } from '../../scripts/iam/json.ts';
import { deploy } from '../../scripts/iam/template.ts';
import type { NamedResource, RecordedCall } from '../emulator/calls.ts';
import { checksOf } from './checks.ts';
import { least, templates } from './deployments.ts';
import { isStopped } from './evaluate.ts';
import { ofDocument } from './mutants.ts';
import { sameGuard } from './no-wider.ts';
import { ec2Call, OURS, thing } from './typical-calls.ts';

const TARGET = '222222222222';
const { resources } = deploy(templates['protect-tags'], least['protect-tags']);
const policy = object(resources['ProtectTags']?.properties['Content']);

const by = (name: string): Partial<RecordedCall> => {
  const role = `arn:aws:iam::${TARGET}:role/${name}`;
  const arn = `arn:aws:sts::${TARGET}:assumed-role/${name}/session`;
  return { caller: { arn, role, account: TARGET } };
};
const admin = by('admin');
const image = thing('image', TARGET, OURS);
const snapshot = thing('snapshot', TARGET, OURS);
const nobodys = thing('image', TARGET, { Name: 'web-1' });
const ownTags = { Name: 'web-1' };

const untagging = (named: NamedResource) => ec2Call('create', 'DeleteTags', { resources: [named], ...admin });
const tagging = (named: NamedResource, tags: Record<string, string>) =>
  ec2Call('create', 'CreateTags', { resources: [named], tags: { [named.kind]: tags }, ...admin });
const making = (action: string, tags: Record<string, string>) =>
  ec2Call('create', action, { tags: { image: tags, snapshot: tags }, ...admin });

const stopped: Readonly<Record<string, RecordedCall>> = {
  'takes the tags off an image of ours': untagging(image),
  'takes the tags off a snapshot of ours': untagging(snapshot),
  'changes the tags of an image of ours': tagging(image, OURS),
  'changes the tags of a snapshot of ours': tagging(snapshot, OURS),
  'makes an image of nobody look like ours': tagging(nobodys, { ...ownTags, ...OURS }),
  'creates an image that looks like ours': making('CreateImage', OURS),
  'copies an image with our tags': making('CopyImage', { ...ownTags, ...OURS }),
  'creates one in a role whose name begins alike': {
    ...making('CreateImage', OURS),
    ...by('cross-account-ami-2'),
  },
};
const left: Readonly<Record<string, RecordedCall>> = {
  'takes the tags off an image of nobody': untagging(nobodys),
  'takes the tags off an instance': untagging(thing('instance', TARGET, OURS)),
  'tags an image of nobody': tagging(nobodys, ownTags),
  'gives an image of ours a tag of its own': tagging(image, ownTags),
  'tags an instance with our words': tagging(thing('instance', TARGET, {}), OURS),
  'creates an image with tags of its own': making('CreateImage', ownTags),
  'creates as the target role does': { ...making('CreateImage', OURS), ...by('cross-account-ami') },
  'starts an instance with our words': ec2Call('create', 'RunInstances', {
    tags: { instance: OURS },
    ...admin,
  }),
  'makes a snapshot with tags of its own': making('CreateSnapshot', ownTags),
  'removes an image of ours': ec2Call('create', 'DeregisterImage', { resources: [image], ...admin }),
  'deletes a snapshot of ours': ec2Call('create', 'DeleteSnapshot', { resources: [snapshot], ...admin }),
  'takes tags off in an emergency': { ...untagging(image), ...by('cross-account-ami-break-glass') },
  'changes tags in an emergency': { ...tagging(image, OURS), ...by('cross-account-ami-break-glass') },
};

const stops = async (call: RecordedCall, document = policy): Promise<boolean> =>
  (await checksOf(call)).some((check) => isStopped(check, document));

test.each(Object.entries(stopped))('an administrator %s: stopped', async (_, call) => {
  expect(await stops(call)).toBe(true);
});

test.each(Object.entries(left))('an administrator %s: left alone', async (_, call) => {
  expect(await stops(call)).toBe(false);
});

test('every mutant of the policy is noticed, or listed with the reason why it is the same', async () => {
  const all = [...Object.values(stopped), ...Object.values(left)];
  const checks = (await Promise.all(all.map(checksOf))).flat();
  const mutants = ofDocument(policy);
  const surviving = mutants
    .filter(({ document }) =>
      checks.every((check) => isStopped(check, document) === isStopped(check, policy)),
    )
    .map(({ name }) => name);
  const listed = mutants
    .map(({ name }) => name)
    .filter((name) => sameGuard.some((one) => one.mutants.test(name)));
  expect(mutants.length).toBeGreaterThan(30);
  expect(surviving.toSorted()).toEqual(listed.toSorted());
});
