/** Faults of permissions and credentials. */
import type { FaultCase } from './fault-case.ts';
import { DB, REGION, WEB } from './places.ts';

const OTHERS = 'This account is one failure, with its code and its fix; everything else is done.';

export const deniedActions: readonly FaultCase[] = [
  {
    fault: 'The role of a target cannot be assumed',
    happens: OTHERS,
    deny: [{ action: 'AssumeRole', account: DB }],
    ends: {
      imaged: [1, 2],
      failures: [{ code: 'AssumeRoleDenied', phase: 'sign-in', account: DB, says: 'external id' }],
    },
  },
  {
    fault: 'The role of a target cannot be assumed yet, because it was made a moment ago',
    happens: 'It is assumed 15 seconds later; the other targets do not wait.',
    faults: [{ action: 'AssumeRole', account: DB, status: 403, code: 'AccessDenied' }],
    ends: {},
  },
  {
    fault: 'No role of a target can be assumed',
    happens: 'Each is a failure; the result is `failure`.',
    deny: [{ action: 'AssumeRole' }],
    ends: {
      result: 'failure',
      imaged: [],
      failures: [
        { code: 'AssumeRoleDenied', phase: 'sign-in', account: WEB },
        { code: 'AssumeRoleDenied', phase: 'sign-in', account: DB },
      ],
    },
  },
  {
    fault: 'The look-up of instances is denied',
    happens: OTHERS,
    deny: [{ action: 'DescribeInstances', account: DB }],
    ends: {
      imaged: [1, 2],
      failures: [{ code: 'AccessDenied', phase: 'plan', account: DB, says: 'ec2:DescribeInstances' }],
    },
  },
  {
    fault: 'The look-up of images is denied',
    happens:
      'No image is made there, because those of an earlier attempt cannot be seen; everything else is done.',
    deny: [{ action: 'DescribeImages', account: DB }],
    ends: {
      imaged: [1, 2],
      failures: [{ code: 'AccessDenied', phase: 'plan', account: DB, says: 'ec2:DescribeImages' }],
    },
  },
  {
    fault: 'The look-up of images is denied while they are waited for',
    happens: 'Waiting ends there at once; the failure names the pending image, and EC2 goes on with it.',
    faults: [{ action: 'DescribeImages', account: DB, skip: 1, status: 403, code: 'UnauthorizedOperation' }],
    ends: {
      notGood: [3],
      failures: [{ code: 'AccessDenied', phase: 'wait', account: DB, instance: 3, says: 'ami-' }],
    },
  },
  {
    fault: 'CreateImage is denied',
    happens: 'Each instance there is a failure that names the action; everything else is done.',
    deny: [{ action: 'CreateImage', account: DB }],
    ends: {
      imaged: [1, 2],
      failures: [
        { code: 'AccessDenied', phase: 'create', account: DB, instance: 3, says: 'Allow ec2:CreateImage' },
      ],
    },
  },
  {
    fault: 'A service control policy denies CreateImage',
    happens: 'The failure says that this policy must be changed, and not the role.',
    deny: [
      {
        action: 'CreateImage',
        account: DB,
        message:
          'You are not authorized to perform this operation. User: arn:aws:sts::333333333333:assumed-role/cross-account-ami/x is not authorized to perform: ec2:CreateImage on resource: * with an explicit deny in a service control policy. Encoded authorization failure message: AAAA',
      },
    ],
    ends: {
      imaged: [1, 2],
      failures: [
        {
          code: 'AccessDenied',
          phase: 'create',
          account: DB,
          instance: 3,
          says: 'The service control policy denies ec2:CreateImage',
        },
      ],
    },
  },
  {
    fault: 'A permissions boundary does not allow CreateImage',
    happens: 'The failure says that the boundary must be changed, and not the policy of the role.',
    deny: [
      {
        action: 'CreateImage',
        account: DB,
        message:
          'You are not authorized to perform this operation. User: arn:aws:sts::333333333333:assumed-role/cross-account-ami/x is not authorized to perform: ec2:CreateImage on resource: * because no permissions boundary allows the ec2:CreateImage action. Encoded authorization failure message: AAAA',
      },
    ],
    ends: {
      imaged: [1, 2],
      failures: [
        {
          code: 'AccessDenied',
          phase: 'create',
          account: DB,
          instance: 3,
          says: 'The permissions boundary does not allow ec2:CreateImage',
        },
      ],
    },
  },
  {
    fault: 'The look-up of snapshots is denied',
    happens: 'The log shows no percentages; every image is made.',
    deny: [{ action: 'DescribeSnapshots' }],
    ends: { outcome: 'created' },
  },
  {
    fault: 'A region is not enabled in one account',
    happens: 'This account and region is one failure; the other regions and accounts are done.',
    inputs: { regions: `${REGION}, us-east-1`, 'if-no-instances-found': 'ignore' },
    settings: { disabledRegions: [{ region: 'us-east-1', account: DB }] },
    ends: { failures: [{ code: 'RegionDisabled', phase: 'plan', account: DB, says: 'us-east-1' }] },
  },
  {
    fault: 'The external id is wrong',
    happens: OTHERS,
    inputs: { targets: `- ${WEB}\n- account: ${DB}\n  role: locked\n  external-id: wrong` },
    ends: {
      imaged: [1, 2],
      failures: [{ code: 'AssumeRoleDenied', phase: 'sign-in', account: DB, says: 'external id' }],
    },
  },
  {
    fault: 'A role answers from another account',
    happens: 'Nothing is done there: `WrongAccount`; everything else is done.',
    settings: { assumedAccounts: { [`arn:aws:iam::${DB}:role/cross-account-ami`]: WEB } },
    ends: { imaged: [1, 2], failures: [{ code: 'WrongAccount', phase: 'sign-in', account: DB }] },
  },
];

