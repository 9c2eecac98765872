/** What the roles of a run are allowed to do: the permission matrix. */
import type { ActionRow, Grant } from './action-row.ts';
import { awsActions, type AwsAction } from './aws-actions.ts';
import type { Place } from './problem.ts';

type MatrixRow = Pick<ActionRow, 'needed' | 'tried'>;

/** What is not an action of AWS, but can make an image fail. */
const limits = {
  'KMS keys': {
    needed: ({ encrypted }) => encrypted,
    tried: { never: 'EC2 uses the keys of encrypted volumes only when it makes the image' },
  },
  'EC2 quotas': {
    needed: () => true,
    tried: { never: 'EC2 checks its quotas only when it makes the image' },
  },
} as const satisfies Readonly<Record<string, MatrixRow>>;

/** What a run can need in an account and region: an action, or one of those limits. */
export type Need = AwsAction | keyof typeof limits;

/** The rows of the matrix: from looking to creating to pruning. */
export const matrixRows: Readonly<Record<Need, MatrixRow>> = { ...awsActions, ...limits };
export const matrixOrder = Object.keys(matrixRows) as readonly Need[];

/** The calls of the sign-in; each has a cell, but of no account and region. */
export type SignInCall = 'sts:AssumeRoleWithWebIdentity' | 'sts:GetCallerIdentity' | 'sts:AssumeRole';

/** What a policy must allow, as IAM writes it. */
export interface Statement extends Grant {
  readonly Effect: 'Allow';
  readonly Action: string | readonly string[];
}

/** What one role needs in one account and region, or one call of the sign-in. */
export interface PermissionCell {
  readonly action: Need | SignInCall;
  readonly place: Place;
  /** ARN of the role that calls, or for `sts:AssumeRole` of the one that is assumed. */
  readonly role: string;
  readonly answer: 'allowed' | 'denied' | 'cannot be tried';
  /** Why it cannot be tried, or for how many it is denied. */
  readonly note?: string;
  /** What is missing; the action itself, or one that EC2 asks for besides. */
  readonly missing?: string;
  /** What to add to the policy of the role; nothing when another policy denies explicitly. */
  readonly statements?: readonly Statement[];
}
