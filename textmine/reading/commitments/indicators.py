"""The words around a number -> what it counts.

Official prose puts it before the number (森林覆盖率达到60%, 引进人才300人) or splits it, verb before and noun behind (建立10个基地).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from textmine.reading.commitments.indicator_tables import Entry
from textmine.reading.commitments.names import place_before
from textmine.reading.commitments.numbers import FRONT, Quantity
from textmine.reading.commitments.parts import part_named
from textmine.reading.commitments.promises import DOING, SHARE_OF
from textmine.reading.commitments.surroundings import Surroundings

LITERACY = "公民具备科学素质的比例"
_LITERACY = re.compile(
    r"(?:具备|具有)(?:基本)?科学素[质养](?:水平)?的?(?:公民|居民|人口)?的?(?:比例|比率|占比|比重|人数)|"
    r"公民(?:基本)?科学素[质养]的?(?:比例|水平|达标率)|科学素质达标率"
)
_HAVING_LITERACY = re.compile(r"以?上?的?(?:公民|居民)[^,;。]{0,6}具[备有](?:基本)?科学素[质养]")
_HIGHEST_LITERACY = 60
_LONGEST = 50
_SHARE = re.compile(r"率|比例|比重|占比|覆盖|普及")
_GROWTH = re.compile(r"增长|下降")

_COMPARED = (
    r"(?:比|较|与)(?:(?:\d{4}|[上去]一?)年|[“\"]?十[二三四五六]五[”\"]?(?:规划)?(?:时期|期间|期)?)(?:末|底|同期|相比)*"
)
_TIME = (
    r"(?:到|至|于|在|截至)?(?:\d{4}年?\s?[-—–~至和、]{1,2}\s?)?\d{4}年?(?:期间|以前|[底末初]?(?:之?前)?)|"
    r"(?:到|在)?[“\"]?十[二三四五六]五[”\"]?(?:规划)?(?:时期|期间|期末|末)?|(?:未来|用|利用|通过)?[\d一二两三四五]年(?:内|间|左右|的?时间)*|全年(?=[^年])|年内|(?:到|在)?规划期[内末]?"
)
_MARK = r"\d{1,2}[.、](?!\d+%)|\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]{1,3}[、.]|第[一二三四五六七八九十百\d]{1,5}条"
_LEADING = re.compile(
    rf"(?:[\s,、:;。”’)—-]|{_MARK}|{_COMPARED}|{_TIME}|和|及|与(?!会)|并|以上|左右|分别|目前|当前|已经?|其中|以及|同时|使|"
    r"将(?=[^来近])|力争|争取|努力|确保|预计|原则上|去年|上年|共(?=$|[^同享建]|建[成有立])|累计|(?:计划|规划)(?=[新建培引])|基本(?=建|形|实)|的(?=.))+"
)
_TRAILING = re.compile(
    rf"(?:[\s:、,(“]|{_COMPARED}|分别|(?<=[一-鿿])实现|(?<![人年户平])均|总体|力争|争取|努力|确保|基本|总数|也|都|要|将|稳步|逐步|持续|明显|显著|"
    r"[从由较]|(?<![占对之生师员])比|同比|累计|(?<=[一-鿿])(?<![每近一二两三四五六七八九十])年|每年(?=$|[^,])|年均|至少|按照?|原则上|应当?|须|一般|共)+$"
)
_NOUN = re.compile(r"(?:的)?(?:以上)?(?:的)?([^,;。、:!?()\d\n]{1,30})")
_NO_NOUN = re.compile(r"翻了?[一二两三]番|提高|提升|增长|增加|上升|下降|降低|减少|的?比例|的?速度|左右")
_VERB = re.compile(rf"(?:{DOING})")
_DOES = re.compile(rf"(?:每年|年均|每季度|每月|每周)?(?:{DOING})")
_VALUED = re.compile(rf"(?:{'|'.join(FRONT.values())})?约?\d.{{0,20}}$")
_VERB_AT_END = re.compile(rf"(?:{DOING}|拥有|配有)$")
_YEARLY = re.compile(r"每年|年均|每季度|每月|每周")
_PREPOSITION = re.compile(r"[为向对给使让有]")
_EACH_PLACE = re.compile(r"(?:其中)?各(?:[省市州县区旗镇乡()、]|街道|地|地区)+(?:均|都)?")
_GROUP = re.compile(
    r"(?:其中,?)?(?:城镇|城市|农村|乡村|男性|女性|青年|中年|老年)(?:居民|公民|人口|人)?|农民|产业工人|领导干部和公务员"
)
_PAUSE = re.compile(r"[,:。!?;\n]")


@dataclass(frozen=True)
class Said:
    """What the number before said, which the next one may leave out.

    Attributes
    ----------
    indicator, operator : str
    region : str or None
    noun : str
        The noun behind that number, if the indicator took it from there.
    """

    indicator: str
    operator: str
    region: str | None
    noun: str = ""


def indicator(around: Surroundings, last: Said | None, region: str | None) -> tuple[str, str]:
    """The indicator of a number, and the noun behind it if that is part of the indicator."""
    if _LITERACY.search(around.phrase) or _HAVING_LITERACY.match(around.after):
        return LITERACY, ""
    words = around.phrase.removeprefix(last.noun) if last else around.phrase
    phrase = _core(SHARE_OF.sub("", words), region)
    part = part_named(phrase)
    if part and (whole := phrase.removesuffix(part) or (last.indicator if last else _topic(around, region))):
        return whole[-_LONGEST:], ""
    if last and (_EACH_PLACE.fullmatch(phrase) or (last.indicator == LITERACY and _GROUP.fullmatch(phrase))):
        return last.indicator, ""
    noun = _noun(around.after)
    verb = _VERB_AT_END.search(phrase)
    inherited = _DOES.match(last.indicator) if last and words.startswith("、") and not _VERB.search(phrase) else None
    if noun and (verb or not phrase or _PREPOSITION.fullmatch(phrase)):
        yearly = _YEARLY.search(around.phrase)
        return "".join(part[0] for part in (yearly, verb or inherited) if part) + noun, noun
    if not phrase:
        return (last.indicator if last else _topic(around, region)), ""
    return ((inherited[0] if inherited else "") + phrase)[-_LONGEST:], ""


def is_literacy(words: str) -> bool:
    """Whether the words name the share of citizens with scientific literacy."""
    return bool(_LITERACY.search(words))


def flag(number: Quantity | Entry, indicator: str) -> str:
    """Say so where a share cannot be what is printed; the value stays."""
    share = number.unit == "%" and not _GROWTH.search(number.operator) and _SHARE.search(indicator)
    highest = _HIGHEST_LITERACY if indicator == LITERACY else 100
    return "implausible" if share and number.value > highest else ""


def opening(phrase: str) -> str:
    """A phrase without the mark, the time and the filling words before it."""
    match = _LEADING.match(phrase)
    return phrase[match.end() :] if match else phrase


def _core(phrase: str, region: str | None) -> str:
    """A phrase without its time, its region and its filling words."""
    bare = opening(phrase)
    return _TRAILING.sub("", opening(bare[place_before(bare, region) :]))


def _noun(after: str) -> str:
    match = _NOUN.match(after)
    return match[1].strip(' ”“"') if match and not _NO_NOUN.match(after) else ""


def _topic(around: Surroundings, region: str | None) -> str:
    """What the clause before a bare number (…比例稳步提升,2025年达到15%) speaks of."""
    return topic(around.sentence[: max(around.sentence.find(around.clause), 0)], region)


def topic(before: str, region: str | None) -> str:
    """What the last clause of the words speaks of, its number left out."""
    clause = _PAUSE.split(before.rstrip(",:"))[-1]
    return LITERACY if _LITERACY.search(clause) else _core(_VALUED.sub("", clause), region)[-_LONGEST:]
