"""Images that are there before a test begins: of last week, of an instance that is gone, of somebody else."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from moto.ec2.utils import random_ami_id, random_snapshot_id, random_volume_id

from .lifecycle import Lifecycle
from .models import Image, Snapshot
from .wire import time_of
from .world import WORLD

_GIB = 8


def seed_image(backend: Any, seed: dict[str, Any]) -> str:
    WORLD.backends.add((backend.account_id, backend.region_name))
    state = seed.get("state", "available")
    disabled = state == "disabled"
    image = Image(
        ec2_backend=backend,
        id=seed.get("id", random_ami_id()),
        name=seed["name"],
        description=seed.get("description", ""),
        instance_id=seed["instanceId"],
        architecture="x86_64",
        platform=None,
        root_device_name="/dev/xvda",
        creation_date=_time(seed.get("creationDate")),
        no_reboot=True,
        life=Lifecycle(seed["instanceId"], finished="available" if disabled else state),
        launch_permissions=list(seed.get("launchPermissions", [])),
        protection=seed.get("protection", "disabled"),
        disabled=disabled,
        owner_alias=seed.get("ownerAlias"),
        last_launched_time=seed.get("lastLaunchedTime"),
    )
    for snapshot_id in seed.get("snapshotIds", [random_snapshot_id()]):
        _add_snapshot(image, snapshot_id, seed.get("snapshotTags", seed.get("tags", {})))
    backend.tags[image.id].update(seed.get("tags", {}))
    backend.amis[image.id] = image
    return image.id


def seed_snapshot(backend: Any, seed: dict[str, Any]) -> str:
    """One without an image: left behind, of a volume, or of another service."""
    WORLD.backends.add((backend.account_id, backend.region_name))
    snapshot = Snapshot(
        ec2_backend=backend,
        id=seed.get("id", random_snapshot_id()),
        volume_id=seed.get("volumeId", random_volume_id()),
        volume_size=seed.get("sizeGiB", _GIB),
        encrypted=seed.get("encrypted", False),
        kms_key_id=None,
        description=seed.get("description", ""),
        start_time=_time(seed.get("startTime")),
        life=Lifecycle("", finished="available"),
        own_state=seed.get("state", "completed"),
        owner_alias=seed.get("ownerAlias"),
    )
    backend.tags[snapshot.id].update(seed.get("tags", {}))
    backend.snapshots[snapshot.id] = snapshot
    return snapshot.id


def _add_snapshot(image: Image, snapshot_id: str, tags: dict[str, str]) -> None:
    """A snapshot may belong to two images: the second one finds it there."""
    backend = image.ec2_backend
    device = f"/dev/xvd{chr(ord('a') + len(image.mappings))}"
    image.mappings.append(
        {"deviceName": device, "ebs": {"snapshotId": snapshot_id, "volumeSize": _GIB, "volumeType": "gp3"}}
    )
    if snapshot_id in backend.snapshots:
        return
    backend.tags[snapshot_id].update(tags)
    backend.snapshots[snapshot_id] = Snapshot(
        ec2_backend=backend,
        id=snapshot_id,
        volume_id=random_volume_id(),
        volume_size=_GIB,
        encrypted=False,
        kms_key_id=None,
        description=f"Created by CreateImage({image.instance_id}) for {image.id}",
        start_time=image.creation_date,
        life=image.life,
        owner_alias=image.owner_alias,
    )


def _time(text: str | None) -> datetime:
    return datetime.fromtimestamp(WORLD.now(), timezone.utc) if text is None else time_of(text)
