/**
 * THE SCHEMA: every input and every key of a target, once; those of the run stand in run-fields.ts. action.yml, the
 * JSON Schema of targets files and the tables in README.md are generated from it, and the inputs are read by it.
 */
import { duration } from './duration.ts';
import { boolean, integer, list, text, type Form } from './forms.ts';
import { deviceName, tagMapping } from './image-forms.ts';
import { accountId, externalId, region, role, roleArn } from './patterns.ts';
import { retentionPolicy } from './retention.ts';
import { selector } from './selector.ts';
import { template } from './template.ts';

export interface Field<T = unknown> {
  readonly form: Form<T>;
  /** The text that action.yml gives when the workflow gives none. */
  readonly default?: string;
  /** Complete sentences for action.yml and the tables. */
  readonly about: string;
  readonly example: string;
  /** In a target an empty text in quotes is a text, where for other keys it means that they are not given. */
  readonly emptyIsValue?: true;
}

/** A target's key that is also an input, under the same name but for two. */
export interface SharedField<T = unknown> extends Field<T> {
  readonly input: string;
}

const anyText = text(/^[^]*$/, 'text');
/** Of `loose-after` the least: whoever deregisters an image by hand has so long to take it back. */
const WEEK = { least: 7 * 24 * 3600e3, words: '7d' };

const word = /^[A-Za-z0-9._-]{1,64}$/;

export const signInFields = {
  'role-to-assume': field(roleArn, {
    about:
      "ARN of the role in the main account, assumed with the workflow's OIDC token. Without it the credentials already there are used: those of an earlier step, or on a self-hosted runner an EC2 instance profile or container role.",
    example: 'arn:aws:iam::111111111111:role/cross-account-ami-main',
  }),
  'aws-region': field(region, {
    about:
      'Region of the STS calls, and the default of `regions`. When not given, `AWS_REGION` and then `AWS_DEFAULT_REGION` of the environment are used.',
    example: 'eu-west-1',
  }),
  audience: field(text(/^\S{1,256}$/, 'an audience of 1 to 256 characters without spaces'), {
    about:
      'Audience of the OIDC token. When not given: `sts.amazonaws.com`, and `sts.amazonaws.com.cn` in China.',
    example: 'sts.amazonaws.com',
  }),
  'role-session-name': field(anyText, {
    about:
      'Session name of both roles, shown in CloudTrail; cleaned to 2-64 characters of `A-Za-z0-9_+=,.@-`. When not given it is made from repository and run id.',
    example: 'nightly-images',
  }),
  'role-duration-seconds': field(integer(900, 43200), {
    default: '3600',
    about:
      'Lifetime of the main role credentials in seconds, 900 to 43200. They are renewed while the run lasts.',
    example: '3600',
  }),
  'allowed-account-ids': field(list(accountId, 'account ids'), {
    about: 'Account ids. When given, every target must be in one of them.',
    example: '222222222222, 333333333333',
  }),
} as const;

export const targetSourceFields = {
  targets: field(anyText, {
    about:
      'The accounts: a YAML or JSON list whose items are account ids, role ARNs, `self` (the account signed in to), or mappings. One item may stand without a list.',
    example: '[222222222222, 333333333333]',
  }),
  'targets-file': field(anyText, {
    about:
      'Path of a YAML or JSON file in UTF-8 with the same content as `targets`; exactly one of the two is given.',
    example: '.github/image-targets.yml',
  }),
} as const;

/** Keys that stand only in a target. */
export const ownTargetFields = {
  account: field(text(/^(self|\d{12})$/, 'an account id of 12 digits, or self'), {
    about: 'Account id of 12 digits, or `self`. May be left out when `role` is an ARN.',
    example: '222222222222',
  }),
} as const;

