"""Instances: looked up fast, described with EC2's own rules, and visibly away while they reboot.

AWS pages: "DescribeInstances" (MaxResults may not be combined with InstanceIds), "DescribeInstanceStatus".
"""

from __future__ import annotations

import time
from typing import Any

from moto.ec2.responses._base_response import EC2BaseResponse

from .errors import AwsError
from .launched import launched_view
from .queries import Reader, page, refuse_ids_with_size, select, tags_of
from .wire import Reply, tag_set, timestamp
from .world import WORLD

_FILTERS: dict[str, Reader] = {
    "instance-id": lambda one: [one.id],
    "instance-state-name": lambda one: [one.state],
    "instance-state-code": lambda one: [one.state_code],
    "image-id": lambda one: [one.image_id],
    "instance-type": lambda one: [one.instance_type],
    "root-device-type": lambda one: [one.root_device_type],
    "root-device-name": lambda one: [one.root_device_name],
    "owner-id": lambda one: [one.owner_id],
    "vpc-id": lambda one: [one.vpc_id],
    "subnet-id": lambda one: [one.subnet_id],
    "availability-zone": lambda one: [one.placement.zone],
    "architecture": lambda one: [one.architecture],
    "platform": lambda one: [one.platform],
    "key-name": lambda one: [one.key_name],
    "private-ip-address": lambda one: [one.private_ip],
    "reservation-id": lambda one: [one.reservation_id],
    "block-device-mapping.device-name": lambda one: list(one.block_device_mapping),
    "block-device-mapping.volume-id": lambda one: [
        each.volume_id for each in one.block_device_mapping.values()
    ],
}
_KNOWN_TO_AWS = set(
    """
    affinity block-device-mapping.attach-time block-device-mapping.delete-on-termination
    block-device-mapping.status boot-mode client-token dns-name group-id group-name host-id hypervisor
    iam-instance-profile.arn iam-instance-profile.id instance-lifecycle instance.group-id
    instance.group-name ip-address kernel-id launch-index launch-time metadata-options.http-tokens
    monitoring-state network-interface.vpc-id outpost-arn placement-group-name platform-details
    private-dns-name product-code ramdisk-id reason requester-id source-dest-check
    spot-instance-request-id state-reason-code state-reason-message tenancy virtualization-type
    """.split()
)


def all_instances(backend: Any) -> list[Any]:
    return [one for reservation in list(backend.reservations.values()) for one in reservation.instances]


def find_instance(backend: Any, instance_id: str) -> Any:
    found = next((one for one in all_instances(backend) if one.id == instance_id), None)
    if found is None:
        raise not_found([instance_id])
    return found


def not_found(instance_ids: list[str]) -> AwsError:
    subject = (
        f"ID '{instance_ids[0]}' does" if len(instance_ids) == 1 else f"IDs '{', '.join(instance_ids)}' do"
    )
    return AwsError("InvalidInstanceID.NotFound", f"The instance {subject} not exist")


class InstanceCalls(EC2BaseResponse):
    def describe_instances(self) -> Reply:
        found, next_token = self._wanted()
        reservations = [
            {"reservationId": one.reservation_id, "ownerId": one.owner_id, "instancesSet": [instance_view(one)]}
            for one in found
        ]
        for one in found:
            _end_when_shown(self.ec2_backend, one)
        return Reply({"reservationSet": reservations, "nextToken": next_token})

    def describe_instance_status(self) -> Reply:
        found, next_token = self._wanted()
        everything = self._get_bool_param("IncludeAllInstances", False)
        statuses = [_status(one) for one in found if everything or one.state == "running"]
        return Reply({"instanceStatusSet": statuses, "nextToken": next_token})

    def _wanted(self) -> tuple[list[Any], str | None]:
        ids, size = self._get_param("InstanceIds", []), self._get_int_param("MaxResults")
        refuse_ids_with_size(ids, size, "instancesSet")
        everything = all_instances(self.ec2_backend)
        if ids:
            known = {one.id: one for one in everything}
            missing = [one for one in ids if one not in known]
            if missing:
                raise not_found(missing)
            everything = [known[one] for one in ids]
        filters = self._get_param("Filters", [])
        return page(select(everything, filters, _FILTERS, _KNOWN_TO_AWS), size, self._get_param("NextToken"))


