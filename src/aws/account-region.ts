/** EC2 in one account and region, behind the port that the rest of the action knows. */
import {
  CreateImageCommand,
  DescribeInstanceStatusCommand,
  paginateDescribeImages,
  paginateDescribeInstances,
  paginateDescribeSnapshots,
  type EC2Client,
  type Filter as Ec2Filter,
} from '@aws-sdk/client-ec2';
import type { Image, ImageRequest, Instance } from '../model/image.ts';
import type { AccountRegion } from '../model/ports.ts';
import type { Phase, Result } from '../model/problem.ts';
import type { Selector } from '../model/target.ts';
import { averagePercents, createImageInput, imageOf, instanceOf, passesChecks } from './ec2-shapes.ts';
import { attempt, type Attempt } from './problems.ts';

const PAGE = 1000;

/** EC2 User Guide, "Filtering your resources": values of one filter. */
const FILTER_VALUES = 200;

const RUN_KEY_TAG = 'tag:cross-account-ami:run-key';

export class Ec2AccountRegion implements AccountRegion {
  readonly account: string;
  readonly region: string;
  readonly #ec2: EC2Client;

  constructor(account: string, region: string, ec2: EC2Client) {
    this.account = account;
    this.region = region;
    this.#ec2 = ec2;
  }

  async findInstances(selector: Selector): Promise<Result<readonly Instance[]>> {
    return attempt(this.#words('plan', 'Cannot look up instances'), async () => {
      const found: Instance[] = [];
      for (const filters of filtersOf(selector)) {
        const pages = paginateDescribeInstances({ client: this.#ec2, pageSize: PAGE }, { Filters: filters });
        for await (const { Reservations = [] } of pages) {
          found.push(...Reservations.flatMap(({ Instances = [] }) => Instances.map(instanceOf)));
        }
      }
      return found;
    });
  }

  async createImage(request: ImageRequest): Promise<Result<string>> {
    const words = this.#words('create', 'Cannot create the image', request.instance.id);
    return attempt(words, async () => {
      const { ImageId: id } = await this.#ec2.send(new CreateImageCommand(createImageInput(request)));
      if (id === undefined) throw new TypeError('EC2 answered without an image id');
      return id;
    });
  }

  /** By filter, not by id: an id that EC2 does not show yet would fail the whole look-up. */
  async findImages(ids: readonly string[]): Promise<Result<readonly Image[]>> {
    return attempt(this.#words('wait', 'Cannot look up images'), async () => {
      const found: Image[] = [];
      for (const values of inParts(ids)) {
        const input = {
          Owners: ['self'],
          IncludeDisabled: true,
          Filters: [{ Name: 'image-id', Values: values }],
        };
        const pages = paginateDescribeImages({ client: this.#ec2, pageSize: PAGE }, input);
        for await (const { Images = [] } of pages) found.push(...Images.map(imageOf));
      }
      return found;
    });
  }

  async statusChecks(instances: readonly string[]): Promise<Result<ReadonlyMap<string, boolean>>> {
    return attempt(this.#words('create', 'Cannot look up status checks'), async () => {
      const command = new DescribeInstanceStatusCommand({ InstanceIds: [...instances] });
      const { InstanceStatuses = [] } = await this.#ec2.send(command);
      return new Map(InstanceStatuses.map((status) => [status.InstanceId ?? '', passesChecks(status)]));
    });
  }

  async snapshotProgress(runKey: string): Promise<Result<ReadonlyMap<string, number>>> {
    return attempt(this.#words('wait', 'Cannot look up snapshots'), async () => {
      const input = { OwnerIds: ['self'], Filters: [{ Name: RUN_KEY_TAG, Values: [literal(runKey)] }] };
      const pages = paginateDescribeSnapshots({ client: this.#ec2, pageSize: PAGE }, input);
      const snapshots = [];
      for await (const { Snapshots = [] } of pages) snapshots.push(...Snapshots);
      return averagePercents(snapshots);
    });
  }

  #words(phase: Phase, what: string, instance?: string): Attempt {
    const place = {
      account: this.account,
      region: this.region,
      ...(instance === undefined ? {} : { instance }),
    };
    return { phase, place, what };
  }
}

/** One list of filters for each look-up that the selector needs. */
function filtersOf(selector: Selector): Ec2Filter[][] {
  switch (selector.kind) {
    case 'all':
      return [[]];
    case 'ids':
      return inParts(selector.ids).map((ids) => [{ Name: 'instance-id', Values: ids }]);
    case 'filters':
      return [selector.filters.map(({ name, values }) => ({ Name: name, Values: [...values] }))];
  }
}

function inParts(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / FILTER_VALUES);
  return Array.from({ length: count }, (_, at) => ids.slice(at * FILTER_VALUES, (at + 1) * FILTER_VALUES));
}

/** A filter value in which nothing is a wildcard. */
function literal(value: string): string {
  return value.replace(/[\\*?]/g, String.raw`\$&`);
}
