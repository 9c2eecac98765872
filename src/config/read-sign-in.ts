/** The inputs of the sign-in -> how the main account is signed in to. Pure. */
import type { SignInConfig } from './config.ts';
import { signInFields, type Field } from './fields.ts';
import { shown, type Mistake } from './mistake.ts';
import { partitionOf, roleArnPattern } from './patterns.ts';
import { givenText, readInput, type InputTexts } from './read-fields.ts';

/** What the sign-in is read from. */
interface SignInSource {
  readonly inputs: InputTexts;
  /** `AWS_REGION` or `AWS_DEFAULT_REGION` of the environment. */
  readonly region: string | undefined;
  readonly identity: { readonly repository: string; readonly runId: string };
}

/** What is wrong goes to `mistakes`. */
export function readSignIn({ inputs, region, identity }: SignInSource, mistakes: Mistake[]): SignInConfig {
  const read = <T>(name: keyof typeof signInFields, field: Field<T>): T | undefined =>
    readInput(inputs, name, field, mistakes).value;
  const roleArn = read('role-to-assume', signInFields['role-to-assume']);
  const stated = readRegion({ inputs, region }, mistakes);
  // Without a region that is known, no rule of partitions is asked.
  const regionName = stated ?? '';
  const partition = stated === undefined ? '' : partitionOf(stated);
  if (roleArn !== undefined && stated !== undefined)
    mistakes.push(...foreignRole(roleArn, stated, partition));
  const allowedAccounts = read('allowed-account-ids', signInFields['allowed-account-ids']);
  const audience = partition === 'aws-cn' ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com';
  return {
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(allowedAccounts === undefined ? {} : { allowedAccounts }),
    region: regionName,
    partition,
    audience: read('audience', signInFields.audience) ?? audience,
    sessionName: sessionName(read('role-session-name', signInFields['role-session-name']), identity),
    durationSeconds: read('role-duration-seconds', signInFields['role-duration-seconds']) ?? 3600,
  };
}

function readRegion(
  { inputs, region }: Pick<SignInSource, 'inputs' | 'region'>,
  mistakes: Mistake[],
): string | undefined {
  const own = givenText(inputs('aws-region'));
  const name = own === undefined && region !== undefined ? 'aws-region (from the environment)' : 'aws-region';
  const before = mistakes.length;
  const stated = readInput(() => own ?? region ?? '', name, signInFields['aws-region'], mistakes).value;
  if (stated === undefined && mistakes.length === before) mistakes.push(missingRegion);
  return stated;
}

const missingRegion: Mistake = {
  source: 'aws-region',
  path: [],
  found: 'nothing',
  expected: 'an AWS region, here or in the environment as AWS_REGION',
};

function foreignRole(roleArn: string, region: string, partition: string): Mistake[] {
  const [, arnPartition] = roleArnPattern.exec(roleArn) ?? [];
  if (arnPartition === partition) return [];
  const expected = `a role of partition ${partition}, to which aws-region ${region} belongs`;
  return [{ source: 'role-to-assume', path: [], found: shown(roleArn), expected }];
}

/** AssumeRole takes 2 to 64 of these characters (STS API reference, RoleSessionName). */
function sessionName(given: string | undefined, identity: SignInSource['identity']): string {
  const name = given ?? `${identity.repository.split('/').at(-1) ?? ''}-${identity.runId}`;
  const cleaned = name.replace(/[^\w+=,.@-]/g, '-');
  return (given === undefined ? cleaned.slice(-64) : cleaned.slice(0, 64)).padEnd(2, '-');
}
