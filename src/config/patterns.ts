/** The forms of AWS's own identifiers, as the IAM, STS and EC2 API references give them. */
import * as v from 'valibot';
import { regionsByPartition } from '../model/partitions.ts';
import { shaped, text, type Form } from './forms.ts';

export const accountIdPattern = /^\d{12}$/;
export const roleArnPattern = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/;
const roleNamePattern = /^\/?([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/;

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

const regionNames = Object.values(regionsByPartition).flat();

/** A region that exists in some partition. */
export const region: Form<string> = v.pipe(
  v.unknown(),
  v.picklist(regionNames, 'an AWS region, such as eu-west-1'),
  shaped({ kind: 'choice', words: regionNames }),
);

/** Every region that this version knows, for "did you mean". */
export const knownRegions: readonly string[] = regionNames;

/** The partition that a known region belongs to. */
export function partitionOf(regionName: string): string {
  const found = Object.entries(regionsByPartition).find(([, regions]) => regions.includes(regionName));
  return found?.[0] ?? 'aws';
}
