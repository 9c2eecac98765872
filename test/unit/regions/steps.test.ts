/** What comes after an image is available. */
import { expect, test } from '@jest/globals';
import type { Result } from '../../../src/model/problem.ts';
import { takeSteps } from '../../../src/regions/steps.ts';
import { aProblem, aRequest } from '../builders.ts';
import { RecordingJournal } from '../fakes/journal.ts';

const image = { request: aRequest(), id: 'ami-1' };
const problem = aProblem('LimitReached', { phase: 'copy' });
const good: Result<void> = { ok: true, value: undefined };
const bad: Result<void> = { ok: false, problem };

test.each([
  { replies: [], taken: 0, end: 'done' },
  { replies: [good, good, good], taken: 3, end: 'done' },
  { replies: [good, bad, good], taken: 2, end: 'failed' },
])(
  'is taken in order, up to the first that fails ($taken of $replies.length)',
  async ({ replies, taken, end }) => {
    const journal = new RecordingJournal();
    const seen: number[] = [];
    const steps = replies.map((reply, at) => async () => {
      await Promise.resolve();
      seen.push(at);
      return reply;
    });
    expect(await takeSteps(steps, image, journal)).toBe(end);
    expect(seen).toEqual([0, 1, 2].slice(0, taken));
    expect(journal.of('failed')).toMatchObject(end === 'failed' ? [{ of: image.request, problem }] : []);
  },
);
