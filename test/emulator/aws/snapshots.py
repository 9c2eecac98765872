"""The snapshot calls. AWS pages: "DescribeSnapshots", "DeleteSnapshot", "DeregisterImage" (return codes)."""

from __future__ import annotations

from typing import Any

from moto.ec2.responses._base_response import EC2BaseResponse

from .errors import AwsError, invalid_parameter
from .models import Snapshot
from .queries import Reader, page, refuse_ids_with_size, select, tags_of
from .resources import inventory_of
from .rules import Place
from .wire import Reply, timestamp
from .world import WORLD

_FILTERS: dict[str, Reader] = {
    "snapshot-id": lambda one: [one.id],
    "volume-id": lambda one: [one.volume_id],
    "volume-size": lambda one: [one.volume_size],
    "status": lambda one: [one.state],
    "progress": lambda one: [one.progress],
    "description": lambda one: [one.description],
    "owner-id": lambda one: [one.owner_id],
    "owner-alias": lambda one: [one.owner_alias],
    "start-time": lambda one: [timestamp(one.start_time)],
    "storage-tier": lambda one: ["standard"],
    "encrypted": lambda one: [one.encrypted],
}
_KNOWN_TO_AWS = {"transfer-type"}


class SnapshotCalls(EC2BaseResponse):
    def describe_snapshots(self) -> Reply:
        ids, size = self._get_param("SnapshotIds", []), self._get_int_param("MaxResults")
        refuse_ids_with_size(ids, size, "snapshotSet")
        known: dict[str, Snapshot] = dict(self.ec2_backend.snapshots)
        chosen = [_find(known, one) for one in ids] if ids else list(known.values())
        owners = set(self._get_param("OwnerIds", []))
        if owners and not owners & {"self", self.ec2_backend.account_id}:
            chosen = []
        found = select(chosen, self._get_param("Filters", []), _FILTERS, _KNOWN_TO_AWS)
        snapshots, next_token = page(found, size, self._get_param("NextToken"))
        return Reply({"snapshotSet": [one.view() for one in snapshots], "nextToken": next_token})

    def delete_snapshot(self) -> Reply:
        snapshot = _find(self.ec2_backend.snapshots, self._get_param("SnapshotId"))
        user = _used_by(self.ec2_backend, snapshot.id)
        if user:
            raise AwsError(
                "InvalidSnapshot.InUse", f"The snapshot {snapshot.id} is currently in use by {user}"
            )
        if snapshot.of_aws_backup:
            raise invalid_parameter(
                "This snapshot is managed by the AWS Backup service and cannot be deleted via EC2 APIs. "
                "If you wish to delete this snapshot, please do so via the Backup console."
            )
        if _is_locked(self.ec2_backend, snapshot.id):
            raise AwsError("OperationNotPermitted", f"The snapshot {snapshot.id} is locked")
        del self.ec2_backend.snapshots[snapshot.id]
        return Reply({"return": True})


def release_snapshot(backend: Any, snapshot_id: str) -> str:
    """What DeregisterImage does with one snapshot; it needs the permission ec2:DeleteSnapshot as well."""
    if _used_by(backend, snapshot_id):
        return "skipped"
    place = Place("ec2", "DeleteSnapshot", backend.account_id, backend.region_name)
    if WORLD.denial(place, {snapshot_id}):
        return "missing-permissions"
    snapshot: Snapshot | None = backend.snapshots.get(snapshot_id)
    if snapshot and (snapshot.of_aws_backup or _is_locked(backend, snapshot_id)):
        return "client-error"
    backend.snapshots.pop(snapshot_id, None)
    return "success"


def _used_by(backend: Any, snapshot_id: str) -> str | None:
    return next(
        (image.id for image in list(backend.amis.values()) if snapshot_id in image.snapshot_ids), None
    )


def _is_locked(backend: Any, snapshot_id: str) -> bool:
    """A locked one cannot be deleted (EC2 API reference, LockSnapshot); AWS does not say with which code."""
    inventory = inventory_of(WORLD.inventories, backend.account_id, backend.region_name)
    lock = inventory.locks.get(snapshot_id)
    return lock is not None and lock.holds


def _find(known: dict[str, Snapshot], snapshot_id: str) -> Snapshot:
    if snapshot_id not in known:
        raise AwsError("InvalidSnapshot.NotFound", f"The snapshot '{snapshot_id}' does not exist.")
    return known[snapshot_id]


def dump_snapshot(snapshot: Snapshot, account: str, region: str) -> dict[str, Any]:
    return {
        "account": account,
        "region": region,
        "id": snapshot.id,
        "volumeId": snapshot.volume_id,
        "sizeGiB": snapshot.volume_size,
        "encrypted": snapshot.encrypted,
        "state": snapshot.state,
        "startTime": snapshot.start_time.isoformat(),
        "description": snapshot.description,
        "tags": dict(tags_of(snapshot)),
    }
