/** Which calls the roles may make: a cell for each, tried without any effect. */
import { describe, expect, test } from '@jest/globals';
import { tellRefusedSignIn } from '../../../src/modes/plan.ts';
import {
  ACCOUNT,
  OTHER,
  DAY,
  aTarget,
  settings,
  instanceId,
  aProblem,
  roleOf,
  instances,
} from '../builders.ts';
import { RecordingJournal } from '../fakes/journal.ts';
import { denial } from '../fakes/trials.ts';
import { ourImage, policyOf, pruningTarget } from '../image-builders.ts';
import { runPlan, cells } from './scenes.ts';

const SERIES = { runKey: 'another' };
const keep = (last: number) => ({ policy: policyOf({ last }), maxPrunes: 3 });
const keepAll = keep(9);
const old = [1, 2, 3].map((days) => ourImage(`ami-${days}d`, { ...SERIES, age: days * DAY }));

const untried = [
  'ec2:CreateTags cannot be tried: EC2 checks it only together with ec2:CreateImage',
  'EC2 quotas cannot be tried: EC2 checks its quotas only when it makes the image',
];
const holding = ['ec2:DescribeLockedSnapshots allowed', 'ec2:DescribeFastSnapshotRestores allowed'];

test('one that may do everything', async () => {
  const { journal, here } = await runPlan({
    targets: [pruningTarget()],
    here: { instances: instances(1), images: old },
  });
  expect(cells(journal)).toEqual([
    'ec2:DescribeInstances allowed',
    'ec2:DescribeImages allowed',
    'ec2:DescribeSnapshots allowed',
    'ec2:CreateImage allowed',
    untried[0],
    'ec2:DescribeImageReferences allowed',
    'ec2:DescribeImageAttribute allowed',
    'autoscaling:DescribeLaunchConfigurations allowed',
    'autoscaling:DescribeAutoScalingGroups allowed',
    ...holding,
    'ec2:DeregisterImage allowed',
    'ec2:DeleteSnapshot allowed',
    untried[1],
  ]);
  expect(journal.of('tried').flatMap(({ problem }) => problem ?? [])).toEqual([]);
  const { tried } = here.permissions;
  expect(tried).toEqual([...new Set(tried)]);
  expect(tried.filter((call) => call.includes('Deregister'))).toEqual(
    ['ami-3d', 'ami-2d', 'ami-1d'].map((id) => `ec2:DeregisterImage ${id}`),
  );
});

test('without retention, with wait: false: only what making the images takes', async () => {
  const { journal } = await runPlan({}, { wait: false });
  expect(cells(journal)).toEqual([
    'ec2:DescribeInstances allowed',
    'ec2:DescribeImages allowed',
    'ec2:CreateImage allowed',
    ...untried,
  ]);
});

describe('encrypted volumes', () => {
  const volume = { instance: instanceId(1), device: '/dev/sdf', sizeGiB: 8, encrypted: true };
  const here = { instances: instances(1), volumes: [volume] };
  const key = 'KMS keys cannot be tried: EC2 uses the keys of encrypted volumes only when it makes the image';

  test.each([
    { which: 'that are imaged', here, told: true },
    {
      which: 'that nobody may look at',
      here: { ...here, faults: { 'instances.volumes': aProblem('AccessDenied') } },
      told: true,
    },
    { which: 'that are left out', here, excludeVolumes: ['/dev/sdf'], told: false },
    { which: 'of which there are none', here: { ...here, volumes: [] }, told: false },
  ])('$which', async ({ here: parts, excludeVolumes = [], told }) => {
    const targets = [aTarget({ images: settings({ excludeVolumes }) })];
    const { journal } = await runPlan({ targets, here: parts });
    expect(cells(journal).includes(key)).toBe(told);
  });
});

