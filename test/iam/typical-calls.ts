/** One call of each kind that the action makes. Every attack is one of them with one thing changed. */
import type { NamedResource, RecordedCall, Tags } from '../emulator/calls.ts';
import { dependentLooks } from './looks.ts';
import {
  arnOfRole,
  ENVIRONMENT,
  EXTERNAL_ID,
  GITHUB,
  INSTANCE_TAG,
  OPEN,
  PLAIN,
  REF,
  REPOSITORY,
  role,
  SERVER,
  SUBJECT,
  TARGET,
  WORKFLOW,
  type RoleKey,
} from './estate.ts';

export const OURS: Tags = {
  'cross-account-ami:run-key': '8800110022-1',
  'cross-account-ami:instance-id': 'i-00000000000000001',
  'cross-account-ami:repository-id': REPOSITORY,
};

export function sessionOf(key: RoleKey): NonNullable<RecordedCall['caller']> {
  const { partition, account, name } = role[key];
  return { arn: `arn:${partition}:sts::${account}:assumed-role/${name}/run`, role: arnOfRole(key), account };
}

export function thing(kind: 'image' | 'instance' | 'snapshot', owner: string, tags: Tags): NamedResource {
  const id = { image: 'ami', instance: 'i', snapshot: 'snap' }[kind];
  return { kind, id: `${id}-00000000000000001`, owner, exists: true, tags };
}

export function ec2Call(by: RoleKey, action: string, parts: Partial<RecordedCall> = {}): RecordedCall {
  const common = { world: 'typical', service: 'ec2', region: 'eu-west-1', dryRun: false };
  return { ...common, action, caller: sessionOf(by), ...parts };
}

function tokenCall(asked: RoleKey, issuer: string, claims: Record<string, string> = {}): RecordedCall {
  return {
    world: 'typical',
    service: 'sts',
    action: 'AssumeRoleWithWebIdentity',
    region: '',
    dryRun: false,
    caller: null,
    role: arnOfRole(asked),
    claims: {
      iss: `https://${issuer}`,
      aud: 'sts.amazonaws.com',
      sub: SUBJECT,
      repository_id: REPOSITORY,
      ref: REF,
      ...claims,
    },
  };
}

function hop(by: RoleKey, asked: RoleKey, parts: Partial<RecordedCall> = {}): RecordedCall {
  return ec2Call(by, 'AssumeRole', { service: 'sts', role: arnOfRole(asked), sessionName: 'run', ...parts });
}

const withTags = { image: OURS, snapshot: OURS };
const create = (by: RoleKey, account: string, tags: Tags) =>
  ec2Call(by, 'CreateImage', { tags: withTags, resources: [thing('instance', account, tags)] });
const ourImage = (account: string) => [thing('image', account, OURS)];
const ourSnapshot = (account: string) => [thing('snapshot', account, OURS)];
const references = { resources: [], looksInto: dependentLooks };
const instanceTags = { [INSTANCE_TAG.key]: INSTANCE_TAG.value };
const looks = (by: RoleKey, actions: readonly string[]) =>
  actions.map((action): [string, RecordedCall] => [`${by} ${action}`, ec2Call(by, action)]);
const looksOfScaling = (by: RoleKey) =>
  ['DescribeAutoScalingGroups', 'DescribeLaunchConfigurations'].map((action): [string, RecordedCall] => [
    `${by} ${action}`,
    ec2Call(by, action, { service: 'autoscaling' }),
  ]);
const holds = ['DescribeFastSnapshotRestores', 'DescribeLockedSnapshots', 'ListImagesInRecycleBin'];
const reads = ['DescribeImages', 'DescribeInstances', 'DescribeSnapshots'];
const more = ['DescribeInstanceStatus', 'DescribeVolumes'];

const pruning = (by: RoleKey, account: string) => ({
  [`${by} removes`]: ec2Call(by, 'DeregisterImage', {
    resources: [...ourImage(account), ...ourSnapshot(account)],
  }),
  [`${by} deletes a snapshot`]: ec2Call(by, 'DeleteSnapshot', { resources: ourSnapshot(account) }),
  [`${by} looks at sharing`]: ec2Call(by, 'DescribeImageAttribute', { resources: ourImage(account) }),
  [`${by} looks for references`]: ec2Call(by, 'DescribeImageReferences', references),
  ...Object.fromEntries([...looks(by, [...holds, ...reads]), ...looksOfScaling(by)]),
});

const sessionTags = {
  sessionTags: { 'cross-account-ami:run': '8800110022' },
  sourceIdentity: 'octo-org-images',
};

export const typicalCalls: Readonly<Record<string, RecordedCall>> = {
  'signs in': tokenCall('main', GITHUB),
  'signs in by the form with the ids': tokenCall('main', GITHUB, {
    sub: 'repo:octo-org@65001/images@700100200:ref:refs/heads/main',
  }),
  'a second repository signs in': tokenCall('main', GITHUB, { repository_id: '700100299' }),
  'signs in strictly': tokenCall('strict', GITHUB, { environment: ENVIRONMENT, job_workflow_ref: WORKFLOW }),
  'signs in at a server': tokenCall('server', SERVER),
  'an instance signs in': {
    ...hop('runner', 'runner'),
    caller: { arn: 'ec2.amazonaws.com', role: null, account: '' },
  },
  'main goes on': hop('main', 'create', { externalId: EXTERNAL_ID }),
  'strict goes on': hop('strict', 'create', { externalId: EXTERNAL_ID }),
  'main goes on to prune': hop('main', 'prune', { externalId: EXTERNAL_ID }),
  'strict goes on to prune': hop('strict', 'prune', { externalId: EXTERNAL_ID }),
  'main goes on with tags': hop('main', 'both', { externalId: EXTERNAL_ID, ...sessionTags }),
  'main goes on without an external id': hop('main', 'open'),
  'main goes on without tags': hop('main', 'both', { externalId: EXTERNAL_ID }),
  'create makes': create('create', TARGET, instanceTags),
  'create makes in another region': { ...create('create', TARGET, instanceTags), region: 'us-east-1' },
  'create makes for another repository': {
    ...create('create', TARGET, instanceTags),
    tags: {
      image: { ...OURS, 'cross-account-ami:repository-id': '700100299' },
      snapshot: { ...OURS, 'cross-account-ami:repository-id': '700100299' },
    },
  },
  'both makes': create('both', PLAIN, {}),
  'open makes': create('open', OPEN, {}),
  'self makes': create('self', role.self.account, {}),
  ...Object.fromEntries(
    (['create', 'both', 'open', 'self'] as const).flatMap((by) => looks(by, [...reads, ...more])),
  ),
  ...pruning('prune', TARGET),
  ...pruning('both', PLAIN),
  ...inSecondRegion(),
  ...forSecondRepository(),
};

function inSecondRegion(): Record<string, RecordedCall> {
  const calls = { ...pruning('prune', TARGET), ...Object.fromEntries(looks('create', reads)) };
  return Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [
      `${name} in the second region`,
      { ...call, region: 'us-east-1' },
    ]),
  );
}

function forSecondRepository(): Record<string, RecordedCall> {
  const tags = { ...OURS, 'cross-account-ami:repository-id': '700100299' };
  return Object.fromEntries(
    Object.entries(pruning('prune', TARGET)).flatMap(([name, call]) => {
      const resources = (call.resources ?? []).map((one) => ({ ...one, tags }));
      return resources.length === 0 ? [] : [[`${name} of the second repository`, { ...call, resources }]];
    }),
  );
}
