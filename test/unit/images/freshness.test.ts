import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  countingRuleOf,
  judgeFreshness,
  newestCounting,
  separateSkipped,
} from '../../../src/images/freshness.ts';
import type { CountingRule } from '../../../src/images/ours.ts';
import type { Freshness } from '../../../src/model/event.ts';
import type { Image } from '../../../src/model/image.ts';
import { anImage, anInstance, aRequest, aTarget, instanceId, settings } from '../builders.ts';

const HOUR = 3600_000;
const NOW = Date.UTC(2026, 10, 22, 2, 17);
const RULE = { maxAge: 26 * HOUR, now: NOW };
const ID = instanceId(1);
const COUNTED: CountingRule = {
  repositoryId: '777',
  series: 'default',
  instance: ID,
  excludedVolumes: 'none',
};
const OLD_INSTANCE = anInstance();

interface Facts extends Partial<Image> {
  readonly age?: number;
  readonly our?: Readonly<Record<string, string>>;
}

/** An image that counts, unless the facts say otherwise. */
function image({ age = HOUR, our = {}, ...parts }: Facts = {}): Image {
  const own = {
    'run-key': '42-0123abcd',
    'instance-id': ID,
    series: 'default',
    'repository-id': '777',
    'excluded-volumes': 'none',
    repository: 'octo/images',
    'run-url': 'https://github.com/octo/images/actions/runs/42',
    sha: 'c0ffee',
    ...our,
  };
  const tags = Object.entries(own).map(([key, value]) => ({ key: `cross-account-ami:${key}`, value }));
  const facts = { sourceInstanceId: ID, createdAt: NOW - age, tags };
  return anImage({ id: `ami-${age}`, ...facts, ...parts });
}

function judge(images: readonly Image[], launchedAt = OLD_INSTANCE.launchedAt): Freshness {
  return judgeFreshness({ launchedAt }, images, COUNTED, RULE);
}

const other = { instance: instanceId(2) };

/** Of the series of the instance, but not counting. */
const notCounting: readonly { readonly why: string; readonly image: Image; readonly because: string }[] = [
  ...['pending', 'failed', 'error', 'invalid', 'disabled', 'deregistered', 'transient'].map((state) => ({
    why: state,
    image: image({ state }),
    because: `does not count, it is ${state}`,
  })),
  {
    why: 'without a time',
    image: image({ createdAt: 0 }),
    because: 'does not count, EC2 does not say when it was made',
  },
  {
    why: 'of other volumes',
    image: image({ our: { 'excluded-volumes': '/dev/sdf' } }),
    because: 'does not count, it leaves out other volumes (/dev/sdf)',
  },
];

/** Not of the series of the instance at all. */
const foreign: readonly { readonly why: string; readonly image: Image }[] = [
  { why: 'of another repository', image: image({ our: { 'repository-id': '778' } }) },
  { why: 'of another series', image: image({ our: { series: 'nightly' } }) },
  {
    why: 'of another instance',
    image: image({ our: { 'instance-id': other.instance }, sourceInstanceId: other.instance }),
  },
  { why: 'whose tags claim the instance', image: image({ sourceInstanceId: other.instance }) },
  { why: 'that is a copy', image: anImage({ tags: image().tags, createdAt: NOW }) },
  { why: 'without tags', image: image({ tags: [] }) },
];

