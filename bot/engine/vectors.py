"""Vectors of the project's own example lines, kept between trainings; a person's message never comes here."""

import hashlib
import sqlite3
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from tqdm import tqdm

_BATCH = 64


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

    def of(self, texts: Sequence[str], encode: Callable[[Sequence[str]], np.ndarray]) -> np.ndarray:
        """Give one float32 vector a text, shape (len(texts), dimensions); `encode` computes those not seen before."""
        missing = [text for text in dict.fromkeys(texts) if self._read(text) is None]
        with tqdm(
            total=len(missing), desc="vectors", unit=" lines", disable=not missing or not sys.stderr.isatty()
        ) as bar:
            for batch in _batches(missing):
                self._write(batch, encode(batch))
                bar.update(len(batch))
        found = [vector for text in texts if (vector := self._read(text)) is not None]
        return np.stack(found) if found else np.zeros((0, 0), dtype=np.float32)

    def _read(self, text: str) -> np.ndarray | None:
        row = self._connection.execute("SELECT vector FROM vectors WHERE key = ?", (self._key(text),)).fetchone()
        return None if row is None else np.frombuffer(row[0], dtype=np.float32)

    def _write(self, texts: Sequence[str], vectors: np.ndarray) -> None:
        rows = [(self._key(text), vector.tobytes()) for text, vector in zip(texts, vectors, strict=True)]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def _key(self, text: str) -> str:
        return hashlib.sha256(f"{self._encoder_name}\0{text}".encode()).hexdigest()


def _batches(texts: Sequence[str]) -> Iterable[Sequence[str]]:
    return (texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH))
