"""STS that checks what AWS checks: trust, external id, token, session length. moto's STS checks none of it.

AWS pages: "AssumeRole", "AssumeRoleWithWebIdentity", "GetCallerIdentity" of the STS API reference; for the one-hour
limit "Roles terms and concepts: role chaining".
"""

from __future__ import annotations

import re
from uuid import uuid4
from xml.sax.saxutils import escape

from .call import Call
from .credentials import Credentials
from .errors import AwsError, not_implemented
from .partitions import RoleArn, partition_of
from .webtoken import invalid, unverified_claims, verify
from .world import WORLD, Role

_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
_PATTERNS = {
    "RoleSessionName": r"[\w+=,.@-]{2,64}",
    "ExternalId": r"[\w+=,.@:/-]{2,1224}",
    "SourceIdentity": r"[\w+=,.@-]{2,64}",
}
_TAG_VALUE = r"[\w .:/=+@-]{0,256}"
"""AWS: `[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*`."""
CHAINED_LIMIT_SECONDS = 3600


def answer(call: Call) -> str:
    actions = {
        "AssumeRole": assume_role,
        "AssumeRoleWithWebIdentity": assume_role_with_web_identity,
        "GetCallerIdentity": get_caller_identity,
    }
    action = actions.get(call.action)
    if action is None:
        raise not_implemented(f"sts:{call.action}")
    return _envelope(call.action, action(call))


def assume_role(call: Call) -> str:
    caller = call.caller
    if caller is None:
        raise AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403)
    _check_patterns(call)
    target = _role_arn(call)
    role = _find_role(call)
    if (
        role is None
        or not _trusts(role, caller)
        or role.external_id not in (None, call.form.get("ExternalId"))
    ):
        who, what = caller.arn, call.form["RoleArn"]
        message = f"User: {who} is not authorized to perform: sts:AssumeRole on resource: {what}"
        raise AwsError("AccessDenied", message, 403)
    _check_region(target.account, call.region)
    return _new_session(call, role, partition_of(call.region), _duration(call, role))


def assume_role_with_web_identity(call: Call) -> str:
    _check_patterns(call)
    arn = _role_arn(call)
    claims = unverified_claims(call.form.get("WebIdentityToken", ""))
    issuer = str(claims.get("iss"))
    if issuer not in WORLD.providers.get(arn.account, set()):
        raise invalid(f"No OpenIDConnect provider found in your account for {issuer}")
    verify(call.form["WebIdentityToken"])
    role = _find_role(call)
    if role is None:
        raise _web_identity_denied()
    if claims.get("aud") != role.oidc_audience:
        raise invalid("Incorrect token audience")
    if claims.get("sub") not in role.oidc_subjects:
        raise _web_identity_denied()
    extra = (
        f"<SubjectFromWebIdentityToken>{escape(str(claims['sub']))}</SubjectFromWebIdentityToken>"
        f"<Audience>{escape(str(claims['aud']))}</Audience><Provider>{escape(issuer)}</Provider>"
    )
    return _new_session(call, role, arn.partition, _duration(call, role)) + extra


def get_caller_identity(call: Call) -> str:
    account, caller = call.account, call.caller
    user_id, arn = (caller.user_id, caller.arn) if caller else ("", "")
    return f"<UserId>{user_id}</UserId><Account>{account}</Account><Arn>{escape(arn)}</Arn>"


def _new_session(call: Call, role: Role, partition: str, seconds: int) -> str:
    answering = WORLD.settings.assumedAccounts.get(str(role.arn), role.arn.account)
    arn = role.arn.session(partition, call.form["RoleSessionName"], answering)
    session = WORLD.credentials.issue_session(answering, arn, str(role.arn), WORLD.session_end(seconds))
    return (
        f"<AssumedRoleUser><AssumedRoleId>{session.user_id}</AssumedRoleId><Arn>{escape(arn)}</Arn></AssumedRoleUser>"
        f"<Credentials><AccessKeyId>{session.access_key_id}</AccessKeyId>"
        f"<SecretAccessKey>{session.secret_access_key}</SecretAccessKey>"
        f"<SessionToken>{session.session_token}</SessionToken>"
        f"<Expiration>{session.expiration}</Expiration></Credentials>"
    )


def _role_arn(call: Call) -> RoleArn:
    arn = RoleArn.parse(call.form.get("RoleArn", ""))
    if arn is None:
        raise _validation(f"{call.form.get('RoleArn')} is invalid")
    if call.region and arn.partition != partition_of(call.region):
        raise _validation(f"Invalid partition in {arn}: this endpoint serves {partition_of(call.region)}")
    return arn


def _find_role(call: Call) -> Role | None:
    return WORLD.roles.get(call.form["RoleArn"])


def _trusts(role: Role, caller: Credentials) -> bool:
    names = {
        caller.account,
        f"arn:{role.arn.partition}:iam::{caller.account}:root",
        caller.arn,
        caller.role_arn,
    }
    return any(principal in names for principal in role.trusts)


def _duration(call: Call, role: Role) -> int:
    seconds = int(call.form.get("DurationSeconds", "3600"))
    if not 900 <= seconds <= 43200:
        raise _validation(
            f"Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: "
            "Member must have value between 900 and 43200"
        )
    caller = call.caller
    chained = caller is not None and caller.role_arn is not None and not caller.from_instance_profile
    if chained and seconds > CHAINED_LIMIT_SECONDS:
        raise _validation(
            "The requested DurationSeconds exceeds the 1 hour session limit "
            "for roles assumed by role chaining."
        )
    if seconds > role.max_session_seconds:
        raise _validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
    return seconds


def _check_patterns(call: Call) -> None:
    if "RoleSessionName" not in call.form:
        raise _validation(
            "Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null"
        )
    for name, pattern in _PATTERNS.items():
        value = call.form.get(name)
        if value is not None and not re.fullmatch(pattern, value, re.ASCII):
            place = name[0].lower() + name[1:]
            raise _validation(
                f"1 validation error detected: Value '{value}' at '{place}' failed to satisfy constraint: "
                f"Member must satisfy regular expression pattern: {pattern}"
            )
    for name, value in call.form.items():
        if re.fullmatch(r"Tags\.member\.\d+\.Value", name) and not re.fullmatch(_TAG_VALUE, value):
            raise _validation(f"Value '{value}' at 'tags' failed to satisfy constraint")


def _check_region(account: str, region: str) -> None:
    if not WORLD.settings.region_enabled(account, region):
        message = (
            f"STS is not activated in this region for account:{account}. "
            "Your account administrator can activate STS in this region using the IAM Console."
        )
        raise AwsError("RegionDisabledException", message, 403)


def _validation(message: str) -> AwsError:
    return AwsError("ValidationError", message)


def _web_identity_denied() -> AwsError:
    return AwsError("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403)


def _envelope(action: str, result: str) -> str:
    return (
        f'<{action}Response xmlns="{_NAMESPACE}"><{action}Result>{result}</{action}Result>'
        f"<ResponseMetadata><RequestId>{uuid4()}</RequestId></ResponseMetadata></{action}Response>"
    )
