/** The mode `prune`: retention alone. */
import { describe, expect, test } from '@jest/globals';
import {
  ACCOUNT,
  aProblem,
  aTarget,
  DAY,
  INSTANCE,
  instanceId,
  instances,
  REGION,
  settings,
} from '../builders.ts';
import type { RecordingJournal } from '../fakes/journal.ts';
import { daily, ourImage, policyOf, pruningTarget, retention } from '../image-builders.ts';
import { reasonTexts } from '../../../src/model/reason.ts';
import { runPrune } from './scenes.ts';

const others = [0, 1].map((age) => ourImage(`ami-other-${age}`, { age: age * DAY, instance: instanceId(2) }));
const weekly = settings({ series: 'weekly' });
const one = instances(1);

describe('the mode prune', () => {
  test('prunes every selected instance without a new image', async () => {
    const { here, journal } = await runPrune({
      targets: [pruningTarget()],
      here: { images: [...daily([1, 2]), ...others] },
    });
    expect(here.state.imageIds).toEqual(['ami-1d', 'ami-other-0']);
    expect(journal.of('unattended')).toEqual([]);
  });

  test('keeps all of an instance without an available image', async () => {
    const images = daily([1, 2], { state: 'disabled' });
    const { here } = await runPrune({ targets: [pruningTarget()], here: { images } });
    expect(here.state.imageIds).toEqual(['ami-1d', 'ami-2d']);
  });

  test('prunes nothing in an account that it cannot enter', async () => {
    const refusals = { [ACCOUNT]: aProblem('AssumeRoleDenied') };
    const { here, journal } = await runPrune({ targets: [pruningTarget()], refusals });
    expect(here.calls.all).toEqual([]);
    expect(journal.codes).toEqual(['AssumeRoleDenied']);
  });

  test('sweeps when no instance is left', async () => {
    const { here } = await runPrune({
      targets: [pruningTarget({ goneAfter: 30 * DAY })],
      here: { instances: [], images: daily([40, 50]) },
    });
    expect(here.state.imageIds).toEqual([]);
  });

  test('calls a missing instance a failure of pruning', async () => {
    const ids = { kind: 'ids', ids: [instanceId(8)] } as const;
    const { journal } = await runPrune({ targets: [pruningTarget({}, { instances: ids })] });
    expect(journal.of('prune-failed')).toMatchObject([
      { target: 1, problem: { code: 'InstanceNotFound', phase: 'prune' } },
    ]);
  });
});

describe('an instance that two targets select in one series', () => {
  const what = 'The instance is selected by targets 1 and 2, both in series default';
  const place = { account: ACCOUNT, region: REGION, instance: INSTANCE };
  const keepTwo = retention({ policy: policyOf({ last: 2 }) });

  test.each([
    {
      second: 'another policy',
      targets: [aTarget({ retention: keepTwo }), pruningTarget({}, { position: 2 })],
      by: 1,
    },
    { second: 'none', targets: [pruningTarget(), aTarget({ position: 2 })], by: 1 },
    { second: 'a policy alone', targets: [aTarget(), aTarget({ position: 2, retention: keepTwo })], by: 2 },
  ])('keeps its images, and is a failure: $second', async ({ targets, by }) => {
    const { here, journal } = await runPrune({
      targets,
      here: { instances: one, images: daily([0, 1, 2]) },
    });
    expect(here.calls.changes).toEqual([]);
    const problem = { code: 'SelectedTwice', phase: 'prune', place, what };
    expect(journal.of('prune-failed')).toMatchObject([{ target: 1, problem }]);
    expect(told(journal).at(-1)).toBe(`ami-2d not pruned: ${what}`);
    expect(journal.of('retained').map(({ of }) => of.target)).toEqual([by]);
    expect(journal.of('unattended')).toEqual([]);
  });

  test('has no verdicts when neither has retention', async () => {
    const targets = [1, 2].map((position) => aTarget({ position }));
    const { journal } = await runPrune({ targets, here: { instances: one, images: daily([0, 1]) } });
    expect(journal.of('prune-failed').map(({ problem }) => problem.code)).toEqual(['SelectedTwice']);
    expect(told(journal)).toEqual([]);
  });

  test('stands in the way of no other one', async () => {
    const twice = pruningTarget({}, { position: 2, instances: { kind: 'ids', ids: [INSTANCE] } });
    const { here } = await runPrune({
      targets: [pruningTarget(), twice],
      here: { images: [...daily([0, 1]), ...others] },
    });
    expect(here.state.imageIds).toEqual(['ami-0d', 'ami-1d', 'ami-other-0']);
  });

  test('in two series is pruned in each', async () => {
    const ofWeek = [0, 1].map((age) => ourImage(`ami-week-${age}`, { age: age * DAY, series: 'weekly' }));
    const { here, journal } = await runPrune({
      targets: [pruningTarget(), pruningTarget({}, { position: 2, images: weekly })],
      here: { instances: one, images: [...daily([0, 1]), ...ofWeek] },
    });
    expect(here.state.imageIds).toEqual(['ami-0d', 'ami-week-0']);
    expect(journal.of('prune-failed')).toEqual([]);
  });
});

function told(journal: RecordingJournal): string[] {
  const verdicts = journal.of('retained').flatMap((event) => event.verdicts);
  return verdicts.map(({ image, reasons }) => `${image} ${reasonTexts(reasons).join()}`);
}
