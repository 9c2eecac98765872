/** A plan that is cancelled starts nothing more, and says nothing that it has not found out. */
import { expect, test } from '@jest/globals';
import { cells, runPlan } from './scenes.ts';

test('no role is assumed any more, and no shards are told', async () => {
  const { journal, here } = await runPlan({
    arrange: ({ cancel }) => {
      cancel.abort();
    },
  });
  expect(here.calls.all).toEqual([]);
  expect(journal.kinds).toEqual([]);
});

test('what was not tried is not called untriable', async () => {
  const { journal } = await runPlan({
    arrange: ({ here, cancel }) => {
      here.calls.before('instances.volumes', 1, () => {
        cancel.abort();
      });
    },
  });
  expect(cells(journal).filter((cell) => cell.includes('no instance is there'))).toEqual([]);
});
