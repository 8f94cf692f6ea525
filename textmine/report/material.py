"""A study's folder -> all that a report is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
import pandas as pd

from textmine.corpus import Corpus, read_corpus, read_glossary
from textmine.counting.tokens import Tokenizer
from textmine.measuring.agreement import read_hand_codes
from textmine.measuring.coding import Codebook, categories, read_codebook
from textmine.report.cells import Told, told
from textmine.report.sentences import Sentences
from textmine.report.words import Words, words_of

THEMES = "themes"


@dataclass(frozen=True, eq=False)
class Material:
    """A study as it is stored.

    Attributes
    ----------
    folder : Path
    corpus : Corpus
    codebooks : dict of str to Codebook
        By the name of the file.
    notebooks : dict of str to NotebookNode
    told : dict of str to Told
    words : Words
    """

    folder: Path
    corpus: Corpus
    codebooks: dict[str, Codebook]
    notebooks: dict[str, nbformat.NotebookNode]
    told: dict[str, Told]
    words: Words

    @cached_property
    def sentences(self) -> Sentences:
        return Sentences(self.corpus)

    @cached_property
    def tokenizer(self) -> Tokenizer | None:
        """That of the corpus; None where it has no lexicon."""
        return (
            Tokenizer.from_folder(self.corpus.folder)
            if (self.corpus.folder / "lexicon" / "terms.txt").is_file()
            else None
        )

    @cached_property
    def documents(self) -> dict[str, int]:
        """Number of each document, from 0."""
        return {key: i for i, key in enumerate(self.corpus.documents["document_id"])}

    @cached_property
    def prose(self) -> pd.DataFrame:
        segments = self.corpus.segments
        return segments[segments["passage_id"].notna()].reset_index(drop=True)

    @cached_property
    def themes(self) -> pd.DataFrame:
        """Main theme of each segment that has one: `category`, `read` (whether it was coded by reading), by `segment_id`."""
        book = self.codebooks.get(THEMES)
        if book is None:
            return pd.DataFrame(columns=["category", "read"], index=pd.Index([], name="segment_id"))
        assigned = self.corpus.cached(categories, self.prose, book)
        path = self.corpus.folder / "codebooks" / "hand_codes.csv"
        hand = read_hand_codes(path, self.prose, {THEMES: book}, missing_ok=True)
        settled = hand.settled(THEMES, assigned)
        main = settled[settled["main"]].drop_duplicates("segment_id").set_index("segment_id")
        return pd.DataFrame(
            {"category": main["category"], "read": main.index.isin(hand.units["segment_id"])}, main.index
        )


def read_material(folder: str | Path) -> Material:
    """Read a study.

    Raises
    ------
    CorpusError, StudyError, CodebookError
        If the study has faults.
    """
    folder = Path(folder)
    corpus = read_corpus(folder / "corpus")
    paths = sorted((corpus.folder / "codebooks").glob("*.toml"))
    codebooks = {path.stem: read_codebook(path) for path in paths}
    has_glossary = (corpus.folder / "lexicon" / "glossary.csv").is_file()
    words = words_of(corpus.study, codebooks, read_glossary(corpus.folder) if has_glossary else {})
    notebooks = {path: nbformat.read(path, as_version=4) for path in sorted((folder / "notebooks").glob("*.ipynb"))}
    said = {path.stem: told(path, notebook) for path, notebook in notebooks.items()}
    named = {path.stem: notebook for path, notebook in notebooks.items()}
    return Material(folder, corpus, codebooks, named, said, words)
