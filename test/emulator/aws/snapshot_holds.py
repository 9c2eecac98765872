"""DescribeLockedSnapshots, DescribeFastSnapshotRestores and ListImagesInRecycleBin, to be read; the seeds fill them.

AWS pages: the three calls in the EC2 API reference. That an id without a lock is left out, and one that does not exist
refused, is what the other Describe calls of snapshots do.
"""

from __future__ import annotations

from moto.ec2.responses._base_response import EC2BaseResponse

from .errors import AwsError
from .queries import Reader, page, refuse_ids_with_size, select
from .resources import BinnedImage, FastRestore, Inventory, Lock, inventory_of
from .wire import Reply
from .world import WORLD

_LOCK_FILTERS: dict[str, Reader] = {"lock-state": lambda one: [one.state]}
_FAST_FILTERS: dict[str, Reader] = {
    "availability-zone": lambda one: [one.zone],
    "snapshot-id": lambda one: [one.snapshot_id],
    "state": lambda one: [one.state],
}
_FAST_KNOWN = {"availability-zone-id", "owner-id"}


class SnapshotHoldCalls(EC2BaseResponse):
    def describe_locked_snapshots(self) -> Reply:
        ids, size = self._get_param("SnapshotIds", []), self._get_int_param("MaxResults")
        refuse_ids_with_size(ids, size, "snapshotSet")
        for one in ids:
            if one not in self.ec2_backend.snapshots:
                raise AwsError("InvalidSnapshot.NotFound", f"The snapshot '{one}' does not exist.")
        locks = [one for one in self._inventory().locks.values() if not ids or one.snapshot_id in ids]
        found = select(locks, self._get_param("Filters", []), _LOCK_FILTERS, set())
        shown, next_token = page(found, size, self._get_param("NextToken"))
        return Reply({"snapshotSet": [self._lock(one) for one in shown], "nextToken": next_token})

    def describe_fast_snapshot_restores(self) -> Reply:
        restores = list(self._inventory().fast_restores.values())
        found = select(restores, self._get_param("Filters", []), _FAST_FILTERS, _FAST_KNOWN)
        size = self._get_int_param("MaxResults")
        if size is not None and size > 200:
            raise AwsError("InvalidParameterValue", "MaxResults is at most 200")
        shown, next_token = page(found, size, self._get_param("NextToken"))
        return Reply(
            {"fastSnapshotRestoreSet": [self._restore(one) for one in shown], "nextToken": next_token}
        )

    def list_images_in_recycle_bin(self) -> Reply:
        ids = self._get_param("ImageIds", [])
        binned = [one for one in self._inventory().bin.values() if not ids or one.id in ids]
        size = self._get_int_param("MaxResults")
        shown, next_token = page(binned, size, self._get_param("NextToken"))
        return Reply({"imageSet": [_binned(one) for one in shown], "nextToken": next_token})

    def _inventory(self) -> Inventory:
        backend = self.ec2_backend
        return inventory_of(WORLD.inventories, backend.account_id, backend.region_name)

    def _lock(self, one: Lock) -> dict[str, object]:
        return {
            "ownerId": self.ec2_backend.account_id,
            "snapshotId": one.snapshot_id,
            "lockState": one.state,
            "lockExpiresOn": one.expires_on,
        }

    def _restore(self, one: FastRestore) -> dict[str, object]:
        return {
            "snapshotId": one.snapshot_id,
            "availabilityZone": one.zone,
            "state": one.state,
            "ownerId": self.ec2_backend.account_id,
        }


def _binned(one: BinnedImage) -> dict[str, object]:
    return {"imageId": one.id, "name": one.name}
