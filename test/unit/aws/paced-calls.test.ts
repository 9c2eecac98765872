/** Which calls are paced, seen where they leave the SDK: its retries are calls too. */
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { describe, expect, test } from '@jest/globals';
import { HttpResponse } from '@smithy/core/protocols';
import { StandardRetryStrategy } from '@smithy/core/retry';
import { Ec2AccountRegion } from '../../../src/aws/account-region.ts';
import { ACCOUNT, aRequest, REGION } from '../builders.ts';
import { FakeClock } from '../fakes/clock.ts';

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

function world(...codes: readonly string[]): { here: Ec2AccountRegion; wire: Wire } {
  const clock = new FakeClock();
  const wire = new Wire(clock, codes);
  const credentials = () => Promise.resolve({ accessKeyId: 'a', secretAccessKey: 'b' });
  // The SDK would take its pauses from the real time.
  const backoff = { computeNextBackoffDelay: () => 0, setDelayBase: () => undefined };
  const retryStrategy = new StandardRetryStrategy({ maxAttempts: 10, backoff });
  const means = { region: REGION, credentials };
  const ec2 = new EC2Client({ ...means, requestHandler: wire, retryStrategy });
  const autoScaling = new AutoScalingClient(means);
  const here = new Ec2AccountRegion(
    { account: ACCOUNT, region: REGION },
    { ec2, autoScaling, credentials, clock },
  );
  return { here, wire };
}

const SECOND = 1_000;
const request = aRequest();

const calls: readonly { what: string; reply: string; call: (here: Ec2AccountRegion) => Promise<unknown> }[] =
  [
    { what: 'CreateImage', reply: 'none', call: (here) => here.createImage(request) },
    { what: 'DeregisterImage', reply: 'none', call: ({ keeping }) => keeping.deregister('ami-1') },
    { what: 'DeleteSnapshot', reply: 'none', call: ({ keeping }) => keeping.deleteSnapshot('snap-1') },
    {
      what: 'the trial of CreateImage',
      reply: 'DryRunOperation',
      call: ({ permissions }) => permissions.createImage(request),
    },
    {
      what: 'the trial of DeregisterImage',
      reply: 'DryRunOperation',
      call: ({ permissions }) => permissions.deregister('ami-1'),
    },
    {
      what: 'the trial of DeleteSnapshot',
      reply: 'DryRunOperation',
      call: ({ permissions }) => permissions.deleteSnapshot('snap-1'),
    },
  ];

describe.each(calls)('$what', ({ reply, call }) => {
  test('is paced', async () => {
    const { here, wire } = world(reply);
    await Promise.all(Array.from({ length: 40 }, () => call(here)));
    expect(wire.at).toHaveLength(40);
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
});
