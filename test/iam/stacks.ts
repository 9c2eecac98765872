/** The stacks that somebody deploys for a workflow: which parameters the templates of iam/ get. */
import { deploy, readTemplate, type Given } from '../../scripts/iam/template.ts';
import { rolesOf, type Roles } from './roles.ts';

export const mainTemplate = readTemplate(new URL('../../iam/main-role.yaml', import.meta.url));
export const targetTemplate = readTemplate(new URL('../../iam/target-role.yaml', import.meta.url));

export interface RoleName {
  readonly partition: string;
  readonly account: string;
  /** As `/` or `/teams/backup/`. */
  readonly path: string;
  readonly name: string;
}

export function roleNameOf(arn: string): RoleName {
  const [, partition = '', , , account = '', resource = ''] = arn.split(':');
  const [, path = '/', name = ''] = /^\w+(\/(?:.*\/)?)([^/]+)$/.exec(resource) ?? [];
  return { partition, account, path, name };
}

export function arnOf({ partition, account, path, name }: RoleName): string {
  return `arn:${partition}:iam::${account}:role${path}${name}`;
}

export interface MainStack {
  readonly role: RoleName;
  /** Nothing: the role is there already, and only gets its permission. */
  readonly trust?: 'instance-profile' | Trust;
  readonly targetAccounts: readonly string[];
  /** With their paths, as `teams/backup/cross-account-ami`. */
  readonly targetRoles: readonly string[];
  readonly sessionTags?: boolean;
}

export interface Trust {
  readonly issuer: string;
  readonly audience: string;
  readonly subjects: readonly string[];
  readonly repositories: readonly string[];
  readonly environments?: readonly string[];
  readonly refs?: readonly string[];
  readonly workflows?: readonly string[];
}

export interface TargetStack {
  readonly role: RoleName;
  /** Nothing: the role is there already, and only gets its permissions. */
  readonly mainRoles?: readonly string[];
  readonly externalId?: string;
  readonly repositories: readonly string[];
  readonly prune: 'no' | 'same-role' | 'own-role';
  /** For `own-role`. */
  readonly pruneRole?: string;
  readonly instanceTag?: { readonly key: string; readonly value: string };
  readonly regions?: readonly string[];
  readonly sessionTags?: boolean;
}

const yesNo = (yes: boolean | undefined): string => (yes ? 'yes' : 'no');

export function mainStack(stack: MainStack): Roles {
  return rolesOf(deploy(mainTemplate, mainParameters(stack), stack.role), stack.role);
}

export function targetStack(stack: TargetStack): Roles {
  return rolesOf(deploy(targetTemplate, targetParameters(stack), stack.role), stack.role);
}

export function mainParameters({ role, trust, ...stack }: MainStack): Given {
  const signIn = trust === undefined || trust === 'instance-profile' ? trust : 'oidc';
  return {
    SignIn: signIn ?? 'existing-role',
    ...(typeof trust === 'object' ? trustParameters(role, trust) : {}),
    TargetAccountIds: stack.targetAccounts.join(','),
    TargetRoleNames: stack.targetRoles.join(','),
    RoleName: role.name,
    ...(trust === undefined ? {} : { RolePath: role.path }),
    SessionTags: yesNo(stack.sessionTags),
  };
}

/** The audience is left to the template where it is AWS's own: both must mean the same. */
function trustParameters({ partition }: RoleName, trust: Trust): Given {
  const usual = partition === 'aws-cn' ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com';
  return {
    Issuer: trust.issuer,
    Audience: trust.audience === usual ? '' : trust.audience,
    Subjects: trust.subjects.join(','),
    RepositoryIds: trust.repositories.join(',') || 'none',
    Environments: (trust.environments ?? []).join(','),
    Refs: (trust.refs ?? []).join(','),
    JobWorkflowRefs: (trust.workflows ?? []).join(','),
  };
}

export function targetParameters({ role, mainRoles, prune, ...stack }: TargetStack): Given {
  return {
    RepositoryIds: stack.repositories.join(','),
    Prune: prune,
    InstanceTagKey: stack.instanceTag?.key ?? '',
    InstanceTagValue: stack.instanceTag?.value ?? '',
    Regions: (stack.regions ?? []).join(','),
    ...(mainRoles === undefined
      ? { AttachToRoleName: role.name }
      : {
          RoleName: role.name,
          ...(stack.pruneRole === undefined ? {} : { PruneRoleName: stack.pruneRole }),
          RolePath: role.path,
          MainRoleArns: mainRoles.join(','),
          ExternalId: stack.externalId ?? '',
          SessionTags: yesNo(stack.sessionTags),
        }),
  };
}
