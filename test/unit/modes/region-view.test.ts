/** What is found and decided in an account and region before anything happens there. */
import { describe, expect, test } from '@jest/globals';
import type { SelectedRegion, TargetSelection } from '../../../src/images/select-target.ts';
import type { Instance } from '../../../src/model/image.ts';
import type { Target } from '../../../src/model/target.ts';
import { decideRegion, selectedIn, viewRegion } from '../../../src/modes/region-view.ts';
import {
  ACCOUNT,
  aProblem,
  aTarget,
  instanceId,
  instances,
  REGION,
  runFacts,
  settings,
} from '../builders.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeEc2, type Ec2Parts } from '../fakes/ec2.ts';
import { RecordingJournal } from '../fakes/journal.ts';
import { anImage, HOUR, MINUTE, NOW } from '../retention/images.ts';

const clock = new FakeClock(NOW);

function selection(target: Target, place: FakeEc2, found: readonly Instance[]): TargetSelection {
  const selected = { instances: found, leftOut: {}, excluded: 0, missing: [] };
  const region: SelectedRegion = { place, selected };
  return { target, account: place.account, regions: [region], missing: [] };
}

function groupOf(targets: readonly Target[]) {
  return { account: ACCOUNT, region: REGION, targets };
}

function contextOf(journal = new RecordingJournal(clock)) {
  return { clock, journal, facts: runFacts(), adoptWithin: HOUR };
}

const weekly = (position: number, parts: Partial<Target> = {}): Target =>
  aTarget({ position, images: settings({ series: 'weekly' }), ...parts });

