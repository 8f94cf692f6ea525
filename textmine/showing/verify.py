"""Do the stored figures still come out? Run anew in a temporary place, or their hashes compared; the study is never touched."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat

from textmine.showing.changes import TABLE, changed_files, figure_files, moved_rows, read_table
from textmine.showing.manifest import (
    Manifest,
    code_hash,
    file_hash,
    file_hashes,
    read_manifest,
    state_of,
    unfolded,
)
from textmine.showing.reproduce import ReproductionError, rerun

UNCHANGED, DRAWN_OTHERWISE, CHANGED = "unchanged", "same numbers, drawn otherwise", "rows changed"
_RAN = ("corpus", "notebooks")  # of a study, what a run needs


@dataclass(frozen=True)
class Verdict:
    """What is to be said of a figure.

    Attributes
    ----------
    figure : str
    verdict : str
        "unchanged", "same numbers, drawn otherwise", "rows changed", or why it cannot be compared.
    holds : bool
        Whether its numbers are those that are stored.
    details : tuple of str
        Rows that moved, from what to what; inputs that changed.
    """

    figure: str
    verdict: str
    holds: bool
    details: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """The verdict and, indented, its details."""
        return [f"{self.figure}: {self.verdict}", *(f"    {detail}" for detail in self.details)]


def verify(
    study: str | Path = ".", *, jobs: int | None = None, say: Callable[[str], None] = lambda line: None
) -> list[Verdict]:
    """Run the notebooks of a study in a temporary place and compare every figure with the stored one.

    Parameters
    ----------
    study : str or Path
        Holds `corpus/`, `notebooks/` and `figures/` with its `manifest.json`. It is read only.
    jobs : int, optional
        Notebooks run at a time; by default one a core.
    say : callable, optional
        Takes a line about each notebook that is done, and about what differs from the manifest: inputs, versions, seeds.

    Returns
    -------
    list of Verdict
        One a figure, in the order of their names: those that the manifest lists and those that the notebooks draw. All rows of a
        table that moved are among its details, none is left out.

    Raises
    ------
    ManifestError
        If the study has no manifest.
    CorpusError
        If the corpus has faults.
    ReproductionError
        If there is no notebook. Where some fail, what they draw before is compared, and the verdict on their other figures says
        why these cannot be drawn.
    """
    study = Path(study)
    manifest = read_manifest(study)
    for line in differences(manifest, study):
        say(line)
    stored = figure_files(study / "figures")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "study"
        for name in _RAN:
            shutil.copytree(study / name, copy / name, ignore=shutil.ignore_patterns(".*"))
        failed = _run(copy, jobs, say)
        drawn = figure_files(copy / "figures")
    listed = manifest["figures"]
    names = sorted(listed.keys() | {name for name, files in drawn.items() if TABLE in files})
    return [_compared(name, listed.get(name), stored.get(name, {}), drawn.get(name, {}), failed) for name in names]


def _run(copy: Path, jobs: int | None, say: Callable[[str], None]) -> dict[str, str]:
    """Run all notebooks; what is wrong with those that failed, by their path in the study. The others' figures are compared."""
    try:
        rerun(copy, jobs=jobs, say=say)
    except ReproductionError as error:
        if not error.failed:
            raise
        return {f"notebooks/{name}": message for name, message in error.failed.items()}
    return {}


def verify_stored(study: str | Path = ".") -> list[Verdict]:
    """Compare the stored figures, and what they rest on, with the hashes of the manifest; nothing is run.

    Parameters
    ----------
    study : str or Path

    Returns
    -------
    list of Verdict
        One a figure of the manifest. "unchanged": table, drawings and captions are those that `textmine reproduce` stored, from
        inputs and code that have not changed since.

    Raises
    ------
    ManifestError
        If the study has no manifest.
    """
    study = Path(study)
    manifest = read_manifest(study)
    stored = figure_files(study / "figures")
    changed = changed_inputs(manifest, study)
    verdicts = []
    for name, entry in manifest["figures"].items():
        details = [*_edited(entry, stored.get(name, {})), *_code_changed(entry, study)]
        details += [changed[file] for file in unfolded(entry["inputs"], manifest["inputs"]) if file in changed]
        verdict = "not as it was stored, or not from what stands here now" if details else UNCHANGED
        verdicts.append(Verdict(name, verdict, not details, tuple(details)))
    return verdicts


