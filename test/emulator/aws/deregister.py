"""DeregisterImage, and what becomes of the snapshots.

AWS pages: "DeregisterImage" and "DeleteSnapshotReturnCode" (the return codes), "Deregister an Amazon EC2 AMI" (User
Guide: AWS Backup's images; an image that others still see for a while). The words for AWS Backup's images are those of
AWS re:Post ("This image is managed by AWS Backup and cannot be deleted via EC2 APIs").
"""

from __future__ import annotations

import time

from .errors import AwsError
from .image_base import ImageBase
from .models import Image
from .snapshots import release_snapshot
from .wire import Reply
from .world import WORLD


class DeregisterCalls(ImageBase):
    def deregister_image(self) -> Reply:
        image = self._image()
        _check_removable(image)
        del self.ec2_backend.amis[image.id]
        self.ec2_backend.deleted_amis.append(image.id)
        image.deregistered_at = time.monotonic()
        WORLD.deregistered.append(image)
        results = []
        if self._get_bool_param("DeleteAssociatedSnapshots", False):
            ordered = WORLD.settings.take_snapshot_results(image.snapshot_ids)
            results = [
                {"snapshotId": one, "returnCode": ordered.get(one) or release_snapshot(self.ec2_backend, one)}
                for one in image.snapshot_ids
            ]
        return Reply({"return": True, "deleteSnapshotResultSet": results})


def _check_removable(image: Image) -> None:
    if image.of_aws_backup:
        raise AwsError(
            "AuthFailure",
            "This image is managed by AWS Backup and cannot be deleted via EC2 APIs. "
            "To delete this image, please use the AWS Backup APIs, CLI, or console.",
            403,
        )
    if image.protection != "disabled":
        raise AwsError("OperationNotPermitted", f"The image {image.id} has deregistration protection enabled")


def still_shown(image: Image) -> bool:
    """DescribeImages is eventually consistent: it goes on for a while about an image that is gone."""
    seconds = time.monotonic() - (image.deregistered_at or 0)
    return seconds < WORLD.settings.deregisteredShownSeconds
