/** What no policy prunes: images that are in use, shared, protected or of another service. Each with its reason. */
import { expect, test } from '@jest/globals';
import type { AccountSeed, ImageSeed } from '../emulator/aws.ts';
import {
  day,
  expectVerdicts,
  image,
  imageId,
  left,
  only,
  PRUNE,
  prunedOf,
  server,
} from './retention-scenes.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const ONE = { ...PRUNE, targets: WEB, instances: idOf(1) };
const ORGANIZATION = 'arn:aws:organizations::111111111111:organization/o-abcdefghij';
const UNIT = 'arn:aws:organizations::111111111111:ou/o-abcdefghij/ou-ab12-cdefghij';
/** The newest one, which the policy keeps, and one that nothing keeps: where the others stay, this one goes. */
const NEWEST = 30;
const FREE = 29;

interface Hold {
  readonly why: string;
  readonly account?: Partial<AccountSeed>;
  readonly image?: Partial<ImageSeed>;
}

/** Seeds what holds an old image of each kind, and prunes everything that may go. */
async function pruneHeld(holds: readonly Hold[]): Promise<void> {
  await stage.seed({ [WEB]: [server(1)] });
  const held = holds.map((hold, at) => image(at + 1, day(at + 1), {}, hold.image));
  for (const { account = {} } of holds) await stage.aws.seed({ id: WEB, ...account });
  await stage.aws.seed({ id: WEB, images: [image(NEWEST, day(30)), ...held, image(FREE, day(29))] });
  const run = await stage.step(ONE);
  expect([run.exitCode, run.outputs['result']]).toEqual([0, 'success']);
  expect(prunedOf(run)).toEqual([imageId(FREE)]);
  expectVerdicts(run, {
    [imageId(NEWEST)]: 'kept: last 1',
    [imageId(FREE)]: 'pruned: no rule keeps it',
    ...Object.fromEntries(holds.map(({ why }, at) => [imageId(at + 1), `kept: ${why}`])),
  });
  expect(await left(stage)).toEqual(only(NEWEST, ...holds.map((_, at) => at + 1)));
}

test('what an instance was launched from, in any state but terminated', async () => {
  const states = ['pending', 'running', 'stopping', 'stopped', 'shutting-down'] as const;
  const holds = states.map((state, at) => ({
    why: `in use by ec2:Instance ${idOf(at + 50)}`,
    account: { instances: [server(at + 50, { state, imageId: imageId(at + 1) })] },
  }));
  const launchedBefore = server(60, { state: 'terminated', imageId: imageId(FREE) });
  await pruneHeld([...holds.slice(0, -1), mergeSeeds(holds.at(-1), { instances: [launchedBefore] })]);
});

/** The same hold with more in its account. */
function mergeSeeds(hold: Hold | undefined, more: Partial<AccountSeed>): Hold {
  const instances = [...(hold?.account?.instances ?? []), ...(more.instances ?? [])];
  return { why: hold?.why ?? '', account: { ...hold?.account, ...more, instances } };
}

test('what launch templates, parameters, recipes, launch configurations and groups name', async () => {
  const newer = Array.from({ length: 250 }, () => ({ imageId: imageId(900) }));
  const template = { name: 'web', id: 'lt-0123456789abcdef0' };
  const overrides = [{ instanceType: 'm7g.large' }, { instanceType: 't3.large', imageId: imageId(8) }];
  await pruneHeld([
    {
      why: 'in use by ec2:LaunchTemplate lt-0123456789abcdef0',
      account: { launchTemplates: [{ ...template, versions: [{ imageId: imageId(1) }, ...newer] }] },
    },
    {
      why: 'in use by ssm:Parameter golden-image',
      account: { parameters: [{ name: 'golden-image', imageId: imageId(2) }] },
    },
    {
      why: 'in use by ssm:Parameter images/web/golden',
      account: { parameters: [{ name: '/images/web/golden', imageId: imageId(3) }] },
    },
    {
      why: 'in use by imagebuilder:ImageRecipe base-linux/1.0.0',
      account: { recipes: [{ name: 'base-linux', imageId: imageId(4) }] },
    },
    {
      why: 'in use by imagebuilder:ContainerRecipe base-container/1.0.0',
      account: { recipes: [{ name: 'base-container', imageId: imageId(5), kind: 'container' }] },
    },
    {
      why: 'in use by launch configuration web-2019',
      account: { launchConfigurations: [{ name: 'web-2019', imageId: imageId(6) }] },
    },
    {
      why: 'in use by launch configuration web-2020',
      account: {
        launchConfigurations: [{ name: 'web-2020', imageId: imageId(7) }],
        autoScalingGroups: [{ name: 'old-fleet', launchConfiguration: 'web-2020' }],
      },
    },
    {
      why: 'in use by Auto Scaling group mixed-fleet',
      account: {
        launchTemplates: [{ name: 'fleet', versions: [{ imageId: imageId(900) }] }],
        autoScalingGroups: [{ name: 'mixed-fleet', launchTemplate: 'fleet', overrides }],
      },
    },
  ]);
});

