/** What gives a server back: complete, and harmless whatever its tags say. */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Happening } from '../../../src/model/event.ts';
import type { LaunchSettings } from '../../../src/model/launch.ts';
import type { Tag } from '../../../src/model/image.ts';
import { summaryText } from '../../../src/report/summary.ts';
import { ACCOUNT, anInstance, REGION, tagsOf } from '../builders.ts';
import { hostile, imageOf, reportFileOf, reportOf, requestOf, started } from './histories.ts';

const ID = 'i-0123456789abcdef0';
const IMAGE = 'ami-0123456789abcdef0';

const whole: LaunchSettings = {
  type: 'm7g.large',
  subnet: 'subnet-1',
  securityGroups: ['sg-1', 'sg-2'],
  profile: 'arn:aws:iam::222222222222:instance-profile/web',
  key: 'ops',
  privateAddress: '10.0.0.7',
  tenancy: 'dedicated',
  placementGroup: 'near',
  isEbsOptimized: true,
  isMonitored: true,
  httpTokens: 'required',
  hopLimit: 2,
  moreInterfaces: 1,
};
const bare: LaunchSettings = {
  type: 't3.micro',
  securityGroups: [],
  isEbsOptimized: false,
  isMonitored: false,
  moreInterfaces: 0,
};

function events(launch: LaunchSettings | undefined, tags: readonly Tag[], name = 'web-1'): Happening[] {
  const instance = { id: ID, name, ...(launch === undefined ? {} : { launch, tags }) };
  const request = requestOf(1, { instance: anInstance({ id: ID, name }) });
  const selection = { instances: [instance], leftOut: {}, excluded: 0 };
  return [
    started(),
    { kind: 'selected', target: 1, place: { account: ACCOUNT, region: REGION }, selection },
    { kind: 'created', request, image: IMAGE },
    { kind: 'available', request, image: imageOf(1, { id: IMAGE }) },
  ];
}

function restoreOf(launch: LaunchSettings | undefined, tags: readonly Tag[] = []) {
  return reportFileOf(...events(launch, tags)).images[0]?.restore;
}

describe('the report file', () => {
  test('has all that EC2 told of the server', () => {
    expect(restoreOf(whole, tagsOf({ Name: 'web-1', 'aws:autoscaling:groupName': 'x' }))).toEqual({
      run_instances: {
        ImageId: IMAGE,
        InstanceType: 'm7g.large',
        MinCount: 1,
        MaxCount: 1,
        SubnetId: 'subnet-1',
        SecurityGroupIds: ['sg-1', 'sg-2'],
        IamInstanceProfile: { Arn: 'arn:aws:iam::222222222222:instance-profile/web' },
        KeyName: 'ops',
        Placement: { Tenancy: 'dedicated', GroupName: 'near' },
        EbsOptimized: true,
        Monitoring: { Enabled: true },
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'web-1' }] }],
      },
      private_ip_address: '10.0.0.7',
      other_network_interfaces: 1,
      replace_root_volume: `aws ec2 create-replace-root-volume-task --region eu-west-1 --instance-id ${ID} --image-id ${IMAGE} --no-delete-replaced-root-volume`,
    });
  });

  test('leaves out what EC2 did not tell', () => {
    expect(restoreOf(bare)?.run_instances).toEqual({
      ImageId: IMAGE,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
    });
  });

  test('has none where the server was not looked up', () => {
    expect(restoreOf(undefined)).toBeNull();
  });
});

/** The commands of the page, as a shell reads them: one list of words for each. */
function words(page: string): string[][] {
  const block = /```sh\n([^]*?)\n```/.exec(page)?.[1] ?? '';
  const lines = block.split('\n').filter((line) => !line.startsWith('#'));
  return lines.map((line) => {
    const script = `printf '%s\\0' ${line}`;
    return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
  });
}

describe('the summary', () => {
  test('has a command for a new server, and one for the root volume', () => {
    const [launch = [], root = []] = words(
      summaryText(reportOf(...events(whole, tagsOf({ Name: 'web-1' })))),
    );
    expect(launch.slice(0, 6)).toEqual([
      'aws',
      'ec2',
      'run-instances',
      '--region',
      'eu-west-1',
      '--cli-input-json',
    ]);
    expect(JSON.parse(launch[6] ?? '')).toEqual(restoreOf(whole, tagsOf({ Name: 'web-1' }))?.run_instances);
    expect(root.slice(0, 3)).toEqual(['aws', 'ec2', 'create-replace-root-volume-task']);
  });

  test('whatever the tags and the name: a shell sees the same JSON, and no more words', () => {
    fc.assert(
      fc.property(hostile, hostile, (value, name) => {
        const tags = [{ key: 'Name', value }];
        const [launch = [], ...others] = words(summaryText(reportOf(...events(whole, tags, name))));
        expect(launch).toHaveLength(7);
        expect(others).toHaveLength(1);
        const input = JSON.parse(launch[6] ?? '') as { TagSpecifications: { Tags: { Value: string }[] }[] };
        expect(input.TagSpecifications[0]?.Tags[0]?.Value).toBe(value);
      }),
      { numRuns: 30 },
    );
  });

  test('holds no sign of markup in a command', () => {
    const page = summaryText(reportOf(...events(whole, tagsOf({ Role: "it's <b> & more" }))));
    const [, block = ''] = /```sh\n([^]*?)\n```/.exec(page) ?? [];
    expect(block).toContain('Role');
    expect(block).not.toMatch(/[<>&]/);
  });

  test('has none for ids that are none', () => {
    const strange = events(whole, []).map((event) =>
      event.kind === 'created' ? { ...event, image: 'ami-$(id)' } : event,
    );
    expect(summaryText(reportOf(...strange.slice(0, 3)))).not.toContain('```sh');
  });
});
