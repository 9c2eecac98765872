/** What is asked of EC2 for each image, and what comes of it: name, description, tags, volumes. */
import { expect, test } from '@jest/globals';
import type { AwsState, ImageState, InstanceSeed } from '../emulator/aws.ts';
import { SHA } from '../emulator/github.ts';
import { README_INPUTS, seedWorld } from '../emulator/world.ts';
import { codesOf, failuresOf, imagesOf } from './outputs.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
// What is asked for is decided before the wait.
const ALL = { targets: WEB, instances: 'all', wait: 'false' };
const OUR_TAGS = [
  'Name',
  'cross-account-ami:run-key',
  'cross-account-ami:series',
  'cross-account-ami:instance-id',
  'cross-account-ami:repository',
  'cross-account-ami:repository-id',
  'cross-account-ami:run-url',
  'cross-account-ami:sha',
  'cross-account-ami:excluded-volumes',
  'cross-account-ami:attempt',
  'cross-account-ami:instance-type',
];

function imageOf(state: AwsState, number: number): ImageState {
  const image = state.images.find(({ instanceId }) => instanceId === idOf(number));
  if (image === undefined) throw new Error(`no image of ${idOf(number)}`);
  return image;
}

function snapshotTagsOf(state: AwsState, image: ImageState): Record<string, string>[] {
  return state.snapshots.filter(({ id }) => image.snapshotIds.includes(id)).map(({ tags }) => tags);
}

test('no server reboots: every CreateImage says so', async () => {
  await seedWorld(stage.aws, stage.github);
  const run = await stage.step({ ...README_INPUTS, wait: 'false' });
  expect(run.exitCode).toBe(0);
  const calls = await stage.ec2Calls('CreateImage');
  expect(calls.map(({ params }) => params['NoReboot'])).toEqual(calls.map(() => 'true'));
  const { images, reboots } = await stage.aws.state();
  expect(images).toHaveLength(6);
  expect(images.every(({ noReboot }) => noReboot)).toBe(true);
  expect(reboots).toEqual({});
  expect((await stage.ec2Calls()).filter(({ mutating }) => mutating)).toHaveLength(6);
});

test('the default name and description; our tags on the image and on each snapshot', async () => {
  const volumes = [{ device: '/dev/xvda' }, { device: '/dev/sdf' }];
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'web-1', volumes }, { id: idOf(2) }] });
  const run = await stage.step({ ...ALL, series: 'nightly' });
  const state = await stage.aws.state();
  const image = imageOf(state, 1);
  const [, date, digest] = /^web-1-i-0{16}1-(\d{8})-([0-9a-f]{8})$/.exec(image.name) ?? [];
  expect(date).toBe(image.creationDate.slice(0, 10).replaceAll('-', ''));
  expect(imageOf(state, 2).name).toBe(`${idOf(2)}-${idOf(2)}-${date ?? ''}-${digest ?? ''}`);
  for (const part of ['web-1', idOf(1), 'octo-org/images', '8800110022'])
    expect(image.description).toContain(part);
  expect(image.tags).toEqual({
    Name: image.name,
    'cross-account-ami:run-key': run.outputs['run-key'],
    'cross-account-ami:series': 'nightly',
    'cross-account-ami:instance-id': idOf(1),
    'cross-account-ami:repository': 'octo-org/images',
    'cross-account-ami:repository-id': '700100200',
    'cross-account-ami:run-url': 'https://github.com/octo-org/images/actions/runs/8800110022',
    'cross-account-ami:sha': SHA,
    'cross-account-ami:excluded-volumes': 'none',
    'cross-account-ami:attempt': expect.stringMatching(/^1-[0-9a-f]{8}$/),
    'cross-account-ami:instance-type': expect.stringMatching(/^\w+\.\w+$/),
  });
  expect(Object.keys(image.tags).sort()).toEqual([...OUR_TAGS].sort());
  expect(snapshotTagsOf(state, image)).toEqual([image.tags, image.tags]);
  expect((await stage.ec2Calls()).map(({ action }) => action)).not.toContain('CreateTags');
});

