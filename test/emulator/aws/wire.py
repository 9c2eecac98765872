"""EC2's XML, written straight from the names on the wire: moto's model-driven writer takes five times as long."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any
from uuid import uuid4
from xml.sax.saxutils import escape

_NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"


class Reply(dict[str, Any]):
    """A success: the elements of the answer. A list becomes `<item>`s, None is left out."""


def render_reply(action: str, reply: Reply) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{action}Response xmlns="{_NAMESPACE}">'
        f"<requestId>{uuid4()}</requestId>{elements(reply)}</{action}Response>"
    )


def tag_set(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in tags.items()]


def timestamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def time_of(text: str) -> datetime:
    """A day without a time begins at midnight UTC, whatever the machine's time zone."""
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (at if at.tzinfo else at.replace(tzinfo=timezone.utc)).astimezone(timezone.utc)


def elements(value: Any, item: str = "item") -> str:
    """EC2 wraps the members of a list in `<item>`, the query protocol in `<member>`."""
    if isinstance(value, dict):
        return "".join(
            f"<{name}>{elements(one, item)}</{name}>" for name, one in value.items() if one is not None
        )
    if isinstance(value, list):
        return "".join(f"<{item}>{elements(one, item)}</{item}>" for one in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(str(value), {"\r": "&#13;"})
