/** With `no-reboot: false`: EC2 may have rebooted an instance although no image of it is known of. */
import { describe, expect, test } from '@jest/globals';
import type { ImageRequest } from '../../../src/model/image.ts';
import type { ProblemCode } from '../../../src/model/problem.ts';
import { anInstance, aProblem, aRequest, instanceId, MINUTE } from '../builders.ts';
import { ourImage } from '../image-builders.ts';
import { askedAt, creating, refusing, requestsFor } from './scenes.ts';

/** So long an image is looked for by its name after an error that leaves it open. */
const LOOKED_FOR = 3_000;

interface Scene {
  /** What CreateImage of the first instance answers. */
  readonly code: ProblemCode;
  /** Another image holds the name of the first instance, and is shown or not. */
  readonly holder?: 'shown' | 'hidden';
  /** When the first instance passes its status checks. */
  readonly wellAt?: number;
  readonly count?: number;
  readonly maxReboots?: number;
  readonly request?: Partial<ImageRequest>;
}

async function create({ code, holder, wellAt = 0, count = 2, maxReboots = 1, request }: Scene) {
  const { name } = aRequest();
  const images = holder === undefined ? [] : [ourImage('ami-held', { name, age: MINUTE, tags: [] })];
  const lives = holder === 'hidden' ? { 'ami-held': { hiddenFor: Infinity } } : {};
  const troubles = refusing({ [instanceId(1)]: aProblem(code) });
  const wellAfter = { [instanceId(1)]: wellAt };
  const { start, run, ec2 } = creating({ images, lives, wellAfter, ...troubles }, { maxReboots });
  await start(requestsFor(count, { noReboot: false, ...request }));
  const checked = ec2.calls.of('instances.statusChecks').map(({ of }) => of);
  return { ...run, times: askedAt(ec2), checked };
}

const unsure: { code: ProblemCode }[] = [{ code: 'NetworkUnreachable' }, { code: 'AwsFailed' }];

describe.each(unsure)('after $code and no image to be found', ({ code }) => {
  test('the next instance is asked for 2 minutes later, when the status checks are ok', async () => {
    const ran = await create({ code });
    expect(ran.times).toEqual([
      [instanceId(1), 0],
      [instanceId(2), LOOKED_FOR + 2 * MINUTE],
    ]);
    expect(ran.checked[0]).toBe(instanceId(1));
  });

  test('the next instance is not asked for before the status checks are ok', async () => {
    const ran = await create({ code, wellAt: 7 * MINUTE });
    const at = ran.times.map((asked) => asked[1]);
    expect(at).toHaveLength(2);
    expect(at.at(-1)).toBeGreaterThanOrEqual(7 * MINUTE);
    expect(at.at(-1)).toBeLessThan(7.5 * MINUTE);
  });

  test('the others are spared when they never are', async () => {
    const ran = await create({ code, wellAt: Infinity, count: 3 });
    expect(ran.times).toEqual([[instanceId(1), 0]]);
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
    const { journal } = await create({ code });
    expect(journal.codes).toEqual([code]);
    expect(journal.kinds.slice(0, 2)).toEqual(['failed', 'warned']);
    expect(journal.of('warned')).toMatchObject([
      {
        target: 1,
        place: { instance: instanceId(1) },
        text: expect.stringContaining('may still have rebooted'),
      },
    ]);
    // Nothing is known of a reboot of the first one that would be over now.
    expect(journal.of('recovered')).toMatchObject([{ of: { instance: { id: instanceId(2) } } }]);
  });

  test('it counts as one that is rebooting', async () => {
    const ran = await create({ code, count: 3, maxReboots: 2, wellAt: 10 * MINUTE });
    const countingRule = ran.times.map(([instance, at]) => [instance, Math.floor(at / MINUTE)]);
    expect(countingRule).toEqual([
      [instanceId(1), 0],
      [instanceId(2), 0],
      [instanceId(3), 2],
    ]);
  });

  test('nobody waits for an instance that is stopped: EC2 leaves it so', async () => {
    const instance = anInstance({ id: instanceId(1), state: 'stopped' });
    const ran = await create({ code, count: 1, request: { instance } });
    expect([ran.journal.of('warned'), ran.checked]).toEqual([[], []]);
  });

  test('nobody waits where nothing is rebooted', async () => {
    const ran = await create({ code, request: { noReboot: true } });
    expect(ran.times).toContainEqual([instanceId(2), 0]);
    expect([ran.journal.kinds.includes('warned'), ran.checked]).toEqual([false, []]);
  });
});

test.each<{ code: ProblemCode }>([
  { code: 'AccessDenied' },
  { code: 'LimitReached' },
  { code: 'Throttled' },
  { code: 'KeyUnusable' },
])('after $code, by which EC2 has done nothing, nobody waits', async ({ code }) => {
  const ran = await create({ code, wellAt: Infinity });
  const [first, second] = ran.times;
  expect([first?.[0], second?.[0]]).toEqual([instanceId(1), instanceId(2)]);
  // The image may be looked for, but no instance is waited for.
  expect(second?.[1]).toBeLessThanOrEqual(LOOKED_FOR);
  expect(ran.checked).not.toContain(instanceId(1));
  expect(ran.journal.codes).toEqual([code]);
  expect(ran.journal.of('warned')).toEqual([]);
});

describe('after NameTaken', () => {
  test('with a holder that is seen nobody waits', async () => {
    const ran = await create({ code: 'NameTaken', holder: 'shown', wellAt: Infinity });
    expect(ran.times).toEqual([
      [instanceId(1), 0],
      [instanceId(2), 0],
    ]);
    expect(ran.journal.codes).toEqual(['NameTaken']);
    expect(ran.journal.of('warned')).toEqual([]);
  });

  test('with a holder that is not seen the image may be of the own call: the next one waits', async () => {
    const ran = await create({ code: 'NameTaken', holder: 'hidden' });
    // 2 minutes of looking for the holder, and 2 in which status checks say nothing.
    expect(ran.times).toEqual([
      [instanceId(1), 0],
      [instanceId(2), 4 * MINUTE],
    ]);
    expect(ran.journal.codes).toEqual(['NameTaken']);
    expect(ran.journal.of('warned')).toHaveLength(1);
  });

  test('with a holder that is not seen the next one is spared when the instance does not come back', async () => {
    const ran = await create({ code: 'NameTaken', holder: 'hidden', wellAt: Infinity });
    expect(ran.times).toEqual([[instanceId(1), 0]]);
    expect(ran.journal.codes).toEqual(['NameTaken', 'RebootNotRecovered']);
  });
});
