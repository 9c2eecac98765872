/** The trial of a look-up is a small one, or where it is about one image, the real one. */
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import {
  DescribeImageAttributeCommand,
  DescribeImageReferencesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { awsActions, type Triable } from '../../../src/model/aws-actions.ts';
import { awsError } from './errors.ts';
import { ec2Region } from './region.ts';

const ec2 = mockClient(EC2Client);
const autoScaling = mockClient(AutoScalingClient);

beforeEach(() => {
  ec2.reset();
  autoScaling.reset();
});

const OK = { ok: true, value: undefined };

/** The inputs of all calls of EC2. */
function inputs(): unknown[] {
  return ec2.calls().map((call) => call.args[0].input);
}

const alone = (Object.keys(awsActions) as Triable[]).filter((action) => awsActions[action].tried === 'alone');

/** What a look-up asks for besides the smallest page. */
const own: Readonly<Record<string, object>> = {
  'ec2:DescribeImages': { Owners: ['self'] },
  'ec2:DescribeSnapshots': { OwnerIds: ['self'] },
};

function smallest(lookUp: string): object {
  return lookUp.startsWith('ec2:') ? { MaxResults: 5, ...own[lookUp] } : { MaxRecords: 1 };
}

describe.each(alone)('the look-up %s', (lookUp) => {
  test('is a small one, and a real one', async () => {
    ec2.onAnyCommand().resolves({});
    autoScaling.onAnyCommand().resolves({ AutoScalingGroups: [], LaunchConfigurations: [] });
    expect(await ec2Region().permissions.tryCall(lookUp)).toEqual(OK);
    const sent = [...ec2.calls(), ...autoScaling.calls()].map((call) => call.args[0]);
    expect(sent.map((each) => [each.constructor.name, each.input])).toEqual([
      [`${lookUp.split(':')[1]}Command`, smallest(lookUp)],
    ]);
  });

  test('that is denied names it', async () => {
    const denied = awsError('AccessDenied', `User: arn:x is not authorized to perform: ${lookUp}`, 403);
    ec2.onAnyCommand().rejects(denied);
    autoScaling.onAnyCommand().rejects(denied);
    expect(await ec2Region().permissions.tryCall(lookUp)).toMatchObject({
      ok: false,
      problem: { code: 'AccessDenied', what: `Cannot call ${lookUp}`, denied: { action: lookUp } },
    });
  });
});

describe('the look-up of an image', () => {
  test('ec2:DescribeImageAttribute asks what the real one asks', async () => {
    ec2.on(DescribeImageAttributeCommand).resolves({});
    await ec2Region().images.sharedWith('ami-1');
    expect(await look('ec2:DescribeImageAttribute')).toEqual(OK);
    const [real, tried] = inputs();
    expect(tried).toEqual(real);
  });

  test('ec2:DescribeImageReferences asks what the real one asks, and reads all pages', async () => {
    autoScaling.onAnyCommand().resolves({ AutoScalingGroups: [], LaunchConfigurations: [] });
    ec2.on(DescribeImageReferencesCommand).resolves({ ImageReferences: [] });
    await ec2Region().images.uses(['ami-1']);
    const [real] = inputs();
    ec2.reset();
    ec2.on(DescribeImageReferencesCommand).resolves({ ImageReferences: [], NextToken: 'two' });
    ec2.on(DescribeImageReferencesCommand, { NextToken: 'two' }).resolves({ NextToken: 'three' });
    ec2.on(DescribeImageReferencesCommand, { NextToken: 'three' }).resolves({});
    expect(await look('ec2:DescribeImageReferences')).toEqual(OK);
    // The paginator writes each page's token into one and the same input.
    const [tried] = inputs() as { ResourceTypes: unknown; ImageIds: unknown }[];
    expect(ec2.calls()).toHaveLength(3);
    expect(tried).toMatchObject({
      ImageIds: ['ami-1'],
      ResourceTypes: (real as { ResourceTypes: unknown }).ResourceTypes,
    });
  });

  test('ec2:DescribeImageReferences is denied when the last page is', async () => {
    const denied = awsError(
      'UnauthorizedOperation',
      'not authorized to perform: ssm:DescribeParameters',
      403,
    );
    ec2.on(DescribeImageReferencesCommand).resolves({ ImageReferences: [], NextToken: 'two' });
    ec2.on(DescribeImageReferencesCommand, { NextToken: 'two' }).rejects(denied);
    expect(await look('ec2:DescribeImageReferences')).toMatchObject({
      ok: false,
      problem: { code: 'AccessDenied', denied: { action: 'ssm:DescribeParameters' } },
    });
  });

  function look(lookUp: Triable): Promise<unknown> {
    return ec2Region().permissions.tryCall(lookUp, 'ami-1');
  }
});
