/** The roles of an estate with one thing changed, and whether typical calls and attacks notice it. */
import { isList, list, object, text, type JsonObject } from '../../scripts/iam/json.ts';
import type { RecordedCall } from '../emulator/calls.ts';
import type { Check } from './checks.ts';
import type { Estate } from './estate.ts';
import { isAllowed } from './evaluate.ts';
import { mutationsOf } from './mutations.ts';
import type { Role } from './roles.ts';
import { allChecks, decidedBy } from './verdict.ts';

export interface Mutant {
  /** The statement and what has changed: the same in every role that has the statement. */
  readonly name: string;
  /** The role that has it. */
  readonly arn: string;
  readonly role: Role;
  readonly part: 'trustOf' | 'policiesOf';
  /** The actions of the statement, before and after: it says nothing of others. */
  readonly actions: readonly RegExp[];
}

export function mutantsOf(estate: Estate): Mutant[] {
  return [...estate].flatMap(([arn, role]) => [...ofTrust(arn, role), ...ofPolicies(arn, role)]);
}

function ofTrust(arn: string, role: Role): Mutant[] {
  const { trust } = role;
  if (trust === undefined) return [];
  return ofDocument(trust).map(({ name, document, actions }) => ({
    name: `trust ${name}`,
    arn,
    actions,
    role: { ...role, trust: document },
    part: 'trustOf',
  }));
}

function ofPolicies(arn: string, role: Role): Mutant[] {
  return role.policies.flatMap((policy) =>
    ofDocument(policy.document).map(({ name, document, actions }): Mutant => {
      const policies = role.policies.map((one) => (one === policy ? { ...policy, document } : one));
      return { name, arn, actions, role: { ...role, policies }, part: 'policiesOf' };
    }),
  );
}

/** Every mutant of a document. */
export function ofDocument(
  document: JsonObject,
): (Pick<Mutant, 'name' | 'actions'> & { document: JsonObject })[] {
  const statements = list(document['Statement']);
  return statements.flatMap((each, at) => {
    const own = object(each);
    return mutationsOf(own).map(({ change, statement }) => ({
      name: `${text(own['Sid'])}: ${change}`,
      actions: [own, statement ?? own].flatMap(actionsOf),
      document: {
        ...document,
        Statement: statements.toSpliced(at, 1, ...(statement === undefined ? [] : [statement])),
      },
    }));
  });
}

function actionsOf({ Action }: JsonObject): RegExp[] {
  const actions = isList(Action) ? Action.map(text) : [text(Action)];
  return actions.map((action) => new RegExp(`^${action.replaceAll('*', '.*')}$`));
}

/** Checks of calls, each with what the roles as they are say to it. */
export class Jury {
  readonly #verdicts: ReadonlyMap<string, readonly Verdict[]>;

  private constructor(verdicts: readonly Verdict[]) {
    this.#verdicts = Map.groupBy(verdicts, ({ check }) => addressOf(decidedBy(check), partOf(check)));
  }

  static async of(calls: readonly RecordedCall[], estate: Estate): Promise<Jury> {
    const checks = (await Promise.all(calls.map(allChecks))).flat();
    const unique = new Map(checks.map((check) => [JSON.stringify(check), check]));
    return new Jury(
      [...unique.values()].map((check) => ({
        check,
        allowed: isAllowed(check, estate.get(decidedBy(check))),
      })),
    );
  }

  /**
   * Whether the role now allows what it did not, or the reverse. That something else still stops the call, such as the trust
   * policy on the other side, is no excuse: each lock is to hold by itself.
   */
  notices({ arn, role, part, actions }: Mutant): boolean {
    const verdicts = this.#verdicts.get(addressOf(arn, part)) ?? [];
    return verdicts.some(
      ({ check, allowed }) =>
        actions.some((action) => action.test(check.action)) && isAllowed(check, role) !== allowed,
    );
  }
}

interface Verdict {
  readonly check: Check;
  readonly allowed: boolean;
}

function addressOf(arn: string, part: Mutant['part']): string {
  return `${part} ${arn}`;
}

function partOf({ by }: Check): Mutant['part'] {
  return 'policiesOf' in by ? 'policiesOf' : 'trustOf';
}
