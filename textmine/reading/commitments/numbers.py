"""Numbers with a unit in official Chinese, and the words that say how they are meant, as patterns.

Every pattern sees text as `textmine.reading.clean.narrow` gives it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

# Words before the number -> the operator they are normalised to. Longer words first.
FRONT = {
    "不少于": "不(?:得|应|能)?(?:少于|小于)|不下于",
    "不低于": "不(?:得|应|能)?低于",
    "不超过": "不(?:得|应|能)?(?:超过|多于|大于|超出)",
    "不高于": "不(?:得|应|能)?高于",
    "至少": "至少|最少",
    "最高": "最高(?:不超过)?",
    "提高到": "(?:提高|提升|增加|增长|上升|扩大|发展|上涨|拓展|延长)(?:到|至)|增至|升至|增到|升到",
    "降低到": "(?:降低|下降|减少|压减|压缩|缩短|缩小)(?:到|至)|降至|减至|降到",
    "控制在": "控制(?:在|到)",
    "保持在": "(?:保持|稳定|维持)在",
    "达到": "(?:达到|达成|实现|达至|达)了?",
    "超过": "超过了?|超出|超|突破了?|高于|大于|多于",
    "低于": "低于|小于|少于",
    "增长": "(?:提高|提升|增长|增加|上升|扩大)了?",
    "下降": "(?:下降|降低|减少|压减|削减|压缩)了?",
    "约": "约|近|大约",
    "为": "为|占|是",
}
BACK = {"以上": "(?:及|或|含)?以上", "左右": "左右|上下", "以内": "(?:及|或)?以内|之内", "以下": "(?:及|或)?以下"}
_UNITS = (
    "个工作日|工作日|个月|个百分点|百分点|人次|场次|批次|人天|人日|平方公里|平方千米|平方米|立方米|公里|千米|公顷|吨标准煤|千瓦时|千瓦|兆瓦|"
    "课时|学时|学位|床位|小时|分钟|公斤|美元|标准煤|度电|平米|"
    "人|名|位|户|家|个|项|件|所|座|处|场|次|期|支|只|套|台|辆|册|份|篇|部|种|类|门|张|亩|吨|元|岁|天|倍|条|片|株|头|对|届|幅|块|栋|间|组|班|"
    "微克|毫克|千克|克|毫升|分贝|艘|架|股|枚|款|本|集|堂|节|例|米|升|度|瓦|级|成|%|‰"
)
_NOT_THE_UNIT = (
    r"个(?=人|体|性|别|季度|层次)|人(?=民|大|均|才|口(?!径)|社|工|类|力|员|事|文|群)|名(?=单|录|称|牌|义|列)|场(?=馆|所|景|地)|次(?=数|序|年)|"
    r"部(?=门|分|队|署|委|级)|条(?=件|例|款|规定)|类(?=别|似)|份(?=额)|对(?=外|象|于|接)|位(?=于|置|居)|处(?=理|置|于|级|室|罚)|支(?=持|撑|部|付)|"
    r"座(?=谈)|期(?=间|限|末|货|满)|户(?=外|籍|口|用)|种(?=植|子|业|养)|组(?=织|成|建)|级(?=[以别单市]|联动)|节(?=能|约|水|假)|度(?!电)|天(?=然|津)|成(?=为|立|果|员|功|效|本|熟)|"
    r"家(?=庭|长|园)|所(?=有|在|需)|台(?=湾|风)|股(?=份|权)|本(?=级|地|科|市|省|身)|集(?=团|中|成|聚)|例(?=如)|片(?=区)|块(?=链)|间(?=隔)|门(?=户|诊|类)|班(?=子|次)|班(?=列)|"
    r"升(?=级|至|到)|米(?=兰)|款(?=项)|届(?=中|全)|次(?=会议|全会|党代会)|对(?=口)|条(?=龙)"
)
_UNIT = rf"(?!{_NOT_THE_UNIT})(?:{_UNITS})(?:/(?:立方米|平方米|平方公里|平方千米|公里|万人|千人|百户|10万|十万|百万|万|人|户|年|升|公顷|亩|天|日|月|万元|次|小时))?"
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d{1,6})?"
_CHINESE = "零〇一二两三四五六七八九十百千万亿"
LEVEL = "|".join(FRONT.values())
DOUBLED = "翻番"
RATIO = "比"

QUANTITY = re.compile(
    rf"(?P<front>{LEVEL})?[\s:“\"]?(?:不同程度)?(?:\d{{4}}年的?|全[省国]平均水平的?)?\s?(?:约|近)?"
    rf"(?:(?<![\dA-Za-z.+\-—–~/第每前:])(?:(?P<low>{_ARABIC})\s?(?:%|[万亿])?\s?[-—–~至到]{{1,2}}\s?)?"
    rf"(?P<number>{_ARABIC})\s?[多余]?(?P<scale>万亿|(?:(?!千[瓦米克])[百千万亿]){{0,2}})[多余]?\s?(?P<unit>{_UNIT}|/(?:10|十|百)?万)"
    rf"|(?:百分之(?P<share>[{_CHINESE}点]{{1,8}})[-—–~至到])?百分之(?P<percent>[{_CHINESE}点]{{1,8}}|{_ARABIC})"
    rf"|(?<![\d.,{_CHINESE}第每前])(?:(?P<from>[{_CHINESE}]{{1,6}})[-—–~至到])?(?P<chinese>[{_CHINESE}]{{1,8}})(?P<counter>{_UNIT}))"
    rf"\s?(?P<back>{'|'.join(BACK.values())})?"
)
_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALE = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}


@dataclass(frozen=True)
class Quantity:
    """A number as it stands in a text.

    Attributes
    ----------
    start, end : int
        Span, with the words of the operator.
    digits : int
        Where the number itself begins.
    value : float
        The printed number times 百, 千, 万, 亿; of a range (3—5个) its lower end.
    unit : str
        "%" for 百分之.
    front, back : str
        Words of the operator before and behind the number, normalised; empty where there are none.
    verb : str
        Words before the number as printed.
    chinese : bool
        Whether the number is written in characters.
    is_range : bool
    value_to : float
        Of a range its upper end, else NaN.
    scale_alone : bool
        Whether 百, 千, 万 stands without a digit: 千名 is rather many than a thousand.
    """

    start: int
    end: int
    digits: int
    value: float
    unit: str
    front: str
    back: str
    verb: str
    chinese: bool
    is_range: bool
    value_to: float = math.nan
    scale_alone: bool = False

    @property
    def operator(self) -> str:
        """Front and back words, joined by … where there are both."""
        words = [word for word in (self.front, self.back) if word]
        return "区间" if self.is_range and not words else "…".join(words)


def quantities(seen: str) -> list[Quantity]:
    """All numbers with a unit in a narrow text, in order; whether they promise anything is not asked here."""
    return [_quantity(match) for match in QUANTITY.finditer(seen)]


def _quantity(match: re.Match) -> Quantity:
    spelled = match["chinese"] or match["percent"]
    last = spoken(spelled) if spelled else value_of(match["number"], match["scale"])
    first = (
        spoken(match["from"] or match["share"])
        if (match["from"] or match["share"])
        else value_of(match["low"], match["scale"])
        if match["low"]
        else last
    )
    digits = next(
        match.start(group) for group in ("low", "number", "share", "percent", "from", "chinese") if match[group]
    )
    is_range = bool(match["low"] or match["from"] or match["share"])
    return Quantity(
        match.start(),
        match.end(),
        digits,
        first,
        "%" if match["percent"] else match["unit"] or match["counter"],
        normal_front(match["front"] or ""),
        normal_back(match["back"] or ""),
        match["front"] or "",
        bool(match["chinese"]),
        is_range,
        last if is_range else math.nan,
        bool(match["chinese"]) and match["chinese"][0] in "百千万亿",
    )


def value_of(number: str, scale: str) -> float:
    """Value of printed digits and the 百, 千, 万 or 亿 behind them."""
    value = float(number.replace(",", ""))
    for character in scale:
        value = round(value * _SCALE[character], 6)
    return value


def normal_front(words: str) -> str:
    """The operator that words before a number stand for; empty where they are none."""
    return _normal(words, FRONT)


def normal_back(words: str) -> str:
    """The same for words behind a number."""
    return _normal(words, BACK)


def _normal(words: str | None, table: dict[str, str]) -> str:
    return next((name for name, pattern in table.items() if words and re.fullmatch(pattern, words)), "")


def spoken(numeral: str) -> float:
    """Value of 十五, 三百, 一万二千, 零点五 or 12.5."""
    if numeral[0].isdigit():
        return float(numeral.replace(",", ""))
    whole, _, fraction = numeral.partition("点")
    total = part = digit = 0
    for character in whole:
        if character in _DIGIT:
            digit = _DIGIT[character]
        elif (scale := _SCALE.get(character, 1)) >= 10_000:
            total, part, digit = (total + part + digit or 1) * scale, 0, 0
        else:
            part, digit = part + (digit or 1) * scale, 0
    decimals = sum(_DIGIT.get(c, 0) / 10**i for i, c in enumerate(fraction, 1))
    return float(total + part + digit) + decimals
