"""A table -> LaTeX."""

from __future__ import annotations

from textmine.showing.formats.cells import Cells, numeric_columns, text_of, width, writable

_WIDEST = 28  # letters, of which a Chinese character takes two; longer cells are set in lines
_LINES = ">{\\raggedright\\arraybackslash}p{0.3\\linewidth}"
_HEAD = 9  # letters in a line of a head, if its column is no wider
_GAP, _ROOM = 2, 100  # letters between columns, and across a page of A4 in small type
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    '"': r"\textquotedbl{}", "[": "{[}", "]": "{]}", "−": "$-$", "∞": r"$\infty$",
}  # fmt: skip
_LATEX_HEAD = """% Chinese text needs XeLaTeX or LuaLaTeX and, in the preamble:
%   \\usepackage{ctex}
%   \\usepackage{booktabs,longtable,array,pdflscape}
"""


def tex(cells: Cells, names: list[str], caption: str) -> bytes:
    """A `longtable` with the rules of booktabs; numbers to the right, long texts and heads in lines, a wide one across the page."""
    numeric = numeric_columns(cells, names)
    longest = [max([0, *(width(text_of(row[i])) for row in cells)]) for i in range(len(names))]
    kinds = [
        "r" if number and cells else _LINES if length > _WIDEST else "l"
        for number, length in zip(numeric, longest, strict=True)
    ]
    heads = [_folded(name, max(length, _HEAD)) for name, length in zip(names, longest, strict=True)]
    head = " & ".join(_head(lines, kind) for lines, kind in zip(heads, kinds, strict=True)) + r" \\"
    taken = sum(
        _GAP + max(min(length, _WIDEST), *map(width, lines)) for length, lines in zip(longest, heads, strict=True)
    )
    lines = [f"\\begin{{longtable}}{{{''.join(kinds)}}}"]
    lines += [f"\\caption{{{latex_escaped(caption)}}}\\\\"] if caption else []
    lines += ["\\toprule", head, "\\midrule", "\\endfirsthead", "\\toprule", head, "\\midrule", "\\endhead"]
    lines += ["\\bottomrule", "\\endlastfoot"]
    lines += [" & ".join(map(_latex_cell, row)) + r" \\" for row in cells]
    lines += ["\\end{longtable}"]
    if taken > _ROOM:
        lines = ["\\begin{landscape}", *lines, "\\end{landscape}"]
    return (_LATEX_HEAD + "\n".join(["\\begingroup\\small", *lines, "\\endgroup", ""])).encode("utf-8", "replace")


def _folded(name: str, room: int) -> list[str]:
    """The words of a head in lines of at most so many letters, where its words allow it."""
    lines: list[str] = []
    for word in name.split() or [""]:
        if lines and width(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _head(lines: list[str], kind: str) -> str:
    escaped = "\\\\".join(map(latex_escaped, lines))
    return escaped if len(lines) == 1 else f"\\shortstack[{kind if kind == 'r' else 'l'}]{{{escaped}}}"


def _latex_cell(cell: object) -> str:
    escaped = latex_escaped(text_of(cell))
    return f"$-${escaped[1:]}" if isinstance(cell, int | float) and escaped.startswith("-") else escaped


def latex_escaped(text: str) -> str:
    """A text as LaTeX sets it: specials as commands, line breaks as blanks, two hyphens apart, since together they are a dash.

    Brackets stand in braces, so that none at the beginning of a row is taken for an option.
    """
    plain = writable(" ".join(text.split()))
    return "".join(_LATEX.get(character, character) for character in plain).replace("--", "-{}-").replace("--", "-{}-")
