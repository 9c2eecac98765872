"""Partitions: a region's prefix decides the first word of every ARN (AWS page "AWS Partitions")."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PREFIXES = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "eusc-": "aws-eusc",
    "us-isob-": "aws-iso-b",
    "us-iso-": "aws-iso",
}


def partition_of(region: str) -> str:
    for prefix, partition in _PREFIXES.items():
        if region.startswith(prefix):
            return partition
    return "aws"


@dataclass(frozen=True)
class RoleArn:
    """`arn:<partition>:iam::<account>:role/<path/><name>`"""

    partition: str
    account: str
    path: str
    name: str

    @classmethod
    def parse(cls, text: str) -> RoleArn | None:
        found = re.fullmatch(r"arn:(aws[a-z-]*):iam::(\d{12}):role(/(?:[!-~]+/)?)([\w+=,.@-]{1,64})", text)
        return cls(*found.groups()) if found else None

    def __str__(self) -> str:
        return f"arn:{self.partition}:iam::{self.account}:role{self.path}{self.name}"

    def session(self, partition: str, session_name: str, account: str | None = None) -> str:
        """The ARN of a session of this role: it has no path, and the partition of the endpoint."""
        return f"arn:{partition}:sts::{account or self.account}:assumed-role/{self.name}/{session_name}"