describe('trials on an image of ours', () => {
  const targets = [aTarget({ retention: keepAll })];
  const onImages = (tried: readonly string[]): string[] =>
    tried.filter((call) => / (ami|snap)-/.test(call)).toSorted();

  test('take the oldest one that is whole and of this repository, when nothing would be pruned', async () => {
    const images = [
      ...old,
      ourImage('ami-failed', { ...SERIES, series: 'weekly', age: 9 * DAY, state: 'failed' }),
      ourImage('ami-theirs', { ...SERIES, age: 9 * DAY, repositoryId: '778' }),
      ourImage('ami-copy', { ...SERIES, age: 9 * DAY, sourceless: true }),
    ];
    const { here } = await runPlan({ targets, here: { images } });
    expect(onImages(here.permissions.tried)).toEqual([
      'ec2:DeleteSnapshot snap-of-ami-3d',
      'ec2:DeregisterImage ami-3d',
      'ec2:DescribeImageAttribute ami-3d',
      'ec2:DescribeImageReferences ami-3d',
    ]);
  });

  test('are made also where no instance can be looked at', async () => {
    const denials = { 'ec2:DescribeInstances': denial('ec2:DescribeInstances') };
    const { journal, here } = await runPlan({ targets, here: { images: old, denials } });
    expect(cells(journal)).toEqual(
      expect.arrayContaining(['ec2:DescribeInstances denied', 'ec2:DeregisterImage allowed']),
    );
    expect(onImages(here.permissions.tried)).toHaveLength(4);
  });

  test('cannot be made without one', async () => {
    const { journal } = await runPlan({ targets });
    expect(cells(journal).filter((cell) => cell.includes('no image of ours'))).toEqual(
      [
        'ec2:DescribeImageReferences',
        'ec2:DescribeImageAttribute',
        'ec2:DeregisterImage',
        'ec2:DeleteSnapshot',
      ].map((action) => `${action} cannot be tried: there is no image of ours to try it with`),
    );
  });
});

test('CreateImage is tried for every instance, also one that has its image', async () => {
  const images = [ourImage('ami-young', { ...SERIES, age: 0 })];
  const { journal, here } = await runPlan({
    targets: [aTarget({ skipIfNewerThan: DAY })],
    here: { images, denials: { [`ec2:CreateImage ${instanceId(1)}`]: denial('ec2:CreateImage') } },
  });
  expect(here.permissions.tried.filter((call) => call.startsWith('ec2:CreateImage')).toSorted()).toEqual([
    `ec2:CreateImage ${instanceId(1)}`,
    `ec2:CreateImage ${instanceId(2)}`,
  ]);
  expect(cells(journal)).toContain('ec2:CreateImage denied: for 1 of 2');
  expect(
    journal.of('tried').flatMap(({ target, problem }) => (problem ? [[target, problem.what]] : [])),
  ).toEqual([[1, 'ec2:CreateImage is denied for 1 of 2']]);
});

test('in a region that cannot be reached: one try, and no other', async () => {
  const disabled = aProblem('RegionDisabled', { said: 'AuthFailure: no such region for you' });
  const { journal, here } = await runPlan({
    targets: [pruningTarget()],
    here: { faults: { 'instances.find': disabled }, denials: { 'ec2:DescribeInstances': disabled } },
  });
  expect(here.permissions.tried).toEqual(['ec2:DescribeInstances']);
  const told = cells(journal);
  expect(told.length).toBeGreaterThan(10);
  for (const cell of told)
    expect(cell).toMatch(/ cannot be tried: AWS said: AuthFailure: no such region for you$/);
});

