"""The English and the Chinese README say the same: headings, code, links, tables and numbers cannot drift apart."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENGLISH, CHINESE = "README.md", "README.zh.md"
CODE = re.compile(r"^```[\s\S]*?^```$|^    \S.*(?:\n+    \S.*)*", re.MULTILINE)
LINK = re.compile(r"\]\(([^)]+)\)")
HALF_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")
NUMBER = re.compile(r"\.?\d+(?:[.,]\d+)*")


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def code_blocks(text):
    return [block.group() for block in CODE.finditer(text)]


def prose(text):
    return CODE.sub("", text)


def heading_levels(text):
    return [len(marks) for marks in re.findall(r"^(#+) ", prose(text), re.MULTILINE)]


def links(text):
    """Pictures and guides of each language count as one."""
    found = [link.replace(".zh.", ".en.") for link in LINK.findall(prose(text)) if link not in (ENGLISH, CHINESE)]
    return Counter(found)


def inline_code(text):
    return Counter(" ".join(code.split()) for code in re.findall(r"`([^`]+)`", prose(text)))


def table_shape(text):
    """Per line of a table, its number of columns; 0 for what stands between two tables."""
    lines = [len(re.findall(r"\|", line)) - 1 if line.startswith("|") else 0 for line in prose(text).splitlines()]
    return [columns for at, columns in enumerate(lines) if columns or (at and lines[at - 1])]


def numbers(text):
    """Numbers outside code and link targets, section by section; full width as half, .79 as 0.79, millions and 万 spelt out."""
    plain = re.sub(r"`[^`]+`", "", LINK.sub("]", prose(text)))
    plain = plain.translate(HALF_WIDTH)
    plain = re.sub(r"^\d+\. ", "", plain, flags=re.MULTILINE)
    plain = re.sub(r"(\d+)\s+million", lambda found: str(int(found[1]) * 1_000_000), plain)
    plain = re.sub(r"(\d+) 万", lambda found: str(int(found[1]) * 10_000), plain)
    sections = re.split(r"^#+ ", plain, flags=re.MULTILINE)
    return [{re.sub(r"^\.", "0.", number) for number in NUMBER.findall(section)} for section in sections]


@pytest.mark.parametrize("what", [heading_levels, code_blocks, links, inline_code, table_shape, numbers])
def test_both_readmes_agree(what):
    found = what(read(ENGLISH))
    assert found and what(read(CHINESE)) == found


@pytest.mark.parametrize(("name", "other"), [(ENGLISH, CHINESE), (CHINESE, ENGLISH)])
def test_each_readme_leads_to_the_other_at_its_top(name, other):
    assert f"]({other})" in "\n".join(read(name).splitlines()[:4])


@pytest.mark.parametrize("name", [ENGLISH, CHINESE])
def test_links_lead_somewhere(name):
    for target in LINK.findall(prose(read(name))):
        path, _, anchor = target.partition("#")
        assert not path or (ROOT / path).exists(), target
        assert not anchor or anchor in anchors((ROOT / (path or name)).read_text(encoding="utf-8")), target


def anchors(text):
    """What a link may name in a page: its headings, as they are turned into anchors, and ids that it sets."""
    titles = re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles} | set(
        re.findall(r'<a id="([^"]+)">', text)
    )


@pytest.mark.parametrize(
    ("what", "before", "after"),
    [
        (heading_levels, "# One\n## Two\n", "# One\n### Two\n"),
        (code_blocks, "Text\n\n    make test\n", "Text\n\n    make tests\n"),
        (code_blocks, "```r\nx\n```\n", "```r\ny\n```\n"),
        (links, "[a](one.md)", "[a](two.md)"),
        (inline_code, "`one`", "`two`"),
        (table_shape, "| a | b |\n", "| a | b | c |\n"),
        (table_shape, "| a |\n| b |\n", "| a |\n"),
        (numbers, "F1 is .79", "F1 is .78"),
        (numbers, "# A\n5\n# B\n", "# A\n# B\n5\n"),
    ],
)
def test_a_difference_is_seen(what, before, after):
    assert what(before) != what(after)


def test_numbers_are_compared_by_value():
    assert numbers("20 million, .79, 95 %") == numbers("2000 万，0.79，９５%") == [{"20000000", "0.79", "95"}]
