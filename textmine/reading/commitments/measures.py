"""What a number is counted by: a unit of people or places (每万人), a rhythm (每年), a sum over years (累计), a length of time (五年内).

Patterns see text as `textmine.reading.characters.narrow` gives it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_COUNTED = "[\\d.一二两三四五六七八九十百千万亿]"
_ACTING = "拥有|保有|占有|有|建|配|设|培|选|开|组|创|打造|不少|不低|不得|应|要|须|至少|最少|达|引|新|安排|派|确保|原则|都|均|每|完成|举办|推"
_PER = re.compile(
    rf"每\s?(?:{_COUNTED}+(?:名|位|个)?(?:常住人口|户籍人口|劳动人口|人口|常住居民|居民|公民|农民|学生|学龄儿童|职工|老年人|人|平方公里|公里|亩|户|家|元|座|所)"
    rf"|(?:个|名|位|户|家|所|座|支)?(?![年月周季天日学届半])[一-鿿]{{1,8}}?(?=(?:{_ACTING})|[\d(、,]))"
)
_EVERY = re.compile(
    r"每(?:[一两二三四五\d]年|半年|年度?|个?季度?|个?月度?|周|天|日|学年|学期|届)(?!会议|会费)|年均|逐年"
)
_CUMULATIVE = re.compile(r"累计|累积|合计")
_NUMERAL = "(?:[一二两三四五六七八九十]{1,2}|\\d{1,2})"
_WITHIN = re.compile(
    rf"(?<![\d.一二三四五六七八九十〇零第每近过满超前后头])(?:{_NUMERAL}(?:到|至|-|—){_NUMERAL})?{_NUMERAL}年(?:时间|之?内|间|左右)?"
    r"(?![级制底末初]|一贯|规划|计划|方案|期|来|前|的|度|以[上下来]|以?后|行动|发展(?:规划|计划|纲要|战略|目标)|攻坚|[\d一二三四五六七八九十]*月|免费|一|以内的|内的)"
)
_YEAR = re.compile(r"(?:19|20)\d{2}年")


class Measure(NamedTuple):
    """What a number is counted by.

    Attributes
    ----------
    per : str or None
        The unit of people, places or bodies, as printed: 每万人, 每个县.
    every : str or None
        The rhythm, as printed: 每年, 年均, 每季度.
    cumulative : bool
    within : str or None
        The length of time, as printed: 五年, 三年内.
    """

    per: str | None = None
    every: str | None = None
    cumulative: bool = False
    within: str | None = None


def measure_of(sentence: str, clause: str) -> Measure:
    """Read what stands before a number.

    Parameters
    ----------
    sentence, clause : str
        From the beginning of the sentence, and from the last pause in it, to the number.
    """
    if "每" not in clause and "年" not in sentence and "累" not in clause and "合计" not in clause:
        return Measure()
    per, every = list(_PER.finditer(clause)), list(_EVERY.finditer(clause))
    return Measure(
        per[-1][0].strip() if per else None,
        every[-1][0] if every else None,
        bool(_CUMULATIVE.search(clause)),
        within(sentence),
    )


def within(words: str) -> str | None:
    """The last length of time in the words that no year follows: of 五年内培训教师 it is 五年内."""
    found = list(_WITHIN.finditer(words))
    if not found or _YEAR.search(words, found[-1].end()):
        return None
    return found[-1][0]
