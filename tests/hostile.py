"""A small study whose every text tries to do something to the page that shows it."""

import csv
import hashlib
import re
from pathlib import Path

import nbformat
import pandas as pd

from textmine.showing.draw import draw_distinctive_terms
from textmine.showing.figures import save_figure

SCRIPT = "<script>window.hacked = 1</script>"
PICTURE = '<img src="x" onerror="window.hacked = 2">'
LINK = '<a href="javascript:window.hacked=3">点击</a>'
QUOTE = "\"'><svg onload=window.hacked=4>"
CLOSING = "</script></title></textarea><script>window.hacked=5</script>"
ESCAPES = "`${window.hacked=6}` \\u003cscript\\u003e {{ 7*7 }} {% raw %} \u2028 \U00020bb7"
ALL = (SCRIPT, PICTURE, LINK, QUOTE, CLOSING, ESCAPES)


def smuggled(text: str) -> str:
    """The text with a tag inside each of its tags: cleaning takes the inner ones away, and the outer ones are whole again."""
    return re.sub(r"<(/?[a-z]{1,2})", r"<\1<b></b>", text)


def hostile_study(folder: Path) -> Path:
    """Two documents with hostile titles and texts, a notebook and a figure about them."""
    raw = folder / "corpus" / "raw"
    raw.mkdir(parents=True)
    rows = []
    for number, key in enumerate(("first-2020", "second-2021")):
        lines = ["某市科普工作方案", "一、总体要求"]
        lines += [
            f"加强科普工作{n},建设科技馆{text},到2025年新建{n + 2}座。(市科协牵头,{text}配合)"
            for n, text in enumerate(ALL)
        ]
        lines += [f"推进科普工作,{smuggled(text)}" for text in ALL]
        lines += [f"(一){QUOTE}", "每年秋天在古城墙下举办星空观测夜和机器人课堂。"]  # shared by both
        content = "\n".join(lines).encode("utf-8")
        (raw / f"{key}.txt").write_bytes(content)
        row = {
            "document_id": key,
            "title": f"方案{SCRIPT}{QUOTE}",
            "issuer": PICTURE,
            "level": ("national", "city")[number],
        }
        row |= {"note": CLOSING, "document_number": LINK, "region": "某市", "source_file": f"{key}.txt"}
        rows.append(
            row | {"sha256": hashlib.sha256(content).hexdigest(), "issued": f"202{number}-01-01", "complete": "no"}
        )
    columns = [
        "document_id", "title", "issuer", "level", "region", "province", "document_number", "issued", "period_start",
        "period_end", "genre", "complete", "source_file", "sha256", "note",
    ]  # fmt: skip
    with (folder / "corpus" / "documents.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    (folder / "corpus" / "study.toml").write_text(f"title = '''{QUOTE}{SCRIPT}'''\n", encoding="utf-8")
    _figure(folder)
    _notebook(folder)
    return folder


def _figure(folder: Path) -> None:
    terms = ["科普", SCRIPT, PICTURE, QUOTE]
    table = pd.DataFrame(
        {"document_id": "first-2020", "term": terms, "tf_idf": [4.0, 3, 2, 1], "count": 1, "rank": range(4)}
    )
    table["segment_ids"] = (
        "first-2020/1 first-2020/1.0.1 first-2020/1.0.3 first-2020/1.0.11 first-2020/1.0.13 second-2021/1.0.1 second-2021/1.0.18"
    )
    figure = draw_distinctive_terms(table, by="document_id", value="tf_idf")
    (folder / "figures").mkdir()
    save_figure(figure, table, folder / "figures" / "fig01_terms")


def _notebook(folder: Path) -> None:
    html = f"<table><tr><th>{SCRIPT}</th><td>{PICTURE}{LINK}</td></tr></table><style>body{{display:none}}</style>"
    outputs = [nbformat.v4.new_output("display_data", {"text/html": html, "text/plain": "x"})]
    outputs += [
        nbformat.v4.new_output(
            "display_data", {"image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg'>{SCRIPT}</svg>"}
        )
    ]
    cells = [
        nbformat.v4.new_markdown_cell(f"# 1 {SCRIPT}\n\n{PICTURE} {LINK}", id="a"),
        nbformat.v4.new_code_cell(
            'save_figure(figure, table, "../figures/fig01_terms")', outputs=outputs, execution_count=1, id="b"
        ),
        nbformat.v4.new_markdown_cell(f"**Figure 1** {PICTURE}", id="c"),
        nbformat.v4.new_markdown_cell(
            f"{SCRIPT}{PICTURE}[x](javascript:window.hacked=7)", metadata={"tags": ["findings"]}, id="d"
        ),
    ]
    (folder / "notebooks").mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "notebooks" / "01_hostile.ipynb")
