import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Happening } from '../../../src/model/event.ts';
import { annotations } from '../../../src/report/annotations.ts';
import { makeOutputs } from '../../../src/report/outputs.ts';
import { reportFileText } from '../../../src/report/report-file.ts';
import { foldEvents } from '../../../src/report/report.ts';
import { summaryText } from '../../../src/report/summary.ts';
import { sentenceOf } from '../../../src/report/sentence.ts';
import { ACCOUNT, aProblem, REGION } from '../builders.ts';
import {
  available,
  created,
  failed,
  history,
  imageOf,
  reportOf,
  requestOf,
  START,
  started,
} from './histories.ts';
import { anyEvents } from './any-event.ts';

test('every prefix of any history has a report, and everything that is made of it', () => {
  fc.assert(
    fc.property(anyEvents, (all) => {
      for (let length = 0; length <= all.length; length += 1) {
        const report = foldEvents(all.slice(0, length));
        const { outputs, emptied } = makeOutputs(report);
        const whole: unknown = JSON.parse(reportFileText(report, false));
        const shown = [summaryText(report), sentenceOf(report), outputs['result'], outputs['images']];
        expect(shown.every((text) => text !== '')).toBe(true);
        expect(emptied).toEqual([]);
        expect(whole).toMatchObject({ finished: false });
        expect(annotations(report, []).length).toBeLessThanOrEqual(10);
      }
    }),
  );
});

describe('the result', () => {
  const pending = imageOf(2, { state: 'pending' });

  test.each<{ why: string; happenings: Happening[]; result: string }>([
    { why: 'nothing happened', happenings: [started()], result: 'success' },
    { why: 'all images are available', happenings: [started(), created(1), available(1)], result: 'success' },
    {
      why: 'an image was adopted',
      happenings: [started(), { kind: 'adopted', request: requestOf(1), image: imageOf(1) }],
      result: 'success',
    },
    { why: 'nothing was waited for', happenings: [started({ wait: false }), created(1)], result: 'pending' },
    {
      why: 'one of two failed',
      happenings: [started(), created(1), available(1), failed(2, 'LimitReached')],
      result: 'partial',
    },
    {
      why: 'one of two failed, tolerated',
      happenings: [started({ maxFailures: 1 }), created(1), available(1), failed(2, 'LimitReached')],
      result: 'partial',
    },
    {
      why: 'one was accepted, and another one failed',
      happenings: [started({ wait: false }), created(1), failed(2, 'LimitReached')],
      result: 'partial',
    },
    {
      why: 'one is available and another one still pending at wait-timeout',
      happenings: [started(), created(1), available(1), created(2), failed(2, 'WaitTimedOut', pending)],
      result: 'partial',
    },
    {
      why: 'the only one is still pending at wait-timeout',
      happenings: [started(), created(2), failed(2, 'WaitTimedOut', pending)],
      result: 'failure',
    },
    { why: 'all failed', happenings: [started(), failed(1, 'LimitReached')], result: 'failure' },
    {
      why: 'the target failed',
      happenings: [started(), { kind: 'target-failed', target: 1, problem: aProblem('AssumeRoleDenied') }],
      result: 'failure',
    },
    {
      why: 'the only image failed at last',
      happenings: [started(), created(1), failed(1, 'ImageFailed', imageOf(1, { state: 'failed' }))],
      result: 'failure',
    },
  ])('$result: $why', ({ happenings, result }) => {
    expect(reportOf(...happenings).result).toBe(result);
  });
});

describe('the step fails', () => {
  test.each([
    { maxFailures: 0, failures: 0, fails: false },
    { maxFailures: 0, failures: 1, fails: true },
    { maxFailures: 2, failures: 2, fails: false },
    { maxFailures: 2, failures: 3, fails: true },
  ])(
    'with $failures failures of which $maxFailures are tolerated: $fails',
    ({ maxFailures, failures, fails }) => {
      const happenings = Array.from({ length: failures }, (_, at) => failed(at + 1, 'LimitReached'));
      expect(reportOf(started({ maxFailures }), ...happenings).fails).toBe(fails);
    },
  );

  test('with one failure for a whole target, as with one for an instance', () => {
    const report = reportOf(started({ maxFailures: 1 }), failed(1, 'LimitReached'), {
      kind: 'target-failed',
      problem: aProblem('RegionDisabled'),
    });
    expect([report.failures.map(({ code }) => code), report.fails]).toEqual([
      ['RegionDisabled', 'LimitReached'],
      true,
    ]);
  });

  test.each(['InputInvalid', 'OidcNotPermitted', 'Cancelled', 'Unexpected'] as const)(
    'with %s of the whole run, however many failures are tolerated',
    (code) => {
      const report = reportOf(started({ maxFailures: 100 }), { kind: 'run-failed', problem: aProblem(code) });
      expect([report.fails, report.failures.map((problem) => problem.code)]).toEqual([true, [code]]);
    },
  );

  test('and its failures stand in the order of the targets, whichever came first', () => {
    const denied = (target: number, account: string) => {
      return {
        kind: 'target-failed',
        target,
        problem: aProblem('AssumeRoleDenied', { place: { account } }),
      } as const;
    };
    const report = reportOf(started(), denied(3, '3'), denied(1, '1'), denied(2, '2'));
    expect(report.failures.map(({ place }) => place.account)).toEqual(['1', '2', '3']);
  });
});

test('a report says where, when and what else', () => {
  const place = { account: '222222222222', region: 'eu-west-1' };
  const report = reportOf(
    started({ runKey: 'key', reportFile: 'file', mode: 'validate' }),
    { kind: 'signed-in', account: '111111111111', arn: 'arn', how: 'OIDC' },
    { kind: 'warned', text: 'careful', place },
    { kind: 'noticed', text: 'by the way', place },
    { kind: 'progressed', place, progress: { available: 0, pending: 2 } },
    { kind: 'progressed', place, progress: { available: 1, pending: 1, percent: 40 } },
  );
  expect(report).toMatchObject({
    mode: 'validate',
    runKey: 'key',
    reportFile: 'file',
    mainAccount: '111111111111',
    startedAt: START,
    endedAt: START + 5_000,
    warnings: [{ text: 'careful', place }],
  });
});

test('a run that did not even start has a report', () => {
  expect(foldEvents(history())).toMatchObject({
    runKey: '',
    result: 'success',
    fails: false,
    mainAccount: null,
  });
});

test('where nothing was selected rows stand in the order of the regions, whichever answered first', () => {
  const regions = ['us-east-1', REGION];
  const signedIn: Happening = { kind: 'target-signed-in', target: 1, account: ACCOUNT, arn: 'arn', regions };
  const later = [created(1), created(2, { region: 'us-east-1' })];
  const { rows } = reportOf(started({ mode: 'wait' }), signedIn, ...later);
  expect(rows.map(({ region }) => region)).toEqual(regions);
});
