/** Parameters that the templates and the Terraform modules are tried with: what they must take, and what they must refuse. */
import type { Given, Place } from '../../scripts/iam/template.ts';
import { least, MAIN_ROLE, templateOf, type Kind } from './deployments.ts';
import type { Request } from './evaluator.ts';
import { rows, tagPart, together } from './parameter-rows.ts';
import { request } from './terraform.ts';

export interface Case {
  readonly kind: Kind;
  readonly given: Given;
  readonly partition: string;
}

const kinds = (Object.keys(least) as Kind[]).filter((kind) =>
  ['main-role', 'target-role'].includes(templateOf[kind]),
);
const partitions = ['aws', 'aws-cn', 'aws-us-gov'];

export const placeOf = ({ partition }: Case): Place => ({ partition, account: '999999999999' });
export const parametersOf = ({ kind, given }: Case): Given => ({ ...least[kind], ...given });
export const requestOf = (each: Case): Request =>
  request(templateOf[each.kind], parametersOf(each), placeOf(each));

/** Every combination of the values of some parameters. */
function combinations(values: Readonly<Record<string, readonly string[]>>): readonly Given[] {
  return Object.entries(values).reduce<Given[]>(
    (sets, [name, choices]) => sets.flatMap((set) => choices.map((value) => ({ ...set, [name]: value }))),
    [{}],
  );
}

const ACCOUNTS = '222222222222,333333333333';
const reach = [
  { TargetAccountIds: ACCOUNTS },
  { TargetAccountIds: '', OrganizationId: 'o-a1b2c3d4e5', TargetRoleNames: 'a,b/c' },
];
const claims = {
  Environments: 'prod,nightly images',
  Refs: 'refs/heads/main',
  JobWorkflowRefs: 'O/R/.github/workflows/a.yml@refs/heads/main',
};
const role = { RoleName: 'r', RolePath: '/ci/', PermissionsBoundaryArn: 'arn:aws:iam::aws:policy/x' };
const limits = [{}, { InstanceTagKey: 'Backup', InstanceTagValue: 'a b' }];

const sets: readonly { kind: Kind; given: Given }[] = [
  ...combinations({
    OidcProvider: ['create', 'existing'],
    Audience: ['', 'mine'],
    SessionTags: ['no', 'yes'],
  }).flatMap((chosen) =>
    reach.flatMap((where) =>
      [{}, claims].map((more) => ({ kind: 'oidc' as const, given: { ...chosen, ...where, ...more } })),
    ),
  ),
  ...['token.actions.githubusercontent.com/octo-corp', 'github.example.com/_services/token'].flatMap(
    (Issuer) =>
      ['create', 'existing'].map((OidcProvider) => ({
        kind: 'oidc' as const,
        given: { Issuer, OidcProvider, RepositoryIds: Issuer.startsWith('token') ? '1,2' : 'none' },
      })),
  ),
  ...(['instance-profile', 'existing-role'] as const).flatMap((kind) =>
    combinations({ SessionTags: ['no', 'yes'], RolePath: ['/', '/ci/'] }).flatMap((chosen) =>
      reach.map((where) => ({ kind, given: { ...chosen, ...where } })),
    ),
  ),
  ...(['oidc', 'instance-profile'] as const).map((kind) => ({
    kind,
    given: { ...role, MaxSessionDuration: '7200' },
  })),
  ...combinations({
    Prune: ['no', 'same-role', 'own-role'],
    Regions: ['', 'eu-west-1', 'eu-west-1,us-east-1'],
    ExternalId: ['', 'a-shared-text'],
    SessionTags: ['no', 'yes'],
  }).flatMap((chosen) =>
    limits.map((limit) => ({
      kind: 'target' as const,
      given: { ...chosen, ...limit, RepositoryIds: '7,8' },
    })),
  ),
  {
    kind: 'target',
    given: { ...role, Prune: 'own-role', PruneRoleName: 'p', MainRoleArns: `${MAIN_ROLE},${MAIN_ROLE}2` },
  },
  ...combinations({ Prune: ['no', 'same-role'], Regions: ['', 'eu-west-1,us-east-1'] }).flatMap((chosen) =>
    limits.map((limit) => ({ kind: 'self' as const, given: { ...chosen, ...limit } })),
  ),
];

/** Terraform reads the text "true" as true. */
const isRead = (name: string, value: string) => name === 'SessionTags' && value === 'true';

const inRows = (does: 'takes' | 'refuses') =>
  kinds.flatMap((kind) =>
    Object.entries(rows[kind]).flatMap(([name, row]) =>
      row[does].filter((value) => !isRead(name, value)).map((value) => ({ kind, given: { [name]: value } })),
    ),
  );

export const same: readonly Case[] = [
  ...sets.flatMap((set) => partitions.map((partition) => ({ ...set, partition }))),
  ...inRows('takes').map((set) => ({ ...set, partition: 'aws' })),
  ...tagPart.takes.map((part) => ({
    kind: 'target' as const,
    given: { InstanceTagKey: part, InstanceTagValue: part },
    partition: 'aws',
  })),
];

export const refused: readonly Case[] = [
  ...inRows('refuses'),
  ...together,
  ...tagPart.refuses.flatMap((part) => [
    { kind: 'target' as const, given: { InstanceTagKey: part, InstanceTagValue: 'yes' } },
    { kind: 'target' as const, given: { InstanceTagKey: 'Backup', InstanceTagValue: part } },
  ]),
  { kind: 'target' as const, given: { InstanceTagKey: 'x'.repeat(129), InstanceTagValue: 'yes' } },
  { kind: 'target' as const, given: { InstanceTagKey: 'x', InstanceTagValue: 'x'.repeat(257) } },
].map(({ kind, given }) => ({ kind, given, partition: 'aws' }));

/** Every text with one character more, at every place, and with one character less. */
function neighbours(value: string): readonly string[] {
  const places = Array.from({ length: value.length + 1 }, (_, index) => index);
  return places.flatMap((place) => {
    const [before, after] = [value.slice(0, place), value.slice(place)];
    return '*?"\\$:,/@ .aA0'
      .split('')
      .map((letter) => before + letter + after)
      .concat(before + after.slice(1));
  });
}

/** Values of which nobody knows whether they are taken: templates and modules must agree. Every so many of them. */
export function doubtful(every: number): readonly Case[] {
  return kinds
    .flatMap((kind) =>
      Object.entries(rows[kind])
        .filter(([name]) => !['SessionTags', 'MaxSessionDuration'].includes(name))
        .flatMap(([name, { takes }]) =>
          takes
            .filter((value) => value.length < 200)
            .flatMap(neighbours)
            .map((value) => ({ kind, given: { [name]: value }, partition: 'aws' })),
        ),
    )
    .filter((_, index) => index % every === 0);
}
