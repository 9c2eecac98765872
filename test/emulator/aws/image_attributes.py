"""DescribeImageAttribute and ModifyImageAttribute: with whom an image is shared.

AWS pages: "DescribeImageAttribute", "ModifyImageAttribute" (one attribute a call), "Error codes for the Amazon EC2
API" (InvalidAMIAttributeItemValue; Unavailable, when the state of an image does not let its attributes be changed).
"""

from __future__ import annotations

import re
from typing import Any

from .errors import AwsError, not_implemented
from .image_base import ImageBase
from .models import Image
from .wire import Reply

_LISTS = {
    "UserIds": "UserId",
    "UserGroups": "Group",
    "OrganizationArns": "OrganizationArn",
    "OrganizationalUnitArns": "OrganizationalUnitArn",
}
_VALID = {
    "UserId": r"\d{12}",
    "Group": "all",
    "OrganizationArn": r"arn:[a-z-]+:organizations::\d{12}:organization/o-[a-z0-9]+",
    "OrganizationalUnitArn": r"arn:[a-z-]+:organizations::\d{12}:ou/o-[a-z0-9]+/ou-[a-z0-9-]+",
}


class ImageAttributeCalls(ImageBase):
    def describe_image_attribute(self) -> Reply:
        image, attribute = self._image(), self._get_param("Attribute")
        return Reply({"imageId": image.id, attribute: _attribute(image, attribute)})

    def modify_image_attribute(self) -> Reply:
        image = self._image()
        if image.disabled:
            raise AwsError("InvalidAMIID.Unavailable", f"The image ID '{image.id}' is not available")
        description = self._get_param("Description", {}).get("Value")
        if self._get_param("Attribute") == "description":
            description = self._get_param("Value")
        if description is not None:
            image.description = description
            return Reply({"return": True})
        add, remove = self._launch_permissions()
        for permission in (*add, *remove):
            _check(permission)
        image.launch_permissions += [one for one in add if one not in image.launch_permissions]
        image.launch_permissions[:] = [one for one in image.launch_permissions if one not in remove]
        return Reply({"return": True})

    def _launch_permissions(self) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
        """Both ways to say it: LaunchPermission, or OperationType with lists."""
        asked = self._get_param("LaunchPermission", {})
        add, remove = list(asked.get("Add", [])), list(asked.get("Remove", []))
        listed = [
            {word: value} for parameter, word in _LISTS.items() for value in self._get_param(parameter, [])
        ]
        (remove if self._get_param("OperationType") == "remove" else add).extend(listed)
        if not add and not remove:
            raise AwsError("InvalidParameterCombination", "No attributes specified.")
        return add, remove


def _attribute(image: Image, attribute: str) -> Any:
    if attribute == "launchPermission":
        return [
            {name[0].lower() + name[1:]: value for name, value in one.items()}
            for one in image.launch_permissions
        ]
    values = {
        "description": image.description,
        "deregistrationProtection": image.protection,
        "lastLaunchedTime": image.last_launched_time,
    }
    if attribute not in values:
        raise not_implemented(f"the image attribute '{attribute}'")
    return {"value": values[attribute]}


def _check(permission: dict[str, str]) -> None:
    for name, value in permission.items():
        if not re.fullmatch(_VALID[name], value):
            word = name[0].lower() + name[1:]
            message = f'Invalid attribute item value "{value}" for {word} item type.'
            raise AwsError("InvalidAMIAttributeItemValue", message)
