import { describe, expect, test } from '@jest/globals';
import { claimImage, type Claimed } from '../../../src/images/claim.ts';
import type { ImageRequest } from '../../../src/model/image.ts';
import type { ProblemCode, Result } from '../../../src/model/problem.ts';
import { anInstance, aProblem, aRequest, instanceId, ourTags, runFacts } from '../builders.ts';
import { FakeAccountRegion } from '../fakes/account-region.ts';
import { FakeClock } from '../fakes/clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ID = instanceId(1);

interface Holder {
  readonly name?: string;
  readonly age?: number;
  readonly request?: Partial<ImageRequest>;
}

interface Scene {
  readonly parts?: ConstructorParameters<typeof FakeAccountRegion>[1];
  /** Images that hold names already; by default ours, of this name, made 10 minutes ago. */
  readonly holders?: readonly Holder[];
  readonly spareNames?: readonly string[];
  readonly noReboot?: boolean;
  readonly adoptWithin?: number;
  readonly cancelAt?: number;
  readonly deadline?: number;
}

const NAME = 'web';
const SPARE = ['web-2', 'web-3'];
const FOREIGN = { tags: [] };

async function claim(scene: Scene) {
  const { parts = {}, holders = [], spareNames = SPARE, cancelAt, deadline = Infinity } = scene;
  const { noReboot = true, adoptWithin = HOUR } = scene;
  const clock = new FakeClock();
  const place = new FakeAccountRegion(clock, parts);
  for (const [at, { name = NAME, age = 10 * MINUTE, request = {} }] of holders.entries()) {
    const { instance } = aRequest(request);
    place.has(`ami-held-${at + 1}`, aRequest({ name, tags: ourTags(instance.id), ...request }), { age });
  }
  const controller = new AbortController();
  if (cancelAt !== undefined) {
    clock.at(cancelAt, () => {
      controller.abort();
    });
  }
  const rule = { adopter: runFacts(), adoptWithin };
  const create = (request: ImageRequest): Promise<Result<string>> => place.createImage(request);
  const context = { place, create, clock, rule, deadline, signal: controller.signal };
  const claimed = await claimImage(aRequest({ name: NAME, spareNames, noReboot }), context);
  return { claimed, place, clock };
}

/** `created ami-1 as web`, or the code of the problem. */
function ending(claimed: Result<Claimed>): string {
  if (!claimed.ok) return claimed.problem.code;
  const { kind, image, request } = claimed.value;
  return `${kind} ${typeof image === 'string' ? image : image.id} as ${request.name}`;
}

const FIRST = 'ami-222222222222-eu-west-1-1';
const SECOND = 'ami-222222222222-eu-west-1-2';

describe('a free name', () => {
  test('is taken', async () => {
    const { claimed, place } = await claim({});
    expect(ending(claimed)).toBe(`created ${FIRST} as web`);
    expect(place.asked.map(({ name }) => name)).toEqual(['web']);
  });

  test.each<{ code: ProblemCode }>([{ code: 'AccessDenied' }, { code: 'LimitReached' }])(
    'is given up after $code',
    async ({ code }) => {
      const { claimed, place } = await claim({ parts: { refusals: { [ID]: aProblem(code) } } });
      expect(claimed).toEqual({ ok: false, problem: aProblem(code) });
      expect(place.asked).toHaveLength(1);
    },
  );
});

describe('a call that AWS could not serve', () => {
  test.each<{ code: ProblemCode; noReboot: boolean; at: number[] }>([
    { code: 'Throttled', noReboot: true, at: [0, 16_000] },
    { code: 'AwsFailed', noReboot: true, at: [0, 16_000] },
    // A second call could reboot the instance twice.
    { code: 'AwsFailed', noReboot: false, at: [0] },
  ])('$code, no-reboot $noReboot: is made at $at', async ({ code, noReboot, at }) => {
    const { claimed, place } = await claim({ parts: { refusals: { [ID]: aProblem(code) } }, noReboot });
    expect(claimed).toEqual({ ok: false, problem: aProblem(code) });
    expect(place.asked.map((asked) => asked.at)).toEqual(at);
  });
});

describe('a name that an image of this run holds', () => {
  test.each([
    { why: 'available', life: {} },
    { why: 'pending', life: { after: HOUR } },
  ])('means that the image is adopted: $why', async ({ life }) => {
    const { claimed } = await claim({ holders: [{}], parts: { lives: { [ID]: life } } });
    expect(ending(claimed)).toBe('adopted ami-held-1 as web');
  });

  test('is looked up until EC2 shows the image', async () => {
    const { claimed, clock } = await claim({ holders: [{}], parts: { hiddenUntil: 100_000 } });
    expect(ending(claimed)).toBe('adopted ami-held-1 as web');
    expect(clock.elapsed()).toBeGreaterThanOrEqual(100_000);
  });

  test('that EC2 does not show within 2 minutes is a failure', async () => {
    const { claimed, clock } = await claim({ holders: [{}], parts: { hiddenUntil: HOUR } });
    expect(claimed).toMatchObject({
      ok: false,
      problem: { code: 'NameTaken', phase: 'create', place: { instance: ID } },
    });
    expect(clock.elapsed()).toBeGreaterThanOrEqual(2 * MINUTE);
    expect(clock.elapsed()).toBeLessThan(2 * MINUTE + 10_000);
  });

  test('is looked up again after a look-up that failed', async () => {
    const nameProblems = [aProblem('Throttled'), aProblem('AwsFailed')];
    expect(ending((await claim({ holders: [{}], parts: { nameProblems } })).claimed)).toBe(
      'adopted ami-held-1 as web',
    );
  });

  test('that cannot be looked up is the failure of the look-up', async () => {
    const nameProblems = Array.from({ length: 100 }, () => aProblem('AccessDenied'));
    expect(ending((await claim({ holders: [{}], parts: { nameProblems } })).claimed)).toBe('AccessDenied');
  });
});

