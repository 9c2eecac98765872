/** The accounts: how they are written, and that what belongs to one never gets into another. */
import { expect, test } from '@jest/globals';
import { MAIN, MAIN_ROLE, seedWorld, TARGETS } from '../emulator/world.ts';
import { imageByInstanceOf, imagesOf, instancesOf } from './outputs.ts';
import { DB, idOf, mainAccount, openStage, roleIn, SHOP, targetAccount, WEB } from './stage.ts';

const stage = openStage();
const ALL = { instances: 'all' };

async function seedForms(): Promise<void> {
  const inMain = { ...mainAccount(stage.github), instances: [{ id: idOf(9), name: 'build' }] };
  const pathRole = { name: 'ami', path: '/teams/', trusts: [MAIN_ROLE] };
  await stage.seed(
    { [WEB]: [{ id: idOf(2), name: 'web' }], [SHOP]: [{ id: idOf(4), name: 'shop' }] },
    inMain,
    { ...targetAccount(DB, [{ id: idOf(3), name: 'db' }]), roles: [pathRole] },
  );
}

/** How `targets` may be written, and the accounts that it means. */
const FORMS: [string, readonly string[]][] = [
  [WEB, [WEB]],
  [SHOP, [SHOP]],
  [`${SHOP}, ${WEB}`, [SHOP, WEB]],
  [`- ${SHOP}\n- "${WEB}"`, [SHOP, WEB]],
  [JSON.stringify([WEB, { account: SHOP }]), [WEB, SHOP]],
  [`account: ${SHOP}`, [SHOP]],
  [roleIn(WEB), [WEB]],
  [`role: ${roleIn(WEB)}`, [WEB]],
  [`arn:aws:iam::${DB}:role/teams/ami`, [DB]],
  [`{account: ${DB}, role: teams/ami}`, [DB]],
  ['self', [MAIN]],
  [`- account: self\n- ${WEB}`, [MAIN, WEB]],
];

test('every way to write a target means the same accounts', async () => {
  await seedForms();
  // Two at a time: more would only stand in each other's way.
  for (let at = 0; at < FORMS.length; at += 2) {
    const pair = FORMS.slice(at, at + 2);
    const runs = await Promise.all(pair.map(([targets]) => stage.step({ ...ALL, targets, wait: 'false' })));
    const meant = runs.map((run) => imagesOf(run).map(({ account_id }) => account_id));
    expect(meant).toEqual(pair.map(([, accounts]) => accounts));
  }
});

test('four accounts are never mixed', async () => {
  await seedWorld(stage.aws, stage.github);
  // The same name everywhere, so that only the account tells the servers apart.
  const twins = TARGETS.map((account, at) => targetAccount(account, [{ id: idOf(20 + at), name: 'twin' }]));
  const inMain = { ...mainAccount(stage.github), instances: [{ id: idOf(19), name: 'twin' }] };
  await stage.aws.seed(inMain, ...twins);
  const owners = { [idOf(19)]: MAIN, [idOf(20)]: WEB, [idOf(21)]: DB, [idOf(22)]: SHOP };
  const run = await stage.step({ targets: `[self, ${TARGETS.join(', ')}]`, instances: 'tag:Name: twin' });
  expect(run.exitCode).toBe(0);
  expect(imagesOf(run).map((one) => [one.instance_id, one.account_id])).toEqual(Object.entries(owners));
  const { images, snapshots } = await stage.aws.state();
  expect(images).toHaveLength(4);
  for (const image of images) {
    const told = imagesOf(run).find(({ image_id }) => image_id === image.id);
    expect(owners[image.instanceId]).toBe(image.account);
    expect(told).toMatchObject({
      account_id: image.account,
      region: image.region,
      instance_id: image.instanceId,
      image_name: image.name,
      snapshot_ids: image.snapshotIds,
      state: 'available',
    });
    expect(imageByInstanceOf(run)[image.instanceId]).toBe(image.id);
    expect(image.tags['cross-account-ami:instance-id']).toBe(image.instanceId);
    const own = snapshots.filter(({ account }) => account === image.account);
    expect(own.map(({ id }) => id)).toEqual(image.snapshotIds);
    expect(own.map(({ tags }) => tags)).toEqual([image.tags]);
    expect(run.summary.replaceAll('<wbr>', '')).toMatch(
      new RegExp(`${image.instanceId}<br>${image.account} [^\\n]*${image.id}`),
    );
  }
  for (const { roleArn, account, action, params } of await stage.ec2Calls()) {
    expect(roleArn).toContain(`:${String(account)}:role/`);
    if (action === 'CreateImage') expect(owners[String(params['InstanceId'])]).toBe(account);
  }
});

