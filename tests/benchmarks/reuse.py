"""(h) Shared wording: what unrelated laws seem to borrow, kin laws and their parents, and all laws of a collection against all."""

import json
import lzma
import os
import random
import re
from collections import defaultdict

import pandas as pd

from tests.benchmarks.measure import Figure, Figures, exponent, run
from tests.benchmarks.texts import PROJECT, VARIABLE
from textmine import cited_documents, clause_statuses, descent, read_background, related_documents, shared_passages
from textmine.measuring.reuse import NO_BACKGROUND, measure_background
from textmine.measuring.reuse.background import Background
from textmine.measuring.reuse.descent import title_key
from textmine.measuring.reuse.folding import fold
from textmine.reading.outline import outline

_PAIRS = 200
_LEVELS = ("national", "provincial", "city")
_PLACE = re.compile(r"^.{2,8}?(?:省|市|自治区|自治州|经济特区)")
ALL = """
import json, resource, sys
from tests.benchmarks.measure import peak_megabytes, seconds
from tests.benchmarks.reuse import duplicates_found, laws, segments_of
from textmine import read_background, related_documents
chosen = laws(None)[: int(sys.argv[1])]
segments, background, found = segments_of(chosen), read_background("corpus"), []
took = seconds(lambda: found.append(related_documents(segments, smallest=0.02, background=background, n_jobs=2)))
from joblib.externals.loky import get_reusable_executor
get_reusable_executor().shutdown(wait=True)
print(took, peak_megabytes(), len(found[0]), duplicates_found(chosen, found[0]), sum(len(law["text"]) for law in chosen))
"""


