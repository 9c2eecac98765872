/** The forms of AWS's own identifiers, as the IAM, STS and EC2 API references give them. */
import * as v from 'valibot';
import { partitionsByPrefix, regionsByPartition } from '../model/partitions.ts';
import { shaped, text, type Form } from './forms.ts';

export const accountIdPattern = /^\d{12}$/;
export const roleArnPattern = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/;
/** `role/name` is the end of an ARN, which nobody means as a path; a role of the path /role/ is given as its ARN. */
const roleNamePattern = /^(?!\/?role\/)\/?([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/;

export const accountId = text(accountIdPattern, 'an account id of 12 digits');
export const roleArn = text(roleArnPattern, 'the ARN of a role, such as arn:aws:iam::111111111111:role/name');
export const role = text(
  new RegExp(`(${roleArnPattern.source})|(${roleNamePattern.source})`),
  'the name, path/name or ARN of a role, the name of at most 64 characters of A-Z a-z 0-9 _+=,.@-',
);
export const externalId = text(
  /^[\w+=,.@:/-]{2,1224}$/,
  'an external id of 2 to 1224 characters of A-Z a-z 0-9 _+=,.@:/-',
);

const aRegion = 'an AWS region, such as eu-west-1';

/** Every region that this version knows, for "did you mean". */
export const knownRegions: readonly string[] = Object.values(regionsByPartition).flat();

/** All regions of AWS are named so; AWS opens some every year, and what is not known yet is taken with a warning. */
const regionPattern = /^[a-z]{2,4}(-[a-z]{2,5})?-(central|(north|south)?(east|west)|north|south)-[1-9]\d?$/;

export const region: Form<string> = v.pipe(
  v.unknown(),
  v.string(aRegion),
  v.regex(regionPattern, aRegion),
  shaped({ kind: 'text', pattern: regionPattern, known: knownRegions }),
);

/** The partition that a region belongs to, by its first letters. */
export function partitionOf(regionName: string): string {
  const found = Object.entries(partitionsByPrefix).find(([prefix]) => regionName.startsWith(prefix));
  return found?.[1] ?? 'aws';
}
