"""EC2's request throttling: a token bucket for each account, region and action.

AWS page: "Request throttling for the Amazon EC2 API". A refused call takes no token.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from .errors import AwsError
from .rules import Place


@dataclass
class Bucket:
    """`taken` is the part that another client of the account uses, of the full bucket and of its refill."""

    size: float
    refill: float
    taken: float = 0

    def __post_init__(self) -> None:
        self.tokens = self.size * (1 - self.taken)
        self.at = time.monotonic()

    def take(self) -> None:
        now = time.monotonic()
        refilled = (now - self.at) * self.refill * (1 - self.taken)
        self.tokens = min(self.tokens + refilled, self.size)
        self.at = now
        if self.tokens < 1:
            raise AwsError("RequestLimitExceeded", "Request limit exceeded.", 503)
        self.tokens -= 1


class Throttle:
    def __init__(self) -> None:
        self._buckets: dict[Place, Bucket] = {}

    def check(self, place: Place, limits: dict[str, dict[str, float]]) -> None:
        limit = limits.get(place.action)
        if limit is None or place.service != "ec2":
            return
        if place not in self._buckets:
            self._buckets[place] = Bucket(**limit)
        self._buckets[place].take()
