"""Numbers that promise nothing: penalties, conditions, votes, definitions, counts of parts, and what else a law counts.

Patterns see text as `textmine.reading.characters.narrow` gives it.
"""

from __future__ import annotations

import re

import pandas as pd

from textmine.reading.characters import narrow
from textmine.reading.commitments.numbers import DOUBLED, RATIO, Quantity
from textmine.reading.commitments.surroundings import Surroundings

_PENALTY = re.compile(
    r"罚款|罚金|有期徒刑|拘役|违法所得|判处|没收|吊销|滞纳金|违约金|情节(?:特别|较)?严重|数额(?:较|特别|巨)?巨?大|立案追诉|量刑|货值|赔偿责任|刑法"
)
_VOTE = re.compile(r"联名|联合提名|表决权|附议|(?:半数|二)以上[^,;。]{0,6}通过|选票|出席会议")
_DEFINED = re.compile(r"是指|系指|本(?:条例|办法|法|规定|细则|通知|方案)所称")
_CONDITION = re.compile(r"[^,;。:\n]{0,24}?(?:的|时|情况下|情形下|之日起)\s?(?:[,;。:]|$)")
_LISTS_CONDITIONS = re.compile(
    r"(?:下列|以下|如下)[^,;。]{0,12}(?:条件|情形|标准|行为|要求)|条件(?:之一)?(?:的)?(?:是|为)?:$|处罚|情形之一"
)
_IN_A_LIST = re.compile(r"\s*(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.]|[①-⑳]|——|-)")
_FORMULA = re.compile(r"[×*/÷=]\s?$")
_FILED = re.compile(r"提交|报送|填报|递交|一式|上报")
_COUNTED_PARTS = re.compile(r"\s*[)\]]?\s*(?:[:]|$)")
_EARTHQUAKE = re.compile(r"[^,;。]{0,6}(?:地震|响应|大?风|台风|地质灾害)")
_DOES = re.compile(
    r"(?:建|设|配|有|培|选|引|办|开展|打造|形成|达到?|创|评|聘|派|招|推出|发|增|培养|完成|实现|拥有)[^,;。]{0,3}$"
)
_ARTICLE = re.compile(r"\s*[#*]*\s*第[一二三四五六七八九十百零〇\d]{1,6}条")
_FEW_ARTICLES = 3
_FIRM = (
    "不少于",
    "不低于",
    "不超过",
    "不高于",
    "至少",
    "达到",
    "提高到",
    "降低到",
    "控制在",
    "保持在",
    "超过",
    DOUBLED,
)
_SHARE = re.compile(r"率|比例|比重|占|覆盖|经费|投入|总量")


def is_law(segments: pd.DataFrame) -> bool:
    """Whether a document is written in articles (第三条), as laws and regulations are."""
    return sum(bool(_ARTICLE.match(text)) for text in segments["text"]) >= _FEW_ARTICLES


def lists_conditions(text: str) -> bool:
    """Whether a segment introduces a list of conditions or of cases: 应当具备下列条件:."""
    words = narrow(text[-60:]).rstrip()
    return words.endswith(":") and bool(_LISTS_CONDITIONS.search(words))


def is_in_a_list(text: str) -> bool:
    """Whether a segment bears the mark of an entry of a list."""
    return bool(_IN_A_LIST.match(text))


def promises_nothing(number: Quantity, around: Surroundings) -> bool:
    """Whether the number is part of a penalty, a condition, a vote, a definition, a formula, or counts parts of the text."""
    if _PENALTY.search(around.sentence) or _VOTE.search(around.sentence) or _DEFINED.search(around.sentence):
        return True
    if _FORMULA.search(around.phrase) or (number.unit == "级" and _EARTHQUAKE.match(around.after)):
        return True
    if number.operator and not around.after.startswith(("的,", "的。")) and _CONDITION.match(around.after):
        return True
    if number.back == "以上" and not number.front and number.value <= 3 and not _DOES.search(around.phrase):
        return number.unit not in ("%", "倍", "成")
    if not number.operator and _FILED.search(around.clause + around.after[:12]):
        return True
    counts = number.unit in ("项", "条", "类", "个", "件") and not number.operator
    return counts and bool(_COUNTED_PARTS.fullmatch(around.after)) and not _DOES.search(around.phrase)


def holds_in_a_law(number: Quantity, around: Surroundings, every: str | None, year: int | None) -> bool:
    """Whether a number in an article is a norm that can be met or missed: a share, something periodic, or one with a year."""
    firm = number.front in _FIRM or number.back in ("以上", "以内")
    if not firm or (number.back and around.after.startswith("的")):
        return False
    if number.unit in ("%", "‰", RATIO, "成"):
        return bool(_SHARE.search(around.clause) or year)
    return bool(every or year)
