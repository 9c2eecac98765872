import { describe, expect, test } from '@jest/globals';
import { absentDevices } from '../../../src/images/devices.ts';
import type { Instance } from '../../../src/model/image.ts';
import { anInstance, aTarget, REGION, settings } from '../builders.ts';
import { FakeClock } from '../fakes/clock.ts';
import { FakeEc2 } from '../fakes/ec2.ts';

const OTHER = 'us-east-1';
const ROOT = '/dev/xvda';

function withDevices(...devices: string[]): Instance {
  return anInstance({ rootDeviceName: ROOT, devices: [ROOT, ...devices] });
}

function told(excludeVolumes: readonly string[], byRegion: Readonly<Record<string, readonly Instance[]>>) {
  const regions = Object.entries(byRegion).map(([region, instances]) => ({
    ec2: new FakeEc2(new FakeClock(), { region }),
    selected: { instances, leftOut: {}, excluded: 0, missing: [] },
  }));
  const target = aTarget({ regions: [REGION, OTHER], images: settings({ excludeVolumes }) });
  return absentDevices({ target, regions, missing: [] });
}

describe('nothing is said', () => {
  const server = withDevices('/dev/sdf');
  test.each([
    {
      why: 'of a device of one of the instances',
      excluded: ['/dev/sdf'],
      here: [withDevices()],
      there: [server],
    },
    { why: 'of data', excluded: ['data'], here: [withDevices()], there: [] },
    { why: 'without an instance', excluded: ['/dev/sdx'], here: [], there: [] },
    { why: 'without a device', excluded: [], here: [server], there: [] },
  ])('$why', ({ excluded, here, there }) => {
    expect(told(excluded, { [REGION]: here, [OTHER]: there })).toBeUndefined();
  });

  test('when a region did not answer, which may have it', () => {
    expect(told(['/dev/sdx'], { [REGION]: [server] })).toBeUndefined();
  });
});

describe('told is', () => {
  test('what no instance has, with what they have', () => {
    const here = [withDevices('/dev/sdg'), withDevices('/dev/sdf')];
    expect(told(['/dev/sdf', 'xvdf', '/dev/sdz'], { [REGION]: here, [OTHER]: [] })).toBe(
      'exclude-volumes names xvdf, /dev/sdz, which no selected instance has; nothing is left out for it. Besides the root they have /dev/sdf, /dev/sdg',
    );
  });

  test('whose name a name of Linux is', () => {
    expect(told(['/dev/nvme1n1'], { [REGION]: [withDevices()], [OTHER]: [] })).toMatch(
      /names nvme\.\.\. are those of Linux; .* such as \/dev\/sdf\. They have no volume but the root$/,
    );
  });

  test('only the first of many devices', () => {
    const many = Array.from('abcdefghijk', (letter) => `/dev/sd${letter}`);
    expect(told(['xvdz'], { [REGION]: [withDevices(...many)], [OTHER]: [] })).toMatch(/\/dev\/sdh, \.\.\.$/);
  });
});
