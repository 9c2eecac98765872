"""The emulator's dials, named as in the JSON of the control endpoint."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from .rules import SnapshotResult


@dataclass
class InstanceSettings:
    """How one instance and its images fare; None means "as the general setting says"."""

    pendingDescribes: int | None = None
    pendingSeconds: float | None = None
    hiddenSeconds: float | None = None
    rebootSeconds: float | None = None
    end: str = "available"
    endsAfterDescribes: int | None = None
    endsAs: str = "terminated"
    stateReason: dict[str, str] | None = None


@dataclass
class Settings:
    """What each one means is said where tests see it: `AwsSettings` in aws-types.ts."""

    pendingDescribes: int = 2
    pendingSeconds: float | None = None
    hiddenSeconds: float = 0
    hideMappingsWhilePending: bool = False
    rebootSeconds: float = 1
    rebootLagSeconds: float = 0
    rebootStatus: str = "initializing"
    snapshotSpacingSeconds: float = 0
    deregisteredShownSeconds: float = 0
    deregisteredShownAs: str = "available"
    snapshotResults: list[SnapshotResult] = field(default_factory=list)
    maxPage: int | None = None
    repeatsOnPages: bool = False
    sessionSeconds: float | None = None
    clockSkewSeconds: float = 0
    disabledRegions: list[dict[str, str]] = field(default_factory=list)
    assumedAccounts: dict[str, str] = field(default_factory=dict)
    instanceProfile: str | None = None
    throttle: dict[str, dict[str, float]] = field(default_factory=dict)
    instances: dict[str, InstanceSettings] = field(default_factory=dict)

    def merge(self, part: dict[str, Any]) -> None:
        known = {one.name for one in fields(self)}
        unknown = set(part) - known
        if unknown:
            raise ValueError(f"unknown settings: {', '.join(sorted(unknown))}")
        for name, value in part.items():
            if name == "instances":
                self._merge_instances(value)
            elif name == "snapshotResults":
                self.snapshotResults = [SnapshotResult(**one) for one in value]
            else:
                setattr(self, name, value)

    def of_instance(self, instance_id: str) -> InstanceSettings:
        return self.instances.get(instance_id, InstanceSettings())

    def take_snapshot_results(self, snapshot_ids: list[str]) -> dict[str, str]:
        """The codes for one DeregisterImage; a rule that had its say in it is used up by one."""
        codes: dict[str, str] = {}
        for rule in self.snapshotResults:
            mine = [one for one in snapshot_ids if rule.snapshotId in (None, one) and one not in codes]
            if not mine or rule.times == 0:
                continue
            codes.update(dict.fromkeys(mine, rule.code))
            rule.times = None if rule.times is None else rule.times - 1
        return codes

    def region_enabled(self, account: str | None, region: str) -> bool:
        return not any(
            one["region"] == region and one.get("account") in (None, account) for one in self.disabledRegions
        )

    def _merge_instances(self, parts: dict[str, dict[str, Any]]) -> None:
        for instance_id, part in parts.items():
            now = vars(self.of_instance(instance_id))
            self.instances[instance_id] = InstanceSettings(**{**now, **part})
