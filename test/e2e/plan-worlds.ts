/** Random worlds for a plan and the backup after it, each with ids of its own. */
import fc from 'fast-check';
import type { AccountSeed, ImageSeed, InstanceSeed } from '../emulator/aws.ts';
import { MAIN_ROLE } from '../emulator/world.ts';
import { facts, HOUR, type Earlier, type Place } from './plan-places.ts';
import { digestOf } from './plan-scenes.ts';
import { image, imageId, snapshotId } from './retention-scenes.ts';
import { idOf } from './stage.ts';

export interface World {
  readonly accounts: readonly AccountSeed[];
  readonly inputs: Readonly<Record<string, string>>;
}

const REGIONS = ['eu-west-1', 'us-east-1'];
const RUN_KEYS = { own: 'tag-tag-tag', other: '8800110001-0123abcd' } as const;

/** Their accounts, servers and images have ids of their own, so that they can be in one emulator. */
export function sampleWorlds(count: number, seed: number): World[] {
  return fc.sample(facts, { numRuns: count, seed }).map((each, at) => {
    const { places, wait, adoptWithin, ifNoInstances } = each;
    const runKey = `${RUN_KEYS.own}-${at}`;
    const built = places.map((one, index) => new Building(one, { base: at * 10 + index + 1, runKey, wait }));
    return {
      accounts: built.map((building) => building.account()),
      inputs: {
        targets: JSON.stringify(built.map((building) => building.target())),
        'run-key': runKey,
        'if-no-instances-found': ifNoInstances,
        'adopt-within': adoptWithin,
        wait: String(wait),
      },
    };
  });
}

interface Whole {
  /** What sets the ids of this account apart from those of others. */
  readonly base: number;
  readonly runKey: string;
  readonly wait: boolean;
}

class Building {
  readonly #place: Place;
  readonly #whole: Whole;
  readonly #id: string;

  constructor(place: Place, whole: Whole) {
    this.#place = place;
    this.#whole = whole;
    this.#id = String(700_000_000_000 + whole.base);
  }

  account(): AccountSeed {
    const { images } = this.#place;
    const used = images.flatMap(({ oddity }, at) => (oddity === 'in use' ? [at] : []));
    const foreign = images.flatMap((each, at) =>
      each.oddity === 'of a foreign snapshot' ? [this.#foreign(each, at)] : [],
    );
    return {
      id: this.#id,
      regions: REGIONS,
      roles: [{ name: 'cross-account-ami', trusts: [MAIN_ROLE] }],
      instances: this.#place.servers.map((_, at) => this.#server(at)),
      images: [...foreign, ...images.map((each, at) => this.#image(each, at)), ...this.#holders()],
      launchTemplates: used.map((at) => ({
        name: `template-${at}`,
        region: this.#regionOf(images[at]?.server ?? 0),
        versions: [{ imageId: imageId(this.#number(at)) }],
      })),
    };
  }

  target(): object {
    const { name, copyTags, tags, excludeVolumes, series, skip, retention, ...rest } = this.#place;
    return {
      account: this.#id,
      regions: REGIONS.slice(0, rest.regions),
      instances: this.#selector(),
      series,
      name,
      tags,
      'copy-tags': copyTags,
      'exclude-volumes': excludeVolumes,
      'skip-if-newer-than': skip,
      'max-prunes': rest.maxPrunes,
      ...(retention === null ? {} : { retention, 'gone-after': rest.goneAfter }),
    };
  }

  #selector(): object | string {
    const ids = this.#place.servers.map((_, at) => this.#instance(at));
    switch (this.#place.select) {
      case 'tag':
        return { 'tag:role': 'web' };
      case 'ids':
        return ids.slice(0, 2).toReversed();
      case 'an id too many':
        return [...ids, this.#instance(9)];
      default:
        return 'all';
    }
  }

  #number(at: number): number {
    return this.#whole.base * 100 + at;
  }

  #instance(at: number): string {
    return idOf(this.#number(at));
  }

  #regionOf(at: number): string {
    const { servers, regions } = this.#place;
    return (regions === 1 ? undefined : REGIONS[servers[at]?.region ?? 0]) ?? 'eu-west-1';
  }

  #server(at: number): InstanceSeed {
    const { name = '', state, volumes = [], tags = [] } = this.#place.servers[at] ?? {};
    const devices = ['/dev/xvda', ...volumes];
    return {
      id: this.#instance(at),
      region: this.#regionOf(at),
      name,
      tags: Object.fromEntries(tags.map((key) => [key, key === 'role' ? 'web' : `${key} of ${name}`])),
      volumes: devices.map((device, index) => ({ device, sizeGiB: 8 * (index + 1) })),
      ...(state === undefined ? {} : { state }),
    };
  }

  #image({ server: of, age, state, run, series, excluded, oddity }: Earlier, at: number): ImageSeed {
    const number = this.#number(at);
    // In the emulator a pending image that was there before stays so: waiting for it would have no end.
    const own = run === 'own' && !(state === 'pending' && this.#whole.wait);
    const made = {
      instance: this.#instance(of),
      series: this.#place.series === 'weekly' && series === 'nightly' ? 'weekly' : series,
      excludedVolumes: excluded === 'same' ? (this.#place.excludeVolumes ?? 'none') : excluded,
    };
    // Two images of the very same moment have no order.
    return image(number, ago(age + at * 7_000), made, {
      region: this.#regionOf(of),
      tags: { 'cross-account-ami:run-key': own ? this.#whole.runKey : RUN_KEYS.other },
      ...(state === undefined ? {} : { state }),
      ...(oddity === 'shared' ? { launchPermissions: [{ UserId: '999999999999' }] } : {}),
      ...(oddity === 'protected' ? { protection: 'enabled' } : {}),
      ...(oddity === 'of a foreign snapshot'
        ? { snapshotIds: [snapshotId(number), snapshotId(number + 50)] }
        : {}),
    });
  }

  #foreign({ server: of }: Earlier, at: number): ImageSeed {
    const number = this.#number(at) + 50;
    const snapshotIds = [snapshotId(number)];
    return {
      id: imageId(number),
      name: `foreign-${at}`,
      instanceId: idOf(1),
      region: this.#regionOf(of),
      snapshotIds,
    };
  }

  #holders(): ImageSeed[] {
    const { holders, servers, series } = this.#place;
    const found = holders.flatMap(({ server: of, spare, kind }, at) => {
      const name = servers[of] === undefined ? undefined : this.#nameOf(of);
      if (name === undefined) return [];
      const number = this.#number(at) + 80;
      const facts = { id: imageId(number), name: spare ? `${name}-2` : name, region: this.#regionOf(of) };
      if (kind === 'of somebody else') return [{ ...facts, instanceId: idOf(1) }];
      const tags = { 'cross-account-ami:run-key': this.#whole.runKey };
      return [
        image(number, ago(5.5 * HOUR + number), { instance: this.#instance(of), series }, { ...facts, tags }),
      ];
    });
    return [...new Map(found.map((each) => [`${each.region ?? ''} ${each.name}`, each])).values()];
  }

  #nameOf(at: number): string {
    const { name, series, servers } = this.#place;
    return name
      .replace('${instance-name}', servers[at]?.name ?? '')
      .replace('${instance-id}', this.#instance(at))
      .replace('${series}', series)
      .replace('${run}', digestOf(this.#whole.runKey, series));
  }
}

function ago(milliseconds: number): string {
  return new Date(Date.now() - milliseconds).toISOString();
}
