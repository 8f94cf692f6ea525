"""Filled sheets and a study -> the whole report of agreement: what is said, and the files that hold it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from textmine.atomic import write_bytes, write_text
from textmine.coders.comparison import AGAINST, Other, against, between_coders, differences, differences_from
from textmine.coders.filled import Filled, SheetError, read_sheets
from textmine.coders.merging import as_hand_codes, consensus_of, unsettled, write_codes
from textmine.coders.sheets import coded_prose, sheet_bytes, study_codes
from textmine.coders.workbook import Sheet, workbook_bytes
from textmine.corpus import Corpus
from textmine.measuring.agreement import HandCodes
from textmine.measuring.agreement.hand_codes import CONSENSUS
from textmine.measuring.agreement.tables import ALL, MAIN
from textmine.measuring.coding import Codebook, categories, read_codebook

DICTIONARY = "dictionary"
PEOPLE_CODES = "people_codes.csv"
_SAID = ["agreement", "kappa", "kappa_low", "kappa_high", "alpha", "alpha_low", "alpha_high"]
_FORMAT = "%.4f"


@dataclass(frozen=True, eq=False)
class Agreement:
    """How far people agree with one another, with the codes that a study has, and with its dictionary.

    Attributes
    ----------
    coders : DataFrame
        See `textmine.coders.comparison.between_coders`.
    others : DataFrame
        See `textmine.coders.comparison.against`: first the hand codes of the study (where it has any of these segments), over
        the segments that both have; then the dictionary, over the held part.
    differences : DataFrame
        Segments on which the coders differ; see `textmine.coders.comparison.differences`.
    from_others : DataFrame
        Segments on which their consensus differs from hand codes or dictionary.
    people : tuple of Filled
    consensus : Filled
    corpus : Corpus
    codebooks : dict of str to Codebook
    parts : dict of str to str
        Part of each segment that is among the hand codes of the study.
    notes : tuple of str
        What could not be compared.
    """

    coders: pd.DataFrame
    others: pd.DataFrame
    differences: pd.DataFrame
    from_others: pd.DataFrame
    people: tuple[Filled, ...]
    consensus: Filled
    corpus: Corpus
    codebooks: dict[str, Codebook]
    parts: dict[str, str]
    notes: tuple[str, ...]

    def lines(self) -> list[str]:
        """What is to be said, a line each."""
        ids = self.people[0].segment_ids
        names = ", ".join(one.coder for one in self.people)
        n_documents = len({key.split("/")[0] for key in ids})
        said = [f"{len(ids)} segments of {n_documents} documents, coded by {names}", ""]
        for name in self.people[0].codes:
            table = self.coders[self.coders["codebook"].eq(name)].drop(columns=["codebook", "n_units"])
            used = table[[f"n_{one.coder}" for one in self.people]].sum(axis=1).gt(0)
            whole = table["category"].isin([ALL, MAIN])
            said += [f"{name}: how far the coders agree (kappa: Cohen; alpha: Krippendorff; intervals over sections)"]
            said += [*table[used | whole].round(2).to_string(index=False).splitlines(), ""]
        whole = self.others[self.others["category"].isin([ALL, MAIN])]
        if len(whole):
            shown = ["codebook", "coder", "other", "category", "n_units", *_SAID[:4], "precision", "recall", "f1"]
            said += ["how far coders and consensus agree with other codes"]
            said += [*whole[shown].round(2).to_string(index=False, na_rep="").splitlines(), ""]
        for name in self.people[0].codes:
            n = int(self.differences["codebook"].eq(name).sum())
            open_ones = len(unsettled(self.consensus).get(name, ()))
            settled = f"; main category not settled in {open_ones}" if open_ones else ""
            said.append(f"{name}: the coders differ on {n} of {len(ids)} segments{settled}")
        return [*said, *self.notes]

    def write(self, folder: str | Path) -> list[Path]:
        """Write tables, lists and a sheet on which the coders settle what they differ on.

        Returns
        -------
        list of Path
            `agreement.csv` and `against_others.csv` (numbers to four places); `differences.csv`, `differences.xlsx` and
            `differences_from_others.csv`; `settled.xlsx`: a coding sheet in which the consensus stands already, and in the
            remark of the coloured rows what each coder gave. No code of anybody else is in it. One that exists is left as
            it is, as it may be filled in.
        """
        folder = Path(folder)
        tables = {
            "agreement.csv": self.coders,
            "against_others.csv": self.others,
            "differences.csv": self.differences,
            "differences_from_others.csv": self.from_others,
        }
        files = {
            name: table.to_csv(index=False, lineterminator="\n", float_format=_FORMAT) for name, table in tables.items()
        }
        for name, text in files.items():
            write_text(folder / name, text)
        rows = [list(self.differences.columns), *self.differences.astype(str).to_numpy().tolist()]
        widths = (16.0, 19.0, 30.0, 76.0, *[25.0] * (len(self.people) + 1), 32.0)
        write_bytes(folder / "differences.xlsx", workbook_bytes([Sheet("differences", rows, widths)]))
        settled = folder / "settled.xlsx"
        new = [] if settled.exists() else [settled]
        if new:
            write_bytes(settled, self._settled())
        return [*(folder / name for name in (*files, "differences.xlsx")), *new]

    def write_codes(self, path: str | Path | None = None) -> Path:
        """Keep the people's codes as hand codes; see `textmine.coders.merging.write_codes`. Default: beside those of the study."""
        path = Path(path) if path else self.corpus.folder / "codebooks" / PEOPLE_CODES
        return write_codes(path, self.people, self.consensus, coded_prose(self.corpus), self.parts)

    def _settled(self) -> bytes:
        consensus = self.consensus
        filled = {(key, name): ids for name, codes in consensus.codes.items() for key, ids in codes.items()}
        remarks: dict[str, str] = {}
        for row in self.differences.to_dict("records"):
            given = ", ".join(f"{one.coder}: {row[one.coder]}" for one in self.people)
            before = remarks.get(row["segment_id"], "")
            remarks[row["segment_id"]] = f"{before}{chr(10) * bool(before)}{row['codebook']}: {given}"
        prose = coded_prose(self.corpus)
        own = prose[prose["segment_id"].isin(consensus.segment_ids)]
        return sheet_bytes(self.corpus, own, self.codebooks, consensus.mains, filled, remarks)


