"""Checks an OIDC token as STS does: signature against the issuer's published keys, then its time.

AWS page: "AssumeRoleWithWebIdentity" (ExpiredTokenException, InvalidIdentityToken, IDPCommunicationError).
"""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

from .errors import AwsError

CLOCK_LEEWAY_SECONDS = 300
"""IAM takes a token for five minutes past its exp, as an allowance for clock skew."""


def invalid(message: str) -> AwsError:
    return AwsError("InvalidIdentityToken", message)


def unverified_claims(token: str) -> dict[str, Any]:
    """The claims as they stand, needed to learn which issuer's keys to ask for."""
    try:
        claims: dict[str, Any] = json.loads(_decode(token.split(".")[1]))
        return claims
    except (ValueError, IndexError) as cause:
        raise invalid(
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
        ) from cause


def verify(token: str, leeway: float = CLOCK_LEEWAY_SECONDS) -> dict[str, Any]:
    claims = unverified_claims(token)
    _check_signature(token, str(claims.get("iss")))
    if float(claims.get("exp", 0)) + leeway < time.time():
        raise AwsError(
            "ExpiredTokenException",
            "Token expired: current date/time must be before the expiration date/time",
        )
    return claims


def _check_signature(token: str, issuer: str) -> None:
    head, body, signature = token.split(".")
    header = json.loads(_decode(head))
    key = next((key for key in _published_keys(issuer) if key.get("kid") == header.get("kid")), None)
    if header.get("alg") != "RS256" or key is None:
        raise invalid(
            "Couldn't retrieve verification key from your identity provider, "
            "please reference AssumeRoleWithWebIdentity documentation for requirements"
        )
    public = RSAPublicNumbers(_number(key["e"]), _number(key["n"])).public_key()
    try:
        public.verify(_decode(signature), f"{head}.{body}".encode(), PKCS1v15(), SHA256())
    except InvalidSignature as cause:
        raise invalid("No OpenIDConnect key could verify the signature of the provided token") from cause


def _published_keys(issuer: str) -> list[dict[str, Any]]:
    try:
        discovery = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=5).json()
        keys: list[dict[str, Any]] = requests.get(discovery["jwks_uri"], timeout=5).json()["keys"]
        return keys
    except (requests.RequestException, KeyError, ValueError) as cause:
        raise AwsError(
            "IDPCommunicationError", f"The identity provider {issuer} could not be reached"
        ) from cause


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _number(text: str) -> int:
    return int.from_bytes(_decode(text), "big")
