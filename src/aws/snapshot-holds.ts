/** What prevents snapshots from being deleted, or would be lost with them. */
import {
  DescribeLockedSnapshotsCommand,
  paginateDescribeFastSnapshotRestores,
  type DescribeFastSnapshotRestoreSuccessItem,
  type EC2Client,
  type LockedSnapshotsInfo,
} from '@aws-sdk/client-ec2';

/** EC2 User Guide, "Filtering your resources": values of one filter. */
const AT_ONCE = 200;

/** EC2 API reference, DescribeFastSnapshotRestores: the largest page. */
const PAGE = 200;

/** Those under which it is paid for: what is disabling or disabled is no more. */
const IN_FORCE = ['enabling', 'optimizing', 'enabled'];

/** The locks of these snapshots, in words. */
export async function locksOf(ec2: EC2Client, snapshots: readonly string[]): Promise<string[]> {
  const found: LockedSnapshotsInfo[] = [];
  for (const ids of inParts(snapshots)) found.push(...(await lockedAmong(ec2, ids)));
  return found.flatMap(lockText);
}

/** Where fast snapshot restore is enabled for these snapshots, in words. */
export async function fastRestoresOf(ec2: EC2Client, snapshots: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const ids of inParts(snapshots)) {
    const filters = [
      { Name: 'snapshot-id', Values: ids },
      { Name: 'state', Values: IN_FORCE },
    ];
    const pages = paginateDescribeFastSnapshotRestores({ client: ec2, pageSize: PAGE }, { Filters: filters });
    for await (const { FastSnapshotRestores = [] } of pages)
      found.push(...FastSnapshotRestores.map(fastText));
  }
  return found;
}

/** An id that EC2 does not know fails the whole call; then each is looked up separately. */
async function lockedAmong(ec2: EC2Client, ids: readonly string[]): Promise<LockedSnapshotsInfo[]> {
  try {
    return await lockedPages(ec2, ids);
  } catch (error) {
    if ((error as { name?: string }).name !== 'InvalidSnapshot.NotFound') throw error;
    // What is gone has no lock.
    if (ids.length === 1) return [];
    const found: LockedSnapshotsInfo[] = [];
    for (const id of ids) found.push(...(await lockedAmong(ec2, [id])));
    return found;
  }
}

/** The SDK has no pages for this call; ids and a page's size do not go together. */
async function lockedPages(ec2: EC2Client, ids: readonly string[]): Promise<LockedSnapshotsInfo[]> {
  const found: LockedSnapshotsInfo[] = [];
  let token: string | undefined;
  do {
    const next = token === undefined ? {} : { NextToken: token };
    const command = new DescribeLockedSnapshotsCommand({ SnapshotIds: [...ids], ...next });
    const { Snapshots = [], NextToken = '' } = await ec2.send(command);
    found.push(...Snapshots);
    token = NextToken === '' ? undefined : NextToken;
  } while (token !== undefined);
  return found;
}

/** A state that is not known here may hold. */
function lockText({ SnapshotId = '', LockState, LockExpiresOn }: LockedSnapshotsInfo): string[] {
  if (LockState === 'expired') return [];
  const until = LockExpiresOn === undefined ? '' : ` until ${LockExpiresOn.toISOString().slice(0, 10)}`;
  return [`snapshot ${SnapshotId} is locked${until} (${LockState ?? 'in an unknown mode'})`];
}

function fastText({
  SnapshotId = '',
  AvailabilityZone,
  AvailabilityZoneId,
}: DescribeFastSnapshotRestoreSuccessItem) {
  const zone = AvailabilityZone ?? AvailabilityZoneId ?? 'a zone';
  return `snapshot ${SnapshotId} has fast snapshot restore enabled in ${zone}`;
}

function inParts(ids: readonly string[]): string[][] {
  const count = Math.ceil(ids.length / AT_ONCE);
  return Array.from({ length: count }, (_, at) => ids.slice(at * AT_ONCE, (at + 1) * AT_ONCE));
}
