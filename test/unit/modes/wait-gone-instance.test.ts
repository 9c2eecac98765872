/** An instance that is gone by the time its image is waited for. */
import { expect, test } from '@jest/globals';
import { aTarget, instances } from '../builders.ts';
import { DAY, policyOf } from '../retention/images.ts';
import { earlier, ofRun, run } from './wait-scenes.ts';

const policy = policyOf({ last: 1 });
const images = [ofRun('ami-1'), ...[1, 2].map((age) => earlier(`ami-${age}d`, { age: age * DAY }))];
const here = { instances: instances(0), images };

test('is no stranger to the run: its images are pruned, and not listed as unattended', async () => {
  const targets = [aTarget({ retention: { policy, maxPrunes: 1 } })];
  const { journal } = await run({ targets, here });
  expect(journal.of('pruned')).toHaveLength(1);
  expect(journal.of('unattended')).toEqual([]);
});

test('is told once, and max-prunes is for both ways of pruning together', async () => {
  const targets = [aTarget({ retention: { policy, maxPrunes: 1, goneAfter: DAY } })];
  const { journal } = await run({ targets, here });
  expect(journal.of('retained')).toHaveLength(1);
});
