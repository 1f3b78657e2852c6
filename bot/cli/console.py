"""The console on which commands print tables."""

import os
import sys
from io import TextIOWrapper

from rich.console import Console

WIDTH = 160
"""Columns where no terminal says how many there are."""


def table_console() -> Console:
    """Give a console as wide as the terminal; a letter that it cannot write is shown by its code."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A test question may hold half of a letter, as broken phones send it.
        sys.stdout.reconfigure(errors="backslashreplace")
    return Console(width=None if os.isatty(1) else WIDTH, highlight=False, markup=False)
