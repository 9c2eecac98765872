/** The mode `check`: what it says of each instance, and what it calls stale. */
import { afterEach, expect, test } from '@jest/globals';
import {
  CHECK,
  checksOf,
  headline,
  hoursAgo,
  linkOf,
  MENDS,
  minuteOf,
  tableBelow,
  verdictByInstance,
} from './check-scenes.ts';
import { codesOf, commandsOf, failuresOf, imageByInstanceOf, imageIdsOf, imagesOf } from './outputs.ts';
import { daysAgo, image, imageId, server, SERIES, snapshotId } from './retention-scenes.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const INPUTS = { ...CHECK, targets: WEB };

function of(instance: number) {
  return { instance: idOf(instance) };
}

afterEach(async () => {
  const mutating = (await stage.aws.calls()).filter((call) => call.mutating);
  expect(mutating).toEqual([]);
});

/** 1 and 6 have a fresh image; 2 an old one; 3 and 5 none; 4 is new. */
async function seedSix(): Promise<string> {
  const old = hoursAgo(50.5);
  await stage.seed({
    [WEB]: [
      server(1),
      server(2),
      server(3),
      server(4, { launchedAt: hoursAgo(25) }),
      // Started again a moment ago, which makes it no younger.
      server(5, { launchedAt: daysAgo(400), lastStartedAt: hoursAgo(0) }),
      server(6, { launchedAt: hoursAgo(25) }),
    ],
  });
  const images = [
    image(11, daysAgo(9), of(1)),
    image(12, hoursAgo(2.5), of(1)),
    image(21, old, of(2)),
    image(22, daysAgo(30), of(2)),
    image(61, hoursAgo(1.5), of(6)),
  ];
  await stage.aws.seed({ id: WEB, images });
  return old;
}

const NOBODYS = { image_id: null, age_seconds: null };

test('each instance is judged by its newest image', async () => {
  await seedSix();
  const run = await stage.step(INPUTS);
  expect([run.exitCode, run.outputs['result']]).toEqual([1, 'partial']);
  expect(headline(run)).toBe('## ❌ 3 of 6 instances have no image younger than max-age, 1 too new');
  const row = (number: number, verdict: string, image = '') => [
    verdict,
    `server-${number}<br>${idOf(number)}<br>${WEB} eu-west-1`,
    image,
  ];
  // By age; the table of good ones is another one.
  expect(tableBelow(run, 'Newest images, `max-age` is 26 h')).toEqual([
    row(3, '❌ no image'),
    row(5, '❌ no image'),
    row(2, '❌ too old', `${linkOf(imageId(21))}<br>2 d 2 h old`),
  ]);
  const entry = (number: number, verdict: string, more: object = NOBODYS) => ({
    ...{ account_id: WEB, region: 'eu-west-1', series: SERIES, verdict, ...more },
    ...{ instance_id: idOf(number), instance_name: `server-${number}` },
  });
  const withImage = (number: number) => ({ image_id: imageId(number), age_seconds: expect.any(Number) });
  expect(checksOf(run)).toEqual([
    entry(1, 'fresh', withImage(12)),
    entry(2, 'too old', withImage(21)),
    entry(3, 'no image'),
    entry(4, 'too new'),
    entry(5, 'no image'),
    entry(6, 'fresh', withImage(61)),
  ]);
  const ages = checksOf(run).map(({ age_seconds }) => Math.floor((age_seconds ?? 0) / 600) / 6);
  expect(ages).toEqual([2.5, 50.5, 0, 0, 0, 1.5]);
});

test('what is stale is a failure with its place, and what is fresh is in the outputs', async () => {
  const old = await seedSix();
  const run = await stage.step(INPUTS);
  const failure = (number: number, code: string, said: string, at: string | null = null) => ({
    ...{ phase: 'check', account_id: WEB, region: 'eu-west-1', instance_id: idOf(number), image_id: at },
    ...{ code, aws_code: null, message: said },
  });
  const place = (number: number) => `account ${WEB}, eu-west-1, ${idOf(number)}`;
  const none = 'The instance has no image in series nightly';
  const made = `The newest image of series nightly was made on ${minuteOf(old)} UTC, longer ago than max-age`;
  const failures = [
    failure(2, 'ImageTooOld', `${made} · ${place(2)}, ${imageId(21)} · ${MENDS.tooOld}`, imageId(21)),
    failure(3, 'NoImage', `${none} · ${place(3)} · ${MENDS.noImage}`),
    failure(5, 'NoImage', `${none} · ${place(5)} · ${MENDS.noImage}`),
  ];
  expect(failuresOf(run)).toEqual(failures);
  expect(commandsOf(run, 'error').slice(0, 2)).toEqual([
    failures[0]?.message,
    `${none} · ${WEB} eu-west-1: server-3, server-5 · ${MENDS.noImage}`,
  ]);
  expect(imageIdsOf(run)).toEqual([12, 61].map(imageId));
  expect(imageByInstanceOf(run)).toEqual({ [idOf(1)]: imageId(12), [idOf(6)]: imageId(61) });
  expect(run.outputs['image-id']).toBe('');
  expect(imagesOf(run).filter(({ outcome }) => outcome !== 'failed')).toEqual(
    [12, 61].map((number) => ({
      ...{ account_id: WEB, region: 'eu-west-1', state: 'available', outcome: 'skipped' },
      ...{ instance_id: idOf(number === 12 ? 1 : 6), instance_name: `server-${number === 12 ? 1 : 6}` },
      ...{ image_id: imageId(number), image_name: `image-${number}`, snapshot_ids: [snapshotId(number)] },
    })),
  );
  expect(run.log).toContain(`${WEB} eu-west-1: server-1 ${idOf(1)}: fresh, image ${imageId(12)} is 2 h old`);
  expect(run.log).toContain(`${WEB} eu-west-1: server-4 ${idOf(4)}: too new to have an image yet`);
});

