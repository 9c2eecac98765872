/** What a backup does on the stage is told as what it would do. */
import { describe, expect, test } from '@jest/globals';
import type { Happening } from '../../../src/model/event.ts';
import { asForeseen, inReadingOrder } from '../../../src/stage/foreseen.ts';
import { ACCOUNT, anImage, anInstance, aProblem, aRequest, instanceId, REGION } from '../builders.ts';

const problem = aProblem('LimitReached');
const unexpected = aProblem('Unexpected');
const request = aRequest({ excludedDevices: ['/dev/sdf'] });
const place = { account: ACCOUNT, region: REGION };
const image = anImage();
const verdict = {
  image: 'ami-1',
  name: 'image 1',
  createdAt: 0,
  sizeGiB: 8,
  decision: 'prune',
  reasons: [{ code: 'no-rule', text: 'no rule keeps it' }],
} as const;

function foreseen(happening: Happening): Happening | undefined {
  return asForeseen(happening, { requests: [request], sizeOf: () => 16 });
}

test.each<{ readonly happening: Happening; readonly seen: Happening }>([
  {
    happening: { kind: 'created', request, image: 'new n' },
    seen: { kind: 'planned', plan: { outcome: 'created', request, snapshots: 2, sizeGiB: 16 } },
  },
  {
    happening: { kind: 'adopted', request, image },
    seen: { kind: 'planned', plan: { outcome: 'adopted', request, image } },
  },
  {
    happening: { kind: 'skipped', request, image },
    seen: { kind: 'planned', plan: { outcome: 'skipped', request, image } },
  },
  {
    happening: { kind: 'failed', of: request, problem, image },
    seen: { kind: 'foreseen', of: request, problem },
  },
  {
    happening: { kind: 'target-failed', target: 2, problem },
    seen: { kind: 'foreseen', target: 2, problem },
  },
  { happening: { kind: 'prune-failed', problem }, seen: { kind: 'foreseen', target: undefined, problem } },
  {
    happening: { kind: 'retained', of: request, verdicts: [{ ...verdict, image: 'new web-1' }, verdict] },
    seen: { kind: 'retained', of: request, verdicts: [{ ...verdict, image: 'new' }, verdict] },
  },
])('$happening.kind would be $seen.kind', ({ happening, seen }) => {
  expect(foreseen(happening)).toEqual(seen);
});

test.each<Happening>([
  { kind: 'available', request, image },
  { kind: 'recovered', of: request },
  { kind: 'progressed', place, progress: { available: 0, pending: 1 } },
  { kind: 'pruned', target: 1, place, image: verdict },
  { kind: 'target-started', target: 1 },
])('$kind is told by what is planned, or by the verdicts', (happening) => {
  expect(foreseen(happening)).toBeUndefined();
});

test.each<Happening>([
  { kind: 'target-failed', target: 1, problem: unexpected },
  { kind: 'prune-failed', target: 1, problem: unexpected },
  { kind: 'vanished', of: request },
  { kind: 'warned', target: 1, text: 'Images stay', place },
  { kind: 'noticed', text: 'Sizes are not shown', place },
  { kind: 'unattended', place, images: [verdict] },
  { kind: 'removed', what: 'A leftover', place },
  { kind: 'held', place, series: 'default', images: 1, sizeGiB: 8 },
])('everything else is passed on: $kind', (happening) => {
  expect(foreseen(happening)).toBe(happening);
});

describe('whatever reply comes first', () => {
  const requests = [1, 2].map((number) => aRequest({ instance: anInstance({ id: instanceId(number) }) }));
  const [first = request, second = request] = requests;
  const planned = (of: typeof request): Happening => {
    return { kind: 'planned', plan: { outcome: 'created', request: of, snapshots: 1, sizeGiB: 8 } };
  };
  const warned: Happening = { kind: 'warned', text: 'first of all', place };
  const retained: Happening = { kind: 'retained', of: first, verdicts: [] };
  const whole: Happening = { kind: 'foreseen', target: 1, problem };

  test('a plan reads in the order of the requests', () => {
    const failed: Happening = { kind: 'foreseen', of: second, problem };
    const inOrder = [warned, planned(first), failed, retained, whole];
    for (const arrived of [inOrder, inOrder.toReversed(), [failed, whole, planned(first), retained, warned]])
      expect(inReadingOrder({ told: arrived, requests })).toEqual(inOrder);
  });
});
