"""Puts accounts, roles and instances into the world, as a test describes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from moto.ec2.models import ec2_backends
from moto.ec2.models.instances import Instance
from moto.ec2.utils import random_reservation_id
from moto.packages.boto.ec2.blockdevicemapping import BlockDeviceType
from moto.packages.boto.ec2.instance import Reservation

from .partitions import RoleArn, partition_of
from .resources import seed_resources
from .seeding_images import seed_image, seed_snapshot
from .wire import time_of
from .world import WORLD, Role

_STATE_CODES = {
    "pending": 0,
    "running": 16,
    "shutting-down": 32,
    "terminated": 48,
    "stopping": 64,
    "stopped": 80,
}
_SOME_IMAGE = "ami-0123456789abcdef0"
_LONG_AGO = "2024-01-01T00:00:00Z"
_DEFAULT_VOLUMES = [{"device": "/dev/xvda", "sizeGiB": 8}]


_new_instance: Any = Instance
"""Any, because moto leaves CloudFormation's methods of this class abstract and instantiates it all the same."""


def seed_account(seed: dict[str, Any]) -> dict[str, Any]:
    account = seed["id"]
    regions = seed.get("regions", ["eu-west-1"])
    seed_resources(WORLD.inventories, account, regions[0], seed)
    WORLD.providers.setdefault(account, set()).update(seed.get("oidcProviders", []))
    return {
        "id": account,
        "roles": [_seed_role(account, partition_of(regions[0]), one) for one in seed.get("roles", [])],
        "users": [_seed_user(account, partition_of(regions[0]), one) for one in seed.get("users", [])],
        "instances": [
            seed_instance(account, one.get("region", regions[0]), one) for one in seed.get("instances", [])
        ],
        "images": [
            seed_image(ec2_backends[account][one.get("region", regions[0])], one)
            for one in seed.get("images", [])
        ],
        "snapshots": [
            seed_snapshot(ec2_backends[account][one.get("region", regions[0])], one)
            for one in seed.get("snapshots", [])
        ],
    }


def _seed_role(account: str, partition: str, seed: dict[str, Any]) -> str:
    arn = RoleArn(partition, account, seed.get("path", "/"), seed["name"])
    WORLD.roles[str(arn)] = Role(
        arn,
        tuple(seed.get("trusts", [])),
        seed.get("externalId"),
        tuple(seed.get("oidcSubjects", [])),
        seed.get("oidcAudience", "sts.amazonaws.com"),
        seed.get("maxSessionSeconds", 3600),
    )
    return str(arn)


def _seed_user(account: str, partition: str, name: str) -> dict[str, str]:
    key = WORLD.credentials.issue_user_key(account, f"arn:{partition}:iam::{account}:user/{name}")
    return {"accessKeyId": key.access_key_id, "secretAccessKey": key.secret_access_key}


def seed_instance(account: str, region: str, seed: dict[str, Any]) -> str:
    WORLD.backends.add((account, region))
    backend = ec2_backends[account][region]
    instance = _new_instance(
        backend,
        _SOME_IMAGE,
        None,
        [],
        instance_type=seed.get("instanceType", "t3.micro"),
        region_name=region,
    )
    # moto would look an image of ours up, which is not of its kind.
    instance.image_id = seed.get("imageId", _SOME_IMAGE)
    instance.id = seed.get("id", instance.id)
    state = seed.get("state", "running")
    instance._state.name, instance._state.code = state, _STATE_CODES[state]
    instance.root_device_type = seed.get("rootDeviceType", "ebs")
    instance.platform = seed.get("platform")
    instance.virtualization_type = "hvm"
    volumes = [] if instance.root_device_type == "instance-store" else seed.get("volumes", _DEFAULT_VOLUMES)
    instance.root_device_name = seed.get("rootDeviceName", volumes[0]["device"] if volumes else "/dev/sda1")
    launched = _launch(instance, seed)
    for volume in volumes if state != "terminated" else []:
        _attach(backend, instance, volume, launched)
    named = {"Name": seed["name"]} if "name" in seed else {}
    backend.tags[instance.id] = {**named, **seed.get("tags", {})}
    instance.launched_with = seed.get("launch", {})
    _reserve(backend, instance)
    return str(instance.id)


def _launch(instance: Any, seed: dict[str, Any]) -> datetime:
    """EC2's launch time is that of the last start; what was attached at the launch still tells of the first."""
    launched = seed.get("launchedAt", _LONG_AGO)
    instance.launch_time = time_of(seed.get("lastStartedAt", launched))
    for interface in instance.nics.values():
        interface.attach_time = time_of(launched)
    return time_of(launched)


def _attach(backend: Any, instance: Any, seed: dict[str, Any], launched: datetime) -> None:
    """Not through moto's attach_volume: that looks the instance up in a list that grows."""
    volume = backend.create_volume(size=seed.get("sizeGiB", 8), zone_name=instance._placement.zone)
    volume.volume_type = seed.get("type", "gp3")
    volume.encrypted = seed.get("encrypted", False)
    volume.kms_key_id = seed.get("kmsKeyId")
    volume.create_time = time_of(seed["attachedAt"]) if "attachedAt" in seed else launched
    instance.block_device_mapping[seed["device"]] = BlockDeviceType(
        volume_id=volume.id,
        status="attached",
        size=volume.size,
        attach_time=volume.create_time,
        delete_on_termination=seed["device"] == instance.root_device_name,
    )


def _reserve(backend: Any, instance: Any) -> None:
    """An instance that is seeded again replaces the one there was: so a test changes its state."""
    place = (backend.account_id, backend.region_name, instance.id)
    backend.reservations.pop(WORLD.reservations.get(place), None)
    instance.reservation_id = random_reservation_id()
    reservation = Reservation(instance.reservation_id)
    reservation.instances = [instance]
    backend.reservations[reservation.id] = reservation
    WORLD.reservations[place] = reservation.id
