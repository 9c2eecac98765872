"""What a test may order beforehand: permissions that are missing, and calls that go wrong."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from fnmatch import fnmatchcase


_BAG = 8


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
    resource: str | None = None

    def covers(self, place: Place, named_ids: set[str]) -> bool:
        return _covers(self, place) and (self.resource is None or self.resource in named_ids)


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
    skip: int = 0
    share: float = 1
    seconds: float | None = None
    born: float = field(default_factory=time.monotonic)
    bags: dict[Place, list[bool]] = field(default_factory=dict)

    def covers(self, place: Place) -> bool:
        over = self.seconds is not None and time.monotonic() - self.born > self.seconds
        return self.times > 0 and not over and _covers(self, place) and self._falls_on(place)

    def _falls_on(self, place: Place) -> bool:
        if self.skip > 0:
            self.skip -= 1
            return False
        return self.share >= 1 or self._drawn(place)

    def _drawn(self, place: Place) -> bool:
        """From a bag for each kind of call: the share is exact, and no call meets a long run of bad luck."""
        bag = self.bags.setdefault(place, [])
        if not bag:
            hits = round(_BAG * self.share)
            bag.extend(random.sample([True] * hits + [False] * (_BAG - hits), _BAG))
        return bag.pop()

    @property
    def only_slow(self) -> bool:
        return self.code is None and not self.reset


@dataclass
class SnapshotResult:
    """What DeregisterImage reports for a snapshot that it leaves alone by order; `times` None is for good."""

    code: str
    snapshotId: str | None = None
    times: int | None = None


def _covers(rule: Deny | Fault, place: Place) -> bool:
    return (
        fnmatchcase(f"{place.service}:{place.action}", _full(rule.action))
        and rule.account in (None, place.account)
        and rule.region in (None, place.region)
    )
