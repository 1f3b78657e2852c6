"""`python -m bot.cli` is `amparo`."""

from bot.cli import main

main()