test('what is shared, protected, or of another service of AWS', async () => {
  const shared = (...launchPermissions: NonNullable<ImageSeed['launchPermissions']>) => ({
    image: { launchPermissions },
  });
  await pruneHeld([
    { why: 'shared with 999999999999', ...shared({ UserId: '999999999999' }) },
    { why: `shared with ${ORGANIZATION}`, ...shared({ OrganizationArn: ORGANIZATION }) },
    { why: `shared with ${UNIT}`, ...shared({ OrganizationalUnitArn: UNIT }) },
    { why: 'shared with everybody', ...shared({ Group: 'all' }) },
    {
      why: 'shared with 999999999998, shared with 999999999999',
      ...shared({ UserId: '999999999998' }, { UserId: '999999999999' }),
    },
    { why: 'deregistration protection is enabled', image: { protection: 'enabled' } },
    {
      why: 'deregistration protection is enabled-with-cooldown',
      image: { protection: 'enabled-with-cooldown' },
    },
    { why: 'managed by AWS Backup', image: { ownerAlias: 'aws-backup-vault' } },
    { why: 'managed by AWS Backup', image: { tags: { 'aws:backup:source-resource': idOf(1) } } },
    {
      why: 'managed by Data Lifecycle Manager',
      image: { tags: { 'aws:dlm:lifecycle-policy-id': 'policy-0123456789abcdef0' } },
    },
  ]);
});

test('on whatever page the answer of AWS stands', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  const numbers = [1, 2, 3, 4, 5, 6, 7];
  const images = numbers.map((number) => image(number, day(number)));
  const user = (number: number) => server(number + 50, { imageId: imageId(number) });
  const launchConfigurations = [1, 2, 3, 4, 5, 6].map((at) => ({
    name: `lc-${at}`,
    imageId: at === 6 ? imageId(3) : imageId(900),
  }));
  const autoScalingGroups = [1, 2, 3, 4, 5].map((at) => ({
    name: `asg-${at}`,
    overrides: [{ imageId: at === 5 ? imageId(4) : imageId(901) }],
  }));
  await stage.aws.seed({ id: WEB, instances: [user(2)], launchConfigurations, autoScalingGroups });
  await stage.aws.seed({ id: WEB, images });
  await stage.aws.settings({ maxPage: 2 });
  const run = await stage.step(ONE);
  expectVerdicts(run, {
    [imageId(1)]: 'pruned: no rule keeps it',
    [imageId(2)]: `kept: in use by ec2:Instance ${idOf(52)}`,
    [imageId(3)]: 'kept: in use by launch configuration lc-6',
    [imageId(4)]: 'kept: in use by Auto Scaling group asg-5',
    [imageId(5)]: 'pruned: no rule keeps it',
    [imageId(6)]: 'pruned: no rule keeps it',
    [imageId(7)]: 'kept: last 1',
  });
});

test('held images take no place of max-prunes', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  const held = [1, 2, 3].map((number) => image(number, day(number), {}, { protection: 'enabled' }));
  const free = [4, 5, 6].map((number) => image(number, day(number)));
  await stage.aws.seed({ id: WEB, images: [...held, ...free] });
  const run = await stage.step({ ...ONE, 'max-prunes': '1' });
  expect(prunedOf(run)).toEqual([imageId(4)]);
});
