/** With whom an image is shared, and what else DescribeImages says about one that must not be removed. */
import {
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DisableImageCommand,
  ModifyImageAttributeCommand,
  type EC2Client,
  type ModifyImageAttributeCommandInput,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startAws, type Aws, type ImageSeed } from './aws.ts';
import { ec2As, refusal } from './clients.ts';

const ACCOUNT = '222222222222';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/backup`;
const ImageId = 'ami-00000000000000001';
const ORGANIZATION = 'arn:aws:organizations::111111111111:organization/o-abcdefghij';
const UNIT = 'arn:aws:organizations::111111111111:ou/o-abcdefghij/ou-ab12-cdefghij';
const EVERYBODY = [
  { UserId: '333333333333' },
  { Group: 'all' as const },
  { OrganizationArn: ORGANIZATION },
  { OrganizationalUnitArn: UNIT },
];

let aws: Aws;
let ec2: EC2Client;

beforeAll(async () => {
  aws = await startAws();
}, 180_000);
afterAll(() => aws.stop());
beforeEach(async () => {
  await aws.reset();
  await aws.seed({ id: ACCOUNT, roles: [{ name: 'backup' }] });
  ec2 = await ec2As(aws, ROLE);
});

const seed = (image: Partial<ImageSeed> = {}) =>
  aws.seed({ id: ACCOUNT, images: [{ id: ImageId, name: 'web', instanceId: 'i-web', ...image }] });
const permissions = async () =>
  (await ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' })))
    .LaunchPermissions;
const modify = (input: Omit<ModifyImageAttributeCommandInput, 'ImageId'>) =>
  ec2.send(new ModifyImageAttributeCommand({ ImageId, ...input }));
const describe = async () =>
  (await ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId], IncludeDisabled: true }))).Images?.[0];

test('an image that nobody else may use, and one for four kinds of others', async () => {
  await seed();
  expect(await permissions()).toEqual([]);
  expect((await describe())?.Public).toBe(false);
  await seed({ launchPermissions: EVERYBODY });
  expect(await permissions()).toEqual(EVERYBODY);
  expect((await describe())?.Public).toBe(true);
});

test('permissions are added once and removed, in both ways to say it', async () => {
  await seed();
  await modify({ LaunchPermission: { Add: EVERYBODY } });
  await modify({ OperationType: 'add', UserIds: ['333333333333', '444444444444'] });
  expect(await permissions()).toEqual([...EVERYBODY, { UserId: '444444444444' }]);
  await modify({ LaunchPermission: { Remove: [{ Group: 'all' }, { UserId: '999999999999' }] } });
  await modify({ OperationType: 'remove', UserIds: ['333333333333'], OrganizationArns: [ORGANIZATION] });
  expect(await permissions()).toEqual([{ OrganizationalUnitArn: UNIT }, { UserId: '444444444444' }]);
});

test('the description may change, and the other attributes are read', async () => {
  await seed({ protection: 'enabled', lastLaunchedTime: '2026-01-02T03:04:05Z' });
  await modify({ Description: { Value: 'new' } });
  const read = async (Attribute: 'description' | 'lastLaunchedTime' | 'deregistrationProtection') =>
    ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute }));
  expect(await read('description')).toMatchObject({ Description: { Value: 'new' } });
  expect(await read('lastLaunchedTime')).toMatchObject({
    LastLaunchedTime: { Value: '2026-01-02T03:04:05Z' },
  });
  expect(await read('deregistrationProtection')).toMatchObject({
    DeregistrationProtection: { Value: 'enabled' },
  });
});

const REFUSED: [string, Omit<ModifyImageAttributeCommandInput, 'ImageId'>, string][] = [
  ['a strange user', { LaunchPermission: { Add: [{ UserId: '12' }] } }, 'InvalidAMIAttributeItemValue'],
  [
    'half a unit',
    { LaunchPermission: { Add: [{ OrganizationalUnitArn: 'ou-1' }] } },
    'InvalidAMIAttributeItemValue',
  ],
  ['nothing', {}, 'InvalidParameterCombination'],
  ['DryRun', { DryRun: true, Description: { Value: 'x' } }, 'DryRunOperation'],
];
test.each(REFUSED)('refused: %s', async (_name, input, code) => {
  await seed();
  expect((await refusal(modify(input))).code).toBe(code);
  expect(await permissions()).toEqual([]);
});

test('an image that is not there has no attributes', async () => {
  expect((await refusal(permissions())).code).toBe('InvalidAMIID.NotFound');
});

test('reading and changing need their permissions', async () => {
  await seed();
  await aws.deny({ action: 'DescribeImageAttribute' }, { action: 'ModifyImageAttribute' });
  for (const call of [permissions, () => modify({ Description: { Value: 'x' } })])
    expect(await refusal(call())).toMatchObject({
      code: 'UnauthorizedOperation',
      message: expect.stringContaining(`on resource: arn:aws:ec2:eu-west-1::image/${ImageId}`),
    });
});

test('disabling unshares an image for good', async () => {
  await seed({ launchPermissions: EVERYBODY });
  await ec2.send(new DisableImageCommand({ ImageId }));
  expect(await permissions()).toEqual([]);
  expect(await describe()).toMatchObject({ State: 'disabled', Public: false });
  expect((await refusal(modify({ LaunchPermission: { Add: EVERYBODY } }))).code).toBe(
    'InvalidAMIID.Unavailable',
  );
});

test('an image may be disabled or pending from the start', async () => {
  await seed({ state: 'disabled' });
  const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }));
  expect([Images, (await describe())?.State]).toEqual([[], 'disabled']);
  await seed({ state: 'pending' });
  for (let n = 0; n < 4; n += 1) expect((await describe())?.State).toBe('pending');
});

test("other services' marks are seen", async () => {
  const tags = { 'aws:backup:source-resource': 'i-1', 'aws:dlm:lifecycle-policy-id': 'policy-1' };
  await seed({ ownerAlias: 'aws-backup-vault', lastLaunchedTime: '2026-01-02T03:04:05Z', tags });
  expect(await describe()).toMatchObject({
    ImageOwnerAlias: 'aws-backup-vault',
    OwnerId: ACCOUNT,
    LastLaunchedTime: '2026-01-02T03:04:05Z',
    DeregistrationProtection: 'disabled',
    Tags: [
      { Key: 'aws:backup:source-resource', Value: 'i-1' },
      { Key: 'aws:dlm:lifecycle-policy-id', Value: 'policy-1' },
    ],
  });
});
