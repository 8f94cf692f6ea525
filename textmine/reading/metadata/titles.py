"""The titles a page states: its document's own, and that of the letter which carries it."""

from __future__ import annotations

import re

from textmine.reading.characters import plain, unspaced
from textmine.reading.clean import labels
from textmine.reading.clean.noise import LONGEST, TITLE_END
from textmine.reading.clean.titles import is_title, titles_of

# …的通知(云政发〔2022〕6号), …的公告(2023年第5号)
_NUMBER_BEHIND = re.compile(
    r"[(（](?:[^()（）]{1,14}[〔\[［【]\d{4}[〕\]］】]\d+号?|\d{4}\s?年\s?第?\s?\d{1,4}\s?号)[)）]$"
)
CARRIER = re.compile(r"(?:印发|转发|批转|公布|发布|下发)(.+?)的?(?:通知|函|公告|决定|通告)(?:[(\[].*)?$")
# More titles than these are a list of documents.
_MOST_TITLES = 100
_NAMED = re.compile(r"《((?:[^《》]|《[^《》]{0,120}》){4,120})》")
# 1.关于…的通知, 附件2:…方案.docx
_ORDINAL = re.compile(
    r"(?:附\s?件\s?[\d一二三四五六七八九十]{0,3}\s?[:：.、]|\d{1,3}\s?[.、．]|[(（]\s?[\d一二三四五六七八九十]{1,3}\s?[)）]|[一二三四五六七八九十]{1,3}、)\s?(?=[^\d\s].{5})"
)
# [现行有效]…办法, as a library of laws marks what it holds.
_STATE = re.compile(r"^(?:[•·]\s?)?[\[【](?:现行有效|有效|已修改|已废止|已失效|失效|废止|尚未生效)[\]】]\s?")
_WHOLE_TEXT = re.compile(r"^《([^《》]+)》全文$")
_FILE_END = re.compile(r"\.(?:docx?|pdf|wps|txt|html?|shtml|md)$", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"[。;:?!]|,.*,|^[(\[].*[)\]]$|^第\s?[一二三四五六七八九十\d]+\s?[编章节条]|^[\d\W]+$|^.{0,8}\d{4}\s?年\s?\d{1,2}\s?月|\d\s?号$|文件$|^附|^目\s*录$|令$|https?:|[|>]"
)
# 关于转发省科协科普日活动的通知 carries no document that it names.
_PASSED_ON = re.compile(r"(?:转发|批转)[^《〈]*$")
_FIRST_LINES = 4
# The head of what promulgates a law, no title of its own: 云山省人大常委会公告.
ANNOUNCEMENT = re.compile(r"[^。;:,《》]{2,30}(?:委员会|常委会|政府|[部委局署厅])公告")
# Titles of laws and answers, whose last word is one of many sentences too.
LAW = re.compile(r"关于.+的[\u4e00-\u9fff]{2,4}$|(?:法|解释|修正案|答复|宪法)(?:[(（][^()（）]*[)）])?$")
_SHORTEST, _LONGEST_FIRST = 4, 80
_PROCLAIMED = re.compile(r"印发|转发|批转|公布|审议|同意|通过|发布|下发")


def printed_titles(front: list[str]) -> list[str]:
    """The titles above the first heading, each joined, none twice."""
    front = [line.rstrip(" |") for line in front]  # what a table leaves of its empty cells
    lines = [unspaced(plain(line)) if len(line) <= LONGEST else line[:LONGEST] for line in front]
    kept = [i for i, line in enumerate(lines) if len(line) <= 150 and not line.startswith(("现将", "为", "附件:"))]
    titles: dict[str, str] = {}
    for found in titles_of(lines, kept):
        joined = unspaced("".join(unspaced(front[i]) for i in found))
        titles.setdefault(_key(joined), _NUMBER_BEHIND.sub("", joined))
    contents = {key for key in titles if key.endswith("目录") and TITLE_END.fullmatch(key[:-2])}
    return [title for key, title in titles.items() if key not in contents and not labels.pairs(plain(title))]