def agreement_report(
    corpus: Corpus,
    sheets: Sequence[str | Path],
    *,
    consensus: str | Path | None = None,
    coders: Sequence[str] = (),
    seed: int | None = None,
) -> Agreement:
    """Read filled sheets and measure how far the coders agree.

    Parameters
    ----------
    corpus : Corpus
    sheets : sequence of str or Path
        At least two; see `textmine.coders.filled.read_sheets`.
    consensus : str or Path, optional
        A sheet on which the coders settled what they differed on. Without it, what more than half of them gave.
    coders : sequence of str, optional
        Their names; default: those of the files.
    seed : int, optional
        Of the resampled sections; default: `resampling` of `study.toml`.

    Returns
    -------
    Agreement

    Raises
    ------
    SheetError
        Lists every fault of all sheets.
    ValueError
        If there is one sheet only.
    """
    if len(sheets) < 2:
        raise ValueError("agreement needs the sheets of two coders; name both")
    prose = coded_prose(corpus)
    every = {path.stem: read_codebook(path) for path in sorted((corpus.folder / "codebooks").glob("*.toml"))}
    people = read_sheets(sheets, prose, every, coders=coders)
    books = {name: every[name] for name in people[0].codes}
    agreed = _settled_sheet(consensus, people, prose, books) if consensus else consensus_of(people, books)
    seed = corpus.study.seeds["resampling"] if seed is None else seed
    study = study_codes(corpus, books)
    parts = dict(zip(study.units["segment_id"], study.units["part"], strict=True))
    hand = as_hand_codes(people, agreed, prose, parts)
    others, notes = _others(hand, study, prose, books)
    options = {"unsettled": unsettled(agreed)}
    compared = [against(hand, books, people[0].mains, other, seed=seed, **options) for other in others]
    return Agreement(
        coders=between_coders(hand, books, people[0].mains, seed=seed),
        others=pd.concat(compared, ignore_index=True) if compared else pd.DataFrame(columns=AGAINST),
        differences=differences(people, agreed, prose),
        from_others=differences_from(hand, books, people[0].mains, others, prose, **options),
        people=tuple(people),
        consensus=agreed,
        corpus=corpus,
        codebooks=books,
        parts=parts,
        notes=tuple(notes),
    )


def _settled_sheet(
    path: str | Path, people: Sequence[Filled], prose: pd.DataFrame, codebooks: Mapping[str, Codebook]
) -> Filled:
    """The consensus as the coders settled it; it must hold the segments and codebooks of their own sheets."""
    (settled,) = read_sheets([path], prose, codebooks, coders=["settled"])
    ids, names = set(people[0].segment_ids), set(people[0].codes)
    if set(settled.segment_ids) != ids or set(settled.codes) != names:
        raise SheetError(f"{path}: must hold the same segments and codebooks as the sheets of the coders")
    return replace(settled, coder=CONSENSUS)


def _others(
    hand: HandCodes, study: HandCodes, prose: pd.DataFrame, codebooks: Mapping[str, Codebook]
) -> tuple[list[Other], list[str]]:
    """The other codes with which the people's are compared, and why some are not."""
    others, notes = [], []
    ids = hand.units["segment_id"]
    if both := set(ids) & set(study.units["segment_id"]):
        others.append(Other("hand_codes", {name: study.of(name) for name in study.codebooks}, both))
    else:
        notes.append("no segment of the sheets is among the hand codes of the study: nothing to compare with there")
    if held := set(ids[hand.units["part"].eq("held")]):
        found = {name: categories(prose, book) for name, book in codebooks.items()}
        others.append(Other(DICTIONARY, found, held))
    else:
        notes.append("no segment of the sheets is of the held part: the dictionary cannot be judged by them")
    return others, notes
