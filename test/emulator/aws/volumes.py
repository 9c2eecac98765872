"""DescribeVolumes: the volumes of the instances that are there.

AWS page: "DescribeVolumes". How EC2 words a volume that is not there: "Error codes for the Amazon EC2 API".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moto.ec2.responses._base_response import EC2BaseResponse

from .errors import AwsError
from .instances import all_instances
from .queries import Reader, page, refuse_ids_with_size, select, tags_of
from .wire import Reply, tag_set, timestamp

_FILTERS: dict[str, Reader] = {
    "volume-id": lambda one: [one.id],
    "attachment.instance-id": lambda one: [one.instance.id],
    "attachment.device": lambda one: [one.device],
    "attachment.status": lambda one: ["attached"],
    "attachment.attach-time": lambda one: [timestamp(one.attachment.attach_time)],
    "attachment.delete-on-termination": lambda one: [one.attachment.delete_on_termination],
    "availability-zone": lambda one: [one.instance.placement.zone],
    "create-time": lambda one: [timestamp(one.volume.create_time)],
    "encrypted": lambda one: [one.volume.encrypted],
    "size": lambda one: [one.volume.size],
    "status": lambda one: ["in-use"],
    "volume-type": lambda one: [one.volume.volume_type],
}
_KNOWN_TO_AWS = set(
    """
    availability-zone-id fast-restored multi-attach-enabled operator.managed operator.principal snapshot-id
    """.split()
)


@dataclass(frozen=True)
class Attached:
    volume: Any
    instance: Any
    device: str
    attachment: Any

    @property
    def id(self) -> str:
        return str(self.volume.id)

    @property
    def ec2_backend(self) -> Any:
        return self.volume.ec2_backend

    def view(self) -> dict[str, Any]:
        return {
            "volumeId": self.id,
            "size": self.volume.size,
            "volumeType": self.volume.volume_type,
            "encrypted": self.volume.encrypted,
            "kmsKeyId": self.volume.kms_key_id,
            "status": "in-use",
            "availabilityZone": self.instance.placement.zone,
            "createTime": timestamp(self.volume.create_time),
            "multiAttachEnabled": False,
            "attachmentSet": [
                {
                    "volumeId": self.id,
                    "instanceId": self.instance.id,
                    "device": self.device,
                    "status": "attached",
                    "attachTime": timestamp(self.attachment.attach_time),
                    "deleteOnTermination": self.attachment.delete_on_termination,
                }
            ],
            "tagSet": tag_set(tags_of(self)),
        }


class VolumeCalls(EC2BaseResponse):
    def describe_volumes(self) -> Reply:
        ids, size = self._get_param("VolumeIds", []), self._get_int_param("MaxResults")
        refuse_ids_with_size(ids, size, "volumeSet")
        known = {one.id: one for one in _attached(self.ec2_backend)}
        chosen = [_find(known, one) for one in dict.fromkeys(ids)] if ids else list(known.values())
        found = select(chosen, self._get_param("Filters", []), _FILTERS, _KNOWN_TO_AWS)
        volumes, next_token = page(found, size, self._get_param("NextToken"))
        return Reply({"volumeSet": [one.view() for one in volumes], "nextToken": next_token})


def _attached(backend: Any) -> list[Attached]:
    return [
        Attached(backend.volumes[attachment.volume_id], instance, device, attachment)
        for instance in all_instances(backend)
        for device, attachment in instance.block_device_mapping.items()
    ]


def _find(known: dict[str, Attached], volume_id: str) -> Attached:
    if volume_id not in known:
        raise AwsError("InvalidVolume.NotFound", f"The volume '{volume_id}' does not exist.")
    return known[volume_id]
