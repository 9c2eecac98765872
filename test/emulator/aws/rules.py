"""What a test may order beforehand: permissions that are missing, and calls that go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase


def _full(action: str) -> str:
    return action if ":" in action else f"*:{action}"


@dataclass(frozen=True)
class Place:
    """Where a call acts. For AssumeRole that is the role's account: there the caller wants to get in."""

    service: str
    action: str
    account: str | None
    region: str | None


@dataclass(frozen=True)
class Deny:
    action: str
    account: str | None = None
    region: str | None = None
    message: str | None = None

    def covers(self, place: Place) -> bool:
        return _covers(self, place)


@dataclass
class Fault:
    """`when` "before": the call is not carried out. "after": it takes effect, and only its answer is lost."""

    action: str
    account: str | None = None
    region: str | None = None
    times: int = 1
    status: int = 503
    code: str | None = None
    message: str = "The request failed by order of the test."
    delayMs: int = 0
    when: str = "before"
    reset: bool = False

    def covers(self, place: Place) -> bool:
        return self.times > 0 and _covers(self, place)

    @property
    def only_slow(self) -> bool:
        return self.code is None and not self.reset


def _covers(rule: Deny | Fault, place: Place) -> bool:
    return (
        fnmatchcase(f"{place.service}:{place.action}", _full(rule.action))
        and rule.account in (None, place.account)
        and rule.region in (None, place.region)
    )