export const sharedFields = {
  role: shared('target-role', role, {
    about: 'Role to assume in the target account: its name, path/name, or ARN.',
    example: 'cross-account-ami',
  }),
  'external-id': shared('target-external-id', externalId, {
    about: 'External id that the trust policy of the target role asks for.',
    example: 'team-platform',
  }),
  regions: shared('regions', list(region, 'regions'), {
    about: 'Regions in which instances are selected. When not given, `aws-region`.',
    example: 'eu-west-1, us-east-1',
  }),
  instances: shared('instances', selector, {
    about:
      'The instances: `all`, a list of instance ids, or a mapping of EC2 filter names to a value or a list. Filters are ANDed, values are ORed.',
    example: '{"tag:Environment": "production"}',
  }),
  exclude: shared('exclude', selector, {
    about: 'Same form as `instances`. What any part of it matches is left out.',
    example: '{"tag:Backup": "never"}',
  }),
  'max-instances': shared('max-instances', integer(1, 50_000), {
    default: '250',
    about: 'A target that selects more instances than this fails before any image is made in it.',
    example: '250',
  }),
  name: shared('name', template('a template of the image name'), {
    default: '${instance-name}-${instance-id}-${date}-${run}',
    about:
      'Template of the image name, cleaned to what EC2 allows and at most 128 characters; only the instance name is shortened.',
    example: '${instance-name}-${date}-${run}',
  }),
  description: shared('description', template('a template of the description'), {
    default: '${instance-name} (${instance-id}) by ${repository} run ${run-id}',
    about: 'Template of the image description, at most 255 characters.',
    example: 'before deployment of ${sha}',
    emptyIsValue: true,
  }),
  tags: shared('tags', tagMapping(), {
    about: 'Mapping of tags for image and snapshots; values are templates.',
    example: '{"CostCenter": "4711"}',
  }),
  'copy-tags': shared('copy-tags', boolean(), {
    default: 'true',
    about:
      "Whether the instance's tags go on image and snapshots (never `aws:*`, `cross-account-ami:*`, `Name`, or `kubernetes.io/cluster/*`, by which others delete what they think is theirs).",
    example: 'true',
  }),
  'no-reboot': shared('no-reboot', boolean(), {
    default: 'true',
    about:
      'Whether the image is made without a reboot. `false` reboots each instance, for a consistent file system; members of Auto Scaling groups are then refused.',
    example: 'true',
  }),
  'max-reboots': shared('max-reboots', integer(1, 250), {
    default: '1',
    about: 'With `no-reboot: false`: how many instances may reboot at once in an account and region.',
    example: '1',
  }),
  'exclude-volumes': shared('exclude-volumes', list(deviceName(), 'device names, or data', 0), {
    about: 'Device names that the image leaves out, or `data` for all volumes but the root.',
    example: '/dev/sdf, /dev/sdg',
  }),
  series: shared('series', text(word, 'a series name of 1 to 64 characters of A-Z a-z 0-9 . _ -'), {
    default: 'default',
    about: 'Name of the series that the images belong to, such as `nightly`.',
    example: 'nightly',
  }),
  'skip-if-newer-than': shared('skip-if-newer-than', duration(), {
    about:
      'An instance whose newest counting image is younger than this gets no other one; its outcome is `skipped`, with the id of that image.',
    example: '12h',
  }),
  retention: shared('retention', retentionPolicy, {
    about:
      'Which images of an instance are kept, in words of restic: `keep-last`, `keep-hourly`, `keep-daily`, `keep-weekly`, `keep-monthly`, `keep-yearly` (numbers) and `keep-within` (duration). An image that any of them keeps is kept. Needs a `series`. When not given, nothing is ever pruned.',
    example: '{keep-daily: 7, keep-weekly: 4}',
  }),
  'max-prunes': shared('max-prunes', integer(1, 1000), {
    default: '3',
    about: 'Images pruned per instance and run, oldest first: a brake on mistakes.',
    example: '3',
  }),
  'gone-after': shared('gone-after', duration(), {
    about:
      'When an instance no longer exists and its newest image is older than this, its images are pruned too. When not given, they are only reported.',
    example: '90d',
  }),
  'loose-after': shared('loose-after', duration(WEEK), {
    about:
      'Snapshots of ours whose image is gone are deleted when they are older than this (at least `7d`), in no other image and not of an image in the Recycle Bin, at most `max-prunes` a run and instance. When not given, they are only listed. Like `gone-after` it acts only with `retention`.',
    example: '30d',
  }),
} as const;

/** An input that is no key of a target. */
export function field<T>(form: Form<T>, words: Omit<Field<T>, 'form'>): Field<T> {
  return { form, ...words };
}

function shared<T>(input: string, form: Form<T>, words: Omit<Field<T>, 'form'>): SharedField<T> {
  return { input, form, ...words };
}
