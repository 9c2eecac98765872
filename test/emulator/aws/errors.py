"""The errors of EC2, STS and Auto Scaling, in the two XML shapes that AWS uses for them.

AWS pages: "Error codes for the Amazon EC2 API", "Common error types" of the STS API.
"""

from __future__ import annotations

from uuid import uuid4
from xml.sax.saxutils import escape

_NAMESPACES = {
    "sts": "https://sts.amazonaws.com/doc/2011-06-15/",
    "autoscaling": "http://autoscaling.amazonaws.com/doc/2011-01-01/",
}


class AwsError(Exception):
    """An answer other than success. The server turns it into the shape of the service that was called."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


class ConnectionCut(Exception):
    """The caller gets no answer at all: the socket is reset."""


def invalid_parameter(message: str) -> AwsError:
    return AwsError("InvalidParameterValue", message)


def dry_run() -> AwsError:
    return AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412)


def not_implemented(what: str) -> AwsError:
    """501, because the SDKs retry a 500 and would hide the hole in the emulator behind "throttling"."""
    return AwsError("EmulatorNotImplemented", f"The emulator does not know {what}.", 501)


def render(service: str, error: AwsError) -> str:
    code, message, request_id = escape(error.code), escape(error.message), uuid4()
    if service == "ec2":
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error>'
            f"<Code>{code}</Code><Message>{message}</Message>"
            f"</Error></Errors><RequestID>{request_id}</RequestID></Response>"
        )
    fault = "Sender" if error.status < 500 else "Receiver"
    return (
        f'<ErrorResponse xmlns="{_NAMESPACES.get(service, "")}"><Error>'
        f"<Type>{fault}</Type><Code>{code}</Code><Message>{message}</Message>"
        f"</Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    )
