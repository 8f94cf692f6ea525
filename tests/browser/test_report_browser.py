"""The report in a real browser, opened from the disk."""

import re

import pandas as pd
import pytest

from textmine import concordance, read_codebook, trace
from textmine.report.evidence import codebook_of, kind_of

Keys = pytest.importorskip("selenium.webdriver", reason="no selenium; pip install selenium").Keys

CHOSEN = "return document.querySelector('#evidence-body .count')?.dataset.count"
SHOWN = """return [...document.querySelectorAll('#evidence-body .sentence')].map((item) => [
  item.dataset.segment, +item.dataset.start, +item.dataset.end, +item.dataset.line,
  item.querySelector('blockquote').textContent])"""
LINES = """return [...document.querySelectorAll('.concordance tbody tr')].map((row) => [row.dataset.segment,
  row.children[0].textContent, row.children[1].textContent, row.children[2].textContent])"""
KINDS = (
    "index.html",
    "figures/index.html",
    "documents/index.html",
    "search.html",
    "removed.html",
    "notebooks/index.html",
)


@pytest.fixture(scope="module")
def codebooks(project):
    return [read_codebook(path) for path in sorted((project / "corpus" / "codebooks").glob("*.toml"))]


def expected_of(rows, table, corpus, tokenizer, codebooks):
    """What `trace` gives for the rows of a mark, each sentence once."""
    by = kind_of(table).by
    book = codebook_of(table, codebooks) if by == "category" else None
    traced = [trace(table.iloc[row] if by == "term" else table.iloc[row].drop("term", errors="ignore"), corpus, tokenizer if by == "term" else None, book) for row in rows]  # fmt: skip
    found = pd.concat(traced).drop_duplicates(["segment_id", "start"])
    return found[["segment_id", "start", "end", "line", "sentence"]].to_numpy().tolist()


# A point of the mark that no other covers: on its line, or inside its area.
POINT = """const [mark] = arguments;
for (const hit of mark.querySelectorAll('.hit')) {
  const points = [];
  const box = hit.getBBox();
  for (let i = 1; i < 8; i++) for (let j = 1; j < 8; j++) points.push([box.x + box.width * i / 8, box.y + box.height * j / 8]);
  if (hit.getTotalLength) for (let i = 0; i < 50; i++) { const p = hit.getPointAtLength(hit.getTotalLength() * i / 50); points.push([p.x, p.y]); }
  points.sort(([a, b], [c, d]) => Math.hypot(a - box.x - box.width / 2, b - box.y - box.height / 2) - Math.hypot(c - box.x - box.width / 2, d - box.y - box.height / 2));
  for (const [x, y] of points) {
    const at = new DOMPoint(x, y).matrixTransform(hit.getScreenCTM());
    const around = [[0, 0], [1.5, 0], [-1.5, 0], [0, 1.5], [0, -1.5]];
    if (around.every(([a, b]) => document.elementFromPoint(at.x + a, at.y + b)?.closest('a.mark') === mark)) return [at.x, at.y];
  }
}"""


# A point at the edge of a line's mark: the farthest from the line, across it, that still belongs to it.
EDGE = """const [mark] = arguments;
for (const hit of mark.querySelectorAll('path.hit:not(.area)')) {
  for (const part of [.5, .35, .65, .2, .8]) {
    const p = hit.getPointAtLength(hit.getTotalLength() * part);
    const at = new DOMPoint(p.x, p.y).matrixTransform(hit.getScreenCTM());
    let found = null;
    for (let dy = 0; dy < 12; dy += .5) if (document.elementFromPoint(at.x, at.y + dy)?.closest('a.mark') === mark) found = [at.x, at.y + dy]; else break;
    if (found && found[1] > at.y + 1) return found;
  }
}"""


