"""Vectors of the lines that classifiers learn from or are measured on, kept between trainings.

These are the project's own examples and, where HINT3 is scored, its published examples and queries, which people once
wrote to two shops. What anybody writes to Amparo never comes here.
"""

import hashlib
import sqlite3
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from types import TracebackType
from typing import Self

import numpy as np
from tqdm import tqdm

_BATCH = 64

Encode = Callable[[Sequence[str]], np.ndarray]


class Vectors:
    """A cache keyed by the SHA-256 of the encoder's name and the line; without a path it lives in memory."""

    def __init__(self, path: Path | None, encoder_name: str) -> None:
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path or ":memory:")
        self._connection.execute("CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL)")
        self._encoder_name = encoder_name

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def of(self, texts: Sequence[str], encoders: Sequence[Encode]) -> np.ndarray:
        """Give one float32 vector a text, shape (len(texts), dimensions); the encoders share those not seen before."""
        known = self._known(texts)
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        free: Queue[Encode] = Queue()
        for encode in encoders:
            free.put(encode)
        quiet = not missing or not sys.stderr.isatty()
        with (
            tqdm(total=len(missing), desc="vectors", unit=" lines", disable=quiet) as bar,
            ThreadPoolExecutor(len(encoders)) as pool,
        ):
            # What is found is written by this thread alone, so that an interrupted training loses little.
            for batch, vectors in pool.map(lambda batch: (batch, _encoded(free, batch)), _batches(missing)):
                self._write(batch, vectors)
                known.update(zip(batch, vectors, strict=True))
                bar.update(len(batch))
        return np.stack([known[text] for text in texts]) if texts else np.zeros((0, 0), dtype=np.float32)

    def _known(self, texts: Sequence[str]) -> dict[str, np.ndarray]:
        read = ((text, self._read(text)) for text in dict.fromkeys(texts))
        return {text: vector for text, vector in read if vector is not None}

    def _read(self, text: str) -> np.ndarray | None:
        row = self._connection.execute("SELECT vector FROM vectors WHERE key = ?", (self._key(text),)).fetchone()
        return None if row is None else np.frombuffer(row[0], dtype=np.float32)

    def _write(self, texts: Sequence[str], vectors: np.ndarray) -> None:
        rows = [(self._key(text), vector.tobytes()) for text, vector in zip(texts, vectors, strict=True)]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def _key(self, text: str) -> str:
        return hashlib.sha256(f"{self._encoder_name}\0{text}".encode()).hexdigest()


def _encoded(free: "Queue[Encode]", batch: Sequence[str]) -> np.ndarray:
    encode = free.get()
    try:
        return encode(batch)
    finally:
        free.put(encode)


def _batches(texts: Sequence[str]) -> Iterable[Sequence[str]]:
    return (texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH))
