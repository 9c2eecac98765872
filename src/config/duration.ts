/** The form of durations: whole numbers with m, h, d or w. */
import * as v from 'valibot';
import { shaped, type Form } from './forms.ts';

const unitMilliseconds: Readonly<Record<string, number>> = {
  m: 60e3,
  h: 3600e3,
  d: 24 * 3600e3,
  w: 7 * 24 * 3600e3,
};

interface LeastDuration {
  /** Milliseconds. */
  readonly least: number;
  /** The same as a duration. */
  readonly words: string;
}

/** A duration such as `5h30m`, as milliseconds. */
export function duration(from: LeastDuration = { least: 0, words: '' }): Form<number> {
  const pattern = /^(\d{1,6}[mhdw])+$/;
  const expected =
    from.least === 0
      ? 'a duration of whole numbers with m, h, d or w, such as 5h30m'
      : `a duration of at least ${from.words}, of whole numbers with m, h, d or w`;
  return v.pipe(
    v.unknown(),
    v.string(expected),
    v.regex(pattern, expected),
    v.check((words) => millisecondsOf(words) >= from.least, expected),
    v.transform(millisecondsOf),
    shaped({ kind: 'text', pattern }),
  );
}

function millisecondsOf(words: string): number {
  const parts = [...words.matchAll(/(\d+)([mhdw])/g)];
  return parts.reduce((sum, [, n, unit]) => sum + Number(n) * (unitMilliseconds[unit ?? ''] ?? 0), 0);
}
