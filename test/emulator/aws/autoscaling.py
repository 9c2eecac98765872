"""Auto Scaling: launch configurations and groups, to be read.

AWS pages: "DescribeLaunchConfigurations", "DescribeAutoScalingGroups" (MaxRecords: 50 unless told, 100 at most; names
that are not there are left out). The API speaks the query protocol, as STS does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any
from uuid import NAMESPACE_OID, uuid4, uuid5

from .call import Call
from .errors import AwsError, not_implemented
from .ledger import nested
from .queries import cut
from .resources import AutoScalingGroup, Inventory, LaunchTemplate, Reference, inventory_of
from .wire import elements, timestamp
from .world import WORLD

_NAMESPACE = "http://autoscaling.amazonaws.com/doc/2011-01-01/"
_DEFAULT_RECORDS = 50
_MAX_RECORDS = 100
_CREATED = timestamp(datetime(2024, 1, 1, tzinfo=timezone.utc))

View = Callable[[Inventory, Any], dict[str, Any]]


def answer(call: Call) -> str:
    inventory = inventory_of(WORLD.inventories, call.account, call.region)
    form = nested(call.form)
    if call.action == "DescribeLaunchConfigurations":
        known: dict[str, Any] = dict(inventory.launch_configurations)
        how: tuple[str, str, View] = "LaunchConfigurationNames", "LaunchConfigurations", _configuration
    elif call.action == "DescribeAutoScalingGroups":
        known = dict(inventory.auto_scaling_groups)
        how = "AutoScalingGroupNames", "AutoScalingGroups", _group
    else:
        raise not_implemented(f"autoscaling:{call.action}")
    return _listed(call, form, inventory, known, how)


def _listed(
    call: Call,
    form: dict[str, Any],
    inventory: Inventory,
    known: dict[str, Any],
    how: tuple[str, str, View],
) -> str:
    names, word, view = how
    if "Filters" in form:
        raise not_implemented(f"the filters of autoscaling:{call.action}")
    asked = form.get(names, {})
    wanted = asked.get("member", []) if isinstance(asked, dict) else []
    chosen = [one for name, one in known.items() if not wanted or name in wanted]
    found, next_token = cut(chosen, _size(form), form.get("NextToken"))
    result = {word: [view(inventory, one) for one in found], "NextToken": next_token}
    return (
        f'<{call.action}Response xmlns="{_NAMESPACE}"><{call.action}Result>'
        f"{elements(result, 'member')}</{call.action}Result>"
        f"<ResponseMetadata><RequestId>{uuid4()}</RequestId></ResponseMetadata></{call.action}Response>"
    )


def _size(form: dict[str, Any]) -> int:
    size = int(form.get("MaxRecords", _DEFAULT_RECORDS))
    if not 1 <= size <= _MAX_RECORDS:
        limit = "greater than or equal to 1" if size < 1 else f"less than or equal to {_MAX_RECORDS}"
        raise AwsError(
            "ValidationError",
            f"1 validation error detected: Value '{size}' at 'maxRecords' failed to satisfy constraint: "
            f"Member must have value {limit}",
        )
    return size


def _configuration(inventory: Inventory, one: Reference) -> dict[str, Any]:
    rest = f"launchConfiguration:{uuid5(NAMESPACE_OID, one.name)}:launchConfigurationName/{one.name}"
    return {
        "LaunchConfigurationName": one.name,
        "LaunchConfigurationARN": inventory.arn("autoscaling", rest),
        "ImageId": one.image_id,
        "InstanceType": "t3.micro",
        "KeyName": "",
        "SecurityGroups": [],
        "BlockDeviceMappings": [],
        "InstanceMonitoring": {"Enabled": True},
        "EbsOptimized": False,
        "CreatedTime": _CREATED,
    }


def _group(inventory: Inventory, one: AutoScalingGroup) -> dict[str, Any]:
    rest = f"autoScalingGroup:{uuid5(NAMESPACE_OID, one.name)}:autoScalingGroupName/{one.name}"
    template = _specification(inventory, one.launch_template, one.version)
    mixed = one.overrides is not None
    return {
        "AutoScalingGroupName": one.name,
        "AutoScalingGroupARN": inventory.arn("autoscaling", rest),
        "LaunchConfigurationName": one.launch_configuration,
        "LaunchTemplate": None if mixed else template,
        "MixedInstancesPolicy": _mixed(inventory, one, template) if mixed else None,
        "MinSize": 0,
        "MaxSize": 1,
        "DesiredCapacity": 0,
        "DefaultCooldown": 300,
        "AvailabilityZones": [f"{inventory.region}a"],
        "HealthCheckType": "EC2",
        "HealthCheckGracePeriod": 0,
        "CreatedTime": _CREATED,
    }


def _mixed(inventory: Inventory, group: AutoScalingGroup, template: dict[str, Any] | None) -> dict[str, Any]:
    overrides = [
        {
            "InstanceType": one.get("instanceType"),
            "ImageId": one.get("imageId"),
            "LaunchTemplateSpecification": _specification(inventory, one.get("launchTemplate"), "$Latest"),
        }
        for one in group.overrides or ()
    ]
    return {"LaunchTemplate": {"LaunchTemplateSpecification": template, "Overrides": overrides}}


def _specification(inventory: Inventory, name: str | None, version: str) -> dict[str, Any] | None:
    if name is None:
        return None
    template: LaunchTemplate | None = inventory.launch_templates.get(name)
    return {
        "LaunchTemplateId": template.id if template else f"lt-{'0' * 17}",
        "LaunchTemplateName": name,
        "Version": version,
    }
