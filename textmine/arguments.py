"""What the `textmine` command understands: its subcommands with their options and helps."""

from __future__ import annotations

import argparse

_COLUMN_HELP = (
    "what a column of the table is, where its name is not a usual one: title, issuer, issued, text, file, ..."
)


def parser() -> argparse.ArgumentParser:
    """The parser; the name of the subcommand is its `command`."""
    made = argparse.ArgumentParser(prog="textmine", description="Read and compare Chinese policy documents.")
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (_of_studies, _of_coders, _of_figures):
        add(commands)
    return made


def _of_studies(commands: argparse._SubParsersAction) -> None:
    """Pages and tables into a study, and what is wrong or thin with it."""
    command = commands.add_parser(
        "new", help="make a study without documents: corpus skeleton, notebooks, what to do next"
    )
    command.add_argument("folder", help="empty, or not there yet")
    command.add_argument("--no-codebooks", action="store_true", help="leave out the example codebooks")

    command = commands.add_parser("inspect", help="show everything that is read from one page")
    command.add_argument("file", help="a page: .txt, .html, .docx or .pdf")
    command.add_argument("--json", action="store_true", help="print JSON instead of a card")

    command = commands.add_parser("ocr", help="recognize the text of scanned PDFs and photographs, to be corrected")
    command.add_argument("files", nargs="+", metavar="FILE", help="a scanned PDF, PNG, JPEG or TIFF")
    command.add_argument("--output", metavar="FOLDER", help="of the texts (default: each beside its scan)")
    command.add_argument("--as-one", metavar="NAME", help="the files are the pages of one document, in this order")
    command.add_argument("--force", action="store_true", help="overwrite texts that are there already")
    command.add_argument("--every-page", action="store_true", help="of a PDF also the pages that have a text layer")
    command.add_argument("--worst", type=int, default=20, help="how many of the least sure lines to show (default: 20)")

    command = commands.add_parser("add", help="copy pages into a corpus and describe them as far as they state it")
    command.add_argument("files", nargs="+", metavar="FILE")
    command.add_argument("--corpus", default="corpus", help="the corpus folder (default: corpus)")
    command.add_argument("--upper", metavar="ID", help="the page is that of this document of upper.csv, above ours")

    command = commands.add_parser("import", help="import the documents of a table: CSV, Excel, JSON lines")
    command.add_argument("table", help="the table, or a folder with one in it or beside it")
    command.add_argument("--study", default=".", help="folder that holds corpus/ (default: this one)")
    command.add_argument("--corpus", help="the corpus folder itself (default: corpus/ of the study)")
    command.add_argument("--texts", metavar="FOLDER", help="folder below which the files are that the table names")
    command.add_argument("--encoding", help="of the table, where it is not found: utf-8, gb18030, big5, utf-16")
    command.add_argument("--column", action="append", default=[], metavar="NAME=THEIRS", help=_COLUMN_HELP)
    command.add_argument("--skip-faulty", action="store_true", help="import the rows without faults, list the others")
    command.add_argument("--replace", action="store_true", help="let rows change documents that the corpus has")
    command.add_argument("--jobs", type=int, default=-1, help="processes (default: one a core)")

    command = commands.add_parser("check", help="say what is wrong or thin with a study, or with each page of a folder")
    command.add_argument(
        "study", nargs="?", default=".", help="folder that holds corpus/ (default: this one), or a folder of pages"
    )
    command.add_argument("--json", action="store_true", help="print JSON instead of lines")
    command.add_argument("--worst", type=int, default=20, help="of a folder of pages, how many to show (default: 20)")
    command.add_argument("--csv", metavar="FILE", help="of a folder of pages, write the verdicts of all of them here")
    command.add_argument("--jobs", type=int, default=-1, help="of a folder of pages, processes (default: one a core)")


def _of_coders(commands: argparse._SubParsersAction) -> None:
    """Sheets for people who code, and what they agree on."""
    command = commands.add_parser("sheets", help="make sheets on which people code the same segments, one a coder")
    command.add_argument("study", nargs="?", default=".", help="folder that holds corpus/ (default: this one)")
    command.add_argument("--coders", required=True, metavar="A,B", help="their names; each names a file")
    command.add_argument("--segments", type=int, default=100, metavar="N", help="drawn at random (default: 100)")
    command.add_argument(
        "--codebooks", default="", metavar="A,B", help="by which to code (default: themes,target_groups, if there)"
    )
    command.add_argument(
        "--main", metavar="CODEBOOK", help="whose main category is asked for (default: themes, if used)"
    )
    command.add_argument("--seed", type=int, help="of the draw (default: resampling of study.toml)")
    command.add_argument("--output", metavar="FOLDER", help="of the sheets (default: coding/ of the study)")

    command = commands.add_parser("agreement", help="read filled sheets, say how far coders and codes agree")
    command.add_argument("sheets", nargs="+", metavar="SHEET", help="filled sheets, .xlsx or .csv, one a coder")
    command.add_argument("--study", default=".", help="folder that holds corpus/ (default: this one)")
    command.add_argument("--coders", default="", metavar="A,B", help="their names (default: those of the files)")
    command.add_argument(
        "--consensus", metavar="SHEET", help="settled.xlsx, once the coders have settled what they differ on"
    )
    command.add_argument("--output", metavar="FOLDER", help="write tables, differences and settled.xlsx here")
    command.add_argument(
        "--write",
        nargs="?",
        const="",
        metavar="FILE",
        help="keep the codes as hand codes (default: codebooks/people_codes.csv)",
    )


def _of_figures(commands: argparse._SubParsersAction) -> None:
    """Notebooks and figures: run, verified, as tables, as a site."""
    command = commands.add_parser("reproduce", help="run every notebook, redraw every figure, say what changed")
    command.add_argument("project", nargs="?", default=".", help="folder with corpus/, notebooks/ and figures/")
    command.add_argument("--jobs", type=int, help="notebooks run at a time (default: one a core)")
    command.add_argument("--png", type=int, choices=(300, 600), help="write every figure as PNG too, dots an inch")

    command = commands.add_parser(
        "verify", help="do the stored figures come out? run anew elsewhere, the study untouched"
    )
    command.add_argument("study", nargs="?", default=".", help="folder with corpus/, notebooks/ and figures/")
    command.add_argument("--stored", action="store_true", help="run nothing: are files and inputs still those stored?")
    command.add_argument("--jobs", type=int, help="notebooks run at a time (default: one a core)")

    command = commands.add_parser("tables", help="the tables of all figures for a paper: Excel, LaTeX, Word or CSV")
    command.add_argument("study", nargs="?", default=".", help="folder with figures/")
    command.add_argument("--format", choices=["xlsx", "tex", "latex", "docx", "csv"], default="xlsx")
    command.add_argument("--output", metavar="FOLDER", help="of the files (default: tables/ of the study)")
    command.add_argument(
        "--language", choices=["en", "zh"], default="en", help="of the captions and heads (default: en)"
    )
    command.add_argument(
        "--whole", action="store_true", help="LaTeX and Word with every column, not those a paper prints"
    )
    command.add_argument("--segments", action="store_true", help="with the column of the segments behind each row")

    command = commands.add_parser("report", help="write a site to click through: findings, figures, texts, search")
    command.add_argument("study", nargs="?", default=".", help="folder with corpus/, notebooks/ and figures/")
    command.add_argument("--output", metavar="FOLDER", help="of the site (default: report/ of the study)")

    command = commands.add_parser(
        "dictionary", help="write the data dictionary and the methods anew, from the docstrings"
    )
    command.add_argument("--output", metavar="FOLDER", default=".", help="of the pages (default: this one)")
