/** A written target and the inputs that are its defaults -> a target in which everything is decided. */
import type { Target, TargetAccount, Template } from '../model/target.ts';
import type { SignInConfig } from './config.ts';
import { lengthMistakes } from './cross-checks.ts';
import { shown, type Mistake } from './mistake.ts';
import { partitionOf, roleArnPattern } from './patterns.ts';
import type { Read } from './read-fields.ts';
import type { PlacedTarget, SharedValues } from './targets.ts';

/** The inputs' values of the shared keys. */
export type Defaults = { readonly [K in keyof SharedValues]-?: Read<SharedValues[K]> };

type SignInFacts = Pick<SignInConfig, 'region' | 'partition' | 'roleArn' | 'allowedAccounts'>;

/** Answers the target, or nothing after adding what is wrong with it to `mistakes`. */
export function resolveTarget(
  placed: PlacedTarget,
  position: number,
  { defaults, signIn }: { defaults: Defaults; signIn: SignInFacts },
  mistakes: Mistake[],
): Target | undefined {
  const before = mistakes.length;
  const settings = mergedSettings(placed.written, defaults);
  const at = resolveAccount(placed, settings, signIn, mistakes);
  const regions = settings.regions ?? [signIn.region];
  mistakes.push(...regionMistakes(placed, regions, signIn));
  if (settings.instances === undefined) mistakes.push(missingInstances(placed));
  mistakes.push(...seriesMistakes(placed, settings, defaults));
  mistakes.push(...lengthMistakes(placed.written).map(({ key, words }) => placed.mistake(key, words)));
  if (at === undefined || settings.instances === undefined || mistakes.length > before) return undefined;
  return {
    position,
    at,
    regions,
    instances: settings.instances,
    ownInstances: placed.written.instances !== undefined,
    ...(settings.exclude === undefined ? {} : { exclude: settings.exclude }),
    maxInstances: settings['max-instances'] ?? 250,
    images: imageSettings(settings),
    ...retentionOf(settings),
  };
}

/** A target's key replaces the input's value whole. */
function mergedSettings(written: SharedValues, defaults: Defaults): SharedValues {
  const fromInputs = Object.entries(defaults).map(([key, { value }]) => [key, value] as const);
  return Object.fromEntries([...fromInputs, ...Object.entries(written)]);
}

function retentionOf(settings: SharedValues): Pick<Target, 'retention'> {
  const { retention: policy, 'max-prunes': maxPrunes = 3, 'gone-after': goneAfter } = settings;
  if (policy === undefined) return {};
  return { retention: { policy, maxPrunes, ...(goneAfter === undefined ? {} : { goneAfter }) } };
}

/** Retention decides about a series; the default one is that of every workflow which names none. */
function seriesMistakes(placed: PlacedTarget, settings: SharedValues, defaults: Defaults): Mistake[] {
  const named = placed.written.series !== undefined || defaults.series.given;
  if (settings.retention === undefined || named) return [];
  const expected = 'a series, here or in the input series, because retention prunes the images of a series';
  return [placed.mistake(undefined, { found: 'retention without a series', expected })];
}

function imageSettings(settings: SharedValues): Target['images'] {
  const template = (value: Template | undefined): Template => value ?? [];
  return {
    name: template(settings.name),
    description: template(settings.description),
    tags: new Map(Object.entries(settings.tags ?? {})),
    copyTags: settings['copy-tags'] ?? true,
    noReboot: settings['no-reboot'] ?? true,
    maxReboots: settings['max-reboots'] ?? 1,
    excludeVolumes: settings['exclude-volumes'] ?? [],
    series: settings.series ?? 'default',
  };
}

function resolveAccount(
  placed: PlacedTarget,
  settings: SharedValues,
  signIn: SignInFacts,
  mistakes: Mistake[],
): TargetAccount | undefined {
  const { account } = placed.written;
  if (account === 'self') return resolveSelf(placed, signIn, mistakes);
  const role = settings.role;
  if (role === undefined) {
    const expected = 'the role of the target, here or in the input target-role';
    mistakes.push(placed.mistake(undefined, { found: 'no role', expected }));
    return undefined;
  }
  const [, arnPartition, arnAccount] = roleArnPattern.exec(role) ?? [];
  const resolved = account ?? arnAccount;
  if (resolved === undefined) {
    mistakes.push(
      placed.mistake(undefined, { found: 'no account', expected: 'an account, or a role ARN as role' }),
    );
    return undefined;
  }
  const roleArn = arnAccount === undefined ? arnOf(role, resolved, signIn.partition) : role;
  const wrong = [
    ...accountMistakes(placed, { resolved, arnAccount }, signIn),
    ...partitionMistakes(placed, role, arnPartition, signIn),
  ];
  mistakes.push(...wrong);
  const externalId = settings['external-id'];
  return { kind: 'role', account: resolved, roleArn, ...(externalId === undefined ? {} : { externalId }) };
}

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

function accountMistakes(
  placed: PlacedTarget,
  { resolved, arnAccount }: { resolved: string; arnAccount: string | undefined },
  signIn: SignInFacts,
): Mistake[] {
  const wrong = notAllowed(placed, resolved, signIn);
  if (arnAccount === undefined || arnAccount === resolved) return wrong;
  const expected = `a role of account ${resolved}`;
  const key = placed.written.role === undefined ? undefined : 'role';
  return [...wrong, placed.mistake(key, { found: `a role ARN of account ${arnAccount}`, expected })];
}

function notAllowed(placed: PlacedTarget, account: string, { allowedAccounts }: SignInFacts): Mistake[] {
  if (allowedAccounts === undefined || allowedAccounts.includes(account)) return [];
  const words = { found: `account ${account}`, expected: 'an account of the input allowed-account-ids' };
  return [placed.mistake(placed.written.account === undefined ? undefined : 'account', words)];
}

function partitionMistakes(
  placed: PlacedTarget,
  role: string,
  arnPartition: string | undefined,
  { partition, region }: SignInFacts,
): Mistake[] {
  if (arnPartition === undefined || arnPartition === partition) return [];
  const expected = `a role of partition ${partition}, to which aws-region ${region} belongs`;
  const key = placed.written.role === undefined ? undefined : 'role';
  return [placed.mistake(key, { found: shown(role), expected })];
}

function regionMistakes(placed: PlacedTarget, regions: readonly string[], signIn: SignInFacts): Mistake[] {
  const foreign = regions.filter((name) => partitionOf(name) !== signIn.partition);
  return foreign.map((name) => {
    const expected = `a region of partition ${signIn.partition}, to which aws-region ${signIn.region} belongs`;
    return placed.mistake(placed.written.regions === undefined ? undefined : 'regions', {
      found: shown(name),
      expected,
    });
  });
}

function missingInstances(placed: PlacedTarget): Mistake {
  const expected = 'the instances of the target, here or in the input instances';
  return placed.mistake(undefined, { found: 'no instances', expected });
}