def differences(manifest: Manifest, study: Path) -> Iterator[str]:
    """What figures rest on and is no longer as the manifest has it: files, versions, tokenizer, seeds.

    Yields
    ------
    str
    """
    yield from changed_inputs(manifest, study).values()
    now = state_of(study)
    for kind in ("versions", "seeds"):
        for name in sorted(manifest[kind].keys() | now[kind].keys()):
            then, found = (state.get(name, "none") for state in (manifest[kind], now[kind]))
            if then != found:
                yield f"{name}: {then} when the figures were made, {found} now"
    if manifest["tokenizer"] != now["tokenizer"]:
        yield f"tokenizer: {manifest['tokenizer']} when the figures were made, {now['tokenizer']} now"


def changed_inputs(manifest: Manifest, study: Path) -> dict[str, str]:
    """Input files that are no longer what they were -> a line that says so."""
    found = {}
    for name, then in manifest["inputs"].items():
        now = file_hash(study / name)
        if now != then:
            happened = "changed" if then and now else "deleted" if then else "made"
            found[name] = f"{name}: {happened} since the figures were made"
    return found


def _compared(
    name: str,
    entry: Manifest | None,
    stored: Mapping[str, bytes],
    drawn: Mapping[str, bytes],
    failed: Mapping[str, str],
) -> Verdict:
    """A stored figure beside the one that was drawn anew."""
    if not drawn and entry and entry["notebook"] in failed:
        return Verdict(name, f"not drawn: {failed[entry['notebook']]}", False)
    if not drawn:
        return Verdict(name, "no notebook draws it any more", False)
    if entry is None or TABLE not in stored:
        return Verdict(name, "drawn now, and not stored", False)
    edited = list(_edited(entry, stored))
    if stored[TABLE] != drawn[TABLE]:
        rows = list(moved_rows(read_table(stored[TABLE]), read_table(drawn[TABLE])))
        return Verdict(
            name, CHANGED, False, (*edited, *(rows or ["the same rows in another order, or written otherwise"]))
        )
    # A picture in points, PNG, may be there or not and depends on the machine's compression.
    other = [suffix for suffix in changed_files(stored, drawn) if not suffix.endswith("png")]
    verdict = f"{DRAWN_OTHERWISE} ({', '.join(other)})" if other else UNCHANGED
    return Verdict(name, verdict, not any(line.startswith(f"{TABLE}:") for line in edited), tuple(edited))


def _edited(entry: Manifest, stored: Mapping[str, bytes]) -> Iterator[str]:
    """Stored files that are not those of the manifest."""
    now = file_hashes(stored)
    then = {TABLE: entry["table"], **entry["drawings"], **entry["captions"]}
    found = {TABLE: now["table"], **now["drawings"], **now["captions"]}
    for suffix in sorted(then.keys() | found.keys()):
        if then.get(suffix) != found.get(suffix):
            state = "not the file that textmine reproduce stored" if found.get(suffix) else "missing"
            yield f"{suffix}: {state}"


def _code_changed(entry: Manifest, study: Path) -> Iterator[str]:
    path = study / entry["notebook"]
    if not path.is_file():
        yield f"{entry['notebook']}: deleted since the figures were made"
    elif code_hash(nbformat.read(path, as_version=4), entry["cell"]) != entry["code"]:
        yield f"{entry['notebook']}: its code up to cell {entry['cell']} changed since the figures were made"
