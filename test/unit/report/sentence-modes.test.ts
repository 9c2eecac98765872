/** The verdict of the modes plan, check and wait, and of instances that were skipped. */
import { describe, expect, test } from '@jest/globals';
import type { Happening } from '../../../src/model/event.ts';
import type { Verdict } from '../../../src/model/retention.ts';
import { sentenceOf } from '../../../src/report/sentence.ts';
import { aProblem } from '../builders.ts';
import { available, created, failed, imageOf, reportOf, requestOf, START, started } from './histories.ts';
import { checked, denied, foreseen, oldImage, planned, signedIn, skipped, tried } from './plan-histories.ts';

interface Row {
  readonly happenings: readonly Happening[];
  readonly text: string;
}

const closed: Happening = {
  kind: 'target-failed',
  target: 2,
  problem: aProblem('AssumeRoleDenied', { phase: 'sign-in', place: { account: '333333333333' } }),
};
const cancelled: Happening = { kind: 'run-failed', problem: aProblem('Cancelled', { place: {} }) };

describe('of a backup that skipped instances', () => {
  test.each<Row>([
    { happenings: [skipped(1)], text: '1 instance skipped, as its newest image is young enough' },
    {
      happenings: [skipped(1), skipped(2)],
      text: '2 instances skipped, as their newest images are young enough',
    },
    {
      happenings: [skipped(1), created(2), available(2)],
      text: '1 image in 1 account is available, 1 skipped',
    },
    {
      happenings: [
        skipped(1, { account: '333333333333' }),
        created(2),
        available(2),
        created(3),
        available(3),
      ],
      text: '2 images in 1 account are available, 1 skipped',
    },
    {
      happenings: [skipped(1), created(2), available(2), failed(3, 'LimitReached')],
      text: '1 of 3 images in 1 account available, 1 skipped, 1 failure',
    },
  ])('$text', ({ happenings, text }) => {
    expect(sentenceOf(reportOf(started(), ...happenings))).toBe(text);
  });

  test.each<Row>([
    {
      happenings: [skipped(1), created(2)],
      text: '1 image in 1 account was accepted and not waited for, 1 skipped',
    },
    { happenings: [skipped(1)], text: '1 instance skipped, as its newest image is young enough' },
  ])('without waiting: $text', ({ happenings, text }) => {
    expect(sentenceOf(reportOf(started({ wait: false }), ...happenings))).toBe(text);
  });
});

describe('of a check', () => {
  const mode = started({ mode: 'check' });
  const fresh = (number: number) => checked(number, { kind: 'fresh', image: oldImage(number) });
  const tooNew = (number: number) => checked(number, { kind: 'too new' });
  const none = (number: number) => [checked(number, { kind: 'no image' }), failed(number, 'NoImage')];
  const old = (number: number) => {
    const image = oldImage(number);
    return [checked(number, { kind: 'too old', image }), failed(number, 'ImageTooOld', image)];
  };

  test.each<Row & { readonly result: string }>([
    {
      happenings: [fresh(1), fresh(2)],
      result: 'success',
      text: '2 instances with an image younger than max-age',
    },
    {
      happenings: [fresh(1), tooNew(2), tooNew(3)],
      result: 'success',
      text: '1 instance with an image younger than max-age, 2 too new',
    },
    { happenings: none(1), result: 'failure', text: '1 of 1 instance has no image younger than max-age' },
    {
      happenings: [fresh(1), ...none(2), ...old(3), tooNew(4)],
      result: 'partial',
      text: '2 of 4 instances have no image younger than max-age, 1 too new',
    },
    {
      happenings: [...old(1), closed],
      result: 'failure',
      text: '1 of 1 instance has no image younger than max-age, 1 other failure',
    },
    {
      happenings: [fresh(1), closed],
      result: 'partial',
      text: 'The check is not complete, 1 failure; not reached: 333333333333',
    },
    { happenings: [cancelled], result: 'failure', text: 'The check is not complete, 1 failure' },
    { happenings: [], result: 'success', text: 'No instance was selected, and none was checked' },
  ])('$text', ({ happenings, result, text }) => {
    const report = reportOf(mode, signedIn, ...happenings);
    expect([report.result, sentenceOf(report)]).toEqual([result, text]);
  });
});

