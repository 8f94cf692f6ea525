"""Segments -> the documents a policy cites: 《…》 with nested and broken marks, aliases (以下简称), and document numbers."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from textmine.reading.characters import narrow
from textmine.reading.clean.noise import TITLE_NOUN
from textmine.reading.commitments.citation_kinds import JOURNAL, OTHER, kind_by_genre, stands_among_journals

CITATION_COLUMNS = ("document_id", "title", "alias", "number", "count", "segment_ids", "kind")
_LONGEST_TITLE = 150
_LONGEST_REMARK = 120
_MOST_ALIASES = 50
_OPEN, _CLOSE = ("《", "〈", "<<"), ("》", "〉", ">>")
_OPENING, _CLOSING = re.compile(r"[《〈]|<<"), re.compile(r"[》〉]|>>")
_MARK = re.compile(r"[《》〈〉。]|<<|>>")
_MARKS = re.compile(r"(?:[》〉]|>>)?")
_CARRIES = re.compile(r"(?:印发|转发|批转|发布|公布|贯彻|落实|实施|执行|修改|废止|关于|宣传)$")
_REST = re.compile(r"[^,;:。、\n《》〈〉]{0,12}的(?:通知|公告|决定|函|意见|方案)")
_UNCLOSED = re.compile(
    rf"[^,;:。、\n《》〈〉<>]{{2,80}}?(?:{TITLE_NOUN}|法)(?:\([^()\n]{{1,20}}\))?(?=[,;:。、\n《(]|$|等|和|及|与|精神|要求|以及)"
)
_NUMBER = re.compile(
    r"(?:文号:)?([^()\[\],;。:《》\s]{0,20}?\s?(?:[(\[]\s?\d{4}\s?[)\]]|\d{4}\s?年)\s?(?:第\s?)?\d{1,5}\s?号?|"
    r"[^()\[\],;。:《》\s]{0,20}第\s?\d{1,5}\s?号)(?=$|[,;。、)])"
)
_BARE_NUMBER = re.compile(r"\s?[一-鿿]{1,10}\[\s?\d{4}\s?\]\s?\d{1,5}\s?号")
_NUMBER_BEFORE = re.compile(
    r"(?:根据|依据|依照|按照|遵照|贯彻|落实|执行|对照|以及|[和及与以据按照由、])*([一-鿿]{1,10}[(\[]\s?\d{4}\s?[)\]]\s?第?\d{1,5}\s?号)(?:文件?)?[,:]?(?:印发|转发|下发)?的?\s?$"
)
_LONGEST_NUMBER = 36
_ALIAS = re.compile(
    r"以下(?:统一?|合并?|简|均)?称(?:为)?:?\s?[“\"]?(?P<mark>[《〈]?)[“\"]?(?P<alias>[^《》〈〉“”\"(),;。\n]{1,30})"
)
_INTRODUCES = re.compile(r"以下(?:统一?|合并?|简|均)?称(?:为)?:?\s?[“\"]?\s?$")
_OWN = re.compile(
    r"(?:本|制定|制订|现就|提出)[^,;。]{0,20}(?:方案|意见|规划|计划|纲要|办法|措施|规定|细则|通知|要点)\([^()]{0,12}$"
)
_YEARS = re.compile(r"[(\[][^()\[\]]*\d{4}[^()\[\]]*[)\]]|[(\[](?:试行|暂行|修订|征求意见稿|审议稿|送审稿)[)\]]")
_ISSUES = re.compile(r".{2,40}?关于(?:印发|转发|发布|公布|批转)(.{4,100})的(?:通知|公告|决定|函)$")
_FOLD = str.maketrans("Ο○О－–—―~～", "〇〇〇------")
_BEFORE_AN_ALIAS = r"(?<=[\s,。;:、(的据照按与和对施实彻将行合循绕在把以为])"


@dataclass
class _Title:
    """A cited title and its mentions."""

    title: str
    alias: str | None = None
    number: str | None = None
    own: bool = False
    kind: str | None = None
    mentions: list[int] = field(default_factory=list)


def cited_documents(segments: pd.DataFrame) -> pd.DataFrame:
    """Read which documents a policy cites.

    Parameters
    ----------
    segments : DataFrame
        Segments of one or more documents, as `textmine.reading.outline.outline` gives them; all kinds are read.

    Returns
    -------
    DataFrame
        One row a title, in the order of its first mention: `document_id`, `title` (without 《》, blanks and line breaks;
        inner marks are 〈〉), `alias` (the short name introduced by 以下简称, or None), `number` (the document number that
        follows, as printed, or None), `count` (mentions, those by the alias among them), `segment_ids` (tuple: the segment
        of every mention, so as many as `count`), `kind` (policy | law | journal or programme | other).

    Notes
    -----
    The bracket that introduces an alias is no mention of its own. What the text calls itself (its own title, or an
    alias of it such as 《实施方案》) is no citation and left out; a predecessor of other years is one. An alias without
    marks is counted only where the text introduced it without marks. Titles that differ in width, dashes or blanks are
    one title. A title whose closing mark is missing ends at its genre (意见, 通知, 法 …) before the next pause. Whatever
    else stands in 《》 is listed as printed.

    `kind` goes by the genre with which a title ends: law where that is written in articles (法, 条例, 规定, 办法, 规则, 细则,
    公约, 解释 …) or a decision changes such a text; policy for the other genres of authorities (意见, 方案, 规划, 纲要, 通知,
    标准, 目录 …); journal or programme for 日报, 学报 …, and for a title without a genre where the words up to the next pause
    speak of journals, books, films or programmes (在《…》等期刊上). All else, such as a form or a certificate, is other.
    """
    rows = [row for _, part in segments.groupby("document_id", sort=True) for row in _document(part)]
    return pd.DataFrame(rows, columns=list(CITATION_COLUMNS), dtype=object).astype({"count": int})


def _document(segments: pd.DataFrame) -> Iterator[tuple]:
    segments = segments.sort_values("start", kind="stable")
    text, starts, ids = _text(segments), segments["start"].tolist(), segments["segment_id"].tolist()
    for title in _titles(text, _own_names(segments)):
        if not title.own:
            where = tuple(ids[bisect_right(starts, at) - 1] for at in title.mentions)
            told = (title.title, title.alias, title.number, len(where), where, title.kind or OTHER)
            yield (segments["document_id"].iloc[0], *told)


def _text(segments: pd.DataFrame) -> str:
    """The policy text the segments were cut from: a title may run over the end of one."""
    pieces, at = [], 0
    for start, words in zip(segments["start"], segments["text"], strict=True):
        pieces += ["\n" * (start - at), words]
        at = max(at, start) + len(words)
    return "".join(pieces)


def _own_names(segments: pd.DataFrame) -> set[str]:
    """Keys of the titles of the document itself, joined where they run over several lines."""
    titles = segments.loc[segments["kind"] == "title", "text"].tolist()
    joined = [*titles, *("".join(titles[i : i + n]) for n in (2, 3) for i in range(len(titles) - n + 1))]
    carried = [match[1].strip("《》〈〉") for title in joined if (match := _ISSUES.match(_tidy(title)))]
    return {_key(title) for title in [*joined, *carried]}


def _tidy(title: str) -> str:
    """A title without blanks; inner marks as the standard has them."""
    title = re.sub(r"[\s\u200b-\u200d\u2060\ufeff]+", "", title).replace("<<", "〈").replace(">>", "〉")
    title = title.translate(str.maketrans("《》<>＜＞", "〈〉〈〉〈〉"))
    if title.count("〈") != title.count("〉"):
        title = title.replace("〈", "").replace("〉", "")
    return title


def _key(title: str) -> str:
    """What two printings of one title have in common."""
    return re.sub(r"-+", "-", narrow(_tidy(title)).translate(_FOLD)).replace("年)", ")")


def _is_own(title: str, own: set[str]) -> bool:
    """Whether a title is the document's own; the years in it decide only where both have them."""
    key, bare = _key(title), _YEARS.sub("", _key(title))
    same = [name for name in own if _YEARS.sub("", name) == bare]
    dated = [name for name in same if name != bare]
    return bool(same) and (key == bare or not dated or key in dated)


