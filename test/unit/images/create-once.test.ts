/** An image gets a name of its own, or the image that holds its name is adopted. */
import { describe, expect, test } from '@jest/globals';
import { createOnce, type CreatedOrAdopted } from '../../../src/images/create-once.ts';
import type { ImageRequest } from '../../../src/model/image.ts';
import type { ProblemCode, Result } from '../../../src/model/problem.ts';
import { aProblem, aRequest, HOUR, INSTANCE, instanceId, MINUTE, ourTags } from '../builders.ts';
import { FakeEc2, type Ec2Parts } from '../fakes/ec2.ts';
import { aRun } from '../fakes/run.ts';
import { ourImage, type ImageFacts } from '../image-builders.ts';

interface Scene {
  readonly parts?: Ec2Parts;
  /** Images that hold names already; by default ours, of this name, made 10 minutes ago. */
  readonly holders?: readonly ImageFacts[];
  readonly spareNames?: readonly string[];
  readonly noReboot?: boolean;
  readonly adoptWithin?: number;
  readonly cancelAt?: number;
  readonly deadline?: number;
}

const NAME = 'web';
const SPARE = ['web-2', 'web-3'];
const FOREIGN = { tags: [] };
const AGE = 10 * MINUTE;

async function claim(scene: Scene) {
  const { parts = {}, holders = [], spareNames = SPARE, cancelAt, deadline = Infinity } = scene;
  const { noReboot = true, adoptWithin = HOUR } = scene;
  const run = aRun({ deadline, cancelAt });
  const held = holders.map((facts, at) => ourImage(`ami-held-${at + 1}`, { name: NAME, age: AGE, ...facts }));
  const ec2 = new FakeEc2(run.clock, { images: held, ...parts });
  const claiming = {
    images: ec2.images,
    create: (request: ImageRequest) => ec2.images.create(request),
    adoptWithin,
  };
  const claimed = await createOnce(aRequest({ name: NAME, spareNames, noReboot }), claiming, run);
  return { claimed, ec2, clock: run.clock };
}

/** The image that holds the name is shown after so long. */
function shownAfter(time: number): Scene {
  return { holders: [{}], parts: { lives: { 'ami-held-1': { hiddenFor: AGE + time } } } };
}

/** Every call for an image is answered by that, whether it had its effect or not. */
function refused(code: ProblemCode): Scene {
  return { parts: { faults: { 'images.create': aProblem(code) } } };
}

function lost(code: ProblemCode): Scene {
  return { parts: { lostReplies: { 'images.create': aProblem(code) } } };
}

function busyUntil(time: number): Scene {
  const busy = aProblem('VolumeBusy');
  return { parts: { faults: { 'images.create': ({ at }) => (at < time ? busy : undefined) } } };
}

/** `created ami-1 as web`, or the code of the problem. */
function ending(claimed: Result<CreatedOrAdopted>): string {
  if (!claimed.ok) return claimed.problem.code;
  const { kind, image, request } = claimed.value;
  return `${kind} ${typeof image === 'string' ? image : image.id} as ${request.name}`;
}

const FIRST = 'ami-new-222222222222-eu-west-1-1';

describe('a free name', () => {
  test('is taken', async () => {
    const { claimed, ec2 } = await claim({});
    expect(ending(claimed)).toBe(`created ${FIRST} as web`);
    expect(ec2.asked.map(({ name }) => name)).toEqual(['web']);
  });

  test.each<{ code: ProblemCode }>([{ code: 'AccessDenied' }, { code: 'LimitReached' }])(
    'is given up after $code',
    async ({ code }) => {
      const { claimed, ec2 } = await claim(refused(code));
      expect(claimed).toEqual({ ok: false, problem: aProblem(code) });
      expect(ec2.asked).toHaveLength(1);
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
    const { claimed, ec2 } = await claim({ ...refused(code), noReboot });
    expect(claimed).toEqual({ ok: false, problem: aProblem(code) });
    expect(ec2.asked.map((asked) => asked.at)).toEqual(at);
  });
});

describe('a name that an image of this run holds', () => {
  test.each(['available', 'pending'])('means that the image is adopted: %s', async (state) => {
    const { claimed } = await claim({ holders: [{ state }] });
    expect(ending(claimed)).toBe('adopted ami-held-1 as web');
  });

  test('is looked up until EC2 shows the image', async () => {
    const { claimed, clock } = await claim(shownAfter(100_000));
    expect(ending(claimed)).toBe('adopted ami-held-1 as web');
    expect(clock.elapsed()).toBeGreaterThanOrEqual(100_000);
  });

  test('that EC2 does not show within 2 minutes is a failure', async () => {
    const { claimed, clock } = await claim(shownAfter(HOUR));
    expect(claimed).toMatchObject({
      ok: false,
      problem: { code: 'NameTaken', phase: 'create', place: { instance: INSTANCE } },
    });
    expect(clock.elapsed()).toBeGreaterThanOrEqual(2 * MINUTE);
    expect(clock.elapsed()).toBeLessThan(2 * MINUTE + 10_000);
  });

  test('is looked up again after a look-up that failed', async () => {
    const faults = { 'images.named': [aProblem('Throttled'), aProblem('AwsFailed')] };
    expect(ending((await claim({ holders: [{}], parts: { faults } })).claimed)).toBe(
      'adopted ami-held-1 as web',
    );
  });

  test('that cannot be looked up is the failure of the look-up', async () => {
    const faults = { 'images.named': aProblem('AccessDenied') };
    expect(ending((await claim({ holders: [{}], parts: { faults } })).claimed)).toBe('AccessDenied');
  });
});

