/** The world of the faults: a main account, two targets, three servers. */
import { createHash } from 'node:crypto';
import type { AccountSeed, ImageSeed, InstanceSeed } from '../emulator/aws-types.ts';
import { MAIN, MAIN_ROLE, TARGETS } from '../emulator/world.ts';

export const [WEB, DB, SHOP] = TARGETS;
export const REGION = 'eu-west-1';

/** Two servers in the account WEB, one in the account DB. */
export const SERVERS: Readonly<Record<string, readonly number[]>> = { [WEB]: [1, 2], [DB]: [3] };
export const TWO_TARGETS = { targets: `${WEB}, ${DB}`, instances: 'all' };

/** An instance id from a short number, so that failures of tests can be read. */
export function idOf(number: number): string {
  return `i-${String(number).padStart(17, '0')}`;
}

export function server(number: number): InstanceSeed {
  return { id: idOf(number), name: `server-${number}` };
}

export function roleIn(account: string): string {
  return `arn:aws:iam::${account}:role/cross-account-ami`;
}

export interface AccountsSeed {
  readonly issuer: string;
  readonly subject: string;
  readonly servers?: Readonly<Record<string, readonly number[]>>;
  readonly images?: Readonly<Record<string, readonly ImageSeed[]>>;
}

export function accounts({ issuer, subject, servers = SERVERS, images = {} }: AccountsSeed): AccountSeed[] {
  const role = { name: 'cross-account-ami-main', oidcSubjects: [subject], maxSessionSeconds: 7200 };
  const main = { id: MAIN, oidcProviders: [issuer], roles: [role] };
  const targets = Object.entries(servers).map(([id, numbers]) => ({
    id,
    regions: [REGION, 'us-east-1'],
    roles: [
      { name: 'cross-account-ami', trusts: [MAIN_ROLE] },
      { name: 'locked', trusts: [MAIN_ROLE], externalId: 'team-a' },
    ],
    instances: numbers.map(server),
    images: [...(images[id] ?? [])],
  }));
  return [main, ...targets];
}

/** Inputs under which the name of an image can be told beforehand. */
export const KNOWN_NAMES = { 'run-key': 'nightly-7', name: '${instance-id}-${run}' };

export function knownName(number: number): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(['nightly-7', 'default']))
    .digest('hex');
  return `${idOf(number)}-${digest.slice(0, 8)}`;
}
