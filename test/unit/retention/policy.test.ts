/** The rule by example: where periods begin and end, and what the reasons say. */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import type { RetentionPolicy } from '../../../src/model/retention.ts';
import { reasonTexts } from '../../../src/model/reason.ts';
import { applyPolicy } from '../../../src/retention/policy.ts';
import { policyOf } from '../image-builders.ts';

/** Decides about images made at these times, newest first. */
function reasonsOf(times: readonly string[], policy: Partial<RetentionPolicy>): [string, string][] {
  const images = times.map((time) => ({ id: time, createdAt: Date.parse(time) }));
  const decided = applyPolicy(images, policyOf(policy));
  return decided.map(({ image, reasons }) => [image.id, reasonTexts(reasons).join(', ')]);
}

function keptOf(times: readonly string[], policy: Partial<RetentionPolicy>): string[] {
  return reasonsOf(times, policy).flatMap(([id, reasons]) => (reasons === '' ? [] : [id]));
}

describe('periods', () => {
  test.each([
    { of: 'an hour', counter: 'hourly', last: '2026-11-22T02:59:59.999Z', next: '2026-11-22T03:00:00.000Z' },
    { of: 'a day', counter: 'daily', last: '2026-11-22T23:59:59.999Z', next: '2026-11-23T00:00:00.000Z' },
    {
      of: 'a leap day',
      counter: 'daily',
      last: '2024-02-28T23:59:59.999Z',
      next: '2024-02-29T00:00:00.000Z',
    },
    {
      of: 'the day after',
      counter: 'daily',
      last: '2024-02-29T23:59:59.999Z',
      next: '2024-03-01T00:00:00.000Z',
    },
    { of: 'a week', counter: 'weekly', last: '2026-11-22T23:59:59.999Z', next: '2026-11-23T00:00:00.000Z' },
    { of: 'a month', counter: 'monthly', last: '2026-11-30T23:59:59.999Z', next: '2026-12-01T00:00:00.000Z' },
    {
      of: 'a leap month',
      counter: 'monthly',
      last: '2024-02-29T23:59:59.999Z',
      next: '2024-03-01T00:00:00.000Z',
    },
    { of: 'a year', counter: 'yearly', last: '2026-12-31T23:59:59.999Z', next: '2027-01-01T00:00:00.000Z' },
  ])('$of ends at $last', ({ counter, last, next }) => {
    const later = new Date(Date.parse(last) + 60_000).toISOString();
    const earlier = new Date(Date.parse(last) - 30_000).toISOString();
    expect(keptOf([later, next, last, earlier], { [counter]: 2 })).toEqual([later, last]);
  });

  test.each([
    { day: '2019-12-29', week: '2019-W52' },
    { day: '2019-12-30', week: '2020-W01' },
    { day: '2020-12-31', week: '2020-W53' },
    { day: '2021-01-01', week: '2020-W53' },
    { day: '2021-01-03', week: '2020-W53' },
    { day: '2021-01-04', week: '2021-W01' },
    { day: '2022-01-02', week: '2021-W52' },
    { day: '2023-01-01', week: '2022-W52' },
    { day: '2024-02-29', week: '2024-W09' },
    { day: '2024-12-29', week: '2024-W52' },
    { day: '2024-12-30', week: '2025-W01' },
    { day: '2025-01-01', week: '2025-W01' },
    { day: '2026-11-22', week: '2026-W47' },
    { day: '2026-12-31', week: '2026-W53' },
    { day: '2027-01-03', week: '2026-W53' },
    { day: '2027-01-04', week: '2027-W01' },
  ])('$day is in week $week', ({ day, week }) => {
    for (const hour of ['00:00:00.000', '23:59:59.999'])
      expect(reasonsOf([`${day}T${hour}Z`], { weekly: 1 })).toEqual([[`${day}T${hour}Z`, `weekly ${week}`]]);
  });

  test('a week over the new year is one week, whatever the years', () => {
    const week = ['2021-01-03T12:00:00Z', '2020-12-31T12:00:00Z', '2020-12-28T00:00:00Z'];
    expect(keptOf([...week, '2020-12-27T23:00:00Z', '2020-12-01T00:00:00Z'], { weekly: 2 })).toEqual([
      '2021-01-03T12:00:00Z',
      '2020-12-27T23:00:00Z',
    ]);
  });

  // A process takes its zone when it starts, so this takes another process.
  test('are those of UTC whatever the zone of the runner', () => {
    const script = `
      import { applyPolicy } from '${new URL('../../../src/retention/policy.ts', import.meta.url).href}';
      const times = ['2026-11-23T12:00:00Z', '2026-11-22T23:30:00Z', '2026-11-22T00:30:00Z'];
      const images = times.map((time) => ({ id: time, createdAt: Date.parse(time) }));
      const policy = { last: 0, hourly: 0, daily: 2, weekly: 1, monthly: 0, yearly: 0, within: 0 };
      const hours = new Date('2026-01-01T00:00:00Z').getHours();
      console.log(JSON.stringify([hours, ...applyPolicy(images, policy).map(({ reasons }) => reasons.map(({ text }) => text).join())]));
    `;
    const answer = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      env: { ...process.env, TZ: 'Pacific/Kiritimati', NODE_OPTIONS: '' },
      encoding: 'utf8',
    });
    expect(JSON.parse(answer)).toEqual([14, 'daily 2026-11-23,weekly 2026-W48', 'daily 2026-11-22', '']);
  });
});

