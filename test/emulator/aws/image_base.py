"""What the calls about one image have in common: finding it, and saying why not."""

from __future__ import annotations

from moto.ec2.responses._base_response import EC2BaseResponse

from .errors import AwsError
from .models import Image


class ImageBase(EC2BaseResponse):
    def _image(self) -> Image:
        image_id = self._get_param("ImageId")
        if image_id in self.ec2_backend.deleted_amis:
            raise AwsError("InvalidAMIID.Unavailable", f"The image ID '{image_id}' is no longer available")
        image: Image | None = self.ec2_backend.amis.get(image_id)
        if image is None or image.life.vanished:
            raise image_not_found([image_id])
        return image


def image_not_found(ids: list[str]) -> AwsError:
    verb = "id" if len(ids) == 1 else "ids"
    return AwsError(
        "InvalidAMIID.NotFound",
        f"The image {verb} '[{', '.join(ids)}]' {'does' if len(ids) == 1 else 'do'} not exist",
    )
