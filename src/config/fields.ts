/**
 * THE SCHEMA: every input and every key of a target, once; those of the run stand in run-fields.ts. action.yml, the
 * JSON Schema of targets files and the tables in README.md are generated from it, and the inputs are read by it.
 */
import { list } from './collections.ts';
import { field } from './field.ts';
import { boolean, duration, integer, text } from './forms.ts';
import { externalId, region, role, roleArn, accountId, targetAccount } from './identifiers.ts';
import { excludedVolumes, tagMapping } from './image-forms.ts';
import { quoteMend } from './mends.ts';
import { retentionPolicy } from './retention.ts';
import { selector } from './selector.ts';
import { bounded } from './template.ts';

const anyText = text(/^[^]*$/, 'text');

const seriesName = text(
  /^[A-Za-z0-9._-]{1,64}$/,
  'a series name of 1 to 64 characters of A-Z a-z 0-9 . _ -',
  quoteMend,
);

export const signInFields = {
  'role-to-assume': field(roleArn, {
    about:
      "ARN of the role in the main account, assumed with the workflow's OIDC token. Without it, the action uses the credentials of the runner: those of an earlier step or, on a self-hosted runner, of an EC2 instance profile or container role.",
    example: 'arn:aws:iam::111111111111:role/cross-account-ami-main',
  }),
  'aws-region': field(region, {
    about:
      'Region of the STS calls, and the default of `regions`. By default `AWS_REGION`, then `AWS_DEFAULT_REGION`, of the environment.',
    example: 'eu-west-1',
  }),
  audience: field(text(/^\S{1,256}$/, 'an audience of 1 to 256 characters without spaces'), {
    about: 'Audience of the OIDC token. By default `sts.amazonaws.com`, in China `sts.amazonaws.com.cn`.',
    example: 'sts.amazonaws.com',
  }),
  'role-session-name': field(anyText, {
    about:
      'Session name of both roles, shown in CloudTrail; cleaned to 2-64 characters of `A-Za-z0-9_+=,.@-`. By default it is made from repository and run id.',
    example: 'nightly-images',
  }),
  'role-duration-seconds': field(integer(900, 43200), {
    default: '3600',
    about:
      'Lifetime of the main role credentials in seconds, 900 to 43200. The action renews them during the run.',
    example: '3600',
  }),
  'allowed-account-ids': field(list(accountId, 'account ids'), {
    about: 'Account ids. If given, every target must be in one of these accounts.',
    example: '222222222222, 333333333333',
  }),
  'session-tags': field(boolean(), {
    default: 'false',
    about:
      'Whether the session in each target account says who started the run, for its CloudTrail and for policies (`aws:PrincipalTag`): tags `cross-account-ami:` with `repository`, `repository-id`, `run-id`, `actor`, `sha` and `ref`, and the actor as source identity. Both roles need permissions for it (`SessionTags=yes` in both templates).',
    example: 'true',
  }),
};

export const targetSourceFields = {
  targets: field(anyText, {
    about:
      'The accounts: a YAML or JSON list whose items are account ids, role ARNs, `self` (the account signed in to), or mappings. A single item needs no list.',
    example: '[222222222222, 333333333333]',
  }),
  'targets-file': field(anyText, {
    about:
      'Path of a YAML or JSON file in UTF-8 with the same content as `targets`. Give exactly one of the two.',
    example: '.github/image-targets.yml',
  }),
};

/** Keys that stand only in a target. */
export const ownTargetFields = {
  account: field(targetAccount, {
    about: 'Account id of 12 digits, or `self`. You can leave it out when `role` is an ARN.',
    example: '222222222222',
  }),
};

