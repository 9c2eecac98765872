/** The trial of a mutation is the real call, made so that it changes nothing. */
import {
  CreateImageCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { Ec2Region } from '../../../src/aws/ec2-region.ts';
import { aRequest, tagsOf } from '../builders.ts';
import { awsError } from './errors.ts';
import { ec2Region, KEYS, PLACE } from './region.ts';

const ec2 = mockClient(EC2Client);

beforeEach(() => {
  ec2.reset();
});

const OK = { ok: true, value: undefined };
const REQUEST = aRequest({
  name: 'web-1-20261122',
  description: 'nightly',
  tags: tagsOf({ Name: 'web-1-20261122', 'cross-account-ami:series': 'nightly' }),
  noReboot: false,
  excludedDevices: ['/dev/sdf'],
});

function place(forget?: () => void): Ec2Region {
  const keys = () => Promise.resolve(KEYS);
  return ec2Region(forget === undefined ? keys : Object.assign(keys, { forget }));
}

/** The inputs of all calls of EC2. */
function inputs(): unknown[] {
  return ec2.calls().map((call) => call.args[0].input);
}

const allowed = awsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set', 412);

interface Mutation {
  readonly action: string;
  readonly real: (here: Ec2Region) => Promise<unknown>;
  readonly trial: (here: Ec2Region) => Promise<unknown>;
}

const mutations: readonly Mutation[] = [
  {
    action: 'ec2:CreateImage',
    real: (here) => here.images.create(REQUEST),
    trial: (here) => here.permissions.createImage(REQUEST),
  },
  {
    action: 'ec2:DeregisterImage',
    real: (here) => here.images.deregister('ami-1'),
    trial: (here) => here.permissions.tryCall('ec2:DeregisterImage', 'ami-1'),
  },
  {
    action: 'ec2:DeleteSnapshot',
    real: (here) => here.snapshots.delete('snap-1'),
    trial: (here) => here.permissions.tryCall('ec2:DeleteSnapshot', 'snap-1'),
  },
];

describe.each(mutations)('the trial of $action', ({ action, real, trial }) => {
  test('sends what the real call sends, with DryRun', async () => {
    for (const command of [CreateImageCommand, DeregisterImageCommand, DeleteSnapshotCommand])
      ec2.on(command as typeof CreateImageCommand).resolves({ ImageId: 'ami-1', $metadata: {} });
    await real(place());
    await trial(place());
    const [sent, tried] = inputs();
    expect(tried).toEqual({ ...(sent as object), DryRun: true });
    const names = ec2.calls().map((call) => call.args[0].constructor.name);
    expect(names).toEqual([`${action.slice(4)}Command`, `${action.slice(4)}Command`]);
  });

  test('is allowed when EC2 says that it would have done it', async () => {
    ec2.onAnyCommand().rejects(allowed);
    expect(await trial(place())).toEqual(OK);
  });

  test('is denied with the action that the role lacks', async () => {
    const message = `You are not authorized to perform this operation. User: arn:x is not authorized to perform: ${action} on resource: arn:y because no identity-based policy allows the ${action} action`;
    ec2.onAnyCommand().rejects(awsError('UnauthorizedOperation', message, 403));
    expect(await trial(place())).toMatchObject({
      ok: false,
      problem: { code: 'AccessDenied', phase: 'plan', place: PLACE, denied: { action } },
    });
  });

  test('says nothing about permissions when something else is wrong', async () => {
    ec2.onAnyCommand().rejects(awsError('InvalidAMIID.NotFound', 'gone'));
    expect(await trial(place())).toMatchObject({
      ok: false,
      problem: { code: 'AwsRefused', awsCode: 'InvalidAMIID.NotFound', phase: 'plan' },
    });
  });

  test('is made again with new credentials when the old ones have expired', async () => {
    ec2.onAnyCommand().rejectsOnce(awsError('RequestExpired', 'old')).rejects(allowed);
    let forgotten = 0;
    expect(await trial(place(() => (forgotten += 1)))).toEqual(OK);
    expect([forgotten, inputs()]).toEqual([1, [expect.anything(), expect.anything()]]);
  });
});

describe('a denial', () => {
  const said = (rest: string): Error =>
    awsError('UnauthorizedOperation', `User: arn:x is not authorized to perform: ${rest}`, 403);

  test.each([
    {
      rest: 'ec2:CreateTags on resource: arn:y because no identity-based policy allows it',
      denied: { action: 'ec2:CreateTags', resource: 'arn:y' },
    },
    {
      rest: 'ec2:CreateImage on resource: arn:y with an explicit deny in a service control policy',
      denied: { action: 'ec2:CreateImage', resource: 'arn:y', by: 'service control policy' },
    },
    {
      rest: 'ec2:CreateImage on resource: arn:y with an explicit deny in a resource control policy: arn:z',
      denied: { action: 'ec2:CreateImage', resource: 'arn:y', by: 'resource control policy' },
    },
  ])('of $denied.action on $denied.resource by $denied.by', async ({ rest, denied }) => {
    ec2.on(CreateImageCommand).rejects(said(rest));
    const reply = await place().permissions.createImage(REQUEST);
    expect(reply.ok ? undefined : reply.problem.denied).toEqual(denied);
  });
});