test('a re-run has the same names, another series has others', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'web-1' }] });
  const first = await stage.step(ALL);
  const other = await stage.step({ ...ALL, series: 'weekly' });
  await stage.aws.reset();
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'web-1' }] });
  const again = await stage.step(ALL);
  expect(again.outputs['run-key']).toBe(first.outputs['run-key']);
  expect(imagesOf(again)[0]?.image_name).toBe(imagesOf(first)[0]?.image_name);
  expect(imagesOf(other)[0]?.image_name).not.toBe(imagesOf(first)[0]?.image_name);
});

const INSTANCE_TAGS = {
  Team: 'web',
  'aws:autoscaling:groupName': 'group',
  'aws:cloudformation:stack-name': 'stack',
  'cross-account-ami:series': 'forged',
  'kubernetes.io/cluster/prod': 'owned',
  'cross-account-ami:source-account': 'forged',
  Shared: 'of the instance',
};

test.each([
  ['true', { Team: 'web', Shared: 'asked for' }],
  ['false', { Shared: 'asked for' }],
])('copy-tags %s: never tags of AWS or of ours, and Name is the image name', async (copyTags, others) => {
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'web-1', tags: INSTANCE_TAGS }] });
  const tags = 'Shared: asked for';
  const run = await stage.step({ ...ALL, 'copy-tags': copyTags, tags });
  expect(run.exitCode).toBe(0);
  const state = await stage.aws.state();
  const image = imageOf(state, 1);
  const foreign = Object.entries(image.tags).filter(([key]) => !OUR_TAGS.includes(key));
  expect(Object.fromEntries(foreign)).toEqual(others);
  expect(image.tags).toMatchObject({ Name: image.name, 'cross-account-ami:series': 'default' });
  expect(snapshotTagsOf(state, image)).toEqual([image.tags]);
});

test('beyond the 50 tags that EC2 allows, copied ones give way from the end, with a warning', async () => {
  const many = Array.from({ length: 45 }, (_, at) => [`Copied-${String(at).padStart(2, '0')}`, 'x']);
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'web-1', tags: Object.fromEntries(many) }] });
  const run = await stage.step({ ...ALL, tags: 'Asked: yes' });
  expect(run.exitCode).toBe(0);
  const { tags } = imageOf(await stage.aws.state(), 1);
  expect(Object.keys(tags)).toHaveLength(50);
  expect(tags).toMatchObject({ Asked: 'yes', 'Copied-37': 'x' });
  expect(tags).not.toHaveProperty('Copied-38');
  expect(run.log).toContain('Copied-44');
});

test('tag values are templates, and what they insert is not expanded again', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1), name: '${account} $& ${run-id}' }] });
  const run = await stage.step({ ...ALL, tags: 'From: "${instance-name}, ${region}, ${account}"' });
  expect(run.exitCode).toBe(0);
  expect(imageOf(await stage.aws.state(), 1).tags['From']).toBe(
    `\${account} $& \${run-id}, eu-west-1, ${WEB}`,
  );
});

/** Names of servers, and the beginning of the image name that is left of them. */
const NAMES: [string, RegExp][] = [
  ['Bücherei Zürich', /^Bucherei Zurich-i-/],
  ['東京サーバー', /^[-A-Za-z0-9 ]*-i-/],
  ['prod: web/1 (blue) [a] @x', /^prod- web\/1 \(blue\) \[a\] @x-i-/],
  ['💾'.repeat(60), /^-+i-/],
  ['n'.repeat(256), /^n{60,}-i-/],
  ['x'.repeat(300), /^x{60,}-i-/],
  ['line\none\ttab', /^line-one-tab-i-/],
];