describe('of a plan', () => {
  const mode = started({ mode: 'plan' });
  const there = (number: number, outcome: 'adopted' | 'skipped') =>
    planned(number, { outcome, image: oldImage(number) });
  const gone: Verdict = {
    ...{ image: 'ami-9', name: 'n', createdAt: START, sizeGiB: 8 },
    ...{ decision: 'prune', reasons: [{ code: 'no-rule', text: 'no rule keeps it' }] },
  };

  test.each<Row & { readonly result: string }>([
    {
      happenings: [tried(), planned(1)],
      result: 'success',
      text: 'A backup would create 1 image; no permission that can be tried is missing',
    },
    {
      happenings: [
        tried({ answer: 'cannot be tried' }),
        planned(1),
        planned(2),
        there(3, 'adopted'),
        there(4, 'skipped'),
        foreseen('NameTaken', 5),
        { kind: 'retained', of: requestOf(1), verdicts: [gone, { ...gone, decision: 'keep' }] },
      ],
      result: 'failure',
      text: 'A backup would create 2 images, adopt 1, skip 1, prune 1, fail in 1 place; no permission that can be tried is missing',
    },
    {
      happenings: [denied(), denied({ action: 'ec2:CreateTags' }), planned(1)],
      result: 'failure',
      text: 'A backup would create 1 image; 2 permissions missing',
    },
    {
      happenings: [],
      result: 'success',
      text: 'A backup would create 0 images; no permission that can be tried is missing',
    },
  ])('$text', ({ happenings, result, text }) => {
    const report = reportOf(mode, signedIn, ...happenings);
    expect([report.result, sentenceOf(report)]).toEqual([result, text]);
  });

  test('that got no further than the sign-in', () => {
    const refused: Happening = { kind: 'run-failed', problem: aProblem('OidcNotTrusted', { place: {} }) };
    const cell = tried({ action: 'sts:AssumeRoleWithWebIdentity', place: {}, answer: 'denied' });
    expect(sentenceOf(reportOf(mode, refused, cell))).toBe('Nothing was planned, 1 failure');
  });

  test.each([
    { what: 'a permission that is missing', happenings: [denied()], codes: ['AccessDenied'] },
    { what: 'what it foresees', happenings: [foreseen('NameTaken', 1)], codes: ['NameTaken'] },
    {
      what: 'both',
      happenings: [denied({ action: 'ec2:DescribeSnapshots' }), foreseen('NameTaken', 1)],
      codes: ['AccessDenied', 'NameTaken'],
    },
    {
      what: 'one of the two when it is the same',
      happenings: [foreseen('AccessDenied', 1), denied()],
      codes: ['AccessDenied'],
    },
    {
      what: 'each instance that lacks the permission',
      happenings: [foreseen('AccessDenied', 1), foreseen('AccessDenied', 2), denied()],
      codes: ['AccessDenied', 'AccessDenied'],
    },
  ])('fails with $what', ({ happenings, codes }) => {
    const report = reportOf(mode, signedIn, ...happenings);
    expect([report.fails, report.failures.map(({ code }) => code).toSorted()]).toEqual([true, codes]);
  });
});

describe('of a wait', () => {
  const mode = started({ mode: 'wait' });
  const adopted: Happening = {
    kind: 'adopted',
    request: requestOf(1),
    image: imageOf(1, { state: 'pending' }),
  };
  const nothing: Happening = { kind: 'run-failed', problem: aProblem('NothingToWaitFor', { place: {} }) };

  test.each<Row & { readonly result: string }>([
    { happenings: [adopted, available(1)], result: 'success', text: '1 image in 1 account is available' },
    {
      happenings: [adopted, failed(1, 'WaitTimedOut', imageOf(1, { state: 'pending' }))],
      result: 'failure',
      text: 'No image became available, 1 failure',
    },
    { happenings: [nothing], result: 'failure', text: 'No image of this run key was found' },
    {
      happenings: [closed],
      result: 'failure',
      text: 'Nothing was waited for, 1 failure; not reached: 333333333333',
    },
  ])('$text', ({ happenings, result, text }) => {
    const report = reportOf(mode, signedIn, ...happenings);
    expect([report.result, sentenceOf(report)]).toEqual([result, text]);
  });

  test.each(['OidcNotTrusted', 'NoCredentials', 'Cancelled'] as const)(
    'that ended with %s does not say that there is no image, for nobody has looked',
    (code) => {
      const happening: Happening = { kind: 'run-failed', problem: aProblem(code, { place: {} }) };
      expect(sentenceOf(reportOf(mode, happening))).toBe('Nothing was waited for, 1 failure');
    },
  );
});
