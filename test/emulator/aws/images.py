"""The image calls of EC2: create, describe, deprecate, protect, disable.

AWS pages: "DescribeImages" (IncludeDisabled, unknown ids), "EnableImageDeprecation", "DisableImage",
"EnableImageDeregistrationProtection". Accounts see their own images only.
"""

from __future__ import annotations

import re
from typing import Any

from .create_image import create_image
from .deregister import still_shown
from .errors import AwsError
from .image_base import ImageBase, image_not_found
from .models import Image
from .queries import Reader, page, select, tags_of
from .wire import Reply, timestamp
from .world import WORLD

_FILTERS: dict[str, Reader] = {
    "image-id": lambda one: [one.id],
    "name": lambda one: [one.name],
    "description": lambda one: [one.description],
    "state": lambda one: [one.state],
    "owner-id": lambda one: [one.owner_id],
    "owner-alias": lambda one: [one.owner_alias],
    "is-public": lambda one: [one.is_public],
    "source-instance-id": lambda one: [one.instance_id],
    "creation-date": lambda one: [timestamp(one.creation_date)],
    "root-device-name": lambda one: [one.root_device_name],
    "root-device-type": lambda one: ["ebs"],
    "image-type": lambda one: ["machine"],
    "architecture": lambda one: [one.architecture],
    "block-device-mapping.snapshot-id": lambda one: one.snapshot_ids,
    "block-device-mapping.device-name": lambda one: [each["deviceName"] for each in one.mappings],
}
_KNOWN_TO_AWS = set(
    """
    block-device-mapping.delete-on-termination block-device-mapping.encrypted
    block-device-mapping.volume-size block-device-mapping.volume-type ena-support free-tier-eligible
    hypervisor image-allowed kernel-id manifest-location platform product-code
    product-code.type ramdisk-id source-image-id source-image-region sriov-net-support state-reason-code
    state-reason-message virtualization-type
    """.split()
)


class ImageCalls(ImageBase):
    def create_image(self) -> Reply:
        return Reply({"imageId": create_image(self.ec2_backend, self.params)})

    def describe_images(self) -> Reply:
        found = select(self._candidates(), self._get_param("Filters", []), _FILTERS, _KNOWN_TO_AWS)
        images, next_token = page(found, self._get_int_param("MaxResults"), self._get_param("NextToken"))
        views = [image.view() for image in images]
        for image in images:
            image.life.describes += 1
        return Reply({"imagesSet": views, "nextToken": next_token})

    def enable_image_deprecation(self) -> Reply:
        at = self._get_param("DeprecateAt")
        self._image().deprecation_time = at.strftime("%Y-%m-%dT%H:%M:00.000Z")
        return Reply({"return": True})

    def disable_image_deprecation(self) -> Reply:
        self._image().deprecation_time = None
        return Reply({"return": True})

    def enable_image_deregistration_protection(self) -> Reply:
        cooldown = self._get_bool_param("WithCooldown", False)
        image = self._image()
        image.protection = "enabled-with-cooldown" if cooldown else "enabled"
        return Reply({"return": image.protection})

    def disable_image_deregistration_protection(self) -> Reply:
        """With a cooldown the protection lasts another 24 hours: here, for good."""
        image = self._image()
        if image.protection == "enabled":
            image.protection = "disabled"
        return Reply({"return": image.protection})

    def enable_image(self) -> Reply:
        return self._switch(disabled=False)

    def disable_image(self) -> Reply:
        return self._switch(disabled=True)

    def _switch(self, *, disabled: bool) -> Reply:
        image = self._image()
        image.disabled = disabled
        if disabled:
            image.launch_permissions.clear()
        return Reply({"return": True})

    def _candidates(self) -> list[Image]:
        ids = self._get_param("ImageIds", [])
        owners = self._get_param("Owners", [])
        there = [image for image in list(self.ec2_backend.amis.values()) if image.visible]
        gone = [one for one in WORLD.deregistered if one.ec2_backend is self.ec2_backend and still_shown(one)]
        visible = {image.id: image for image in (*there, *gone)}
        chosen = _by_ids(visible, ids) if ids else list(visible.values())
        if owners:
            chosen = [one for one in chosen if {"self", one.owner_id, one.owner_alias} & set(owners)]
        if self._get_bool_param("IncludeDisabled", False):
            return chosen
        return [image for image in chosen if not image.disabled]


def _by_ids(visible: dict[str, Image], ids: list[str]) -> list[Image]:
    malformed = [one for one in ids if not re.fullmatch(r"ami-[0-9a-f]{8}([0-9a-f]{9})?", one)]
    if malformed:
        raise AwsError("InvalidAMIID.Malformed", f'Invalid id: "{malformed[0]}" (expecting "ami-...")')
    missing = [one for one in ids if one not in visible]
    if missing:
        raise image_not_found(missing)
    return [visible[one] for one in dict.fromkeys(ids)]


def dump_image(image: Image, account: str, region: str) -> dict[str, Any]:
    """For the tests' eyes: what no EC2 call tells (NoReboot), and without counting as a describe."""
    return {
        "account": account,
        "region": region,
        "id": image.id,
        "name": image.name,
        "description": image.description,
        "state": image.state,
        "instanceId": image.instance_id,
        "noReboot": image.no_reboot,
        "devices": [one["deviceName"] for one in image.mappings],
        "snapshotIds": image.snapshot_ids,
        "tags": dict(tags_of(image)),
        "launchPermissions": image.launch_permissions,
        "deprecationTime": image.deprecation_time,
        "protection": image.protection,
        "creationDate": image.creation_date.isoformat(),
    }
