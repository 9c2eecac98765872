/** By whose role leftovers go, and what becomes of them when the run is cancelled. */
import { describe, expect, test } from '@jest/globals';
import type { Problem } from '../../../src/model/problem.ts';
import { anImage, aSnapshot, aTarget, DAY, HOUR, INSTANCE, SERIES } from './images.ts';
import { FakeKeeping, placeOf } from './keeping.ts';
import { failures, removals, sweep, warnings, world } from './runs.ts';

const attended = [`${SERIES} ${INSTANCE}`];
const LONG_AGO = 48 * HOUR + 1;

describe('failed images go by the role of the first target of their series that has retention', () => {
  const targets = [
    aTarget({ series: 'weekly' }),
    aTarget({ position: 2, retention: undefined }),
    aTarget({ position: 3 }),
    aTarget({ position: 4 }),
  ];
  const left = {
    images: [anImage('ami-left', { age: LONG_AGO, state: 'failed' })],
  };

  test('whichever has looked them up', async () => {
    const here = world(left);
    const third = new FakeKeeping(here.clock, left);
    await sweep(here, { attended, targets, places: { 3: placeOf(third) } });
    expect(here.keeping.ids).toEqual(['ami-left']);
    expect(third.ids).toEqual([]);
    expect(removals(here)).toHaveLength(1);
    expect(third.callsOf('ourImages')).toEqual([]);
  });
});

describe('a removal that the client has not begun, as the run was cancelled,', () => {
  const cancelled: Problem = { code: 'Cancelled', phase: 'prune', place: {}, what: 'Cancelled' };

  test.each(['deregister', 'deleteSnapshot'] as const)('is no failure: %s', async (verb) => {
    const failed = ['ami-left', 'ami-right'].map((id) => anImage(id, { age: LONG_AGO, state: 'failed' }));
    const here = world({
      images: verb === 'deregister' ? failed : [],
      snapshots: [aSnapshot('snap-1'), aSnapshot('snap-2')],
      denied: { [verb]: cancelled },
    });
    here.keeping.before(verb, 1, () => {
      here.cancel.abort();
    });
    await sweep(here, { attended, targets: [aTarget({ retention: { looseAfter: 7 * DAY } })] });
    expect(here.keeping.callsOf(verb)).toHaveLength(1);
    expect([failures(here), warnings(here), removals(here)]).toEqual([[], [], []]);
  });
});