test('a mapping may hold every key', async () => {
  const role = { name: 'deep', path: '/teams/', trusts: [MAIN_ROLE], externalId: 'ext:1/a' };
  const volumes = [{ device: '/dev/xvda' }, { device: '/dev/sdf' }];
  const tags = { Environment: 'production', Owner: 'web-team' };
  await stage.seed(
    {},
    {
      ...targetAccount(WEB, [
        { id: idOf(1), name: 'eu-1', tags, volumes },
        { id: idOf(2), name: 'eu-2', tags: { ...tags, Backup: 'never' } },
        { id: idOf(3), name: 'us-1', tags, region: 'us-east-1' },
      ]),
      roles: [role],
    },
  );
  const target = {
    account: WEB,
    role: 'teams/deep',
    'external-id': 'ext:1/a',
    regions: ['us-east-1', 'eu-west-1'],
    instances: { 'tag:Environment': 'production' },
    exclude: { 'tag:Backup': 'never' },
    'max-instances': 2,
    name: 'release-${instance-name}-${series}-${run}',
    description: 'before ${sha} of ${instance-id}',
    tags: { Release: '${ref}', CostCenter: '4711' },
    'copy-tags': false,
    'no-reboot': true,
    'max-reboots': 2,
    'exclude-volumes': 'data',
    series: 'pre-deploy',
  };
  // Every input says something else, and is replaced by the target's own key.
  const inputs = {
    'target-role': 'not-there',
    'target-external-id': 'wrong',
    regions: 'eu-central-1',
    instances: 'all',
    exclude: idOf(1),
    'max-instances': '1',
    name: 'no-${instance-id}-${run}',
    description: 'no',
    tags: 'Other: none',
    'copy-tags': 'true',
    'exclude-volumes': '/dev/xvda',
    series: 'other',
  };
  const run = await stage.step({ ...inputs, targets: JSON.stringify(target) });
  expect(run.exitCode).toBe(0);
  expect(instancesOf(run)).toEqual([idOf(3), idOf(1)]);
  const { images } = await stage.aws.state();
  const image = images.find(({ instanceId }) => instanceId === idOf(1));
  expect(image).toMatchObject({
    account: WEB,
    region: 'eu-west-1',
    name: expect.stringMatching(/^release-eu-1-pre-deploy-[0-9a-f]{8}$/),
    description: expect.stringMatching(`^before [0-9a-f]{40} of ${idOf(1)}$`),
    noReboot: true,
    devices: ['/dev/xvda'],
    tags: { Release: 'refs/heads/main', CostCenter: '4711', 'cross-account-ami:series': 'pre-deploy' },
  });
  expect(image?.tags).not.toHaveProperty('Owner');
  expect(image?.tags).not.toHaveProperty('Other');
});

test('inputs are the defaults of targets, and a target replaces a mapping whole', async () => {
  const tagged = (number: number, tags: Record<string, string>) => ({
    id: idOf(number),
    name: `s-${number}`,
    tags,
  });
  await stage.seed({
    [WEB]: [tagged(1, { Role: 'web', Tier: 'gold' }), tagged(2, { Role: 'web' })],
    [DB]: [tagged(3, { Role: 'db', Tier: 'gold' }), tagged(4, { Role: 'web', Tier: 'gold' })],
  });
  const targets = `
- ${WEB}
- account: ${DB}
  instances: { tag:Role: db }
  tags: { Mine: own }
`;
  const instances = 'tag:Role: web\ntag:Tier: gold';
  const run = await stage.step({ targets, instances, tags: 'Shared: yes', series: 'nightly' });
  expect(run.exitCode).toBe(0);
  expect(instancesOf(run)).toEqual([idOf(1), idOf(3)]);
  const { images } = await stage.aws.state();
  const own = (account: string) => images.find((image) => image.account === account)?.tags ?? {};
  expect(own(WEB)).toMatchObject({ Shared: 'yes', 'cross-account-ami:series': 'nightly' });
  expect(own(DB)).toMatchObject({ Mine: 'own', 'cross-account-ami:series': 'nightly' });
  expect(own(DB)).not.toHaveProperty('Shared');
});

test('one account may stand in two targets that select other instances', async () => {
  const server = (number: number, role: string) => ({ id: idOf(number), name: role, tags: { Role: role } });
  await stage.seed({ [WEB]: [server(1, 'web'), server(2, 'db')] });
  const targets = `
- account: ${WEB}
  instances: { tag:Role: db }
  name: database-\${instance-id}-\${run}
- account: ${WEB}
  instances: { tag:Role: web }
`;
  const run = await stage.step({ targets, name: 'server-${instance-id}-${run}' });
  expect(run.exitCode).toBe(0);
  expect(
    imagesOf(run).map(({ instance_id, image_name }) => [instance_id, image_name?.split('-')[0]]),
  ).toEqual([
    [idOf(2), 'database'],
    [idOf(1), 'server'],
  ]);
});

test('targets may stand in a file of the workspace, in YAML or JSON', async () => {
  await seedForms();
  const workspaceFiles = {
    'config/targets.yml': `# accounts\n- ${SHOP}\n- ${WEB}\n`,
    'targets.json': JSON.stringify([{ account: WEB }]),
  };
  const files = ['config/targets.yml', 'targets.json', 'missing.yml'];
  const runs = await Promise.all(
    files.map((path) => stage.step({ ...ALL, 'targets-file': path, wait: 'false' }, { workspaceFiles })),
  );
  expect(runs.slice(0, 2).map((run) => imagesOf(run).map(({ account_id }) => account_id))).toEqual([
    [SHOP, WEB],
    [WEB],
  ]);
  expect(runs[2]?.exitCode).toBe(1);
  expect(runs[2]?.outputs['failures']).toContain('missing.yml');
});
