/** What the Terraform modules and the CloudFormation templates deploy, in one shape, so that they can be compared. */
import { isList, isObject, list, object, text, type Json, type JsonObject } from '../../scripts/iam/json.ts';
import type { Deployment, Given, Place } from '../../scripts/iam/template.ts';
import type { Answer, Request } from './evaluator.ts';

export interface Roles {
  readonly roles: JsonObject;
  /** Documents by the name of the policy, by the name of the role that has it. */
  readonly policies: Readonly<Record<string, JsonObject>>;
  readonly profiles: readonly Json[];
  readonly providers: readonly Json[];
  readonly outputs: JsonObject;
}

const lists = new Set([
  'Subjects',
  'RepositoryIds',
  'Environments',
  'Refs',
  'JobWorkflowRefs',
  'TargetAccountIds',
  'TargetRoleNames',
  'MainRoleArns',
  'Regions',
]);
const switches: Readonly<Record<string, boolean>> = { yes: true, no: false };

export const inSnakeCase = (name: string): string =>
  name.replaceAll(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();

/** The variables of a module that say the same as the parameters of a template. */
export function variables(given: Given): JsonObject {
  const valueOf = (name: string, value: string): Json => {
    if (lists.has(name)) return value === '' ? [] : value.split(',');
    return name === 'SessionTags' ? (switches[value] ?? value) : value;
  };
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [inSnakeCase(name), valueOf(name, value)]),
  );
}

/** ARNs are not known before there is something: here they are called as CloudFormation's functions call them. */
export function request(template: string, given: Given, { partition, account }: Place): Request {
  const { SignIn = 'oidc', Issuer = 'token.actions.githubusercontent.com' } = given;
  return {
    directory: `iam/terraform/${template}`,
    variables: variables(given),
    known: {
      'data.aws_caller_identity.current': { account_id: account },
      'data.aws_partition.current': { partition },
      'data.aws_iam_openid_connect_provider.github': {
        arn: `arn:${partition}:iam::${account}:oidc-provider/${Issuer}`,
      },
      'aws_iam_openid_connect_provider.github': { arn: 'GitHubProvider' },
      'aws_iam_role.main': { arn: SignIn === 'oidc' ? 'OidcRole.Arn' : 'InstanceRole.Arn' },
      'aws_iam_role.target': { arn: 'TargetRole.Arn' },
      'aws_iam_role.prune': { arn: 'PruneRole.Arn' },
    },
  };
}

export function ofCloudFormation({ resources, outputs }: Deployment): Roles {
  const all = (kind: string) =>
    Object.values(resources)
      .filter(({ type }) => type === `AWS::IAM::${kind}`)
      .map(({ properties }) => properties);
  const nameOf = (role: Json) => resources[text(role)]?.properties['RoleName'] ?? role;
  return {
    roles: byName(all('Role'), 'RoleName', (role) => ({
      path: role['Path'] ?? null,
      description: role['Description'] ?? null,
      session: Number(role['MaxSessionDuration']),
      boundary: role['PermissionsBoundary'] ?? null,
      tags: Object.fromEntries(
        list(role['Tags']).map((tag) => [text(object(tag)['Key']), object(tag)['Value'] ?? null]),
      ),
      trust: document(role['AssumeRolePolicyDocument']),
    })),
    policies: byRole(
      all('Policy').flatMap(({ Roles, PolicyName, PolicyDocument }) =>
        list(Roles).map((role) => [nameOf(role), PolicyName, PolicyDocument]),
      ),
    ),
    profiles: all('InstanceProfile').map(({ InstanceProfileName, Path, Roles }) => ({
      name: InstanceProfileName ?? null,
      path: Path ?? null,
      roles: list(Roles).map(nameOf),
    })),
    providers: all('OIDCProvider').map(({ Url, ClientIdList }) => ({
      url: Url ?? null,
      audiences: ClientIdList ?? null,
    })),
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, value]) => [
        inSnakeCase(name),
        resources[text(value)]?.properties['InstanceProfileName'] ?? value,
      ]),
    ),
  };
}

/** Without the one output that the templates do not need: a stack names the role that it attaches to. */
export function ofTerraform({ refused, resources = {}, outputs = {} }: Answer): Roles {
  if (refused !== undefined) throw new RangeError(refused.join('\n'));
  const all = (kind: string) =>
    Object.entries(resources).flatMap(([address, value]) =>
      address.startsWith(`${kind}.`) ? instances(value) : [],
    );
  return {
    roles: byName(all('aws_iam_role'), 'name', (role) => ({
      path: role['path'] ?? null,
      description: role['description'] ?? null,
      session: Number(role['max_session_duration']),
      boundary: role['permissions_boundary'] ?? null,
      tags: role['tags'] ?? null,
      trust: document(role['assume_role_policy']),
    })),
    policies: byRole(all('aws_iam_role_policy').map(({ role, name, policy }) => [role, name, policy])),
    profiles: all('aws_iam_instance_profile').map(({ name, path, role }) => ({
      name: name ?? null,
      path: path ?? null,
      roles: [role ?? null],
    })),
    providers: all('aws_iam_openid_connect_provider').map(({ url, client_id_list }) => ({
      url: url ?? null,
      audiences: client_id_list ?? null,
    })),
    outputs: Object.fromEntries(
      Object.entries(outputs).filter(([name, value]) => name !== 'main_role_name' && value !== null),
    ),
  };
}

/** One, or as many as `count` says, or one for each item of `for_each`. */
function instances(value: Json): readonly JsonObject[] {
  if (isList(value)) return value.map(object);
  const members = Object.values(object(value));
  return members.every(isObject) ? members : [object(value)];
}

function byName(items: readonly JsonObject[], key: string, of: (item: JsonObject) => JsonObject): JsonObject {
  return Object.fromEntries(items.map((item) => [text(item[key]), of(item)]));
}

function byRole(items: readonly (readonly (Json | undefined)[])[]): Record<string, JsonObject> {
  const result: Record<string, Record<string, Json>> = {};
  for (const [role, name, policy] of items) (result[text(role)] ??= {})[text(name)] = document(policy);
  return result;
}

/** One value and a list of this value are the same to IAM. */
function document(policy: Json | undefined): Json {
  const whole = object(typeof policy === 'string' ? (JSON.parse(policy) as Json) : policy);
  return { ...whole, Statement: list(whole['Statement']).map(withoutLists) };
}

function withoutLists(value: Json): Json {
  if (isList(value)) return value.length === 1 ? withoutLists(value[0] ?? null) : value.map(withoutLists);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutLists(item)]));
}
