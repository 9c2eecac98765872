/** Snapshots of ours whose image is gone: listed, and deleted where `loose-after` asks for it. */
import type { AccountRegion } from '../model/ports.ts';
import type { Problem, Result } from '../model/problem.ts';
import { reasonTexts } from '../model/reason.ts';
import type { LooseSnapshot, Snapshot } from '../model/retention.ts';
import type { Target } from '../model/target.ts';
import { mostCareful, type CarefulRule } from './careful.ts';
import { snapshotEvidence, unchecked } from './evidence.ts';
import { looseSnapshots, snapshotTag, type Sweep } from './leftovers.ts';
import { saidText } from './failed-checks.ts';
import type { PruneContext } from './prune.ts';

interface LooseRequest {
  readonly targets: readonly Target[];
  /** The client of a target. */
  readonly placeOf: (of: { readonly target: number }) => AccountRegion;
}

/** Deletes those that may go, and tells of those that stay. */
export async function attendToLoose(
  sweep: Sweep,
  request: LooseRequest,
  context: PruneContext,
): Promise<void> {
  await new LooseSweep(sweep, request, context).run();
}

/** Why a snapshot stays; `undefined` in its place when it is gone or not loose after all. */
type Stays = { readonly reason?: string } | undefined;

const CANCELLED = 'deleted in a later run, as this one was cancelled';

class LooseSweep {
  readonly #sweep: Sweep;
  readonly #request: LooseRequest;
  readonly #context: PruneContext;
  /** By instance: deletions that failed count too, the brake is on mistakes. */
  readonly #tried = new Map<string, number>();
  readonly #bins = new Map<AccountRegion, Promise<Result<ReadonlySet<string>>>>();
  readonly #warned = new Set<string>();

  constructor(sweep: Sweep, request: LooseRequest, context: PruneContext) {
    this.#sweep = sweep;
    this.#request = request;
    this.#context = context;
  }

  async run(): Promise<void> {
    const { place, journal } = this.#context;
    const found = await this.#find(place);
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
    const { account, region } = place;
    if (staying.length > 0) journal.record({ kind: 'loose', place: { account, region }, snapshots: staying });
  }

  /** The images are listed after the snapshots: what is new among the snapshots has its image there. */
  async #find({ keeping }: AccountRegion): Promise<Result<readonly Snapshot[]>> {
    const snapshots = await keeping.ourSnapshots();
    if (!snapshots.ok) return snapshots;
    const images = await keeping.ourImages();
    if (!images.ok) return images;
    const loose = looseSnapshots(snapshots.value, images.value, this.#sweep);
    if (loose.length === 0) return { ok: true, value: [] };
    const used = await keeping.imagesWithSnapshots(loose.map(({ id }) => id));
    return used.ok ? { ok: true, value: loose.filter(({ id }) => !used.value.has(id)) } : used;
  }

  async #attendTo(snapshot: Snapshot): Promise<Stays> {
    const rule = mostCareful(
      snapshotTag(snapshot, 'series') ?? '',
      this.#request.targets,
      ({ looseAfter }) => looseAfter,
    );
    if (rule === undefined) return {};
    if (this.#sweep.now - snapshot.startedAt <= rule.after) return { reason: 'younger than loose-after' };
    const place = this.#request.placeOf(rule);
    const binned = await this.#inBin(snapshot, place);
    if (binned !== undefined) return { reason: binned };
    const instance = snapshotTag(snapshot, 'instance-id') ?? '';
    const tried = this.#tried.get(instance) ?? 0;
    if (tried >= rule.maxPrunes) return { reason: whyLater(rule) };
    const stays = await this.#check(snapshot, place);
    if (stays !== 'may go') return stays;
    if (this.#context.signal.aborted) return { reason: CANCELLED };
    this.#tried.set(instance, tried + 1);
    return this.#delete(snapshot, place);
  }

  /** Asked once for each role: whoever puts an image there by then has its snapshots in no image of the listing. */
  async #inBin({ image = '' }: Snapshot, place: AccountRegion): Promise<string | undefined> {
    const asked = this.#bins.get(place) ?? place.keeping.imagesInBin();
    this.#bins.set(place, asked);
    const bin = await asked;
    if (!bin.ok) return this.#unchecked(bin.problem);
    return bin.value.has(image) ? `its image ${image} is in the Recycle Bin` : undefined;
  }

  /** Facts change: who uses and who holds it is looked up anew for each snapshot. */
  async #check({ id }: Snapshot, { keeping }: AccountRegion): Promise<Stays | 'may go'> {
    const used = await keeping.imagesWithSnapshots([id]);
    if (!used.ok) return { reason: this.#unchecked(used.problem) };
    if (used.value.has(id)) return undefined;
    const { holds, failed } = await snapshotEvidence([id], keeping);
    const [problem] = failed;
    if (problem !== undefined) return { reason: this.#unchecked(problem) };
    return holds.length === 0 ? 'may go' : { reason: reasonTexts(holds).join(', ') };
  }

  async #delete({ id }: Snapshot, { keeping, account, region }: AccountRegion): Promise<Stays> {
    const deleted = await keeping.deleteSnapshot(id);
    if (deleted.ok) {
      const what = `The loose snapshot ${id}`;
      this.#context.journal.record({ kind: 'removed', what, place: { account, region } });
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

  /** Once for each thing that stands in the way. */
  #warn({ what, said, awsCode }: Problem): void {
    const key = `${what} ${awsCode}`;
    if (this.#warned.has(key)) return;
    this.#warned.add(key);
    const { account, region } = this.#context.place;
    const text = `Loose snapshots stay: ${what}${saidText(said)}`;
    this.#context.journal.record({ kind: 'warned', text, place: { account, region } });
  }
}

function whyLater({ maxPrunes }: CarefulRule): string {
  return `deleted in a later run, as max-prunes is ${maxPrunes}`;
}