test('names of every kind become names and descriptions that EC2 takes', async () => {
  await stage.seed({ [WEB]: NAMES.map(([name], at) => ({ id: idOf(at + 1), name })) });
  const run = await stage.step(ALL);
  expect(failuresOf(run)).toEqual([]);
  expect(run.exitCode).toBe(0);
  const state = await stage.aws.state();
  for (const [at, [name, pattern]] of NAMES.entries()) {
    const image = imageOf(state, at + 1);
    expect(image.name).toMatch(pattern);
    expect(image.name).toMatch(/^[A-Za-z0-9()[\] ./\-'@_]{3,128}$/);
    expect(image.name).toMatch(new RegExp(`-${idOf(at + 1)}-\\d{8}-[0-9a-f]{8}$`));
    expect(image.description).toMatch(/^[\x20-\x7e]{1,255}$/);
    expect(imagesOf(run)[at]).toMatchObject({ instance_id: idOf(at + 1), instance_name: name });
  }
});

const THREE_VOLUMES: InstanceSeed['volumes'] = ['/dev/xvda', '/dev/sdf', '/dev/sdg'].map((device) => ({
  device,
}));

test.each([
  ['/dev/sdg', ['/dev/xvda', '/dev/sdf'], '/dev/sdg'],
  ['/dev/sdg, /dev/sdf', ['/dev/xvda'], '/dev/sdf,/dev/sdg'],
  ['data', ['/dev/xvda'], 'data'],
  ['/dev/sdz', ['/dev/xvda', '/dev/sdf', '/dev/sdg'], '/dev/sdz'],
])('exclude-volumes %s: only the others get into the image', async (excluded, devices, tag) => {
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'db-1', volumes: THREE_VOLUMES }] });
  const run = await stage.step({ ...ALL, 'exclude-volumes': excluded });
  expect(run.exitCode).toBe(0);
  const state = await stage.aws.state();
  const image = imageOf(state, 1);
  expect(image.devices).toEqual(devices);
  expect(image.snapshotIds).toHaveLength(devices.length);
  expect(image.tags['cross-account-ami:excluded-volumes']).toBe(tag);
});

test('the root volume cannot be left out', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'db-1', volumes: THREE_VOLUMES }] });
  const run = await stage.step({ ...ALL, 'exclude-volumes': '/dev/xvda' });
  expect(run.exitCode).toBe(1);
  expect(codesOf(run)).toEqual(['VolumeNotExcludable']);
  expect(await stage.ec2Calls('CreateImage')).toEqual([]);
});

test('a name that two instances would share is refused for both, before any image', async () => {
  await stage.seed({ [WEB]: [1, 2].map((number) => ({ id: idOf(number), name: `web-${number}` })) });
  const run = await stage.step({ ...ALL, name: 'nightly-${run}' });
  expect(run.exitCode).toBe(1);
  expect(failuresOf(run).map(({ instance_id, code }) => [instance_id, code])).toEqual([
    [idOf(1), 'NameClash'],
    [idOf(2), 'NameClash'],
  ]);
  expect(await stage.ec2Calls('CreateImage')).toEqual([]);
});

test('in two series an instance is imaged twice, 15 seconds apart', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'web-1' }] });
  await stage.aws.settings({ snapshotSpacingSeconds: 14.5 });
  const targets = `[{account: ${WEB}, series: nightly}, {account: ${WEB}, series: weekly}]`;
  const run = await stage.step({ targets, instances: 'all', wait: 'false' });
  expect(run.exitCode).toBe(0);
  expect(imagesOf(run)).toMatchObject([{ instance_id: idOf(1) }, { instance_id: idOf(1) }]);
  const { images } = await stage.aws.state();
  expect(images.map(({ tags }) => tags['cross-account-ami:series'])).toEqual(['nightly', 'weekly']);
  const [first, second] = await stage.ec2Calls('CreateImage');
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(15_000);
});
