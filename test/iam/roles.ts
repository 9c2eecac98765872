/** The roles that deployments of the templates leave behind, each with whom it trusts and what it may do. */
import { validateIdentityPolicy, validateTrustPolicy, type ValidationError } from '@cloud-copilot/iam-policy';
import { isObject, list, object, text, type Json, type JsonObject } from '../../scripts/iam/json.ts';
import type { Deployment, Place, Resource } from '../../scripts/iam/template.ts';

export interface Policy {
  readonly name: string;
  readonly document: JsonObject;
}

export interface Role {
  /** Nothing: the role was there before. */
  readonly trust?: JsonObject;
  readonly policies: readonly Policy[];
}

/** By name: within one account a name is taken once, whatever the path. */
export type Roles = ReadonlyMap<string, Role>;

export function rolesOf(deployment: Deployment, place: Place): Roles {
  const entries = Object.entries(deployment.resources);
  const ofType = (type: string) => entries.filter(([, resource]) => resource.type === type);
  const made = new Map(ofType('AWS::IAM::Role').map(([id, role]) => [id, nameOf(role)]));
  const providers = new Map(
    ofType('AWS::IAM::OIDCProvider').map(([id, one]) => [id, providerArn(one, place)]),
  );
  const policies = ofType('AWS::IAM::Policy').map(([, { properties }]) => ({
    roles: list(properties['Roles']).map((role) => made.get(text(role)) ?? text(role)),
    name: text(properties['PolicyName']),
    document: valid(documentOf(properties['PolicyDocument']), validateIdentityPolicy),
  }));
  const trusts = new Map(
    ofType('AWS::IAM::Role').map(([, role]) => [
      nameOf(role),
      valid(trustOf(role, providers), validateTrustPolicy),
    ]),
  );
  const names = new Set([...trusts.keys(), ...policies.flatMap(({ roles }) => roles)]);
  return new Map(
    [...names].map((name): [string, Role] => {
      const trust = trusts.get(name);
      const own = policies.filter(({ roles }) => roles.includes(name));
      return [name, { ...(trust === undefined ? {} : { trust }), policies: own }];
    }),
  );
}

/** What IAM would refuse is no policy. */
function valid(document: JsonObject, problems: (document: JsonObject) => ValidationError[]): JsonObject {
  const [problem] = problems(document);
  if (problem !== undefined)
    throw new Error(`${problem.path}: ${problem.message}\n${JSON.stringify(document)}`);
  return document;
}

function trustOf(role: Resource, providers: ReadonlyMap<string, string>): JsonObject {
  const document = documentOf(role.properties['AssumeRolePolicyDocument']);
  const statements = list(document['Statement']).map((item) => {
    const statement = object(item);
    const principal = object(statement['Principal']);
    const { Federated } = principal;
    if (Federated === undefined) return statement;
    const provider = providers.get(text(Federated)) ?? text(Federated);
    return { ...statement, Principal: { ...principal, Federated: provider } };
  });
  return { ...document, Statement: statements };
}

function documentOf(document: Json | undefined): JsonObject {
  return isObject(document) ? document : object(JSON.parse(text(document)) as Json);
}

function nameOf({ properties }: Resource): string {
  return text(properties['RoleName']);
}

function providerArn({ properties }: Resource, { partition, account }: Place): string {
  return `arn:${partition}:iam::${account}:oidc-provider/${text(properties['Url']).replace('https://', '')}`;
}
