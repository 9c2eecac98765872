"""What refers to images without being an image or an instance: launch templates, recipes, groups and the like.

An account has one such inventory in each region. Only the seeds fill it, and no call changes it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .partitions import partition_of


@dataclass(frozen=True)
class LaunchTemplate:
    """`versions` are the image ids, the oldest version first; None for a version that names no image."""

    id: str
    name: str
    versions: tuple[str | None, ...]


@dataclass(frozen=True)
class Reference:
    """A parameter, a recipe or a launch configuration: a name and the one image that it names."""

    name: str
    image_id: str
    kind: str = ""


@dataclass(frozen=True)
class AutoScalingGroup:
    name: str
    launch_configuration: str | None
    launch_template: str | None
    version: str
    overrides: tuple[dict[str, Any], ...] | None


@dataclass(frozen=True)
class Lock:
    snapshot_id: str
    state: str
    expires_on: str | None

    @property
    def holds(self) -> bool:
        return self.state != "expired"


@dataclass(frozen=True)
class FastRestore:
    snapshot_id: str
    zone: str
    state: str


@dataclass(frozen=True)
class BinnedImage:
    id: str
    name: str


@dataclass
class Inventory:
    account: str
    region: str
    launch_templates: dict[str, LaunchTemplate] = field(default_factory=dict)
    launch_configurations: dict[str, Reference] = field(default_factory=dict)
    auto_scaling_groups: dict[str, AutoScalingGroup] = field(default_factory=dict)
    parameters: dict[str, Reference] = field(default_factory=dict)
    recipes: dict[str, Reference] = field(default_factory=dict)
    locks: dict[str, Lock] = field(default_factory=dict)
    fast_restores: dict[str, FastRestore] = field(default_factory=dict)
    bin: dict[str, BinnedImage] = field(default_factory=dict)

    def arn(self, service: str, rest: str) -> str:
        return f"arn:{partition_of(self.region)}:{service}:{self.region}:{self.account}:{rest}"


Inventories = dict[tuple[str, str], Inventory]


def inventory_of(inventories: Inventories, account: str, region: str) -> Inventory:
    return inventories.setdefault((account, region), Inventory(account, region))


def seed_resources(inventories: Inventories, account: str, default_region: str, seed: dict[str, Any]) -> None:
    """One that is seeded again under its name replaces the one there was."""

    def fill(
        word: str, make: Callable[[dict[str, Any]], object], store: str, *names: str
    ) -> None:
        for one in seed.get(word, []):
            inventory = inventory_of(inventories, account, one.get("region", default_region))
            name = " ".join(one.get(each, "") for each in names or ("name",))
            getattr(inventory, store)[name] = make(one)

    fill("launchTemplates", _launch_template, "launch_templates")
    fill("launchConfigurations", _reference, "launch_configurations")
    fill("autoScalingGroups", _group, "auto_scaling_groups")
    fill("parameters", _reference, "parameters")
    fill("recipes", _reference, "recipes")
    fill("snapshotLocks", _lock, "locks", "snapshotId")
    fill("fastSnapshotRestores", _fast_restore, "fast_restores", "snapshotId", "zone")
    fill("recycleBin", _binned, "bin", "imageId")


def _lock(seed: dict[str, Any]) -> Lock:
    return Lock(seed["snapshotId"], seed.get("state", "governance"), seed.get("expiresOn"))


def _fast_restore(seed: dict[str, Any]) -> FastRestore:
    return FastRestore(seed["snapshotId"], seed.get("zone", "eu-west-1a"), seed.get("state", "enabled"))


def _binned(seed: dict[str, Any]) -> BinnedImage:
    return BinnedImage(seed["imageId"], seed.get("name", seed["imageId"]))


def _launch_template(seed: dict[str, Any]) -> LaunchTemplate:
    template_id = seed.get("id", f"lt-{secrets.token_hex(9)[:17]}")
    return LaunchTemplate(template_id, seed["name"], tuple(one.get("imageId") for one in seed["versions"]))


def _reference(seed: dict[str, Any]) -> Reference:
    return Reference(seed["name"], seed["imageId"], seed.get("kind", "image"))


def _group(seed: dict[str, Any]) -> AutoScalingGroup:
    overrides = seed.get("overrides")
    return AutoScalingGroup(
        seed["name"],
        seed.get("launchConfiguration"),
        seed.get("launchTemplate"),
        seed.get("version", "$Latest"),
        None if overrides is None else tuple(overrides),
    )
