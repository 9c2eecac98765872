"""The instance metadata service, version 2 only: a session token first, then the role's credentials.

AWS page: "Use the Instance Metadata Service to access instance metadata" (EC2 User Guide).
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timezone

from werkzeug import Request, Response

from .partitions import RoleArn
from .world import WORLD

_CREDENTIALS = "/latest/meta-data/iam/security-credentials"
_SIX_HOURS = 6 * 3600
_tokens: set[str] = set()


def answer(request: Request) -> Response:
    entry = WORLD.ledger.open("imds", f"{request.method} {request.path}", {})
    entry.roleArn = WORLD.settings.instanceProfile
    response = _answer(request)
    WORLD.ledger.close(entry, response.status_code, None)
    return response


def _answer(request: Request) -> Response:
    if request.path == "/latest/api/token":
        return _token(request)
    if request.headers.get("X-aws-ec2-metadata-token") not in _tokens:
        return Response(status=401)
    role = RoleArn.parse(WORLD.settings.instanceProfile or "")
    if role and request.path.rstrip("/") == _CREDENTIALS:
        return Response(role.name)
    if role and request.path == f"{_CREDENTIALS}/{role.name}":
        return Response(_credentials(role), content_type="application/json")
    return Response(status=404)


def _token(request: Request) -> Response:
    if request.method != "PUT" or "X-aws-ec2-metadata-token-ttl-seconds" not in request.headers:
        return Response(status=405 if request.method != "PUT" else 400)
    token = secrets.token_urlsafe(40)
    _tokens.add(token)
    ttl = request.headers["X-aws-ec2-metadata-token-ttl-seconds"]
    return Response(token, headers={"X-aws-ec2-metadata-token-ttl-seconds": ttl})


def _credentials(role: RoleArn) -> str:
    session = WORLD.credentials.issue_for_instance(
        role.account,
        role.session(role.partition, "i-0123456789abcdef0"),
        str(role),
        WORLD.session_end(_SIX_HOURS),
    )
    return json.dumps(
        {
            "Code": "Success",
            "LastUpdated": datetime.fromtimestamp(WORLD.now(), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Type": "AWS-HMAC",
            "AccessKeyId": session.access_key_id,
            "SecretAccessKey": session.secret_access_key,
            "Token": session.session_token,
            "Expiration": session.expiration,
        }
    )