describe('an instance', () => {
  const young = NOW - HOUR;

  test.each<{ why: string; images: Image[]; launchedAt?: number; kind: Freshness['kind'] }>([
    { why: 'with a young image', images: [image()], kind: 'fresh' },
    { why: 'with an image just below max-age', images: [image({ age: 26 * HOUR - 1 })], kind: 'fresh' },
    { why: 'with an image of exactly max-age', images: [image({ age: 26 * HOUR })], kind: 'too old' },
    { why: 'without an image', images: [], kind: 'no image' },
    { why: 'that is young, without an image', images: [], launchedAt: young, kind: 'too new' },
    { why: 'that is young, with a young image', images: [image()], launchedAt: young, kind: 'fresh' },
    {
      why: 'that is young, with an image that does not count',
      images: [image({ state: 'failed' })],
      launchedAt: young,
      kind: 'too new',
    },
    {
      why: 'that is young, with an old image of its id',
      images: [image({ age: 99 * HOUR })],
      launchedAt: young,
      kind: 'too new',
    },
    {
      why: 'just below max-age itself',
      images: [],
      launchedAt: NOW - 26 * HOUR + 1,
      kind: 'too new',
    },
    { why: 'of exactly max-age itself', images: [], launchedAt: NOW - 26 * HOUR, kind: 'no image' },
    { why: 'of which nobody knows when it was launched', images: [], launchedAt: 0, kind: 'no image' },
  ])('$why is $kind', ({ images, launchedAt, kind }) => {
    expect(judge(images, launchedAt).kind).toBe(kind);
  });

  test('is judged by its newest image, whatever the order of the look-up', () => {
    const images = [3, 1, 2].map((age) => image({ age: age * HOUR }));
    expect(judge(images)).toEqual({ kind: 'fresh', image: images[1] });
    const old = [99, 27, 50].map((age) => image({ age: age * HOUR }));
    expect(judge(old)).toEqual({ kind: 'too old', image: old[1] });
  });

  test.each(notCounting)('has no image when it is one $why, and is told why', ({ image: only, because }) => {
    expect(newestCounting([only], COUNTED)).toBeUndefined();
    expect(judge([only])).toEqual({ kind: 'no image', because: `${only.id} ${because}` });
  });

  test.each(foreign)('has no image when it is one $why, of which nothing is told', ({ image: only }) => {
    expect(newestCounting([only], COUNTED)).toBeUndefined();
    expect(judge([only])).toEqual({ kind: 'no image' });
  });

  test('is told why the newest of its images does not count, not the first', () => {
    const images = [image({ age: 2 * HOUR, state: 'failed' }), image({ age: HOUR, state: 'disabled' })];
    expect(judge(images)).toEqual({
      kind: 'no image',
      because: `ami-${HOUR} does not count, it is disabled`,
    });
  });

  test('has the same verdict with images that do not count, whatever they are', () => {
    const useless = fc.constantFrom(...notCounting, ...foreign).map((each) => each.image);
    const useful = fc.nat(60).map((age) => image({ age: age * HOUR }));
    const launched = fc.nat(60).map((age) => NOW - age * HOUR);
    fc.assert(
      fc.property(fc.array(useful), fc.array(useless), launched, fc.nat(), (good, bad, launchedAt, seed) => {
        const mixed = [...good, ...bad].toSorted((one, two) => (rank(one, seed) < rank(two, seed) ? -1 : 1));
        const [verdict, alone] = [judge(mixed, launchedAt), judge(good, launchedAt)];
        expect(verdict.kind).toBe(alone.kind);
        if ('image' in alone && 'image' in verdict)
          expect(verdict.image.createdAt).toBe(alone.image.createdAt);
      }),
    );
  });
});

function rank({ id, createdAt }: Image, seed: number): number {
  return (createdAt + id.length * 7919 + seed) % 101;
}

test('what counts for a target is of its series and leaves out its volumes', () => {
  const images = settings({ series: 'nightly', excludeVolumes: ['/dev/sdg', '/dev/sdf'] });
  expect(countingRuleOf(aTarget({ images }), ID, '777')).toEqual({
    repositoryId: '777',
    series: 'nightly',
    instance: ID,
    excludedVolumes: '/dev/sdf,/dev/sdg',
  });
});

describe('skip-if-newer-than', () => {
  const target = aTarget({ skipIfNewerThan: 12 * HOUR });
  const request = aRequest();
  const separate = (images: readonly Image[], targets = [target], requests = [request]) =>
    separateSkipped(requests, images, { targets, repositoryId: '777', now: NOW });

  test.each([
    { age: 12 * HOUR - 1, skips: true },
    { age: 12 * HOUR, skips: false },
  ])('with an image of $age ms skips: $skips', ({ age, skips }) => {
    const newest = image({ age });
    expect(separate([image({ age: 99 * HOUR }), newest])).toEqual(
      skips ? { skipped: [{ request, image: newest }], fresh: [] } : { skipped: [], fresh: [request] },
    );
  });

  test.each([...notCounting, ...foreign])('takes no image $why', ({ image: only }) => {
    expect(separate([only])).toEqual({ skipped: [], fresh: [request] });
  });

  test('is each target’s own, and none of one that has none', () => {
    const second = aTarget({ position: 2, images: settings({ series: 'weekly' }) });
    const weekly = aRequest({ target: 2, series: 'weekly' });
    const images = [image(), image({ id: 'ami-weekly', our: { series: 'weekly' } })];
    expect(separate(images, [target, second], [weekly, request])).toEqual({
      skipped: [{ request, image: images[0] }],
      fresh: [weekly],
    });
    const both = [target, { ...second, skipIfNewerThan: 2 * HOUR }];
    expect(separate(images, both, [weekly, request]).skipped.map((each) => each.image.id)).toEqual([
      'ami-weekly',
      images[0]?.id,
    ]);
  });

  test('keeps the order of the requests', () => {
    const requests = [1, 2, 3].map((number) =>
      aRequest({ instance: anInstance({ id: instanceId(number) }) }),
    );
    expect(separate([], [target], requests).fresh).toEqual(requests);
  });
});
