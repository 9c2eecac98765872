/** Permissions that are missing: what AWS says, for which resource, and the rights that a call needs besides its own. */
import {
  CreateImageCommand,
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  DescribeImageReferencesCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  type CreateImageCommandInput,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startAws, type Aws } from './aws.ts';
import { ec2As, refusal, stsWith } from './clients.ts';

const ACCOUNT = '222222222222';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/backup`;
const USER = `User: arn:aws:sts::${ACCOUNT}:assumed-role/backup/test`;
const IMAGE = 'ami-00000000000000001';
const [ROOT, DATA] = ['snap-0000000000000000a', 'snap-0000000000000000b'];
const WEB = ['i-web-1', 'i-web-2', 'i-web-3'];

let aws: Aws;
let ec2: EC2Client;

beforeAll(async () => {
  aws = await startAws();
}, 180_000);
afterAll(() => aws.stop());
beforeEach(async () => {
  await aws.reset();
  await aws.seed({
    id: ACCOUNT,
    roles: [{ name: 'backup', trusts: [ACCOUNT] }],
    instances: WEB.map((id) => ({ id })),
    images: [{ id: IMAGE, name: 'old', instanceId: 'i-gone', snapshotIds: [ROOT, DATA] }],
  });
  ec2 = await ec2As(aws, ROLE);
});

const create = (input: Partial<CreateImageCommandInput> = {}) =>
  ec2.send(new CreateImageCommand({ InstanceId: 'i-web-1', Name: 'web', NoReboot: true, ...input }));
const deregister = () =>
  ec2.send(new DeregisterImageCommand({ ImageId: IMAGE, DeleteAssociatedSnapshots: true }));
const tag = (ResourceType: 'image' | 'snapshot') => ({ ResourceType, Tags: [{ Key: 'a', Value: '1' }] });
const references = () =>
  ec2.send(new DescribeImageReferencesCommand({ ImageIds: [IMAGE], IncludeAllResourceTypes: true }));
const because = (action: string) => `because no identity-based policy allows the ${action} action`;

const ON: [string, string, () => Promise<unknown>][] = [
  ['CreateImage', ':image/*', () => create()],
  ['DeregisterImage', `:image/${IMAGE}`, deregister],
  ['DeleteSnapshot', `:snapshot/${ROOT}`, () => ec2.send(new DeleteSnapshotCommand({ SnapshotId: ROOT }))],
  [
    'DescribeImageAttribute',
    `:image/${IMAGE}`,
    () => ec2.send(new DescribeImageAttributeCommand({ ImageId: IMAGE, Attribute: 'launchPermission' })),
  ],
  [
    'CreateTags',
    `${ACCOUNT}:instance/i-web-1`,
    () => ec2.send(new CreateTagsCommand({ Resources: ['i-web-1'], Tags: [] })),
  ],
];
test.each(ON)('%s is denied on %s', async (action, resource, call) => {
  await aws.deny({ action });
  const { code, message, status } = await refusal(call());
  expect([code, status]).toEqual(['UnauthorizedOperation', 403]);
  const [said, blob] = message.split(' Encoded authorization failure message: ');
  expect(said).toBe(
    `You are not authorized to perform this operation. ${USER} is not authorized to perform: ec2:${action} ` +
      `on resource: arn:aws:ec2:eu-west-1:${resource} ${because(`ec2:${action}`)}.`,
  );
  expect(blob).toMatch(/^[\w-]{300,}=*$/);
});

test.each([
  ['DescribeInstances', () => ec2.send(new DescribeInstancesCommand({ InstanceIds: ['i-web-1'] }))],
  ['DescribeImages', () => ec2.send(new DescribeImagesCommand({ ImageIds: [IMAGE] }))],
  ['DescribeImageReferences', references],
])('%s is denied on no resource', async (action, call) => {
  await aws.deny({ action });
  expect((await refusal(call())).message).toBe(
    `You are not authorized to perform this operation. ${USER} is not authorized to perform: ec2:${action} ` +
      because(`ec2:${action}`),
  );
});

test('STS names the role; with a token it names nobody', async () => {
  await aws.deny({ action: 'sts:AssumeRole*' });
  const sts = stsWith(aws, await aws.session(ROLE));
  const input = { RoleArn: ROLE, RoleSessionName: 'run' };
  expect(await refusal(sts.send(new AssumeRoleCommand(input)))).toEqual({
    code: 'AccessDenied',
    message: `${USER} is not authorized to perform: sts:AssumeRole on resource: ${ROLE} ${because('sts:AssumeRole')}`,
    status: 403,
  });
  const withToken = { ...input, WebIdentityToken: 'token' };
  expect(await refusal(sts.send(new AssumeRoleWithWebIdentityCommand(withToken)))).toEqual({
    code: 'AccessDenied',
    message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    status: 403,
  });
});

test('CreateImage with tags needs ec2:CreateTags, in a dry run too; without tags it does not', async () => {
  await aws.deny({ action: 'ec2:CreateTags' });
  for (const kind of ['image', 'snapshot'] as const)
    for (const DryRun of [true, false])
      expect(await refusal(create({ TagSpecifications: [tag(kind)], DryRun }))).toMatchObject({
        code: 'UnauthorizedOperation',
        message: expect.stringContaining(
          `${USER} is not authorized to perform: ec2:CreateTags on resource: arn:aws:ec2:eu-west-1::${kind}/* ` +
            because('ec2:CreateTags'),
        ),
        status: 403,
      });
  expect((await aws.state()).images).toHaveLength(1);
  await create();
});

test.each([
  'ec2:DescribeInstances',
  'ec2:DescribeLaunchTemplates',
  'ec2:DescribeLaunchTemplateVersions',
  'ssm:DescribeParameters',
  'ssm:GetParameters',
  'imagebuilder:ListImageRecipes',
  'imagebuilder:ListContainerRecipes',
  'imagebuilder:GetContainerRecipe',
])('DescribeImageReferences needs %s too', async (action) => {
  await aws.deny({ action });
  expect(await refusal(references())).toMatchObject({
    code: 'UnauthorizedOperation',
    message: expect.stringContaining(`${USER} is not authorized to perform: ${action} ${because(action)}`),
  });
});

test('a pattern names the action that it falls on', async () => {
  await aws.deny({ action: 'imagebuilder:Get*' });
  expect((await refusal(references())).message).toContain('perform: imagebuilder:GetContainerRecipe ');
});

test('one of three instances may be denied, and AWS names it', async () => {
  await aws.deny({ action: 'ec2:CreateImage', resource: 'i-web-2' });
  const codes = await Promise.all(
    WEB.map(
      async (InstanceId, n) => (await refusal(create({ InstanceId, Name: `web-${n}`, DryRun: true }))).code,
    ),
  );
  expect(codes).toEqual(['DryRunOperation', 'UnauthorizedOperation', 'DryRunOperation']);
  expect((await refusal(create({ InstanceId: 'i-web-2' }))).message).toContain(
    `on resource: arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-web-2 ${because('ec2:CreateImage')}`,
  );
});

test('one instance may be denied its tags, a list of ids for one of them; a filter names nothing', async () => {
  await aws.deny({ action: 'CreateTags', resource: 'i-web-2' }, { action: 'Describe*', resource: 'i-web-2' });
  const TagSpecifications = [tag('image')];
  expect((await refusal(create({ InstanceId: 'i-web-2', TagSpecifications }))).message).toContain(
    'ec2:CreateTags on resource: arn:aws:ec2:eu-west-1::image/* ',
  );
  await create({ TagSpecifications });
  const find = (InstanceIds: string[]) => ec2.send(new DescribeInstancesCommand({ InstanceIds }));
  expect((await refusal(find(WEB))).code).toBe('UnauthorizedOperation');
  await find(['i-web-1', 'i-web-3']);
  await ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'instance-id', Values: WEB }] }));
});

test('one image or one snapshot may be denied', async () => {
  await aws.deny(
    { action: 'DeleteSnapshot', resource: DATA },
    { action: 'DeregisterImage', resource: 'ami-9' },
  );
  const { DeleteSnapshotResults } = await deregister();
  expect(DeleteSnapshotResults?.map((one) => [one.SnapshotId, one.ReturnCode])).toEqual([
    [ROOT, 'success'],
    [DATA, 'missing-permissions'],
  ]);
  await aws.deny({ action: 'DeregisterImage', resource: IMAGE });
  expect((await refusal(deregister())).code).toBe('UnauthorizedOperation');
});