const days = ['2026-11-22', '2026-11-21', '2026-11-20', '2026-11-15', '2026-10-31', '2026-10-01'].map(
  (day) => `${day}T02:17:00Z`,
);

describe('reasons', () => {
  test('an image has one for each rule that keeps it', () => {
    expect(reasonsOf(days, { last: 1, daily: 2, weekly: 2, monthly: 2, within: 48 * 3600_000 })).toEqual([
      [
        '2026-11-22T02:17:00Z',
        'last 1, daily 2026-11-22, weekly 2026-W47, monthly 2026-11, within the kept time',
      ],
      ['2026-11-21T02:17:00Z', 'daily 2026-11-21, within the kept time'],
      ['2026-11-20T02:17:00Z', ''],
      ['2026-11-15T02:17:00Z', 'weekly 2026-W46'],
      ['2026-10-31T02:17:00Z', 'monthly 2026-10'],
      ['2026-10-01T02:17:00Z', ''],
    ]);
  });

  test('hours and years are named too', () => {
    expect(reasonsOf(['2026-11-22T02:17:00Z'], { hourly: 1, yearly: 1 })).toEqual([
      ['2026-11-22T02:17:00Z', 'hourly 2026-11-22T02h, yearly 2026'],
    ]);
  });

  test.each([
    { room: 'has room', monthly: 3, oldest: 'oldest, monthly has room' },
    { room: 'has none', monthly: 2, oldest: '' },
  ])('the oldest image when a counter $room', ({ monthly, oldest }) => {
    expect(reasonsOf(days, { monthly }).at(-1)).toEqual(['2026-10-01T02:17:00Z', oldest]);
  });

  test('the oldest image takes only one place of a counter', () => {
    expect(keptOf(days, { weekly: 50 })).toEqual([days[0], days[3], days[4], days[5]]);
  });
});

describe('keep-within', () => {
  test.each([
    { age: 'less than', earlier: 1 },
    { age: 'as long as', earlier: 0 },
  ])('counts from the newest image: $age the duration', ({ earlier }) => {
    const within = Date.parse('2026-11-22T02:17:00Z') - Date.parse('2026-11-20T02:17:00Z') + earlier;
    expect(keptOf(days, { within })).toEqual(earlier === 1 ? days.slice(0, 3) : days.slice(0, 2));
  });

  // An instance that nobody images any more keeps what it has.
  test('does not count from today', () => {
    const old = ['2001-01-02T00:00:00Z', '2001-01-01T12:00:00Z'];
    expect(keptOf(old, { within: 24 * 3600_000 })).toEqual(old);
  });
});

describe('images of one moment', () => {
  test('the one with the greater id is the newer one, in every listing', () => {
    const twins = ['ami-a', 'ami-b', 'ami-c'].map((id) => ({ id, createdAt: 1_000 }));
    for (const order of [twins, twins.toReversed()]) {
      const kept = applyPolicy(order, policyOf({ last: 1 })).filter(({ reasons }) => reasons.length > 0);
      expect(kept.map(({ image }) => image.id)).toEqual(['ami-c']);
    }
  });
});

test('no image, no decision', () => {
  expect(applyPolicy([], policyOf({ last: 3 }))).toEqual([]);
});
