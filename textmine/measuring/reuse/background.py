"""How common wording is in texts that have nothing to do with each other: set phrases told from borrowing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from textmine.measuring.reuse.folding import Folded, covered, fold_segments, ngrams
from textmine.measuring.reuse.rare import incidence, shared

RUN = 6  # characters of the runs that are counted
COMMON = 4  # unrelated texts in which a run must stand to be part of a set phrase
FILE = Path("background") / "runs.npz"
_KEPT = 3  # runs of fewer unrelated texts are not kept
_RELATED = 0.1  # of the rare runs of the text that has fewer
_PASSAGE = 12  # characters of the runs by which texts are found to be related
_SAMPLE = np.uint64(4)  # one of so many runs is looked at
_MOST = 200
_LEAST_FAMILIES = 30  # with fewer unrelated texts a study cannot say what is common


@dataclass(frozen=True, eq=False)
class Background:
    """In how many unrelated texts runs of characters stand; numbers only, no wording.

    Attributes
    ----------
    keys : ndarray of uint32, shape (n,)
        Upper halves of the numbers of the runs (`textmine.measuring.reuse.folding.ngrams`), rising. About one run in ten
        thousand that is not there seems to be.
    families : ndarray of uint16, shape (n,)
        In how many unrelated texts each stands.
    n_texts, n_families : int
        How many texts were counted, and how many are left when related ones are taken as one; 0 and 0 tell nothing apart.
    run : int
        Characters of a run.
    """

    keys: np.ndarray
    families: np.ndarray
    n_texts: int
    n_families: int
    run: int = RUN

    @property
    def tells(self) -> bool:
        """Whether set phrases can be told from borrowing."""
        return self.n_families > 0

    def frequency(self, hashes: np.ndarray) -> np.ndarray:
        """In how many unrelated texts each run stands; 0 where in fewer than three."""
        wanted = (hashes >> np.uint64(32)).astype(np.uint32)
        places = np.searchsorted(self.keys, wanted)
        found = np.zeros(len(wanted), dtype=np.int64)
        inside = places < len(self.keys)
        inside[inside] = self.keys[places[inside]] == wanted[inside]
        found[inside] = self.families[places[inside]]
        return found

    def rarest_from(self, folded: Folded) -> np.ndarray:
        """For each place the number of unrelated texts that hold the run that begins there; shape (n,).

        Where no run begins, before the end of a segment, the number is that of the greatest count and so never the smallest.
        """
        found = np.full(len(folded), np.iinfo(np.int64).max)
        places, hashes = ngrams(folded, self.run)
        found[places] = self.frequency(hashes)
        return found


NO_BACKGROUND = Background(np.zeros(0, np.uint32), np.zeros(0, np.uint16), 0, 0)


def measure_background(texts: Iterable[str]) -> Background:
    """Count in how many unrelated texts each run of six characters stands.

    Parameters
    ----------
    texts : iterable of str
        Official texts of any kind; the more subjects, issuers and years, the better. Lines are taken as segments.

    Returns
    -------
    Background
        Runs that stand in at least three unrelated texts.

    Notes
    -----
    Texts are related, and counted as one, where a tenth of the rare runs of twelve characters of the one with fewer stand in
    the other (rare: in at most 200 texts), or where others link them so. So twenty regulations that carry out one law do
    not make its wording a set phrase.
    """
    folded = [fold_segments(_lines(text)) for text in texts]
    family, n = _families([ngrams(part, _PASSAGE)[1] for part in folded])
    runs = [np.unique(ngrams(part, RUN)[1] >> np.uint64(32)).astype(np.uint32) for part in folded]
    return _counted(runs, family, n)


def study_background(segments: pd.DataFrame) -> Background:
    """What is common within a study itself, for want of a background.

    Parameters
    ----------
    segments : DataFrame
        With `document_id`, `start`, `text`.

    Returns
    -------
    Background
        As `measure_background`; with fewer than thirty unrelated documents one that tells nothing (`tells` is false).
    """
    folded = [fold_segments(part) for _, part in segments.groupby("document_id", sort=True)]
    family, n = _families([ngrams(part, _PASSAGE)[1] for part in folded])
    if n < _LEAST_FAMILIES:
        return NO_BACKGROUND
    return _counted([np.unique(ngrams(part, RUN)[1] >> np.uint64(32)).astype(np.uint32) for part in folded], family, n)


def _counted(runs: Sequence[np.ndarray], family: np.ndarray, n: int) -> Background:
    members = pd.Series(range(len(runs))).groupby(family).indices.values()
    held = np.concatenate([np.zeros(0, np.uint32), *(np.unique(np.concatenate([runs[i] for i in m])) for m in members)])
    keys, families = np.unique(held, return_counts=True)
    kept = families >= _KEPT
    return Background(keys[kept], families[kept].astype(np.uint16), len(runs), n)


def _families(hashes: Sequence[np.ndarray]) -> tuple[np.ndarray, int]:
    """The family of each text, and how many there are; texts that share much of their rare wording are one."""
    sampled = [np.unique(h[h % _SAMPLE == 0]) for h in hashes]
    sizes = np.array([max(len(h), 1) for h in sampled])
    owners = np.repeat(np.arange(len(sampled)), [len(h) for h in sampled])
    held = incidence(np.concatenate([np.zeros(0, np.uint64), *sampled]), owners, len(sampled), most=_MOST)
    held.data[:] = 1
    pairs = [(r[k], c[k]) for r, c, w in shared(held) if (k := w >= _RELATED * np.minimum(sizes[r], sizes[c])).any()]
    rows, columns = (
        np.concatenate([np.zeros(0, int), *side]) for side in (zip(*pairs, strict=True) if pairs else ((), ()))
    )
    graph = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(sizes), len(sizes)))
    n, family = connected_components(graph, directed=False)
    return family, n


def _lines(text: str) -> pd.DataFrame:
    lines = [line for line in text.splitlines() if line.strip()]
    return pd.DataFrame({"start": 0, "text": pd.Series(lines, dtype=object)})


def set_phrase_mask(folded: Folded, background: Background, common: int = COMMON) -> np.ndarray:
    """Which characters are part of a set phrase: of a run that stands in at least `common` unrelated texts; shape (n,)."""
    if common < _KEPT:
        raise ValueError(f"common must be at least {_KEPT}, below which nothing was counted; got {common}")
    places, hashes = ngrams(folded, background.run)
    frequency = background.frequency(hashes) if background.tells else np.zeros(len(hashes), dtype=np.int64)
    return covered(places[frequency >= common], background.run, len(folded))


def set_phrase_characters(segments: pd.DataFrame, background: Background, *, common: int = COMMON) -> pd.DataFrame:
    """How much of each segment is set phrases.

    Parameters
    ----------
    segments : DataFrame
        With `segment_id`, `start` and `text`.
    background : Background
    common : int
        In how many unrelated texts a run of characters must stand.

    Returns
    -------
    DataFrame
        `segment_id`, `characters` (without blanks and marks), `in_set_phrases` (of these; 0 where the background is empty);
        in the order of the segments.
    """
    folded = fold_segments(segments)
    inside = set_phrase_mask(folded, background, common)
    return pd.DataFrame(
        {
            "segment_id": segments["segment_id"].to_numpy(),
            "characters": np.bincount(folded.rows, minlength=len(segments)),
            "in_set_phrases": np.bincount(folded.rows[inside], minlength=len(segments)),
        }
    )


def save_background(background: Background, folder: str | Path) -> Path:
    """Write a background to `background/runs.npz` in a corpus folder; the path of the file."""
    path = Path(folder) / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    steps = np.diff(background.keys.astype(np.int64), prepend=0).astype("<u4")
    counts = np.array([background.n_texts, background.n_families, background.run], dtype="<i8")
    planes = np.ascontiguousarray(steps.view(np.uint8).reshape(-1, 4).T)  # bytes of one weight side by side pack better
    np.savez_compressed(path, counts=counts, steps=planes, families=background.families.astype("<u2"))
    return path


def read_background(folder: str | Path) -> Background:
    """Read the background of a study from `background/runs.npz` in its corpus folder.

    Returns
    -------
    Background
        Where there is no such file, one that tells nothing (`tells` is false); see `study_background`.

    Raises
    ------
    ValueError
        If the file is none that `save_background` wrote.
    """
    path = Path(folder) / FILE
    if not path.is_file():
        return NO_BACKGROUND
    try:
        with np.load(path, allow_pickle=False) as saved:
            counts, planes, families = saved["counts"], saved["steps"], saved["families"]
        steps = np.ascontiguousarray(planes.T).view("<u4").ravel()
        n_texts, n_families, run = map(int, counts)
        keys = np.cumsum(steps, dtype=np.int64).astype(np.uint32)
        return Background(keys, families.astype(np.uint16), n_texts, n_families, run)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{path} holds no background ({error}); write it anew with save_background") from None
