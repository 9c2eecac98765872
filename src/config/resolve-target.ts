/** A written target and the inputs that are its defaults -> a target in which everything is decided. */
import type { Target, TargetAccount } from '../model/target.ts';
import type { SignInConfig } from './config.ts';
import { valueMistakes } from './cross-checks.ts';
import { sharedFields } from './fields.ts';
import { shown, type Mistake } from './mistake.ts';
import { partitionOf, roleArnPattern } from './patterns.ts';
import type { Read } from './read-fields.ts';
import { imageSettings, retentionOf, skipOf } from './target-settings.ts';
import type { PlacedTarget, SharedValues } from './targets.ts';

/** The inputs' values of the shared keys. */
export type Defaults = { readonly [K in keyof SharedValues]-?: Read<SharedValues[K]> };

type SignInFacts = Pick<SignInConfig, 'region' | 'partition' | 'roleArn'> & {
  readonly allowedAccounts?: ReadonlySet<string>;
};

export interface Context {
  readonly defaults: Defaults;
  readonly signIn: SignInFacts;
  /** Whether the mode does anything with `retention`. */
  readonly usesRetention: boolean;
}

/** Answers the target, or nothing when anything is wrong with it; what is not told yet is added to `mistakes`. */
export function resolveTarget(
  placed: PlacedTarget,
  position: number,
  { defaults, signIn, usesRetention }: Context,
  mistakes: Mistake[],
): Target | undefined {
  const before = mistakes.length;
  const settings = mergedSettings(placed, defaults);
  const at = resolveAccount(placed, settings, { defaults, signIn }, mistakes);
  const regions = settings.regions ?? [signIn.region];
  mistakes.push(...regionMistakes(placed, regions, signIn));
  if (isMissing('instances', placed, defaults)) mistakes.push(missingInstances(placed));
  if (usesRetention && settings.retention !== undefined && isMissing('series', placed, defaults))
    mistakes.push(placed.mistake(undefined, noSeries));
  mistakes.push(...valueMistakes(placed.written).map(({ key, words }) => placed.mistake(key, words)));
  const isWrong = placed.broken.size > 0 || mistakes.length > before;
  if (at === undefined || settings.instances === undefined || isWrong) return undefined;
  return {
    position,
    at,
    regions,
    instances: settings.instances,
    ownInstances: placed.written.instances !== undefined,
    ...(settings.exclude === undefined ? {} : { exclude: settings.exclude }),
    maxInstances: settings['max-instances'] ?? 250,
    images: imageSettings(settings),
    ...skipOf(settings),
    ...retentionOf(settings),
  };
}

/** A value that is a mistake is not missing too. */
function isMissing(key: keyof SharedValues, { written, broken }: PlacedTarget, defaults: Defaults): boolean {
  return written[key] === undefined && !broken.has(key) && !defaults[key].given;
}

/** A target's key replaces the input's value whole. */
function mergedSettings({ written, broken }: PlacedTarget, defaults: Defaults): SharedValues {
  const fromInputs = Object.entries(defaults)
    .filter(([key]) => !broken.has(key))
    .map(([key, { value }]) => [key, value] as const);
  return Object.fromEntries([...fromInputs, ...Object.entries(written)]);
}

/** Retention decides about a series; the default one is that of every workflow which names none. */
const noSeries = {
  found: 'retention without a series',
  expected: 'a series, here or in the input series, because retention prunes the images of a series',
};

function resolveAccount(
  placed: PlacedTarget,
  settings: SharedValues,
  { defaults, signIn }: Omit<Context, 'usesRetention'>,
  mistakes: Mistake[],
): TargetAccount | undefined {
  const { account = roleArnPattern.exec(settings.role ?? '')?.[2] } = placed.written;
  if (account === 'self') return resolveSelf(placed, signIn, mistakes);
  if (isMissing('role', placed, defaults)) mistakes.push(placed.mistake(undefined, noRole));
  if (account !== undefined) mistakes.push(...notAllowed(placed, account, signIn));
  const { role } = settings;
  if (role === undefined) return undefined;
  if (account === undefined) {
    if (!placed.broken.has('account')) mistakes.push(placed.mistake(undefined, noAccount));
    return undefined;
  }
  return resolveRole(placed, { ...settings, role, account }, signIn, mistakes);
}

