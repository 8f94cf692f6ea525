"""The `textmine` command: a thin face on the package's functions."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from textmine.arguments import parser

USER_ERROR = 2
INTERRUPTED = 130  # as a shell counts


def main(arguments: list[str] | None = None) -> int:
    """Run a subcommand; 0 where it did what was asked, 2 with the reason on stderr where the input does not allow it, 130 if stopped."""
    options = parser().parse_args(arguments)
    try:
        return _COMMANDS[options.command](options)
    except KeyboardInterrupt:
        print(f"textmine {options.command}: stopped", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has closed it (textmine inspect FILE | head); nothing more can be said there.
        sys.stdout = None
        return 0
    except (ValueError, OSError) as error:
        print(f"textmine {options.command}: {' '.join(str(error).splitlines())}", file=sys.stderr)
        return USER_ERROR


def _new(options: argparse.Namespace) -> int:
    from textmine.showing.new import new_study

    written = new_study(options.folder, codebooks=not options.no_codebooks)
    _say(f"{options.folder}: {len(written)} files; read {options.folder}/README.md, then import your documents")
    return 0


def _inspect(options: argparse.Namespace) -> int:
    from textmine.reading.inspection import card, inspect_page

    report = inspect_page(options.file)
    text = json.dumps(report, ensure_ascii=False, indent=1) if options.json else card(report)
    _say(text)
    return 0


def _add(options: argparse.Namespace) -> int:
    from textmine.intake import add_pages

    if options.upper:
        return _add_upper(options)
    for added in add_pages(options.files, options.corpus):
        _say(f"{added.document_id}: copied to {options.corpus}/raw/{added.source_file}")
        if added.missing:
            _say(f"  fill in, before the corpus can be read: {', '.join(added.missing)}")
        if added.unstated:
            _say(f"  the page does not state: {', '.join(added.unstated)}")
    _say(f"Check the new rows of {options.corpus}/documents.csv against the pages; a readable document_id helps.")
    return 0


def _add_upper(options: argparse.Namespace) -> int:
    from textmine.intake import add_upper

    if len(options.files) != 1:
        raise ValueError(f"--upper takes one page, and {len(options.files)} were given")
    added = add_upper(options.files[0], options.upper, options.corpus)
    _say(f"{added.upper_id}: copied to {options.corpus}/raw/{added.source_file}; it is now compared in notebook 7")
    if added.filled:
        _say(f"  filled in from the page: {', '.join(added.filled)}; check them")
    return 0


def _ocr(options: argparse.Namespace) -> int:
    from textmine.intake.scans import write_scans

    write_scans(
        options.files,
        options.output,
        as_one=options.as_one,
        force=options.force,
        every_page=options.every_page,
        each=lambda written: [_say(line) for line in written.lines(options.worst)],
    )
    _say("Correct each text against its scan, then take it in like any page: textmine add FILE.txt, or textmine import")
    return 0


def _import(options: argparse.Namespace) -> int:
    from textmine.intake import import_table

    folder = options.corpus or Path(options.study) / "corpus"
    if wrong := [pair for pair in options.column if "=" not in pair]:
        raise ValueError(f"--column '{wrong[0]}' must be like title=标题")
    report = import_table(
        options.table,
        folder,
        texts=options.texts,
        encoding=options.encoding,
        columns=dict(pair.split("=", 1) for pair in options.column),
        skip_faulty=options.skip_faulty,
        replace=options.replace,
        n_jobs=options.jobs,
        progress=True,
    )
    for line in report.lines():
        _say(line)
    for row, fault in report.faults:
        print(f"row {row}: {fault}", file=sys.stderr)
    if report.faults and not report.written:
        print("nothing was imported; mend these rows, or pass them over by --skip-faulty", file=sys.stderr)
    return 0 if not report.faults else 1 if report.written else USER_ERROR


def _check(options: argparse.Namespace) -> int:
    from textmine.check import check_study, is_folder_of_pages

    if is_folder_of_pages(options.study):
        return _check_pages(options)
    if options.csv:
        raise ValueError(f"--csv is for a folder of pages, and {options.study} is none; leave it out")
    findings = check_study(options.study)
    if options.json:
        _say(json.dumps([vars(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            _say(f"{finding.severity}: {finding.where}: {finding.message}")
        found = f"{len(findings)} finding{'s' * (len(findings) != 1)}"
        _say(found if findings else "nothing is wrong or thin")
    return USER_ERROR if any(finding.severity == "fault" for finding in findings) else 0


def _check_pages(options: argparse.Namespace) -> int:
    from textmine.atomic import write_text
    from textmine.check import check_pages, verdict_lines

    table = check_pages(options.study, n_jobs=options.jobs)
    if options.csv:
        write_text(options.csv, table.to_csv(index=False, lineterminator="\n"))
    if options.json:
        _say(
            json.dumps(table.astype(object).where(table.notna(), None).to_dict("records"), ensure_ascii=False, indent=1)
        )
    else:
        for line in verdict_lines(table, options.worst):
            _say(line)
    return 0


def _sheets(options: argparse.Namespace) -> int:
    from textmine.coders import write_sheets
    from textmine.corpus import read_corpus

    written = write_sheets(
        read_corpus(Path(options.study) / "corpus"),
        _names(options.coders),
        options.output or Path(options.study) / "coding",
        n=options.segments,
        codebooks=_names(options.codebooks),
        main=options.main,
        seed=options.seed,
    )
    for path in written:
        _say(f"{path}: {options.segments} segments")
    _say("Each coder fills in their own, alone; then: textmine agreement " + " ".join(map(str, written)))
    return 0


def _agreement(options: argparse.Namespace) -> int:
    from textmine.coders import SheetError, agreement_report
    from textmine.corpus import read_corpus

    corpus = read_corpus(Path(options.study) / "corpus")
    try:
        report = agreement_report(corpus, options.sheets, consensus=options.consensus, coders=_names(options.coders))
    except SheetError as error:
        print(error, file=sys.stderr)
        return USER_ERROR
    for line in report.lines():
        _say(line)
    for path in report.write(options.output) if options.output else ():
        _say(f"wrote {path}")
    if options.write is not None:
        _say(f"wrote {report.write_codes(options.write)}")
    return 0


def _names(words: str) -> list[str]:
    return [name.strip() for name in words.split(",") if name.strip()]


def _say(text: str) -> None:
    """Print in UTF-8 whatever the locale, and the bytes of a file name that are no characters as escapes."""
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def _reproduce(options: argparse.Namespace) -> int:
    from textmine.showing.reproduce import ReproductionError, reproduce

    try:
        reproduce(options.project, jobs=options.jobs, png=options.png, say=lambda line: print(line, flush=True))
    except ReproductionError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _verify(options: argparse.Namespace) -> int:
    from textmine.showing.reproduce import ReproductionError
    from textmine.showing.verify import verify, verify_stored

    try:
        verdicts = (
            verify_stored(options.study) if options.stored else verify(options.study, jobs=options.jobs, say=_say)
        )
    except ReproductionError as error:
        print(error, file=sys.stderr)
        return 1
    for line in (line for verdict in verdicts for line in verdict.lines()):
        _say(line)
    holding = sum(verdict.holds for verdict in verdicts)
    _say(f"{holding} of {len(verdicts)} figures hold")
    return 0 if holding == len(verdicts) else 1


def _tables(options: argparse.Namespace) -> int:
    from textmine.showing.tables import save_figure_tables

    kind = "tex" if options.format == "latex" else options.format
    saved = save_figure_tables(
        options.study,
        kind,
        output=options.output,
        language=options.language,
        segments=options.segments,
        whole=options.whole,
    )
    _say(f"{saved[0].parent}: {len(saved)} tables, {saved[0].name} to {saved[-1].name}")
    return 0


def _dictionary(options: argparse.Namespace) -> int:
    from textmine.showing.guides import write_pages

    _say(f"{options.output}: {', '.join(write_pages(options.output)) or 'nothing'} changed")
    return 0


def _report(options: argparse.Namespace) -> int:
    from textmine.report import write_report

    first = write_report(options.study, options.output, say=_say)
    _say(f"open {first} in a browser; nothing else is needed")
    return 0


_COMMANDS = {
    "new": _new, "inspect": _inspect, "ocr": _ocr, "add": _add, "import": _import, "check": _check, "sheets": _sheets, "agreement": _agreement,
    "reproduce": _reproduce, "verify": _verify, "tables": _tables, "report": _report, "dictionary": _dictionary,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main())
