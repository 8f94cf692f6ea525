"""The `textmine` command: a thin face on the package's functions."""

from __future__ import annotations

import argparse
import json
import sys

USER_ERROR = 2


def main(arguments: list[str] | None = None) -> int:
    """Run a subcommand; 0 where it did what was asked, 2 with the reason on stderr where the input does not allow it."""
    parser = argparse.ArgumentParser(prog="textmine", description="Read and compare Chinese policy documents.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    command = commands.add_parser("inspect", help="show everything that is read from one page")
    command.add_argument("file", help="a page: .txt, .html, .docx or .pdf")
    command.add_argument("--json", action="store_true", help="print JSON instead of a card")
    command.set_defaults(run=_inspect)

    command = commands.add_parser("add", help="copy pages into a corpus and describe them as far as they state it")
    command.add_argument("files", nargs="+", metavar="FILE")
    command.add_argument("--corpus", default="corpus", help="the corpus folder (default: corpus)")
    command.set_defaults(run=_add)

    command = commands.add_parser("reproduce", help="run every notebook, redraw every figure, say what changed")
    command.add_argument("project", nargs="?", default=".", help="folder with corpus/, notebooks/ and figures/")
    command.add_argument("--jobs", type=int, help="notebooks run at a time (default: one a core)")
    command.set_defaults(run=_reproduce)

    options = parser.parse_args(arguments)
    try:
        return options.run(options)
    except BrokenPipeError:
        # Whoever read the output has closed it (textmine inspect FILE | head); nothing more can be said there.
        sys.stdout = None
        return 0
    except (ValueError, OSError) as error:
        print(f"textmine {options.command}: {' '.join(str(error).splitlines())}", file=sys.stderr)
        return USER_ERROR


def _inspect(options: argparse.Namespace) -> int:
    from textmine.reading.inspection import card, inspect_page

    report = inspect_page(options.file)
    text = json.dumps(report, ensure_ascii=False, indent=1) if options.json else card(report)
    _say(text)
    return 0


def _add(options: argparse.Namespace) -> int:
    from textmine.intake import add_pages

    for added in add_pages(options.files, options.corpus):
        _say(f"{added.document_id}: copied to {options.corpus}/raw/{added.source_file}")
        if added.missing:
            _say(f"  fill in, before the corpus can be read: {', '.join(added.missing)}")
        if added.unstated:
            _say(f"  the page does not state: {', '.join(added.unstated)}")
    _say(f"Check the new rows of {options.corpus}/documents.csv against the pages; a readable document_id helps.")
    return 0


def _say(text: str) -> None:
    """Print in UTF-8 whatever the locale, and the bytes of a file name that are no characters as escapes."""
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def _reproduce(options: argparse.Namespace) -> int:
    from textmine.showing.reproduce import ReproductionError, reproduce

    try:
        reproduce(options.project, jobs=options.jobs, say=lambda line: print(line, flush=True))
    except ReproductionError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
