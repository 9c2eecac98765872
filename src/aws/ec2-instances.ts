/** Instances of one account and region, as EC2 shows them. */
import {
  DescribeInstanceStatusCommand,
  paginateDescribeInstances,
  paginateDescribeVolumes,
  type Filter,
} from '@aws-sdk/client-ec2';
import type { Instance, Volume } from '../model/image.ts';
import type { Instances } from '../model/ports.ts';
import type { Result } from '../model/problem.ts';
import type { Selector } from '../model/target.ts';
import { inParts, PAGE, type Ec2Access } from './ec2-access.ts';
import { instanceOf, passesChecks, volumesOf } from './ec2-shapes.ts';
import { idOf, withoutRepeats } from './pages.ts';

export class Ec2Instances implements Instances {
  readonly #access: Ec2Access;

  constructor(access: Ec2Access) {
    this.#access = access;
  }

  find(selector: Selector): Promise<Result<readonly Instance[]>> {
    return this.#access.attempt('plan', 'Cannot look up instances', async () => {
      const found: Instance[] = [];
      for (const filters of filtersOf(selector)) {
        const paging = { client: this.#access.client, pageSize: PAGE };
        for await (const { Reservations = [] } of paginateDescribeInstances(paging, { Filters: filters }))
          found.push(...Reservations.flatMap(({ Instances: instances = [] }) => instances.map(instanceOf)));
      }
      return withoutRepeats(found, idOf);
    });
  }

  volumes(instances: readonly string[]): Promise<Result<readonly Volume[]>> {
    return this.#access.attempt('plan', 'Cannot look up volumes', async () => {
      const found: Volume[] = [];
      for (const ids of inParts(instances)) {
        const paging = { client: this.#access.client, pageSize: PAGE };
        const input = { Filters: [{ Name: 'attachment.instance-id', Values: ids }] };
        for await (const { Volumes = [] } of paginateDescribeVolumes(paging, input))
          found.push(...Volumes.flatMap(volumesOf));
      }
      return withoutRepeats(found, ({ instance, device }) => `${instance} ${device}`);
    });
  }

  statusChecks(instances: readonly string[]): Promise<Result<ReadonlyMap<string, boolean>>> {
    return this.#access.attempt('create', 'Cannot look up status checks', async () => {
      const command = new DescribeInstanceStatusCommand({ InstanceIds: [...instances] });
      const { InstanceStatuses = [] } = await this.#access.client.send(command);
      return new Map(InstanceStatuses.map((status) => [status.InstanceId ?? '', passesChecks(status)]));
    });
  }
}

/** One list of filters for each look-up that the selector needs. */
function filtersOf(selector: Selector): Filter[][] {
  switch (selector.kind) {
    case 'all':
      return [[]];
    case 'ids':
      return inParts(selector.ids).map((ids) => [{ Name: 'instance-id', Values: ids }]);
    case 'filters':
      return [selector.filters.map(({ name, values }) => ({ Name: name, Values: [...values] }))];
  }
}
