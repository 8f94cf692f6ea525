"""(g) A study of many documents on its way through the notebooks: seconds and memory of each step, and their growth."""

import csv
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measure import Figure, Figures, exponent, peak_megabytes, run
from tests.benchmarks.texts import PROJECT, VARIABLE, collection
from textmine import (
    Tokenizer,
    absences,
    bodies,
    categories,
    cited_documents,
    clause_openers,
    compare_groups,
    compare_n_topics,
    consensus_topics,
    contrasts,
    count_terms,
    cross_table,
    diagnose,
    dispersion,
    distinctive_terms,
    document_frequency,
    emphasis,
    formulas,
    group,
    most_stable,
    positions,
    read_codebook,
    read_corpus,
    read_hand_codes,
    refit_topics,
    responsibilities,
    sentences,
    targets,
    tokenize,
    topic_differences,
    topic_shares,
)

SCRIPT = """
import json, sys
from tests.benchmarks.studies import walk
for step in walk(int(sys.argv[1])):
    print(json.dumps(step), flush=True)
"""
BOOKS = ("themes", "target_groups", "instruments", "obligation")
LEVELS = ("national", "provincial", "city")
LONG = 3_400
LIMITS = {37: (120, 4_000), 300: (300, 4_000), LONG: (2_400, 12_000)}  # seconds, megabytes
LEAST = 1.0  # seconds of a step whose growth is looked at; below, set-up is all there is


def studies(path: str | None, *, long: bool) -> Figures:
    """Each study in a fresh interpreter on one processor; the notebooks run two at a time."""
    os.environ[VARIABLE] = path or os.environ.get(VARIABLE, "")
    sizes = [37, 300] + [LONG] * long
    times: dict[str, list[float]] = {}
    for size in sizes:
        steps = list(map(json.loads, run(SCRIPT, str(size)).splitlines()))
        for name, took, peak in steps:
            times.setdefault(name, []).append(took)
            yield Figure(f"{size:,} documents: {name} (memory so far: {peak:,.0f} MB)", took, "seconds")
        seconds, megabytes = LIMITS[size]
        yield Figure(f"{size:,} documents: all steps", sum(took for _, took, _ in steps), "seconds", most=seconds)
        yield Figure(f"{size:,} documents: peak memory", max(peak for *_, peak in steps), "MB", most=megabytes)
    for name, series in times.items():
        if series[1] >= LEAST:
            yield Figure(f"{name}: exponent from 37 to 300 documents", exponent(sizes[:2], series[:2]), most=1.2)


def walk(n: int) -> Iterator[tuple[str, float, float]]:
    """Name, seconds of the processor and peak megabytes of each step over a study of n documents."""
    with tempfile.TemporaryDirectory() as name:
        folder = build(collection(None), n, Path(name) / "corpus")
        steps = _Steps(folder)
        for step in (steps.read, steps.cut, steps.count, steps.code, steps.key_terms, steps.language, steps.topics,
                     steps.commitments, steps.emphasis):  # fmt: skip
            begin = time.process_time()
            step()
            yield step.__name__.replace("_", " "), time.process_time() - begin, peak_megabytes()


def build(texts: list[str], n: int, folder: Path) -> Path:
    """A corpus folder of n documents in three groups; texts come again where there are too few."""
    (folder / "raw").mkdir(parents=True)
    for part in ("lexicon", "codebooks"):
        shutil.copytree(PROJECT / "corpus" / part, folder / part, ignore=shutil.ignore_patterns("hand_codes.csv"))
    step = max(len(texts) // n, 1)
    with (folder / "documents.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["document_id", "title", "level", "region", "source_file", "sha256"])
        for i in range(n):
            page = texts[i * step % len(texts)].encode()
            (folder / "raw" / f"{i}.txt").write_bytes(page)
            digest = hashlib.sha256(page).hexdigest()
            writer.writerow([f"d{i}", f"文件{i}", LEVELS[i % 3], "全国", f"{i}.txt", digest])
    return folder


class _Steps:
    """What the notebooks do, step by step; each leaves behind what later ones need."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tokenizer = Tokenizer.from_folder(folder)
        self.books = {name: read_codebook(folder / "codebooks" / f"{name}.toml") for name in BOOKS}

    def read(self) -> None:
        self.corpus = read_corpus(self.folder)
        segments = self.corpus.segments
        self.prose = segments[segments["passage_id"].notna()].reset_index(drop=True)

    def cut(self) -> None:
        self.tokens = tokenize(self.prose, self.tokenizer, progress=False)

    def count(self) -> None:
        self.matrix = count_terms(self.tokens, self.prose)
        self.sections = group(self.matrix, "section_id")
        passages = group(self.matrix, "passage_id")
        self.passages = passages.take(rows=passages.lengths >= 10)

    def code(self) -> None:
        self.codes = {name: categories(self.prose, book) for name, book in self.books.items()}

    def key_terms(self) -> None:
        distinctive_terms(self.passages, "level")
        compare_groups(self.sections, "level", LEVELS)

    def language(self) -> None:
        clause_openers(self.tokens, self.prose)
        formulas(self.tokens)
        sentences(self.prose)
        dispersion(self.sections, list(self.sections.terms[:6]))

    def topics(self) -> None:
        spread = document_frequency(self.passages)
        matrix = self.passages.take(terms=(spread >= 3) & (spread <= 0.5 * len(self.passages.rows)))
        n_topics = most_stable(compare_n_topics(matrix, [5, 7, 9, 11, 13, 15], n_refits=20, n_jobs=-1))
        topics = consensus_topics(matrix, n_topics, n_jobs=-1)
        refits = refit_topics(topics, n_jobs=-1)
        diagnose(topics, stability=False)
        topic_shares(topics, "level", refits=refits)
        topic_differences(topics, "level", refits=refits)

    def commitments(self) -> None:
        targets(self.corpus.segments)
        bodies(responsibilities(self.corpus.segments))
        cited_documents(self.corpus.segments)

    def emphasis(self) -> None:
        path = self.folder / "codebooks" / "hand_codes.csv"
        hand = read_hand_codes(path, self.prose, self.books, missing_ok=True)
        ids = {name: book.ids for name, book in self.books.items()}
        for name in ("themes", "target_groups"):
            options = {"hand": hand, "name": name, "main": name == "themes"}
            emphasis(self.prose, self.codes[name], ids[name], "level", **options)
            contrasts(self.prose, self.codes[name], ids[name], "level", **options)
        for name in BOOKS:
            absences(self.prose, self.codes[name], ids[name], "level", hand=hand, name=name)
        cross_table(self.prose, self.codes["themes"], ids["themes"], self.codes["instruments"], ids["instruments"])
        positions(self.prose, self.codes["themes"], ids["themes"])
