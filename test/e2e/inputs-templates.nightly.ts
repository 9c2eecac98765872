/** Templates of names, descriptions and tags, and what stands in each other's way. */
import { expect, test } from '@jest/globals';
import { SHA } from '../emulator/github.ts';
import { failuresOf, imagesOf } from './outputs.ts';
import { DB, idOf, openStage, SHOP, WEB } from './stage.ts';

const stage = openStage();
const NO_WAIT = { wait: 'false' };

/** Each variable, and what it is for the instance below. */
const variables: readonly { readonly name: string; readonly value: string | RegExp }[] = [
  { name: 'instance-name', value: 'web ${account}' },
  { name: 'instance-id', value: idOf(1) },
  { name: 'account', value: WEB },
  { name: 'region', value: 'us-east-1' },
  { name: 'date', value: /^20\d{6}$/ },
  { name: 'timestamp', value: /^20\d{6}T\d{6}Z$/ },
  { name: 'run', value: /^[0-9a-f]{8}$/ },
  { name: 'run-id', value: '8800110022' },
  { name: 'repository', value: 'octo-org/images' },
  { name: 'sha', value: SHA },
  { name: 'ref', value: 'refs/heads/main' },
  { name: 'series', value: 'nightly' },
];

test('tags: every variable, and nothing that is inserted is expanded again', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'web ${account}', region: 'us-east-1' }] });
  const tags = Object.fromEntries(variables.map(({ name }) => [`x-${name}`, `<\${${name}}>`]));
  const inputs = { instances: 'all', regions: 'us-east-1', series: 'nightly', tags: JSON.stringify(tags) };
  const run = await stage.step({ ...NO_WAIT, ...inputs, targets: WEB });
  expect(run.exitCode).toBe(0);
  const { images, snapshots } = await stage.aws.state();
  expect(images).toHaveLength(1);
  for (const { name, value } of variables) {
    const written = images[0]?.tags[`x-${name}`] ?? '';
    expect(written.slice(1, -1)).toEqual(typeof value === 'string' ? value : expect.stringMatching(value));
    expect(written).toMatch(/^<[^]*>$/);
  }
  expect(snapshots.map((snapshot) => snapshot.tags)).toEqual([images[0]?.tags]);
});

test.each(variables)('name and description: ${$name}', async ({ name, value }) => {
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'web ${account}', region: 'us-east-1' }] });
  const inputs = { name: `n-\${${name}}`, description: `d-\${${name}} $ {sha} $5`, series: 'nightly' };
  const run = await stage.step({
    ...NO_WAIT,
    ...inputs,
    targets: `{ account: ${WEB}, regions: us-east-1, instances: all }`,
  });
  expect(run.exitCode).toBe(0);
  const [image] = (await stage.aws.state()).images;
  const [, described = ''] = /^d-(.*) \$ \{sha\} \$5$/.exec(image?.description ?? '') ?? [];
  expect(described).toEqual(typeof value === 'string' ? value : expect.stringMatching(value));
  // In a name EC2 allows neither $ nor braces.
  expect(image?.name).toBe(`n-${described.replace(/[^A-Za-z0-9()[\] ./\-'@_]/g, '-')}`);
});

test('a long name is shortened only in the instance name', async () => {
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'w'.repeat(200) }] });
  const run = await stage.step({
    ...NO_WAIT,
    targets: WEB,
    instances: 'all',
    name: '${instance-name}-${instance-id}-${run}-end',
  });
  expect(run.exitCode).toBe(0);
  const [image] = (await stage.aws.state()).images;
  expect(image?.name).toHaveLength(128);
  expect(image?.name).toMatch(new RegExp(`^w+-${idOf(1)}-[0-9a-f]{8}-end$`));
});

test('names that clash are found before anything is made, also between two targets', async () => {
  await stage.seed({
    [WEB]: [1, 2, 3].map((number) => ({ id: idOf(number), name: number === 3 ? 'db' : 'web' })),
    [DB]: [{ id: idOf(4), name: 'web' }],
  });
  const targets = [
    `- { account: ${WEB}, instances: ${idOf(1)} }`,
    `- { account: ${WEB}, instances: [${idOf(2)}, ${idOf(3)}], name: "web-\${run}" }`,
    `- { account: ${DB}, instances: all }`,
  ].join('\n');
  const run = await stage.step({ ...NO_WAIT, targets, name: '${instance-name}-${run}', series: 'nightly' });
  expect(run.exitCode).toBe(1);
  const clashes = failuresOf(run).map(({ instance_id, code, phase }) => [instance_id, code, phase]);
  expect(clashes).toEqual([1, 2, 3].map((number) => [idOf(number), 'NameClash', 'plan']));
  for (const { message } of failuresOf(run)) expect(message).toContain([1, 2, 3].map(idOf).join(', '));
  // Another account has names of its own.
  const made = await stage.ec2Calls('CreateImage');
  expect(made.map(({ account }) => account)).toEqual([DB]);
});

test('one instance in two targets of one series: both targets are named, and no image is made of it', async () => {
  const server = (number: number) => ({
    id: idOf(number),
    name: `s-${number}`,
    tags: { Role: `r-${number}` },
  });
  await stage.seed({ [WEB]: [server(1), server(2)], [SHOP]: [server(3)] });
  const targets = [
    `- { account: ${WEB}, instances: { tag:Role: [r-1, r-2] } }`,
    `- ${SHOP}`,
    `- { account: ${WEB}, instances: ${idOf(2)} }`,
  ].join('\n');
  const run = await stage.step({ ...NO_WAIT, targets, instances: 'all' });
  expect(run.exitCode).toBe(1);
  expect(failuresOf(run)).toMatchObject([{ instance_id: idOf(2), code: 'SelectedTwice', account_id: WEB }]);
  expect(failuresOf(run)[0]?.message).toContain('targets 1 and 3');
  expect(imagesOf(run).filter(({ outcome }) => outcome === 'created')).toMatchObject([
    { instance_id: idOf(1) },
    { instance_id: idOf(3) },
  ]);
});

test('one instance in two series: two images, 15 seconds apart, with two names and the settings of each', async () => {
  const volumes = [{ device: '/dev/xvda' }, { device: '/dev/sdf' }];
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'db-1', volumes }] });
  await stage.aws.settings({ snapshotSpacingSeconds: 14.5 });
  const targets = [
    `- { account: ${WEB}, series: nightly, exclude-volumes: data }`,
    `- { account: ${WEB}, series: weekly, tags: { Keep: long } }`,
  ].join('\n');
  const run = await stage.step({ ...NO_WAIT, targets, instances: 'all' });
  expect(run.exitCode).toBe(0);
  const { images } = await stage.aws.state();
  expect(
    images.map(({ devices, tags }) => [tags['cross-account-ami:series'], devices.length, tags['Keep']]),
  ).toEqual([
    ['nightly', 1, undefined],
    ['weekly', 2, 'long'],
  ]);
  expect(new Set(images.map(({ name }) => name)).size).toBe(2);
  const [first, second] = await stage.ec2Calls('CreateImage');
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(15_000);
});
