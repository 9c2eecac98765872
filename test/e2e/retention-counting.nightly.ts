/** Only images that count are counted: nothing else goes, and nothing else pushes a good one out. */
import { expect, test } from '@jest/globals';
import {
  day,
  expectVerdicts,
  image,
  imageId,
  left,
  only,
  ourTags,
  PRUNE,
  prunedOf,
  server,
  verdictsOf,
} from './retention-scenes.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const ONE = { ...PRUNE, targets: WEB, instances: idOf(1), retention: 'keep-last: 2' };

test('an image that does not count takes no place, however new it is, and stays however old', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  const states = ['disabled', 'pending', 'failed', 'error', 'invalid'] as const;
  const old = states.map((state, at) => image(at + 1, day(at + 1), {}, { state }));
  const recent = states.map((state, at) => image(at + 21, day(at + 21), {}, { state }));
  const data = { excludedVolumes: 'data' };
  const images = [
    ...old,
    image(6, day(6), data),
    ...[11, 12, 13].map((number) => image(number, day(number))),
    ...recent,
    image(26, day(26), data),
  ];
  await stage.aws.seed({ id: WEB, images });
  // Two days later the failed ones would be leftovers: the clock stands before that.
  await stage.aws.settings({ clockSkewSeconds: (Date.parse(day(2)) - Date.now()) / 1000 });
  const run = await stage.step(ONE);
  expect(run.exitCode).toBe(0);
  expect(prunedOf(run)).toEqual([imageId(11)]);
  const goes = (state: string): string =>
    ['disabled', 'pending'].includes(state)
      ? ''
      : '; it is removed as a leftover when it is over 48 hours old';
  const verdicts = states.flatMap((state, at) => [
    [imageId(at + 1), `kept: does not count, it is ${state}${goes(state)}`],
    [imageId(at + 21), `kept: does not count, it is ${state}${goes(state)}`],
  ]);
  const otherVolumes = 'kept: does not count, it leaves out other volumes (data)';
  expectVerdicts(run, {
    ...(Object.fromEntries(verdicts) as Record<string, string>),
    [imageId(6)]: otherVolumes,
    [imageId(26)]: otherVolumes,
    [imageId(11)]: 'pruned: no rule keeps it',
    [imageId(12)]: 'kept: last 2',
    [imageId(13)]: 'kept: last 1',
  });
  expect(await left(stage)).toEqual(only(1, 2, 3, 4, 5, 6, 12, 13, 21, 22, 23, 24, 25, 26));
});

test('where the target leaves volumes out, images that do the same count, and whole ones do not', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  const some = { excludedVolumes: '/dev/sdf,/dev/sdg' };
  const images = [1, 2, 3].map((number) => image(number, day(number), some));
  await stage.aws.seed({ id: WEB, images: [...images, image(4, day(4)), image(5, day(5))] });
  const run = await stage.step({ ...ONE, 'exclude-volumes': '/dev/sdg, /dev/sdf' });
  expectVerdicts(run, {
    [imageId(1)]: 'pruned: no rule keeps it',
    [imageId(2)]: 'kept: last 2',
    [imageId(3)]: 'kept: last 1',
    [imageId(4)]: 'kept: does not count, it leaves out no volumes',
    [imageId(5)]: 'kept: does not count, it leaves out no volumes',
  });
});

/** As one who copies our tags would make it: older and newer than all that are ours. */
test('planted look-alikes with our tags and another source neither go nor push out', async () => {
  await stage.seed({ [WEB]: [server(1), server(2, { imageId: 'ami-0fedcba9876543210' })] });
  const planted = { instanceId: idOf(2) };
  const images = [
    image(1, day(1), {}, planted),
    image(2, day(2), {}, { instanceId: '' }),
    ...[11, 12, 13].map((number) => image(number, day(number))),
    image(21, day(21), {}, planted),
    image(22, day(22), {}, { instanceId: '' }),
  ];
  // And one of the instance itself that lacks a tag of ours.
  const rest = Object.entries(ourTags()).filter(([name]) => !name.endsWith(':run-key'));
  const untagged = { ...image(23, day(23)), tags: Object.fromEntries(rest) };
  await stage.aws.seed({ id: WEB, images: [...images, untagged] });
  const run = await stage.step(ONE);
  expect(run.exitCode).toBe(0);
  expectVerdicts(run, {
    [imageId(11)]: 'pruned: no rule keeps it',
    [imageId(12)]: 'kept: last 2',
    [imageId(13)]: 'kept: last 1',
  });
  expect(await left(stage)).toEqual(only(1, 2, 12, 13, 21, 22, 23));
});

