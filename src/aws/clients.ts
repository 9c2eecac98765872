/** How every client of the AWS SDK is set up. */
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import type { FinalizeHandler } from '@smithy/types';
import type { AwsClock } from './clock.ts';
import { pacedBy, Paces } from './pace.ts';
import { RegionMemory } from './region-memory.ts';
import type { Credentials } from './renewing.ts';
import { RetriesByCall } from './retries.ts';

export interface ClientSetup {
  readonly region: string;
  readonly credentials: Credentials;
}

/** EC2 and Auto Scaling count the calls of an account in a region, whichever role makes them. */
export interface Ec2Setup extends ClientSetup {
  readonly account: string;
}

const CONNECTION_TIMEOUT = 5_000;
const REQUEST_TIMEOUT = 30_000;
/** Between two pieces of a reply: its first one ends what `requestTimeout` waits for. */
const SOCKET_TIMEOUT = 30_000;

/** Makes clients that honour the proxy of the environment and keep to AWS's time. */
export class Clients {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #clock: AwsClock;
  readonly #paces: Paces;
  readonly #memories = new Map<string, RegionMemory>();

  /** When the signal is aborted, no further call that changes something begins. */
  constructor(environment: NodeJS.ProcessEnv, clock: AwsClock, signal: AbortSignal) {
    this.#environment = environment;
    this.#clock = clock;
    this.#paces = new Paces(clock, signal);
  }

  ec2(setup: Ec2Setup): EC2Client {
    const client = new EC2Client(this.#options(setup));
    client.middlewareStack.use(pacedBy(this.#paces, `${setup.account} ${setup.region}`));
    client.middlewareStack.addRelativeTo(retryOnlyClockErrors, insideRetries);
    return client;
  }

  autoScaling(setup: Ec2Setup): AutoScalingClient {
    const client = new AutoScalingClient(this.#options(setup));
    client.middlewareStack.use(pacedBy(this.#paces, `${setup.account} ${setup.region}`));
    client.middlewareStack.addRelativeTo(retryOnlyClockErrors, insideRetries);
    return client;
  }

  /** The same for all roles in the account and region. */
  memoryOf({ account, region }: Pick<Ec2Setup, 'account' | 'region'>): RegionMemory {
    const key = `${account} ${region}`;
    const memory = this.#memories.get(key) ?? new RegionMemory(this.#clock);
    this.#memories.set(key, memory);
    return memory;
  }

  sts(setup: ClientSetup): STSClient {
    const client = new STSClient(this.#options(setup));
    client.middlewareStack.addRelativeTo(retryOnlyClockErrors, insideRetries);
    this.#keepTime(client);
    return client;
  }

  #keepTime(client: STSClient): void {
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { headers } = result.response as { headers?: Record<string, string> };
        this.#clock.correct(headers?.['date'] ?? '');
        return result;
      },
      { step: 'deserialize', name: 'awsTime', priority: 'low' },
    );
  }

  /** For a client that the SDK makes itself. */
  connection() {
    return {
      requestHandler: {
        connectionTimeout: CONNECTION_TIMEOUT,
        requestTimeout: REQUEST_TIMEOUT,
        throwOnRequestTimeout: true,
        socketTimeout: SOCKET_TIMEOUT,
        // Node 24.5 and later read HTTPS_PROXY and NO_PROXY for an agent only when this is set.
        httpsAgent: { keepAlive: true, proxyEnv: this.#environment },
      },
    };
  }

  #options({ region, credentials }: ClientSetup) {
    return {
      ...this.connection(),
      region,
      credentials,
      // Time-outs and retries are set here: the modes have nothing to add, and `auto` would ask the metadata service.
      defaultsMode: 'legacy' as const,
      // The only retries around a call.
      retryStrategy: new RetriesByCall(),
      systemClockOffset: this.#clock.offset,
      customUserAgent: 'cross-account-ami',
    };
  }
}

const clockErrors: readonly string[] = [
  'AuthFailure',
  'InvalidSignatureException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
];

/**
 * On a runner whose clock is minutes off, the SDK corrects its time at every error reply and then retries the
 * call, whatever the error was. A denied call must be denied only once.
 */
function retryOnlyClockErrors<Input extends object, Output extends object>(
  next: FinalizeHandler<Input, Output>,
): FinalizeHandler<Input, Output> {
  return async (args) => {
    try {
      return await next(args);
    } catch (error) {
      const { name, $metadata } = error as { name?: string; $metadata?: { clockSkewCorrected?: boolean } };
      if ($metadata?.clockSkewCorrected === true && !clockErrors.includes(name ?? '')) {
        $metadata.clockSkewCorrected = false;
      }
      throw error;
    }
  };
}

/** Between the SDK's retries and its signing, which is where the time is corrected. */
const insideRetries = {
  name: 'retryOnlyClockErrors',
  relation: 'after',
  toMiddleware: 'retryMiddleware',
} as const;
