"""Filters and pages, the same for every Describe call.

AWS pages: "List and filter your resources" (EC2 User Guide: * and ?, case-sensitive, values ORed, filters ANDed,
at most 200 values in a filter) and "Pagination" of the EC2 API (an opaque token; a page may hold fewer items than
asked).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeVar

from .errors import AwsError, invalid_parameter, not_implemented
from .world import WORLD

MAX_FILTER_VALUES = 200

T = TypeVar("T")
Values = Iterable[Any]
Reader = Callable[[Any], Values]


def select(
    items: Iterable[T], filters: list[dict[str, Any]], readers: dict[str, Reader], known: set[str]
) -> list[T]:
    """`known` are filters that AWS has and the emulator lacks: a gap must not look like AWS's own refusal."""
    if any(len(one.get("Values", [])) > MAX_FILTER_VALUES for one in filters):
        message = f"The maximum number of filter values specified on a single call is {MAX_FILTER_VALUES}"
        raise AwsError("FilterLimitExceeded", message)
    tests = [
        (_reader(one.get("Name", ""), readers, known), _pattern(tuple(one.get("Values", []))))
        for one in filters
    ]
    return [item for item in items if all(_matches(read(item), pattern) for read, pattern in tests)]


def refuse_ids_with_size(ids: list[str], size: int | None, parameter: str) -> None:
    if ids and size:
        message = f"The parameter {parameter} cannot be used with the parameter maxResults"
        raise AwsError("InvalidParameterCombination", message)


def page(items: list[T], max_results: int | None, token: str | None) -> tuple[list[T], str | None]:
    if max_results is not None and not 5 <= max_results <= 1000:
        word = "greater than 5" if max_results < 5 else "less than or equal to 1000"
        raise invalid_parameter(
            f"Value ( {max_results} ) for parameter maxResults is invalid. Expecting a value {word}."
        )
    if max_results is None and token is None:
        return items, None
    return cut(items, max_results or len(items), token)


def cut(items: list[T], size: int, token: str | None) -> tuple[list[T], str | None]:
    start = _offset(token)
    end = start + min(size, WORLD.settings.maxPage or size)
    repeated = 1 if start > 0 and WORLD.settings.repeatsOnPages else 0
    return items[start - repeated : end], _token(end) if end < len(items) else None


def tags_of(item: Any) -> dict[str, str]:
    tags: dict[str, str] = item.ec2_backend.tags.get(item.id, {})
    return tags


def _reader(name: str, readers: dict[str, Reader], known: set[str]) -> Reader:
    if name.startswith("tag:"):
        key = name[4:]
        return lambda item: [value for one, value in tags_of(item).items() if one == key]
    if name == "tag-key":
        return lambda item: list(tags_of(item))
    if name == "tag-value":
        return lambda item: list(tags_of(item).values())
    if name in readers:
        return readers[name]
    if name in known:
        raise not_implemented(f"the filter '{name}'")
    raise invalid_parameter(f"The filter '{name}' is invalid")


def _matches(values: Values, pattern: re.Pattern[str]) -> bool:
    return any(value is not None and pattern.fullmatch(_text(value)) for value in values)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@lru_cache(maxsize=500)
def _pattern(values: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_wildcards(value) for value in values), re.DOTALL)


def _wildcards(text: str) -> str:
    words = re.findall(r"\\.|.", text, re.DOTALL)
    wild = {"*": ".*", "?": "."}
    return "".join(wild.get(word) or re.escape(word[-1]) for word in words)


def _token(offset: int) -> str:
    return base64.urlsafe_b64encode(f"page:{offset}".encode()).decode()


def _offset(token: str | None) -> int:
    if token is None:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token).decode().removeprefix("page:"))
    except ValueError as cause:
        raise AwsError("InvalidNextToken", "The token is invalid.") from cause
