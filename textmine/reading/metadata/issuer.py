"""Who issued a document and when: the body a title names, the signature, the header, in that order of trust."""

from __future__ import annotations

import re

from textmine.reading.characters import plain, unspaced
from textmine.reading.clean.titles import is_title
from textmine.reading.metadata.codes import body_of_code, province_of_code
from textmine.reading.metadata.history import History, without_republic
from textmine.reading.metadata.known import INFERRED, NOTHING, Read
from textmine.reading.metadata.notation import DATE, iso_date, usual_zeros
from textmine.reading.metadata.places import place_of

# Names of bodies end in one of these; a signature or the words before 关于 are an issuer only where they do.
_BODY = re.compile(
    r"[^\s,。;:《》()]{0,50}(?:政府|国务院|办公厅|办公室|委员会|党委|[省市县州区]委|局|厅|部|科协|协会|学会|总工会|联合会|妇联|管委会|联席会议|领导小组|指挥部|大会|常委会|法院|检察院|大学|学院|研究院|"
    r"科学院|银行|办事处|公署|工委|党组|总队|支队|医院|海关|联社|司令部|图书馆|科技馆|博物馆|总署|中心|集团|公司|部门|单位|兵团|团委|委|办|司|署|公安处|分局|分行|支行|学校|学部|工作组|工作专班|研究所|气象台)"
)
# Who puts a page on the web is no issuer.
_SITE = re.compile(r"网|本站|原创|日报|转载|平台|客户端|管理员|^[无/-]+$")
# What follows the issuer in a title; 贯彻 and 实施 may be part of its name, too.
_TITLE_ACT = re.compile(r"\s*(?:关于|印发|转发|批转|公布|发布|贯彻|落实|实施|执行)")
_LONGEST_ISSUER = 62
_ORDER_HEAD = re.compile(r"(.{3,60}?)(?:令|公告|通告)(?:\(?第?.{1,12}号\)?)?")
_RED_HEAD = re.compile(r"(.{4,60}?)文件")
# 国家外汇管理局各省、自治区、直辖市分局: who writes to its own branches.
_OWN_BRANCHES = re.compile(
    r"((?:中国|国家|全国)[\u4e00-\u9fff]{2,14}(?:局|行|总局|署|公司|社))(?:各省|各分|各直属|各省级).{0,40}?(?:分局|分行|分公司|分署|支局|税务局|海关)"
)
_SHORT_GOVERNMENT = re.compile(r"(?<=[省市州县区])(?:政府|府)(?=办公[厅室]|$)")
# 市人民政府 names no place: a signature that does is better, else the title completes it.
_INCOMPLETE = re.compile(
    r"(省|市|县|州|区)(?=人民政府|委|政府|府|科|教|民|农|财|工|住|交|水|商|文|卫|应急|审计|市场|发展|人力|自然|生态|公安|司法|统计|医疗|退役|国资)"
)
_OPENING_BODY = re.compile(
    r"(?!关于|印发|转发)(国务院(?:办公厅)?|[\u4e00-\u9fff]{0,10}(?:科协|科学技术协会|人民政府(?:办公[厅室])?))(?=学习|宣传|贯彻|落实|深入|推进|实施|\d{4}年|工作|公告|通告|令)"
)
_INCOMPLETE_BODY = re.compile(r"[省市县州区]|各")
# Names without anything between them: 中共云山市委云山市人民政府, 财政部国家税务总局, 云山省财政厅云山省教育厅.
_NATIONAL_OPENS = (
    r"中共中央|国务院|中央|国家|全国|中国|最高人民|教育部|科技部|科学技术部|工业和信息化部|公安部|民政部|司法部|财政部|人力资源|自然资源部|生态环境部|住房|交通运输部|水利部|"
    r"农业农村部|农业部|商务部|文化和旅游部|文化部|应急管理部|海关总署|人民银行|审计署"
)
_RUN_ON = (
    re.compile(r"(?P<own>[省市县州区]委(?:办公[厅室])?)(?=[\u4e00-\u9fff]{2,8}人民政府)"),
    re.compile(
        rf"(?P<own>(?:中共中央|中央)办公厅|中共中央(?=国务院)|国务院(?:办公厅)?|[部署]|总局|委员会|法院|检察院)(?=(?:{_NATIONAL_OPENS})(?!.{{0,2}}$))"
    ),
    re.compile(
        r"(?<![\u4e00-\u9fff])(?=(?P<place>[\u4e00-\u9fff]{2,7}[省市州县区]))(?P<own>[\u4e00-\u9fff]{4,24}?[厅局委办部会院府])(?=(?P=place))"
    ),
)
# 云山市农业农村局(云山市乡村振兴局): one body with two names.
_SECOND_NAME = re.compile(r"(?<=[局委办])\([\u4e00-\u9fff]{4,20}[局委办]\)$")
_MOST_BODIES = 12
# Labels of who sent the page in: a site that names its city.
_SOURCES = ("来源", "信息来源", "文章来源", "稿件来源", "来自")
# A date on a line of its own signs where nothing but remarks follow.
_LAST_LINES = 2
# (此件公开发布) on the line of the date; blanks that a conversion has made question marks.
_REMARK = re.compile(r"(?<=日)\s?\(此[件文][^()]{2,20}\)$")
_UNREADABLE = re.compile(r"(?:\?\s?){2,}")
# (市科技局代), (代章): who signs for the body.
_BEHIND = re.compile(r"(?:\(.{0,20}(?:代章|代|章)\)|\(公章\)|\(印章\))$")


