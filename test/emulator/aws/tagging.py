"""Tags in the call that creates (EC2 User Guide, "Tag your Amazon EC2 resources", restrictions)."""

from __future__ import annotations

from typing import Any

from .errors import AwsError, invalid_parameter

MAX_TAGS = 50


def tags_by_type(specifications: list[dict[str, Any]], allowed: set[str]) -> dict[str, dict[str, str]]:
    """The tags for each kind of resource; refuses what EC2 refuses."""
    found: dict[str, dict[str, str]] = {}
    for specification in specifications:
        kind = specification.get("ResourceType", "")
        if kind not in allowed:
            raise invalid_parameter(f"'{kind}' is not a valid taggable resource type for this operation.")
        if kind in found:
            raise invalid_parameter(f"Duplicate resource type '{kind}' in the tag specifications.")
        found[kind] = _checked(specification.get("Tags", []))
    return found


def _checked(tags: list[dict[str, str]]) -> dict[str, str]:
    result: dict[str, str] = {}
    for tag in tags:
        key, value = tag.get("Key", ""), tag.get("Value", "")
        if key in result:
            raise invalid_parameter(f"Duplicate tag key '{key}' specified.")
        if key.lower().startswith("aws:"):
            raise invalid_parameter("Tag keys starting with 'aws:' are reserved for internal use")
        if not 1 <= len(key) <= 128:
            raise invalid_parameter("Tag key must be between 1 and 128 characters long")
        if len(value) > 256:
            raise invalid_parameter("Tag value exceeds the maximum length of 256 characters")
        result[key] = value
    if len(result) > MAX_TAGS:
        raise AwsError("TagLimitExceeded", "The maximum number of tags for the resource has been reached.")
    return result
