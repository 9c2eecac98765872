/** The forms of AWS's own identifiers, as the IAM, STS and EC2 API references give them. */
import { partitionsByPrefix, regionsByPartition } from '../model/partitions.ts';
import { text, type Form } from './forms.ts';
import { COMMENT, forText, quoteMend, separatorMend } from './mends.ts';
import { didYouMean, type Words } from './mistake.ts';

export const accountIdPattern = /^\d{12}$/;
export const roleArnPattern = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/;
/** `role/name` is the end of an ARN, which nobody means as a path; a role of the path /role/ is given as its ARN. */
const roleNamePattern = /^(?!\/?role\/)\/?([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/;

const anAccount = forText(accountMend, separatorMend);
export const accountId = text(accountIdPattern, 'an account id of 12 digits', anAccount);
export const targetAccount = text(/^(self|\d{12})$/, 'an account id of 12 digits, or self', anAccount);

/** For a text that stands where an account is expected. */
export function accountMend(given: string): string | undefined {
  return accountMends.find(([looksLike]) => looksLike.test(given))?.[1];
}

const accountMends: readonly (readonly [RegExp, string])[] = [
  [
    /^\d{9,11}$/,
    'A leading zero may be missing, because an expression or YAML read the id as a number: write it in quotes.',
  ],
  [/^\d{4}[- ]\d{4}[- ]\d{4}$/, 'Write the 12 digits without anything between them.'],
  [/(^|\s)#/, COMMENT],
  [/^\d{12}[;|\s]/, 'Put commas or new lines between account ids.'],
  [/^\d{12}#/, 'Put a space before a comment.'],
  [/^-\S/, 'Put a space after the dash of a list.'],
  [/^(?!arn:)[a-z-]+:\S/, 'Put a space after the colon of a key.'],
];

export const roleArn = text(
  roleArnPattern,
  'the ARN of a role, such as arn:aws:iam::111111111111:role/name',
  forText(arnMend),
);
export const role = text(
  new RegExp(`(${roleArnPattern.source})|(${roleNamePattern.source})`),
  'the name, path/name or ARN of a role, the name of at most 64 characters of A-Z a-z 0-9 _+=,.@-',
  forText(roleNameMend, arnMend),
);

/** For a text that stands where a role is expected. */
export function arnMend(given: string): string | undefined {
  const bare = given.replace(/^(["'])(.*)\1$/, '$2');
  const [, account = ''] = /^arn:aws[a-z-]*:iam::(\d*):role\//.exec(bare) ?? [];
  if (account !== '' && account.length !== 12)
    return `Its account has ${account.length} digits instead of 12.`;
  if (bare !== given) return 'Write it without the quotes inside it.';
  return bare.includes(':assumed-role/') ? 'That is a session: give the ARN of its role.' : undefined;
}

/** The end of an ARN in the place of a name. */
function roleNameMend(given: string): string | undefined {
  const [, name] = /^\/?role\/(.+)$/.exec(given) ?? [];
  if (name === undefined) return undefined;
  return `Write ${name}, without role/ before it. For a role whose path is /role/, write the whole ARN.`;
}

/** What is wrong with a role that is not of the partition which aws-region belongs to. */
export function roleOfPartition({ region, partition }: RegionFacts, found: string): Words {
  return { found, expected: `a role of partition ${partition}, to which aws-region ${region} belongs` };
}

interface RegionFacts {
  readonly region: string;
  readonly partition: string;
}

export const externalId = text(
  /^[\w+=,.@:/-]{2,1224}$/,
  'an external id of 2 to 1224 characters of A-Z a-z 0-9 _+=,.@:/-',
  quoteMend,
);

/** Every region that this version knows, for "did you mean". */
export const knownRegions: readonly string[] = Object.values(regionsByPartition).flat();

/** All regions of AWS are named so; AWS opens some every year, and what is not known yet is taken with a warning. */
const regionPattern = /^[a-z]{2,4}(-[a-z]{2,5})?-(central|(north|south)?(east|west)|north|south)-[1-9]\d?$/;

export const region: Form<string> = {
  ...text(
    regionPattern,
    'an AWS region, such as eu-west-1',
    forText((given) => didYouMean(given, knownRegions), separatorMend),
  ),
  shape: { kind: 'text', pattern: regionPattern, known: knownRegions },
};

/** The partition that a region belongs to, by its first letters. */
export function partitionOf(regionName: string): string {
  const found = Object.entries(partitionsByPrefix).find(([prefix]) => regionName.startsWith(prefix));
  return found?.[1] ?? 'aws';
}
