/** The mode `wait`: finishes what the run of `run-key` left pending. */
import { imagesOfRun, instanceOf, requestOf, seriesOf, targetsOf } from '../images/of-run.ts';
import { ImageWatch } from '../images/watch.ts';
import type { Image, ImageRequest, RunFacts } from '../model/image.ts';
import type { AccountRegion, Accounts, Clock, Journal } from '../model/ports.ts';
import type { Target } from '../model/target.ts';
import { RegionRetention } from '../retention/region.ts';
import { guarded } from './guarded.ts';
import { groupByRegion, type RegionGroup } from './region-groups.ts';

export interface WaitContext {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly facts: RunFacts;
  readonly signal: AbortSignal;
  /** Milliseconds after the step's start at which waiting ends. */
  readonly deadline: number;
}

/** The images of the run in one account and region. */
interface RegionFind {
  readonly group: RegionGroup;
  readonly place: AccountRegion;
  readonly found: readonly { readonly image: Image; readonly request: ImageRequest }[];
  /** Instances of our images, by id, as far as they exist; nothing when they could not be looked up. */
  readonly names: ReadonlyMap<string, string> | undefined;
  readonly images: readonly Image[];
}

/** Resolves when every image of the run has its end. What happened is in the journal. */
export async function wait(targets: readonly Target[], context: WaitContext): Promise<void> {
  const { accounts, journal, facts } = context;
  await Promise.all(targets.map((target) => enter(target, context)));
  const groups = groupByRegion(targets, accounts.main.id);
  const finds = await Promise.all(
    groups.map((group) => guarded(() => find(group, context), undefined, toldBy(group, context))),
  );
  const open = finds.filter((each) => each !== undefined);
  const count = open.reduce((sum, { found }) => sum + found.length, 0);
  // A place that was not looked at may have had some; its failure is told already.
  if (count === 0 && open.length === finds.length) {
    const what = `No image carries the run key ${facts.runKey} in the accounts and regions of the targets`;
    journal.record({
      kind: 'run-failed',
      problem: { code: 'NothingToWaitFor', phase: 'wait', place: {}, what },
    });
    return;
  }
  const works = open.map((each) => ({ ...each, settled: begin(each, context) }));
  for (const { position } of targets) journal.record({ kind: 'target-started', target: position });
  await Promise.all(works.map(({ group, settled }) => guarded(settled, undefined, toldBy(group, context))));
}

function toldBy({ account, region, targets }: RegionGroup, { journal }: WaitContext) {
  return { journal, target: targets[0]?.position, place: { account, region } };
}

async function enter({ position, at }: Target, { accounts, journal }: WaitContext): Promise<void> {
  const entered = await accounts.enter(at);
  if (entered.ok) {
    const { id: account, arn } = entered.value;
    journal.record({ kind: 'target-signed-in', target: position, account, arn });
  } else journal.record({ kind: 'target-failed', target: position, problem: entered.problem });
}

/** Nothing when the account could not be looked at. */
async function find(group: RegionGroup, context: WaitContext): Promise<RegionFind | undefined> {
  const { accounts, journal, facts } = context;
  const [first] = group.targets;
  const entered = await firstEntered(group, accounts);
  if (entered === undefined || first === undefined) return undefined;
  const place = entered.inRegion(group.region);
  const listed = await place.keeping.ourImages();
  if (!listed.ok) {
    const problem = { ...listed.problem, phase: 'wait' } as const;
    journal.record({ kind: 'target-failed', target: first.position, problem });
    return undefined;
  }
  const ofRun = imagesOfRun(listed.value, facts);
  const names = ofRun.length === 0 ? new Map<string, string>() : await namesOf(listed.value, place, journal);
  const found = ofRun.map((image) => {
    const target = (targetsOf(image, group.targets)[0] ?? first).position;
    const { account, region } = group;
    const name = names?.get(instanceOf(image)) ?? instanceOf(image);
    return { image, request: requestOf(image, name, { target, account, region }) };
  });
  return { group, place, found, names, images: listed.value };
}

async function firstEntered({ targets }: RegionGroup, accounts: Accounts) {
  for (const { at } of targets) {
    const entered = await accounts.enter(at);
    if (entered.ok) return entered.value;
  }
  return undefined;
}

async function namesOf(
  images: readonly Image[],
  place: AccountRegion,
  journal: Journal,
): Promise<ReadonlyMap<string, string> | undefined> {
  const ids = [...new Set(images.map(instanceOf))];
  const instances = await place.findInstances({ kind: 'ids', ids });
  if (!instances.ok) {
    const text = `Instances are named by their ids, and leftovers stay: ${instances.problem.what}`;
    journal.record({ kind: 'warned', text, place: { account: place.account, region: place.region } });
    return undefined;
  }
  const there = instances.value.filter(({ state }) => state !== 'terminated');
  return new Map(there.map(({ id, name }) => [id, name]));
}

/** Begins to watch; answers how to see it to its end. */
function begin(
  { group, place, found, names, images }: RegionFind,
  context: WaitContext,
): () => Promise<void> {
  const { clock, journal, signal, facts, deadline } = context;
  const { targets } = group;
  const retention = new RegionRetention({ place, clock, journal, signal, facts, targets });
  // Which instances the run selected nobody knows here: whatever exists is not gone.
  for (const image of images)
    if (names?.has(instanceOf(image)) === true) retention.attend(instanceOf(image), seriesOf(image));
  for (const { image } of found) retention.attend(instanceOf(image), seriesOf(image));
  const available = (request: ImageRequest, image: string): void => {
    const own = found.find((each) => each.request === request)?.image;
    if (own !== undefined && hasOneRetention(own, targets)) retention.imageAvailable(request, image);
    else if (own !== undefined) tellAmbiguous(request, journal);
  };
  const watch = new ImageWatch({ place, clock, journal, signal, deadline, runKey: facts.runKey, available });
  for (const { image, request } of found) {
    journal.record({ kind: 'adopted', request, image });
    watch.add(request, image.id);
  }
  return async () => {
    await watch.settled();
    await retention.settled();
    if (names !== undefined && found.length > 0) await retention.sweep();
  };
}

/** Two targets that the image may be of, with two policies, would leave it open which one counts. */
function hasOneRetention(image: Image, targets: readonly Target[]): boolean {
  const policies = targetsOf(image, targets).map(({ retention }) => JSON.stringify(retention));
  return new Set(policies).size <= 1;
}

function tellAmbiguous({ target, account, region, instance, series }: ImageRequest, journal: Journal): void {
  const text = `Nothing is pruned: several targets of series ${series} have different retention, and the image does not tell which of them it is of`;
  const place = { account, region, instance: instance.id };
  journal.record({ kind: 'warned', target, text, place });
}
