"""The `textmine` command: a thin face on the package's functions."""

from __future__ import annotations

import argparse
import sys

USER_ERROR = 2


def main(arguments: list[str] | None = None) -> int:
    """Run a subcommand; 0 where it did what was asked, 2 with one line on stderr where the input does not allow it."""
    parser = argparse.ArgumentParser(prog="textmine", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    command = commands.add_parser("reproduce", help="run every notebook, redraw every figure, say what changed")
    command.add_argument("project", nargs="?", default=".", help="folder with corpus/, notebooks/ and figures/")
    command.add_argument("--jobs", type=int, help="notebooks run at a time (default: one a core)")
    command.set_defaults(run=_reproduce)
    options = parser.parse_args(arguments)
    try:
        return options.run(options)
    except (ValueError, OSError, RuntimeError) as error:
        print(f"textmine {options.command}: {error}", file=sys.stderr)
        return USER_ERROR


def _reproduce(options: argparse.Namespace) -> int:
    from textmine.reproduce import ReproductionError, reproduce

    try:
        reproduce(options.project, jobs=options.jobs, say=lambda line: print(line, flush=True))
    except ReproductionError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
