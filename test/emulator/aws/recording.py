"""Writes down every call with what AWS would authorize it by, for test/iam/prove-calls.ts.

A line of JSON for each call, in a file for each emulator, written before the call changes anything: who calls, what each
resource that the call names is at this moment, and which tags come with it. Calls that a test makes with a hand of its own
are left out. AWS page: "Actions, resources, and condition keys for Amazon EC2" (Service Authorization Reference).
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from typing import Any

from moto.ec2.models import ec2_backends

from .call import Call
from .errors import AwsError
from .instances import all_instances
from .ledger import nested
from .references import dependent_actions
from .webtoken import unverified_claims
from .world import WORLD

FOLDER = "AWS_EMULATOR_CALLS"
"""The environment variable that names the folder; without it nothing is written."""
_BY_A_TEST = "by-a-test"
"""In the user agent of test/emulator/clients.ts."""
_CLAIMS = ("iss", "aud", "sub", "repository_id", "ref", "environment", "job_workflow_ref")
_KINDS = {"i": "instance", "ami": "image", "snap": "snapshot", "vol": "volume"}


def record(call: Call) -> None:
    """Never in the way of a test: what goes wrong here is a line of the file too."""
    folder = os.environ.get(FOLDER)
    if not folder or _BY_A_TEST in call.request.headers.get("User-Agent", ""):
        return
    try:
        with WORLD.lock:
            _write(folder, _described(call))
    except Exception:
        traceback.print_exc(file=sys.stderr)
        _write(folder, {"unreadable": f"{call.service}:{call.action} {traceback.format_exc()}"})


def _write(folder: str, line: dict[str, Any]) -> None:
    """Opened anew: another test run may have emptied the folder."""
    with open(os.path.join(folder, f"{os.getpid()}.jsonl"), "ab", buffering=0) as file:
        file.write(json.dumps(line).encode() + b"\n")


def _described(call: Call) -> dict[str, Any]:
    caller = call.caller
    described = {
        "world": f"{os.getpid()}-{WORLD.number}",
        "service": call.service,
        "action": call.action,
        "region": call.region,
        "dryRun": call.dry_run,
        "caller": caller and {"arn": caller.arn, "role": caller.role_arn, "account": caller.account},
    }
    more = _sign_in(call) if call.service == "sts" else _request(call)
    return {**described, **more}


def _sign_in(call: Call) -> dict[str, Any]:
    form = nested(call.form)
    token = call.form.get("WebIdentityToken")
    claims = _claims(token) if token else None
    return {
        "role": form.get("RoleArn"),
        "sessionName": form.get("RoleSessionName"),
        "externalId": form.get("ExternalId"),
        "sourceIdentity": form.get("SourceIdentity"),
        "sessionTags": _tags(form.get("Tags", {}).get("member", [])),
        "claims": claims and {key: claims[key] for key in _CLAIMS if key in claims},
    }


def _claims(token: str) -> dict[str, Any] | None:
    try:
        return unverified_claims(token)
    except AwsError:
        return None


def _request(call: Call) -> dict[str, Any]:
    form = nested(call.form)
    tags = {one.get("ResourceType"): _tags(one.get("Tag", [])) for one in form.get("TagSpecification", [])}
    looks_into = dependent_actions(call.form) if call.action == "DescribeImageReferences" else []
    return {
        "tags": tags,
        "resources": _resources(call) if call.caller and call.service == "ec2" else [],
        "looksInto": looks_into,
    }


def _tags(listed: list[dict[str, str]]) -> dict[str, str]:
    return {one["Key"]: one.get("Value", "") for one in listed}


def _resources(call: Call) -> list[dict[str, Any]]:
    """What the call names, and the snapshots that are to go with an image. A filter names nothing."""
    named = [_resource(call, one) for one in sorted(call.named_ids)]
    if call.form.get("DeleteAssociatedSnapshots") != "true":
        return named
    images = [_find(call, one["id"]) for one in named if one["kind"] == "image"]
    snapshots = {one for image in images if image for one in image.snapshot_ids}
    return named + [_resource(call, one) for one in sorted(snapshots - call.named_ids)]


def _resource(call: Call, resource_id: str) -> dict[str, Any]:
    found = _find(call, resource_id)
    prefix = resource_id.partition("-")[0]
    described = {"kind": _KINDS.get(prefix, prefix), "id": resource_id, "exists": found is not None}
    if found is None:
        return {**described, "owner": call.account, "tags": {}}
    backend = found.ec2_backend
    return {**described, "owner": str(backend.account_id), "tags": dict(backend.tags.get(resource_id, {}))}


def _find(call: Call, resource_id: str) -> Any:
    """In the caller's account first; it may name what another account shares with it, or what is just gone."""
    here = (call.account, call.region)
    there = [place for place in sorted(WORLD.backends) if place != here and place[1] == call.region]
    for account, region in [here, *there]:
        found = _find_in(ec2_backends[account][region], resource_id)
        if found is not None:
            return found
    return next((image for image in WORLD.deregistered if image.id == resource_id), None)


def _find_in(backend: Any, resource_id: str) -> Any:
    prefix = resource_id.partition("-")[0]
    if prefix == "i":
        return next((one for one in all_instances(backend) if one.id == resource_id), None)
    known = {"ami": backend.amis, "snap": backend.snapshots, "vol": backend.volumes}.get(prefix, {})
    return known.get(resource_id)
