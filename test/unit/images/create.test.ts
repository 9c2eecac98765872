/** Images are asked for: in which order, how many at once, and what is told of each. */
import { describe, expect, test } from '@jest/globals';
import { anInstance, aProblem, aRequest, instanceId, instances, MINUTE } from '../builders.ts';
import { ourImage } from '../image-builders.ts';
import { askedAt, creating, refusing, requestsFor } from './scenes.ts';

describe('without reboots', () => {
  test('every image is asked for in order, a few at a time', async () => {
    const { start, ec2 } = creating({ replyTime: 100 });
    await start(requestsFor(10));
    expect(ec2.asked.map(({ instance }) => instance)).toEqual(instances(10));
    expect(ec2.calls.busiest('images.create')).toBeGreaterThan(1);
    expect(ec2.calls.busiest('images.create')).toBeLessThan(10);
  });

  test('what EC2 accepts is told, in the journal too', async () => {
    const { start, accepted, ec2, run } = creating();
    const requests = requestsFor(2);
    await start(requests);
    expect(run.journal.of('created').map(({ request }) => request)).toEqual(requests);
    expect(accepted).toEqual(ec2.state.images.map(({ id, sourceInstanceId }) => `${sourceInstanceId} ${id}`));
  });

  test('a failure of one does not stop the others', async () => {
    const refusal = aProblem('LimitReached');
    const { start, accepted, run } = creating(refusing({ [instanceId(2)]: refusal }));
    await start(requestsFor(3));
    expect(run.journal.of('created').map(({ request }) => request.instance.id)).toEqual([
      instanceId(1),
      instanceId(3),
    ]);
    expect(run.journal.of('failed')).toMatchObject([
      { of: { instance: { id: instanceId(2) } }, problem: refusal },
    ]);
    expect(accepted).toHaveLength(2);
  });

  test('each request goes through its own client', async () => {
    const [one, other] = [creating().ec2, creating().ec2];
    const { start } = creating({}, { ec2Of: ({ target }) => (target === 1 ? one : other) });
    await start([aRequest(), aRequest({ target: 2, instance: anInstance({ id: instanceId(2) }) })]);
    expect([askedAt(one), askedAt(other)]).toEqual([[[instanceId(1), 0]], [[instanceId(2), 0]]]);
  });
});

describe('one instance in several series', () => {
  test('is imaged one after the other, 15 s apart, while others go on', async () => {
    const { start, ec2 } = creating();
    const series = ['a', 'b', 'c'].map((name) => aRequest({ series: name }));
    await start([...series, aRequest({ instance: anInstance({ id: instanceId(2) }) })]);
    expect(askedAt(ec2)).toEqual([
      [instanceId(1), 0],
      [instanceId(2), 0],
      [instanceId(1), 15_000],
      [instanceId(1), 30_000],
    ]);
  });

  test('waits 15 s after a refusal too, as EC2 may have begun a snapshot', async () => {
    const { start, ec2, run } = creating(refusing({ [instanceId(1)]: aProblem('LimitReached') }));
    await start(['a', 'b'].map((series) => aRequest({ series })));
    expect(ec2.asked.map(({ at }) => at)).toEqual([0, 15_000]);
    expect(run.journal.codes).toEqual(['LimitReached', 'LimitReached']);
  });
});

describe('a cancelled run', () => {
  test('asks for nothing more, and says so for each instance', async () => {
    const { start, ec2, run } = creating();
    run.cancel.abort();
    await start(requestsFor(3));
    expect(ec2.asked).toEqual([]);
    expect(run.journal.of('failed')).toMatchObject(
      [1, 2, 3].map((number) => ({
        problem: { code: 'Cancelled', phase: 'create', place: { instance: instanceId(number) } },
      })),
    );
  });

  test('does not wait for the second image of an instance', async () => {
    const { start, ec2, run } = creating();
    run.clock.at(5_000, () => {
      run.cancel.abort();
    });
    await start(['a', 'b'].map((series) => aRequest({ series })));
    expect(ec2.asked).toHaveLength(1);
    expect(run.journal.kinds).toEqual(['created', 'failed']);
    expect(run.clock.elapsed()).toBe(5_000);
  });

  test('keeps what EC2 accepted while it was cancelled', async () => {
    const { start, accepted, run } = creating({ replyTime: 1_000 });
    run.clock.at(500, () => {
      run.cancel.abort();
    });
    await start(requestsFor(1));
    expect(accepted).toHaveLength(1);
  });
});

describe('an image of an earlier attempt under the same name', () => {
  const request = aRequest({ noReboot: false });
  const earlier = (age: number) => ourImage('ami-earlier', { name: request.name, age });

  test('is told as adopted, and waited for', async () => {
    const { start, run, accepted } = creating({ images: [earlier(MINUTE)] });
    await start([aRequest()]);
    expect(run.journal.of('adopted')).toMatchObject([
      { request: { name: request.name }, image: { id: 'ami-earlier' } },
    ]);
    expect(accepted).toEqual([`${instanceId(1)} ami-earlier`]);
  });

  test.each([
    { age: 20 * MINUTE, why: 'long ago: nobody waits', until: 0 },
    { age: MINUTE, why: 'just now: its instance may not be well yet', until: 2 * MINUTE },
  ])('was made $why', async ({ age, until }) => {
    const { start, ec2, run } = creating({ images: [earlier(age)] });
    await start([request]);
    expect(ec2.asked).toHaveLength(1);
    expect(run.clock.elapsed()).toBe(until);
  });
});

test('volumes that are busy hold up no other instance', async () => {
  const busy = Object.fromEntries(
    instances(4).map(({ id }) => [id, aProblem('VolumeBusy', { place: { instance: id } })]),
  );
  const { start, ec2 } = creating(refusing(busy));
  await start(requestsFor(6));
  const first = ec2.asked.filter(({ instance }) => instance.id === instanceId(6)).map(({ at }) => at);
  expect(first).toEqual([0]);
});

test('after wait-timeout no instance is rebooted', async () => {
  const { start, ec2, run } = creating({}, { deadline: MINUTE });
  await start(requestsFor(2, { noReboot: false }));
  expect(ec2.asked.map(({ instance }) => instance.id)).toEqual([instanceId(1)]);
  expect(run.journal.problems.map(({ code, place: { instance } }) => [code, instance])).toEqual([
    ['WaitTimedOut', instanceId(2)],
  ]);
});

test('an instance that an adopted image has just rebooted is waited for before the next reboot', async () => {
  const requests = requestsFor(2, { noReboot: false });
  const { start, ec2 } = creating({}, { recovering: requests.slice(0, 1) });
  await start(requests.slice(1));
  expect(askedAt(ec2)).toEqual([[instanceId(2), 2 * MINUTE]]);
});