def laws(path: str | None) -> list[dict]:
    """The laws of the collection; none without one, or where it has no titles and categories."""
    path = path or os.environ.get(VARIABLE)
    if not path:
        return []
    with (lzma.open if path.endswith(".xz") else open)(path, "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return found if found and {"id", "title", "category", "date", "dup_of"} <= set(found[0]) else []


def segments_of(chosen: list[dict]) -> pd.DataFrame:
    """Lines as segments: all that comparing needs."""
    rows = []
    for law in chosen:
        at = 0
        for i, line in enumerate(law["text"].split("\n")):
            if line.strip():
                rows.append((f"law-{law['id']}", f"law-{law['id']}/{i}", "", "paragraph", at, line))
            at += len(line) + 1
    return pd.DataFrame(rows, columns=["document_id", "segment_id", "path", "kind", "start", "text"])


def duplicates_found(chosen: list[dict], related: pd.DataFrame) -> int:
    """How many texts that came before word for word stand whole in another."""
    first: dict[str, int] = {}
    copies = [law["id"] for law in chosen if first.setdefault(law["text"], law["id"]) != law["id"]]
    whole = set(related.loc[related["share"] == 1, "document_id"])
    return sum(f"law-{key}" in whole for key in copies)


def reuse(path: str | None) -> Figures:
    """All figures of this part; the five documents only where there is no collection of laws."""
    chosen = laws(path)
    if not chosen:
        yield Figure("laws to compare (name a collection with --texts)", 0)
        return
    os.environ[VARIABLE] = path or os.environ[VARIABLE]
    yield from unrelated(chosen)
    yield from kin([law for law in chosen if _is_science(law)])
    yield from all_against_all(len(chosen))


def unrelated(chosen: list[dict]) -> Figures:
    """What laws on different subjects seem to borrow from each other, by a background of the other half of the laws."""
    chosen = [law for law in chosen if not law["dup_of"] and len(law["text"]) > 1500]
    random.Random(0).shuffle(chosen)
    half = len(chosen) // 2
    background = measure_background([law["text"] for law in chosen[:half]])
    pairs = _unrelated_pairs(chosen[half:])
    yield Figure("pairs of unrelated laws", len(pairs), least=_PAIRS)
    shipped = read_background(PROJECT / "corpus")
    names = {"no background": NO_BACKGROUND, "background of the other half": background, "shipped background": shipped}
    for name, used in names.items():
        yield from _borrowed(pairs, used, name)


def _borrowed(pairs: list[tuple[dict, dict]], background: Background, name: str) -> Figures:
    characters = passages = clauses = 0
    for pair in pairs:
        segments = segments_of(list(pair))
        found = shared_passages(segments, background=background)
        passages += 2 * int(found.loc[found["kind"].ne("formula"), "characters"].sum())
        statuses = clause_statuses(segments, background=background)
        taken = statuses["status"].isin(["verbatim", "adapted"])
        clauses += int(statuses.loc[taken, "characters"].sum())
        characters += int(statuses["characters"].sum())
    most = 5 if background.tells else None
    yield Figure(f"{name}: characters in borrowed passages", 100 * passages / characters, "%", most=most)
    yield Figure(f"{name}: characters in clauses with a counterpart", 100 * clauses / characters, "%", most=most)


def _unrelated_pairs(chosen: list[dict]) -> list[tuple[dict, dict]]:
    """Laws side by side whose titles have no three characters in common that say what they are about."""
    found = []
    for one, other in zip(chosen[::2], chosen[1::2], strict=False):
        if not _subject(one["title"]) & _subject(other["title"]):
            found.append((one, other))
    return found[:_PAIRS]


def _subject(title: str) -> set[str]:
    bare = re.sub(
        r"中华人民共和国|国务院|最高人民法院|人民|关于|条例|规定|办法|管理|决定|若干|实施|问题|的",
        "",
        _PLACE.sub("", title),
    )
    bare = fold(bare)
    return {bare[i : i + 2] for i in range(len(bare) - 1)}


def kin(chosen: list[dict]) -> Figures:
    """Parents of laws on one subject, in the cases that their titles settle."""
    segments = pd.concat([outline(law["text"], f"law-{law['id']}") for law in chosen], ignore_index=True)
    documents = pd.DataFrame(
        {
            "document_id": [f"law-{law['id']}" for law in chosen],
            "title": [law["title"] for law in chosen],
            "level": [_level(law) for law in chosen],
            "issued": [law["date"] or None for law in chosen],
        }
    )
    related = related_documents(segments, background=read_background(PROJECT / "corpus"))
    found = descent(documents, cited_documents(segments), related, groups=_LEVELS)
    follows = found.edges[found.edges["kind"] == "follows"]
    followed = set(zip(follows["document_id"], follows["other"], strict=True))
    settled = _settled(documents)
    right = sum(pair in followed for pair in settled)
    yield Figure("laws on science", len(documents))
    yield Figure("parents that titles settle", len(settled), least=10)
    yield Figure("of these found", right / max(len(settled), 1), least=0.9)
    law = documents.loc[
        documents["title"].str.endswith("科学技术普及法") & documents["issued"].str.startswith("2002"), "document_id"
    ]
    local = documents.loc[documents["title"].str.endswith("科学技术普及条例"), "document_id"]
    akin = set(related.loc[related["other_id"].isin(law), "document_id"])
    yield Figure("regulations on science popularization", len(local))
    yield Figure("of these kin to the law of 2002", local.isin(akin).mean(), least=0.9)


def _settled(documents: pd.DataFrame) -> list[tuple[str, str]]:
    """Children and the parents that titles name: the last older text of the same title, and of the law it carries out."""
    by_subject: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
    for key, title, level, issued in documents.itertuples(index=False):
        subject = re.sub(r"(?:法|条例|规定|办法)$", "", title_key(_PLACE.sub("", title)).removeprefix("实施"))
        by_subject[subject].append((issued if isinstance(issued, str) else "", key, title, level))
    found = []
    for members in by_subject.values():
        for issued, key, title, level in members:
            laws_before = [m for m in members if m[3] == "national" != level and m[0] and (m[0] < issued or not issued)]
            texts_before = [m for m in members if m[2] == title and m[0] and m[0] < issued]
            # of a regulation without a date only the first law is sure to be older
            found += [(key, (max if issued else min)(laws_before)[1])] if laws_before else []
            found += [(key, max(texts_before)[1])] if texts_before else []
    return found


def _is_science(law: dict) -> bool:
    subject = re.search("科学技术|科普|科技", law["title"]) and not law["category"].startswith("司法")
    return bool(subject) and not law["dup_of"] and len(law["text"]) > 1500


def _level(law: dict) -> str:
    """National where the collection files it so; a city where the title names another place than the folder's province."""
    province = re.match(r"地方法规/(.{2,4}?)地方法规", law["category"])
    if not province:
        return "national"
    place = re.match(r"(.{2,4}?)[市州盟]|(汕头|珠海|深圳|厦门)", law["title"])
    own = place and (place[1] or place[2])
    return "city" if own and own != province[1] else "provincial"


def all_against_all(n: int) -> Figures:
    """Every law of the collection against every other on two processors, and how time grows."""
    sizes, times = [], []
    for part in (n // 8, n // 4, n // 2, n):
        took, peak, pairs, copies, characters = map(float, run(ALL, str(part)).split())
        sizes.append(characters)
        times.append(took)
        last = part == n
        yield Figure(f"{part:,} laws all against all", took, "seconds", most=600 if last else None)
        yield Figure("  kin pairs, both ways", pairs)
        yield Figure("  peak memory, both workers included", peak, "MB", most=4000 if last else None)
    for size, took in zip(sizes, times, strict=True):  # time against size, drawn
        yield Figure(
            f"  {size / 1e6:5.1f} million characters {'▇' * max(round(40 * took / max(times)), 1):40}", took, "seconds"
        )
    yield Figure("exact duplicates found", copies, least=29)
    yield Figure("all against all: exponent over the characters", exponent(sizes, times), most=1.5)
