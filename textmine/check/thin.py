"""A corpus that can be read -> what is thin about it: what can then not be said, and what to do."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from difflib import get_close_matches

from textmine.check.findings import Finding
from textmine.corpus import Corpus, read_glossary
from textmine.intake.likeness import near_pairs, runs
from textmine.measuring.uncertainty import design_report
from textmine.settings import DOCUMENT_COLUMNS
from textmine.study import read_study
from textmine.upper import UPPER_TABLE, read_upper

_LEAST_PROSE = 200  # characters
_SHOWN = 5
_PASSAGES_A_TOPIC = 10
_NEEDED = ("terms.txt", "stopwords.txt", "glossary.csv")
_CHINESE = re.compile("[\u3400-\u9fff]")


def find_thin(corpus: Corpus) -> list[Finding]:
    """What is thin, what matters most first."""
    steps = (
        _groups, _labels, _lexicon, _lacking_prose, _removed, _incomplete, _upper, _likeness, _misnamed, _topics, _lacking_headings, _empty_cells, _absent_terms,
        _codes, _glossary, _own_columns,
    )  # fmt: skip
    return [Finding("thin", where, message) for step in steps for where, message in step(corpus)]


def _groups(corpus: Corpus) -> Iterator[tuple[str, str]]:
    column = corpus.study.column
    counts = corpus.documents[column].value_counts()
    report = design_report(corpus.documents, by=column).set_index(column)
    for group in read_study(corpus.folder).labels or list(counts.index):
        if counts.get(group, 0) == 0:
            yield (
                "documents.csv",
                f"no document of the group '{group}': nothing can be said of it; add some, or take it out of study.toml",
            )
        elif counts[group] == 1:
            yield (
                "documents.csv",
                f"one document of the group '{group}': {report.loc[group, 'claim']}; add documents of it",
            )
    if len(counts) == 1:
        yield (
            "documents.csv",
            f"all documents are of the group '{counts.index[0]}': there is nothing to compare; add another group",
        )


def _labels(corpus: Corpus) -> Iterator[tuple[str, str]]:
    if lacking := [group.id for group in corpus.study.groups if _CHINESE.search(group.label)]:
        names = ", ".join(f"'{name}'" for name in lacking)
        yield (
            "study.toml",
            f"English figures will name {names} in Chinese; give each [[group]] an English label, and its Chinese name as label_zh",
        )


def _lexicon(corpus: Corpus) -> Iterator[tuple[str, str]]:
    for name in _NEEDED:
        if not (corpus.folder / "lexicon" / name).is_file():
            yield (
                f"lexicon/{name}",
                "does not exist: notebooks stop there; copy that of the study textmine comes with, and make it yours",
            )


def _lacking_prose(corpus: Corpus) -> Iterator[tuple[str, str]]:
    prose = corpus.segments[corpus.segments["passage_id"].notna()]
    lengths = prose["text"].str.len().groupby(prose["document_id"]).sum()
    for row, key in _rows(corpus):
        if (length := lengths.get(key, 0)) < _LEAST_PROSE:
            yield (
                f"documents.csv:{row}",
                f"'{key}' has {length} characters of prose, fewer than {_LEAST_PROSE}: is its page the document itself?",
            )


def _lacking_headings(corpus: Corpus) -> Iterator[tuple[str, str]]:
    headed = set(corpus.segments.loc[corpus.segments["kind"].eq("heading"), "document_id"])
    if bare := [key for _, key in _rows(corpus) if key not in headed]:
        yield (
            "documents.csv",
            f"no headings in {_some(bare)}: one section {'each' if len(bare) > 1 else 'alone'}, so no interval over sections; look by textmine inspect",
        )


def _removed(corpus: Corpus) -> Iterator[tuple[str, str]]:
    lost = corpus.removed[corpus.removed["reason"].ne("layout")].groupby("document_id")["characters"].sum()
    for row, key in _rows(corpus):
        share = lost.get(key, 0) / len(corpus.pages[key].page)
        if share > 0.5:
            yield (
                f"documents.csv:{row}",
                f"{share:.0%} of the page of '{key}' was removed; look at it by textmine inspect",
            )


def _incomplete(corpus: Corpus) -> Iterator[tuple[str, str]]:
    if cut := corpus.documents.loc[~corpus.documents["complete"], "document_id"].tolist():
        yield "documents.csv", f"not complete: {_some(cut)}; what they lack is no absence; find the whole documents"


def _upper(corpus: Corpus) -> Iterator[tuple[str, str]]:
    lacking = corpus.upper.loc[~corpus.upper["held"], "upper_id"].tolist()
    if lacking:
        yield (
            UPPER_TABLE,
            f"{len(lacking)} of {len(corpus.upper)} upper documents are not held: {_some(lacking)}; what stands there already looks new "
            "here; add their pages: textmine add PAGE --upper ID",
        )
    known = set(corpus.documents["document_id"])
    for number, row in enumerate(read_upper(corpus.folder), start=2):
        if gone := [key for key in row["followed_by"].split() if key not in known]:
            yield (
                f"{UPPER_TABLE}:{number}",
                f"followed_by names no document of the corpus: {_some(gone)}; mend it, or take it out",
            )


def _likeness(corpus: Corpus) -> Iterator[tuple[str, str]]:
    keys = list(corpus.pages)
    for i, j, like in near_pairs([runs(corpus.pages[key].text) for key in keys]):
        yield (
            "documents.csv",
            f"'{keys[j]}' has nearly the text of '{keys[i]}' (likeness {like:.2f}): it counts twice; keep one",
        )


def _misnamed(corpus: Corpus) -> Iterator[tuple[str, str]]:
    with (corpus.folder / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        present = next(csv.reader(file))
    free = [name for name in DOCUMENT_COLUMNS if name not in present]
    for name in _unknown(corpus):
        if near := get_close_matches(name.lower(), free, n=1, cutoff=0.7):
            yield "documents.csv:1", f"the column '{name}' is not known; if it is meant to be '{near[0]}', call it that"


def _own_columns(corpus: Corpus) -> Iterator[tuple[str, str]]:
    if names := _unknown(corpus):
        yield "documents.csv:1", f"no notebook looks at {_some(names)}; to group by one, name it in study.toml"


def _topics(corpus: Corpus) -> Iterator[tuple[str, str]]:
    least = corpus.study.least["passage_tokens"]
    prose = corpus.segments[corpus.segments["passage_id"].notna()]
    # A passage has no more tokens than Chinese characters, near enough: so many passages are left at most.
    letters = prose["text"].map(lambda text: len(_CHINESE.findall(text))).groupby(prose["passage_id"]).sum()
    n = int(letters.ge(least).sum())
    wanted = [*corpus.study.n_topics_compared, *filter(None, [corpus.study.n_topics])]
    if max(wanted) * _PASSAGES_A_TOPIC > n:
        allowed = n // _PASSAGES_A_TOPIC
        yield (
            "study.toml",
            f"{max(wanted)} topics need some {max(wanted) * _PASSAGES_A_TOPIC} passages, there are {n} at most; compare up to {allowed}"
            if allowed > 1
            else f"{n} passage{'s' * (n != 1)} at most: too few for topics; leave notebook 3 out",
        )


def _empty_cells(corpus: Corpus) -> Iterator[tuple[str, str]]:
    for name in ("issued", "issuer", "region"):
        whole = " (of the whole country: 全国)" if name == "region" else ""
        if empty := int(corpus.documents[name].isna().sum()):
            yield (
                "documents.csv",
                f"{name} is empty in {empty} of {len(corpus.documents)} rows: what differs by it cannot be told apart; fill in what is known{whole}",
            )


def _absent_terms(corpus: Corpus) -> Iterator[tuple[str, str]]:
    texts = "\n".join(page.text for page in corpus.pages.values())
    for name, terms in (("followed", corpus.study.followed), ("verbs", corpus.study.verbs)):
        if absent := [term for term in terms if term not in texts]:
            yield "study.toml", f"{name} of [terms] never occur in the texts: {_some(absent)}; name others, or none"


def _codes(corpus: Corpus) -> Iterator[tuple[str, str]]:
    folder = corpus.folder / "codebooks"
    if not list(folder.glob("*.toml")):
        yield "codebooks", "there is no codebook: notebook 6 has nothing to code by"
        return
    path, keys = folder / "hand_codes.csv", set(corpus.pages)
    own = []
    if path.is_file():
        with path.open(encoding="utf-8-sig", newline="") as file:
            own = [row for row in csv.DictReader(file) if (row["segment_id"] or "").split("/")[0] in keys]
    if not own:
        yield (
            "codebooks/hand_codes.csv",
            "no segment of these documents was coded by hand: every category is marked as unreliable; have two people code a sample (textmine sheets)",
        )


def _glossary(corpus: Corpus) -> Iterator[tuple[str, str]]:
    path = corpus.folder / "lexicon" / "glossary.csv"
    if not path.is_file():
        return
    known = read_glossary(corpus.folder)
    if not known:
        yield (
            "lexicon/glossary.csv",
            "has no term: figures name all terms in Chinese only; add the English of those they show",
        )
    elif lacking := [term for term in _plotted_terms(corpus) if term not in known]:
        yield "lexicon/glossary.csv", f"terms of figures without an English name: {_some(lacking)}; add them"


def _plotted_terms(corpus: Corpus) -> list[str]:
    """Terms and bodies in the tables of the study's figures, in the order in which they first come."""
    found: dict[str, None] = {}
    for path in sorted((corpus.folder.parent / "figures").glob("fig*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                found |= dict.fromkeys(cell for name in ("term", "body") if (cell := row.get(name)))
    return list(found)


def _rows(corpus: Corpus) -> Iterator[tuple[int, str]]:
    return enumerate(corpus.documents["document_id"], start=2)


def _unknown(corpus: Corpus) -> list[str]:
    known = {*DOCUMENT_COLUMNS, corpus.study.column, corpus.study.second}
    return [name for name in corpus.documents.columns if name not in known]


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
