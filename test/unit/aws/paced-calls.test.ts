/** Which calls are paced, seen where they leave the SDK: its retries are calls too. */
import { EC2Client } from '@aws-sdk/client-ec2';
import { describe, expect, test } from '@jest/globals';
import { HttpResponse } from '@smithy/core/protocols';
import { StandardRetryStrategy } from '@smithy/core/retry';
import { Ec2Region } from '../../../src/aws/ec2-region.ts';
import { pacedBy, Paces } from '../../../src/aws/pace.ts';
import type { Result } from '../../../src/model/problem.ts';
import { aRequest, REGION } from '../builders.ts';
import { FakeClock } from '../fakes/clock.ts';
import { ec2Region } from './region.ts';

/** EC2's reply to every call: its error codes one after the other, then always the last. */
class Wire {
  readonly #clock: FakeClock;
  readonly #codes: string[];
  /** When each call arrived. */
  readonly at: number[] = [];

  constructor(clock: FakeClock, codes: readonly string[]) {
    this.#clock = clock;
    this.#codes = [...codes];
  }

  handle(): Promise<{ response: HttpResponse }> {
    this.at.push(this.#clock.elapsed());
    const code = this.#codes.length > 1 ? this.#codes.shift() : this.#codes[0];
    const error = `<Response><Errors><Error><Code>${code ?? ''}</Code><Message>m</Message></Error></Errors></Response>`;
    const reply = '<Response><imageId>ami-1</imageId><return>true</return></Response>';
    const body = new TextEncoder().encode(code === 'none' ? reply : error);
    const statusCode = code === 'none' ? 200 : code === 'RequestLimitExceeded' ? 503 : 412;
    return Promise.resolve({ response: new HttpResponse({ statusCode, body }) });
  }
}

function world(...codes: readonly string[]) {
  const clock = new FakeClock();
  const wire = new Wire(clock, codes);
  const credentials = () => Promise.resolve({ accessKeyId: 'a', secretAccessKey: 'b' });
  // The SDK would take its pauses from the real time.
  const backoff = { computeNextBackoffDelay: () => 0, setDelayBase: () => undefined };
  const retryStrategy = new StandardRetryStrategy({ maxAttempts: 10, backoff });
  const controller = new AbortController();
  const paces = new Paces(clock, controller.signal);
  const role = (): Ec2Region => {
    const client = new EC2Client({ region: REGION, credentials, requestHandler: wire, retryStrategy });
    client.middlewareStack.use(pacedBy(paces, 'here'));
    return ec2Region(credentials, client);
  };
  return { here: role(), other: role(), wire, controller, clock };
}

const SECOND = 1_000;
const request = aRequest();

const calls: readonly {
  what: string;
  reply: string;
  call: (here: Ec2Region) => Promise<Result<unknown>>;
}[] = [
  { what: 'CreateImage', reply: 'none', call: (here) => here.images.create(request) },
  { what: 'DeregisterImage', reply: 'none', call: ({ images }) => images.deregister('ami-1') },
  { what: 'DeleteSnapshot', reply: 'none', call: ({ snapshots }) => snapshots.delete('snap-1') },
  {
    what: 'the trial of CreateImage',
    reply: 'DryRunOperation',
    call: ({ permissions }) => permissions.createImage(request),
  },
  {
    what: 'the trial of DeregisterImage',
    reply: 'DryRunOperation',
    call: ({ permissions }) => permissions.tryCall('ec2:DeregisterImage', 'ami-1'),
  },
  {
    what: 'the trial of DeleteSnapshot',
    reply: 'DryRunOperation',
    call: ({ permissions }) => permissions.tryCall('ec2:DeleteSnapshot', 'snap-1'),
  },
];

describe.each(calls)('$what', ({ reply, call }) => {
  test('is paced', async () => {
    const { here, wire } = world(reply);
    await Promise.all(Array.from({ length: 60 }, () => call(here)));
    expect(wire.at).toHaveLength(60);
    expect(wire.at.at(-1)).toBeGreaterThanOrEqual(5 * SECOND);
  });

  test('is made again in its turn when it was refused for being too many', async () => {
    const { here, wire } = world('RequestLimitExceeded', reply);
    await call(here);
    await call(here);
    expect(wire.at).toHaveLength(3);
    expect(wire.at[1]).toBeGreaterThanOrEqual(0.5 * SECOND);
    expect(wire.at[2]).toBeGreaterThanOrEqual(0.9 * SECOND);
  });

  test('is not begun after the run was cancelled, also when it had its turn', async () => {
    const { here, wire, controller, clock } = world(reply);
    clock.at(2 * SECOND, () => {
      controller.abort();
    });
    const replies = await Promise.all(Array.from({ length: 60 }, () => call(here)));
    expect(wire.at.every((at) => at <= 2 * SECOND)).toBe(true);
    const refused = replies.filter((each) => !each.ok && each.problem.code === 'Cancelled');
    expect(refused).toHaveLength(60 - wire.at.length);
    expect(refused.length).toBeGreaterThan(10);
    expect(clock.elapsed()).toBe(2 * SECOND);
  });
});

describe('look-ups', () => {
  test('are paced by a bucket of their own', async () => {
    const { here, wire } = world('none');
    await Promise.all(Array.from({ length: 20 }, () => here.images.create(request)));
    await Promise.all(Array.from({ length: 72 }, () => here.images.ours('prune')));
    expect(wire.at).toHaveLength(92);
    expect(wire.at.slice(0, 60).every((at) => at === 0)).toBe(true);
    expect(wire.at.at(-1)).toBe(2 * SECOND);
  });

  test('are made after a cancel, too: they change nothing', async () => {
    const { here, wire, controller } = world('none');
    controller.abort();
    expect(await here.images.ours('prune')).toMatchObject({ ok: true });
    expect(wire.at).toHaveLength(1);
  });
});

test('two roles in one account and region share their pace', async () => {
  const { here, other, wire } = world('none');
  const both = [here, other].flatMap((role) => Array.from({ length: 20 }, () => role.images.create(request)));
  await Promise.all(both);
  expect(wire.at.filter((at) => at === 0)).toHaveLength(20);
  expect(wire.at.at(-1)).toBe(5 * SECOND);
});
