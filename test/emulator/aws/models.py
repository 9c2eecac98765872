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

    @property
    def owner_id(self) -> str:
        return str(self.ec2_backend.account_id)

    def view(self) -> dict[str, Any]:
        state = self.life.snapshot_state
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
            "status": state,
            "statusMessage": "The snapshot could not be completed" if state == "error" else None,
            "progress": self.life.progress,
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

    @property
    def owner_id(self) -> str:
        return str(self.ec2_backend.account_id)

    @property
    def is_public(self) -> bool:
        return {"Group": "all"} in self.launch_permissions

    @property
    def state(self) -> str:
        return "disabled" if self.disabled else self.life.image_state

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
            "tagSet": tag_set(tags_of(self)),
        }
