/** What becomes of the issue of a step. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { IssueStep, OpenIssue } from '../../../src/model/issue.ts';
import type { Happening, Mode } from '../../../src/model/event.ts';
import type { ProblemCode } from '../../../src/model/problem.ts';
import { issueChanges } from '../../../src/report/issue.ts';
import { sentenceOf } from '../../../src/report/sentence.ts';
import { aProblem } from '../builders.ts';
import { anyProblem } from './any-event.ts';
import { available, created, failed, hostile, reportOf, started } from './histories.ts';

const STEP: IssueStep = {
  workflow: 'Nightly images',
  workflowFile: '.github/workflows/nightly.yml',
  job: 'backup',
  step: '__run',
  leg: '0',
  shard: null,
  series: ['nightly'],
  runUrl: 'https://github.com/octo/images/actions/runs/42',
  runAttempt: '1',
};

function changesOf(
  happenings: readonly Happening[],
  open: readonly OpenIssue[] = [],
  step: Partial<IssueStep> = {},
) {
  const report = reportOf(...happenings);
  return issueChanges({ report, sentence: sentenceOf(report), step: { ...STEP, ...step } }, open);
}

function runFailed(code: ProblemCode, mode: Mode = 'backup'): Happening[] {
  return [started({ mode }), { kind: 'run-failed', problem: aProblem(code, { place: {} }) }];
}

const FAILS = runFailed('AssumeRoleDenied');
const GOOD = [started(), created(1), available(1)];

/** The issue that a failing run opens, as GitHub shows it later. */
function opened(number: number, happenings = FAILS, step: Partial<IssueStep> = {}, comments = 0): OpenIssue {
  const [change] = changesOf(happenings, [], step);
  if (change?.kind !== 'open') throw new Error('no issue was opened');
  return { number, body: change.body, comments };
}

/** Such as `close 7`. */
function actsOf(...given: Parameters<typeof changesOf>): string[] {
  return changesOf(...given).map((change) =>
    change.kind === 'open' ? 'open' : `${change.kind} ${change.issue}`,
  );
}

const PARTIAL = [started({ maxFailures: 1 }), created(1), available(1), failed(2, 'VolumeBusy')];
const WRONG = runFailed('InputInvalid');

describe('the issue of a step', () => {
  test.each<{ when: string; run: Happening[]; open?: OpenIssue[]; acts: string[] }>([
    { when: 'it fails', run: FAILS, acts: ['open'] },
    { when: 'it fails again', run: FAILS, open: [opened(7)], acts: ['comment 7'] },
    { when: 'two runs had opened one', run: FAILS, open: [opened(9), opened(7)], acts: ['comment 7'] },
    { when: 'nobody reads its comments', run: FAILS, open: [opened(7, FAILS, {}, 500)], acts: [] },
    { when: 'it succeeds', run: GOOD, open: [opened(7)], acts: ['close 7'] },
    { when: 'it succeeds after both', run: GOOD, open: [opened(7), opened(8)], acts: ['close 7', 'close 8'] },
    { when: 'it goes on succeeding', run: GOOD, acts: [] },
    { when: 'its failures are tolerated', run: PARTIAL, open: [opened(7)], acts: ['close 7'] },
    {
      when: 'it does not wait',
      run: [started({ wait: false }), created(1)],
      open: [opened(7)],
      acts: ['close 7'],
    },
    { when: 'it is cancelled', run: runFailed('Cancelled'), open: [opened(7)], acts: [] },
    { when: 'it is cancelled for the first time', run: runFailed('Cancelled'), acts: [] },
    { when: 'a plan fails', run: runFailed('AssumeRoleDenied', 'plan'), acts: [] },
    { when: 'inputs are validated', run: runFailed('InputInvalid', 'validate'), acts: [] },
    { when: 'a check fails', run: runFailed('AssumeRoleDenied', 'check'), open: [opened(7)], acts: ['open'] },
    { when: 'a wait fails', run: runFailed('NothingToWaitFor', 'wait'), acts: ['open'] },
    { when: 'retention fails', run: runFailed('AssumeRoleDenied', 'prune'), acts: ['open'] },
    { when: 'its inputs are wrong', run: WRONG, open: [opened(7)], acts: ['open'] },
    { when: 'they are still wrong', run: WRONG, open: [opened(7), opened(8, WRONG)], acts: ['comment 8'] },
    {
      when: 'they are right again',
      run: GOOD,
      open: [opened(7), opened(8, WRONG, { series: [] })],
      acts: ['close 7', 'close 8'],
    },
    {
      when: 'others have theirs',
      run: FAILS,
      open: [
        { number: 1, body: 'Fails', comments: 0 },
        { number: 2, body: `> ${opened(1).body}`, comments: 0 },
      ],
      acts: ['open'],
    },
  ])('when $when: $acts', ({ run, open, acts }) => {
    expect(actsOf(run, open)).toEqual(acts);
  });

  test.each<Partial<IssueStep>>([
    { workflowFile: '.github/workflows/other.yml' },
    { workflowFile: '', workflow: 'Other' },
    { job: 'other' },
    { step: '__run_2' },
    { leg: '1' },
    { shard: 2 },
    { series: ['weekly'] },
    { series: ['nightly', 'weekly'] },
  ])('is not that of a step with %j', (other) => {
    expect(actsOf(FAILS, [opened(7)], other)).toEqual(['open']);
    expect(actsOf(GOOD, [opened(7)], other)).toEqual([]);
  });

  test('is the same in another run, attempt, and number of targets', () => {
    const other = { runUrl: 'https://github.com/octo/images/actions/runs/43', runAttempt: '2' };
    expect(actsOf(FAILS, [opened(7)], { ...other, series: ['nightly', 'nightly'] })).toEqual(['comment 7']);
  });
});

