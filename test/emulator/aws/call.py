"""One call as it comes over the wire: who signed it, for which service and region, and what it asks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from werkzeug import Request

from .credentials import Credentials
from .errors import AwsError
from .partitions import RoleArn
from .rules import Place

_SCOPE = re.compile(r"Credential=([^/\s]+)/\d{8}/([a-z0-9-]+)/(\w+)/aws4_request")

_NAMED = re.compile(r"(Source)?(Instance|Image|Snapshot|Volume|Resource)Id(\.\d+)?")

_BY_VERSION = {"2011-06-15": "sts", "2011-01-01": "autoscaling"}


@dataclass
class Call:
    """`region` is the SigV4 scope's; an unsigned call (AssumeRoleWithWebIdentity) has none."""

    service: str
    action: str
    region: str
    form: dict[str, str]
    request: Request
    access_key_id: str | None
    caller: Credentials | None = None

    @property
    def account(self) -> str:
        if self.caller is None:
            raise AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403)
        return self.caller.account

    @property
    def place(self) -> Place:
        role = RoleArn.parse(self.form.get("RoleArn", ""))
        account = role.account if role else (self.caller.account if self.caller else None)
        return Place(self.service, self.action, account, self.region or None)

    @property
    def named_ids(self) -> set[str]:
        """The resources that the request names, other than by a filter."""
        return {value for word, value in self.form.items() if _NAMED.fullmatch(word)}

    @property
    def dry_run(self) -> bool:
        return self.form.get("DryRun") == "true"

    @property
    def signed_at(self) -> str | None:
        return self.request.headers.get("X-Amz-Date")

    @property
    def session_token(self) -> str | None:
        return self.request.headers.get("X-Amz-Security-Token")


def read_call(request: Request) -> Call:
    form = request.form.to_dict()
    scope = _SCOPE.search(request.headers.get("Authorization", ""))
    action = form.get("Action", "")
    if scope:
        access_key_id, region, service = scope.groups()
        return Call(service, action, region, form, request, access_key_id)
    service = _BY_VERSION.get(form.get("Version", ""), "ec2")
    return Call(service, action, "", form, request, None)
