/** A run of the mode `plan` on an EC2 that throws when anybody would change something. */
import type { Accounts } from '../../../src/model/ports.ts';
import type { Problem } from '../../../src/model/problem.ts';
import type { Target } from '../../../src/model/target.ts';
import type { PlanModeContext } from '../../../src/modes/plan-context.ts';
import { plan } from '../../../src/modes/plan.ts';
import { aTarget, instances, runFacts } from '../builders.ts';
import { FakeAccounts } from '../fakes/accounts.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeEc2, type Ec2Parts } from '../fakes/ec2.ts';
import { RecordingJournal } from '../fakes/journal.ts';
import { HOUR, NOW } from '../retention/images.ts';

export const OTHER = '333333333333';

export interface Scene {
  readonly targets?: readonly Target[];
  /** EC2 in the account of the first target, and in another one. */
  readonly here?: Ec2Parts;
  readonly there?: Ec2Parts;
  /** By account, or by the ARN of a role. */
  readonly refusals?: Readonly<Record<string, Problem>>;
  readonly context?: Partial<PlanModeContext>;
  readonly arrange?: (here: FakeEc2) => void;
}

export async function run(scene: Scene) {
  const clock = new FakeClock(NOW);
  const journal = new RecordingJournal(clock);
  const here = new FakeEc2(clock, { frozen: true, instances: instances(2), ...scene.here });
  const there = new FakeEc2(clock, { frozen: true, account: OTHER, instances: instances(1), ...scene.there });
  scene.arrange?.(here);
  await plan(scene.targets ?? [aTarget()], {
    accounts: new FakeAccounts([here, there], scene.refusals),
    clock,
    journal,
    facts: runFacts(),
    signal: new AbortController().signal,
    wait: true,
    adoptWithin: HOUR,
    deadline: 5 * HOUR,
    ifNoInstances: 'error',
    mainRole: undefined,
    shard: undefined,
    ...scene.context,
  });
  return { clock, journal, here, there };
}

/** Of each call in a region: `<action> <answer>`, and the note behind it. */
export function cells(journal: RecordingJournal, role?: string): string[] {
  const inRegions = journal.of('tried').filter(({ cell }) => cell.place.region !== undefined);
  return inRegions.flatMap(({ cell }) => {
    const note = cell.note === undefined ? '' : `: ${cell.note}`;
    return role === undefined || cell.role === role ? [`${cell.action} ${cell.answer}${note}`] : [];
  });
}

/** One account, whose roles see EC2 each with rights of its own. */
export function accountsByRole(id: string, places: Readonly<Record<string, FakeEc2>>): Accounts {
  const account = (arn: string) => ({
    id,
    arn,
    inRegion: () => {
      const place = places[arn];
      if (place === undefined) throw new Error(`no place for ${arn} was arranged`);
      return place;
    },
  });
  return {
    main: account('arn:aws:sts::111111111111:assumed-role/main/session'),
    enter: (at) => Promise.resolve({ ok: true, value: account(at.kind === 'self' ? 'self' : at.roleArn) }),
  };
}
