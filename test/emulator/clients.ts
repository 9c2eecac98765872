/** AWS SDK clients of the emulator's accounts, for tests that arrange or look with a hand of their own. */
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';
import { STSClient } from '@aws-sdk/client-sts';
import type { Aws, SessionKeys } from './aws.ts';

type Keys = Pick<SessionKeys, 'accessKeyId' | 'secretAccessKey'> & { sessionToken?: string };

/** No call of the action's: test/emulator/aws/recording.py leaves it out. */
const common = { region: 'eu-west-1', maxAttempts: 1, customUserAgent: 'by-a-test' };

export interface ClientPlace {
  region?: string;
  maxAttempts?: number;
}

export function stsWith(aws: Aws, credentials: Keys, place: ClientPlace = {}): STSClient {
  return new STSClient({ ...common, endpoint: aws.url, credentials, ...place });
}

export function ec2With(aws: Aws, credentials: Keys, place: ClientPlace = {}): EC2Client {
  return new EC2Client({ ...common, endpoint: aws.url, credentials, ...place });
}

export async function autoScalingAs(
  aws: Aws,
  roleArn: string,
  place: ClientPlace = {},
): Promise<AutoScalingClient> {
  const credentials = await aws.session(roleArn);
  return new AutoScalingClient({ ...common, endpoint: aws.url, credentials, ...place });
}

export async function ec2As(aws: Aws, roleArn: string, place: ClientPlace = {}): Promise<EC2Client> {
  return ec2With(aws, await aws.session(roleArn), place);
}

/** What the SDK makes of an error reply; fails when there is none. */
export async function refusal(
  call: Promise<unknown>,
): Promise<{ code: string; message: string; status: number | undefined }> {
  const error: unknown = await call.then(
    () => new Error('the call succeeded, an error was expected'),
    (cause: unknown) => cause,
  );
  if (!(error instanceof Error)) throw new Error(`not an error: ${String(error)}`);
  const metadata = '$metadata' in error ? (error.$metadata as { httpStatusCode?: number }) : undefined;
  if (!metadata) throw error;
  return { code: error.name, message: error.message, status: metadata.httpStatusCode };
}
