"""`python -m bot.cli` is `amparo`."""

from bot.cli import main
from bot.crashes import forbid_dumps


def run() -> None:
    """Run the command line as a process of its own."""
    forbid_dumps()
    main()


if __name__ == "__main__":
    run()
