/** Snapshots of one account and region, as EC2 shows and deletes them. */
import {
  DeleteSnapshotCommand,
  DescribeSnapshotsCommand,
  paginateDescribeSnapshots,
} from '@aws-sdk/client-ec2';
import type { Snapshots } from '../model/ports.ts';
import type { Result } from '../model/problem.ts';
import type { Snapshot } from '../model/retention.ts';
import { alreadyRemoved, PAGE, removalCodes, type Ec2Access } from './ec2-access.ts';
import { percentOf, snapshotOf } from './ec2-shapes.ts';
import { idOf, withoutRepeats } from './pages.ts';
import { fastRestoresOf, locksOf } from './snapshot-holds.ts';

/** Snapshots of one look-up: those of a few images show the progress of all. */
const PROGRESS_AT_ONCE = 200;

export class Ec2Snapshots implements Snapshots {
  readonly #access: Ec2Access;

  constructor(access: Ec2Access) {
    this.#access = access;
  }

  ours(): Promise<Result<readonly Snapshot[]>> {
    return this.#access.unlessDenied('Cannot look up our snapshots', async () => {
      const found: Snapshot[] = [];
      const ours = [{ Name: 'tag-key', Values: ['cross-account-ami:run-key'] }];
      const paging = { client: this.#access.client, pageSize: PAGE };
      const pages = paginateDescribeSnapshots(paging, { OwnerIds: ['self'], Filters: ours });
      for await (const { Snapshots: snapshots = [] } of pages) found.push(...snapshots.map(snapshotOf));
      return withoutRepeats(found, idOf);
    });
  }

  /** By ids: with a filter, EC2 reads all snapshots of the account. */
  progress(snapshots: readonly string[]): Promise<Result<readonly number[]>> {
    return this.#access.attempt('wait', 'Cannot look up snapshots', async () => {
      const command = new DescribeSnapshotsCommand({ SnapshotIds: snapshots.slice(0, PROGRESS_AT_ONCE) });
      const { Snapshots: found = [] } = await this.#access.client.send(command);
      return found.map(percentOf);
    });
  }

  async holds(snapshots: readonly string[]): Promise<Result<readonly string[]>> {
    const { client } = this.#access;
    const locks = await this.#access.unlessDenied('Cannot look up locked snapshots', () =>
      locksOf(client, snapshots),
    );
    if (!locks.ok || locks.value.length > 0) return locks;
    return this.#access.unlessDenied('Cannot look up fast snapshot restores', () =>
      fastRestoresOf(client, snapshots),
    );
  }

  async delete(snapshot: string): Promise<Result<void>> {
    const reply = await this.#access.attempt(
      'prune',
      `Cannot delete snapshot ${snapshot}`,
      async (): Promise<void> => {
        await this.#access.client.send(new DeleteSnapshotCommand({ SnapshotId: snapshot }));
      },
      removalCodes,
    );
    return alreadyRemoved(reply, ['InvalidSnapshot.NotFound'], undefined);
  }
}
