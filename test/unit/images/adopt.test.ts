import { describe, expect, test } from '@jest/globals';
import { adoptableImage, separateAdopted } from '../../../src/images/adopt.ts';
import type { Image } from '../../../src/model/image.ts';
import { anImage, anInstance, aRequest, instanceId, ourTags } from '../builders.ts';

const HOUR = 3600_000;
const NOW = Date.UTC(2026, 10, 22, 2);
const RULE = { runKey: '42-0123abcd', now: NOW, adoptWithin: HOUR };
const ID = instanceId(1);

function ours(parts: Partial<Image> = {}): Image {
  return anImage({ sourceInstanceId: ID, tags: ourTags(ID), createdAt: NOW - HOUR / 2, ...parts });
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
    { why: 'of another run', parts: { tags: ourTags(ID, 'default', '43-0123abcd') } },
    { why: 'of another series', parts: { tags: ourTags(ID, 'nightly') } },
    { why: 'of another instance', parts: { tags: ourTags(instanceId(2)), sourceInstanceId: instanceId(2) } },
    { why: 'whose tags claim this instance', parts: { sourceInstanceId: instanceId(2) } },
    { why: 'of this instance whose tags name another', parts: { tags: ourTags(instanceId(2)) } },
    { why: 'without tags', parts: { tags: [] } },
  ])('$why', ({ parts }) => {
    expect(adoptableImage([ours(parts)], aRequest(), RULE)).toBeUndefined();
  });

  test('that EC2 does not say the source of', () => {
    const copy = anImage({ tags: ourTags(ID), createdAt: NOW });
    expect(adoptableImage([copy], aRequest(), RULE)).toBeUndefined();
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
  });
});