describe('two roles in one account and region', () => {
  const first = roleOf(ACCOUNT);
  const second = { ...first, roleArn: `arn:aws:iam::${ACCOUNT}:role/second` };
  const weekly = pruningTarget({}, { position: 2, at: second, images: settings({ series: 'weekly' }) });
  const noImage = 'cannot be tried: there is no image of ours to try it with';

  test('have cells of their own: the first one watches the images of both, each prunes those of its own', async () => {
    const denials = { 'ec2:CreateImage': denial('ec2:CreateImage') };
    const { journal } = await runPlan({
      targets: [aTarget(), weekly],
      here: { instances: instances(1) },
      roles: (here) => ({ [second.roleArn]: here.withRole({ denials }) }),
    });
    expect(cells(journal, second.roleArn)).toEqual([
      'ec2:DescribeInstances allowed',
      'ec2:DescribeImages allowed',
      'ec2:CreateImage denied',
      untried[0],
      `ec2:DescribeImageReferences ${noImage}`,
      `ec2:DescribeImageAttribute ${noImage}`,
      'autoscaling:DescribeLaunchConfigurations allowed',
      'autoscaling:DescribeAutoScalingGroups allowed',
      ...holding,
      `ec2:DeregisterImage ${noImage}`,
      `ec2:DeleteSnapshot ${noImage}`,
      untried[1],
    ]);
    expect(cells(journal, first.roleArn)).toEqual(
      expect.arrayContaining(['ec2:CreateImage allowed', 'ec2:DescribeSnapshots allowed']),
    );
    expect(cells(journal, first.roleArn).some((cell) => cell.startsWith('ec2:DeregisterImage'))).toBe(false);
    expect(journal.of('planned').map(({ plan }) => plan.request.target)).toEqual([1]);
    expect(journal.of('foreseen')).toMatchObject([{ of: { target: 2 }, problem: { code: 'AccessDenied' } }]);
  });
});

describe('the hops of the sign-in', () => {
  const hops = (journal: RecordingJournal): string[] =>
    journal.of('tried').flatMap(({ cell: { action, place, role, answer } }) => {
      return action.startsWith('sts:') ? [`${action} ${role} ${place.account ?? ''} ${answer}`] : [];
    });
  const there = { at: roleOf(OTHER) };
  const hop = (account: string): string => `sts:AssumeRole ${roleOf(account).roleArn} ${account}`;

  test('each role is told once', async () => {
    const targets = [aTarget(), aTarget({ position: 2, regions: [] }), aTarget({ position: 3, ...there })];
    const mainRole = 'arn:aws:iam::111111111111:role/path/main';
    const { journal } = await runPlan({ targets }, { mainRole });
    expect(hops(journal)).toEqual([
      `sts:AssumeRoleWithWebIdentity ${mainRole} 111111111111 allowed`,
      `${hop(ACCOUNT)} allowed`,
      `${hop(OTHER)} allowed`,
    ]);
  });

  test('with another external id it is another hop', async () => {
    const other = aTarget({ position: 2, at: { ...roleOf(ACCOUNT), externalId: 'x' }, regions: [] });
    const { journal } = await runPlan({ targets: [aTarget(), other] });
    expect(hops(journal).slice(1)).toEqual([`${hop(ACCOUNT)} allowed`, `${hop(ACCOUNT)} allowed`]);
  });

  test('one that is refused: its account has closed cells, the others do not', async () => {
    const refusals = { [ACCOUNT]: aProblem('AssumeRoleDenied', { phase: 'sign-in' }) };
    const { journal, here } = await runPlan({
      targets: [aTarget(), aTarget({ position: 2, ...there })],
      refusals,
    });
    expect(hops(journal)).toEqual([
      'sts:GetCallerIdentity session of main 111111111111 allowed',
      `${hop(ACCOUNT)} denied`,
      `${hop(OTHER)} allowed`,
    ]);
    const closed = cells(journal, roleOf(ACCOUNT).roleArn).filter((cell) => !cell.startsWith('sts:'));
    expect(closed.length).toBeGreaterThan(4);
    for (const cell of closed) expect(cell).toMatch(/ cannot be tried: the role could not be assumed$/);
    expect(cells(journal, roleOf(OTHER).roleArn)).toContain('ec2:CreateImage allowed');
    expect(here.permissions.tried).toEqual([]);
  });

  test('the first one, refused, is a cell when it is by OIDC', () => {
    const journal = new RecordingJournal();
    tellRefusedSignIn(aProblem('OidcNotTrusted'), 'arn:aws:iam::111111111111:role/main', journal);
    tellRefusedSignIn(aProblem('NoCredentials'), undefined, journal);
    expect(journal.of('tried')).toMatchObject([
      { cell: { action: 'sts:AssumeRoleWithWebIdentity', answer: 'denied' } },
    ]);
  });
});