describe('its texts', () => {
  test.each<{ step: Partial<IssueStep>; mode: Mode; title: string }>([
    {
      step: {},
      mode: 'backup',
      title: 'The backup of series nightly fails: workflow Nightly images, job backup',
    },
    {
      step: { leg: '2' },
      mode: 'check',
      title: 'The check of series nightly fails: workflow Nightly images, job backup, part 3 of the matrix',
    },
    {
      step: { shard: 2, leg: '1', series: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
      mode: 'wait',
      title:
        'The wait for the images of series a, b, c, d, e, 2 more fails: workflow Nightly images, job backup, shard 2',
    },
    { step: { series: [], workflow: '', job: '' }, mode: 'prune', title: 'The retention fails' },
  ])('title: $title', ({ step, mode, title }) => {
    expect(changesOf(runFailed('AssumeRoleDenied', mode), [], step)).toMatchObject([{ title }]);
  });

  test('tell what became of the run, what to do, and where the run is', () => {
    const lines = opened(7).body.split('\n');
    expect(lines[0]).toMatch(/^<!-- cross-account-ami [0-9a-f]{16} [0-9a-f]{16} -->$/);
    expect(lines[1]).toBe('**❌ No image was made, 1 failure**');
    expect(lines[3]).toMatch(
      /^\[This run\]\(https:\/\/github\.com\/octo\/images\/actions\/runs\/42\) · job backup · step &#95;&#95;run · mode backup · /,
    );
    expect(lines).toContainEqual(expect.stringContaining('**AssumeRoleDenied**'));
  });

  test('of a success say in which attempt', () => {
    const [close] = changesOf(GOOD, [opened(7)], { runAttempt: '2' });
    expect(close?.body).toMatch(
      /^\*\*✅ 1 image in 1 account is available\*\*\n\n\[This run\]\(\S+\), attempt 2 · /,
    );
  });

  test('of 10,000 different failures fit', () => {
    const many = Array.from({ length: 10_000 }, (_, at): Happening => ({
      kind: 'target-failed',
      problem: aProblem('AwsFailed', { what: `Failed ${'x'.repeat(at % 400)}`, said: '&'.repeat(at % 600) }),
    }));
    const [open] = changesOf([started(), ...many]);
    expect(open?.body.length).toBeLessThan(60_100);
    expect(open?.body).toMatch(/more failures in the report file\.\n---\n/);
    const [comment] = changesOf([started(), ...many], [opened(7)]);
    expect(comment?.body.length).toBeLessThan(20_100);
  });

  test('mention nobody, refer to no issue and fit, whatever they hold', () => {
    const names = fc.record({ workflow: hostile, job: hostile, step: hostile, runAttempt: hostile });
    const pings = fc.constantFrom('@octocat', '#1', 'GH-1', 'octo/images#1', '<!--');
    const said = fc.array(fc.oneof(pings, hostile), { maxLength: 4 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(anyProblem, said, names, (any, text, step) => {
        const problem = { ...any, what: text, said: text };
        const [open] = changesOf([started(), { kind: 'target-failed', problem }], [], step);
        if (open?.kind !== 'open') return;
        expect([open.title.length <= 256, open.title.includes('\n')]).toEqual([true, false]);
        expect(open.body.length).toBeLessThan(65_536);
        const shown = open.body.replace(/\]\(https:[^()\s]*\)/g, ']');
        expect(shown.replaceAll('&#', '&')).not.toMatch(/@|(?<!^#*)#(?!#* )|&(35|64);(?!<!-- -->)/m);
        expect(shown).not.toMatch(/\bGH-\d/);
      }),
    );
  });
});
