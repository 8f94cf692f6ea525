"""Material -> the pages of a report and the data that their scripts read."""

from __future__ import annotations

import re

import pandas as pd
from markupsafe import Markup

from textmine.report.documents import Marks, depth_of, document_marks, outline_of, segment_markup
from textmine.report.evidence import OF_NO_SEGMENTS
from textmine.report.figures import LANGUAGES, Figure, drawing, figure_data, is_known, stored_figures
from textmine.report.layout import Layout, data_file
from textmine.report.marks import DrawingError, small
from textmine.report.material import THEMES, Material
from textmine.report.notebooks import notebook_body
from textmine.report.removed import page_lines, removed_rows, totals
from textmine.report.safe import markdown, translated

Files = dict[str, bytes]
_NO_DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="2" height="1" fill="#eef1f4"/></svg>'
)


def figure_pages(material: Material, layout: Layout) -> Files:
    """The page of each figure, its data, drawing, table and a small picture."""
    files: Files = {}
    figures = stored_figures(material)
    for i, figure in enumerate(figures):
        data = figure_data(figure, material)
        drawn = {language: drawing(figure, language, data, material) for language in LANGUAGES}
        same = figure.drawings["zh"] == figure.drawings["en"]
        values = {
            "figure": figure,
            "captions": {language: Markup(markdown(text)) for language, text in figure.captions.items()},
            "drawings": {
                language: Markup(markup) for language, (markup, _) in drawn.items() if language == "en" or not same
            },
            "tied": any(n for _, n in drawn.values()),
            "known": is_known(figure),
            "traced": figure.kind is not OF_NO_SEGMENTS,
            "before": figures[i - 1] if i else None,
            "after": figures[i + 1] if i + 1 < len(figures) else None,
        }
        name = f"figures/{figure.name}.html"
        files[name] = layout.page("figure.html", name, **values)
        files[f"data/figures/{figure.name}.js"] = data_file(f"figures/{figure.name}", data)
        files |= _stored(figure, material)
    files["figures/index.html"] = layout.page("figures.html", "figures/index.html", figures=figures)
    return files


def _stored(figure: Figure, material: Material) -> Files:
    folder = material.folder / "figures"
    files = {f"figures/{path.name}": path.read_bytes() for path in figure.drawings.values()}
    files[f"figures/{figure.name}.csv"] = (folder / f"{figure.name}.csv").read_bytes()
    files[f"figures/{figure.name}-small.svg"] = _thumbnail(figure)
    return files


def _thumbnail(figure: Figure) -> bytes:
    """The drawing without its letters; a pale field where it is no drawing."""
    try:
        return small(figure.drawings["en"].read_text(encoding="utf-8")).encode("utf-8")
    except DrawingError:
        return _NO_DRAWING


def document_pages(material: Material, layout: Layout) -> Files:
    """The pages of documents, as read and as received, their list, and what was removed."""
    files: Files = {}
    corpus, words = material.corpus, material.words
    marks, themes = document_marks(material), material.themes
    titles = dict(zip(corpus.documents["document_id"], corpus.documents["title"], strict=True))
    rows, sums = removed_rows(corpus.removed), totals(corpus.removed)
    by_document = dict(list(corpus.segments.groupby("document_id", sort=False, observed=True)))
    listed = []
    for record in corpus.documents.to_dict("records"):
        key = record["document_id"]
        own = by_document[key]
        about = {
            "id": key,
            "record": {name: None if pd.isna(value) else value for name, value in record.items()},
            "group": corpus.group_of[key],
            "characters": len(corpus.pages[key].text),
            "segments": len(own),
            "blanks": sums.get(key, (0, 0))[0],
            "removed": sums.get(key, (0, 0))[1],
        }
        listed.append(about)
        blocks = [_block(row, marks.get(key, Marks()), titles, themes) for row in own.itertuples()]
        found = list(dict.fromkeys(block["theme"] for block in blocks if block["theme"]))
        name = f"documents/{key}.html"
        named = {theme: words.value(theme) for theme in found}
        numbers = (
            {theme: i for i, theme in enumerate(material.codebooks[THEMES].ids)} if THEMES in material.codebooks else {}
        )
        values = {
            "about": about,
            "blocks": blocks,
            "outline": outline_of(own),
            "themes": named,
            "theme_number": numbers,
        }
        files[name] = layout.page("document.html", name, **values)
        name = f"pages/{key}.html"
        lines = [Markup(line) for line in page_lines(corpus.pages[key], words)]
        files[name] = layout.page("page.html", name, about=about, lines=lines)
    files["documents/index.html"] = layout.page("documents.html", "documents/index.html", listed=listed)
    files["removed.html"] = layout.page("removed.html", "removed.html", listed=listed, rows=rows)
    return files


def _block(row: tuple, marks: Marks, titles: dict[str, str], themes: pd.DataFrame) -> dict[str, object]:
    """A segment as its page shows it."""
    known = row.segment_id in themes.index
    heading = row.kind == "heading"
    return {
        "place": row.segment_id.partition("/")[2],
        "kind": row.kind,
        "depth": min(depth_of(row.path), 4) if heading else 0,
        "start": row.start,
        "end": row.end,
        "theme": themes.loc[row.segment_id, "category"] if known else "",
        "read": bool(themes.loc[row.segment_id, "read"]) if known else False,
        "markup": Markup(segment_markup(row.text, row.start, marks, titles)),
    }


