/** The inputs of the sign-in -> how the main account is signed in to. Pure. */
import type { SignInConfig } from './config.ts';
import { signInFields } from './fields.ts';
import { partitionOf, roleArnPattern, roleOfPartition } from './identifiers.ts';
import { inputMistake, shown, type Mistake, type Read } from './mistake.ts';
import { givenText, readFields, type InputTexts } from './read-fields.ts';
import { sessionTagsOf, type WhoAsks } from './session-tags.ts';

/** What the sign-in is read from. */
interface SignInSource {
  readonly inputs: InputTexts;
  /** `AWS_REGION` or `AWS_DEFAULT_REGION` of the environment. */
  readonly region: string | undefined;
  readonly identity: WhoAsks;
}

export function readSignIn({ inputs, region, identity }: SignInSource): Read<SignInConfig> {
  const elsewhere = givenText(inputs('aws-region')) === undefined ? region : undefined;
  const texts: InputTexts = (name) => (name === 'aws-region' ? (elsewhere ?? inputs(name)) : inputs(name));
  const { values, given, mistakes } = readFields(texts, signInFields);
  const { 'role-to-assume': roleArn, 'aws-region': stated, 'allowed-account-ids': allowedAccounts } = values;
  // Without a region that is known, no rule of partitions is asked.
  const partition = stated === undefined ? '' : partitionOf(stated);
  const signIn = {
    region: stated ?? '',
    partition,
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(allowedAccounts === undefined ? {} : { allowedAccounts }),
    audience: values.audience ?? (partition === 'aws-cn' ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com'),
    sessionName: sessionName(values['role-session-name'], identity),
    durationSeconds: values['role-duration-seconds'],
    ...(values['session-tags'] ? { sessionTags: sessionTagsOf(identity) } : {}),
  };
  const placed = elsewhere === undefined ? mistakes : mistakes.map(fromEnvironment);
  const missing = given.has('aws-region') ? [] : [missingRegion];
  return { value: signIn, mistakes: [...placed, ...missing, ...foreignRole(signIn)] };
}

function foreignRole({ roleArn, partition, ...rest }: SignInConfig): Mistake[] {
  if (roleArn === undefined || partition === '' || roleArnPattern.exec(roleArn)?.[1] === partition) return [];
  const words = roleOfPartition({ ...rest, partition }, shown(roleArn));
  return [{ source: 'role-to-assume', path: [], ...words }];
}

function fromEnvironment(mistake: Mistake): Mistake {
  return mistake.source === 'aws-region'
    ? { ...mistake, source: 'aws-region (from the environment)' }
    : mistake;
}

const missingRegion = inputMistake(
  'aws-region',
  'nothing',
  'an AWS region, here or in the environment as AWS_REGION',
);

/** AssumeRole takes 2 to 64 of these characters (STS API reference, RoleSessionName). */
function sessionName(given: string | undefined, identity: SignInSource['identity']): string {
  const name = given ?? `${identity.repository.split('/').at(-1) ?? ''}-${identity.runId}`;
  const cleaned = name.replace(/[^\w+=,.@-]/g, '-');
  return (given === undefined ? cleaned.slice(-64) : cleaned.slice(0, 64)).padEnd(2, '-');
}
