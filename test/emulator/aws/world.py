"""Everything that the emulator remembers outside moto: roles, credentials, rules, settings, the ledger."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from .credentials import Credentials, CredentialStore
from .ledger import Ledger
from .partitions import RoleArn
from .resources import Inventories
from .rules import Deny, Fault, Place
from .settings import Settings
from .throttle import Throttle


@dataclass(frozen=True)
class Role:
    """A role and its trust policy, as far as one can be said without a policy language."""

    arn: RoleArn
    trusts: tuple[str, ...] = ()
    external_id: str | None = None
    oidc_subjects: tuple[str, ...] = ()
    oidc_audience: str = "sts.amazonaws.com"
    max_session_seconds: int = 3600


@dataclass
class World:
    settings: Settings = field(default_factory=Settings)
    roles: dict[str, Role] = field(default_factory=dict)
    providers: dict[str, set[str]] = field(default_factory=dict)
    credentials: CredentialStore = field(default_factory=CredentialStore)
    denials: list[Deny] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    throttle: Throttle = field(default_factory=Throttle)
    ledger: Ledger = field(default_factory=Ledger)
    reboots: dict[str, list[float]] = field(default_factory=dict)
    last_snapshot: dict[str, float] = field(default_factory=dict)
    backends: set[tuple[str, str]] = field(default_factory=set)
    reservations: dict[tuple[str, str, str], str] = field(default_factory=dict)
    inventories: Inventories = field(default_factory=dict)
    deregistered: list[Any] = field(default_factory=list)
    lock: RLock = field(default_factory=RLock)
    number: int = 0
    """How many worlds there were before this one."""

    def now(self) -> float:
        """AWS's clock, which a test may set apart from the machine's."""
        return time.time() + self.settings.clockSkewSeconds

    def expired(self, credentials: Credentials) -> bool:
        return credentials.expires_at is not None and credentials.expires_at <= self.now()

    def session_end(self, asked_seconds: float) -> float:
        override = self.settings.sessionSeconds
        return self.now() + (asked_seconds if override is None else override)

    def denial(self, place: Place, named_ids: set[str]) -> Deny | None:
        return next((rule for rule in self.denials if rule.covers(place, named_ids)), None)

    def take_fault(self, place: Place) -> Fault | None:
        with self.lock:
            fault = next((rule for rule in self.faults if rule.covers(place)), None)
            if fault:
                fault.times -= 1
            return fault

    def reset(self) -> None:
        """Back to an empty world. The lock stays: calls in flight may hold it."""
        fresh = World(lock=self.lock, number=self.number + 1)
        for name, value in vars(fresh).items():
            setattr(self, name, value)


WORLD = World()