export const expiredCredentials: readonly FaultCase[] = [
  {
    fault: 'EC2 says during the run that the credentials have expired',
    happens: 'New ones are fetched, and the call is made again.',
    faults: [
      { action: 'DescribeInstances', account: WEB, status: 400, code: 'RequestExpired' },
      { action: 'CreateImage', account: WEB, status: 400, code: 'RequestExpired' },
      { action: 'CreateImage', account: DB, status: 403, code: 'ExpiredToken' },
      { action: 'DescribeImages', account: DB, skip: 1, status: 400, code: 'RequestExpired' },
    ],
    ends: { outcome: 'created' },
  },
  {
    fault: 'STS says that the credentials of the main account have expired',
    happens: 'A fresh OIDC token is exchanged for new ones, and the call is made again.',
    faults: [{ action: 'AssumeRole', account: WEB, status: 403, code: 'ExpiredToken' }],
    ends: { outcome: 'created' },
  },
  {
    fault: "The runner's clock is 4 minutes slow",
    happens: "AWS's time counts: the Date header of its replies.",
    settings: { clockSkewSeconds: 240 },
    ends: { outcome: 'created' },
  },
  {
    fault: "The runner's clock is 4 minutes fast",
    happens: "AWS's time counts: the Date header of its replies.",
    settings: { clockSkewSeconds: -240 },
    ends: { outcome: 'created' },
  },
  {
    fault: "The runner's clock is 10 minutes slow",
    happens: "AWS's time counts: the Date header of its replies.",
    settings: { clockSkewSeconds: 600 },
    ends: { outcome: 'created' },
  },
  {
    fault: "The runner's clock is 10 minutes fast, and a call is denied",
    happens: 'The call is denied once, not ten times; everything else is done.',
    settings: { clockSkewSeconds: -600 },
    deny: [{ action: 'CreateImage', account: DB }],
    ends: {
      imaged: [1, 2],
      failures: [{ code: 'AccessDenied', phase: 'create', account: DB, instance: 3 }],
      within: 15,
    },
  },
];
