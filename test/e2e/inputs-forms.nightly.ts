/** Every form in which an input or a key of a target may be written, and what is then asked of AWS. */
import { expect, test } from '@jest/globals';
import type { InstanceSeed } from '../emulator/aws.ts';
import { idOf, openStage, SHOP, WEB } from './stage.ts';

const stage = openStage();

const [WEB_1, DB_1, US_1, SHOP_1] = [1, 2, 3, 4].map(idOf) as [string, string, string, string];
const volumes = ['/dev/xvda', '/dev/sdf', '/dev/sdg'].map((device) => ({ device }));

function server(id: string, role: string, more: Partial<InstanceSeed> = {}): InstanceSeed {
  return { id, name: `${role}, ${id.slice(-1)}`, tags: { Role: role, Owner: 'team' }, volumes, ...more };
}

const WORLD = {
  [WEB]: [server(WEB_1, 'web'), server(DB_1, 'db'), server(US_1, 'web', { region: 'us-east-1' })],
  [SHOP]: [server(SHOP_1, 'web')],
};

interface Row {
  /** Beside `targets: WEB` and `instances: all`. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Instances in the order of the calls. */
  readonly images: readonly string[];
  /** What each image has. */
  readonly each?: Readonly<Record<string, unknown>>;
}

const BOTH = [WEB_1, DB_1];
const rows: readonly Row[] = [
  // Lists.
  { inputs: { regions: 'us-east-1' }, images: [US_1] },
  { inputs: { regions: 'us-east-1, eu-west-1' }, images: [US_1, ...BOTH] },
  { inputs: { regions: 'us-east-1,\neu-west-1,\n' }, images: [US_1, ...BOTH] },
  { inputs: { regions: 'us-east-1\neu-west-1' }, images: [US_1, ...BOTH] },
  { inputs: { regions: '- us-east-1\n- eu-west-1' }, images: [US_1, ...BOTH] },
  { inputs: { regions: '["us-east-1", "eu-west-1"]' }, images: [US_1, ...BOTH] },
  { inputs: { regions: '# two\n- "us-east-1"\n- eu-west-1 # and this' }, images: [US_1, ...BOTH] },
  { inputs: { targets: `${WEB}\n${SHOP}\n` }, images: [...BOTH, SHOP_1] },
  { inputs: { targets: `- ${SHOP}` }, images: [SHOP_1] },
  { inputs: { targets: SHOP, 'allowed-account-ids': SHOP }, images: [SHOP_1] },
  { inputs: { targets: SHOP, 'allowed-account-ids': `["${SHOP}", ${WEB}]` }, images: [SHOP_1] },
  { inputs: { targets: SHOP, 'allowed-account-ids': `${WEB},\n${SHOP}` }, images: [SHOP_1] },
  // Instances.
  { inputs: { instances: DB_1 }, images: [DB_1] },
  { inputs: { instances: `${DB_1}, ${WEB_1}` }, images: [DB_1, WEB_1] },
  { inputs: { instances: `${DB_1}\n${WEB_1}` }, images: [DB_1, WEB_1] },
  { inputs: { instances: `- ${DB_1}\n- ${WEB_1}` }, images: [DB_1, WEB_1] },
  { inputs: { instances: `["${DB_1}"]` }, images: [DB_1] },
  { inputs: { instances: '"all"' }, images: BOTH },
  { inputs: { instances: 'tag:Role: db' }, images: [DB_1] },
  { inputs: { instances: '{"tag:Role": ["db", "web"], "tag:Owner": "team"}' }, images: BOTH },
  { inputs: { instances: 'tag:Role:\n  - db\n  - cache' }, images: [DB_1] },
  { inputs: { instances: 'tag:Name: web, 1' }, images: [WEB_1] },
  { inputs: { instances: 'tag:Name: "*, 2"' }, images: [DB_1] },
  { inputs: { exclude: WEB_1 }, images: [DB_1] },
  { inputs: { exclude: 'tag:Role: [db]' }, images: [WEB_1] },
  // Null, ~ and empty.
  { inputs: { exclude: '~', regions: 'null', tags: '', 'exclude-volumes': '# none' }, images: BOTH },
  { inputs: { targets: `{ account: ${WEB}, regions: ~, exclude: null, tags:, series: }` }, images: BOTH },
  { inputs: { targets: `account: ${WEB}\nregions:\nrole:`, regions: 'us-east-1' }, images: [US_1] },
  // A key of a target replaces the value of the input whole.
  { inputs: { regions: 'us-east-1', targets: `{account: ${WEB}, regions: [eu-west-1]}` }, images: BOTH },
  {
    inputs: { instances: DB_1, targets: `[${WEB}, {account: ${SHOP}, instances: ${SHOP_1}}]` },
    images: [DB_1, SHOP_1],
  },
  { inputs: { exclude: WEB_1, targets: `{account: ${WEB}, exclude: [${DB_1}]}` }, images: [WEB_1] },
  {
    inputs: { 'exclude-volumes': 'data', targets: `{account: ${WEB}, exclude-volumes: []}` },
    images: BOTH,
    each: { devices: ['/dev/xvda', '/dev/sdf', '/dev/sdg'] },
  },
  {
    inputs: { 'exclude-volumes': '/dev/sdf', targets: `{account: ${WEB}, exclude-volumes: [/dev/sdg]}` },
    images: BOTH,
    each: { devices: ['/dev/xvda', '/dev/sdf'] },
  },
  {
    inputs: { tags: 'A: 1', targets: `{account: ${WEB}, tags: {B: 2}}` },
    images: BOTH,
    each: { tags: expect.not.objectContaining({ A: '1' }) },
  },
  // Volumes.
  { inputs: { 'exclude-volumes': 'data' }, images: BOTH, each: { devices: ['/dev/xvda'] } },
  { inputs: { 'exclude-volumes': '/dev/sdg\n/dev/sdf' }, images: BOTH, each: { devices: ['/dev/xvda'] } },
  { inputs: { 'exclude-volumes': '[xvdz]' }, images: BOTH, each: { devices: volumes.map((v) => v.device) } },
  // Texts that look like something else stay text.
  { inputs: { series: '007' }, images: BOTH, each: tagged({ 'cross-account-ami:series': '007' }) },
  { inputs: { series: 'True' }, images: BOTH, each: tagged({ 'cross-account-ami:series': 'True' }) },
  {
    inputs: { tags: 'Version: 1.10\nHex: 0x1F\nFlag: no\nDate: 2026-11-22\nEmpty: ""\nNull: "~"' },
    images: BOTH,
    each: tagged({
      Version: '1.10',
      Hex: '0x1F',
      Flag: 'no',
      Date: '2026-11-22',
      Empty: '',
      Null: '~',
    }),
  },
  { inputs: { tags: '{"CostCenter": "4711"}' }, images: BOTH, each: tagged({ CostCenter: '4711' }) },
  { inputs: { tags: '__proto__: a\nconstructor: b' }, images: BOTH, each: tagged({ constructor: 'b' }) },
];

