"""What was found at one place of a deployment, and how it is mended."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How bad something is."""

    OK = "ok"
    LOOK = "look at this"
    MEND = "must be mended"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's outcome; `found` and `mend` never hold a secret or anything of a person."""

    check: str
    verdict: Verdict
    found: str
    mend: str = ""


def fine(check: str, found: str) -> Finding:
    """Make a finding of something that is as it must be."""
    return Finding(check, Verdict.OK, found)


def look(check: str, found: str, mend: str) -> Finding:
    """Make a finding of something that somebody must judge."""
    return Finding(check, Verdict.LOOK, found, mend)


def must(check: str, found: str, mend: str) -> Finding:
    """Make a finding of something that must be mended."""
    return Finding(check, Verdict.MEND, found, mend)


def must_be_mended(findings: Iterable[Finding]) -> bool:
    """Say whether any of the findings must be mended."""
    return any(each.verdict is Verdict.MEND for each in findings)
