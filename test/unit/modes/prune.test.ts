/** The mode `prune`: retention alone. */
import { describe, expect, test } from '@jest/globals';
import type { Instance } from '../../../src/model/image.ts';
import type { Accounts } from '../../../src/model/ports.ts';
import type { Target } from '../../../src/model/target.ts';
import { prune } from '../../../src/modes/prune.ts';
import { anInstance as instanceOf, runFacts } from '../builders.ts';
import { matches } from '../fakes/account-region.ts';
import {
  ACCOUNT,
  anImage,
  aTarget as target,
  daily,
  DAY,
  INSTANCE,
  policyOf,
  REGION,
  REPOSITORY,
  type TargetFacts,
} from '../retention/images.ts';
import { placeOf } from '../retention/keeping.ts';
import { failures, told, world, type World } from '../retention/runs.ts';

const OTHER = 'i-00000000000000002';
const facts = runFacts({ repositoryId: REPOSITORY });

function anInstance(id = INSTANCE): Instance {
  return instanceOf({ id, name: id });
}

function aTarget({ instances, ...parts }: TargetFacts & Partial<Pick<Target, 'instances'>> = {}): Target {
  return { ...target(parts), ...(instances === undefined ? {} : { instances }) };
}

/** One account with one region, in which `all` selects these instances. */
function accountsOf(here: World, instances: readonly Instance[], ok = true): Accounts {
  const place = placeOf(here.keeping);
  const region = {
    ...place,
    findInstances: (selector: Parameters<typeof place.findInstances>[0]) =>
      selector.kind === 'all'
        ? Promise.resolve({ ok: true as const, value: instances })
        : Promise.resolve({ ok: true as const, value: instances.filter((each) => matches(selector, each)) }),
  };
  const account = { id: ACCOUNT, arn: 'role', inRegion: () => region };
  const problem = {
    code: 'AssumeRoleDenied',
    phase: 'sign-in',
    place: { account: ACCOUNT },
    what: 'No',
  } as const;
  return {
    main: account,
    enter: () => Promise.resolve(ok ? { ok: true, value: account } : { ok: false, problem }),
  };
}

async function runMode(here: World, targets: readonly Target[], accounts: Accounts): Promise<void> {
  const { clock, journal, cancel } = here;
  await prune(targets, {
    accounts,
    clock,
    journal,
    facts,
    signal: cancel.signal,
    ifNoInstances: 'ignore',
  });
}

describe('the mode prune', () => {
  test('prunes every selected instance without a new image', async () => {
    const others = [0, 1].map((age) => anImage(`ami-other-${age}`, { age: age * DAY, instance: OTHER }));
    const here = world({ images: [...daily([1, 2]), ...others] });
    await runMode(here, [aTarget()], accountsOf(here, [anInstance(), anInstance(OTHER)]));
    expect(here.keeping.ids).toEqual(['ami-1d', 'ami-other-0']);
    expect(here.journal.of('unattended')).toEqual([]);
  });

  test('keeps all of an instance without an available image', async () => {
    const images = [1, 2].map((age) => anImage(`ami-${age}`, { age: age * DAY, state: 'disabled' }));
    const here = world({ images });
    await runMode(here, [aTarget()], accountsOf(here, [anInstance()]));
    expect(here.keeping.ids).toEqual(['ami-1', 'ami-2']);
  });

  test('prunes nothing in an account that it cannot enter', async () => {
    const here = world({ images: daily([0, 1]) });
    await runMode(here, [aTarget()], accountsOf(here, [anInstance()], false));
    expect(here.keeping.calls).toEqual([]);
    expect(here.journal.problems.map(({ code }) => code)).toEqual(['AssumeRoleDenied']);
  });

  test('sweeps when no instance is left', async () => {
    const here = world({ images: daily([40, 50]) });
    const target = aTarget({ retention: { goneAfter: 30 * DAY } });
    await runMode(here, [target], accountsOf(here, []));
    expect(here.keeping.ids).toEqual([]);
  });
});

describe('an instance that two targets select in one series', () => {
  const what = 'The instance is selected by targets 1 and 2, both in series nightly';
  const place = { account: ACCOUNT, region: REGION, instance: INSTANCE };

  test.each([
    { second: 'another policy', targets: [keepTwo(1), aTarget({ position: 2 })], by: 1 },
    { second: 'none', targets: [aTarget(), aTarget({ position: 2, retention: undefined })], by: 1 },
    { second: 'a policy alone', targets: [aTarget({ retention: undefined }), keepTwo(2)], by: 2 },
  ])('keeps its images, and is a failure: $second', async ({ targets, by }) => {
    const here = world({ images: daily([0, 1, 2]) });
    await runMode(here, targets, accountsOf(here, [anInstance()]));
    expect(here.keeping.deregistered).toEqual([]);
    expect(here.journal.of('prune-failed')).toMatchObject([{ target: 1 }]);
    expect(failures(here)).toEqual([{ code: 'SelectedTwice', phase: 'prune', place, what }]);
    expect(told(here).at(-1)).toBe(`ami-2d kept: not pruned: ${what}`);
    expect(here.journal.of('retained').map(({ of }) => of.target)).toEqual([by]);
    expect(here.journal.of('unattended')).toEqual([]);
  });

  test('has no verdicts when neither has retention', async () => {
    const here = world({ images: daily([0, 1]) });
    const targets = [1, 2].map((position) => aTarget({ position, retention: undefined }));
    await runMode(here, targets, accountsOf(here, [anInstance()]));
    expect(failures(here).map(({ code }) => code)).toEqual(['SelectedTwice']);
    expect(told(here)).toEqual([]);
  });

  test('stands in the way of no other one', async () => {
    const others = [0, 1].map((age) => anImage(`ami-other-${age}`, { age: age * DAY, instance: OTHER }));
    const here = world({ images: [...daily([0, 1]), ...others] });
    const one = aTarget({ position: 2, instances: { kind: 'ids', ids: [INSTANCE] } });
    await runMode(here, [aTarget(), one], accountsOf(here, [anInstance(), anInstance(OTHER)]));
    expect(here.keeping.ids).toEqual(['ami-0d', 'ami-1d', 'ami-other-0']);
  });

  test('in two series is pruned in each', async () => {
    const weekly = [0, 1].map((age) => anImage(`ami-week-${age}`, { age: age * DAY, series: 'weekly' }));
    const here = world({ images: [...daily([0, 1]), ...weekly] });
    const targets = [aTarget(), aTarget({ position: 2, series: 'weekly' })];
    await runMode(here, targets, accountsOf(here, [anInstance()]));
    expect(here.keeping.ids).toEqual(['ami-0d', 'ami-week-0']);
    expect(failures(here)).toEqual([]);
  });
});

function keepTwo(position: number): Target {
  return aTarget({ position, retention: { policy: policyOf({ last: 2 }) } });
}
