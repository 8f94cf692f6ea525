"""A printed list of public bodies -> their names, with what the list left out put back.

Official lists shorten: `市教育局、科技局` leaves out the second 市, and 市 itself stands for the city that issued the document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

import pandas as pd

from textmine.reading.characters import narrow
from textmine.reading.commitments.parts import part_named

_ENDINGS = (
    "局|委|办|部|厅|会|院|校|联|团|馆|宫|处|室|署|社|台|站|所|队|中心|政府|机关|法院|银行|[支分]行|公司|集团|协会|学会|科协|工会|妇联|"
    "企业|大学|学院|高校|专班|小组|工作组|海关|军区|警备区|办事处|街道|开发区|新区|园区|高新区|[镇乡]|单位|部门|机构|组织|"
    "政法委|网信办|编办|文明办|残联|文联|社科联|侨联|工商联|气象|消防|税务|供销社|报社|党校|地市|县区|市州|州市|县市|市县|区县|镇街|股|(?<![学本专文理工医农内外儿妇])科"
)
_BODY = re.compile(
    rf"[^。;:,!?“”《》]{{0,38}}(?:{_ENDINGS})(?:\([^()]{{1,40}}\))?|各[^。;:,!?]{{0,12}}[省市州县区旗镇乡](?:\([^()]{{1,12}}\))?"
)
_GENERIC = re.compile(
    r"(?:各级|各类|有关|相关|各|各有关|各相关|社会|其他)?(?:党委|政府|部门|单位|企业|学校|机构|组织|社会组织|党委政府|全社会|高校|社会|部|团|会|室|办|处|台|站|队|所|院)"
)
_AREA = re.compile(
    r"(?:[区县市州盟旗镇乡]|街道|园区|开发区|功能区){1,4}(?:[(\[][^()\[\]]{1,12}[)\]])?(?:党委|党工委|(?:人民)?政府|管委会|办事处)?"
)
_AND = re.compile(
    rf"(?<=[局委办部厅会院联府心协])(?:和|与|及|以及)(?=[省市州县区国中各团]|[^、,]{{2,20}}(?:{_ENDINGS})$)"
)
_ET_CETERA = re.compile(
    r"等(?:[省市州县区]级?直?)?(?:各|有关|相关|各有关|各相关|成员|责任)*(?:单位|部门|机构|地方|方面|[\d一二三四五六七八九十]+(?:[个家](?:单位|部门)?|单位|部门))*$|等$"
)
_AND_OTHERS = re.compile(r"等(?:[省市州县区]直)?(?:有关|相关)?(?:单位|部门)?(?:和|与|及|以及)(?=各|[省市州县区])")
_PREFIX = re.compile(r"自治区|[省市州县区旗盟](?:(?![场容域属直])|(?=直(?:机关|属机关)))")
_LEVEL_OF_ITS_OWN = re.compile(
    r"各|团(?!委$)|共青团|国家|中央|中国|全国|人民银行|有关|相关|驻|武警|国网|其他|自治区|[省市州县区旗盟](?![场容域])"
)
_RESTORABLE = re.compile(
    r".{0,20}(?:局|委|办|部|厅|联|科协|总工会|工会|妇联|社科院|农科院|台|社|政府|中心|支队|党校|法院|检察院|办公室|协会)(?:\([^()]*\))?"
)
_REGION = re.compile(r"[一-鿿]{2,9}?(?:自治区|自治州|自治县|省|市|州|盟|县|区|旗)")
_NOT_A_REGION = re.compile(
    r"关于|印发|各|全[省市州县]|[我本]|城市|都市|社区|园区|地区|山区|校区|景区|灾区|片区|推进|加强|实施|促进|加快|建设|进一步"
)
_REGION_PART = re.compile(
    r"[一-鿿]{1,12}?(?:自治区|自治州|自治县|自治旗|地区|省|市(?![县区])|州(?![市县区])|县(?![市区])|区(?!县)|旗(?![市县区])|盟(?![市县区]))"
)
_ALL_OF = re.compile(r"(?:全|我|本)(?:国|省|市|州|县|区|地区|旗|盟)(?![一-鿿]?级)")
_PLACE = re.compile(
    r"(?![各全我本城该每])[一-鿿]{2,8}?(?:省|自治区|市|自治州|州|县)(?=公民|居民|全民|具[备有]|常住人口|户籍人口|人均|城镇居民|农村居民)"
)
_SHORT_FOR = re.compile(r"([一-鿿]{4,30})\(以下(?:统称|简称)[:为]?[“\"]?([一-鿿]{2,12})[”\"]?\)")


def split_names(printed: str) -> list[str]:
    """The names of a printed list: `市民委(宗教局)、市教育局和市科协等单位` gives three.

    Notes
    -----
    Separators inside brackets do not separate, nor does 和 inside a name (文化和旅游局); `各县(市、区)人民政府` and
    `各区、县人民政府` are one name each. Names are as printed, without blanks and line breaks.
    """
    seen = narrow(printed)
    pieces, depth, start = [], 0, 0
    for at, character in enumerate(seen):
        depth = max(depth + (character in "([") - (character in ")]"), 0)
        blank = character in " \t\n" and is_body(seen[start:at].strip())
        if depth == 0 and (character in "、,;/。" or blank):
            pieces.append(printed[start:at])
            start = at + 1
    names = [name for piece in [*pieces, printed[start:]] for name in _clean_names(piece)]
    return _join_areas(names)


def _clean_names(piece: str) -> list[str]:
    piece = re.sub(r"\s+", "", piece)
    if further := _AND_OTHERS.search(narrow(piece)):
        return [*_clean_names(piece[: further.start()]), *_clean_names(piece[further.end() :])]
    seen = narrow(piece)
    end = match.start() if (match := _ET_CETERA.search(seen)) else len(seen)
    ands = [match.span() for match in _AND.finditer(seen, 0, end) if is_particular(seen[: match.start()][-40:])]
    cuts = [(0, 0), *ands, (end, end)]
    return [name for (_, a), (b, _) in pairwise(cuts) if (name := piece[a:b])]


def _join_areas(names: list[str]) -> list[str]:
    """各区、县人民政府 was cut in two: join what begins with 各 to the areas that follow, up to the word for the body."""
    joined: list[str] = []
    for name in names:
        open_ = joined and joined[-1].startswith("各") and _AREA.fullmatch(narrow(joined[-1])[1:])
        if open_ and _AREA.fullmatch(narrow(name)) and not re.search(r"[府会委处]$", joined[-1]):
            joined[-1] += "、" + name
        else:
            joined.append(name)
    return joined


def is_body(name: str) -> bool:
    """Whether the words can be the name of a public body."""
    return bool(2 <= len(name) <= 60 and _BODY.fullmatch(narrow(name)))


def is_particular(name: str) -> bool:
    """Whether the name tells one body from another, as 市教育局 does and 政府 or 有关部门 does not."""
    return is_body(name) and not _GENERIC.fullmatch(narrow(name))


def full_names(names: list[str], region: str | None = None, long_forms: Mapping[str, str] | None = None) -> list[str]:
    """Full names of the bodies of one note.

    Parameters
    ----------
    names : list of str
        Names in the order of the note, all roles together.
    region : str, optional
        Region of the document, such as 楚雄州 or 广东省中山市.
    long_forms : mapping, optional
        Names the document itself spells out, short form to long.

    Returns
    -------
    list of str
        Aligned with `names`. The level left out after the first name is restored from the names before it; the level
        is replaced by the region of that level (市科协: 中山市科协; 团市委: 共青团中山市委). A level that is not the
        region's (省科技厅 in a city's document) stays as printed.
    """
    long_forms = long_forms or {}
    parts = {part[-1]: part for part in _REGION_PART.findall(region or "")}
    stems = tuple(part.rstrip("省市州县区旗盟")[:2] for part in parts.values())
    full, prefix = [], ""
    for name in names:
        own = _PREFIX.match(name)
        elided = prefix and not _LEVEL_OF_ITS_OWN.match(name) and not name.startswith(stems or ("\n",))
        if own:
            prefix = own[0]
        elif elided and _RESTORABLE.fullmatch(narrow(name)) and not _GENERIC.fullmatch(name):
            name = prefix + name
        full.append(long_forms.get(name) or _in_region(name, parts))
    return full


def _in_region(name: str, parts: Mapping[str, str]) -> str:
    if league := re.match(r"(?:共青)?团([省市州县区旗盟])委", name):
        return f"共青团{parts[league[1]]}委{name[league.end() :]}" if league[1] in parts else name
    own = _PREFIX.match(name)
    part = parts.get(own[0][-1]) if own else None
    return part + name[own.end() :] if part else name


def long_forms(segments: pd.DataFrame) -> dict[str, str]:
    """Short names of bodies that the document itself introduces: `中山市科学技术协会(以下简称市科协)`."""
    found = {}
    for text in segments["text"]:
        if "以下" in text:
            for long, short in _SHORT_FOR.findall(narrow(text)):
                if is_particular(short):
                    found[short] = re.split(r"[由和与及]", long)[-1]
    return found


def stated_region(segments: pd.DataFrame) -> str | None:
    """The region with whose name a title of the document, or else its signature, begins; None where none does."""
    for kind in ("title", "signature"):
        for text in segments.loc[segments["kind"] == kind, "text"]:
            for words in re.split(r"印发|转发|[《〈]", text):
                match = _REGION.match(words.strip().removeprefix("中共"))
                if match and not _NOT_A_REGION.search(match[0]):
                    return match[0]
    return None


def place_before(words: str, region: str | None) -> int:
    """Length of the name of a place with which a phrase begins: 全市, 我省, the region itself, or 中山市 before 公民."""
    match = _ALL_OF.match(words) or _PLACE.match(words)
    own = next(
        (part for part in [region or "", *_REGION_PART.findall(region or "")] if part and words.startswith(part)), ""
    )
    return max(len(own), match.end() if match else 0)


def region_in(words: str, region: str | None) -> str | None:
    """The region a phrase speaks of: the part it ends with, the place it begins with, else that of the document."""
    if part := part_named(words):
        return part
    place = words[: place_before(words, region)]
    if place in ("全国", "我国"):
        return "全国"
    if not place or place[0] in "全我本":
        parts = {part[-1]: part for part in _REGION_PART.findall(region or "")}
        return region if not place or place[-1] in "区域" else parts.get(place[-1], place)
    return place


def region_of(segments: pd.DataFrame, region: str | Mapping[str, str] | None) -> str | None:
    """Region of one document: as given, for all documents or by `document_id`, else as its title states it."""
    if isinstance(region, str):
        return region
    given = (region or {}).get(segments["document_id"].iloc[0]) if len(segments) else None
    return given or stated_region(segments)
