/** The first sign of the summary: red exactly when the step is. */
import { expect, test } from '@jest/globals';
import type { Happening } from '../../../src/model/event.ts';
import { summaryText } from '../../../src/report/summary.ts';
import { aProblem } from '../builders.ts';
import { failed, reportOf, started } from './histories.ts';

const foreseen: Happening = { kind: 'foreseen', problem: aProblem('NameTaken') };

test.each([
  { what: 'nothing failed', happenings: [started()], icon: '✅' },
  { what: 'a failure', happenings: [started(), failed(1, 'LimitReached')], icon: '❌' },
  {
    what: 'a failure that is tolerated',
    happenings: [started({ maxFailures: 1 }), failed(1, 'LimitReached')],
    icon: '⚠️',
  },
  { what: 'a failure that is foreseen', happenings: [started({ mode: 'plan' }), foreseen], icon: '❌' },
])('$what: $icon', ({ happenings, icon }) => {
  expect(summaryText(reportOf(...happenings))).toMatch(new RegExp(`^## ${icon} `, 'u'));
});

test('what is tolerated is counted', () => {
  const report = reportOf(started({ maxFailures: 1 }), failed(1, 'LimitReached'));
  expect(summaryText(report)).toContain('1 failure tolerated by `max-failures`');
});
