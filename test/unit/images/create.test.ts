import { describe, expect, test } from '@jest/globals';
import { createImages } from '../../../src/images/create.ts';
import type { ImageRequest } from '../../../src/model/image.ts';
import { anInstance, aProblem, aRequest, instanceId, instances, ourTags, runFacts } from '../builders.ts';
import { FakeAccountRegion } from '../fakes/account-region.ts';
import { FakeClock } from '../fakes/clock.ts';
import { RecordingJournal } from '../fakes/journal.ts';

type Parts = ConstructorParameters<typeof FakeAccountRegion>[1];

const RULE = { adopter: runFacts(), adoptWithin: 3600_000 };

interface Setting {
  readonly maxReboots?: number;
  readonly rebooting?: readonly ImageRequest[];
  readonly deadline?: number;
}

function scene(parts: Parts = {}, { maxReboots = 1, rebooting = [], deadline = Infinity }: Setting = {}) {
  const clock = new FakeClock();
  const journal = new RecordingJournal(clock);
  const place = new FakeAccountRegion(clock, parts);
  const controller = new AbortController();
  const accepted: string[] = [];
  const run = (requests: readonly ImageRequest[]): Promise<void> =>
    createImages(requests, {
      clock,
      journal,
      maxReboots,
      rebooting,
      deadline,
      rule: RULE,
      signal: controller.signal,
      placeOf: () => place,
      accepted: (request, image) => accepted.push(`${request.instance.id} ${image}`),
      mayVanish: () => false,
      vanished: () => undefined,
    });
  return { clock, journal, place, controller, accepted, run };
}

function requestsFor(count: number, parts: Partial<ImageRequest> = {}): ImageRequest[] {
  return instances(count).map((instance) => aRequest({ instance, ...parts }));
}

describe('without reboots', () => {
  test('every image is asked for in order, a few at a time', async () => {
    const { run, place } = scene({ replyTime: 100 });
    await run(requestsFor(10));
    expect(place.asked.map(({ instance }) => instance)).toEqual(instances(10).map(({ id }) => id));
    expect(place.busiest).toBeGreaterThan(1);
    expect(place.busiest).toBeLessThan(10);
  });

  test('what EC2 accepts is told, in the journal too', async () => {
    const { run, journal, accepted, place } = scene();
    const requests = requestsFor(2);
    await run(requests);
    expect(journal.of('created').map(({ request }) => request)).toEqual(requests);
    expect(accepted).toEqual(place.made.map(({ id, request }) => `${request.instance.id} ${id}`));
  });

  test('a failure of one does not stop the others', async () => {
    const refusal = aProblem('LimitReached');
    const { run, journal, accepted } = scene({ refusals: { [instanceId(2)]: refusal } });
    await run(requestsFor(3));
    expect(journal.of('created').map(({ request }) => request.instance.id)).toEqual([
      instanceId(1),
      instanceId(3),
    ]);
    expect(journal.of('failed')).toMatchObject([
      { of: { instance: { id: instanceId(2) } }, problem: refusal },
    ]);
    expect(accepted).toHaveLength(2);
  });

  test('each request goes through its own client', async () => {
    const { clock, journal, controller } = scene();
    const places = new Map([1, 2].map((target) => [target, new FakeAccountRegion(clock)]));
    await createImages(
      [aRequest({ target: 1 }), aRequest({ target: 2, instance: anInstance({ id: instanceId(2) }) })],
      {
        clock,
        journal,
        maxReboots: 1,
        rebooting: [],
        deadline: Infinity,
        rule: RULE,
        signal: controller.signal,
        accepted: () => undefined,
        mayVanish: () => false,
        vanished: () => undefined,
        placeOf: ({ target }) => places.get(target) ?? new FakeAccountRegion(clock),
      },
    );
    expect([...places.values()].map(({ asked }) => asked.map(({ instance }) => instance))).toEqual([
      [instanceId(1)],
      [instanceId(2)],
    ]);
  });
});

