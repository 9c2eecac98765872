"""One AWS call from arrival to answer: identify, authorize, fail when told to, carry out, write down."""

from __future__ import annotations

import re
import sys
import time
import traceback
from uuid import uuid4

from werkzeug import Request, Response

from . import autoscaling, ec2, sts
from .access import authorize, describe_caller, identify
from .call import Call, read_call
from .errors import AwsError, ConnectionCut, not_implemented, render
from .ledger import Entry
from .recording import record
from .rules import Fault
from .world import WORLD

_CODE = re.compile(r"<Code>([^<]*)</Code>")


def answer(request: Request) -> Response:
    call = read_call(request)
    entry = WORLD.ledger.open(call.service, call.action, call.form)
    try:
        status, body = _answered(call, entry)
    except ConnectionCut:
        WORLD.ledger.close(entry, 0, "ConnectionCut")
        raise
    code = _CODE.search(body) if status >= 400 else None
    WORLD.ledger.close(entry, status, code.group(1) if code else None)
    headers = {"x-amzn-requestid": str(uuid4())}
    return Response(body, status, headers, content_type="text/xml;charset=UTF-8")


def _answered(call: Call, entry: Entry) -> tuple[int, str]:
    try:
        try:
            identify(call)
        finally:
            _note_caller(call, entry)
            record(call)
        return _through_fault(call)
    except AwsError as error:
        return error.status, render(call.service, error)
    except ConnectionCut:
        raise
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        hole = not_implemented(f"{call.service}:{call.action} like this ({type(error).__name__}: {error})")
        return hole.status, render(call.service, hole)


def _note_caller(call: Call, entry: Entry) -> None:
    entry.account = call.caller.account if call.caller else call.place.account
    entry.region = call.region or None
    entry.roleArn = describe_caller(call.caller)


def _through_fault(call: Call) -> tuple[int, str]:
    with WORLD.lock:
        WORLD.throttle.check(call.place, WORLD.settings.throttle)
    fault = WORLD.take_fault(call.place)
    if fault is None:
        return _carried_out(call)
    time.sleep(fault.delayMs / 1000)
    if fault.only_slow:
        return _carried_out(call)
    if fault.when == "after":
        _carried_out(call)
    raise _order(fault)


def _order(fault: Fault) -> Exception:
    if fault.reset:
        return ConnectionCut()
    return AwsError(fault.code or "InternalError", fault.message, fault.status)


def _carried_out(call: Call) -> tuple[int, str]:
    if call.service == "sts":
        authorize(call)
        return 200, sts.answer(call)
    if call.service == "autoscaling":
        with WORLD.lock:
            authorize(call)
            return 200, autoscaling.answer(call)
    if call.service != "ec2":
        raise not_implemented(f"the service {call.service}")
    with WORLD.lock:
        call.request.environ["HTTP_X_MOTO_ACCOUNT_ID"] = call.account
        WORLD.backends.add((call.account, call.region))
        authorize(call)
        return ec2.answer(call)
