"""When a law or regulation was adopted, approved, promulgated, amended, and since when it is in force.

These days stand in a note below its title (2017年11月23日上海市…会议通过), in the order that promulgates it, and in its last article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from textmine.reading.characters import plain
from textmine.reading.metadata.known import INFERRED, NOTHING, Read
from textmine.reading.metadata.notation import DATE, iso_date, usual_zeros

_QUOTED = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》|<[^<>]{2,80}>|〈[^〈〉]{2,80}〉")
_ACTS = {
    "amended": re.compile(r"(?:第?[一二三四五六七八九十]+次)?(?:修正|修订|修改)|修订通过"),
    "adopted": re.compile(r"(?:审议|讨论|表决|会议)?通过"),
    "approved": re.compile(r"批准(?!的)"),
    "promulgated": re.compile(r"公布|发布|颁布|公告"),
    "in_force": re.compile(r"(?:起)?(?:施行|实施|生效)"),
}
_ACT = re.compile("|".join(f"(?P<{act}>{pattern.pattern})" for act, pattern in _ACTS.items()))
_AMENDING = re.compile(r"^.{0,60}?(?:通过|批准)的?(?:\d{4}年.{0,40}?(?:通过|批准)的?)?\s*(?:修正|修订)")
_OPENS_POLICY = re.compile(r"第\s?[一1]\s?[编章条节]|[一二]、|为(?!准)|根据《[^。]*(?:规定|要求)|目\s*录")
_HEAD_LINES = 40
_LAST_LINES = 12
_BY = r"(?:自|从|于|将于)\s*"
_FROM = re.compile(rf"{_BY}(?P<day>{DATE.pattern})\s*(?:零时)?(?:起|开始)?\s*(?:正式)?(?:施行|实施|执行|生效)")
_AT_ONCE = re.compile(
    r"(?:本[\u4e00-\u9fff]{1,8}|,|。)\s*[自从](?:公布|发布|颁布|印发|下发|发文)之日起?\s*(?:正式)?(?:施行|实施|执行|生效)"
)
_OWN = re.compile(r"本[\u4e00-\u9fff]{1,8}$|(?:公布|发布|印发|印发给你们)[^。]{0,30}$|^\W*$|[,。]\s*$|》$")
_COMMITTEE = re.compile(
    r"(?P<place>[\u4e00-\u9fff]{0,14}?)第?[一二三四五六七八九十\d]{1,3}届(?P<all>全国)?(?:人民代表大会|人大)"
    r"(?P<standing>常务委员会|常委会|常务委员)?(?=第|主席团)|"
    r"(?P<other>[\u4e00-\u9fff]{2,14}?)(?:人民代表大会|人大)(?P<committee>常务委员会|常委会)(?=公告|第|发布|批准)"
)
_PROMULGATING = re.compile(
    r"(?P<body>(?:[\u4e00-\u9fff]{2,20}、)*(?:中华人民共和国)?(?:国务院|最高人民法院|最高人民检察院|中央军委|中央军事委员会|中国人民银行|[\u4e00-\u9fff]{2,20}(?:部|委员会|总局|局|署|厅|人民政府)))"
    r"(?:令|公告|修订发布|发布|公布|颁布|审判委员会|检察委员会|第[一二三四五六七八九十百\d]+届检察委员会|第[一二三四五六七八九十百\d]+次常务会议|部务会议)"
)
_OF_THE_REPUBLIC = re.compile(
    r"中华人民共和国(?=国务院|中央军|最高人民|[\u4e00-\u9fff]{2,12}(?:部|委员会|总局|局|署)(?:$|、))"
)


@dataclass(frozen=True)
class History:
    """ISO dates of what happened to a law or regulation, and who made it.

    Attributes
    ----------
    adopted, approved, promulgated, in_force : Read
        The first of each kind.
    amended : Read
        Every day of an amendment, joined by 、, the earliest first.
    body : Read
        Who adopted it, else who promulgated it.
    """

    adopted: Read = NOTHING
    approved: Read = NOTHING
    promulgated: Read = NOTHING
    in_force: Read = NOTHING
    amended: Read = NOTHING
    body: Read = NOTHING


def history_of(front: Sequence[str], back: Sequence[str], issued: str | None) -> History:
    """Read the note below the title, the order above it and the last article.

    Parameters
    ----------
    front : sequence of str
        Lines above the first heading.
    back : sequence of str
        Last lines of the text.
    issued : str or None
        Day of the order or notice: what 自公布之日起 refers to.
    """
    head = _head(front)
    events = [event for line in head for event in _events(line)]
    first = {act: next((day for own, day, _ in events if own == act), None) for act in _ACTS}
    amended = "、".join(sorted({day for act, day, _ in events if act == "amended"})) or None
    proclaimed = any(re.search(r"(?:现予|予以)(?:公布|发布|颁布)", line) for line in head)
    promulgated = Read(first["promulgated"], "history") if first["promulgated"] else NOTHING
    if not promulgated and proclaimed and issued:
        promulgated = Read(issued, "order")
    day = promulgated.value or issued
    return History(
        adopted=Read(first["adopted"], "history") if first["adopted"] else NOTHING,
        approved=Read(first["approved"], "history") if first["approved"] else NOTHING,
        promulgated=promulgated,
        in_force=_in_force(head, back, first["in_force"], day),
        amended=Read(amended, "history") if amended else NOTHING,
        body=_body(events),
    )


def without_republic(body: str) -> str:
    """国务院 of 中华人民共和国国务院, as these bodies call themselves elsewhere."""
    return _OF_THE_REPUBLIC.sub("", body)


def _head(front: Sequence[str]) -> list[str]:
    """The narrow lines above the policy, those of a note broken at a bracket joined."""
    head: list[str] = []
    for line in front[:_HEAD_LINES]:
        words = plain(line[:3000]) if len(line) < 3000 else ""
        if _OPENS_POLICY.match(words):
            break
        if head and head[-1].count("(") > head[-1].count(")"):
            head[-1] += words
        else:
            head.append(words)
    return head


def _events(line: str) -> list[tuple[str, str, str]]:
    """Act, day and words of each event that a line tells of, a day being good for the words up to the next."""
    bare = usual_zeros(_QUOTED.sub("《》", line))
    dates = list(DATE.finditer(bare))
    if not dates or ("年" not in dates[0][0]):
        return []
    found = []
    for match, end in zip(dates, [*(later.start() for later in dates[1:]), len(bare)], strict=True):
        day, words = iso_date(match[0]), re.sub(r"\s", "", bare[match.end() : end])
        if day and words:
            acts = ["amended"] if _AMENDING.search(words) else _acts(words)
            found += [(act, day, words) for act in acts]
    return found


def _acts(words: str) -> list[str]:
    """What happened that day: one act, or two of which the second needs no day of its own (通过公布, 公布施行)."""
    found = [match.lastgroup for match in _ACT.finditer(words[:120]) if not _later(words, match)]
    if "amended" in found:
        return ["amended"]
    return [act for act in dict.fromkeys(found) if act is not None]


def _later(words: str, match: re.Match) -> bool:
    """Whether the act is told of another day: 自公布之日起施行, 现予公布."""
    if words.endswith(("现予", "予以"), 0, match.start()):
        return True
    return "自" in words[max(match.start() - 12, 0) : match.start()] or words.startswith("之日", match.end())


def _body(events: list[tuple[str, str, str]]) -> Read:
    """Who adopted the law, else who promulgated it, by the words of the first such event."""
    for act in ("adopted", "promulgated", "approved", "amended"):
        for own, _, words in events:
            if own != act:
                continue
            if match := _COMMITTEE.search(words):
                place = "全国" if match["all"] else match["place"] or match["other"] or ""
                standing = "常务委员会" if match["standing"] or match["committee"] else ""
                if len(place) > 1:
                    return Read(f"{place}人民代表大会{standing}", "history")
            # 市第十三届人民政府 is the 市人民政府 of that time.
            if match := _PROMULGATING.match(re.sub(r"第[一二三四五六七八九十\d]{1,3}届(?=人民政府)", "", words)):
                return Read(without_republic(match["body"]), "history")
    return NOTHING


def _in_force(head: Sequence[str], back: Sequence[str], told: str | None, day: str | None) -> Read:
    """Since when it is in force: by the note, the order, or the last article."""
    if told:
        return Read(told, "history")
    for where, lines in (("order", head), ("text", back[-_LAST_LINES:])):
        for line in lines:
            words = usual_zeros(plain(line[-600:]))
            for match in _FROM.finditer(words):
                if _OWN.search(words[: match.start()].rstrip(", ")) and (found := iso_date(match["day"])):
                    return Read(found, where)
            if day and _AT_ONCE.search(words):
                return Read(day, where, INFERRED)
    return NOTHING
