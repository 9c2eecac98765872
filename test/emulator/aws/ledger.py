"""The ledger: every call that reached the emulator, in the order of arrival, without any secret."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, field
from threading import Lock
from typing import Any

_SECRET = {"WebIdentityToken", "SAMLAssertion", "TokenCode", "Action", "Version"}
_READS = ("Describe", "Get", "List", "Search")


@dataclass
class Entry:
    """One call. `status` 0 means that it has no answer (yet, or because the connection was cut)."""

    n: int
    at: float
    service: str
    action: str
    account: str | None
    region: str | None
    params: dict[str, Any]
    roleArn: str | None
    dryRun: bool
    mutating: bool
    status: int = 0
    errorCode: str | None = None
    durationMs: float = 0.0


@dataclass
class Ledger:
    entries: list[Entry] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def open(self, service: str, action: str, form: dict[str, str]) -> Entry:
        dry_run = form.get("DryRun") == "true"
        changes = service == "ec2" and not action.startswith(_READS)
        entry = Entry(
            n=0,
            at=time.time() * 1000,
            service=service,
            action=action,
            account=None,
            region=None,
            params=nested(form),
            roleArn=None,
            dryRun=dry_run,
            mutating=changes and not dry_run,
        )
        with self.lock:
            self.entries.append(entry)
            entry.n = len(self.entries)
        return entry

    @staticmethod
    def close(entry: Entry, status: int, error_code: str | None) -> None:
        entry.status = status
        entry.errorCode = error_code
        entry.durationMs = round(time.time() * 1000 - entry.at, 1)

    def dump(self) -> list[dict[str, Any]]:
        return [asdict(entry) for entry in self.entries]


def nested(form: dict[str, str]) -> dict[str, Any]:
    """`Filter.1.Name=a` becomes `{"Filter": [{"Name": "a"}]}`: the query protocol numbers its lists."""
    tree: dict[str, Any] = {}
    for key, value in form.items():
        words = key.split(".")
        if words[0] in _SECRET:
            continue
        branch = tree
        for word in words[:-1]:
            branch = branch.setdefault(word, {})
        branch[words[-1]] = value
    return {key: _as_list(branch) for key, branch in tree.items()}


def _as_list(branch: Any) -> Any:
    if not isinstance(branch, dict):
        return branch
    if branch and all(key.isdigit() for key in branch):
        return [_as_list(branch[key]) for key in sorted(branch, key=int)]
    return {key: _as_list(value) for key, value in branch.items()}
