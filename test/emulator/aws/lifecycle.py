"""How an image and its snapshots grow up: hidden, pending, and then what the settings say.

CreateImage answers long before the image is there (EC2 User Guide, "Create an Amazon EBS-backed AMI": several
minutes, sometimes up to 24 hours), and DescribeImages is eventually consistent. The settings are read each time,
so a test may let a stuck image go on.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from .world import WORLD


@dataclass
class Lifecycle:
    instance_id: str
    born: float = field(default_factory=time.monotonic)
    describes: int = 0
    finished: str | None = None
    """The state of an image that a test brings along: it has all of this behind it."""

    @property
    def age(self) -> float:
        return time.monotonic() - self.born

    @property
    def end(self) -> str:
        return self.finished or WORLD.settings.of_instance(self.instance_id).end

    @property
    def hidden(self) -> bool:
        if self.finished:
            return False
        own = WORLD.settings.of_instance(self.instance_id).hiddenSeconds
        return self.age < (WORLD.settings.hiddenSeconds if own is None else own)

    @property
    def vanished(self) -> bool:
        return self.end == "vanish" and self._ripe

    @property
    def image_state(self) -> str:
        return self.end if self._ripe and self.end not in ("stuck", "vanish") else "pending"

    @property
    def snapshot_state(self) -> str:
        return {"pending": "pending", "available": "completed"}.get(self.image_state, "error")

    @property
    def progress(self) -> str:
        if self.snapshot_state == "completed":
            return "100%"
        return f"{min(99, int(100 * self._fraction))}%"

    @property
    def reason(self) -> dict[str, str] | None:
        if self.image_state in ("pending", "available"):
            return None
        own = WORLD.settings.of_instance(self.instance_id).stateReason
        reason = own or {
            "code": "Client.InternalError",
            "message": "Client.InternalError: Client error on image creation",
        }
        return {"code": reason["code"], "message": reason["message"]}

    @property
    def _ripe(self) -> bool:
        return self.end != "stuck" and self._fraction >= 1

    @property
    def _fraction(self) -> float:
        if self.finished:
            return 1
        general, own = WORLD.settings, WORLD.settings.of_instance(self.instance_id)
        if own.pendingDescribes is None:
            seconds = general.pendingSeconds if own.pendingSeconds is None else own.pendingSeconds
            if seconds is not None:
                return self.age / seconds if seconds > 0 else 1
        describes = general.pendingDescribes if own.pendingDescribes is None else own.pendingDescribes
        return self.describes / describes if describes > 0 else 1
