/** Targets that fail whole: their instances have no rows, and still were asked for. */
import { describe, expect, test } from '@jest/globals';
import type { Happening } from '../../../src/model/event.ts';
import { makeOutputs } from '../../../src/report/outputs.ts';
import { sentenceOf } from '../../../src/report/sentence.ts';
import { ACCOUNT, aProblem, REGION } from '../builders.ts';
import { available, created, failed, imageOf, reportOf, requestOf, selected, started } from './histories.ts';

const OTHER = '333333333333';

function targetFailed(target: number, account = OTHER): Happening {
  const problem = aProblem('TooManyInstances', { phase: 'plan', place: { account, region: REGION } });
  return { kind: 'target-failed', target, problem };
}

function refused(target: number, account = OTHER): Happening {
  const problem = aProblem('AssumeRoleDenied', { phase: 'sign-in', place: { account } });
  return { kind: 'target-failed', target, problem };
}

function entered(target: number, account = OTHER): Happening {
  const arn = `arn:aws:sts::${account}:assumed-role/cross-account-ami/run`;
  return { kind: 'target-signed-in', target, account, arn };
}

describe('the output image-id', () => {
  const one = [started(), selected([1]), created(1), available(1)];
  const imageId = (...happenings: readonly Happening[]): string =>
    makeOutputs(reportOf(...one, ...happenings)).outputs['image-id'];

  test('is the image when there is no other target', () => {
    expect(imageId()).toBe('ami-1');
  });

  test.each([
    { why: 'its account could not be entered', happening: refused(2) },
    { why: 'it selected too many instances', happening: targetFailed(2) },
    { why: 'a region of the same target failed', happening: targetFailed(1, ACCOUNT) },
  ])('is empty when another target failed whole: $why', ({ happening }) => {
    expect(imageId(happening)).toBe('');
  });

  test('is not the only output that tells of the image', () => {
    const { outputs } = makeOutputs(reportOf(...one, refused(2)));
    expect([outputs['image-ids'], outputs['result']]).toEqual(['["ami-1"]', 'partial']);
  });

  test('of a check is empty as well', () => {
    const freshness = { kind: 'fresh', image: imageOf(1) } as const;
    const check = [started({ mode: 'check' }), { kind: 'checked', of: requestOf(1), freshness } as const];
    const idOf = (...more: readonly Happening[]): string =>
      makeOutputs(reportOf(...check, ...more)).outputs['image-id'];
    expect([idOf(), idOf(refused(2))]).toEqual(['ami-1', '']);
  });
});

describe('the verdict', () => {
  test('counts the selected instances of a target that failed whole', () => {
    const report = reportOf(
      started(),
      selected([1]),
      selected([2, 3], 2, 'us-east-1'),
      targetFailed(2),
      created(1),
      available(1),
    );
    expect(sentenceOf(report)).toBe('1 of 3 images in 1 account available, 1 failure');
  });

  test('counts an instance that two targets select once', () => {
    const report = reportOf(
      started(),
      selected([1, 2]),
      selected([2, 3], 2),
      targetFailed(2),
      created(1),
      available(1),
      failed(2, 'LimitReached'),
    );
    expect(sentenceOf(report)).toBe('1 of 3 images in 1 account available, 2 failures');
  });

  test('counts an instance by its account and region', () => {
    const report = reportOf(
      started(),
      selected([1]),
      selected([1], 2, 'us-east-1'),
      targetFailed(2),
      created(1),
      available(1),
    );
    expect(sentenceOf(report)).toBe('1 of 2 images in 1 account available, 1 failure');
  });

  test('counts every image of an instance that has two', () => {
    const both = ['a', 'b'].map((series) => ({ kind: 'failed', of: requestOf(2, { series }) }) as const);
    const report = reportOf(
      started(),
      selected([1, 2]),
      created(1),
      available(1),
      ...both.map((each) => ({ ...each, problem: aProblem('LimitReached') })),
    );
    expect(sentenceOf(report)).toBe('1 of 3 images in 1 account available, 2 failures');
  });
});

describe('an account that was not reached', () => {
  const one = [started(), selected([1]), created(1), available(1)];

  test('is one that no target entered', () => {
    const report = reportOf(...one, entered(1, ACCOUNT), refused(2));
    expect(report.unreached).toEqual([OTHER]);
    expect(sentenceOf(report)).toMatch(/; not reached: 333333333333$/);
  });

  test.each([
    { why: 'before', happenings: [entered(1), refused(2)] },
    { why: 'afterwards', happenings: [refused(2), entered(1)] },
  ])('is none that another role of it was entered by $why', ({ happenings }) => {
    const report = reportOf(...one, ...happenings);
    expect(report.unreached).toEqual([]);
    expect(report.failures).toHaveLength(1);
    expect(sentenceOf(report)).not.toContain('not reached');
  });
});
