/** How every client of the AWS SDK is set up. */
import { EC2Client } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { AwsClock } from './clock.ts';

export type Credentials = () => Promise<AwsCredentialIdentity>;

export interface ClientSetup {
  readonly region: string;
  /** Nothing for the one call that needs none: AssumeRoleWithWebIdentity. */
  readonly credentials?: Credentials;
}

const CONNECTION_TIMEOUT = 5_000;
const REQUEST_TIMEOUT = 30_000;

/** The SDK's own retries (standard mode) are the only ones around a call. */
const MAX_ATTEMPTS = 6;

/** Makes clients that honour the proxy of the environment and keep the clock at AWS's time. */
export class Clients {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #clock: AwsClock;

  constructor(environment: NodeJS.ProcessEnv, clock: AwsClock) {
    this.#environment = environment;
    this.#clock = clock;
  }

  ec2(setup: ClientSetup): EC2Client {
    return new EC2Client(this.#options(setup));
  }

  sts(setup: ClientSetup): STSClient {
    const client = new STSClient(this.#options(setup));
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { headers } = result.response as { headers?: Record<string, string> };
        this.#clock.correct(headers?.['date'] ?? '');
        return result;
      },
      { step: 'deserialize', name: 'awsTime', priority: 'low' },
    );
    return client;
  }

  #options({ region, credentials }: ClientSetup) {
    return {
      region,
      ...(credentials === undefined ? {} : { credentials }),
      maxAttempts: MAX_ATTEMPTS,
      retryMode: 'standard',
      customUserAgent: 'cross-account-ami',
      requestHandler: {
        connectionTimeout: CONNECTION_TIMEOUT,
        requestTimeout: REQUEST_TIMEOUT,
        throwOnRequestTimeout: true,
        // Node 24.5 and later read HTTPS_PROXY and NO_PROXY for an agent only when it is told to.
        httpsAgent: { keepAlive: true, proxyEnv: this.#environment },
      },
    };
  }
}
