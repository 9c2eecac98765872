/** With `no-reboot: false`: EC2 may have rebooted an instance although no image of it is known of. */
import { describe, expect, test } from '@jest/globals';
import { createImages } from '../../../src/images/create.ts';
import type { ImageRequest } from '../../../src/model/image.ts';
import type { Problem, ProblemCode, Result } from '../../../src/model/problem.ts';
import { anInstance, aProblem, aRequest, instanceId, instances, runFacts } from '../builders.ts';
import { FakeAccountRegion } from '../fakes/account-region.ts';
import { FakeClock } from '../fakes/clock.ts';
import { RecordingJournal } from '../fakes/journal.ts';

const MINUTE = 60_000;
/** So long an image is looked for by its name after an error that leaves it open. */
const LOOKED_FOR = 3_000;
const RULE = { adopter: runFacts(), adoptWithin: 60 * MINUTE };

type Parts = ConstructorParameters<typeof FakeAccountRegion>[1];

interface Scene {
  /** What CreateImage of the first instance answers. */
  readonly code: ProblemCode;
  /** Another image holds the name of the first instance. */
  readonly held?: boolean;
  readonly hiddenUntil?: number;
  /** When the first instance passes its status checks. */
  readonly wellAt?: number;
  readonly count?: number;
  readonly maxReboots?: number;
  readonly request?: Partial<ImageRequest>;
}

/** Status checks also of an instance of which no image is known. */
class UnsureRegion extends FakeAccountRegion {
  readonly #wellAt: number;
  readonly #clock: FakeClock;

  constructor(clock: FakeClock, wellAt: number, parts: Parts) {
    super(clock, parts);
    this.#clock = clock;
    this.#wellAt = wellAt;
  }

  override async statusChecks(ids: readonly string[]): Promise<Result<ReadonlyMap<string, boolean>>> {
    await super.statusChecks(ids);
    const isWell = (id: string): boolean => id !== instanceId(1) || this.#clock.elapsed() >= this.#wellAt;
    return { ok: true, value: new Map(ids.map((id) => [id, isWell(id)])) };
  }
}

async function run(scene: Scene) {
  const { code, held = false, hiddenUntil = 0, wellAt = 0, count = 2, maxReboots = 1, request } = scene;
  const clock = new FakeClock();
  const journal = new RecordingJournal(clock);
  const refusals: Record<string, Problem> = { [instanceId(1)]: aProblem(code) };
  const place = new UnsureRegion(clock, wellAt, { refusals, hiddenUntil });
  const requests = instances(count).map((instance) => aRequest({ instance, noReboot: false, ...request }));
  const [first] = requests;
  if (held && first !== undefined) place.has('ami-held', { ...first, tags: [] }, { age: MINUTE });
  await createImages(requests, {
    clock,
    journal,
    maxReboots,
    rebooting: [],
    deadline: Infinity,
    rule: RULE,
    signal: new AbortController().signal,
    placeOf: () => place,
    accepted: () => undefined,
    mayVanish: () => false,
    vanished: () => undefined,
  });
  return { clock, journal, place };
}

function askedAt({ place }: Awaited<ReturnType<typeof run>>): [string, number][] {
  return place.asked.map(({ instance, at }) => [instance, at]);
}

const unsure: { code: ProblemCode }[] = [{ code: 'NetworkUnreachable' }, { code: 'AwsFailed' }];

