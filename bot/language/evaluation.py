"""Measures identification on a development set: `python -m bot.language.evaluation --data ../shared/language-id`."""

import argparse
import csv
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.language.identification import Identifier

KINDS = ("word", "pair", "sent", "sms", "typo", "real")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a development set: the language, the kind of text, the text."""

    language: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Scores:
    """Shares of items, by language and kind: those whose language was found, and those called foreign."""

    found: Mapping[tuple[str, str], float]
    foreign: Mapping[str, float]
    confusions: Mapping[tuple[str, str | None], int]

    def of_kind(self, kind: str, languages: Iterable[str] | None = None) -> float:
        """Give the mean over languages, each counting alike."""
        wanted = {code for code, _ in self.found} if languages is None else set(languages)
        shares = [share for (code, name), share in self.found.items() if name == kind and code in wanted]
        return sum(shares) / len(shares)


def read_items(folder: Path) -> Iterator[Item]:
    """Read `dev.tsv` of the data folder."""
    with (folder / "dev.tsv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Item(row["lang"], row["kind"], row["text"])


def score(identifier: Identifier, items: Iterable[Item]) -> Scores:
    """Identify each item and count what was found."""
    counts: Counter[tuple[str, str]] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    foreign: defaultdict[str, list[bool]] = defaultdict(list)
    confusions: Counter[tuple[str, str | None]] = Counter()
    for item in items:
        identification = identifier.identify(item.text)
        counts[item.language, item.kind] += 1
        found[item.language, item.kind] += identification.language == item.language
        foreign[item.kind].append(identification.foreign is not None)
        if identification.language != item.language and item.kind in {"sent", "sms", "typo", "real"}:
            confusions[item.language, identification.language] += 1
    return Scores(
        {key: found[key] / count for key, count in counts.items()},
        {kind: sum(flags) / len(flags) for kind, flags in foreign.items()},
        confusions,
    )


def table(scores: Scores) -> str:
    """Lay the scores out, in per cent, a line for each language."""
    lines = ["language" + "".join(f"{kind:>8}" for kind in KINDS)]
    for code in sorted({code for code, _ in scores.found}):
        cells = (scores.found.get((code, kind)) for kind in KINDS)
        lines.append(f"{code:8}" + "".join("       -" if cell is None else f"{cell:8.1%}" for cell in cells))
    lines.append("mean    " + "".join(f"{scores.of_kind(kind):8.1%}" for kind in KINDS))
    lines.append("foreign " + "".join(f"{scores.foreign[kind]:8.2%}" for kind in KINDS))
    worst = Counter(scores.confusions).most_common(12)
    lines.append("most often wrong: " + ", ".join(f"{right} as {said} {count}" for (right, said), count in worst))
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with dev.tsv")
    items = list(read_items(parser.parse_args().data))
    identifier = Identifier()
    started = time.perf_counter()
    scores = score(identifier, items)
    taken = time.perf_counter() - started
    sys.stdout.write(f"{table(scores)}\n{len(items)} texts, {len(items) / taken:,.0f} a second\n")