function resolveRole(
  placed: PlacedTarget,
  settings: SharedValues & { readonly role: string; readonly account: string },
  signIn: SignInFacts,
  mistakes: Mistake[],
): TargetAccount {
  const { role, account, 'external-id': externalId } = settings;
  const [, arnPartition, arnAccount] = roleArnPattern.exec(role) ?? [];
  mistakes.push(
    ...accountMistakes(placed, account, arnAccount),
    ...partitionMistakes(placed, role, arnPartition, signIn),
  );
  const roleArn = arnAccount === undefined ? arnOf(role, account, signIn.partition) : role;
  return { kind: 'role', account, roleArn, ...(externalId === undefined ? {} : { externalId }) };
}

const noRole = { found: 'no role', expected: 'the role of the target, here or in the input target-role' };
const noAccount = { found: 'no account', expected: 'an account, or a role ARN as role' };

function resolveSelf(placed: PlacedTarget, signIn: SignInFacts, mistakes: Mistake[]): TargetAccount {
  for (const key of ['role', 'external-id'] as const) {
    const value = placed.written[key];
    if (value === undefined) continue;
    const expected = `no ${key}, because self is the account signed in to`;
    mistakes.push(placed.mistake(key, { found: shown(value), expected }));
  }
  const account = signIn.roleArn === undefined ? undefined : roleArnPattern.exec(signIn.roleArn)?.[2];
  if (account !== undefined) mistakes.push(...notAllowed(placed, account, signIn));
  return { kind: 'self' };
}

function arnOf(role: string, account: string, partition: string): string {
  return `arn:${partition}:iam::${account}:role/${role.replace(/^\//, '')}`;
}

function accountMistakes(placed: PlacedTarget, account: string, arnAccount: string | undefined): Mistake[] {
  if (arnAccount === undefined || arnAccount === account) return [];
  const words = { found: `a role ARN of account ${arnAccount}`, expected: `a role of account ${account}` };
  if (placed.written.role !== undefined) return [placed.mistake('role', words)];
  const mend = 'The ARN stands in the input target-role: give the name of the role there.';
  return [placed.mistake(undefined, { ...words, mend })];
}

function notAllowed(placed: PlacedTarget, account: string, { allowedAccounts }: SignInFacts): Mistake[] {
  if (allowedAccounts === undefined || allowedAccounts.has(account)) return [];
  const words = { found: `account ${account}`, expected: 'an account of the input allowed-account-ids' };
  return [placed.mistake(placed.written.account === undefined ? undefined : 'account', words)];
}

/** Without a region that is known, nothing is said about partitions. */
function partitionMistakes(
  placed: PlacedTarget,
  role: string,
  arnPartition: string | undefined,
  { partition, region }: SignInFacts,
): Mistake[] {
  if (partition === '' || arnPartition === undefined || arnPartition === partition) return [];
  const expected = `a role of partition ${partition}, to which aws-region ${region} belongs`;
  return [ofTargetOrInput(placed, 'role', { found: shown(role), expected })];
}

function regionMistakes(placed: PlacedTarget, regions: readonly string[], signIn: SignInFacts): Mistake[] {
  const { partition, region } = signIn;
  if (partition === '') return [];
  const expected = `a region of partition ${partition}, to which aws-region ${region} belongs`;
  return regions
    .filter((name) => partitionOf(name) !== partition)
    .map((name) => ofTargetOrInput(placed, 'regions', { found: shown(name), expected }));
}

/** A mistake of the target's own value, or of the input that stands in for it. */
function ofTargetOrInput(
  placed: PlacedTarget,
  key: 'role' | 'regions',
  words: Pick<Mistake, 'found' | 'expected'>,
): Mistake {
  if (placed.written[key] !== undefined) return placed.mistake(key, words);
  return { source: sharedFields[key].input, path: [], ...words };
}

function missingInstances(placed: PlacedTarget): Mistake {
  const expected = 'the instances of the target, here or in the input instances';
  return placed.mistake(undefined, { found: 'no instances', expected });
}
