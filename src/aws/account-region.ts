/** EC2 in one account and region, behind the port that the rest of the action knows. */
import {
  CreateImageCommand,
  DescribeInstanceStatusCommand,
  DescribeSnapshotsCommand,
  paginateDescribeImages,
  paginateDescribeInstances,
  paginateDescribeVolumes,
  type EC2Client,
  type Filter as Ec2Filter,
} from '@aws-sdk/client-ec2';
import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { Image, ImageRequest, Instance, Volume } from '../model/image.ts';
import type { AccountRegion, ImageKeeping, PermissionTrials } from '../model/ports.ts';
import type { Phase, Problem, Result } from '../model/problem.ts';
import type { Selector } from '../model/target.ts';
import {
  createImageInput,
  imageOf,
  instanceOf,
  literal,
  passesChecks,
  percentOf,
  volumesOf,
} from './ec2-shapes.ts';
import { Ec2ImageKeeping } from './image-keeping.ts';
import { idOf, withoutRepeats } from './pages.ts';
import { Ec2PermissionTrials } from './permission-trials.ts';
import type { PlaceMemory } from './place-memory.ts';
import { ProblemError } from './problem-error.ts';
import { attemptWith } from './problems.ts';
import type { Credentials } from './renewing.ts';

const PAGE = 1000;

/** EC2 User Guide, "Filtering your resources": values of one filter. */
const FILTER_VALUES = 200;

/** Snapshots of one look: those of a few images tell how far all are. */
const PROGRESS_AT_ONCE = 200;

/** Something on the way answered in place of EC2, which may have made the image. */
const withoutId: Problem = {
  code: 'AwsFailed',
  phase: 'create',
  place: {},
  what: 'Cannot create the image',
  said: 'a reply without an image id',
};

interface Where {
  readonly account: string;
  readonly region: string;
}

interface Means {
  readonly ec2: EC2Client;
  readonly autoScaling: AutoScalingClient;
  readonly credentials: Credentials;
  readonly memory: PlaceMemory;
}

export class Ec2AccountRegion implements AccountRegion {
  readonly account: string;
  readonly region: string;
  readonly keeping: ImageKeeping;
  readonly permissions: PermissionTrials;
  readonly #ec2: EC2Client;
  readonly #credentials: Credentials;

  constructor({ account, region }: Where, means: Means) {
    const { ec2, credentials } = means;
    this.account = account;
    this.region = region;
    this.keeping = new Ec2ImageKeeping({ account, region, ...means });
    this.permissions = new Ec2PermissionTrials({ account, region, ...means });
    this.#ec2 = ec2;
    this.#credentials = credentials;
  }

  findInstances(selector: Selector): Promise<Result<readonly Instance[]>> {
    return this.#attempt('plan', 'Cannot look up instances', async () => {
      const found: Instance[] = [];
      for (const filters of filtersOf(selector)) {
        const pages = paginateDescribeInstances({ client: this.#ec2, pageSize: PAGE }, { Filters: filters });
        for await (const { Reservations = [] } of pages) {
          found.push(...Reservations.flatMap(({ Instances = [] }) => Instances.map(instanceOf)));
        }
      }
      return withoutRepeats(found, idOf);
    });
  }

  volumes(instances: readonly string[]): Promise<Result<readonly Volume[]>> {
    return this.#attempt('plan', 'Cannot look up volumes', async () => {
      const found: Volume[] = [];
      for (const ids of inParts(instances)) {
        const input = { Filters: [{ Name: 'attachment.instance-id', Values: ids }] };
        const pages = paginateDescribeVolumes({ client: this.#ec2, pageSize: PAGE }, input);
        for await (const { Volumes = [] } of pages) found.push(...Volumes.flatMap(volumesOf));
      }
      return withoutRepeats(found, ({ instance, device }) => `${instance} ${device}`);
    });
  }

  async createImage(request: ImageRequest): Promise<Result<string>> {
    const reply = await this.#attempt('create', 'Cannot create the image', async () => {
      const command = new CreateImageCommand(createImageInput(request));
      const { ImageId: id } = await this.#ec2.send(command);
      if (id === undefined) throw new ProblemError(withoutId);
      return id;
    });
    if (reply.ok) return reply;
    const place = { ...reply.problem.place, instance: request.instance.id };
    return { ok: false, problem: { ...reply.problem, place } };
  }

  /** By filter, not by id: an id that EC2 does not show yet would fail the whole look-up. */
  findImages(ids: readonly string[]): Promise<Result<readonly Image[]>> {
    const parts = inParts(ids).map((values) => [{ Name: 'image-id', Values: values }]);
    return this.#attempt('wait', 'Cannot look up images', () => this.#imagesBy(parts));
  }

  async findImageNamed(name: string): Promise<Result<Image | undefined>> {
    const filters = [[{ Name: 'name', Values: [literal(name)] }]];
    const found = await this.#attempt('create', 'Cannot look up the image by name', () =>
      this.#imagesBy(filters),
    );
    return found.ok ? { ok: true, value: found.value[0] } : found;
  }

  statusChecks(instances: readonly string[]): Promise<Result<ReadonlyMap<string, boolean>>> {
    return this.#attempt('create', 'Cannot look up status checks', async () => {
      const command = new DescribeInstanceStatusCommand({ InstanceIds: [...instances] });
      const { InstanceStatuses = [] } = await this.#ec2.send(command);
      return new Map(InstanceStatuses.map((status) => [status.InstanceId ?? '', passesChecks(status)]));
    });
  }

  /** By ids: a filter has EC2 go through all snapshots of the account. */
  snapshotProgress(snapshots: readonly string[]): Promise<Result<readonly number[]>> {
    return this.#attempt('wait', 'Cannot look up snapshots', async () => {
      const command = new DescribeSnapshotsCommand({ SnapshotIds: snapshots.slice(0, PROGRESS_AT_ONCE) });
      const { Snapshots = [] } = await this.#ec2.send(command);
      return Snapshots.map(percentOf);
    });
  }

  async #imagesBy(lookUps: readonly Ec2Filter[][]): Promise<Image[]> {
    const found: Image[] = [];
    for (const filters of lookUps) {
      const input = { Owners: ['self'], IncludeDisabled: true, Filters: filters };
      const pages = paginateDescribeImages({ client: this.#ec2, pageSize: PAGE }, input);
      for await (const { Images = [] } of pages) found.push(...Images.map(imageOf));
    }
    return withoutRepeats(found, idOf);
  }

  #attempt<T>(phase: Phase, what: string, call: () => Promise<T>): Promise<Result<T>> {
    const place = { account: this.account, region: this.region };
    return attemptWith(this.#credentials, { phase, place, what }, call);
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
