import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalogue, type ProblemCode } from '../../../src/model/problem.ts';
import { annotations } from '../../../src/report/annotations.ts';
import { foldEvents } from '../../../src/report/report.ts';
import { makeOutputs } from '../../../src/report/outputs.ts';
import { aProblem } from '../builders.ts';
import { anyEvents, anyProblem } from './any-event.ts';
import { created, failed, reportOf, started } from './histories.ts';
import { denied, foreseen } from './plan-histories.ts';

/** GitHub shows ten of a level; the verdict of a step that fails is one more. */
const ROOM = 9;

function failures(count: number) {
  return Array.from({ length: count }, (_, at) => failed(at + 1, 'LimitReached'));
}

const codes = (Object.keys(catalogue) as ProblemCode[])
  .filter((code) => code !== 'InputInvalid')
  .slice(0, 20);
const different = codes.map((code, at) => failed(at + 1, code));

describe('annotations', () => {
  test('tell a failure, as an error when the step fails', () => {
    const made = annotations(reportOf(started(), ...failures(1)), []);
    expect(made.map(({ level, title }) => [level, title])).toEqual([['error', 'LimitReached']]);
    expect(made[0]?.text).toContain('It was LimitReached · account 222222222222');
  });

  test('tell those that are alike as one, with their servers', () => {
    const made = annotations(reportOf(started(), ...failures(3)), []);
    expect(made).toMatchObject([{ level: 'error', title: 'LimitReached × 3' }]);
    expect(made[0]?.text).toMatch(
      /^It was LimitReached · 222222222222 eu-west-1: web-1, web-2, web-3 · A quota of this account/,
    );
  });

  test('are warnings when the failures are tolerated', () => {
    const made = annotations(reportOf(started({ maxFailures: 2 }), ...failures(2)), []);
    expect(made.map(({ level }) => level)).toEqual(['warning']);
  });

  test('tell an account that could not be entered first, whatever else fails', () => {
    const closed = aProblem('AssumeRoleDenied', { phase: 'sign-in', place: { account: '044444444444' } });
    const others = codes.map((code, at) => failed(at + 1, code));
    const made = annotations(
      reportOf(started(), ...others, { kind: 'target-failed', target: 2, problem: closed }),
      [],
    );
    expect(made[0]?.title).toBe('AssumeRoleDenied');
    expect(made[0]?.text).toContain('account 044444444444');
  });

  test('keep the line of each mistake in a file', () => {
    const made = annotations(
      reportOf(
        started(),
        ...[3, 4].map((line) => {
          const file = { path: 'targets.yml', line, column: 1 };
          return { kind: 'target-failed', problem: aProblem('InputInvalid', { file }) } as const;
        }),
      ),
      [],
    );
    expect(made.map(({ file }) => file?.line)).toEqual([3, 4]);
  });

  test('are none without a failure', () => {
    expect(annotations(reportOf(started(), created(1)), [])).toEqual([]);
  });

  test('point at the line of a file that has to be mended', () => {
    const file = { path: 'targets.yml', line: 3, column: 5 };
    const wrong = aProblem('InputInvalid', { file });
    expect(annotations(reportOf(started(), { kind: 'target-failed', problem: wrong }), [])).toMatchObject([
      { file },
    ]);
  });

  test('count those for which there is no room, and name the report file', () => {
    const made = annotations(reportOf(started({ reportFile: '/tmp/r.json' }), ...different), []);
    expect(made.at(-1)?.text).toMatch(/^12 more failures in the report file \/tmp\/r\.json$/);
  });

  test('name each output that is left empty, and the report file', () => {
    const made = annotations(reportOf(started({ reportFile: '/tmp/r.json' })), ['images']);
    expect(made).toMatchObject([{ level: 'error', title: 'Output too long' }]);
    expect(made[0]?.text).toMatch(/output images .*\/tmp\/r\.json/);
  });

  test.each([{ count: 1 }, { count: 8 }, { count: 9 }, { count: 10 }, { count: 20 }])(
    'are no more than GitHub shows, with $count failures and outputs that are too long',
    ({ count }) => {
      const many = Array.from({ length: 5_000 }, (_, at) => created(at + 10_000));
      const report = reportOf(started(), ...many, ...different.slice(0, count));
      const { emptied } = makeOutputs(report);
      const made = annotations(report, emptied);
      expect(emptied).toContain('images');
      expect(made.filter(({ level }) => level === 'error').length).toBeLessThanOrEqual(ROOM);
    },
  );

  test('hold no command of the runner, whatever the problem', () => {
    fc.assert(
      fc.property(fc.array(anyProblem, { maxLength: 20 }), (problems) => {
        const happenings = problems.map((each) => ({ kind: 'target-failed', problem: each }) as const);
        const made = annotations(reportOf(started(), ...happenings), []);
        expect(made.length).toBeLessThanOrEqual(ROOM);
        expect(made.filter(({ text }) => /^\s*::|##\[|[\r\n]/.test(text))).toEqual([]);
      }),
    );
  });
});

describe('what a backup would fail with', () => {
  const plan = started({ mode: 'plan' });

  test('is an error that says so', () => {
    const report = reportOf(plan, foreseen('NameTaken', 1), foreseen('RegionDisabled'));
    const made = annotations(report, []);
    expect(made.map(({ level, title }) => [level, title])).toEqual([
      ['error', 'RegionDisabled'],
      ['error', 'NameTaken'],
    ]);
    expect(made[1]?.text).toMatch(/^A backup would fail: It was NameTaken · account 222222222222/);
    expect(report.fails).toBe(true);
  });

  test('is a warning when it is tolerated', () => {
    const made = annotations(
      reportOf(started({ mode: 'plan', maxFailures: 1 }), foreseen('NameTaken', 1)),
      [],
    );
    expect(made.map(({ level, title }) => [level, title])).toEqual([['warning', 'NameTaken']]);
  });

  test.each(['AccessDenied', 'AssumeRoleDenied'] as const)(
    'is none when it is %s, which the permission that is denied tells as an error',
    (code) => {
      const made = annotations(reportOf(plan, foreseen(code, 1), denied()), []);
      expect(made.map(({ level, title }) => [level, title])).toEqual([['error', 'AccessDenied']]);
    },
  );

  test('is told as far as GitHub shows it, and other warnings beside it', () => {
    const careful = { kind: 'warned', text: 'careful', place: {} } as const;
    const told = codes.filter((code) => !['AccessDenied', 'AssumeRoleDenied'].includes(code));
    const made = annotations(reportOf(plan, careful, ...told.map((code) => foreseen(code, 1))), []);
    expect(made.map(({ title }) => title)).toEqual([...told.slice(0, 8), 'More', 'Warning']);
    expect(made[8]?.text).toBe(`${told.length - 8} more failures in the report file /tmp/report.json`);
  });

  test('holds no command of the runner, whatever it is', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const made = annotations(foldEvents(events), []);
        expect(made.filter(({ text }) => /^\s*::|##\[|[\r\n]/.test(text))).toEqual([]);
        for (const level of ['error', 'warning'])
          expect(made.filter((each) => each.level === level).length).toBeLessThanOrEqual(10);
      }),
    );
  });
});
