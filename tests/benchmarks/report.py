"""(h) The report: seconds to write it, size of its first page, and how soon a browser has it and finds a word."""

import os
import tempfile
import time
from pathlib import Path

from bs4 import BeautifulSoup

from tests.benchmarks.measure import Figure, Figures, run, seconds
from tests.benchmarks.texts import PROJECT
from tests.browser.conftest import Reader, make_browser, unavailable

VARIABLE = "TEXTMINE_STUDY"
QUERIES = ("科学素质", "人民政府", "的", "没有的词组")
SCRIPT = """
import os, sys
os.environ["TEXTMINE_CACHE"] = "off"
from textmine.report import write_report
write_report({study!r}, {folder!r})
"""
MILLISECONDS = """const query = document.getElementById('query');
query.value = arguments[0];
query.dispatchEvent(new Event('input'));
return Number(document.getElementById('status').dataset.milliseconds);"""


def report() -> Figures:
    """This project's report and, where the environment names the folder of a larger study that has been run, that one's."""
    yield from _one("five documents", PROJECT, most=180, megabytes=1)
    if study := os.environ.get(VARIABLE):
        yield from _one("larger study", Path(study), most=180, megabytes=2)


def _one(name: str, study: Path, *, most: float, megabytes: float) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        script = SCRIPT.format(study=str(study), folder=str(site))
        yield Figure(f"{name}: report written, nothing kept from before", seconds(lambda: run(script)), "s", most=most)
        yield Figure(f"{name}: first page with all it loads", first_page(site) / 1e6, "MB", most=megabytes)
        if not unavailable():
            yield from _in_browser(name, site, Path(folder) / "profile")


def first_page(site: Path) -> int:
    """Bytes of the first page, its scripts, styles and pictures."""
    page = site / "index.html"
    tags = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")(["script", "link", "img"])
    addresses = {tag.get("src") or tag.get("href") for tag in tags}
    return page.stat().st_size + sum((site / one).stat().st_size for one in addresses if not one.startswith("data:"))


def _in_browser(name: str, site: Path, profile: Path) -> Figures:
    browser = make_browser(profile)
    try:
        reader = Reader(browser)
        reader.open(site / "index.html")
        ready = reader.run("return performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
        yield Figure(f"{name}: first page ready", ready, "ms", most=1000)
        begin = time.perf_counter()
        reader.open(site / "search.html")
        reader.until("return document.getElementById('status').dataset.ready", seconds=60)
        yield Figure(f"{name}: search ready, all texts read", 1000 * (time.perf_counter() - begin), "ms")
        slowest = max(reader.run(MILLISECONDS, words) for words in QUERIES)
        yield Figure(f"{name}: slowest of {len(QUERIES)} searches", slowest, "ms", most=200)
    finally:
        browser.quit()
