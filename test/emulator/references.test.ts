/** DescribeImageReferences: which resources of the account name an image. */
import {
  DescribeImageReferencesCommand,
  paginateDescribeImageReferences,
  type DescribeImageReferencesCommandInput,
  type EC2Client,
  type ResourceTypeOption,
  type ResourceTypeRequest,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startAws, type Aws } from './aws.ts';
import { ec2As, refusal } from './clients.ts';

const ACCOUNT = '222222222222';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/backup`;
const USED = 'ami-00000000000000001';
const OLD = 'ami-00000000000000002';
const OTHER = 'ami-00000000000000003';
const ARN = `arn:aws:ec2:eu-west-1:${ACCOUNT}:`;

let aws: Aws;
let ec2: EC2Client;

beforeAll(async () => {
  aws = await startAws();
}, 180_000);
afterAll(() => aws.stop());
beforeEach(async () => {
  await aws.reset();
  const newer = Array.from({ length: 10 }, () => ({ imageId: OTHER }));
  await aws.seed({
    id: ACCOUNT,
    roles: [{ name: 'backup' }],
    instances: [
      { id: 'i-runs', imageId: USED },
      { id: 'i-ended', imageId: USED, state: 'terminated' },
      { id: 'i-far', imageId: USED, region: 'us-east-1' },
    ],
    launchTemplates: [
      { id: 'lt-1', name: 'web', versions: [{ imageId: OLD }, {}, { imageId: USED }] },
      { id: 'lt-2', name: 'long', versions: [{ imageId: OLD }, ...newer] },
    ],
    parameters: [{ name: '/golden/web', imageId: USED }],
    recipes: [
      { name: 'base', imageId: USED },
      { name: 'box', kind: 'container', imageId: USED },
    ],
  });
  ec2 = await ec2As(aws, ROLE);
});

async function arns(input: Partial<DescribeImageReferencesCommandInput> = {}, client = ec2) {
  const all = { ImageIds: [USED], ...input };
  const answer = await client.send(new DescribeImageReferencesCommand(all));
  return answer.ImageReferences?.map((one) => one.Arn) ?? [];
}
const only = (
  ResourceType: ResourceTypeRequest['ResourceType'],
  OptionName?: ResourceTypeOption['OptionName'],
  ...OptionValues: string[]
): ResourceTypeRequest => ({
  ResourceType,
  ...(OptionName && { ResourceTypeOptions: [{ OptionName, OptionValues }] }),
});
const many = (size: number) =>
  Array.from({ length: size }, (_, n) => `ami-${n.toString(16).padStart(17, '0')}`);

test('all types of resources, with terminated instances, of this region', async () => {
  const input = { ImageIds: [USED, OTHER], IncludeAllResourceTypes: true };
  const { ImageReferences } = await ec2.send(new DescribeImageReferencesCommand(input));
  expect(ImageReferences?.map((one) => [one.ImageId, one.ResourceType, one.Arn])).toEqual([
    [USED, 'ec2:Instance', `${ARN}instance/i-runs`],
    [USED, 'ec2:Instance', `${ARN}instance/i-ended`],
    [USED, 'ec2:LaunchTemplate', `${ARN}launch-template/lt-1`],
    [USED, 'ssm:Parameter', `arn:aws:ssm:eu-west-1:${ACCOUNT}:parameter/golden/web`],
    [USED, 'imagebuilder:ImageRecipe', `arn:aws:imagebuilder:eu-west-1:${ACCOUNT}:image-recipe/base/1.0.0`],
    [
      USED,
      'imagebuilder:ContainerRecipe',
      `arn:aws:imagebuilder:eu-west-1:${ACCOUNT}:container-recipe/box/1.0.0`,
    ],
    [OTHER, 'ec2:LaunchTemplate', `${ARN}launch-template/lt-2`],
  ]);
  const there = await ec2As(aws, ROLE, { region: 'us-east-1' });
  expect(await arns({ IncludeAllResourceTypes: true }, there)).toEqual([
    `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/i-far`,
  ]);
});

test('the states of instances may be chosen, alone and over the default of all types', async () => {
  const running = only('ec2:Instance', 'state-name', 'running', 'stopped');
  expect(await arns({ ResourceTypes: [running] })).toEqual([`${ARN}instance/i-runs`]);
  const all = await arns({ IncludeAllResourceTypes: true, ResourceTypes: [running] });
  expect(all).toHaveLength(5);
  expect(all).not.toContain(`${ARN}instance/i-ended`);
});

test('of a launch template the newest ten versions count, or as many as asked', async () => {
  const find = (...types: ResourceTypeRequest[]) => arns({ ImageIds: [OLD], ResourceTypes: types });
  expect(await find(only('ec2:LaunchTemplate'))).toEqual([`${ARN}launch-template/lt-1`]);
  expect(await find(only('ec2:LaunchTemplate', 'version-depth', '10000'))).toHaveLength(2);
  expect(await find(only('ec2:LaunchTemplate', 'version-depth', '2'))).toEqual([]);
});

test('pages', async () => {
  const sizes = async (config: { pageSize?: number } = {}) => {
    const input = { ImageIds: [USED, OTHER], IncludeAllResourceTypes: true };
    const lengths = [];
    for await (const page of paginateDescribeImageReferences({ client: ec2, ...config }, input))
      lengths.push(page.ImageReferences?.length);
    return lengths;
  };
  expect(await sizes({ pageSize: 5 })).toEqual([5, 2]);
  await aws.settings({ maxPage: 3 });
  expect(await sizes()).toEqual([3, 3, 1]);
});

test('a seed of the same name replaces a launch template', async () => {
  await aws.seed({ id: ACCOUNT, launchTemplates: [{ name: 'web', versions: [] }] });
  expect(await arns({ ResourceTypes: [only('ec2:LaunchTemplate')] })).toEqual([]);
});

const REFUSED: [string, Partial<DescribeImageReferencesCommandInput>, string, string][] = [
  [
    'eleven images',
    { ImageIds: many(11), IncludeAllResourceTypes: true },
    'InvalidParameterValue',
    'maximum is 10',
  ],
  ['no image', { ImageIds: [], IncludeAllResourceTypes: true }, 'MissingParameter', 'ImageId'],
  [
    'a malformed id',
    { ImageIds: ['ami-x'], IncludeAllResourceTypes: true },
    'InvalidAMIID.Malformed',
    'ami-x',
  ],
  ['a tiny page', { IncludeAllResourceTypes: true, MaxResults: 4 }, 'InvalidParameterValue', 'greater than'],
  ['no types', {}, 'MissingParameter', 'IncludeAllResourceTypes or ResourceTypes'],
  [
    'a depth beyond 10000',
    { ResourceTypes: [only('ec2:LaunchTemplate', 'version-depth', '10001')] },
    'InvalidParameterValue',
    '10001',
  ],
  [
    'an unknown state',
    { ResourceTypes: [only('ec2:Instance', 'state-name', 'asleep')] },
    'InvalidParameterValue',
    'asleep',
  ],
  [
    'an option of another type',
    { ResourceTypes: [only('ssm:Parameter', 'state-name', 'running')] },
    'InvalidParameterValue',
    'state-name',
  ],
  ['DryRun', { IncludeAllResourceTypes: true, DryRun: true }, 'DryRunOperation', 'DryRun'],
];
test.each(REFUSED)('refused: %s', async (_name, input, code, message) => {
  expect(await refusal(arns(input))).toMatchObject({ code, message: expect.stringContaining(message) });
});

test('ten images are not too many, and need not exist', async () => {
  expect(await arns({ ImageIds: many(10), IncludeAllResourceTypes: true })).toHaveLength(8);
});

test('the call itself needs a permission', async () => {
  await aws.deny({ action: 'ec2:DescribeImageReferences' });
  expect(await refusal(arns({ IncludeAllResourceTypes: true }))).toMatchObject({
    code: 'UnauthorizedOperation',
    message: expect.stringContaining('is not authorized to perform: ec2:DescribeImageReferences'),
  });
});

test('so does each type of resources, and only those that are asked for', async () => {
  await aws.deny({ action: 'ssm:GetParameters' });
  expect(await refusal(arns({ IncludeAllResourceTypes: true }))).toMatchObject({
    code: 'UnauthorizedOperation',
    message: expect.stringContaining('is not authorized to perform: ssm:GetParameters'),
  });
  expect(await arns({ ResourceTypes: [only('ec2:Instance')] })).toHaveLength(2);
});