/** How an image is made. */
export const imageFields = {
  name: field(bounded('a template of the image name', 128), {
    default: '${instance-name}-${instance-id}-${date}-${run}',
    about:
      'Template of the image name, cleaned to what EC2 allows and at most 128 characters; only the instance name is shortened.',
    example: '${instance-name}-${date}-${run}',
  }),
  description: field(bounded('a template of the description', 255), {
    default: '${instance-name} (${instance-id}) by ${repository} run ${run-id}',
    about: 'Template of the image description, at most 255 characters.',
    example: 'before deployment of ${sha}',
    emptyIsValue: true,
  }),
  tags: field(tagMapping, {
    about: 'Mapping of tags for image and snapshots; values are templates.',
    example: '{"CostCenter": "4711"}',
  }),
  'copy-tags': field(boolean(), {
    default: 'true',
    about:
      'Whether the tags of the instance are copied to its image and snapshots (never `aws:*`, `cross-account-ami:*`, `Name`, or `kubernetes.io/cluster/*`, because clean-up tools delete what has the last one).',
    example: 'true',
  }),
  'no-reboot': field(boolean(), {
    default: 'true',
    about:
      'Whether images are made without a reboot. `false` reboots each instance, for a consistent file system; instances of Auto Scaling groups are then refused.',
    example: 'true',
  }),
  'max-reboots': field(integer(1, 250), {
    default: '1',
    about:
      'With `no-reboot: false`: how many instances of an account and region may reboot at the same time.',
    example: '1',
  }),
  'exclude-volumes': field(excludedVolumes, {
    about: 'Device names that the image leaves out, or `data` for all volumes but the root.',
    example: '/dev/sdf, /dev/sdg',
  }),
  series: field(seriesName, {
    default: 'default',
    about: 'Name of the series that the images belong to, such as `nightly`.',
    example: 'nightly',
  }),
};

/** The keys of a target that are inputs too. */
export const sharedFields = {
  role: field(role, {
    input: 'target-role',
    about: 'Role to assume in the target account: its name, path/name, or ARN.',
    example: 'cross-account-ami',
  }),
  'external-id': field(externalId, {
    input: 'target-external-id',
    about: 'External id that the trust policy of the target role requires.',
    example: 'team-platform',
  }),
  regions: field(list(region, 'regions'), {
    about: 'Regions in which instances are selected. By default `aws-region`.',
    example: 'eu-west-1, us-east-1',
  }),
  instances: field(selector, {
    about:
      'The instances: `all`, a list of instance ids, or a mapping of EC2 filter names to a value or a list. Filters are ANDed, values are ORed.',
    example: '{"tag:Environment": "production"}',
  }),
  exclude: field(selector, {
    about: 'Same form as `instances`. Instances that match any part of it are left out.',
    example: '{"tag:Backup": "never"}',
  }),
  'max-instances': field(integer(1, 50_000), {
    default: '250',
    about: 'A target that selects more instances than this fails, before any image is made in it.',
    example: '250',
  }),
  ...imageFields,
  'skip-if-newer-than': field(duration(), {
    about:
      'When the newest image of an instance that counts is younger than this, no new one is made; its outcome is `skipped`, with the id of that image.',
    example: '12h',
  }),
  retention: field(retentionPolicy, {
    about:
      'Which images of an instance are kept, by the rules of restic: `keep-last`, `keep-hourly`, `keep-daily`, `keep-weekly`, `keep-monthly`, `keep-yearly` (numbers) and `keep-within` (duration). An image that any of them keeps is kept. Needs a `series`. Without `retention`, nothing is ever pruned.',
    example: '{keep-daily: 7, keep-weekly: 4}',
  }),
  'max-prunes': field(integer(1, 1000), {
    default: '3',
    about:
      'How many images are pruned per instance and run at most, oldest first. It limits the damage of a wrong policy.',
    example: '3',
  }),
  'gone-after': field(duration(), {
    about:
      'When an instance no longer exists and its newest image is older than this, its images are pruned too. By default they are only reported.',
    example: '90d',
  }),
  'loose-after': field(duration('7d'), {
    about:
      'Snapshots that this action made and whose image is gone are deleted when they are older than this (at least `7d`). Snapshots that another image uses, or whose image is in the Recycle Bin, are kept. At most `max-prunes` are deleted per instance and run. By default they are only listed. Like `gone-after`, it needs `retention`.',
    example: '30d',
  }),
};