def issuer_of(
    titles: list[str],
    signatures: list[tuple[str, str]],
    header: list[tuple[str, str, str]],
    number: str | None,
    front: list[str],
    history: History,
) -> Read:
    """The issuing bodies, joined by 、, and how they are known.

    Parameters
    ----------
    titles : list of str
        Titles of the document, the carrying letter's included.
    signatures : list of (str, str)
        As `signatures_of` gives them.
    header : list of (kind, label, value)
        As `textmine.reading.clean.labels.stated` gives them.
    number : str or None
        The document number: an order (令) names its issuer there, and some letters are one body's alone.
    front : list of str
        Lines above the first heading.
    history : History
        Of a law: who adopted it.
    """
    signed = [body for body, _ in signatures if body]
    for title in titles:
        bodies = _titled(title, signed)
        if bodies and not (signed and _INCOMPLETE.match(bodies)):
            return Read(bodies, "title")
    if signed:
        return Read("、".join(dict.fromkeys(signed)), "signature")
    if ordering := _ordering(number) or _order_head(front):
        return Read(without_republic(ordering), "order")
    labelled = _labelled(header)
    # The note below a law's title may say 自治州人民代表大会 without its name.
    if history.body and (any(place_of(history.body.value or "")) or not labelled):
        return history.body
    if labelled:
        return labelled
    if letterhead := _red_head(front):
        return Read(letterhead, "letterhead")
    if alone := _alone(front):
        return Read(alone, "letterhead", INFERRED)
    if (coded := body_of_code(number)) and not _elsewhere(titles, coded):
        return Read(coded, "number", INFERRED)
    if opening := [match[1] for title in titles if (match := _OPENING_BODY.match(title))]:
        return Read(opening[0], "title", INFERRED)
    return next(
        (Read(match[1], "addressee", INFERRED) for line in front if (match := _OWN_BRANCHES.match(plain(line[:200])))),
        NOTHING,
    )


def _titled(title: str, signed: list[str]) -> str | None:
    """The bodies before the first word that an issuer's act begins with: 云山省人民政府 of 云山省人民政府贯彻国务院关于…的意见."""
    if _TITLE_ACT.match(title):  # 关于转发…的通知 names whose document it passes on
        return None
    for act in _TITLE_ACT.finditer(title, 2, _LONGEST_ISSUER):
        if bodies := _bodies(title[: act.start()], signed):
            return bodies
    return None


def _ordering(number: str | None) -> str | None:
    """云山市人民政府 from 云山市人民政府令第12号; a bare 政府令 leaves the place to the title."""
    match = re.match(r"([\u4e00-\u9fff]+?)(?:令|公告)[第〔]", number or "")
    return match[1] if match and _BODY.fullmatch(match[1]) else None


def _labelled(header: list[tuple[str, str, str]]) -> Read:
    """发文机关, else 发布机构, of the header."""
    for kind in ("author", "publisher"):
        values = [value for label, _, value in header if label == kind and not _SITE.search(value)]
        if values and (bodies := _bodies(values[0], []) or _town(values[0])):
            return Read(bodies, "header")
    return NOTHING


def _town(words: str) -> str | None:
    """云山县石桥镇, as a header may call the government of a town."""
    return words if re.fullmatch(r"[\u4e00-\u9fff]{2,14}(?:镇|乡|街道)", words) else None


def _alone(front: list[str]) -> str | None:
    """The one body whose name, its place or the nation in it, stands alone on lines above the text."""
    seen = [unspaced(plain(line)) for line in front if len(line) <= _LONGEST_ISSUER]
    named = [line for line in seen if _BODY.fullmatch(line) and not _INCOMPLETE.match(line) and any(place_of(line))]
    return named[0] if named else None


