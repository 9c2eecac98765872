"""DescribeImageReferences: who in the caller's account names an image.

AWS pages: "DescribeImageReferences" (limits), "Identify your resources referencing specified AMIs" (EC2 User Guide:
defaults, options, and the permissions that each type of resource needs besides). How EC2 words its refusals is not
documented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from moto.ec2.responses._base_response import EC2BaseResponse

from .errors import AwsError, invalid_parameter
from .instances import all_instances
from .queries import page
from .resources import Inventory, inventory_of
from .wire import Reply
from .world import WORLD

_MAX_IMAGES = 10
_LARGEST_PAGE = 1000
_DEFAULT_DEPTH = 10
_MAX_DEPTH = 10_000
_OPTIONS = {
    "ec2:Instance": "state-name",
    "ec2:LaunchTemplate": "version-depth",
    "ssm:Parameter": None,
    "imagebuilder:ImageRecipe": None,
    "imagebuilder:ContainerRecipe": None,
}
_STATES = {"pending", "running", "shutting-down", "terminated", "stopping", "stopped"}
_NEEDS = {
    "ec2:Instance": ("ec2:DescribeInstances",),
    "ec2:LaunchTemplate": ("ec2:DescribeLaunchTemplates", "ec2:DescribeLaunchTemplateVersions"),
    "ssm:Parameter": ("ssm:DescribeParameters", "ssm:GetParameters"),
    "imagebuilder:ImageRecipe": ("imagebuilder:ListImageRecipes",),
    "imagebuilder:ContainerRecipe": (
        "imagebuilder:ListContainerRecipes",
        "imagebuilder:GetContainerRecipe",
    ),
}


def dependent_actions(form: dict[str, str]) -> list[str]:
    """What the caller must also be allowed to do, for the types of resources that are asked for."""
    if form.get("IncludeAllResourceTypes") == "true":
        kinds = list(_NEEDS)
    else:
        kinds = [
            value for key, value in form.items() if re.fullmatch(r"ResourceType\.\d+\.ResourceType", key)
        ]
    return [action for kind in kinds for action in _NEEDS.get(kind, ())]


class ReferenceCalls(EC2BaseResponse):
    def describe_image_references(self) -> Reply:
        image_ids = self._get_param("ImageIds", [])
        _check_ids(image_ids)
        kinds = _wanted(
            self._get_bool_param("IncludeAllResourceTypes", False), self._get_param("ResourceTypes", [])
        )
        backend = self.ec2_backend
        inventory = inventory_of(WORLD.inventories, backend.account_id, backend.region_name)
        found = [
            {"imageId": image_id, "resourceType": kind, "arn": arn}
            for image_id in image_ids
            for kind, values in kinds.items()
            for arn in _find(kind, values, image_id, inventory, backend)
        ]
        size = self._get_int_param("MaxResults") or _LARGEST_PAGE
        references, next_token = page(found, size, self._get_param("NextToken"))
        return Reply({"imageReferenceSet": references, "nextToken": next_token})


def _check_ids(image_ids: list[str]) -> None:
    if not image_ids:
        raise AwsError("MissingParameter", "The request must contain the parameter ImageId")
    if len(image_ids) > _MAX_IMAGES:
        raise invalid_parameter(f"Too many image IDs ({len(image_ids)}): the maximum is {_MAX_IMAGES}.")
    malformed = [one for one in image_ids if not re.fullmatch(r"ami-[0-9a-f]{8}([0-9a-f]{9})?", one)]
    if malformed:
        raise AwsError("InvalidAMIID.Malformed", f'Invalid id: "{malformed[0]}" (expecting "ami-...")')


def _wanted(everything: bool, asked: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The types to look at, each with the values of its option; none means AWS's default."""
    kinds: dict[str, list[str]] = dict.fromkeys(_OPTIONS, []) if everything else {}
    for one in asked:
        kind = one.get("ResourceType", "")
        if kind not in _OPTIONS:
            raise invalid_parameter(f"Value ({kind}) for parameter ResourceType is invalid.")
        kinds[kind] = []
        for option in one.get("ResourceTypeOptions", []):
            name, values = option.get("OptionName"), option.get("OptionValues", [])
            if name is None or name != _OPTIONS[kind]:
                raise invalid_parameter(f"The option '{name}' is not valid for the resource type {kind}.")
            _check_values(name, values)
            kinds[kind] = values
    if not kinds:
        raise AwsError(
            "MissingParameter", "Either IncludeAllResourceTypes or ResourceTypes must be specified."
        )
    return kinds


def _check_values(name: str, values: list[str]) -> None:
    for value in values:
        if name == "state-name" and value in _STATES:
            continue
        if name == "version-depth" and value.isdigit() and 1 <= int(value) <= _MAX_DEPTH:
            continue
        raise invalid_parameter(f"Value ({value}) for the option {name} is invalid.")


def _find(kind: str, values: list[str], image_id: str, inventory: Inventory, backend: Any) -> Iterator[str]:
    if kind == "ec2:Instance":
        states = set(values) or _STATES
        for instance in all_instances(backend):
            if instance.image_id == image_id and instance.state in states:
                yield inventory.arn("ec2", f"instance/{instance.id}")
    elif kind == "ec2:LaunchTemplate":
        depth = int(values[0]) if values else _DEFAULT_DEPTH
        for template in inventory.launch_templates.values():
            if image_id in template.versions[-depth:]:
                yield inventory.arn("ec2", f"launch-template/{template.id}")
    elif kind == "ssm:Parameter":
        for parameter in inventory.parameters.values():
            if parameter.image_id == image_id:
                yield inventory.arn("ssm", f"parameter/{parameter.name.removeprefix('/')}")
    else:
        word = "image" if kind == "imagebuilder:ImageRecipe" else "container"
        for recipe in inventory.recipes.values():
            if recipe.image_id == image_id and recipe.kind == word:
                yield inventory.arn("imagebuilder", f"{word}-recipe/{recipe.name}/1.0.0")
