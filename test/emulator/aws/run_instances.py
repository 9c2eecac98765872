"""RunInstances of an image that is there: one instance, with what it is asked for and the volumes of the image.

AWS page: "RunInstances". What a test does not need is refused rather than ignored.
"""

from __future__ import annotations

from typing import Any

from .errors import AwsError, not_implemented
from .image_base import ImageBase
from .instances import find_instance, instance_view
from .seeding import seed_instance
from .wire import Reply

_KEPT = (
    "SubnetId",
    "SecurityGroupIds",
    "KeyName",
    "IamInstanceProfile",
    "Placement",
    "EbsOptimized",
    "Monitoring",
    "MetadataOptions",
)
_KNOWN = {*_KEPT, "ImageId", "InstanceType", "MinCount", "MaxCount", "TagSpecifications", "ClientToken"}


class RunCalls(ImageBase):
    def run_instances(self) -> Reply:
        given: dict[str, Any] = self._get_params()
        unknown = set(given) - _KNOWN - {"Action", "Version"}
        if unknown:
            raise not_implemented(f"ec2:RunInstances with {sorted(unknown)}")
        image = self._image()
        if image.state != "available":
            raise AwsError("InvalidAMIID.Unavailable", f"The image ID '{image.id}' is not available")
        tags = [each for one in given.get("TagSpecifications", []) for each in one.get("Tags", [])]
        seed = {
            "imageId": image.id,
            "instanceType": given["InstanceType"],
            "tags": {each["Key"]: each["Value"] for each in tags},
            "launch": {key: given[key] for key in _KEPT if key in given},
        }
        made = seed_instance(self.ec2_backend.account_id, self.ec2_backend.region_name, seed)
        one = find_instance(self.ec2_backend, made)
        return Reply({"reservationId": one.reservation_id, "instancesSet": [instance_view(one)]})
