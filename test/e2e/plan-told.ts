/** What a plan and what a backup tell, in one shape, so that they can be compared. */
import type { AwsState } from '../emulator/aws.ts';
import type { ActionRun } from '../emulator/runner.ts';
import type { FailureEntry, RetentionEntry, VerdictEntry } from '../../src/model/report-file.ts';
import { failuresOf, reportOf } from './outputs.ts';
import { plannedOf, planOf } from './plan-scenes.ts';
import { prunedOf } from './retention-scenes.ts';

/** Keys are texts, so that a difference is found at a glance. */
export type Told = Readonly<Record<string, unknown>>;

interface Keyed {
  readonly account_id: string | null;
  readonly region: string | null;
  readonly series: string;
  readonly instance_id: string;
}

const NEW = 'new';

function keyOf({ account_id, region, series, instance_id }: Keyed): string {
  return [account_id, region, series, instance_id].join(' ');
}

/** `devicesOf` names all devices of an instance. */
export function planned(run: ActionRun, devicesOf: (instance: string) => readonly string[]): Told {
  const images = plannedOf(run).map((row) => {
    const { outcome, image_id, image_name, tags, excluded_devices, snapshots, size_gib } = row;
    const made = {
      tags: withoutProcess(tags),
      devices: devicesOf(row.instance_id).filter((device) => !excluded_devices.includes(device)),
      snapshots,
      sizeGiB: size_gib,
    };
    return [keyOf(row), outcome, image_name, image_id ?? NEW, outcome === 'created' ? made : {}] as const;
  });
  const { retention } = reportOf(run);
  const kept = retained(retention, () => false);
  const verdicts = retention.instances.flatMap((each) => each.images);
  return {
    images: byText(images),
    failures: failures(planOf(run).foreseen_failures),
    pruned: verdicts.flatMap(({ image_id, decision }) => (decision === 'prune' ? [image_id] : [])).toSorted(),
    ...kept,
  };
}

/** `state`: AWS after the backup. */
export function done(run: ActionRun, state: AwsState): Told {
  const file = reportOf(run);
  const made = new Set(file.images.flatMap((row) => (row.outcome === 'created' ? [row.image_id] : [])));
  const images = file.images.map((row) => {
    const { outcome, image_id, image_name } = row;
    const isNew = made.has(image_id);
    const there = state.images.find(({ id }) => id === image_id);
    if (there?.name !== image_name && outcome === 'created') throw new Error(`${image_id} has another name`);
    return [
      keyOf(row),
      outcome,
      image_name,
      isNew ? NEW : (image_id ?? NEW),
      isNew ? factsOf(there, state) : {},
    ] as const;
  });
  return {
    images: byText(images),
    failures: failures(failuresOf(run)),
    pruned: prunedOf(run).toSorted(),
    ...retained(file.retention, (id) => made.has(id)),
  };
}

function factsOf(image: AwsState['images'][number] | undefined, { snapshots }: AwsState) {
  const own = snapshots.filter(({ id }) => image?.snapshotIds.includes(id));
  return {
    tags: withoutProcess(image?.tags ?? {}),
    devices: image?.devices,
    snapshots: own.length,
    sizeGiB: own.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0),
  };
}

/** Which process asks for the image is all that differs. */
function withoutProcess(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => key !== 'cross-account-ami:attempt'));
}

function failures(all: readonly FailureEntry[]): string[] {
  return all
    .map(({ phase, account_id, region, instance_id, code, message }) => {
      const what = code === 'NameTaken' ? withoutAnswer(message) : message;
      return [phase, account_id, region, instance_id, code, what].join(' ');
    })
    .toSorted();
}

/** A plan asks for no image, and so has no answer of EC2 to quote that its name is taken. */
function withoutAnswer(message: string): string {
  return message.replace(/ · AWS said: InvalidAMIName\.Duplicate: [^·]*(?= · )/, '');
}

/** What it says of each image but the id of a new one. */
function retained(
  { instances, unattended, removed }: RetentionEntry,
  isNew: (image: string) => boolean,
): Told {
  const verdictOf = ({ image_id, image_name, size_gib, decision, reasons }: VerdictEntry) => {
    const why = reasons.map((reason) => {
      return reason === 'its backup would fail' ? 'its backup failed in this run' : reason;
    });
    return [isNew(image_id) ? NEW : image_id, image_name, size_gib, decision, ...why];
  };
  const verdicts = instances.map((each) => [keyOf(each), ...each.images.map(verdictOf)]);
  return { verdicts: byText(verdicts), unattended: byText(unattended), removed: byText(removed) };
}

function byText<T>(items: readonly T[]): T[] {
  return items.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}