describe('a name that another image holds', () => {
  test.each<{ why: string; holder: ImageFacts }>([
    { why: 'one that is not ours', holder: FOREIGN },
    { why: 'one of another instance', holder: { instance: instanceId(2) } },
    { why: 'one that is too old', holder: { age: 2 * HOUR } },
  ])('makes way for the next name: $why', async ({ holder }) => {
    const { claimed, ec2 } = await claim({ holders: [holder] });
    expect(ending(claimed)).toBe(`created ${FIRST} as web-2`);
    expect(ec2.asked.map(({ name }) => name)).toEqual(['web', 'web-2']);
  });

  test('names the image in its Name tag as it is named', async () => {
    const { ec2 } = await claim({ holders: [FOREIGN] });
    const tags = ec2.state.images.at(-1)?.tags ?? [];
    expect(tags.find(({ key }) => key === 'Name')?.value).toBe('web-2');
    expect(tags).toHaveLength(ourTags().length + 1);
  });

  test('adopts under a spare name as well', async () => {
    const { claimed } = await claim({ holders: [FOREIGN, { name: 'web-2' }] });
    expect(ending(claimed)).toBe('adopted ami-held-2 as web-2');
  });

  test('is a failure when all spare names are held', async () => {
    const holders = [NAME, ...SPARE].map((name) => ({ name, ...FOREIGN }));
    const { claimed } = await claim({ holders });
    expect(ending(claimed)).toBe('NameTaken');
  });

  test('is a failure at once when there are no spare names', async () => {
    const { claimed, clock } = await claim({ holders: [FOREIGN], spareNames: [] });
    expect([ending(claimed), clock.elapsed()]).toEqual(['NameTaken', 0]);
  });

  test('is not tried further by a cancelled run', async () => {
    const { claimed, ec2 } = await claim({ holders: [FOREIGN], parts: { replyTime: 1_000 }, cancelAt: 500 });
    expect([claimed.ok, ec2.asked.length]).toEqual([false, 1]);
  });
});

describe('a reply that was lost', () => {
  const codes: ProblemCode[] = ['NameTaken', 'NetworkUnreachable', 'AwsFailed', 'Throttled', 'Unexpected'];
  test.each(codes)('leaves the image created in this run: %s', async (code) => {
    const { claimed } = await claim(lost(code));
    expect(ending(claimed)).toBe(`created ${FIRST} as web`);
  });

  test.each<{ code: ProblemCode }>([{ code: 'NetworkUnreachable' }, { code: 'Unexpected' }])(
    'and whose image is not there is the failure: $code',
    async ({ code }) => {
      const { claimed, clock } = await claim(refused(code));
      expect(claimed).toEqual({ ok: false, problem: aProblem(code) });
      expect(clock.elapsed()).toBeLessThan(10_000);
    },
  );

  test('leaves the image created in this run, also when none may be adopted', async () => {
    const { claimed } = await claim({ ...lost('NetworkUnreachable'), adoptWithin: 0 });
    expect(ending(claimed)).toBe(`created ${FIRST} as web`);
  });

  test('does not take an image that may not be adopted', async () => {
    const { claimed } = await claim({
      holders: [FOREIGN],
      ...refused('AwsFailed'),
    });
    expect(ending(claimed)).toBe('AwsFailed');
  });
});

describe('a volume that is busy', () => {
  test('is waited for', async () => {
    const { claimed, ec2 } = await claim(busyUntil(40_000));
    expect(ending(claimed)).toBe(`created ${FIRST} as web`);
    expect(ec2.asked.slice(1).every(({ at }, index) => at - (ec2.asked[index]?.at ?? 0) >= 15_000)).toBe(
      true,
    );
  });

  test('for half an hour is a failure', async () => {
    const { claimed, clock } = await claim(busyUntil(Infinity));
    expect(ending(claimed)).toBe('VolumeBusy');
    expect(clock.elapsed()).toBeGreaterThanOrEqual(30 * MINUTE);
    expect(clock.elapsed()).toBeLessThan(31 * MINUTE);
  });

  test('is asked for nothing more by a cancelled run', async () => {
    const { claimed, ec2, clock } = await claim({ ...busyUntil(Infinity), cancelAt: 20_000 });
    expect(claimed.ok).toBe(false);
    expect(ec2.asked.map(({ at }) => at)).toEqual([0, 16_000]);
    expect(clock.elapsed()).toBe(20_000);
  });
});

describe('wait-timeout', () => {
  test('before the image was asked for is a failure that says so, and nothing is asked', async () => {
    const { claimed, ec2 } = await claim({ deadline: 0 });
    expect(claimed).toMatchObject({ ok: false, problem: { code: 'WaitTimedOut', phase: 'create' } });
    expect(ec2.asked).toEqual([]);
  });

  test('ends the wait for a busy volume', async () => {
    const { clock, ec2 } = await claim({ deadline: MINUTE, ...busyUntil(HOUR) });
    expect(clock.elapsed()).toBe(MINUTE);
    expect(ec2.asked.every(({ at }) => at < MINUTE)).toBe(true);
  });

  test('ends the look-up of a name that EC2 does not show', async () => {
    const { clock } = await claim({ deadline: 30_000, ...shownAfter(HOUR) });
    expect(clock.elapsed()).toBeLessThan(35_000);
  });
});
