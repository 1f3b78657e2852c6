"""What is done about each command of the pages: run, with what it must say, or not run, and why."""

from dataclasses import dataclass

EDITING = "tests/bot/cli/test_editing.py"


@dataclass(frozen=True, slots=True)
class NotRun:
    """Why commands that begin so are not run, and the test that runs what they do."""

    begins: str
    why: str
    tested_in: str = ""


RUN = {
    'amparo ask --country PE "mi jefe me quito el pasaporte"': r"(?s)pasaporte.*Per[uú]",
    "amparo chat --channel sms": "",
    "amparo check": r"\b0 findings",
    "amparo translations": r"(?s)Arabic.*Vietnamese",
    "amparo knowledge export es texts.xlsx": "texts.xlsx",
    "amparo config --new-key": r"^[\w-]{43}=\n$",
    "amparo config": "AMPARO_MASTER_KEY",
    "amparo staff add ana --role worker --language es": "ana",
    "amparo staff list": "no accounts",
    "amparo erasures": "",
    "amparo audit verify": "",
    "amparo audit show": "",
    "cp .env.example .env": "",
}
"""Commands that change nothing outside an empty folder and an empty store, with what they print."""

ENGINE = ("amparo ask", "amparo chat")
"""What needs the trained model."""

NOT_RUN = (
    NotRun("make ", "installs, trains, starts or checks everything; its target is looked up"),
    NotRun("amparo up", "goes on until it is stopped; its parts run in most tests", "tests/conftest.py"),
    NotRun("amparo knowledge import", "changes a catalog of the project", EDITING),
    NotRun("amparo knowledge sign", "signs a language of the project", EDITING),
    NotRun("amparo knowledge alterations", "asks every test question twice", EDITING),
    NotRun("amparo webhooks", "sets what the providers of an account call", "tests/bot/cli/test_webhooks.py"),
    NotRun("amparo doctor", "examines a deployment and calls its providers", "tests/bot/cli/test_doctor.py"),
    NotRun(".venv/bin/pytest ", "is a part of all tests, which run this one"),
    NotRun(".venv/bin/ruff ", "is a check beside the tests", "tests/run.py"),
    NotRun(".venv/bin/mypy", "is a check beside the tests", "tests/run.py"),
    NotRun(".venv/bin/lint-imports", "is a check beside the tests", "tests/run.py"),
    NotRun("uv run --no-project ", "trains for minutes, on data that is not in the project"),
    NotRun("python -m bot.language.", "is the same command's second line"),
    NotRun("pip download ", "fetches a package"),
    NotRun("unzip ", "opens the package that was fetched"),
    NotRun("sudo ", "changes a server", "tests/deploy/test_roles.py"),
    NotRun("git ", "fetches the project to a server", "tests/deploy/test_roles.py"),
    NotRun("cp deploy/", "belongs to a server", "tests/deploy/test_roles.py"),
)


def plain(command: str) -> str:
    """Give a command of the project's environment as it is named in sentences."""
    return command.removeprefix(".venv/bin/") if command.startswith(".venv/bin/amparo ") else command


def not_run(command: str) -> NotRun | None:
    """Say why a command is not run, None for one that is or that nobody has thought of."""
    named = plain(command)
    return None if named in RUN else next((each for each in NOT_RUN if named.startswith(each.begins)), None)