def _titles(text: str, own: set[str]) -> list[_Title]:
    """Every title of a text with its mentions, in the order of the first."""
    seen = narrow(text)
    titles: dict[str, _Title] = {}
    aliases: dict[str, _Title] = {}
    unmarked: dict[str, tuple[int, _Title]] = {}
    at = 0
    while opening := _OPENING.search(seen, at):
        span = _title_span(seen, opening)
        if span is None:
            at = opening.end()
            continue
        printed, key = _tidy(text[slice(*span)]), _key(text[slice(*span)])
        title = aliases.get(key) or titles.setdefault(
            key, _Title(printed, own=_is_own(printed, own), kind=kind_by_genre(printed))
        )
        if title.kind is None and stands_among_journals(seen, *span):
            title.kind = JOURNAL
        title.mentions.append(opening.start())
        if _INTRODUCES.search(seen, max(opening.start() - 12, 0), opening.start()):
            title.own = title.own or bool(_OWN.search(seen, max(opening.start() - 60, 0), opening.start()))
        number, alias, marked, at = _remarks(text, seen, _MARKS.match(seen, span[1]).end())
        title.number = title.number or number or _number_before(text, seen, opening.start())
        if alias and key not in aliases:
            title.alias = title.alias or alias
            aliases[_key(alias)] = title
            if not marked:
                unmarked[alias] = (at, title)
    _count_unmarked(seen, unmarked)
    return sorted((title for title in titles.values() if title.mentions), key=lambda title: title.mentions[0])