function tagged(tags: Record<string, string>): Readonly<Record<string, unknown>> {
  return { tags: expect.objectContaining(tags) };
}

test.each(rows)('$inputs', async ({ inputs, images, each = {} }) => {
  await stage.seed(WORLD);
  const run = await stage.step({ targets: WEB, instances: 'all', wait: 'false', ...inputs });
  expect(run.outputs['failures']).toBe('[]');
  expect(run.exitCode).toBe(0);
  const state = await stage.aws.state();
  const made = JSON.parse(run.outputs['image-by-instance'] ?? '') as Record<string, string>;
  expect(Object.keys(made)).toEqual(images);
  for (const image of state.images) expect(image).toMatchObject(each);
  expect(state.images.map(({ id }) => id).toSorted()).toEqual(Object.values(made).toSorted());
});

const booleans = [
  { written: 'true', means: true },
  { written: 'True', means: true },
  { written: 'TRUE', means: true },
  { written: 'false', means: false },
  { written: 'False', means: false },
  { written: 'FALSE', means: false },
];

test.each(booleans)('a boolean as $written, in the input and in the target', async ({ written, means }) => {
  await stage.seed(WORLD);
  const targets = `[${WEB}, { account: ${SHOP}, copy-tags: ${means ? 'False' : 'True'} }]`;
  const run = await stage.step({ targets, instances: 'all', wait: 'false', 'copy-tags': written });
  expect(run.exitCode).toBe(0);
  const { images } = await stage.aws.state();
  const copied = Object.fromEntries(images.map(({ instanceId, tags }) => [instanceId, 'Owner' in tags]));
  expect(copied).toEqual({ [WEB_1]: means, [DB_1]: means, [SHOP_1]: !means });
});

test.each([
  { within: '1h', outcome: 'adopted' },
  { within: '90m', outcome: 'adopted' },
  { within: '0h2m', outcome: 'adopted' },
  { within: '1w2d', outcome: 'adopted' },
  { within: '0m', outcome: 'created' },
])('adopt-within $within: an image of the same run is $outcome', async ({ within, outcome }) => {
  await stage.seed({ [SHOP]: WORLD[SHOP] });
  const inputs = { targets: SHOP, instances: 'all', 'run-key': 'release-1', 'adopt-within': within };
  const first = await stage.step(inputs);
  const second = await stage.step(inputs);
  expect([first, second].map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(second.outputs['images']).toContain(`"outcome":"${outcome}"`);
  expect((await stage.aws.state()).images).toHaveLength(outcome === 'adopted' ? 1 : 2);
});

test('wait-timeout 0m: what is still pending is a failure at once', async () => {
  await stage.seed({ [SHOP]: WORLD[SHOP] });
  await stage.aws.settings({ pendingDescribes: 1_000 });
  const run = await stage.step({ targets: SHOP, instances: 'all', 'wait-timeout': '0m' });
  expect(run.exitCode).toBe(1);
  expect(run.outputs['failures']).toContain('"code":"WaitTimedOut"');
});
