/** Device names in `exclude-volumes` that leave nothing out: the names that Linux shows are not always EC2's. Pure. */
import type { TargetSelection } from './select-target.ts';

/** So many devices of the instances are named. */
const MOST_NAMED = 8;

/** A sentence without a full stop when no selected instance of the target has a device that it excludes. */
export function absentDevices({ target, regions }: TargetSelection): string | undefined {
  // An instance of a region that did not answer may have it.
  if (regions.length < target.regions.length) return undefined;
  const instances = regions.flatMap(({ selected }) => selected.instances);
  if (instances.length === 0) return undefined;
  const devices = new Set(instances.flatMap((instance) => instance.devices));
  const absent = target.images.excludeVolumes.filter((name) => name !== 'data' && !devices.has(name));
  if (absent.length === 0) return undefined;
  const roots = new Set(instances.map(({ rootDeviceName }) => rootDeviceName));
  const others = [...devices].filter((device) => !roots.has(device)).sort();
  const what = `exclude-volumes names ${absent.join(', ')}, which no selected instance has; nothing is left out for it`;
  return `${what}. ${absent.some((name) => name.includes('nvme')) ? NVME : ''}${namedDevices(others)}`;
}

const NVME =
  'The names nvme... are those of Linux; EC2 names a volume as the console does, such as /dev/sdf. ';

function namedDevices(devices: readonly string[]): string {
  if (devices.length === 0) return 'They have no volume but the root';
  const more = devices.length > MOST_NAMED ? ', ...' : '';
  return `Besides the root they have ${devices.slice(0, MOST_NAMED).join(', ')}${more}`;
}
