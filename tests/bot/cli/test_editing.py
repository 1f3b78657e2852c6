"""What editors do at the command line, in a copy of the project of its own with its own git history."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from bot.knowledge.spreadsheet import COLUMNS
from bot.settings import PROJECT

KEY = "topic.asylum.now"
SAID = "Si es seguro, pregunta a una abogada."
GIT = ("git", "-c", "user.name=Amparo", "-c", "user.email=amparo@example.org", "-c", "commit.gpgsign=false")


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the program and of a little content: English, Spanish and French, three countries."""
    root = tmp_path_factory.mktemp("project")
    for name in ("bot", "channels", "knowledge", "translations"):
        shutil.copytree(PROJECT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (root / "translations").glob("*/locale.yml"):
        if path.parent.name not in ("en", "es", "fr"):
            shutil.rmtree(path.parent)
    for path in (root / "knowledge" / "countries").glob("*.yml"):
        if path.stem not in ("CL", "PE", "RO"):
            path.unlink()
    (root / ".env").touch()
    subprocess.run([*GIT, "init", "--quiet"], cwd=root, check=True)
    subprocess.run([*GIT, "add", "knowledge", "translations"], cwd=root, check=True)
    subprocess.run([*GIT, "commit", "--quiet", "--message", "content"], cwd=root, check=True)
    return root


@pytest.fixture
def project(copied: Path) -> Path:
    """Give the copy as it was at first."""
    subprocess.run([*GIT, "checkout", "--quiet", "HEAD", "--", "translations"], cwd=copied, check=True)
    # The compiled catalogs are not in the history of every checkout.
    for path in (PROJECT / "translations").glob("*/LC_MESSAGES/amparo.mo"):
        place = copied / path.relative_to(PROJECT)
        if place.parent.exists():
            shutil.copyfile(path, place)
    return copied


def amparo(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot.cli", *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, encoding="utf-8", check=False)


def digests(project: Path) -> dict[Path, str]:
    paths = (path for name in ("knowledge", "translations") for path in (project / name).rglob("*") if path.is_file())
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def put(path: Path, column: str, value: str, key: str = KEY) -> None:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == key)
    row[COLUMNS.index(column)].value = value
    book.save(path)


def cells(path: Path, key: str = KEY) -> dict[str, object]:
    rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return next(dict(zip(COLUMNS, row, strict=True)) for row in rows if row[0] == key)


def test_translations_counts_each_language(project: Path) -> None:
    made = amparo(project, "translations")
    assert made.returncode == 0, made.stderr
    rows = {line.split()[0]: line.split() for line in made.stdout.splitlines()[1:] if line.strip()}
    assert set(rows) == {"en", "es", "fr"}
    texts = rows["en"][2]
    assert rows["en"][1:] == ["English", texts, "source"]
    code, name, total, translated, changed, missing, reviewed, *signer = rows["es"]
    assert (code, name, total, reviewed, signer) == ("es", "Spanish", texts, "0", ["nobody", "yet"])
    assert int(translated) + int(changed) + int(missing) == int(total)


def test_what_an_editor_writes_is_said_and_comes_back_in_the_next_export(project: Path, tmp_path: Path) -> None:
    path = tmp_path / "es.xlsx"
    made = amparo(project, "knowledge", "export", "es", str(path))
    assert made.returncode == 0, made.stderr
    assert f"texts are in {path}" in made.stdout
    for column, value in (
        ("translation", SAID),
        ("notes", "abogada, not licenciada"),
        ("status", "reviewed"),
        ("reviewed by", "Ana Ñ."),
        ("reviewed on", "2026-11-20"),
    ):
        put(path, column, value)
    made = amparo(project, "knowledge", "import", "es", str(path))
    assert (made.returncode, made.stdout.split(";")[0]) == (0, "1 texts changed"), made.stderr
    made = amparo(project, "knowledge", "import", "es", str(path))
    assert made.stdout.startswith("0 texts changed")
    again = tmp_path / "again.xlsx"
    amparo(project, "knowledge", "export", "es", str(again))
    assert cells(again) == cells(path)
    assert cells(again)["translation"] == SAID
    counted = next(line.split() for line in amparo(project, "translations").stdout.splitlines() if " es " in line)
    assert counted[6] == "1"


def test_an_export_never_writes_over_somebody_s_work_unasked(project: Path, tmp_path: Path) -> None:
    path = tmp_path / "es.xlsx"
    amparo(project, "knowledge", "export", "es", str(path))
    put(path, "translation", SAID)
    kept = path.read_bytes()
    made = amparo(project, "knowledge", "export", "es", str(path))
    assert (made.returncode, made.stdout) == (2, "")
    assert made.stderr == (
        f"amparo: {path} is there already; import it, take another name, or write over it with --force\n"
    )
    assert path.read_bytes() == kept
    made = amparo(project, "knowledge", "export", "es", str(path), "--force")
    assert made.returncode == 0, made.stderr
    assert cells(path)["translation"] != SAID


def test_a_language_is_signed_as_a_whole(project: Path) -> None:
    made = amparo(project, "knowledge", "sign", "es", " Ana \n Ñ. ", "--on", "2026-01-31")
    assert made.returncode == 0, made.stderr
    *keys, said = made.stdout.splitlines()
    assert KEY in keys
    assert said == f"Ana Ñ. has signed {len(keys)} texts that nobody had signed, and es as a whole"
    counted = next(line.split() for line in amparo(project, "translations").stdout.splitlines() if " es " in line)
    assert counted[2] == counted[6] == str(len(keys))
    assert counted[7:] == ["Ana", "Ñ."]


def test_a_language_that_is_not_translated_yet_is_not_signed(project: Path) -> None:
    catalog = project / "translations" / "es" / "LC_MESSAGES" / "amparo.po"
    text = catalog.read_text(encoding="utf-8")
    catalog.write_text(text.replace(f'msgctxt "{KEY}"', f'#, fuzzy\nmsgctxt "{KEY}"'), encoding="utf-8")
    before = digests(project)
    made = amparo(project, "knowledge", "sign", "es", "Ana")
    assert made.returncode == 1
    assert made.stderr.splitlines() == [
        f"{KEY} is not translated, or its English changed since",
        "amparo: nothing was signed; translate 1 texts first",
    ]
    assert digests(project) == before


def test_a_wrong_row_is_named_and_nothing_is_changed(project: Path, tmp_path: Path) -> None:
    path = tmp_path / "es.xlsx"
    amparo(project, "knowledge", "export", "es", str(path))
    put(path, "translation", SAID)
    put(path, "translation", "Llama al 105.", key="conversation.exit.done")
    put(path, "translation", "", key="conversation.thanks")
    put(path, "reviewed by", "Ana", key="conversation.goodbye")
    before = digests(project)
    made = amparo(project, "knowledge", "import", "es", str(path))
    assert made.returncode == 1
    assert "conversation.exit.done has the number 105, which the English has not; take it out" in made.stderr
    assert "es.xlsx, row " in made.stderr
    assert "conversation.thanks has lost its translation" in made.stderr
    assert "conversation.goodbye names a review and is not marked as reviewed" in made.stderr
    assert "nothing was changed; mend 3 places and import again" in made.stderr
    assert digests(project) == before


def test_only_the_questions_on_the_topic_are_altered(project: Path, tmp_path: Path) -> None:
    questions = tmp_path / "questions"
    questions.mkdir()
    asked = [
        {"id": "es-001", "text": "quiero asilo", "intent": "asylum", "style": "short"},
        {"id": "es-002", "text": "una abogada", "intent": "consent", "style": "short"},
    ]
    lines = "".join(f"{json.dumps(each)}\n" for each in asked)
    (questions / "es.jsonl").write_text(lines, encoding="utf-8")
    english = lines.replace("es-0", "en-0").replace("quiero asilo", "asylum").replace("una abogada", "a lawyer")
    (questions / "en.jsonl").write_text(english, encoding="utf-8")
    made = amparo(project, "knowledge", "alterations", "--questions", str(questions))
    assert (made.returncode, made.stdout) == (0, "None of 4 questions would be answered otherwise.\n"), made.stderr

    path = tmp_path / "es.xlsx"
    amparo(project, "knowledge", "export", "es", str(path))
    put(path, "translation", SAID)
    amparo(project, "knowledge", "import", "es", str(path))
    made = amparo(project, "knowledge", "alterations", "--questions", str(questions))
    assert made.returncode == 0, made.stderr
    assert "1 of 4 questions would be answered otherwise." in made.stdout
    assert "es-001" in made.stdout
    assert "everywhere" in made.stdout
    assert not any(each in made.stdout for each in ("es-002", "en-001", "en-002"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("export", "xx", "a.xlsx"), "there is no translation 'xx'; there are es, fr", id="no language"),
        pytest.param(("export", "en", "a.xlsx"), "English is the source; edit it in knowledge/", id="English"),
        pytest.param(("export", "es", "a.csv"), "a.csv must end in .xlsx", id="suffix"),
        pytest.param(("import", "en", "book.xlsx"), "English is the source; edit it in knowledge/", id="into English"),
        pytest.param(("import", "xx", "book.xlsx"), "there is no translation 'xx'", id="into no language"),
        pytest.param(("import", "es", "none.xlsx"), "does not exist", id="no file"),
        pytest.param(("sign", "en", "Ana"), "English is the source", id="sign English"),
        pytest.param(("sign", "es", " "), "the name must have 1 to 60 characters", id="sign without a name"),
        pytest.param(("sign", "es", "x" * 61), "the name must have 1 to 60 characters", id="sign with a long name"),
        pytest.param(("sign", "es", "Ana", "--on", "9999-01-01"), "9999-01-01 is yet to come", id="sign ahead"),
        pytest.param(("sign", "es", "Ana", "--on", "31.1."), "does not match the format", id="sign on no day"),
        pytest.param(("alterations", "--since", "none"), "git does not know the revision 'none'", id="revision"),
        pytest.param(("alterations", "--since", "--output=a"), "git does not know the revision", id="no revision"),
        pytest.param(("alterations", "--questions", "bot"), "there are no questions", id="no questions"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(project: Path, arguments: tuple[str, ...], message: str) -> None:
    questions = project / "questions"
    questions.mkdir(exist_ok=True)
    asked = {"id": "es-001", "text": "quiero asilo", "intent": "asylum", "style": "short"}
    (questions / "es.jsonl").write_text(f"{json.dumps(asked)}\n", encoding="utf-8")
    Workbook().save(project / "book.xlsx")
    named = ("--questions", "questions") if arguments[0] == "alterations" and "--questions" not in arguments else ()
    before = digests(project)
    made = amparo(project, "knowledge", *arguments, *named)
    assert made.returncode == 2
    assert message in made.stderr
    assert "Traceback" not in made.stderr
    assert not (project / arguments[-1]).is_file() or arguments[-1] == "book.xlsx"
    assert not (project / "a").exists()
    assert digests(project) == before


@pytest.mark.parametrize("content", [b"", b"key,English\n"])
def test_what_is_no_spreadsheet_is_refused(project: Path, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "es.xlsx"
    path.write_bytes(content)
    made = amparo(project, "knowledge", "import", "es", str(path))
    assert made.returncode == 1
    assert made.stderr.splitlines() == [
        "es.xlsx is no spreadsheet; save it as .xlsx",
        "amparo: nothing was changed; mend 1 places and import again",
    ]
