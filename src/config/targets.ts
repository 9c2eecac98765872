/** The targets as they are written -> the targets with everything decided: account, role, regions, settings. Pure. */
import type { Mode } from '../model/event.ts';
import type { Target, TargetAccount } from '../model/target.ts';
import type { SignInConfig } from './config.ts';
import { inputOf } from './field.ts';
import { imageFields, sharedFields } from './fields.ts';
import { partitionOf, roleArnPattern, roleOfPartition } from './identifiers.ts';
import { shown, type Mistake, type Read, type Words } from './mistake.ts';
import { usesRetention } from './mode-rules.ts';
import { named } from './named.ts';
import { repeatMistakes } from './repeats.ts';
import type { WrittenTarget } from './written.ts';

/** What the targets are checked against. */
interface Facts extends Omit<SignInConfig, 'allowedAccounts'> {
  readonly allowed: ReadonlySet<string> | undefined;
  readonly mode: Mode;
}

/** Every target that nothing is wrong with, and what is wrong with the others. */
export function targetsOf(
  written: readonly WrittenTarget[],
  { allowedAccounts, ...signIn }: SignInConfig,
  mode: Mode,
): Read<readonly Target[]> {
  const allowed = allowedAccounts === undefined ? undefined : new Set(allowedAccounts);
  const decided = written.map((target) => ({ target, ...decide(target, { ...signIn, allowed, mode }) }));
  const good = decided.flatMap(({ value, target }) => (value === undefined ? [] : [{ value, target }]));
  const repeats = repeatMistakes(good.map(({ value, target }) => ({ target: value, place: target.place })));
  return {
    value: good.map(({ value }) => value),
    // Instances that are not looked at are selected by nobody.
    mistakes: [...decided.flatMap(({ mistakes }) => mistakes), ...(mode === 'wait' ? [] : repeats)],
  };
}

function decide(target: WrittenTarget, facts: Facts): Read<Target | undefined> {
  const { position, values, own, isBroken } = target;
  const { instances, regions = [facts.region] } = values;
  const at = accountOf(target, facts);
  const mistakes = [...at.mistakes, ...regionMistakes(target, regions, facts), ...missing(target, facts)];
  if (at.value === undefined || instances === undefined || isBroken || mistakes.length > 0)
    return { value: undefined, mistakes };
  const { retention: policy, tags = {}, 'exclude-volumes': excludeVolumes = [] } = values;
  const images = { ...named(values, imageKeys), tags: new Map(Object.entries(tags)), excludeVolumes };
  const retention = policy === undefined ? {} : { retention: { policy, ...named(values, retentionKeys) } };
  const others = named(values, ['max-instances', 'exclude', 'skip-if-newer-than']);
  const ownInstances = own.has('instances');
  const value = { position, at: at.value, regions, instances, ownInstances, images, ...others, ...retention };
  return { value, mistakes };
}

const imageKeys = Object.keys(imageFields) as (keyof typeof imageFields)[];
const retentionKeys = ['max-prunes', 'gone-after', 'loose-after'] as const;

/** What neither the target nor the inputs say. */
function missing(target: WrittenTarget, { mode }: Facts): Mistake[] {
  const { given, values, place } = target;
  const expected = 'the instances of the target, here or in the input instances';
  const noInstances = given.has('instances') ? [] : [{ ...place, found: 'no instances', expected }];
  if (!usesRetention(mode) || values.retention === undefined || given.has('series')) return noInstances;
  return [...noInstances, { ...place, ...noSeries }];
}

/** Retention decides about a series; the default one is that of every workflow which names none. */
const noSeries = {
  found: 'retention without a series',
  expected: 'a series, here or in the input series, because retention prunes the images of a series',
};

const noRole = { found: 'no role', expected: 'the role of the target, here or in the input target-role' };
const noAccount = { found: 'no account', expected: 'an account, or a role ARN as role' };

function accountOf(target: WrittenTarget, facts: Facts): Read<TargetAccount | undefined> {
  const { role, account = roleArnPattern.exec(role ?? '')?.[2] } = target.values;
  if (account === 'self') return { value: { kind: 'self' }, mistakes: selfMistakes(target, facts) };
  const { given, place } = target;
  const isLost = role !== undefined && account === undefined && !given.has('account');
  const mistakes = [
    ...(given.has('role') ? [] : [{ ...place, ...noRole }]),
    ...notAllowed(target, account, facts),
    ...(isLost ? [{ ...place, ...noAccount }] : []),
  ];
  if (role === undefined || account === undefined) return { value: undefined, mistakes };
  const name = role.replace(/^\//, '');
  const roleArn = roleArnPattern.test(role) ? role : `arn:${facts.partition}:iam::${account}:role/${name}`;
  const value = { kind: 'role' as const, account, roleArn, ...named(target.values, ['external-id']) };
  return { value, mistakes: [...mistakes, ...foreignRole(target, value, facts)] };
}

/** A role of another account or partition than that of the target. */
function foreignRole(target: WrittenTarget, { account, roleArn }: RoleAccount, facts: Facts): Mistake[] {
  const [, partition, arnAccount = account] = roleArnPattern.exec(roleArn) ?? [];
  return [
    ...(arnAccount === account ? [] : [otherAccount(target, account, arnAccount)]),
    ...(isForeign(partition, facts)
      ? [ofTargetOrInput(target, 'role', roleOfPartition(facts, shown(roleArn)))]
      : []),
  ];
}

type RoleAccount = Extract<TargetAccount, { kind: 'role' }>;

/** Without a region that is known, nothing is said about partitions. */
function isForeign(partition: string | undefined, facts: Facts): boolean {
  return partition !== undefined && facts.partition !== '' && partition !== facts.partition;
}

function selfMistakes(target: WrittenTarget, facts: Facts): Mistake[] {
  const refused = (['role', 'external-id'] as const).flatMap((key) => {
    const place = target.own.get(key);
    const expected = `no ${key}, because self is the account signed in to`;
    return place === undefined ? [] : [{ ...place, found: shown(target.values[key]), expected }];
  });
  const account = roleArnPattern.exec(facts.roleArn ?? '')?.[2];
  return [...refused, ...notAllowed(target, account, facts)];
}

function otherAccount({ own, place }: WrittenTarget, account: string, arnAccount: string): Mistake {
  const words = { found: `a role ARN of account ${arnAccount}`, expected: `a role of account ${account}` };
  const itself = own.get('role');
  if (itself !== undefined) return { ...itself, ...words };
  return {
    ...place,
    ...words,
    mend: 'The ARN is in the input target-role: write the name of the role there.',
  };
}

function notAllowed(
  { own, place }: WrittenTarget,
  account: string | undefined,
  { allowed }: Facts,
): Mistake[] {
  if (account === undefined || allowed === undefined || allowed.has(account)) return [];
  const words = { found: `account ${account}`, expected: 'an account of the input allowed-account-ids' };
  return [{ ...(own.get('account') ?? place), ...words }];
}

function regionMistakes(target: WrittenTarget, regions: readonly string[], facts: Facts): Mistake[] {
  const expected = `a region of partition ${facts.partition}, to which aws-region ${facts.region} belongs`;
  return regions
    .filter((name) => isForeign(partitionOf(name), facts))
    .map((name) => ofTargetOrInput(target, 'regions', { found: shown(name), expected }));
}

/** A mistake of the target's own value, or of the input that stands in for it. */
function ofTargetOrInput({ own }: WrittenTarget, key: 'role' | 'regions', words: Words): Mistake {
  return { ...(own.get(key) ?? { source: inputOf([key, sharedFields[key]]), path: [] }), ...words };
}
