/** The work of a mode in every account and region, at the same time: none waits for another one. */
import type { Accounts, Journal } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { groupByRegion, type RegionGroup } from './groups.ts';
import { guarded } from './unexpected.ts';

/** Works in one account and region; calls `started` when everything there is under way, at the latest by ending. */
export type RegionWork = (group: RegionGroup, started: () => void) => Promise<void>;

/** Resolves when all have ended. An internal error goes to the journal and stops only the work of its region. */
export async function workInRegions(
  targets: readonly Target[],
  accounts: Pick<Accounts, 'main'>,
  journal: Journal,
  work: RegionWork,
): Promise<void> {
  const regions = groupByRegion(targets, accounts.main.id).map((group) => {
    const start = Promise.withResolvers<undefined>();
    const started = (): void => {
      start.resolve(undefined);
    };
    const { account, region } = group;
    const of = { target: group.targets[0]?.position, place: { account, region } };
    const ended = guarded(() => work(group, started), journal, of).finally(started);
    return { group, started: start.promise, ended };
  });
  const announcing = targets.map(async (target) => {
    const own = regions.filter(({ group }) => group.targets.includes(target));
    await Promise.all(own.map(({ started }) => started));
    journal.record({ kind: 'target-started', target: target.position });
  });
  await Promise.all([...announcing, ...regions.map(({ ended }) => ended)]);
}

/** Work in progress, to which more may be added. */
export class Tasks {
  readonly #tasks: Promise<void>[] = [];
  #failed: { readonly error: unknown } | undefined;

  add(task: Promise<unknown>): void {
    const ended = task.then(
      () => undefined,
      (error: unknown) => {
        this.#failed ??= { error };
      },
    );
    this.#tasks.push(ended);
  }

  /** Resolves when all have ended; then the first error among them is thrown, if there is one. */
  async ended(): Promise<void> {
    for (const task of this.#tasks) await task;
    if (this.#failed !== undefined) throw this.#failed.error;
  }
}
