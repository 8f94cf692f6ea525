"""A real browser on the report, where there is one: headless Chromium and its driver, as Debian packages them."""

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from tests.hostile import hostile_study
from textmine import write_report

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--disable-search-engine-choice-screen",
    "--force-prefers-reduced-motion",
)  # fmt: skip
DRIVER = shutil.which("chromedriver")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def make_browser(profile: Path, width: int = 1280, height: int = 900):
    """A browser with an empty profile that records its console and every request."""
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}", "--lang=en"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return Chrome(options=options, service=Service(DRIVER))


class Reader:
    """A browser, and what it said and asked for since the last look."""

    def __init__(self, browser):
        self.browser = browser
        self.requests: list[str] = []
        self.console: list[str] = []

    def open(self, page: Path, place: str = "") -> None:
        """Open a page of the disk, anew even where only the place differs."""
        self.browser.get("about:blank")
        self.browser.get(page.as_uri() + place)
        self.listen()

    def listen(self) -> None:
        """Take up what was said on the console and what was asked for."""
        self.console += [entry["message"] for entry in self.browser.get_log("browser")]
        for entry in self.browser.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                self.requests.append(message["params"]["request"]["url"])

    def run(self, script: str, *values):
        return self.browser.execute_script(script, *values)

    def all(self, selector: str):
        return self.browser.find_elements("css selector", selector)

    def one(self, selector: str):
        return self.browser.find_element("css selector", selector)

    def until(self, script: str, *values, seconds: float = 20, hint: object = ""):
        """Wait until a script gives something true; return it."""
        end = time.monotonic() + seconds
        while not (found := self.run(script, *values)):
            assert time.monotonic() < end, f"waited in vain for {script} {hint}; the console says {self.console}"
            time.sleep(0.02)
        return found


def unavailable() -> str:
    """Why there is no browser; empty where there is one."""
    if not (DRIVER and CHROMIUM):
        return "no Chromium with its driver; on Debian: apt-get install chromium chromium-driver"
    try:
        import selenium  # noqa: F401
    except ImportError:
        return "no selenium; pip install selenium"
    return ""


@pytest.fixture(scope="session")
def reader(tmp_path_factory):
    if reason := unavailable():
        if os.environ.get("TEXTMINE_BROWSER") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    browser = make_browser(tmp_path_factory.mktemp("profile"))
    browser.set_script_timeout(180)  # the accessibility checker on a long page of a busy machine
    yield Reader(browser)
    browser.quit()


@pytest.fixture
def quiet_reader(reader):
    """The browser; afterwards nothing may stand on its console, and no request may have left the machine."""
    reader.browser.get("about:blank")
    reader.listen()  # what the browser asked for when it started is no page's
    reader.console.clear()
    reader.requests.clear()
    yield reader
    if reader.browser.current_url.startswith("file:"):
        reader.run("localStorage.clear()")
    reader.listen()
    assert reader.console == []
    assert [url for url in reader.requests if not url.startswith(("file:", "data:", "about:"))] == []


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    write_report(hostile_study(folder / "study"), folder / "site")
    return folder / "site"
