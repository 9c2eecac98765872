/** What a rehearsal tells is what would happen. */
import { expect, test } from '@jest/globals';
import type { Happening } from '../../../src/model/event.ts';
import { foreseeing } from '../../../src/modes/foresight.ts';
import { ACCOUNT, anImage, aProblem, aRequest, REGION } from '../builders.ts';
import { RecordingJournal } from '../fakes/journal.ts';

const problem = aProblem('LimitReached');
const unexpected = aProblem('Unexpected');
const of = aRequest();
const place = { account: ACCOUNT, region: REGION };
const verdict = {
  image: 'ami-1',
  name: 'image 1',
  createdAt: 0,
  sizeGiB: 8,
  decision: 'prune',
  reasons: [{ code: 'no-rule', text: 'no rule keeps it' }],
} as const;

function told(happening: Happening): object[] {
  const journal = new RecordingJournal();
  foreseeing(journal).record(happening);
  return journal.events.map(({ at, ...rest }) => ({ ...rest, ...(at === 0 ? {} : { at }) }));
}

test.each<{ readonly happening: Happening; readonly seen: Happening }>([
  { happening: { kind: 'failed', of, problem }, seen: { kind: 'foreseen', of, problem } },
  {
    happening: { kind: 'failed', of, problem, image: anImage() },
    seen: { kind: 'foreseen', of, problem },
  },
  {
    happening: { kind: 'target-failed', target: 2, problem },
    seen: { kind: 'foreseen', target: 2, problem },
  },
  {
    happening: { kind: 'target-failed', target: undefined, problem },
    seen: { kind: 'foreseen', target: undefined, problem },
  },
  {
    happening: { kind: 'prune-failed', target: 3, problem },
    seen: { kind: 'foreseen', target: 3, problem },
  },
  { happening: { kind: 'prune-failed', problem }, seen: { kind: 'foreseen', target: undefined, problem } },
])('a failure is foreseen: $happening.kind', ({ happening, seen }) => {
  expect(told(happening)).toEqual([seen]);
});

test('what is pruned is told by the verdicts alone', () => {
  expect(told({ kind: 'pruned', target: 1, place, image: verdict })).toEqual([]);
});

test.each<Happening>([
  { kind: 'target-failed', target: 1, problem: unexpected },
  { kind: 'prune-failed', target: 1, problem: unexpected },
  { kind: 'warned', target: 1, text: 'Images stay', place },
  { kind: 'noticed', text: 'Sizes are not shown', place },
  { kind: 'retained', of, verdicts: [verdict] },
  { kind: 'unattended', place, images: [verdict] },
  { kind: 'removed', what: 'A leftover', place },
  { kind: 'held', place, series: 'default', images: 1, sizeGiB: 8 },
  { kind: 'target-signed-in', target: 1, account: ACCOUNT, arn: 'arn' },
  { kind: 'run-failed', problem },
])('everything else is passed on: $kind', (happening) => {
  expect(told(happening)).toEqual([happening]);
});
