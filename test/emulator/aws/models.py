"""Images and snapshots.

They live in moto's own stores, so that moto's other calls (CreateTags, ModifyImageAttribute) find them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .lifecycle import Lifecycle
from .queries import tags_of
from .wire import tag_set, timestamp
from .world import WORLD

GIB = 2**30
_BACKUP_TAG = "aws:backup:source-resource"
_BACKUP_ALIAS = "aws-backup-vault"


@dataclass
class Snapshot:
    ec2_backend: Any
    id: str
    volume_id: str
    volume_size: int
    encrypted: bool
    kms_key_id: str | None
    description: str
    start_time: datetime
    life: Lifecycle
    own_state: str | None = None
    """The state of a snapshot that a test brings along without an image."""
    owner_alias: str | None = None

    @property
    def owner_id(self) -> str:
        return str(self.ec2_backend.account_id)

    @property
    def state(self) -> str:
        return self.own_state or self.life.snapshot_state

    @property
    def progress(self) -> str:
        if self.own_state is None:
            return self.life.progress
        return "100%" if self.own_state == "completed" else "0%"

    @property
    def of_aws_backup(self) -> bool:
        return _of_aws_backup(self)

    def view(self) -> dict[str, Any]:
        state = self.state
        return {
            "snapshotId": self.id,
            "volumeId": self.volume_id,
            "volumeSize": self.volume_size,
            "fullSnapshotSizeInBytes": self.volume_size * GIB if state == "completed" else None,
            "encrypted": self.encrypted,
            "kmsKeyId": self.kms_key_id,
            "description": self.description,
            "startTime": timestamp(self.start_time),
            "ownerId": self.owner_id,
            "ownerAlias": self.owner_alias,
            "status": state,
            "statusMessage": "The snapshot could not be completed" if state == "error" else None,
            "progress": self.progress,
            "storageTier": "standard",
            "tagSet": tag_set(tags_of(self)),
        }


@dataclass
class Image:
    ec2_backend: Any
    id: str
    name: str
    description: str
    instance_id: str
    architecture: str
    platform: str | None
    root_device_name: str
    creation_date: datetime
    no_reboot: bool
    life: Lifecycle
    mappings: list[dict[str, Any]] = field(default_factory=list)
    launch_permissions: list[dict[str, str]] = field(default_factory=list)
    deprecation_time: str | None = None
    protection: str = "disabled"
    disabled: bool = False
    owner_alias: str | None = None
    last_launched_time: str | None = None
    deregistered_at: float | None = None

    @property
    def owner_id(self) -> str:
        return str(self.ec2_backend.account_id)

    @property
    def is_public(self) -> bool:
        return {"Group": "all"} in self.launch_permissions

    @property
    def state(self) -> str:
        if self.deregistered_at is not None:
            return WORLD.settings.deregisteredShownAs
        return "disabled" if self.disabled else self.life.image_state

    @property
    def of_aws_backup(self) -> bool:
        return _of_aws_backup(self)

    @property
    def visible(self) -> bool:
        return not self.life.hidden and not self.life.vanished

    @property
    def snapshot_ids(self) -> list[str]:
        return [one["ebs"]["snapshotId"] for one in self.mappings]

    def get_filter_value(self, name: str, _method: str | None = None) -> str | None:
        """moto asks this of each image when it starts an instance."""
        return self.id if name == "image-id" else None

    def view(self) -> dict[str, Any]:
        hide = WORLD.settings.hideMappingsWhilePending and self.state == "pending"
        return {
            "imageId": self.id,
            "name": self.name,
            "description": self.description or None,
            "imageLocation": f"{self.owner_id}/{self.name}",
            "imageOwnerId": self.owner_id,
            "imageOwnerAlias": self.owner_alias,
            "isPublic": self.is_public,
            "imageState": self.state,
            "stateReason": self.life.reason,
            "creationDate": timestamp(self.creation_date),
            "sourceInstanceId": self.instance_id,
            "architecture": self.architecture,
            "platform": self.platform,
            "platformDetails": "Windows" if self.platform else "Linux/UNIX",
            "imageType": "machine",
            "rootDeviceType": "ebs",
            "rootDeviceName": self.root_device_name,
            "virtualizationType": "hvm",
            "hypervisor": "xen",
            "enaSupport": True,
            "blockDeviceMapping": [] if hide else self.mappings,
            "deprecationTime": self.deprecation_time,
            "deregistrationProtection": self.protection,
            "lastLaunchedTime": self.last_launched_time,
            "tagSet": tag_set(tags_of(self)),
        }


def _of_aws_backup(one: Image | Snapshot) -> bool:
    return one.owner_alias == _BACKUP_ALIAS or _BACKUP_TAG in tags_of(one)
