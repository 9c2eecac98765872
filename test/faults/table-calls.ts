/** Faults of single calls: throttled, refused, cut off, late. */
import type { FaultRule } from '../emulator/aws-types.ts';
import type { FaultCase } from './fault-case.ts';
import { DB, WEB } from './places.ts';

const ALL_MADE = 'The call is tried again; every image is made once.';

function throttled(action: string, code: string, called: string): FaultCase {
  return {
    fault: `${called} is throttled three times`,
    happens: 'The call is tried again after growing pauses; every image is made once.',
    faults: [{ action, times: 3, code }],
    ends: {},
  };
}

export const throttledCalls: readonly FaultCase[] = [
  throttled('AssumeRoleWithWebIdentity', 'Throttling', 'The sign-in to the main account'),
  throttled('AssumeRole', 'Throttling', 'The sign-in to a target'),
  throttled('DescribeInstances', 'RequestLimitExceeded', 'The look-up of instances'),
  throttled('CreateImage', 'RequestLimitExceeded', 'CreateImage'),
  throttled('DescribeImages', 'RequestLimitExceeded', 'The look-up of images'),
  throttled('DescribeSnapshots', 'RequestLimitExceeded', 'The look-up of snapshots'),
];

function serverError(status: number, code: string): FaultCase {
  return {
    fault: `CreateImage answers ${status} twice`,
    happens: ALL_MADE,
    faults: [{ action: 'CreateImage', account: WEB, times: 2, status, code }],
    ends: {},
  };
}

export const serverErrors: readonly FaultCase[] = [
  serverError(500, 'InternalError'),
  serverError(502, 'BadGateway'),
  serverError(503, 'Unavailable'),
  serverError(504, 'GatewayTimeout'),
  {
    fault: 'Each kind of call answers 500 once',
    happens: ALL_MADE,
    faults: [
      'AssumeRoleWithWebIdentity',
      'AssumeRole',
      'DescribeInstances',
      'DescribeImages',
      'DescribeSnapshots',
    ].map((action) => ({ action, status: 500, code: 'InternalFailure' })),
    ends: {},
  },
];

const LOST =
  'The name turns out to be taken, by an image with our tags and this source: it is the one that was asked for.';

function cut(fault: string, happens: string, ...faults: FaultRule[]): FaultCase {
  return { fault, happens, faults, ends: { outcome: 'created' } };
}

export const cutConnections: readonly FaultCase[] = [
  cut('The connection breaks before the sign-in to the main account', ALL_MADE, {
    action: 'AssumeRoleWithWebIdentity',
    reset: true,
  }),
  cut(
    'The connection breaks before and after the sign-in to a target',
    ALL_MADE,
    {
      action: 'AssumeRole',
      account: WEB,
      reset: true,
    },
    { action: 'AssumeRole', account: DB, reset: true, when: 'after' },
  ),
  cut('The connection breaks during the look-up of instances', ALL_MADE, {
    action: 'DescribeInstances',
    reset: true,
    times: 2,
  }),
  cut('The connection breaks before CreateImage takes effect', ALL_MADE, {
    action: 'CreateImage',
    reset: true,
    times: 3,
  }),
  cut('The connection breaks after CreateImage took effect: the reply is lost', LOST, {
    action: 'CreateImage',
    reset: true,
    when: 'after',
    times: 3,
  }),
  cut('CreateImage takes effect and answers 500', LOST, {
    action: 'CreateImage',
    status: 500,
    code: 'InternalError',
    when: 'after',
    times: 3,
  }),
  {
    ...cut(
      'A reply of CreateImage is lost, and EC2 does not show the image for seconds',
      'The action looks for the image with that name until EC2 shows it, for up to two minutes.',
      { action: 'CreateImage', reset: true, when: 'after', times: 3 },
    ),
    settings: { hiddenSeconds: 4 },
  },
  {
    ...cut(
      'A reply of CreateImage is lost on a runner whose clock is 4 seconds fast',
      'The image counts as made by this run, not as one of an earlier attempt.',
      { action: 'CreateImage', reset: true, when: 'after', times: 3 },
    ),
    settings: { clockSkewSeconds: -4 },
  },
  cut('The connection breaks while images are waited for', ALL_MADE, {
    action: 'DescribeImages',
    skip: 2,
    reset: true,
    times: 2,
  }),
];

export const slowCalls: readonly FaultCase[] = [
  cut('Every call takes half a second', 'The run takes longer; nothing else changes.', {
    action: '*',
    delayMs: 500,
    times: 8,
  }),
  cut('CreateImage answers after 4 seconds', 'The action waits for it, up to 30 seconds for each call.', {
    action: 'CreateImage',
    delayMs: 4_000,
    times: 3,
  }),
  {
    ...cut(
      'A call is accepted and never answered',
      'It costs one time-out of 30 seconds and is tried again; the other account does not wait for it.',
      { action: 'DescribeInstances', account: WEB, delayMs: 31_500 },
    ),
    ends: { outcome: 'created', within: 50 },
  },
];

function refused(
  fault: string,
  happens: string,
  [awsCode, code, phase = 'create']: readonly [string, string, string?],
  message = 'Refused by order of the test.',
): FaultCase {
  return {
    fault,
    happens,
    faults: [{ action: 'CreateImage', account: DB, status: 400, code: awsCode, message }],
    ends: { imaged: [1, 2], failures: [{ code, phase, account: DB, instance: 3, says: awsCode }] },
  };
}

const ONE_FAILS = 'This instance fails at once with the reason; the others are done.';

export const refusedImages: readonly FaultCase[] = [
  refused('EC2 does not find an instance that it shows', ONE_FAILS, [
    'InvalidInstanceID.NotFound',
    'InstanceNotFound',
  ]),
  refused(
    'An instance changes to another state between planning and creating',
    ONE_FAILS,
    ['InvalidParameterValue', 'InstanceNotImageable'],
    "Invalid value 'i-3' for instanceId. Instance is not in state 'running' or 'stopping' or 'stopped'",
  ),
  refused('The quota of snapshots is used up', ONE_FAILS, ['SnapshotLimitExceeded', 'LimitReached']),
  refused('The quota of images is used up', ONE_FAILS, ['ResourceLimitExceeded', 'LimitReached']),
  refused('The KMS key of a volume is revoked', ONE_FAILS, ['CustomerKeyHasBeenRevoked', 'KeyUnusable']),
  refused('A tag policy of the organization refuses the tags', ONE_FAILS, [
    'TagPolicyViolation',
    'TagsRejected',
  ]),
  refused('CreateImage fails with a code that nobody knows', ONE_FAILS, ['SomethingNew', 'AwsRefused']),
];

function busy(code: string, fault: string): FaultCase {
  return {
    fault,
    happens:
      'The call is made again every 16 seconds, for up to 30 minutes; the other instances do not wait for it.',
    faults: [{ action: 'CreateImage', account: DB, status: 400, code }],
    ends: { outcome: 'created', within: 40 },
  };
}

export const busyVolumes: readonly FaultCase[] = [
  busy(
    'SnapshotCreationPerVolumeRateExceeded',
    'A snapshot of the same volume was begun less than 15 seconds ago',
  ),
  busy('ConcurrentSnapshotLimitExceeded', 'Another snapshot of the volume is under way'),
];
