/** For each recorded call the stacks that somebody would have deployed for it, in the accounts that the test made up. */
import type { RecordedCall } from '../emulator/calls.ts';
import { REPOSITORY } from '../emulator/github.ts';
import type { Role, Roles } from './roles.ts';
import {
  arnOf,
  mainStack,
  roleNameOf,
  targetStack,
  type MainStack,
  type RoleName,
  type TargetStack,
} from './stacks.ts';

export interface Place {
  /** Says with which parameters the stacks are deployed. */
  readonly key: string;
  /** By the ARN of a role, or of a user that has the policies of one. */
  readonly roles: ReadonlyMap<string, Role>;
}

export interface Placed {
  readonly call: RecordedCall;
  readonly places: readonly Place[];
  /** Why there is no place. */
  readonly why?: string;
}

interface World {
  /** The numbers of the repositories that run here: in their tokens, or in the tags that they ask for. */
  readonly repositories: readonly string[];
  /** The accounts that roles are asked for in. */
  readonly accounts: readonly string[];
  /** Roles that prune and never create. */
  readonly pruners: ReadonlySet<string>;
}

const NUMBER = 'cross-account-ami:repository-id';
const GITHUB = 'https://token.actions.githubusercontent.com';

/** AWS cannot ask for the repository in such tokens. */
const OF_A_SERVER = '/_services/token';

export function placesOf(
  calls: readonly RecordedCall[],
  isPruning: (action: string) => boolean,
): readonly Placed[] {
  const stacks = new Stacks();
  return [...Map.groupBy(calls, ({ world }) => world).values()].flatMap((group) => {
    const world = worldOf(group, isPruning);
    return group.map((call) => placed(asOfGitHub(call), world, stacks, isPruning));
  });
}

/** GitHub's issuer is on loopback. */
function asOfGitHub(call: RecordedCall): RecordedCall {
  const { claims } = call;
  if (!claims?.['iss']?.startsWith('http://127.0.0.1:')) return call;
  return { ...call, claims: { ...claims, iss: GITHUB } };
}

function placed(
  call: RecordedCall,
  world: World,
  stacks: Stacks,
  isPruning: (action: string) => boolean,
): Placed {
  const none = (why: string): Placed => ({ call, places: [], why });
  if (call.action === 'GetCallerIdentity') return none('GetCallerIdentity takes no permission');
  if (call.action === 'AssumeRoleWithWebIdentity') {
    return call.claims ? { call, places: [stacks.signIn(call, world)] } : none('a token that cannot be read');
  }
  if (call.caller === null) return none('signed by nobody whom AWS knows');
  if (call.service === 'sts') return { call, places: [stacks.hop(call, world)] };
  if (Object.values(call.tags ?? {}).some((tags) => tags[NUMBER] === ''))
    return none('a run that was not told the number of its repository, which RepositoryIds asks for');
  const prunes = isPruning(`${call.service}:${call.action}`);
  const role = call.caller.role ?? call.caller.arn;
  const places = [stacks.target(call, world, prunes ? 'same-role' : 'no')];
  if (world.pruners.has(role)) places.push(stacks.target(call, world, 'own-role'));
  return { call, places };
}

function worldOf(calls: readonly RecordedCall[], isPruning: (action: string) => boolean): World {
  const numbers = calls.flatMap(({ claims, tags = {} }) => [
    claims?.['repository_id'],
    ...Object.values(tags).map((each) => each[NUMBER]),
  ]);
  const repositories = [...new Set(numbers.filter((number): number is string => Boolean(number)))];
  const accounts = calls.flatMap(({ role }) => (role ? [roleNameOf(role).account] : []));
  const by = (wanted: (call: RecordedCall) => boolean) =>
    new Set(calls.filter(wanted).map(({ caller }) => caller?.role ?? caller?.arn ?? ''));
  const creating = by(({ action }) => action === 'CreateImage');
  const pruning = by(({ service, action }) => isPruning(`${service}:${action}`));
  return {
    repositories: repositories.length > 0 ? repositories : [REPOSITORY.id],
    accounts: [...new Set(accounts)].toSorted(),
    pruners: new Set([...pruning].filter((role) => !creating.has(role))),
  };
}

/** Each deployed once. */
class Stacks {
  readonly #known = new Map<string, Place>();

  signIn(call: RecordedCall, { repositories, accounts }: World): Place {
    const { iss = '', aud = '', sub = '' } = call.claims ?? {};
    return this.#main({
      role: roleNameOf(call.role ?? ''),
      trust: {
        issuer: iss.replace('https://', ''),
        audience: aud,
        subjects: [sub],
        repositories: iss.endsWith(OF_A_SERVER) ? [] : repositories,
      },
      targetAccounts: accounts,
      targetRoles: ['cross-account-ami'],
    });
  }

  /** The role that calls and the role that is asked for. */
  hop(call: RecordedCall, { accounts, repositories }: World): Place {
    const target = roleNameOf(call.role ?? '');
    const caller = call.caller?.role ?? call.caller?.arn ?? '';
    const sessionTags = Boolean(call.sourceIdentity) || Object.keys(call.sessionTags ?? {}).length > 0;
    const main = this.#main({
      role: roleNameOf(caller),
      targetAccounts: accounts,
      targetRoles: [target.path.slice(1) + target.name],
      sessionTags,
    });
    const there = this.#target({
      role: target,
      mainRoles: [caller],
      repositories,
      prune: 'no',
      sessionTags,
      ...(call.externalId ? { externalId: call.externalId } : {}),
    });
    return { key: `${main.key} and ${there.key}`, roles: new Map([...main.roles, ...there.roles]) };
  }

  target(call: RecordedCall, { repositories }: World, prune: TargetStack['prune']): Place {
    const role = roleNameOf(call.caller?.role ?? call.caller?.arn ?? '');
    const mainRoles = [`arn:${role.partition}:iam::111111111111:role/cross-account-ami-main`];
    const stack = { repositories, prune, ...(call.caller?.role ? { mainRoles } : {}) };
    if (prune !== 'own-role') return this.#target({ ...stack, role });
    return this.#target({ ...stack, role: { ...role, name: 'creates-images' }, pruneRole: role.name });
  }

  #main(stack: MainStack): Place {
    return this.#once(`main ${JSON.stringify(stack)}`, stack.role, () => mainStack(stack));
  }

  #target(stack: TargetStack): Place {
    return this.#once(`target ${JSON.stringify(stack)}`, stack.role, () => targetStack(stack));
  }

  #once(key: string, place: RoleName, deployed: () => Roles): Place {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const entries = [...deployed()].flatMap(([name, role]) => {
      const arn = arnOf({ ...place, name });
      return [arn, arn.replace(':role/', ':user/')].map((each): [string, Role] => [each, role]);
    });
    const made = { key, roles: new Map(entries) };
    this.#known.set(key, made);
    return made;
  }
}
