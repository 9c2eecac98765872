"""The control endpoints, `/_control/...`: how a test arranges the world and looks at it afterwards."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable
from typing import Any

from moto.ec2.models import ec2_backends
from werkzeug import Request, Response

from .images import dump_image
from .partitions import RoleArn
from .rules import Deny, Fault
from .seeding import seed_account
from .snapshots import dump_snapshot
from .world import WORLD


def answer(request: Request) -> Response:
    route = f"{request.method} {request.path.removeprefix('/_control/')}"
    handler = _ROUTES.get(route)
    if handler is None:
        return _json({"error": f"no such control: {route}"}, 404)
    try:
        with WORLD.lock:
            return _json(handler(json.loads(request.get_data() or "null")))
    except Exception as error:
        traceback.print_exc()
        return _json({"error": f"{type(error).__name__}: {error}"}, 400)


def _seed(body: list[dict[str, Any]]) -> Any:
    return [seed_account(one) for one in body]


def _settings(body: dict[str, Any]) -> None:
    WORLD.settings.merge(body)


def _deny(body: list[dict[str, Any]]) -> None:
    WORLD.denials[:] = [Deny(**one) for one in body]


def _faults(body: list[dict[str, Any]]) -> None:
    WORLD.faults.extend(Fault(**one) for one in body)


def _clear_faults(_body: None) -> None:
    WORLD.faults.clear()


def _ledger(_body: None) -> Any:
    return WORLD.ledger.dump()


def _clear_ledger(_body: None) -> None:
    WORLD.ledger.entries.clear()


def _state(_body: None) -> Any:
    places = [(account, region, _backend(account, region)) for account, region in sorted(WORLD.backends)]
    return {
        "images": [dump_image(one, *place) for *place, backend in places for one in backend.amis.values()],
        "snapshots": [
            dump_snapshot(one, *place) for *place, backend in places for one in backend.snapshots.values()
        ],
        "reboots": {instance_id: len(times) for instance_id, times in WORLD.reboots.items()},
    }


def _backend(account: str, region: str) -> Any:
    return ec2_backends[account][region]


def _session(body: dict[str, Any]) -> Any:
    """Credentials of a seeded role without the way through STS: a test's own eyes and hands in an account."""
    role = RoleArn.parse(body["roleArn"])
    if role is None or body["roleArn"] not in WORLD.roles:
        raise ValueError(f"not a seeded role: {body['roleArn']}")
    arn = role.session(role.partition, "test")
    end = WORLD.now() + body.get("seconds", 3600)
    session = WORLD.credentials.issue_session(role.account, arn, str(role), end)
    return {
        "accessKeyId": session.access_key_id,
        "secretAccessKey": session.secret_access_key,
        "sessionToken": session.session_token,
    }


def _reset(_body: None) -> None:
    for account, region in WORLD.backends:
        ec2_backends[account][region].reset()
    WORLD.reset()


def _json(value: Any, status: int = 200) -> Response:
    return Response(json.dumps(value), status, content_type="application/json")


_ROUTES: dict[str, Callable[[Any], Any]] = {
    "POST seed": _seed,
    "POST settings": _settings,
    "PUT deny": _deny,
    "POST faults": _faults,
    "DELETE faults": _clear_faults,
    "GET ledger": _ledger,
    "DELETE ledger": _clear_ledger,
    "GET state": _state,
    "POST session": _session,
    "POST reset": _reset,
}
