/** Attacks on the way in: other tokens, other services, other roles. */
import { beside, claims, withoutClaim, type Attack, type Change } from './attack.ts';
import { arnOfRole, SUBJECT, type RoleKey } from './estate.ts';
import { sessionOf } from './typical-calls.ts';

const as = (key: RoleKey): Change => ({ caller: sessionOf(key) });
const asking = (role: string): Change => ({ role });
const TAGS = { 'cross-account-ami:run': '1' };

const tokens: Readonly<Record<string, Change>> = {
  'of another repository': claims({
    sub: 'repo:octo-org/other:ref:refs/heads/main',
    repository_id: '700100201',
  }),
  'of a repository that took over the name': claims({ repository_id: '700100201' }),
  'of the repository renamed, by the old form': claims({ sub: 'repo:octo-org/renamed:ref:refs/heads/main' }),
  'of another branch': claims({
    sub: 'repo:octo-org/images:ref:refs/heads/develop',
    ref: 'refs/heads/develop',
  }),
  'of a branch whose name begins alike': claims({ sub: `${SUBJECT}-2`, ref: 'refs/heads/main-2' }),
  'of a tag called main': claims({ sub: 'repo:octo-org/images:ref:refs/tags/main', ref: 'refs/tags/main' }),
  'of a pull request': claims({ sub: 'repo:octo-org/images:pull_request', ref: 'refs/pull/1/merge' }),
  'of an environment': claims({ sub: 'repo:octo-org/images:environment:production' }),
  'of another owner': claims({ sub: 'repo:evil-org/images:ref:refs/heads/main' }),
  'in capitals': claims({ sub: SUBJECT.toUpperCase() }),
  'for another audience': claims({ aud: 'https://github.com/octo-org' }),
  'for the audience of China': claims({ aud: 'sts.amazonaws.com.cn' }),
  'of the issuer of an enterprise': claims({ iss: 'https://token.actions.githubusercontent.com/evil' }),
  'of a GitHub Enterprise Server': claims({ iss: 'https://github.example.com/_services/token' }),
  'of GitLab': claims({ iss: 'https://gitlab.com' }),
  'of a host that begins alike': claims({ iss: 'https://token.actions.githubusercontent.com.evil.example' }),
  'without the number of a repository': withoutClaim('repository_id'),
  'with session tags': { sessionTags: TAGS },
  'for a target role': asking(arnOfRole('create')),
  'for the role of an instance': asking(arnOfRole('runner')),
  'for the role of a server': asking(arnOfRole('server')),
};

const hops: Readonly<Record<string, Change>> = {
  'without the external id': { externalId: null },
  'with another external id': { externalId: 'another-text' },
  'with the external id in capitals': { externalId: 'A-SHARED-TEXT' },
  'from the main role of a stranger': as('attacker'),
  'from another role of the main account': as('neighbour'),
  'from a role of the same name with another path': as('namesake'),
  'from the role of an instance': as('runner'),
  'from the target role itself': as('create'),
  'from a target role of another account': as('both'),
  'with session tags that it does not take': { sessionTags: TAGS },
  'with a source identity that it does not take': { sourceIdentity: 'octo-org-images' },
  'into a role whose name begins alike': ({ role }) => ({ role: `${role ?? ''}-2` }),
  'with a context': { action: 'SetContext' },
};

const elsewhere: Readonly<Record<string, Change>> = {
  'into an account that is not listed': asking('arn:aws:iam::444444444444:role/backup/cross-account-ami'),
  'into the role of an administrator': asking('arn:aws:iam::333333333333:role/OrganizationAccountAccessRole'),
  'into a role whose name begins alike': asking('arn:aws:iam::333333333333:role/backup/cross-account-ami-2'),
  'into a role of the name with another path': asking(
    'arn:aws:iam::333333333333:role/other/cross-account-ami',
  ),
  'into a role that is not below the path': asking('arn:aws:iam::333333333333:role/cross-account-ami-2'),
  'into another role of its own account': asking(arnOfRole('neighbour')),
  'from the main role of a stranger': as('attacker'),
  'from another role of the main account': as('neighbour'),
};

const strictly: Readonly<Record<string, Change>> = {
  'in another environment': claims({ environment: 'production' }),
  'without an environment': withoutClaim('environment'),
  'on another branch': claims({ ref: 'refs/heads/develop' }),
  'by another workflow file': claims({
    job_workflow_ref: 'octo-org/images/.github/workflows/evil.yml@refs/heads/main',
  }),
  'by the file of another branch': claims({
    job_workflow_ref: 'octo-org/workflows/.github/workflows/images.yml@evil',
  }),
  'with another number': claims({ repository_id: '700100201' }),
  'for another audience': claims({ aud: 'https://github.com/octo-org' }),
  'with another subject': claims({ sub: 'repo:octo-org/images:pull_request' }),
};

export const attacksOnSignIn: readonly Attack[] = [
  ...beside('signs in', tokens),
  ...beside('signs in strictly', strictly),
  ...beside('signs in at a server', {
    'from another branch': claims({ sub: 'repo:octo-org/images:ref:refs/heads/develop' }),
    'for another audience': claims({ aud: 'https://github.example.com/octo-org' }),
    'with session tags': { sessionTags: TAGS },
    'from github.com': claims({ iss: 'https://token.actions.githubusercontent.com' }),
  }),
  ...beside('an instance signs in', {
    'with session tags': { sessionTags: TAGS },
    'but it is a function': { caller: { arn: 'lambda.amazonaws.com', role: null, account: '' } },
    'but it is a container': { caller: { arn: 'ecs-tasks.amazonaws.com', role: null, account: '' } },
    'from another role': as('neighbour'),
    'from a stranger': as('attacker'),
  }),
  ...beside('main goes on', hops),
  ...beside('main goes on to prune', hops),
  ...beside('main goes on without tags', elsewhere),
  ...beside('main goes on without an external id', {
    'from another role of the main account': as('neighbour'),
    'from the main role of a stranger': as('attacker'),
    'from a role of the same name with another path': as('namesake'),
    'from the role of an instance': as('runner'),
    'with session tags that it does not take': { sessionTags: TAGS },
    'with a source identity that it does not take': { sourceIdentity: 'octo-org-images' },
    'with a context': { action: 'SetContext' },
  }),
  ...beside('main goes on with tags', {
    ...elsewhere,
    'without the external id': { externalId: null },
    'with a context': { action: 'SetContext' },
    'into a role of the other target whose name begins alike': asking(`${arnOfRole('create')}-2`),
    'into a role of the other target that begins like the one that prunes': asking(`${arnOfRole('prune')}-2`),
    'with a tag that is not ours': { sessionTags: { Department: 'finance' } },
    'with one of ours and another': { sessionTags: { 'cross-account-ami:run': '1', Department: 'finance' } },
  }),
  ...beside('strict goes on', {
    'with session tags that it may not send': { sessionTags: TAGS },
    'into the other target, which does not trust it': asking(arnOfRole('both')),
  }),
];
