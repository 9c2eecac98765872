"""Credentials: issued at random, never twice, known by their access key id, of no use once they expire."""

from __future__ import annotations

import base64
import secrets
import string
from dataclasses import dataclass
from datetime import datetime, timezone

_ALPHABET = string.ascii_uppercase + "234567"


def random_id(prefix: str) -> str:
    """An id as IAM makes them: four letters that say the kind, sixteen that say nothing."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(16))


def random_text(size: int) -> str:
    return base64.b64encode(secrets.token_bytes(size)).decode()


@dataclass(frozen=True)
class Credentials:
    """What one access key stands for. `role_arn` is None for a user's long-lived key."""

    access_key_id: str
    secret_access_key: str
    session_token: str | None
    account: str
    arn: str
    role_arn: str | None
    user_id: str
    expires_at: float | None
    from_instance_profile: bool = False

    @property
    def expiration(self) -> str:
        at = datetime.fromtimestamp(self.expires_at or 0, timezone.utc)
        return at.strftime("%Y-%m-%dT%H:%M:%SZ")


class CredentialStore:
    def __init__(self) -> None:
        self._known: dict[str, Credentials] = {}

    def find(self, access_key_id: str) -> Credentials | None:
        return self._known.get(access_key_id)

    def issue_session(self, account: str, arn: str, role_arn: str, expires_at: float) -> Credentials:
        return self._add(_session(account, arn, role_arn, expires_at))

    def issue_for_instance(self, account: str, arn: str, role_arn: str, expires_at: float) -> Credentials:
        """As the metadata service hands them out: exempt from the one-hour limit of role chaining."""
        session = _session(account, arn, role_arn, expires_at)
        return self._add(Credentials(**{**vars(session), "from_instance_profile": True}))

    def issue_user_key(self, account: str, arn: str) -> Credentials:
        return self._add(
            Credentials(random_id("AKIA"), random_text(30), None, account, arn, None, random_id("AIDA"), None)
        )

    def _add(self, credentials: Credentials) -> Credentials:
        self._known[credentials.access_key_id] = credentials
        return credentials


def _session(account: str, arn: str, role_arn: str, expires_at: float) -> Credentials:
    user_id = f"{random_id('AROA')}:{arn.rsplit('/', 1)[-1]}"
    return Credentials(
        random_id("ASIA"), random_text(30), random_text(300), account, arn, role_arn, user_id, expires_at
    )
