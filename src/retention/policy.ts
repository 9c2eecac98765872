/** The rule that says which images a policy keeps: restic's, in UTC and ISO weeks. Pure. */
import { reason, type Reason } from '../model/reason.ts';
import type { RetentionPolicy } from '../model/retention.ts';

export interface DatedImage {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

export interface PolicyDecision<I extends DatedImage> {
  readonly image: I;
  /** Why it is kept; none when no rule keeps it. */
  readonly reasons: readonly Reason[];
}

/**
 * Decides about images that all count, newest first whatever their order was. Each counter keeps the newest image
 * of so many periods that have one, and the oldest image of all while it has room; an image that any rule keeps is
 * kept.
 */
export function applyPolicy<I extends DatedImage>(
  images: readonly I[],
  policy: RetentionPolicy,
): PolicyDecision<I>[] {
  const newestFirst = images.toSorted(
    (one, other) => other.createdAt - one.createdAt || compare(other.id, one.id),
  );
  const counters = rules.map((rule) => ({ rule, left: policy[rule.counter], period: '' }));
  const newest = newestFirst[0]?.createdAt ?? 0;
  return newestFirst.map((image, at) => {
    const reasons = counters.flatMap((counter) => {
      if (counter.left <= 0) return [];
      const period = counter.rule.period(image.createdAt, at);
      const isOldest = at === newestFirst.length - 1;
      if (period === counter.period && !isOldest) return [];
      const { counter: name } = counter.rule;
      const why = period === counter.period ? reason('oldest', name) : reason(name, period);
      counter.period = period;
      counter.left -= 1;
      return [why];
    });
    const within = policy.within > 0 && image.createdAt > newest - policy.within ? [reason('within')] : [];
    return { image, reasons: [...reasons, ...within] };
  });
}

interface Rule {
  readonly counter: Exclude<keyof RetentionPolicy, 'within'>;
  /** The name of the period that a time belongs to; `at` is the position, newest first. */
  readonly period: (time: number, at: number) => string;
}

const rules: readonly Rule[] = [
  { counter: 'last', period: (_, at) => String(at + 1) },
  { counter: 'hourly', period: (time) => `${isoTime(time).slice(0, 13)}h` },
  { counter: 'daily', period: (time) => isoTime(time).slice(0, 10) },
  { counter: 'weekly', period: (time) => isoWeek(time) },
  { counter: 'monthly', period: (time) => isoTime(time).slice(0, 7) },
  { counter: 'yearly', period: (time) => isoTime(time).slice(0, 4) },
];

function isoTime(time: number): string {
  return new Date(time).toISOString();
}

const DAY = 24 * 3600_000;

/** ISO 8601: a week belongs to the year of its Thursday, and the first week of a year is that of 4 January. */
function isoWeek(time: number): string {
  const date = new Date(time);
  const thursday = new Date(time + (4 - (date.getUTCDay() || 7)) * DAY);
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY / 7);
  return `${year}-W${String(week).padStart(2, '0')}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
