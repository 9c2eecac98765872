/** The policies of iam/ as plain JSON, with words to be replaced: for the console, the CDK and other tools. */
import { list, object, text, type Json, type JsonObject } from './json.ts';
import { deploy, readTemplate, type Deployment, type Given, type Place } from './template.ts';

export interface Statement extends JsonObject {
  readonly Action: string | readonly string[];
}

export interface Document {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

const MAIN_ROLE = 'arn:aws:iam::111111111111:role/cross-account-ami-main';
const REPO_ID = '123456789';

const main = deployed('main-role', {
  Subjects:
    'repo:YOUR-ORG@ORG_ID/YOUR-REPO@REPO_ID:ref:refs/heads/main,repo:YOUR-ORG/YOUR-REPO:ref:refs/heads/main',
  RepositoryIds: REPO_ID,
  OidcProvider: 'existing',
  TargetAccountIds: '222222222222,333333333333',
});
const runner = deployed('main-role', {
  SignIn: 'instance-profile',
  TargetAccountIds: '222222222222,333333333333',
});
const target = deployed('target-role', {
  MainRoleArns: MAIN_ROLE,
  RepositoryIds: REPO_ID,
  Prune: 'own-role',
});
const organization = deployed('protect-tags', { TargetIds: '222222222222' });

export const documents = {
  'main-role-trust': trustOf(main, 'OidcRole'),
  'main-role-trust-instance-profile': trustOf(runner, 'InstanceRole'),
  'main-role-permissions': permissionsOf(main, 'OidcRole'),
  'target-role-trust': trustOf(target, 'TargetRole'),
  'target-role-permissions': permissionsOf(target, 'TargetRole'),
  'prune-role-permissions': permissionsOf(target, 'PruneRole'),
  'protect-tags': documentOf(organization.resources['ProtectTags']?.properties['Content']),
};

function deployed(template: string, given: Given): Deployment {
  const place: Place = {
    partition: 'aws',
    account: template === 'main-role' ? '111111111111' : '222222222222',
  };
  return deploy(readTemplate(`iam/${template}.yaml`), given, place);
}

function trustOf({ resources }: Deployment, role: string): Document {
  return documentOf(resources[role]?.properties['AssumeRolePolicyDocument']);
}

/** All that a role is given, in one policy. */
function permissionsOf({ resources }: Deployment, role: string): Document {
  const policies = Object.values(resources).filter(
    ({ type, properties }) =>
      type === 'AWS::IAM::Policy' && list(properties['Roles']).map(text).includes(role),
  );
  const parts = policies.map(({ properties }) => documentOf(properties['PolicyDocument']));
  return { Version: '2012-10-17', Statement: parts.flatMap(({ Statement }) => Statement) };
}

function documentOf(policy: Json | undefined): Document {
  const document = object(typeof policy === 'string' ? (JSON.parse(policy) as Json) : policy);
  const statements = JSON.stringify(document['Statement']).replaceAll(REPO_ID, 'REPO_ID');
  return { Version: text(document['Version']), Statement: JSON.parse(statements) as Statement[] };
}
