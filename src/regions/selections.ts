/** Selects the instances of targets; a problem in one target does not stop the others. */
import pLimit from 'p-limit';
import { selectTarget, type IfNoInstances, type TargetSelection } from '../images/select-target.ts';
import type { Accounts, Run } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import type { RegionGroup } from './groups.ts';
import { guarded } from './unexpected.ts';

/** Targets that are looked into at once; each account and region has its own rate limits at AWS. */
const AT_ONCE = 16;

/** Selections in progress: an account and region waits only for those of its own targets. */
export class Selections {
  readonly #byTarget: ReadonlyMap<Target, Promise<TargetSelection>>;

  constructor(targets: readonly Target[], accounts: Accounts, ifNoInstances: IfNoInstances, run: Run) {
    const limit = pLimit(AT_ONCE);
    const select = async (target: Target): Promise<TargetSelection> => {
      const enterAndSelect = async (): Promise<TargetSelection> => {
        // A role that is denied is tried again after a pause; during it, another target takes its place.
        if (!run.signal.aborted) await accounts.enter(target.at);
        return limit(() => selectTarget(target, accounts, ifNoInstances, run));
      };
      const found = await guarded(enterAndSelect, run.journal, { target: target.position });
      return found ?? { target, regions: [], missing: [] };
    };
    this.#byTarget = new Map(targets.map((target) => [target, select(target)]));
  }

  /** One for each target, in their order. */
  all(): Promise<TargetSelection[]> {
    return Promise.all(this.#byTarget.values());
  }

  /** Those of the targets of an account and region. */
  of({ targets }: RegionGroup): Promise<TargetSelection[]> {
    return Promise.all(targets.flatMap((target) => this.#byTarget.get(target) ?? []));
  }
}
