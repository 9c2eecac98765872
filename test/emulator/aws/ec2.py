"""EC2: the calls of this package, and moto's for the rest."""

from __future__ import annotations

from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult
from moto.core.utils import camelcase_to_underscores
from moto.ec2.responses import EC2Response

from .call import Call
from .deregister import DeregisterCalls
from .errors import AwsError, dry_run, not_implemented
from .image_attributes import ImageAttributeCalls
from .images import ImageCalls
from .instances import InstanceCalls
from .references import ReferenceCalls
from .run_instances import RunCalls
from .snapshot_holds import SnapshotHoldCalls
from .snapshots import SnapshotCalls
from .volumes import VolumeCalls
from .wire import Reply, render_reply

_WOULD_GO_PAST_US = {
    "RebootInstances",
    "RegisterImage",
    "CopyImage",
    "CreateSnapshot",
    "CreateSnapshots",
    "CopySnapshot",
    "CreateVolume",
    "AttachVolume",
    "DetachVolume",
    "DeleteVolume",
    "DescribeLaunchTemplates",
    "DescribeLaunchTemplateVersions",
}
"""moto would make its own kind of image, snapshot, volume or instance, with none of the behaviour here, or show none
of the launch templates that are seeded."""


class OurCalls(
    ImageCalls,
    DeregisterCalls,
    ImageAttributeCalls,
    ReferenceCalls,
    SnapshotCalls,
    SnapshotHoldCalls,
    InstanceCalls,
    RunCalls,
    VolumeCalls,
):
    def __init__(self) -> None:
        super().__init__(service_name="ec2")
        self.automated_parameter_parsing = True


def answer(call: Call) -> tuple[int, str]:
    name = camelcase_to_underscores(call.action)
    calls = OurCalls() if hasattr(OurCalls, name) else EC2Response()
    if not hasattr(calls, name) or call.action in _WOULD_GO_PAST_US:
        raise not_implemented(f"ec2:{call.action}")
    if call.dry_run:
        raise dry_run()
    calls.setup_class(call.request, call.request.url, call.request.headers)
    try:
        result = getattr(calls, name)()
    except ServiceException as error:
        result = ActionResult(error)
    except NotImplementedError as error:
        raise not_implemented(f"this use of ec2:{call.action} ({error})") from error
    if isinstance(result, Reply):
        return 200, render_reply(call.action, result)
    if not isinstance(result, ActionResult):
        raise AwsError("EmulatorNotImplemented", f"moto answers ec2:{call.action} in an unexpected form", 501)
    status, _headers, body = calls.serialized(result)
    return status, body if isinstance(body, str) else body.decode()