def _title_span(seen: str, opening: re.Match) -> tuple[int, int] | None:
    """Where the words of a title begin and end, its closing mark found or made out; None where it is no title."""
    start = opening.end()
    depth, inner = 1, None
    for mark in _MARK.finditer(seen, start, start + _LONGEST_TITLE):
        if mark[0] in _OPEN:
            depth, inner = depth + 1, inner or mark
        elif mark[0] in _CLOSE:
            depth -= 1
        if depth == 0:
            return (start, mark.start()) if seen[start : mark.start()].strip() else None
        if mark[0] == "。" or depth > 3:
            break
    if inner and _CARRIES.search(seen, start, inner.start()):
        closing = _CLOSING.search(seen, inner.end(), start + _LONGEST_TITLE)
        if closing and "。" not in seen[start : closing.start()]:
            rest = _REST.match(seen, closing.end())
            return start, rest.end() if rest else closing.start()
    unclosed = _UNCLOSED.match(seen, start)
    return unclosed.span() if unclosed else None


def _remarks(text: str, seen: str, at: int) -> tuple[str | None, str | None, bool, int]:
    """Number and alias in the brackets behind a title, whether the alias stands in marks, and where the brackets end."""
    number, alias, marked = None, None, False
    if bare := _BARE_NUMBER.match(seen, at):
        number, at = text[slice(*bare.span())].strip(), bare.end()
    for _ in range(3):
        end = _bracket_end(seen, at)
        if end is None:
            break
        printed = _NUMBER.search(seen, at + 1, end - 1)
        short = _ALIAS.search(seen, at, end)
        if not printed and not short:
            break
        number = number or (text[slice(*printed.span(1))].strip() if printed else None)
        if short and not alias:
            alias, marked = _tidy(text[slice(*short.span("alias"))]), bool(short["mark"])
        at = end
    return number, alias, marked, at


def _number_before(text: str, seen: str, at: int) -> str | None:
    """The document number that stands right before a title: 国办发〔2020〕45号文件《…》."""
    start = max(at - _LONGEST_NUMBER, 0)
    pause = max(seen.rfind(mark, start, at) for mark in ",;。、:(\n》")
    match = _NUMBER_BEFORE.search(seen, max(start, pause + 1), at)
    return text[slice(*match.span(1))].strip() if match else None


def _bracket_end(seen: str, at: int) -> int | None:
    """End of the bracket that opens at an offset, if one does and it is short enough to be a remark."""
    depth = 0
    for i in range(at, min(at + _LONGEST_REMARK, len(seen))):
        depth += (seen[i] == "(") - (seen[i] == ")")
        if depth == 0:
            return i + 1 if seen[i] == ")" else None
    return None


def _count_unmarked(seen: str, unmarked: dict[str, tuple[int, _Title]]) -> None:
    """Add the uses of aliases that were introduced without marks and are used so."""
    if not unmarked:
        return
    names = sorted(unmarked, key=len, reverse=True)[:_MOST_ALIASES]
    for match in re.finditer(rf"{_BEFORE_AN_ALIAS}({'|'.join(map(re.escape, names))})", seen):
        start, title = unmarked[match[1]]
        if match.start() >= start:
            title.mentions = sorted([*title.mentions, match.start(1)])