def _bodies(words: str, signed: list[str]) -> str | None:
    """The bodies that the words name, joined by 、; None where they name none. Signatures tell where one name ends."""
    if signed and "".join(signed) == re.sub(r"[\s、,,]", "", words):
        return "、".join(dict.fromkeys(signed))
    for run_on in _RUN_ON:
        words = run_on.sub(r"\g<own>、", words)
    names = [_SECOND_NAME.sub("", name) for name in re.split(r"[\s、,,;;]+", words) if name]
    whole = names and all(_BODY.fullmatch(name) or name.endswith("部门") for name in names)
    return "、".join(names) if whole else None


def _order_head(front: list[str]) -> str | None:
    """商务部 from a line 中华人民共和国商务部令 or 云山市人民政府公告."""
    for line in front:
        match = _ORDER_HEAD.fullmatch(re.sub(r"\s", "", plain(line))) if len(line) <= 80 else None
        if match and _BODY.fullmatch(match[1]):
            return match[1]
    return None


def _red_head(front: list[str]) -> str | None:
    """云山市人民政府 from the letterhead 云山市人民政府文件."""
    for line in front:
        match = _RED_HEAD.fullmatch(re.sub(r"\s", "", plain(line))) if len(line) <= 80 else None
        if match and (bodies := _bodies(match[1], [])):
            return bodies
    return None


def _elsewhere(titles: list[str], body: str) -> bool:
    """Whether a title names a place that is not the body's: 云政办发 may be a city's as well."""
    own = place_of(body)[0]
    return any(region and region != own for region in (place_of(title)[0] for title in titles))


def completed(issuer: Read, title: str | None, number: str | None, header: list[tuple[str, str, str]]) -> Read:
    """市人民政府 as 赤壁市人民政府, where the title, the header or the number's letters name the 市; 省府办公厅 as it is called in full."""
    bare = re.fullmatch(r"(?:人民)?政府", issuer.value or "")
    match = _INCOMPLETE.match(issuer.value or "")
    if not issuer.value or not (match or bare):
        return issuer
    sources = [value for kind, label, value in header if kind in ("author", "publisher") or label in _SOURCES]
    named = [re.sub(r"^.{0,8}(?:印发|转发)?《", "", title or ""), *sources]
    regions = [region for region in (*(place_of(name)[0] for name in named), province_of_code(number)) if region]
    region = next((region for region in regions if bare or (match and region.endswith(match[1]))), None)
    if not region:
        return issuer
    bodies = ["人民政府"] if bare else issuer.value.split("、")
    own = "、".join(_in(region, _SHORT_GOVERNMENT.sub("人民政府", body)) for body in bodies)
    return Read(own, issuer.where, INFERRED)


def _in(region: str, body: str) -> str:
    """A body with the name of its place before it: 市人民政府 is 云山市人民政府."""
    party = "中共" if re.match(r"[省市县州区]委(?!员)", body) else ""
    return party + (region[:-1] + body if body.startswith(region[-1]) else region + body)


def signatures_of(lines: list[str], *, certain: bool = False) -> list[tuple[str, str]]:
    """Bodies and ISO date of the first signature: a line that is a date, with the bodies on it or on the lines above.

    Parameters
    ----------
    lines : list of str
        Lines above the first heading, or the last ones of the text.
    certain : bool
        Take only a body that names its place, and none in a table, whose cells are bodies and dates too.

    Returns
    -------
    list of (body, date)
        One pair a body; the body is empty where the date stands alone.
    """
    narrow = [_UNREADABLE.sub(" ", plain(line)).strip() for line in lines]
    for i, line in enumerate(narrow):
        bare = re.sub(r"\s", "", usual_zeros(_REMARK.sub("", line[:100]))).strip("()")
        match = DATE.search(bare)
        if len(line) > 80 or not match or bare[match.end() :] not in ("", "印发") or "年" not in match[0]:
            continue
        signed, issued = bare[: match.start()], iso_date(bare)
        if not issued or (signed and not _BODY.fullmatch(signed)):
            continue
        bodies = [signed] if signed else _above(narrow[max(i - _MOST_BODIES, 0) : i])
        if certain and not bodies and i >= len(narrow) - _LAST_LINES and "序号" not in narrow[:i]:
            return [("", issued)]
        if not certain or (bodies and not _INCOMPLETE_BODY.match(bodies[0]) and "序号" not in narrow[:i]):
            return [(body, issued) for body in bodies] or [("", issued)]
    return []


def _above(lines: list[str]) -> list[str]:
    """The signing bodies on the last of the lines, in their order; one line may name several, apart by blanks."""
    bodies: list[str] = []
    for line in reversed(lines):
        words = _BEHIND.sub("", line)
        names = words.split()
        if not all(_BODY.fullmatch(name) for name in names):
            names = ["".join(names)]
        if len(line) > 60 or is_title(line) or not all(_BODY.fullmatch(name) for name in names):
            break
        bodies = names + bodies
    return bodies
