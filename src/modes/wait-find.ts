/** Finds the images of a run in one account and region. */
import { imagesOfRun, instanceOf, oursOf } from '../images/of-run.ts';
import type { Image } from '../model/image.ts';
import type { Ec2, Accounts, Journal } from '../model/ports.ts';
import type { RegionGroup } from './region-groups.ts';
import type { RegionFind, WaitContext } from './wait-region.ts';

/** Nothing when the account could not be looked at. */
export async function findOfRun(group: RegionGroup, context: WaitContext): Promise<RegionFind | undefined> {
  const { accounts, journal, facts } = context;
  const [first] = group.targets;
  const entered = await firstEntered(group, accounts);
  if (entered === undefined || first === undefined) return undefined;
  const place = entered.inRegion(group.region);
  const listed = await place.images.ours('prune');
  if (!listed.ok) {
    const problem = { ...listed.problem, phase: 'wait' } as const;
    journal.record({ kind: 'target-failed', target: first.position, problem });
    return undefined;
  }
  const images = oursOf(listed.value);
  const ofRun = imagesOfRun(images, facts);
  const names = ofRun.length === 0 ? undefined : await namesOf(images, place, journal);
  return { group, place, images, ofRun, names };
}

/** The same with what EC2 shows by now; a look-up that fails changes nothing. */
export async function lookAgain(find: RegionFind, { facts, journal }: WaitContext): Promise<RegionFind> {
  const { place } = find;
  const listed = await place.images.ours('prune');
  const images = listed.ok ? oursOf(listed.value) : [];
  const ofRun = imagesOfRun(images, facts);
  if (ofRun.length === 0) return find;
  return { ...find, images, ofRun, names: await namesOf(images, place, journal) };
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
  place: Ec2,
  journal: Journal,
): Promise<ReadonlyMap<string, string> | undefined> {
  const ids = [...new Set(images.map(instanceOf))];
  const instances = await place.instances.find({ kind: 'ids', ids });
  if (!instances.ok) {
    const text = `Instances are named by their ids, and leftovers stay: ${instances.problem.what}`;
    journal.record({ kind: 'warned', text, place: { account: place.account, region: place.region } });
    return undefined;
  }
  const there = instances.value.filter(({ state }) => state !== 'terminated');
  return new Map(there.map(({ id, name }) => [id, name]));
}
