import { describe, expect, test } from '@jest/globals';
import { adoptableImage, separateAdopted } from '../../../src/images/adopt.ts';
import type { Image } from '../../../src/model/image.ts';
import { anImage, anInstance, aRequest, HOUR, instanceId, ourTags, runFacts } from '../builders.ts';

const NOW = Date.UTC(2026, 10, 22, 2);
const RULE = { adopter: runFacts(), now: NOW, adoptWithin: HOUR };
const ID = instanceId(1);

function ours(parts: Partial<Image> = {}): Image {
  return anImage({ sourceInstanceId: ID, tags: ourTags(), createdAt: NOW - HOUR / 2, ...parts });
}

describe('an image of the same run key, series and instance is adopted', () => {
  test.each([
    { state: 'pending', age: 24 * HOUR - 1, adopted: true },
    { state: 'pending', age: 24 * HOUR, adopted: false },
    { state: 'available', age: HOUR - 1, adopted: true },
    { state: 'available', age: HOUR, adopted: false },
    { state: 'failed', age: 0, adopted: false },
    { state: 'disabled', age: 0, adopted: false },
    { state: 'deregistered', age: 0, adopted: false },
  ])('$state for $age ms: $adopted', ({ state, age, adopted }) => {
    const image = ours({ state, createdAt: NOW - age });
    expect(adoptableImage([image], aRequest(), RULE)).toBe(adopted ? image : undefined);
  });

  test('within the time of adopt-within', () => {
    const image = ours({ createdAt: NOW - 2 * HOUR });
    expect(adoptableImage([image], aRequest(), { ...RULE, adoptWithin: 3 * HOUR })).toBe(image);
    expect(adoptableImage([ours()], aRequest(), { ...RULE, adoptWithin: 0 })).toBeUndefined();
  });
});

describe('an image is not adopted', () => {
  test.each<{ why: string; parts: Partial<Image> }>([
    { why: 'of another run', parts: { tags: ourTags({ runKey: '43-0123abcd' }) } },
    { why: 'of another series', parts: { tags: ourTags({ series: 'nightly' }) } },
    {
      why: 'of another instance',
      parts: { tags: ourTags({ instance: instanceId(2) }), sourceInstanceId: instanceId(2) },
    },
    { why: 'whose tags claim this instance', parts: { sourceInstanceId: instanceId(2) } },
    {
      why: 'of this instance whose tags name another',
      parts: { tags: ourTags({ instance: instanceId(2) }) },
    },
    { why: 'without tags', parts: { tags: [] } },
  ])('$why', ({ parts }) => {
    expect(adoptableImage([ours(parts)], aRequest(), RULE)).toBeUndefined();
  });

  test.each([
    'run-key',
    'series',
    'instance-id',
    'repository',
    'repository-id',
    'run-url',
    'sha',
    'excluded-volumes',
  ])('without the tag %s', (name) => {
    const tags = ourTags().filter(({ key }) => key !== `cross-account-ami:${name}`);
    expect(adoptableImage([ours({ tags })], aRequest(), RULE)).toBeUndefined();
  });

  test.each([
    { why: 'of another repository', repositoryId: '778', own: '777' },
    { why: 'of a repository without a number', repositoryId: '', own: '777' },
    { why: 'by a repository without a number', repositoryId: '', own: '' },
  ])('$why, also with a key that is given', ({ repositoryId, own }) => {
    const image = ours({ tags: ourTags({ repositoryId }) });
    const adopter = { ...runFacts(), repositoryId: own, isKeyGiven: true };
    expect(adoptableImage([image], aRequest(), { ...RULE, adopter })).toBeUndefined();
  });

  test('that EC2 does not say the source of', () => {
    const copy = anImage({ tags: ourTags(), createdAt: NOW });
    expect(adoptableImage([copy], aRequest(), RULE)).toBeUndefined();
  });
});

describe('of two steps that have the same run key', () => {
  const SELF = runFacts().attempt;
  test.each([
    { attempt: '1-0000cafe', isKeyGiven: false, adopted: true, why: 'an earlier attempt made it' },
    { attempt: '2-0000cafe', isKeyGiven: false, adopted: false, why: 'another step made it' },
    { attempt: '2-0000cafe', isKeyGiven: true, adopted: true, why: 'the key says that they belong together' },
    { attempt: '3-0000cafe', isKeyGiven: false, adopted: false, why: 'a later attempt made it' },
    { attempt: '10-0000cafe', isKeyGiven: false, adopted: false, why: 'attempts are numbers' },
    { attempt: 'none', isKeyGiven: false, adopted: false, why: 'it does not say which attempt made it' },
    { attempt: SELF, isKeyGiven: false, adopted: true, why: 'this process made it' },
  ])('$adopted for $attempt, key given $isKeyGiven: $why', ({ attempt, isKeyGiven, adopted }) => {
    const image = ours({ tags: ourTags({ attempt }) });
    const adopter = { ...runFacts(), isKeyGiven };
    expect(adoptableImage([image], aRequest(), { ...RULE, adopter })).toBe(adopted ? image : undefined);
  });

  test('the requests are named that the other step has imaged', () => {
    const other = ours({ tags: ourTags({ attempt: '2-0000cafe' }) });
    const request = aRequest();
    expect(separateAdopted([request], [other], RULE)).toEqual({
      adopted: [],
      fresh: [request],
      alike: [request],
    });
  });
});

test('the newest of several is adopted', () => {
  const images = [1, 3, 2].map((age) => ours({ id: `ami-${age}`, createdAt: NOW - age * 1_000 }));
  expect(adoptableImage(images, aRequest(), RULE)?.id).toBe('ami-1');
});

test('the requests that have an image, and those that need one', () => {
  const requests = [1, 2].map((number) => aRequest({ instance: anInstance({ id: instanceId(number) }) }));
  const image = ours();
  expect(separateAdopted(requests, [image], RULE)).toEqual({
    adopted: [{ request: requests[0], image }],
    fresh: [requests[1]],
    alike: [],
  });
});
