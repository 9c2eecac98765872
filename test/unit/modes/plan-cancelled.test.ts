/** A plan that is cancelled starts nothing more, and says nothing that it has not found out. */
import { expect, test } from '@jest/globals';
import { aTarget } from '../builders.ts';
import { FakeAccounts } from '../fakes/accounts.ts';
import { cells, run } from './plan-scenes.ts';

test('no role is assumed any more, and no shards are told', async () => {
  const controller = new AbortController();
  controller.abort();
  const accounts = new FakeAccounts([]);
  const entered: unknown[] = [];
  const enter: typeof accounts.enter = (at) => {
    entered.push(at);
    return Promise.resolve({ ok: true, value: accounts.main });
  };
  const context = { signal: controller.signal, accounts: { main: accounts.main, enter } };
  const { journal } = await run({ targets: [aTarget()], context });
  expect(entered).toEqual([]);
  expect(journal.of('sharded')).toEqual([]);
});

test('what was not tried is not called untriable', async () => {
  const controller = new AbortController();
  const { journal } = await run({
    context: { signal: controller.signal },
    arrange: (here) => {
      const volumes = here.volumes.bind(here);
      Object.assign(here, {
        volumes: (ids: readonly string[]) => {
          controller.abort();
          return volumes(ids);
        },
      });
    },
  });
  expect(cells(journal).filter((cell) => cell.includes('no instance is there'))).toEqual([]);
});
