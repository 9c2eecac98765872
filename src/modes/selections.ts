/** Selects the instances of targets; one that fails costs no other one. */
import pLimit from 'p-limit';
import { absentDevices } from '../images/devices.ts';
import { selectTarget, type SelectContext, type TargetSelection } from '../images/select-target.ts';
import type { Journal } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { guarded } from './guarded.ts';
import type { RegionGroup } from './region-groups.ts';

/** Targets that are looked into at once; each account and region has its own rate limits at AWS. */
const AT_ONCE = 16;

/** Retention follows an image that is available; who does not wait for one has to be told. */
export function tellUnappliedRetention(targets: readonly Target[], wait: boolean, journal: Journal): void {
  if (wait) return;
  for (const { position, retention } of targets) {
    if (retention === undefined) continue;
    const text = 'retention is not applied, as wait is false: a run of mode wait or prune does it';
    journal.record({ kind: 'warned', target: position, text, place: {} });
  }
}

/** A name that leaves nothing out is a slip most times, and the image then holds what nobody wants in it. */
export function tellAbsentDevices(selection: TargetSelection, journal: Journal): void {
  const text = absentDevices(selection);
  if (text === undefined) return;
  const { account } = selection;
  const place = account === undefined ? {} : { account };
  journal.record({ kind: 'warned', target: selection.target.position, text, place });
}

/** Selections under way: an account and region waits for those of its own targets alone. */
export class Selections {
  readonly #byTarget: ReadonlyMap<Target, Promise<TargetSelection>>;

  constructor(targets: readonly Target[], context: SelectContext) {
    const limit = pLimit(AT_ONCE);
    const select = (target: Target): Promise<TargetSelection> => {
      const nothing: TargetSelection = { target, regions: [], missing: [] };
      const told = { journal: context.journal, target: target.position };
      const enterAndSelect = async (): Promise<TargetSelection> => {
        // A role that is denied is tried again after a pause, in which it must not take the place of another target.
        if (!context.signal.aborted) await context.accounts.enter(target.at);
        return limit(() => selectTarget(target, context));
      };
      return guarded(enterAndSelect, nothing, told);
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