test('images of another repository, of other accounts and regions are nobody of ours', async () => {
  await stage.seed({ [WEB]: [server(1)] });
  const foreign = { repositoryId: '700100201' };
  await stage.aws.seed({
    id: WEB,
    images: [
      image(1, day(1), foreign),
      image(2, day(2), {}, { region: 'us-east-1' }),
      ...[11, 12, 13].map((number) => image(number, day(number))),
      image(21, day(21), foreign),
      image(22, day(22), {}, { region: 'us-east-1' }),
    ],
  });
  const run = await stage.step(ONE);
  expectVerdicts(run, {
    [imageId(11)]: 'pruned: no rule keeps it',
    [imageId(12)]: 'kept: last 2',
    [imageId(13)]: 'kept: last 1',
  });
  expect(await left(stage)).toEqual(only(1, 2, 12, 13, 21, 22));
});

test('other series and instances that the run does not look at are told of, and stay', async () => {
  await stage.seed({ [WEB]: [server(1), server(2), server(3, { state: 'stopped' })] });
  await stage.aws.seed({
    id: WEB,
    images: [
      image(1, day(1), { series: 'pre-deploy' }),
      image(2, day(2), { series: 'Nightly' }),
      image(3, day(3), { instance: idOf(2) }),
      image(4, day(4), { instance: idOf(3) }),
      ...[11, 12, 13].map((number) => image(number, day(number))),
      image(21, day(21), { series: 'pre-deploy' }),
    ],
  });
  const run = await stage.step(ONE);
  const unattended = 'kept: no target of this run looks at it';
  expectVerdicts(run, {
    ...Object.fromEntries([1, 2, 3, 4, 21].map((number) => [imageId(number), unattended])),
    [imageId(11)]: 'pruned: no rule keeps it',
    [imageId(12)]: 'kept: last 2',
    [imageId(13)]: 'kept: last 1',
  });
  expect(run.summary).toContain(`5 unattended images in account ${WEB}, eu-west-1, kept`);
  expect(run.log).toContain(`5 images of ours that no target looks at stay`);
  expect(await left(stage)).toEqual(only(1, 2, 3, 4, 12, 13, 21));
});

test('the last image of an instance stays under every policy, whatever else there is of it', async () => {
  await stage.seed({ [WEB]: [1, 2, 3].map((number) => server(number)) });
  const of = (instance: number) => ({ instance: idOf(instance) });
  await stage.aws.seed({
    id: WEB,
    images: [
      image(1, '2014-01-01T00:00:00Z', of(1)),
      image(2, '2014-01-01T00:00:00Z', of(2)),
      image(3, day(3), of(2), { state: 'disabled' }),
      image(4, day(4), of(2), { instanceId: idOf(1) }),
      // Two of one moment: one of them is the last.
      image(5, day(5), of(3)),
      image(6, day(5), of(3)),
    ],
  });
  for (const retention of ['keep-last: 1', 'keep-within: 1m', 'keep-yearly: 1', 'keep-hourly: 1']) {
    const run = await stage.step({
      ...PRUNE,
      targets: WEB,
      instances: 'all',
      retention,
      'max-prunes': '1000',
    });
    expect([retention, run.exitCode]).toEqual([retention, 0]);
    expect(verdictsOf(run)[imageId(6)]).toMatch(/^kept: /);
  }
  const { images } = await left(stage);
  expect(images.filter((id) => id !== imageId(5))).toEqual([1, 2, 3, 4, 6].map(imageId));
});
