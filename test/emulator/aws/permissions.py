"""What a call needs to be allowed, and what AWS says when it is not.

AWS pages: "Actions, resources, and condition keys for Amazon EC2" (Service Authorization Reference: image and snapshot
ARNs have no account, most Describe calls no resource), "Grant permission to tag Amazon EC2 resources during creation"
(EC2 User Guide), "Troubleshoot access denied error messages" (IAM User Guide).
"""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass

from .call import Call
from .errors import AwsError
from .partitions import partition_of
from .references import dependent_actions
from .rules import Deny

_SINGLE = ("InstanceId", "ImageId", "SnapshotId", "ResourceId.1")
_KINDS = {"i": "instance", "ami": "image", "snap": "snapshot", "vol": "volume"}
_WITHOUT_ACCOUNT = ("image", "snapshot")
_MADE = {"CreateImage": "image"}
"""CreateImage is checked on the image, the instance and the snapshots; a rule without a resource falls on the first."""
_PASSED = {"Tags.": "sts:TagSession", "SourceIdentity": "sts:SetSourceIdentity"}
"""What AssumeRole needs besides its own right ("Pass session tags in AWS STS", IAM User Guide)."""
_TAG = re.compile(r"TagSpecification\.(\d+)\.Tag\..+")


@dataclass(frozen=True)
class Need:
    action: str
    made: str | None = None
    """The kind of a resource that the call makes: it has no id yet."""
    dependent: bool = False
    """Needed besides the permission for the call itself."""


def needs(call: Call) -> list[Need]:
    own = Need(f"{call.service}:{call.action}", _MADE.get(call.action))
    if call.service != "ec2":
        passed = (action for word, action in _PASSED.items() if any(key.startswith(word) for key in call.form))
        return [own, *(Need(action, dependent=True) for action in passed)]
    looks_into = dependent_actions(call.form) if call.action == "DescribeImageReferences" else []
    return [
        own,
        *(Need(action, dependent=True) for action in looks_into),
        *(Need("ec2:CreateTags", kind, dependent=True) for kind in _tagged_kinds(call.form)),
    ]


def refusal(call: Call, need: Need, rule: Deny) -> AwsError:
    code = "UnauthorizedOperation" if call.service == "ec2" else "AccessDenied"
    return AwsError(code, rule.message or _text(call, need, rule), 403)


def _text(call: Call, need: Need, rule: Deny) -> str:
    if call.caller is None:
        return f"Not authorized to perform {need.action}"
    resource = _resource(call, need, rule)
    place = f" on resource: {resource}" if resource else ""
    text = (
        f"User: {call.caller.arn} is not authorized to perform: {need.action}{place} "
        f"because no identity-based policy allows the {need.action} action"
    )
    if call.service != "ec2":
        return text
    blob = base64.urlsafe_b64encode(secrets.token_bytes(480)).decode()
    more = f". Encoded authorization failure message: {blob}" if resource else ""
    return f"You are not authorized to perform this operation. {text}{more}"


def _resource(call: Call, need: Need, rule: Deny) -> str | None:
    if call.service != "ec2":
        return call.form.get("RoleArn")
    named = next((call.form[word] for word in _SINGLE if word in call.form), None)
    if rule.resource and named and not need.dependent:
        return _arn_of(call, rule.resource)
    if need.made:
        return _arn(call, need.made, "*")
    return _arn_of(call, named) if named else None


def _arn_of(call: Call, resource_id: str) -> str:
    prefix = resource_id.partition("-")[0]
    return _arn(call, _KINDS.get(prefix, prefix), resource_id)


def _arn(call: Call, kind: str, resource_id: str) -> str:
    account = "" if kind in _WITHOUT_ACCOUNT else call.account
    return f"arn:{partition_of(call.region)}:ec2:{call.region}:{account}:{kind}/{resource_id}"


def _tagged_kinds(form: dict[str, str]) -> list[str]:
    numbers = dict.fromkeys(found[1] for key in form if (found := _TAG.fullmatch(key)))
    return [form.get(f"TagSpecification.{number}.ResourceType", "") for number in numbers]
