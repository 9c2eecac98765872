/** Snapshots of ours whose image is gone: listed, and deleted where `loose-after` asks for it. */
import type { Ec2, Run } from '../model/ports.ts';
import type { Problem, Result } from '../model/problem.ts';
import { reasonTexts } from '../model/reason.ts';
import type { LooseSnapshot, Snapshot } from '../model/retention.ts';
import { mostCareful, type CarefulRule } from './careful.ts';
import { snapshotEvidence, unchecked } from './evidence.ts';
import { looseSnapshots, snapshotTag, type Sweep } from './leftovers.ts';
import { saidText } from './failed-checks.ts';
import type { RetentionRegion } from './prune.ts';

/** Deletes those that may be deleted, and reports those that are kept. */
export async function sweepLoose(sweep: Sweep, region: RetentionRegion, run: Run): Promise<void> {
  await new LooseSweep(sweep, region, run).run();
}

/** Why a snapshot stays; `undefined` in its place when it is gone or not loose after all. */
type Stays = { readonly reason?: string } | undefined;

const CANCELLED = 'deleted in a later run, as this one was cancelled';

class LooseSweep {
  readonly #sweep: Sweep;
  readonly #region: RetentionRegion;
  readonly #run: Run;
  /** By instance: deletions that failed count too, because the limit is for mistakes. */
  readonly #tried = new Map<string, number>();
  readonly #bins = new Map<Ec2, Promise<Result<ReadonlySet<string>>>>();
  readonly #warned = new Set<string>();

  constructor(sweep: Sweep, region: RetentionRegion, run: Run) {
    this.#sweep = sweep;
    this.#region = region;
    this.#run = run;
  }

  async run(): Promise<void> {
    const { ec2 } = this.#region;
    const found = await this.#find(ec2);
    if (!found.ok) {
      this.#warn(found.problem);
      return;
    }
    const staying: LooseSnapshot[] = [];
    for (const snapshot of found.value) {
      const stays = await this.#attendTo(snapshot);
      const { id, image = '', startedAt, sizeGiB } = snapshot;
      if (stays !== undefined) staying.push({ snapshot: id, image, startedAt, sizeGiB, ...stays });
    }
    if (staying.length === 0) return;
    const place = { account: ec2.account, region: ec2.region };
    this.#run.journal.record({ kind: 'loose', place, snapshots: staying });
  }

  /** The images are listed after the snapshots: what is new among the snapshots has its image there. */
  async #find(ec2: Ec2): Promise<Result<readonly Snapshot[]>> {
    const snapshots = await ec2.snapshots.ours();
    if (!snapshots.ok) return snapshots;
    const images = await ec2.images.ours('prune');
    if (!images.ok) return images;
    const loose = looseSnapshots(snapshots.value, images.value, this.#sweep);
    if (loose.length === 0) return { ok: true, value: [] };
    const used = await ec2.images.withSnapshots(loose.map(({ id }) => id));
    return used.ok ? { ok: true, value: loose.filter(({ id }) => !used.value.has(id)) } : used;
  }

  async #attendTo(snapshot: Snapshot): Promise<Stays> {
    const rule = mostCareful(
      snapshotTag(snapshot, 'series') ?? '',
      this.#region.targets,
      ({ looseAfter }) => looseAfter,
    );
    if (rule === undefined) return {};
    if (this.#sweep.now - snapshot.startedAt <= rule.after) return { reason: 'younger than loose-after' };
    const ec2 = this.#region.ec2Of(rule);
    const binned = await this.#inBin(snapshot, ec2);
    if (binned !== undefined) return { reason: binned };
    const instance = snapshotTag(snapshot, 'instance-id') ?? '';
    const tried = this.#tried.get(instance) ?? 0;
    if (tried >= rule.maxPrunes) return { reason: whyLater(rule) };
    const stays = await this.#check(snapshot, ec2);
    if (stays !== 'may go') return stays;
    if (this.#run.signal.aborted) return { reason: CANCELLED };
    this.#tried.set(instance, tried + 1);
    return this.#delete(snapshot, ec2);
  }

  /** Asked once for each role: the snapshots of an image that is put there later are in no image of the list. */
  async #inBin({ image = '' }: Snapshot, ec2: Ec2): Promise<string | undefined> {
    const asked = this.#bins.get(ec2) ?? ec2.images.inBin();
    this.#bins.set(ec2, asked);
    const bin = await asked;
    if (!bin.ok) return this.#unchecked(bin.problem);
    return bin.value.has(image) ? `its image ${image} is in the Recycle Bin` : undefined;
  }

  /** Facts change: who uses and who holds it is looked up anew for each snapshot. */
  async #check({ id }: Snapshot, ec2: Ec2): Promise<Stays | 'may go'> {
    const used = await ec2.images.withSnapshots([id]);
    if (!used.ok) return { reason: this.#unchecked(used.problem) };
    if (used.value.has(id)) return undefined;
    const { holds, failed } = await snapshotEvidence([id], ec2);
    const [problem] = failed;
    if (problem !== undefined) return { reason: this.#unchecked(problem) };
    return holds.length === 0 ? 'may go' : { reason: reasonTexts(holds).join(', ') };
  }

  async #delete({ id }: Snapshot, { snapshots, account, region }: Ec2): Promise<Stays> {
    const deleted = await snapshots.delete(id);
    if (deleted.ok) {
      const what = `The loose snapshot ${id}`;
      this.#run.journal.record({ kind: 'removed', what, place: { account, region } });
      return undefined;
    }
    // Nothing is begun after a cancellation, and what was not begun is no failure.
    if (deleted.problem.code === 'Cancelled') return { reason: CANCELLED };
    this.#warn(deleted.problem);
    return { reason: `could not be deleted: ${deleted.problem.what}` };
  }

  #unchecked(problem: Problem): string {
    if (problem.code === 'Cancelled') return CANCELLED;
    this.#warn(problem);
    return unchecked(problem).text;
  }

  /** Once for each reason. */
  #warn({ what, said, awsCode }: Problem): void {
    const key = `${what} ${awsCode}`;
    if (this.#warned.has(key)) return;
    this.#warned.add(key);
    const { account, region } = this.#region.ec2;
    const text = `Loose snapshots stay: ${what}${saidText(said)}`;
    this.#run.journal.record({ kind: 'warned', text, place: { account, region } });
  }
}

function whyLater({ maxPrunes }: CarefulRule): string {
  return `deleted in a later run, as max-prunes is ${maxPrunes}`;
}