describe('one instance in several series', () => {
  test('is imaged one after the other, 15 s apart, while others go on', async () => {
    const { run, place } = scene();
    const series = ['a', 'b', 'c'].map((name) => aRequest({ series: name }));
    await run([...series, aRequest({ instance: anInstance({ id: instanceId(2) }) })]);
    expect(place.asked.map(({ instance, at }) => [instance, at])).toEqual([
      [instanceId(1), 0],
      [instanceId(2), 0],
      [instanceId(1), 15_000],
      [instanceId(1), 30_000],
    ]);
  });

  test('waits 15 s after a refusal too, as EC2 may have begun a snapshot', async () => {
    const { run, place, journal } = scene({ refusals: { [instanceId(1)]: aProblem('LimitReached') } });
    await run(['a', 'b'].map((series) => aRequest({ series })));
    expect(place.asked.map(({ at }) => at)).toEqual([0, 15_000]);
    expect(journal.codes).toEqual(['LimitReached', 'LimitReached']);
  });
});

describe('a cancelled run', () => {
  test('asks for nothing more, and says so for each instance', async () => {
    const { run, controller, journal, place } = scene();
    controller.abort();
    await run(requestsFor(3));
    expect(place.asked).toEqual([]);
    expect(journal.of('failed')).toMatchObject(
      [1, 2, 3].map((number) => ({
        problem: { code: 'Cancelled', phase: 'create', place: { instance: instanceId(number) } },
      })),
    );
  });

  test('does not wait for the second image of an instance', async () => {
    const { run, controller, journal, place, clock } = scene();
    clock.at(5_000, () => {
      controller.abort();
    });
    await run(['a', 'b'].map((series) => aRequest({ series })));
    expect(place.asked).toHaveLength(1);
    expect(journal.kinds).toEqual(['created', 'failed']);
    expect(clock.elapsed()).toBe(5_000);
  });

  test('keeps what EC2 accepted while it was cancelled', async () => {
    const { run, controller, clock, accepted } = scene({ replyTime: 1_000 });
    clock.at(500, () => {
      controller.abort();
    });
    await run(requestsFor(1));
    expect(accepted).toHaveLength(1);
  });
});

describe('an image of an earlier attempt under the same name', () => {
  test('is told as adopted, and waited for', async () => {
    const { run, place, journal, accepted } = scene();
    const request = aRequest();
    place.has('ami-earlier', { ...request, tags: ourTags(instanceId(1)) }, { age: 60_000 });
    await run([request]);
    expect(journal.of('adopted')).toMatchObject([
      { request: { name: request.name }, image: { id: 'ami-earlier' } },
    ]);
    expect(accepted).toEqual([`${instanceId(1)} ami-earlier`]);
  });

  test.each([
    { age: 20 * 60_000, why: 'long ago: nobody waits', until: 0 },
    { age: 60_000, why: 'just now: its instance may not be well yet', until: 120_000 },
  ])('was made $why', async ({ age, until }) => {
    const { run, place, clock } = scene();
    const request = aRequest({ noReboot: false });
    place.has('ami-earlier', { ...request, tags: ourTags(instanceId(1)) }, { age });
    await run([request]);
    expect(place.asked).toHaveLength(1);
    expect(clock.elapsed()).toBe(until);
  });
});

test('volumes that are busy hold up no other instance', async () => {
  const busy = Object.fromEntries(
    instances(4).map(({ id }) => [id, aProblem('VolumeBusy', { place: { instance: id } })]),
  );
  const { run, place } = scene({ refusals: busy });
  await run(requestsFor(6));
  const first = place.asked.filter(({ instance }) => instance === instanceId(6)).map(({ at }) => at);
  expect(first).toEqual([0]);
});

test('after wait-timeout no instance is rebooted', async () => {
  const { run, place, journal } = scene({}, { deadline: 60_000 });
  await run(requestsFor(2, { noReboot: false }));
  expect(place.asked.map(({ instance }) => instance)).toEqual([instanceId(1)]);
  expect(journal.problems.map(({ code, place: { instance } }) => [code, instance])).toEqual([
    ['WaitTimedOut', instanceId(2)],
  ]);
});

test('an instance that an adopted image has just rebooted is waited for before the next reboot', async () => {
  const [adopted, next] = requestsFor(2, { noReboot: false });
  if (adopted === undefined || next === undefined) throw new Error('two requests were asked for');
  const { run, place } = scene({}, { rebooting: [adopted] });
  place.has('ami-adopted', adopted);
  await run([next]);
  expect(place.asked).toMatchObject([{ instance: instanceId(2), at: 120_000 }]);
});