describe.each(unsure)('after $code and no image to be found', ({ code }) => {
  test('the next instance is asked for 2 minutes later, when the status checks are ok', async () => {
    const ran = await run({ code });
    expect(askedAt(ran)).toEqual([
      [instanceId(1), 0],
      [instanceId(2), LOOKED_FOR + 2 * MINUTE],
    ]);
    expect(ran.place.statusLooks[0]?.ids).toEqual([instanceId(1)]);
  });

  test('the next instance is not asked for before the status checks are ok', async () => {
    const ran = await run({ code, wellAt: 7 * MINUTE });
    const at = askedAt(ran).map((asked) => asked[1]);
    expect(at).toHaveLength(2);
    expect(at.at(-1)).toBeGreaterThanOrEqual(7 * MINUTE);
    expect(at.at(-1)).toBeLessThan(7.5 * MINUTE);
  });

  test('the others are spared when they never are', async () => {
    const ran = await run({ code, wellAt: Infinity, count: 3 });
    expect(askedAt(ran)).toEqual([[instanceId(1), 0]]);
    expect(ran.journal.problems.map((problem) => [problem.place.instance, problem.code])).toEqual([
      [undefined, code],
      [instanceId(2), 'RebootNotRecovered'],
      [instanceId(3), 'RebootNotRecovered'],
    ]);
    expect(ran.journal.problems.at(-1)?.what).toContain(instanceId(1));
    expect(ran.clock.elapsed()).toBeGreaterThanOrEqual(15 * MINUTE);
    expect(ran.clock.elapsed()).toBeLessThan(16 * MINUTE);
  });

  test('the instance fails once, at once, and why the others wait is a warning', async () => {
    const { journal } = await run({ code });
    expect(journal.codes).toEqual([code]);
    expect(journal.kinds.slice(0, 2)).toEqual(['failed', 'warned']);
    expect(journal.of('warned')).toMatchObject([
      { target: 1, place: { instance: instanceId(1) }, text: expect.stringContaining('may have rebooted') },
    ]);
    // Nothing is known of a reboot of the first one that would be over now.
    expect(journal.of('noticed')).toMatchObject([{ place: { instance: instanceId(2) } }]);
  });

  test('it counts as one that is rebooting', async () => {
    const ran = await run({ code, count: 3, maxReboots: 2, wellAt: 10 * MINUTE });
    const counted = askedAt(ran).map(([instance, at]) => [instance, Math.floor(at / MINUTE)]);
    expect(counted).toEqual([
      [instanceId(1), 0],
      [instanceId(2), 0],
      [instanceId(3), 2],
    ]);
  });

  test('nobody waits for an instance that is stopped: EC2 leaves it so', async () => {
    const instance = anInstance({ id: instanceId(1), state: 'stopped' });
    const ran = await run({ code, count: 1, request: { instance } });
    expect([ran.journal.of('warned'), ran.place.statusLooks]).toEqual([[], []]);
  });

  test('nobody waits where nothing is rebooted', async () => {
    const ran = await run({ code, request: { noReboot: true } });
    expect(askedAt(ran)).toContainEqual([instanceId(2), 0]);
    expect([ran.journal.kinds.includes('warned'), ran.place.statusLooks]).toEqual([false, []]);
  });
});

test.each<{ code: ProblemCode }>([
  { code: 'AccessDenied' },
  { code: 'LimitReached' },
  { code: 'Throttled' },
  { code: 'KeyUnusable' },
])('after $code, by which EC2 has done nothing, nobody waits', async ({ code }) => {
  const ran = await run({ code, wellAt: Infinity });
  const [first, second] = askedAt(ran);
  expect([first?.[0], second?.[0]]).toEqual([instanceId(1), instanceId(2)]);
  // The image may be looked for, but no instance is waited for.
  expect(second?.[1]).toBeLessThanOrEqual(LOOKED_FOR);
  expect(ran.place.statusLooks.flatMap(({ ids }) => ids)).not.toContain(instanceId(1));
  expect(ran.journal.codes).toEqual([code]);
  expect(ran.journal.of('warned')).toEqual([]);
});

describe('after NameTaken', () => {
  test('with a holder that is seen nobody waits', async () => {
    const ran = await run({ code: 'NameTaken', held: true, wellAt: Infinity });
    expect(askedAt(ran)).toEqual([
      [instanceId(1), 0],
      [instanceId(2), 0],
    ]);
    expect(ran.journal.codes).toEqual(['NameTaken']);
    expect(ran.journal.of('warned')).toEqual([]);
  });

  test('with a holder that is not seen the image may be of the own call: the next one waits', async () => {
    const ran = await run({ code: 'NameTaken', held: true, hiddenUntil: Infinity });
    // 2 minutes of looking for the holder, and 2 in which status checks say nothing.
    expect(askedAt(ran)).toEqual([
      [instanceId(1), 0],
      [instanceId(2), 4 * MINUTE],
    ]);
    expect(ran.journal.codes).toEqual(['NameTaken']);
    expect(ran.journal.of('warned')).toHaveLength(1);
  });

  test('with a holder that is not seen the next one is spared when the instance does not come back', async () => {
    const ran = await run({ code: 'NameTaken', held: true, hiddenUntil: Infinity, wellAt: Infinity });
    expect(askedAt(ran)).toEqual([[instanceId(1), 0]]);
    expect(ran.journal.codes).toEqual(['NameTaken', 'RebootNotRecovered']);
  });
});
