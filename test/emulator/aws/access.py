"""Who calls, and may they? The checks that AWS makes before it looks at what is asked.

AWS pages: "Error codes for the Amazon EC2 API" (AuthFailure, RequestExpired, UnauthorizedOperation), "Common
errors" of the STS API.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import replace
from datetime import datetime, timezone

from .call import Call
from .credentials import Credentials
from .errors import AwsError
from .partitions import partition_of
from .references import dependent_actions
from .world import WORLD

MAX_CLOCK_DIFFERENCE_SECONDS = 300

_RESOURCES = {
    "InstanceId": "arn:{partition}:ec2:{region}:{account}:instance/{id}",
    "ImageId": "arn:{partition}:ec2:{region}::image/{id}",
    "SnapshotId": "arn:{partition}:ec2:{region}::snapshot/{id}",
}


def identify(call: Call) -> None:
    """Fills in the caller, or says why there is none."""
    if call.access_key_id is None:
        return
    credentials = WORLD.credentials.find(call.access_key_id)
    if credentials is None or credentials.session_token != call.session_token:
        raise _unknown_key(call.service)
    _check_clock(call)
    if WORLD.expired(credentials):
        raise _expired(call.service)
    call.caller = credentials
    if call.service != "sts" and not WORLD.settings.region_enabled(credentials.account, call.region):
        raise _unknown_key(call.service)


def authorize(call: Call) -> None:
    actions = [f"{call.service}:{call.action}"]
    if call.action == "DescribeImageReferences":
        actions += dependent_actions(call.form)
    for what in actions:
        _authorize(call, what)


def _authorize(call: Call, what: str) -> None:
    service, _, action = what.partition(":")
    denial = WORLD.denial(replace(call.place, service=service, action=action))
    if denial is None:
        return
    if call.caller is None:
        raise AwsError("AccessDenied", denial.message or f"Not authorized to perform sts:{call.action}", 403)
    who = call.caller.arn
    if call.service == "ec2":
        raise AwsError("UnauthorizedOperation", denial.message or _ec2_denial(call, who, what), 403)
    resource = f" on resource: {call.form['RoleArn']}" if "RoleArn" in call.form else ""
    reason = f"because no identity-based policy allows the {what} action"
    message = denial.message or f"User: {who} is not authorized to perform: {what}{resource} {reason}"
    raise AwsError("AccessDenied", message, 403)


def _ec2_denial(call: Call, who: str, what: str) -> str:
    start = (
        f"You are not authorized to perform this operation. User: {who} is not authorized to perform: {what}"
    )
    reason = f"because no identity-based policy allows the {what} action"
    resource = _resource(call)
    if resource is None:
        return f"{start} {reason}"
    blob = base64.urlsafe_b64encode(secrets.token_bytes(480)).decode()
    return f"{start} on resource: {resource} {reason}. Encoded authorization failure message: {blob}"


def _resource(call: Call) -> str | None:
    """Image and snapshot ARNs have no account (Service Authorization Reference)."""
    for parameter, pattern in _RESOURCES.items():
        if parameter in call.form:
            place = {"partition": partition_of(call.region), "region": call.region, "account": call.account}
            return pattern.format(**place, id=call.form[parameter])
    return None


def _check_clock(call: Call) -> None:
    try:
        signed = datetime.strptime(call.signed_at or "", "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        return
    if abs(signed.timestamp() - WORLD.now()) <= MAX_CLOCK_DIFFERENCE_SECONDS:
        return
    if call.service == "ec2":
        raise AwsError("RequestExpired", "Request has expired.")
    raise AwsError(
        "SignatureDoesNotMatch",
        f"Signature expired: {call.signed_at} is too far from the time of the service",
        403,
    )


def _unknown_key(service: str) -> AwsError:
    if service == "ec2":
        return AwsError("AuthFailure", "AWS was not able to validate the provided access credentials", 401)
    return AwsError("InvalidClientTokenId", "The security token included in the request is invalid.", 403)


def _expired(service: str) -> AwsError:
    if service == "ec2":
        return AwsError("RequestExpired", "Request has expired.")
    return AwsError("ExpiredToken", "The security token included in the request is expired", 403)


def describe_caller(credentials: Credentials | None) -> str | None:
    return credentials.role_arn or credentials.arn if credentials else None
