/** Faults of images: late, failed, stuck, under a name that others hold. */
import type { ImageSeed } from '../emulator/aws-types.ts';
import type { FaultCase } from './fault-case.ts';
import { DB, idOf, knownName, KNOWN_NAMES, WEB } from './places.ts';

export const lateImages: readonly FaultCase[] = [
  {
    fault: 'EC2 does not show new images for 4 seconds',
    happens: 'The action waits for them; only an image that is missing for 3 minutes counts as vanished.',
    settings: { hiddenSeconds: 4 },
    ends: { outcome: 'created' },
  },
  {
    fault: 'EC2 answers in pages of one item',
    happens: 'All pages are read.',
    settings: { maxPage: 1 },
    ends: { outcome: 'created' },
  },
  {
    fault: 'EC2 does not say of which snapshots a pending image is made',
    happens: 'They are read from the image when it is available.',
    settings: { hideMappingsWhilePending: true },
    ends: { outcome: 'created' },
  },
  {
    fault: 'An image is still pending at `wait-timeout`',
    happens:
      'The step fails with `WaitTimedOut` and names it; the image is in the outputs, and EC2 goes on with it.',
    inputs: { 'wait-timeout': '1m' },
    settings: { instances: { [idOf(3)]: { end: 'stuck' } } },
    ends: {
      notGood: [3],
      failures: [{ code: 'WaitTimedOut', phase: 'wait', account: DB, instance: 3, says: 'wait-timeout' }],
      within: 70,
    },
  },
  {
    fault:
      'Images of one account cannot be looked up from the moment they were asked for until `wait-timeout`',
    happens:
      'The log says so at once. At the end the failure says since when, and what AWS said last; the state is `null`, which means unknown.',
    inputs: { 'wait-timeout': '1m' },
    settings: { instances: { [idOf(3)]: { pendingSeconds: 3 } } },
    faults: [
      {
        action: 'DescribeImages',
        account: DB,
        skip: 1,
        times: 1000,
        share: 1,
        code: 'Unavailable',
        status: 400,
        message: 'Out of order',
      },
    ],
    ends: {
      notGood: [3],
      failures: [
        { code: 'AwsFailed', phase: 'wait', account: DB, instance: 3, says: 'could not be looked up since' },
      ],
      within: 75,
    },
  },
];

function ending(end: 'failed' | 'error' | 'invalid'): FaultCase {
  return {
    fault: `An image ends as \`${end}\``,
    happens: 'It fails with the reason that EC2 gives; the others are done, and nothing is undone.',
    settings: {
      instances: {
        [idOf(2)]: { end, stateReason: { code: 'Client.X', message: 'Snapshot limit exceeded' } },
      },
    },
    ends: {
      notGood: [2],
      failures: [
        { code: 'ImageFailed', phase: 'wait', account: WEB, instance: 2, says: 'Snapshot limit exceeded' },
      ],
    },
  };
}

export const failedImages: readonly FaultCase[] = [ending('failed'), ending('error'), ending('invalid')];

/** Tags like ours on an image that EC2 says was made of another instance: a trap for a look at tags alone. */
function lookAlike(number: number, name = knownName(number)): ImageSeed {
  const own = {
    'run-key': 'nightly-7',
    series: 'default',
    'instance-id': idOf(number),
    repository: 'octo-org/images',
  };
  const tags = Object.fromEntries(
    Object.entries(own).map(([key, value]) => [`cross-account-ami:${key}`, value]),
  );
  return { name, instanceId: idOf(99), tags };
}

const ours = (number: number, more: Partial<ImageSeed> = {}): ImageSeed => ({
  ...lookAlike(number),
  instanceId: idOf(number),
  ...more,
});

const SPARE = ['', ...[2, 3, 4, 5, 6, 7, 8, 9].map((number) => `-${number}`)];

export const takenNames: readonly FaultCase[] = [
  {
    fault: 'An image with our tags that was made of another instance has the name',
    happens:
      'It is never adopted, because EC2 says of which instance an image was made; the new image gets the name with `-2`.',
    inputs: KNOWN_NAMES,
    before: { [DB]: [lookAlike(3)] },
    ends: { outcome: 'created', named: [`${knownName(3)}-2`] },
  },
  {
    fault: 'An image that someone made by hand has the name',
    happens: 'The new image gets the name with `-2`.',
    inputs: KNOWN_NAMES,
    before: { [DB]: [{ name: knownName(3), instanceId: idOf(3) }] },
    ends: { outcome: 'created', named: [`${knownName(3)}-2`] },
  },
  {
    fault: 'The image of an attempt that is older than `adopt-within` has the name',
    happens: 'It is not adopted; the new image gets the name with `-2`.',
    inputs: KNOWN_NAMES,
    before: { [DB]: [ours(3, { creationDate: '2026-01-01T00:00:00.000Z' })] },
    ends: { outcome: 'created', named: [`${knownName(3)}-2`] },
  },
  {
    fault: 'The failed image of an earlier attempt has the name',
    happens: 'It is not adopted; the new image gets the name with `-2`.',
    inputs: KNOWN_NAMES,
    before: { [DB]: [ours(3, { state: 'failed' })] },
    ends: { outcome: 'created', named: [`${knownName(3)}-2`] },
  },
  {
    fault: 'Other images have the name and all its spare names',
    happens: 'The instance fails with `NameTaken`; the others are done.',
    inputs: KNOWN_NAMES,
    before: { [DB]: SPARE.map((ending) => lookAlike(3, `${knownName(3)}${ending}`)) },
    ends: {
      imaged: [1, 2],
      failures: [{ code: 'NameTaken', phase: 'create', account: DB, instance: 3, says: knownName(3) }],
    },
  },
  {
    fault: 'A template without `${run}` gives a name that is taken',
    happens: 'The instance fails with `NameTaken` at once: the template does not allow another name.',
    inputs: { name: 'daily-${instance-id}' },
    before: { [DB]: [{ name: `daily-${idOf(3)}`, instanceId: idOf(3) }] },
    ends: {
      imaged: [1, 2],
      failures: [{ code: 'NameTaken', phase: 'create', account: DB, instance: 3, says: '${run}' }],
      within: 15,
    },
  },
];