def _end_when_shown(backend: Any, instance: Any) -> None:
    own = WORLD.settings.of_instance(instance.id)
    if own.endsAfterDescribes is None:
        return
    own.endsAfterDescribes -= 1
    if own.endsAfterDescribes > 0:
        return
    own.endsAfterDescribes = None
    instance._state.name, instance._state.code = "terminated", 48
    if own.endsAs == "gone":
        for reservation in backend.reservations.values():
            reservation.instances = [one for one in reservation.instances if one is not instance]


def instance_view(instance: Any) -> dict[str, Any]:
    return {
        "instanceId": instance.id,
        "imageId": instance.image_id,
        "instanceState": _state(instance),
        "instanceType": instance.instance_type,
        "launchTime": timestamp(instance.launch_time),
        "subnetId": instance.subnet_id,
        "vpcId": instance.vpc_id,
        "privateIpAddress": instance.private_ip,
        "platform": instance.platform,
        "platformDetails": "Windows" if instance.platform else "Linux/UNIX",
        "architecture": instance.architecture,
        "virtualizationType": instance.virtualization_type,
        "hypervisor": "xen",
        "rootDeviceType": instance.root_device_type,
        "rootDeviceName": instance.root_device_name,
        "blockDeviceMapping": [
            _attached(device, one) for device, one in instance.block_device_mapping.items()
        ],
        "networkInterfaceSet": _interfaces(instance),
        "tagSet": tag_set(tags_of(instance)),
        **launched_view(instance),
    }


def _attached(device: str, volume: Any) -> dict[str, Any]:
    ebs = {
        "volumeId": volume.volume_id,
        "status": "attached",
        "attachTime": timestamp(volume.attach_time),
        "deleteOnTermination": volume.delete_on_termination,
    }
    return {"deviceName": device, "ebs": ebs}


def _interfaces(instance: Any) -> list[dict[str, Any]]:
    """A terminated instance has lost them."""
    if instance.state == "terminated":
        return []
    return [
        {
            "networkInterfaceId": one.id,
            "ownerId": instance.owner_id,
            "interfaceType": "interface",
            "status": "in-use",
            "subnetId": one.subnet.id,
            "vpcId": one.subnet.vpc_id,
            "privateIpAddress": one.private_ip_address,
            "attachment": {
                "attachmentId": one.attachment_id,
                "deviceIndex": index,
                "networkCardIndex": 0,
                "status": "attached",
                "attachTime": timestamp(one.attach_time),
                "deleteOnTermination": True,
            },
        }
        for index, one in instance.nics.items()
    ]


def _state(instance: Any) -> dict[str, Any]:
    return {"code": instance.state_code, "name": instance.state}


def _status(instance: Any) -> dict[str, Any]:
    status = _health(instance)
    return {
        "instanceId": instance.id,
        "availabilityZone": instance.placement.zone,
        "instanceState": _state(instance),
        "instanceStatus": {"status": status, "details": _details(status)},
        "systemStatus": {"status": status, "details": _details(status)},
    }


def _details(status: str) -> list[dict[str, str]]:
    words = {"ok": "passed", "initializing": "initializing", "impaired": "failed"}
    return [{"name": "reachability", "status": words[status]}] if status in words else []


def _health(instance: Any) -> str:
    """The checks lag: for `rebootLagSeconds` after CreateImage they still say ok."""
    if instance.state != "running":
        return "not-applicable"
    general, own = WORLD.settings, WORLD.settings.of_instance(instance.id)
    seconds = general.rebootSeconds if own.rebootSeconds is None else own.rebootSeconds
    last = WORLD.reboots.get(instance.id, [])[-1:]
    away = any(
        general.rebootLagSeconds <= time.monotonic() - at < general.rebootLagSeconds + seconds for at in last
    )
    return general.rebootStatus if away else "ok"
