"""Who calls, and may they? The checks that AWS makes before it looks at what is asked.

AWS pages: "Error codes for the Amazon EC2 API" (AuthFailure, RequestExpired, UnauthorizedOperation), "Common
errors" of the STS API.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

from .call import Call
from .credentials import Credentials
from .errors import AwsError
from .permissions import needs, refusal
from .world import WORLD

MAX_CLOCK_DIFFERENCE_SECONDS = 300


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
    for need in needs(call):
        service, _, action = need.action.partition(":")
        rule = WORLD.denial(replace(call.place, service=service, action=action), call.named_ids)
        if rule:
            raise refusal(call, need, rule)


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
