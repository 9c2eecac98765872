"""CreateImage: what EC2 checks, what it makes, and the reboot.

AWS pages: "CreateImage" (API reference), "Error codes for the Amazon EC2 API" (InvalidAMIName.*). How EC2 words
the refusal of an instance-store root, and of an image without its root volume, is not documented.
"""

from __future__ import annotations

import re
import time
from datetime import datetime, timezone
from typing import Any

from moto.ec2.utils import random_ami_id, random_snapshot_id

from .errors import AwsError, invalid_parameter
from .instances import find_instance
from .lifecycle import Lifecycle
from .models import Image, Snapshot
from .tagging import tags_by_type
from .world import WORLD

_NAME = re.compile(r"[A-Za-z0-9()\[\] ./\-'@_]{3,128}")
_MAX_DESCRIPTION = 255
_IMAGEABLE = ("running", "stopping", "stopped")


def create_image(backend: Any, request: dict[str, Any]) -> str:
    name, description = request.get("Name", ""), request.get("Description", "")
    _check_texts(name, description)
    instance = find_instance(backend, request["InstanceId"])
    _check_instance(instance)
    kept = _kept_devices(backend, instance, request.get("BlockDeviceMappings", []))
    tags = tags_by_type(request.get("TagSpecifications", []), {"image", "snapshot"})
    _check_name_free(backend, name)
    _check_snapshot_rate([volume.id for _, volume, _ in kept])
    image = _register(backend, instance, request, kept)
    backend.tags[image.id].update(tags.get("image", {}))
    for snapshot_id in image.snapshot_ids:
        backend.tags[snapshot_id].update(tags.get("snapshot", {}))
    if not image.no_reboot and instance.state == "running":
        WORLD.reboots.setdefault(instance.id, []).append(time.monotonic())
    return image.id


def _register(
    backend: Any, instance: Any, request: dict[str, Any], kept: list[tuple[str, Any, bool]]
) -> Image:
    image = Image(
        ec2_backend=backend,
        id=random_ami_id(),
        name=request["Name"],
        description=request.get("Description", ""),
        instance_id=instance.id,
        architecture=instance.architecture,
        platform=instance.platform,
        root_device_name=instance.root_device_name,
        creation_date=datetime.fromtimestamp(WORLD.now(), timezone.utc),
        no_reboot=request.get("NoReboot") is True,
        life=Lifecycle(instance.id),
    )
    for device, volume, delete_on_termination in kept:
        snapshot = _snapshot(image, volume)
        backend.snapshots[snapshot.id] = snapshot
        WORLD.last_snapshot[volume.id] = time.monotonic()
        image.mappings.append(_mapping(device, volume, snapshot.id, delete_on_termination))
    backend.amis[image.id] = image
    return image


def _snapshot(image: Image, volume: Any) -> Snapshot:
    return Snapshot(
        ec2_backend=image.ec2_backend,
        id=random_snapshot_id(),
        volume_id=volume.id,
        volume_size=volume.size,
        encrypted=volume.encrypted,
        kms_key_id=volume.kms_key_id,
        description=f"Created by CreateImage({image.instance_id}) for {image.id}",
        start_time=image.creation_date,
        life=image.life,
    )


def _mapping(device: str, volume: Any, snapshot_id: str, delete_on_termination: bool) -> dict[str, Any]:
    return {
        "deviceName": device,
        "ebs": {
            "snapshotId": snapshot_id,
            "volumeSize": volume.size,
            "volumeType": volume.volume_type,
            "encrypted": volume.encrypted,
            "deleteOnTermination": delete_on_termination,
        },
    }


def _check_texts(name: str, description: str) -> None:
    if not _NAME.fullmatch(name):
        message = (
            "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, "
            "'(', ')', '.', '-', '/', '_', '[', ']', ' ', ''' and '@'"
        )
        raise AwsError("InvalidAMIName.Malformed", message)
    if len(description) > _MAX_DESCRIPTION:
        raise invalid_parameter(
            f"Value ({description}) for parameter description is invalid. "
            f"Its length must be at most {_MAX_DESCRIPTION}."
        )


def _check_instance(instance: Any) -> None:
    if instance.state not in _IMAGEABLE:
        states = "'running' or 'stopping' or 'stopped'"
        raise invalid_parameter(
            f"Invalid value '{instance.id}' for instanceId. Instance is not in state {states}"
        )
    if instance.root_device_type != "ebs":
        raise invalid_parameter(
            f"Invalid value '{instance.id}' for instanceId. "
            f"Instance does not have a volume attached at root ({instance.root_device_name})"
        )


def _kept_devices(backend: Any, instance: Any, asked: list[dict[str, Any]]) -> list[tuple[str, Any, bool]]:
    """The EBS volumes to snapshot. An existing device may be left out or change DeleteOnTermination, no more."""
    by_device = {one["DeviceName"]: one for one in asked}
    root = by_device.get(instance.root_device_name, {})
    if "NoDevice" in root:
        raise AwsError(
            "InvalidBlockDeviceMapping",
            f"The root device {instance.root_device_name} cannot be left out of the image",
        )
    kept = []
    for device, attached in instance.block_device_mapping.items():
        wish = by_device.get(device, {})
        if "NoDevice" in wish:
            continue
        ebs = wish.get("Ebs", {})
        if set(ebs) - {"DeleteOnTermination"}:
            raise AwsError(
                "InvalidBlockDeviceMapping",
                f"Only DeleteOnTermination can be changed for the existing device {device}",
            )
        delete = ebs.get("DeleteOnTermination", attached.delete_on_termination)
        kept.append((device, backend.volumes[attached.volume_id], delete))
    return kept


def _check_name_free(backend: Any, name: str) -> None:
    holder = next((image for image in list(backend.amis.values()) if image.name == name), None)
    if holder:
        raise AwsError("InvalidAMIName.Duplicate", f"AMI name {name} is already in use by AMI {holder.id}")


def _check_snapshot_rate(volume_ids: list[str]) -> None:
    spacing = WORLD.settings.snapshotSpacingSeconds
    for volume_id in volume_ids:
        last = WORLD.last_snapshot.get(volume_id)
        if last is not None and time.monotonic() - last < spacing:
            message = (
                "The maximum per volume CreateSnapshot request rate has been exceeded. "
                "Use an increasing or variable sleep interval between requests."
            )
            raise AwsError("SnapshotCreationPerVolumeRateExceeded", message)
