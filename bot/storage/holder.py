"""Somebody of the staff who acts on what a store keeps."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who acts: their login, and whether they may act on what others hold."""

    name: str
    supervises: bool = False
