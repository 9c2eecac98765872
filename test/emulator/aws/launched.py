"""What DescribeInstances shows of how an instance was launched, of a seed or of RunInstances."""

from __future__ import annotations

from typing import Any


def launched_view(instance: Any) -> dict[str, Any]:
    """Keys as in the input of RunInstances (EC2 API reference)."""
    given = getattr(instance, "launched_with", {})
    placement = given.get("Placement", {})
    metadata = given.get("MetadataOptions", {})
    monitored = given.get("Monitoring", {}).get("Enabled", False)
    view = {
        "placement": {
            "availabilityZone": instance.placement.zone,
            "tenancy": placement.get("Tenancy", "default"),
            "groupName": placement.get("GroupName", ""),
        },
        "monitoring": {"state": "enabled" if monitored else "disabled"},
        "ebsOptimized": given.get("EbsOptimized", False),
        "groupSet": [{"groupId": each, "groupName": each} for each in given.get("SecurityGroupIds", [])],
        "metadataOptions": {
            "state": "applied",
            "httpTokens": metadata.get("HttpTokens", "optional"),
            "httpPutResponseHopLimit": metadata.get("HttpPutResponseHopLimit", 1),
        },
        "keyName": given.get("KeyName"),
        "iamInstanceProfile": given.get("IamInstanceProfile"),
        "subnetId": given.get("SubnetId", instance.subnet_id),
    }
    if view["iamInstanceProfile"] is not None:
        view["iamInstanceProfile"] = {"arn": view["iamInstanceProfile"]["Arn"], "id": "AIPAEXAMPLE"}
    return {key: value for key, value in view.items() if value is not None}
