import { describe, expect, test } from '@jest/globals';
import { decideImage } from '../../../src/images/request.ts';
import type { ImageRequest, Instance } from '../../../src/model/image.ts';
import type { ImageSettings } from '../../../src/model/target.ts';
import {
  ACCOUNT,
  anInstance,
  holes,
  templateFacts,
  instanceId,
  REGION,
  settings,
  tagsOf,
} from '../builders.ts';

function requestFor(instance: Partial<Instance>, parts: Partial<ImageSettings> = {}): ImageRequest {
  const decision = decideImage(anInstance(instance), settings(parts), templateFacts());
  if (decision.kind === 'refusal') throw new Error(`refused: ${decision.problem.what}`);
  return decision.request;
}

const GROUP = tagsOf({ 'aws:autoscaling:groupName': 'web-group' });

describe('an image is refused', () => {
  test.each<{
    why: string;
    code: string;
    says: string;
    instance?: Partial<Instance>;
    asks?: Partial<ImageSettings>;
  }>([
    {
      why: 'of an instance in another state',
      code: 'InstanceNotImageable',
      says: 'pending',
      instance: { state: 'pending' },
    },
    {
      why: 'of an instance with an instance-store root',
      code: 'InstanceStoreRoot',
      says: 'instance-store',
      instance: { rootDeviceType: 'instance-store' },
    },
    {
      why: 'without the root volume',
      code: 'VolumeNotExcludable',
      says: '/dev/xvda',
      asks: { excludeVolumes: ['/dev/sdf', '/dev/xvda'] },
    },
    {
      why: 'with a reboot of a member of an Auto Scaling group',
      code: 'RebootRefused',
      says: 'web-group',
      instance: { tags: GROUP },
      asks: { noReboot: false },
    },
    {
      why: 'whose name would be too long',
      code: 'NameTooLong',
      says: '128',
      asks: { name: ['x'.repeat(129)] },
    },
  ])('$why: $code', ({ code, says, instance = {}, asks = {} }) => {
    const decision = decideImage(anInstance(instance), settings(asks), templateFacts());
    if (decision.kind !== 'refusal') throw new Error('was not refused');
    expect(decision.problem).toMatchObject({
      code,
      phase: 'plan',
      place: { account: ACCOUNT, region: REGION, instance: instanceId(1) },
    });
    expect(decision.problem.what).toContain(says);
  });
});

describe('an image is made', () => {
  test.each([{ state: 'running' }, { state: 'stopping' }, { state: 'stopped' }])(
    'of an instance that is $state',
    ({ state }) => {
      expect(requestFor({ state }).instance.state).toBe(state);
    },
  );

  test('of a member of an Auto Scaling group, if it is not rebooted', () => {
    expect(requestFor({ tags: GROUP }, { noReboot: true }).noReboot).toBe(true);
  });

  test('with a reboot, if the instance is no such member', () => {
    expect(requestFor({}, { noReboot: false }).noReboot).toBe(false);
  });
});

describe('what is left out', () => {
  test.each<{ names: string[]; left: string[]; why: string }>([
    { names: [], left: [], why: 'nothing' },
    { names: ['/dev/sdf'], left: ['/dev/sdf'], why: 'the named device' },
    { names: ['/dev/sdz', '/dev/sdg'], left: ['/dev/sdg'], why: 'not a device that the instance lacks' },
    { names: ['data'], left: ['/dev/sdf', '/dev/sdg'], why: 'all but the root' },
    { names: ['data', '/dev/sdf'], left: ['/dev/sdf', '/dev/sdg'], why: 'all but the root, once' },
  ])('$names: $why', ({ names, left }) => {
    expect(requestFor({}, { excludeVolumes: names }).excludedDevices).toEqual(left);
  });
});

test('a request carries everything that EC2 is told', () => {
  const request = requestFor(
    { id: instanceId(7), name: 'db' },
    {
      name: holes('instance-name', '-', 'date'),
      description: holes('of ', 'instance-name'),
      series: 'nightly',
    },
  );
  expect(request).toMatchObject({
    target: 1,
    account: ACCOUNT,
    region: REGION,
    series: 'nightly',
    name: 'db-20261122',
    description: 'of db',
    noReboot: true,
  });
  expect(request.tags).toContainEqual({ key: 'Name', value: 'db-20261122' });
});

test('what had to give way is said', () => {
  const long = settings({ tags: new Map([['Label', ['x'.repeat(200), { variable: 'instance-name' }]]]) });
  const decision = decideImage(anInstance({ name: 'n'.repeat(100) }), long, templateFacts());
  expect(decision).toMatchObject({ kind: 'request', warnings: [expect.stringContaining('Label')] });
});