describe('a name that another image holds', () => {
  test.each<{ why: string; holder: Holder }>([
    { why: 'one that is not ours', holder: { request: FOREIGN } },
    { why: 'one of another instance', holder: { request: { instance: anInstance({ id: instanceId(2) }) } } },
    { why: 'one that is too old', holder: { age: 2 * HOUR } },
  ])('makes way for the next name: $why', async ({ holder }) => {
    const { claimed, place } = await claim({ holders: [holder] });
    expect(ending(claimed)).toBe(`created ${SECOND} as web-2`);
    expect(place.asked.map(({ name }) => name)).toEqual(['web', 'web-2']);
  });

  test('names the image in its Name tag as it is named', async () => {
    const { place } = await claim({ holders: [{ request: FOREIGN }] });
    const tags = place.made.at(-1)?.request.tags ?? [];
    expect(tags.find(({ key }) => key === 'Name')?.value).toBe('web-2');
    expect(tags).toHaveLength(ourTags(ID).length + 1);
  });

  test('adopts under a spare name as well', async () => {
    const { claimed } = await claim({ holders: [{ request: FOREIGN }, { name: 'web-2' }] });
    expect(ending(claimed)).toBe('adopted ami-held-2 as web-2');
  });

  test('is a failure when all spare names are held', async () => {
    const holders = [NAME, ...SPARE].map((name) => ({ name, request: FOREIGN }));
    const { claimed } = await claim({ holders });
    expect(ending(claimed)).toBe('NameTaken');
  });

  test('is a failure at once when there are no spare names', async () => {
    const { claimed, clock } = await claim({ holders: [{ request: FOREIGN }], spareNames: [] });
    expect([ending(claimed), clock.elapsed()]).toEqual(['NameTaken', 0]);
  });

  test('is not tried further by a cancelled run', async () => {
    const { claimed, place } = await claim({
      holders: [{ request: FOREIGN }],
      parts: { replyTime: 1_000 },
      cancelAt: 500,
    });
    expect([claimed.ok, place.asked.length]).toEqual([false, 1]);
  });
});

describe('a reply that was lost', () => {
  const lost: ProblemCode[] = ['NameTaken', 'NetworkUnreachable', 'AwsFailed', 'Throttled', 'Unexpected'];
  test.each(lost)('leaves the image created in this run: %s', async (code) => {
    const { claimed } = await claim({ parts: { lostReplies: { [ID]: aProblem(code) } } });
    expect(ending(claimed)).toBe(`created ${FIRST} as web`);
  });

  test.each<{ code: ProblemCode }>([{ code: 'NetworkUnreachable' }, { code: 'Unexpected' }])(
    'and whose image is not there is the failure: $code',
    async ({ code }) => {
      const { claimed, clock } = await claim({ parts: { refusals: { [ID]: aProblem(code) } } });
      expect(claimed).toEqual({ ok: false, problem: aProblem(code) });
      expect(clock.elapsed()).toBeLessThan(10_000);
    },
  );

  test('leaves the image created in this run, also when none may be adopted', async () => {
    const lostReplies = { [ID]: aProblem('NetworkUnreachable') };
    const { claimed } = await claim({ parts: { lostReplies }, adoptWithin: 0 });
    expect(ending(claimed)).toBe(`created ${FIRST} as web`);
  });

  test('does not take an image that may not be adopted', async () => {
    const { claimed } = await claim({
      holders: [{ request: FOREIGN }],
      parts: { refusals: { [ID]: aProblem('AwsFailed') } },
    });
    expect(ending(claimed)).toBe('AwsFailed');
  });
});

describe('a volume that is busy', () => {
  test('is waited for', async () => {
    const { claimed, place } = await claim({ parts: { busyUntil: 40_000 } });
    expect(ending(claimed)).toBe(`created ${FIRST} as web`);
    expect(place.asked.slice(1).every(({ at }, index) => at - (place.asked[index]?.at ?? 0) >= 15_000)).toBe(
      true,
    );
  });

  test('for half an hour is a failure', async () => {
    const { claimed, clock } = await claim({ parts: { busyUntil: Infinity } });
    expect(ending(claimed)).toBe('VolumeBusy');
    expect(clock.elapsed()).toBeGreaterThanOrEqual(30 * MINUTE);
    expect(clock.elapsed()).toBeLessThan(31 * MINUTE);
  });

  test('is asked for nothing more by a cancelled run', async () => {
    const { claimed, place, clock } = await claim({ parts: { busyUntil: Infinity }, cancelAt: 20_000 });
    expect(claimed.ok).toBe(false);
    expect(place.asked.map(({ at }) => at)).toEqual([0, 16_000]);
    expect(clock.elapsed()).toBe(20_000);
  });
});

describe('wait-timeout', () => {
  test('before the image was asked for is a failure that says so, and nothing is asked', async () => {
    const { claimed, place } = await claim({ deadline: 0 });
    expect(claimed).toMatchObject({ ok: false, problem: { code: 'WaitTimedOut', phase: 'create' } });
    expect(place.asked).toEqual([]);
  });

  test('ends the wait for a busy volume', async () => {
    const { clock, place } = await claim({ deadline: MINUTE, parts: { busyUntil: HOUR } });
    expect(clock.elapsed()).toBe(MINUTE);
    expect(place.asked.every(({ at }) => at < MINUTE)).toBe(true);
  });

  test('ends the look-up of a name that EC2 does not show', async () => {
    const { clock } = await claim({ deadline: 30_000, holders: [{}], parts: { hiddenUntil: HOUR } });
    expect(clock.elapsed()).toBeLessThan(35_000);
  });
});
