/** Which images of a listing are decided about, which of them count, and in which order they go. */
import { describe, expect, test } from '@jest/globals';
import { reason, reasonTexts } from '../../../src/model/reason.ts';
import { decideImages, kept, oldestFirst, verdict } from '../../../src/retention/decide.ts';
import { strangers } from './histories.ts';
import { DAY, NOW } from '../builders.ts';
import { ourImage, daily, countingRule, policyOf } from '../image-builders.ts';

const keepOne = policyOf({ last: 1 });

/** The reason of a stranger of this series; one that is not of the series has none, for it is not listed. */
const reasonOf: Readonly<Record<keyof typeof strangers, string | undefined>> = {
  pending: 'does not count, it is pending',
  failed: 'does not count, it is failed; it is removed as a leftover when it is over 48 hours old',
  error: 'does not count, it is error; it is removed as a leftover when it is over 48 hours old',
  disabled: 'does not count, it is disabled',
  deregistered: 'does not count, it is deregistered',
  'without data volumes': 'does not count, it leaves out other volumes (data)',
  'without word of its volumes': undefined,
};

describe('an image that does not count', () => {
  test.each(Object.entries(strangers).map(([kind, make]) => ({ kind, make, reason: reasonOf[kind] })))(
    '$kind: is kept, and pushes no good one out',
    ({ make, reason }) => {
      const stranger = make('ami-stranger', NOW + DAY);
      const verdicts = decideImages([stranger, ...daily([0, 1])], countingRule, keepOne);
      expect(
        verdicts.map(({ image, decision, reasons }) => [image, decision, ...reasonTexts(reasons)]),
      ).toEqual([
        ...(reason === undefined ? [] : [['ami-stranger', 'keep', reason]]),
        ['ami-0d', 'keep', 'last 1'],
        ['ami-1d', 'prune', 'no rule keeps it'],
      ]);
    },
  );

  test('every one of them is tried', () => {
    expect(Object.keys(strangers)).toEqual(expect.arrayContaining(Object.keys(reasonOf)));
  });
});

describe('the volumes that an image leaves out', () => {
  test.each([
    { target: 'none', image: 'none', counts: true },
    { target: '/dev/sdf,/dev/sdg', image: '/dev/sdf,/dev/sdg', counts: true },
    { target: '/dev/sdf', image: '/dev/sdf,/dev/sdg', counts: false },
    { target: 'none', image: 'data', counts: false },
    { target: 'data', image: 'none', counts: false },
  ])('target $target, image $image', ({ target, image, counts }) => {
    const images = [ourImage('ami-2', { excludedVolumes: image }), ourImage('ami-1', { age: DAY })];
    const verdicts = decideImages(images, { ...countingRule, excludedVolumes: target }, keepOne);
    expect(reasonTexts(verdicts[0]?.reasons ?? [])).toEqual([
      counts
        ? 'last 1'
        : `does not count, it leaves out ${image === 'none' ? 'no volumes' : `other volumes (${image})`}`,
    ]);
  });
});

test('a verdict holds what the summary shows', () => {
  const image = ourImage('ami-1', { name: 'web-1 20261122', sizeGiB: 30, age: DAY });
  expect(decideImages([image], countingRule, keepOne)).toEqual([
    {
      image: 'ami-1',
      name: 'web-1 20261122',
      createdAt: NOW - DAY,
      sizeGiB: 30,
      decision: 'keep',
      reasons: [reason('last', 1)],
    },
  ]);
});

test('verdicts stand newest first, whether the images count or not', () => {
  const images = [...daily([3, 1]), ourImage('ami-2d', { age: 2 * DAY, state: 'failed' })];
  expect(decideImages(images, countingRule, keepOne).map(({ image }) => image)).toEqual([
    'ami-1d',
    'ami-2d',
    'ami-3d',
  ]);
});

describe('what is pruned now', () => {
  const verdicts = daily([0, 1, 2, 3]).map((image) => verdict(image, 'prune', [reason('no-rule')]));

  test.each([
    { most: 1, pruned: ['ami-3d'] },
    { most: 3, pruned: ['ami-3d', 'ami-2d', 'ami-1d'] },
    { most: 10, pruned: ['ami-3d', 'ami-2d', 'ami-1d', 'ami-0d'] },
  ])('at most $most, oldest first', ({ most, pruned }) => {
    expect(
      oldestFirst(verdicts)
        .slice(0, most)
        .map(({ image }) => image),
    ).toEqual(pruned);
  });

  test('nothing that is kept', () => {
    const held = verdicts.map((each) => kept(each, [reason('in-use', 'in use by ec2:Instance i-1')]));
    expect(oldestFirst(held).slice(0, 3)).toEqual([]);
    expect(held.map(({ reasons }) => reasons)).toEqual(
      held.map(() => [reason('in-use', 'in use by ec2:Instance i-1')]),
    );
  });

  test('an image that the policy keeps keeps its reasons', () => {
    const [first] = daily([0]).map((image) =>
      kept(verdict(image, 'keep', [reason('last', 1)]), [reason('in-use', 'in use')]),
    );
    expect(first?.reasons).toEqual([reason('last', 1)]);
  });
});