test('fresh and too new is success', async () => {
  await stage.seed({ [WEB]: [server(1), server(2, { launchedAt: hoursAgo(2) }), server(3)] });
  await stage.aws.seed({ id: WEB, images: [image(1, hoursAgo(1)), image(3, hoursAgo(25.9), of(3))] });
  const run = await stage.step(INPUTS);
  expect([run.exitCode, run.outputs['result'], run.outputs['failures']]).toEqual([0, 'success', '[]']);
  expect(headline(run)).toBe('## ✅ 2 instances with an image younger than max-age, 1 too new');
  expect(run.log.trimEnd().split('\n').at(-1)).toBe(
    '2 instances with an image younger than max-age, 1 too new',
  );
  expect(imageIdsOf(run)).toEqual([1, 3].map(imageId));
});

test('one instance has its image in image-id, and nothing fresh is failure', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  await stage.aws.seed({ id: WEB, images: [image(1, hoursAgo(1)), image(2, hoursAgo(27), of(2))] });
  const [fresh, stale] = await Promise.all([
    stage.step({ ...INPUTS, instances: idOf(1) }),
    stage.step({ ...INPUTS, instances: idOf(2) }),
  ]);
  expect([fresh.exitCode, fresh.outputs['result'], fresh.outputs['image-id']]).toEqual([
    0,
    'success',
    imageId(1),
  ]);
  expect([stale.exitCode, stale.outputs['result'], stale.outputs['image-id']]).toEqual([1, 'failure', '']);
  expect(headline(stale)).toBe('## ❌ 1 of 1 instance has no image younger than max-age');
  expect([stale.outputs['image-ids'], stale.outputs['image-by-instance']]).toEqual(['[]', '{}']);
});

test('image-id is empty when two instances were selected, one of which is too new', async () => {
  await stage.seed({ [WEB]: [server(1), server(2, { launchedAt: hoursAgo(2) })] });
  await stage.aws.seed({ id: WEB, images: [image(1, hoursAgo(1))] });
  const run = await stage.step(INPUTS);
  expect(verdictByInstance(run)).toEqual({ [idOf(1)]: 'fresh', [idOf(2)]: 'too new' });
  expect(run.outputs['image-id']).toBe('');
});

test('an image that does not count leaves the instance stale; one of ours is told with its reason', async () => {
  const numbers = Array.from({ length: 12 }, (_, at) => at + 1);
  await stage.seed({ [WEB]: numbers.map((number) => server(number)) });
  const [at, old] = [hoursAgo(1), hoursAgo(30)];
  const none = 'The instance has no image in series nightly';
  const stands = (number: number, state: string) =>
    `${none} (${imageId(number)} does not count, it is ${state})`;
  const images = [
    ...(['pending', 'failed', 'error', 'invalid', 'disabled'] as const).map((state, index) =>
      image(index + 1, at, of(index + 1), { state }),
    ),
    image(6, at, { ...of(6), excludedVolumes: '/dev/sdf' }),
    image(7, at, { ...of(7), repositoryId: '700100201' }),
    image(8, at, { ...of(8), series: 'pre-deploy' }),
    // Our tags, and the image of another instance.
    image(9, at, of(9), { instanceId: idOf(77) }),
    // The newest one that counts is told, not the one that does not.
    image(12, old, of(12)),
    image(13, at, of(12), { state: 'failed' }),
  ];
  const elsewhere = [image(10, at, of(10), { region: 'us-east-1' })];
  await stage.aws.seed(
    { id: WEB, images: [...images, ...elsewhere] },
    { id: '555555555555', images: [image(11, at, of(11))] },
  );
  const run = await stage.step(INPUTS);
  expect([run.exitCode, run.outputs['result'], run.outputs['image-ids']]).toEqual([1, 'failure', '[]']);
  expect(failuresOf(run).map(({ message }) => message.split(' · ')[0])).toEqual([
    stands(1, 'pending'),
    stands(2, 'failed'),
    stands(3, 'error'),
    stands(4, 'invalid'),
    stands(5, 'disabled'),
    `${none} (${imageId(6)} does not count, it leaves out other volumes (/dev/sdf))`,
    ...[7, 8, 9, 10, 11].map(() => none),
    `The newest image of series nightly was made on ${minuteOf(old)} UTC, longer ago than max-age`,
  ]);
  expect(verdictByInstance(run)[idOf(12)]).toBe('too old');
});

test('an image counts for the exclude-volumes that are asked for now', async () => {
  await stage.seed({ [WEB]: [server(1), server(2)] });
  const images = [
    image(1, hoursAgo(1), { ...of(1), excludedVolumes: '/dev/sdf,/dev/sdg' }),
    image(2, hoursAgo(1), of(2)),
  ];
  await stage.aws.seed({ id: WEB, images });
  const run = await stage.step({ ...INPUTS, 'exclude-volumes': '/dev/sdg, /dev/sdf' });
  expect(verdictByInstance(run)).toEqual({ [idOf(1)]: 'fresh', [idOf(2)]: 'no image' });
  expect(codesOf(run)).toEqual(['NoImage']);
});