describe('the view', () => {
  const first = new FakeEc2(clock);
  const second = new FakeEc2(clock);
  const targets = [aTarget(), weekly(2)];

  test('has each target’s own client, and that of the first one for all', () => {
    const selections = [
      selection(aTarget(), first, instances(1)),
      selection(weekly(2), second, instances(1)),
    ];
    const view = viewRegion(groupOf(targets), selections, contextOf());
    expect(view?.requests.map(({ target, series }) => [target, series])).toEqual([
      [1, 'default'],
      [2, 'weekly'],
    ]);
    expect(view?.requests.map((request) => view.placeOf(request) === second)).toEqual([false, true]);
    expect(view?.place).toBe(first);
    expect(view?.whole).toBe(true);
    expect(view?.selected.map(({ target, instances: own }) => [target.position, own.length])).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  test('is not whole when a target could not be looked at', () => {
    const failed: TargetSelection = { target: aTarget(), regions: [], missing: [] };
    const selections = [failed, selection(weekly(2), second, [])];
    const view = viewRegion(groupOf(targets), selections, contextOf());
    expect([view?.whole, view?.place === second]).toEqual([false, true]);
  });

  test('is none when no target could be looked at', () => {
    const failed: TargetSelection = { target: aTarget(), regions: [], missing: [] };
    expect(viewRegion(groupOf([aTarget()]), [failed], contextOf())).toBeUndefined();
  });

  test('knows instances whose image is refused, and tells why it is', () => {
    const journal = new RecordingJournal(clock);
    const found = instances(2, { rootDeviceType: 'instance-store' });
    const view = viewRegion(groupOf([aTarget()]), [selection(aTarget(), first, found)], contextOf(journal));
    expect(view?.requests).toEqual([]);
    expect(view?.selected[0]?.instances).toHaveLength(2);
    expect(journal.codes).toEqual(['InstanceStoreRoot', 'InstanceStoreRoot']);
  });

  test('looks at no other account and region', () => {
    const elsewhere = new FakeEc2(clock, { region: 'us-east-1' });
    const selections = [selection(aTarget(), elsewhere, instances(1))];
    expect(selectedIn({ account: ACCOUNT, region: REGION }, selections)).toEqual([]);
    expect(selectedIn({ account: ACCOUNT, region: 'us-east-1' }, selections)).toHaveLength(1);
  });
});

async function decide(target: Target, parts: Ec2Parts, count = 2) {
  const journal = new RecordingJournal(clock);
  const place = new FakeEc2(clock, { frozen: true, ...parts });
  const context = contextOf(journal);
  const view = viewRegion(groupOf([target]), [selection(target, place, instances(count))], context);
  if (view === undefined) throw new Error('there is no view');
  return { decision: await decideRegion(view, context), journal };
}

const SERIES = { series: 'default' };
const another = { moreTags: { 'cross-account-ami:run-key': 'another' } };

describe('the decision', () => {
  test('adopts before it skips: an image of this very run is waited for', async () => {
    const images = [
      anImage('ami-pending', { ...SERIES, state: 'pending', age: 10 * MINUTE }),
      anImage('ami-young', { ...SERIES, ...another, age: 5 * MINUTE }),
      anImage('ami-other', { ...SERIES, ...another, age: 5 * MINUTE, instance: instanceId(2) }),
    ];
    const { decision } = await decide(aTarget({ skipIfNewerThan: HOUR }), { images }, 3);
    const told = (each: { request: { instance: Instance }; image: { id: string } }): string[] => [
      each.request.instance.id,
      each.image.id,
    ];
    expect(decision?.adopted.map(told)).toEqual([[instanceId(1), 'ami-pending']]);
    expect(decision?.skipped.map(told)).toEqual([[instanceId(2), 'ami-other']]);
    expect(decision?.fresh.map(({ instance }) => instance.id)).toEqual([instanceId(3)]);
    expect(decision?.earlier).toEqual(images);
  });

  test('skips for what counts alone, and is younger', async () => {
    const images = [
      anImage('ami-old', { ...SERIES, ...another, age: HOUR }),
      anImage('ami-failed', { ...SERIES, ...another, state: 'failed' }),
      anImage('ami-other-volumes', { ...SERIES, ...another, excludedVolumes: 'data' }),
      anImage('ami-copy', { ...SERIES, ...another, sourceless: true }),
    ];
    const { decision } = await decide(aTarget({ skipIfNewerThan: HOUR }), { images }, 1);
    expect([decision?.skipped, decision?.fresh.length]).toEqual([[], 1]);
  });

  test('warns of reboots for those alone that are going to be rebooted', async () => {
    const images = [
      anImage('ami-adopted', { ...SERIES, age: 5 * MINUTE }),
      anImage('ami-young', { ...SERIES, ...another, age: 5 * MINUTE, instance: instanceId(2) }),
    ];
    const rebooting = aTarget({
      images: settings({ noReboot: false, maxReboots: 2 }),
      skipIfNewerThan: HOUR,
    });
    const { journal } = await decide(rebooting, { images }, 4);
    expect(journal.of('warned')).toMatchObject([
      {
        target: 1,
        place: { account: ACCOUNT, region: REGION },
        text: 'no-reboot is false: making the images REBOOTS those of these 2 instances that run, 2 at a time',
      },
    ]);
    const { journal: quiet } = await decide(rebooting, { images }, 2);
    expect(quiet.of('warned')).toEqual([]);
  });

  test('tells what a series without retention holds', async () => {
    const images = [1, 2].map((age) => anImage(`ami-${age}`, { ...SERIES, ...another, age: age * HOUR }));
    const { journal } = await decide(aTarget(), { images });
    expect(journal.of('held')).toMatchObject([
      { place: { account: ACCOUNT, region: REGION }, series: 'default', images: 2, sizeGiB: 16 },
    ]);
  });

  test('is none when our images cannot be looked up', async () => {
    const problem = aProblem('AccessDenied', { phase: 'wait' });
    const { decision, journal } = await decide(aTarget({ position: 4 }), {
      problems: { ourImages: problem },
    });
    expect(decision).toBeUndefined();
    expect(journal.of('target-failed')).toMatchObject([
      { target: 4, problem: { ...problem, phase: 'plan' } },
    ]);
  });
});