def press(reader, mark) -> bool:
    """Click a mark where it can be seen; where others cover all of it, go to it and press Enter. Whether it was clicked."""
    reader.run("history.replaceState(null, '', location.pathname)")
    reader.run(
        "document.getElementById('evidence-body').replaceChildren(); arguments[0].scrollIntoView({block: 'center'})",
        mark,
    )
    if not (point := reader.run(POINT, mark)):
        mark.send_keys(Keys.ENTER)
        return False
    for kind in ("mousePressed", "mouseReleased"):
        event = {"type": kind, "x": point[0], "y": point[1], "button": "left", "clickCount": 1}
        reader.browser.execute_cdp_cmd("Input.dispatchMouseEvent", event)
    return True


def test_clicking_marks_of_every_figure_shows_exactly_what_trace_gives(
    quiet_reader, site, project, corpus, tokenizer, codebooks
):
    reader, looked_at, clicked, pressed = quiet_reader, 0, 0, 0
    for path in sorted((project / "figures").glob("*.csv")):
        table = pd.read_csv(path, dtype={"segment_ids": str})
        if "segment_ids" not in table:
            continue
        reader.open(site / "figures" / f"{path.stem}.html")
        reader.until("return document.querySelector('#table tbody tr')")
        marks = [mark for mark in reader.all("svg.drawing a.mark") if mark.is_displayed()]
        assert len(marks) >= min(len(table), 5), path.stem
        places = sorted({0, len(marks) // 3, len(marks) - 1})
        for mark in [marks[place] for place in places]:
            rows = [int(row) for row in mark.get_dom_attribute("href").removeprefix("#row-").split("-")]
            pressed += 1
            clicked += press(reader, mark)
            expected = expected_of(rows, table, corpus, tokenizer, codebooks)
            assert int(reader.until(CHOSEN, hint=(path.stem, rows))) == len(expected), (path.stem, rows)
            while more := [button for button in reader.all("#evidence-body button.more") if button.is_displayed()]:
                before = len(reader.all("#evidence-body .sentence"))
                reader.run("arguments[0].click()", more[0])
                reader.until(
                    "return document.querySelectorAll('#evidence-body .sentence').length > arguments[0]", before
                )
            assert reader.run(SHOWN) == expected, (path.stem, rows)
            looked_at += len(expected)
    assert looked_at > 500
    assert clicked >= 0.9 * pressed


def test_a_chinese_reader_clicks_chinese_figures(quiet_reader, site, project, corpus, tokenizer, codebooks):
    reader = quiet_reader
    reader.open(site / "index.html")
    reader.run("localStorage.setItem('textmine-language', 'zh')")
    try:
        for path in sorted((project / "figures").glob("*.csv")):
            table = pd.read_csv(path, dtype={"segment_ids": str})
            reader.open(site / "figures" / f"{path.stem}.html")
            reader.until("return document.querySelector('#table tbody tr')")
            marks = [mark for mark in reader.all("svg.drawing a.mark") if mark.is_displayed()]
            assert marks and all(
                mark.find_elements("xpath", "ancestor::*[contains(@class, 'zh')]") for mark in marks[:3]
            )
            caption = path.with_suffix(".zh.txt").read_text(encoding="utf-8").strip()
            assert reader.one("figcaption .zh").text == caption
            rows = [
                int(row) for row in marks[len(marks) // 2].get_dom_attribute("href").removeprefix("#row-").split("-")
            ]
            press(reader, marks[len(marks) // 2])
            expected = expected_of(rows, table, corpus, tokenizer, codebooks)
            assert int(reader.until(CHOSEN, hint=(path.stem, rows))) == len(expected), (path.stem, rows)
    finally:
        reader.run("localStorage.removeItem('textmine-language')")


def test_a_mark_stays_under_a_pointer_at_its_edge(quiet_reader, site):
    reader = quiet_reader
    reader.open(site / "figures" / "fig15_descent.html")
    reader.until("return document.querySelector('#table tbody tr')")
    lines = [mark for mark in reader.all("svg.drawing a.mark") if reader.run(EDGE, mark)]
    assert len(lines) > 5
    for mark in lines:
        reader.run("arguments[0].scrollIntoView({block: 'center'})", mark)
        x, y = reader.run(EDGE, mark)
        move = {"type": "mouseMoved", "x": x, "y": y}
        reader.browser.execute_cdp_cmd("Input.dispatchMouseEvent", move)
        reader.until("return arguments[0].matches(':hover')", mark)
        under = "return document.elementFromPoint(arguments[0], arguments[1])?.closest('a.mark') === arguments[2]"
        assert reader.run(under, x, y, mark)


def test_a_sentence_says_where_it_stands_and_leads_there(quiet_reader, site, corpus):
    reader = quiet_reader
    reader.open(site / "figures" / "fig05_targets.html", "#row-0")
    reader.until(CHOSEN)
    words = reader.one("#evidence-body .source").text
    assert "楚雄州全民科学素质行动实施方案" in words
    assert "一、指导思想和目标 > (二)目标" in words
    start, end = map(int, re.search(r"characters (\d+)–(\d+)", words).groups())
    assert corpus.pages["chuxiong-2022"].text[start:end] == reader.one("#evidence-body blockquote").text
    line = int(re.search(r"line (\d+) of the page", words)[1])
    reader.one("#evidence-body a.line").click()
    shown = reader.until("return document.querySelector(':target')?.textContent")
    assert shown == corpus.pages["chuxiong-2022"].page.splitlines()[line - 1]
    reader.browser.back()
    reader.until(CHOSEN)
    reader.one("#evidence-body a.document").click()
    assert "达到13%" in reader.until("return document.querySelector('.segment:target .words')?.textContent")


def test_rows_of_the_table_lead_to_the_same_sentences(quiet_reader, site):
    reader = quiet_reader
    reader.open(site / "figures" / "fig07_document_keyness.html", "#row-3")
    reader.until(CHOSEN)
    by_address = reader.run(SHOWN)
    reader.open(site / "figures" / "fig07_document_keyness.html")
    reader.until("return document.querySelector('#table tbody tr')")
    row = reader.one('#table a[href="#row-3"]')
    reader.run("arguments[0].scrollIntoView({block: 'center'})", row)
    row.click()
    reader.until(CHOSEN)
    assert reader.run(SHOWN) == by_address
    chosen = "return [...document.querySelectorAll('svg a.mark.chosen')].filter(mark => mark.checkVisibility()).length"
    assert reader.run(chosen) == 1  # the drawing of the other language is hidden


def test_a_figure_can_be_read_without_a_mouse(quiet_reader, site, corpus, tokenizer, project):
    reader = quiet_reader
    reader.open(site / "figures" / "fig03_level_terms.html")
    reader.until("return document.querySelector('#table tbody tr')")
    body = reader.one("body")
    for _ in range(30):
        body = reader.browser.switch_to.active_element
        body.send_keys(Keys.TAB)
        if reader.run("return document.activeElement.matches('svg a.mark')"):
            break
    first = reader.run("return document.activeElement.getAttribute('aria-label')")
    table = pd.read_csv(project / "figures" / "fig03_level_terms.csv")
    term = table["term"][1]
    assert table["term"][0] in first
    reader.browser.switch_to.active_element.send_keys(Keys.ARROW_DOWN)
    assert term in reader.run("return document.activeElement.getAttribute('aria-label')")
    reader.browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert int(reader.until(CHOSEN)) == len(trace(table.iloc[1], corpus, tokenizer)) > 3
    assert term in reader.one("#evidence-body h3").text
    reader.browser.switch_to.active_element.send_keys(Keys.TAB)
    assert not reader.run("return document.activeElement.matches('svg a.mark')")


@pytest.mark.parametrize("words", ["科学素质", "供给侧", "(", "的", "2025", "没有的词组"])
def test_chinese_search_finds_what_concordance_finds(quiet_reader, site, corpus, words):
    reader = quiet_reader
    reader.open(site / "search.html")
    reader.until("return document.getElementById('status').dataset.ready")
    reader.one("#query").send_keys(words)
    expected = concordance(corpus.segments, re.escape(words), window=20)
    assert int(reader.run("return document.getElementById('status').dataset.found")) == len(expected)
    shown = reader.run(LINES)
    columns = ["segment_id", "left", "match", "right"]
    assert shown == expected[columns].head(200).to_numpy().tolist()
    assert float(reader.run("return document.getElementById('status').dataset.milliseconds")) < 200


def test_search_sorts_filters_and_can_be_linked_to(quiet_reader, site, corpus):
    reader = quiet_reader
    reader.open(site / "search.html", "#%E4%BE%9B%E7%BB%99%E4%BE%A7")
    reader.until("return document.getElementById('status').dataset.ready")
    assert reader.one("#query").get_attribute("value") == "供给侧"
    reader.run(
        "const sort = document.getElementById('sort'); sort.value = 'right'; sort.dispatchEvent(new Event('input'))"
    )
    expected = concordance(corpus.segments, "供给侧", sort="right")
    assert [line[3] for line in reader.run(LINES)] == expected["right"].tolist()
    reader.run(
        "const group = document.getElementById('group'); group.value = '0'; group.dispatchEvent(new Event('input'))"
    )
    assert {line[0].partition("/")[0] for line in reader.run(LINES)} == {"cast-2022"}


def test_the_language_changes_at_once_and_is_remembered(quiet_reader, site):
    reader = quiet_reader
    reader.open(site / "index.html")
    assert "Findings" in reader.one("h2").text
    reader.one("#language").click()
    assert reader.one("h2").text == "结论"
    assert reader.run("return document.documentElement.lang") == "zh-Hans"
    reader.one('header a[href="figures/index.html"]').click()
    assert reader.until("return document.querySelector('h1').innerText") == "图"
    reader.one("#language").click()
    assert reader.one("h1").text == "Figures"


def test_marks_and_themes_of_a_document_can_be_switched(quiet_reader, site):
    reader = quiet_reader
    reader.open(site / "documents" / "chuxiong-2022.html")
    colour = "return getComputedStyle(document.querySelector('.words .target')).backgroundColor"
    before = reader.run(colour)
    reader.one("input[data-show=targets]").click()
    assert reader.run(colour) != before
    reader.run(
        "const theme = document.getElementById('theme'); theme.value = 'rural'; theme.dispatchEvent(new Event('change'))"
    )
    shown = reader.run("return [...document.querySelectorAll('.segment:not(.dimmed)')].map((s) => s.dataset.theme)")
    assert set(shown) == {"rural"}
    link = reader.one(".words a.shared, .words a.counterpart")
    wanted = link.get_attribute("href")
    reader.run("arguments[0].click()", link)
    reader.until("return location.href === arguments[0]", wanted)
    assert reader.until("return document.querySelector('.segment:target')")


def pages_of(site):
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def test_no_page_says_anything_on_the_console_or_asks_for_anything_outside(quiet_reader, site):
    names = pages_of(site)
    assert len(names) > 35
    for name in names:
        quiet_reader.open(site / name)
        assert quiet_reader.console == [], name


def test_hostile_texts_and_titles_do_nothing(quiet_reader, hostile_site):
    reader = quiet_reader
    for name in pages_of(hostile_site):
        reader.open(hostile_site / name)
        if name.startswith("figures/fig"):
            for row in range(4):
                reader.run("location.hash = arguments[0]", f"#row-{row}")
                reader.until(CHOSEN)
        if name == "search.html":
            reader.until("return document.getElementById('status').dataset.ready")
            for words in ("<script>", "onerror", "javascript:", "\U00020bb7", "科普"):
                reader.run(
                    "const q = document.getElementById('query'); q.value = arguments[0]; q.dispatchEvent(new Event('input'))",
                    words,
                )
                assert int(reader.run("return document.getElementById('status').dataset.found")) > 0, words
        for link in reader.run(
            "return [...document.querySelectorAll('a[href]')].map((a) => String(a.href.baseVal ?? a.href))"
        ):
            assert not link.lower().startswith(("javascript:", "data:")), (name, link)
        assert reader.run("return typeof window.hacked") == "undefined", name
        assert (
            reader.run("return document.querySelectorAll('script:not([src]), [onerror], [onload], iframe').length") == 0
        ), name
        assert reader.run("return getComputedStyle(document.body).display") == "block", name


def test_rare_characters_do_not_shift_what_is_shown(quiet_reader, hostile_site):
    """The sixth line holds a character that takes two places in the script's own count."""
    reader = quiet_reader
    reader.open(hostile_site / "figures" / "fig01_terms.html", "#row-0")
    reader.until(CHOSEN)
    shown = [sentence for *_, sentence in reader.run(SHOWN)]
    assert len(shown) > 3
    assert any("\U00020bb7" in sentence for sentence in shown)
    assert all("科普" in sentence for sentence in shown)
    reader.open(hostile_site / "search.html", "#%E6%98%9F%E7%A9%BA%E8%A7%82%E6%B5%8B%E5%A4%9C")
    reader.until("return document.getElementById('status').dataset.ready")
    assert [line[1:] for line in reader.run(LINES)] == [["每年秋天在古城墙下举办", "星空观测夜", "和机器人课堂。"]] * 2


@pytest.mark.parametrize("width", [390, 768])
def test_pages_fit_a_phone(reader, site, width):
    reader.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": True})  # fmt: skip
    try:
        some = [
            "figures/fig06_duties.html",
            "documents/zhongshan-2022.html",
            "pages/harbin-2016.html",
            "notebooks/02_terms.html",
        ]
        for name in (*KINDS, *some):
            reader.open(site / name)
            assert reader.run("return document.documentElement.scrollWidth") <= width, name
    finally:
        reader.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def checker() -> str:
    """The accessibility checker axe-core, out of the package that carries it; MPL 2.0, used here and shipped nowhere."""
    import os
    from importlib.metadata import PackageNotFoundError, files
    from pathlib import Path

    if given := os.environ.get("TEXTMINE_AXE"):
        return Path(given).read_text(encoding="utf-8")
    try:
        found = [file for file in files("axe-core-python") or () if file.name == "axe.min.js"]
    except PackageNotFoundError:
        pytest.skip("no axe-core; pip install axe-core-python, or name its file in TEXTMINE_AXE")
    return found[0].locate().read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_accessibility_checker_finds_nothing_serious(reader, site, language):
    axe = checker()
    reader.open(site / "index.html")
    reader.run("localStorage.setItem('textmine-language', arguments[0])", language)
    some = ["figures/fig03_level_terms.html#row-0", "figures/fig11_instruments.html#row-0", "figures/fig14_ribbons.html", "documents/chuxiong-2022.html", "pages/harbin-2016.html", "notebooks/02_terms.html", "notebooks/06_thematic_emphasis.html", "search.html#%E7%A7%91"]  # fmt: skip
    # In Chinese the pages are built as in English: one of each kind of content is enough.
    for name in (*KINDS, *some) if language == "en" else (KINDS[0], some[0], some[3], some[-1]):
        page, _, place = name.partition("#")
        reader.open(site / page, f"#{place}" if place else "")
        if place:
            reader.until("return document.querySelector('.sentence, .concordance')")
        reader.run(axe)
        found = reader.browser.execute_async_script(
            "axe.run(document, {resultTypes: ['violations']}).then(arguments[0])"
        )
        serious = [
            (violation["id"], violation["nodes"][0]["html"][:200], violation["nodes"][0]["failureSummary"])
            for violation in found["violations"]
            if violation["impact"] in ("serious", "critical")
        ]
        assert serious == [], (name, serious)
    reader.run("localStorage.clear()")
