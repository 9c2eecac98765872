/** The input `shard`: `2/5`. */
import * as v from 'valibot';
import { MOST_SHARDS, type Shard } from '../model/shard.ts';
import { shaped, type Form } from './forms.ts';

const pattern = /^([1-9]\d{0,2})\/([1-9]\d{0,2})$/;
const expected = `a part of the whole such as 2/5, with at most ${MOST_SHARDS} parts`;

export const shard: Form<Shard> = v.pipe(
  v.unknown(),
  v.string(expected),
  v.regex(pattern, expected),
  v.check((text) => isPart(shardIn(text)), expected),
  v.transform(shardIn),
  shaped({ kind: 'text', pattern }),
);

function shardIn(text: string): Shard {
  const [index = 0, count = 0] = text.split('/').map(Number);
  return { index, count };
}

function isPart({ index, count }: Shard): boolean {
  return index <= count && count <= MOST_SHARDS;
}
