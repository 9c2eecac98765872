/** What the proof of recorded calls notices. */
import { expect, test } from '@jest/globals';
import type { RecordedCall } from '../emulator/calls.ts';
import { neverAsked, proofOf } from './proof.ts';
import { ec2Call, OURS, thing, typicalCalls } from './typical-calls.ts';

const TARGET = '222222222222';
const image = thing('image', TARGET, OURS);
const create = ec2Call('open', 'CreateImage', {
  resources: [thing('instance', '777777777777', {})],
  tags: { image: OURS, snapshot: OURS },
});

async function denied(...calls: readonly RecordedCall[]): Promise<string[]> {
  const proof = await proofOf(calls);
  return proof.denied.map((why) => why.split('\n', 2).join(''));
}

test('a call that the action makes today is granted', async () => {
  expect(await denied(create)).toEqual([]);
});

test.each([
  { what: 'an action of EC2', call: ec2Call('create', 'CopyImage'), action: 'ec2:CopyImage' },
  {
    what: 'a look-up',
    call: ec2Call('create', 'DescribeVpcs'),
    action: 'ec2:DescribeVpcs',
  },
  {
    what: 'a service',
    call: ec2Call('create', 'PutParameter', { service: 'ssm' }),
    action: 'ssm:PutParameter',
  },
  {
    what: 'a change of an image',
    call: ec2Call('create', 'EnableImageDeprecation', { resources: [image] }),
    action: 'ec2:EnableImageDeprecation',
  },
])('$what that is new, without its right, is denied', async ({ call, action }) => {
  expect((await denied(call)).join()).toContain(action);
});

test('an action that AWS does not have is an error', async () => {
  await expect(proofOf([ec2Call('create', 'CreateImages')])).rejects.toThrow(
    'AWS has no action ec2:CreateImages',
  );
});

test.each([
  { change: 'a tag fewer', tags: { image: OURS, snapshot: { Name: 'web-1' } }, kinds: ['snapshot'] },
  { change: 'no tags', tags: {}, kinds: ['image', 'snapshot'] },
])('a call of today with $change is denied', async ({ tags, kinds }) => {
  const found = await denied({ ...create, tags });
  expect(found).toHaveLength(kinds.length);
  for (const kind of kinds) expect(found.join()).toContain(`:${kind}/`);
});

test('what pruning alone asks for is granted with the rights to prune, whose images they are', async () => {
  const resources = [image, thing('snapshot', TARGET, OURS)];
  const call = ec2Call('create', 'DeregisterImage', { resources });
  const other = { ...OURS, 'cross-account-ami:repository-id': '700100201' };
  expect(await denied(call)).toEqual([]);
  expect(await denied({ ...call, resources: [{ ...image, tags: other }] })).not.toEqual([]);
});

test('what is not there, and snapshots without our tags, are counted and not proved', async () => {
  const gone = ec2Call('create', 'DeregisterImage', { resources: [{ ...image, exists: false }] });
  const stranger = ec2Call('create', 'DeregisterImage', {
    resources: [image, thing('snapshot', TARGET, {}), { ...thing('snapshot', TARGET, OURS), exists: false }],
  });
  const proof = await proofOf([gone, stranger]);
  expect(proof.denied).toEqual([]);
  expect(proof.left).toEqual([
    '1 times: DeregisterImage of what is not there',
    '1 times: DeregisterImage of snapshots without our tags, or gone already',
  ]);
});

test('every action of the table has to be asked for', async () => {
  const [signIn, ...others] = Object.values(typicalCalls).filter(({ service }) => service !== 'sts');
  expect(neverAsked(await proofOf(signIn ? [signIn] : []))).toContain('ec2:DeregisterImage');
  expect(neverAsked(await proofOf(others))).toEqual([]);
});
