/** The input `shard`: `2/5`. */
import * as v from 'valibot';
import type { Shard } from './config.ts';
import { shaped, type Form } from './forms.ts';

/** Jobs of a matrix (GitHub Docs, "Actions limits"). */
export const MOST_SHARDS = 256;

const pattern = /^([1-9]\d{0,2})\/([1-9]\d{0,2})$/;
const expected = `a part of the whole such as 2/5, with at most ${MOST_SHARDS} parts`;

export const shard: Form<Shard> = v.pipe(
  v.unknown(),
  v.string(expected),
  v.regex(pattern, expected),
  v.transform((text) => {
    const [index = 0, count = 0] = text.split('/').map(Number);
    return { index, count };
  }),
  v.check(({ index, count }) => index <= count && count <= MOST_SHARDS, expected),
  shaped({ kind: 'text', pattern }),
);
