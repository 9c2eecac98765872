/** How long images of a run may come into sight. */
import { expect, test } from '@jest/globals';
import { Sightings } from '../../../src/regions/sightings.ts';
import { MINUTE, NOW } from '../builders.ts';
import { FakeClock } from '../fakes/clock.ts';
import { ourImage } from '../image-builders.ts';

test('for a minute when nothing is seen, not at all when a region cannot be looked at', () => {
  const sightings = new Sightings(new FakeClock(NOW));
  expect([sightings.found, sightings.until()]).toEqual([false, MINUTE]);
  sightings.lose();
  expect([sightings.incomplete, sightings.until()]).toEqual([true, 0]);
});

test('for three minutes after the newest was made, whichever was seen first', () => {
  const sightings = new Sightings(new FakeClock(NOW));
  for (const age of [2 * MINUTE, MINUTE, 5 * MINUTE]) sightings.add(ourImage('ami-1', { age }));
  sightings.lose();
  expect([sightings.found, sightings.until()]).toEqual([true, 2 * MINUTE]);
});