def notebook_pages(material: Material, layout: Layout) -> Files:
    """The executed notebooks, and their list."""
    files: Files = {}
    figures = {path.read_text(encoding="utf-8"): path.name for figure in stored_figures(material) for path in set(figure.drawings.values())}  # fmt: skip
    names = list(material.notebooks)
    for i, (key, notebook) in enumerate(material.notebooks.items()):
        body, pictures = notebook_body(notebook, figures)
        files |= {f"figures/{name}": svg.encode("utf-8") for name, svg in pictures.items()}
        name = f"notebooks/{key}.html"
        around = {"before": names[i - 1] if i else None, "after": names[i + 1] if i + 1 < len(names) else None}
        files[name] = layout.page("notebook.html", name, told=material.told[key], body=Markup(body), **around)
    listed = [_opened(key, material) for key in names]
    files["notebooks/index.html"] = layout.page("notebooks.html", "notebooks/index.html", listed=listed)
    return files


def _opened(key: str, material: Material) -> dict[str, object]:
    said = material.told[key]
    return {
        "name": key,
        "title": material.words.title(key, said.title),
        "question": Markup(said.question),
        "told": said,
    }


def overview_pages(material: Material, layout: Layout) -> Files:
    """The first page, with all findings and their numbers, and the page of the search."""
    figures = stored_figures(material)
    by_name = {figure.name: figure for figure in figures}
    chapters = []
    for key, said in material.told.items():
        findings = [
            {
                "finding": finding,
                "en": Markup(_from_top(finding.en)),
                "zh": Markup(_from_top(finding.zh)),
                "tables": [Markup(translated(_shortened(table), material.words.cell)) for table in finding.tables],
                "figures": [by_name[name] for name in finding.figures if name in by_name],
            }
            for finding in said.findings
        ]
        chapters.append(_opened(key, material) | {"findings": findings})
    corpus = material.corpus
    counted = {"documents": len(corpus.documents), "characters": sum(len(page.text) for page in corpus.pages.values())}
    counted |= {"segments": len(corpus.segments), "sentences": len(material.sentences.table), "figures": len(figures)}
    sizes = corpus.documents[corpus.study.column].astype(str).value_counts().to_dict()
    values = {"chapters": chapters, "figures": figures, "counted": counted, "sizes": sizes}
    every = [one for chapter in chapters for one in chapter["findings"]]
    values["some_english_only"] = any(not one["zh"] for one in every)
    values["any_findings"] = bool(every)
    return {
        "index.html": layout.page("index.html", "index.html", **values),
        "search.html": layout.page("search.html", "search.html", sizes=sizes),
    }


def _from_top(markup: str) -> str:
    """Links and headings of a notebook's cell as they fit into the first page."""
    markup = re.sub(r"<(/?)h[1-4]\b", r"<\1h4", markup)
    return markup.replace('href="../notebooks/', 'href="notebooks/')


_MOST_ROWS = 12


def _shortened(table: str) -> str:
    """A printed table with its first rows only; the notebook has all."""
    head, mark, body = table.partition("<tbody>")
    rows = body.split("</tr>")
    if not mark or len(rows) - 1 <= _MOST_ROWS:
        return table
    columns = rows[0].count("<td") + rows[0].count("<th")
    left_out = f'<tr><td colspan="{columns}">…</td></tr>'
    return head + mark + "</tr>".join(rows[:_MOST_ROWS]) + "</tr>" + left_out + "</tbody></table></div>"


def data_files(material: Material, layout: Layout) -> Files:
    """The documents for the scripts: their list, and of each its text, segments and sentences."""
    corpus, words, labels = material.corpus, material.words, list(material.corpus.study.labels)
    listed = [
        [key, title, labels.index(corpus.group_of[key]), *words.value(corpus.group_of[key])]
        for key, title in corpus.documents[["document_id", "title"]].itertuples(index=False)
    ]
    files = {"data/documents.js": data_file("documents", listed)}
    segments = dict(list(corpus.segments.groupby("document_id", sort=False, observed=True)))
    sentences = dict(list(material.sentences.table.groupby("document_id", sort=False)))
    for key in corpus.documents["document_id"]:
        own, text = segments[key], corpus.pages[key].text
        paths = list(dict.fromkeys(own["path"]))
        numbers = {segment_id: i for i, segment_id in enumerate(own["segment_id"])}
        rows = zip(
            own["segment_id"].str.partition("/")[2], own["path"].map(paths.index), own["start"], own["end"], strict=True
        )
        cut = sentences.get(key, material.sentences.table.head(0))
        places = zip(cut["segment_id"].map(numbers), cut["start"], cut["end"], cut["line"], strict=True)
        value = {
            "text": text,
            "astral": any(ord(character) > 0xFFFF for character in text),
            "paths": paths,
            "segments": [[place, int(path), int(start), int(end)] for place, path, start, end in rows],
            "sentences": [[int(number) for number in place] for place in places],
        }
        files[f"data/texts/{key}.js"] = data_file(f"texts/{key}", value)
    return files
