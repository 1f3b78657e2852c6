"""Trains `models/own.ftz` from openly licensed lines; `models/README.md` has the command.

It needs a fastText that can train, which the program's environment has not. With the same data, the same fastText and
one thread the model comes out the same.
"""

import argparse
import csv
import gzip
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bot.language.alternatives import read_rows
from bot.language.augmentation import crop, mistype, shorten, strip_accents
from bot.language.normalisation import normalise
from bot.language.romanisation import ROMANISED, romanise

LINES = 30_000  # for each language
LINES_OF_NEAR = 45_000  # for those that are near to each other in words and letters, and that most people write
NEAR = frozenset({"en", "es", "fr", "pt"})
LINES_OF_RARE = 25_000  # for a language with few sources, whose crops would repeat themselves
RARE = 500  # lines
ROMANISED_LINES = 6_000
WORDS_SHARE, EVERYDAY_SHARE = 0.25, 0.06
CROPS = (range(1, 3), range(3, 9), range(3, 9), range(5, 21))
STRIPPED_SHARE, MISTYPED_SHARE, SHORTENED_SHARE = 0.5, 0.3, 0.15
PARAMETERS = {
    "lr": 0.5, "epoch": 14, "dim": 16, "minn": 1, "maxn": 4, "bucket": 100_000, "minCount": 5, "loss": "softmax",
}  # fmt: skip
CUTOFF = 55_000  # of the n-grams and words; it sets the size, so that both models stay under 2 MB


def read_lines(folder: Path) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Read the training lines: by language, then by source, the texts; words and `everyday.tsv` are sources."""
    lines: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    with gzip.open(folder / "train.tsv.gz", "rt", encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            group = "words" if row["kind"] in {"word", "pair"} else row["source"]
            lines[row["lang"]][group].append(row["text"])
    for row in read_rows("everyday.tsv"):
        lines[row["language"]]["everyday"] = row["phrases"].split(" | ")
    return lines


def draw_lines(code: str, groups: Mapping[str, Sequence[str]], draw: random.Random) -> Iterator[str]:
    """Draw a language's training lines, normalised, from sources weighted by the square root of their size."""
    everyday, words = groups["everyday"], groups.get("words", ())
    sources = [texts for name, texts in groups.items() if name not in {"everyday", "words"}]
    weights = [len(texts) ** 0.5 for texts in sources]
    count = LINES_OF_NEAR if code in NEAR else LINES if sum(map(len, sources)) > RARE else LINES_OF_RARE
    romanised = ROMANISED_LINES if code in ROMANISED else 0
    for number in range(count + romanised):
        if draw.random() < EVERYDAY_SHARE:
            text = " ".join(draw.choices(everyday, k=draw.choice((1, 1, 2))))
        elif words and draw.random() < WORDS_SHARE:
            text = " ".join(draw.choices(words, k=draw.randint(1, 3)))
        else:
            text = crop(draw.choice(draw.choices(sources, weights)[0]), code, draw.choice(CROPS), draw)
        if number >= count:
            text = romanise(text.lower(), code, draw)
        yield normalise(disturb(text, code, draw))


def disturb(text: str, code: str, draw: random.Random) -> str:
    """Give some texts as they are, others without accents, shortened or mistyped."""
    text = text.lower()
    if draw.random() < SHORTENED_SHARE:
        text = shorten(text, code, draw)
    if draw.random() < STRIPPED_SHARE:
        text = strip_accents(text)
        if draw.random() < MISTYPED_SHARE / STRIPPED_SHARE:
            text = mistype(text, draw)
    return text


def train(folder: Path, target: Path, threads: int) -> None:
    """Train, quantise and save the model."""
    import fasttext  # noqa: PLC0415 - the training fastText; the program's own cannot train

    draw = random.Random(0)  # noqa: S311 - repeatable, not secret
    lines = [
        f"__label__{code} {line}\n"
        for code, groups in sorted(read_lines(folder).items())
        for line in draw_lines(code, groups, draw)
        if line
    ]
    draw.shuffle(lines)
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.writelines(lines)
        file.flush()
        model = fasttext.train_supervised(file.name, thread=threads, verbose=1, **PARAMETERS)
        model.quantize(file.name, qnorm=True, retrain=True, cutoff=CUTOFF, dsub=2, thread=threads, verbose=1)
        model.save_model(str(target))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with train.tsv.gz")
    parser.add_argument("--target", type=Path, default=Path(__file__).with_name("models") / "own.ftz")
    parser.add_argument("--threads", type=int, default=1, help="more are faster, and the model differs each time")
    arguments = parser.parse_args()
    train(arguments.data, arguments.target, arguments.threads)
