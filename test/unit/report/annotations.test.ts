import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { annotations } from '../../../src/report/annotations.ts';
import { makeOutputs } from '../../../src/report/outputs.ts';
import { aProblem } from '../builders.ts';
import { created, failed, problem, reportOf, started } from './histories.ts';

/** GitHub shows ten of a level; the verdict of a step that fails is one more. */
const ROOM = 9;

function failures(count: number) {
  return Array.from({ length: count }, (_, at) => failed(at + 1, 'LimitReached'));
}

describe('annotations', () => {
  test('tell each failure, as an error when the step fails', () => {
    const made = annotations(reportOf(started(), ...failures(2)), []);
    expect(made.map(({ level, title }) => [level, title])).toEqual([
      ['error', 'LimitReached'],
      ['error', 'LimitReached'],
    ]);
    expect(made[0]?.text).toContain('It was LimitReached · account 222222222222');
  });

  test('are warnings when the failures are tolerated', () => {
    const made = annotations(reportOf(started({ maxFailures: 2 }), ...failures(2)), []);
    expect(made.map(({ level }) => level)).toEqual(['warning', 'warning']);
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
    const made = annotations(reportOf(started({ reportFile: '/tmp/r.json' }), ...failures(20)), []);
    expect(made.at(-1)?.text).toMatch(/^1[0-9] more failures in the report file \/tmp\/r\.json$/);
  });

  test('name each output that is left empty, and the report file', () => {
    const made = annotations(reportOf(started({ reportFile: '/tmp/r.json' })), ['images']);
    expect(made).toMatchObject([{ level: 'error', title: 'Output too long' }]);
    expect(made[0]?.text).toMatch(/output images .*\/tmp\/r\.json/);
  });

  test.each([{ count: 1 }, { count: 8 }, { count: 9 }, { count: 10 }, { count: 5_000 }])(
    'are no more than GitHub shows, with $count failures and outputs that are too long',
    ({ count }) => {
      const many = Array.from({ length: 5_000 }, (_, at) => created(at + 10_000));
      const report = reportOf(started(), ...many, ...failures(count));
      const { emptied } = makeOutputs(report);
      const made = annotations(report, emptied);
      expect(emptied).toContain('images');
      expect(made.filter(({ level }) => level === 'error').length).toBeLessThanOrEqual(ROOM);
    },
  );

  test('hold no command of the runner, whatever the problem', () => {
    fc.assert(
      fc.property(fc.array(problem, { maxLength: 20 }), (problems) => {
        const happenings = problems.map((each) => ({ kind: 'target-failed', problem: each }) as const);
        const made = annotations(reportOf(started(), ...happenings), []);
        expect(made.length).toBeLessThanOrEqual(ROOM);
        expect(made.filter(({ text }) => /^\s*::|##\[|[\r\n]/.test(text))).toEqual([]);
      }),
    );
  });
});