def whole_titles(titles: list[str]) -> list[str]:
    """The titles, none twice; one that another states behind its issuer (关于印发…的通知) gives way to that."""
    found = {_key(title): title for title in titles[:_MOST_TITLES]}
    longer = {key: next((other for other in found if other != key and other.endswith(key)), key) for key in found}
    kept = {
        key: longer[key]
        if key.startswith(("关于", "印发", "转发", "《")) and not CARRIER.search(longer[key][: -len(key)])
        else key
        for key in found
    }
    return [found[key] for key in dict.fromkeys(kept.values())]


def without_ordinal(title: str) -> str:
    """A title without what a list or a file system put around it: 1.关于…的通知, 附件2:…方案.docx."""
    title = _WHOLE_TEXT.sub(r"\1", _STATE.sub("", title))
    bare = _FILE_END.sub("", title[match.end() if (match := _ORDINAL.match(title)) else 0 :])
    return bare if len(bare) >= _SHORTEST else title


def is_numbered_title(line: str) -> bool:
    """Whether a line is a title with the ordinal of a list before it: 1.关于…的通知."""
    bare = without_ordinal(line)
    return bare != line and "关于" in bare and is_title(plain(bare))


def declared_title(words: str) -> str | None:
    """The title among what a page calls itself (关于…的通知_通知公告_云山市人民政府网); None where it is none of a document."""
    parts = [part.strip() for part in re.split(r"[_|｜]|\s[-—–]+\s?|-{2,}|[-—–](?=[^-—–]{2,30}$)", words)]
    return next((part for part in [words, *parts] if is_title(plain(part)) or LAW.search(plain(part))), None)


def first_line(front: list[str]) -> str | None:
    """The first line that stands alone as a title does, where none ends like one; a line broken in two is joined."""
    for i, line in enumerate(front[:_FIRST_LINES]):
        words = unspaced(line) if len(line) <= LONGEST else ""
        seen = plain(words)
        if not _SHORTEST <= len(seen) <= _LONGEST_FIRST or _NO_TITLE.search(seen) or labels.pairs(seen):
            if seen and ("。" in seen or len(seen) > _LONGEST_FIRST):
                return None
            continue
        following = plain(front[i + 1]) if i + 1 < len(front) else ""
        if seen.endswith(("关于", "的", "和", "与", "、", "印发")) and following and not _NO_TITLE.search(following):
            words += unspaced(front[i + 1])
        return without_ordinal(words)
    return None


def _key(title: str) -> str:
    return re.sub(r"\s", "", plain(title))


def labelled_titles(header: list[tuple[str, str, str]], front: list[str]) -> list[str]:
    """Titles behind a label, in the header or, where it is the page's one title, in a line that was kept."""
    kept = [pair for line in front[:20] if len(line) <= LONGEST for pair in labels.pairs(plain(line))]
    titles = [unspaced(value) for kind, _, value in [*header, *kept] if kind == "title"]
    return [title for title in titles if is_title(plain(title))]


def own_and_wrapper(titles: list[str]) -> tuple[str | None, str | None]:
    """The document's own title and that of the letter carrying it; the letter's words name the title where no line does."""
    carriers = [title for title in titles if CARRIER.search(plain(title))]
    if not carriers:
        return next((title for title in titles if title[0] not in "(（"), titles[0] if titles else None), None
    carrier = carriers[0]
    carried = CARRIER.search(carrier) or CARRIER.search(plain(carrier))
    named = carried[1].strip("《》〈〉<>") if carried else ""
    others = [title for title in titles if title not in carriers]
    if not others and _PASSED_ON.search(carrier) and not is_title(plain(named)):
        return carrier, None
    # A site's own heading says in brackets where a document belongs: (某某自治区)…规划纲要.
    others = [title for title in others if not title.startswith(("(", "（"))] or others
    if whole := next(
        (named for title in others if len(title) < len(named) and _key(named).endswith(_key(title))), None
    ):
        return whole, carrier
    own = max(others, key=lambda title: len(set(title) & set(named)) / len(set(title) | set(named)), default=named)
    return own or carrier, carrier


def named_title(front: list[str]) -> str | None:
    """The title that a carrying letter without titles names: 现将《…》印发给你们."""
    for line in front:
        match = _NAMED.search(line) if len(line) < 2000 else None
        if match and _PROCLAIMED.search(line[match.end() :][:80]) and re.search(r"印发|转发|公布", line):
            return unspaced(match[1])
    return None
