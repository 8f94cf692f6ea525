"""The sentences of a corpus, cut once: what `trace` finds for a row, for thousands of rows."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from textmine.corpus import Corpus
from textmine.counting.tokens import Tokenizer
from textmine.measuring.coding import Codebook
from textmine.measuring.coding.matches import Coder
from textmine.measuring.compare import sentences

Spans = list[tuple[int, int]]  # in a sentence


class Sentences:
    """All sentences of a corpus in the order of its texts.

    Parameters
    ----------
    corpus : Corpus

    Attributes
    ----------
    table : DataFrame
        `document_id`, `segment_id`, `start`, `end` (offsets into the policy text), `line` (1-based, of the page as received),
        `text`.
    """

    def __init__(self, corpus: Corpus):
        segments = corpus.segments
        cut = sentences(segments)
        begins = cut["segment_id"].map(segments.set_index("segment_id")["start"]).astype(int)
        cut = cut.assign(start=cut["start"] + begins, end=cut["end"] + begins)
        places = zip(cut["document_id"], cut["start"], strict=True)
        cut["line"] = [corpus.pages[key].page_line(at) for key, at in places]
        self.table = cut[["document_id", "segment_id", "start", "end", "line", "text"]]
        self._texts = cut["text"].tolist()
        self._known = frozenset(segments["segment_id"])
        self._tokens: dict[int, list[tuple[int, int, str]]] = {}
        self._coded: dict[int, dict[int, list[tuple[int, int, str, str]]]] = {}
        self._coders: dict[int, Coder] = {}

    @cached_property
    def of_segment(self) -> dict[str, np.ndarray]:
        """Numbers of the sentences of each segment that has any."""
        return self.table.groupby("segment_id", sort=False).indices

    @cached_property
    def in_document(self) -> np.ndarray:
        """The how-manieth sentence of its document each is, from 0."""
        return self.table.groupby("document_id", sort=False).cumcount().to_numpy()

    def of(self, segment_ids: object) -> list[int]:
        """Numbers of the sentences of segments whose ids are joined by blanks, in their order; none where missing.

        Raises
        ------
        KeyError
            If the corpus lacks one of the segments, as `trace` does.
        """
        ids = [] if pd.isna(segment_ids) else str(segment_ids).split()
        if unknown := next((key for key in ids if key not in self._known), None):
            raise KeyError(f"no segment {unknown} in the corpus; the figure belongs to another state of it")
        return [int(i) for key in ids for i in self.of_segment.get(key, ())]

    def term_spans(self, number: int, term: str, tokenizer: Tokenizer | None) -> Spans:
        """Where a term stands in a sentence: as a word of its own, or, without a tokenizer, as a string."""
        text = self._texts[number]
        if term not in text:
            return []
        if tokenizer is None:
            places = (at for at in range(len(text)) if text.startswith(term, at))
            return [(at, at + len(term)) for at in places]
        if number not in self._tokens:
            self._tokens[number] = [(start, end, token) for start, end, token, _ in tokenizer.tokens(text)]
        return [(start, end) for start, end, token in self._tokens[number] if token == term]

    def category_spans(self, number: int, category: str, codebook: Codebook) -> Spans:
        """Where a codebook codes a sentence with a category."""
        key = id(codebook)
        if key not in self._coders:
            self._coders[key], self._coded[key] = Coder(codebook), {}
        known = self._coded[key]
        if number not in known:
            known[number] = self._coders[key].matches(self._texts[number])
        return [(start, end) for start, end, found, _ in known[number] if found == category]
