"""The metadata header of a page: labels such as 索引号 or 发布日期 with their values.

Lines come as `textmine.reading.clean.narrow` gives them, blanks single. A label stands before a colon (文号:), in square brackets
([ 文号 ]) or, where a line holds several, before a blank; its value follows on the same line or on the next.
"""

from __future__ import annotations

import re

LABELS = {
    "title": "标题|名称|信息名称|文件名称|公文标题|文件标题|发文标题|信息标题|文件题目",
    "number": "文号|备注/文号|文件编号|发文字号|发文文号|发文号|文件字号|公文字号|公文文号|文件文号|发布文号|文书号",
    "author": "发文机关|发文机构|发文单位|发文部门|成文单位|成文机关|制发机关|制发单位|印发机关|印发单位|制定机关|制定单位|颁布单位|颁布机构|颁发机构",
    "publisher": "发布机构|发布单位|发布机关|发布部门|信息提供单位|公开主体|公开机构|公开单位|责任部门|主办部门|公开责任部门|信息公开机构|所属机构|所属单位",
    "issued": "成文日期|成文时间|发文日期|发文时间|印发日期|印发时间|签发日期|签署日期|制定日期|颁布日期|颁布时间",
    "generated": "生成日期|公文生成日期|生成时间|信息生成日期",
    "published": "发布日期|编辑日期|添加日期|添加时间|发布时间|公开日期|公开时间|信息发布日期|发表时间|发布于|登载日期|信息时间|信息提供日期|信息提供时间|发稿时间|发稿日期|上网时间|上网日期|刊发时间|信息发布时间|文件发布日期|公布日期|公布时间",
    "shown": "日期|时间",
    "date": "著录日期|执行日期|更新时间|更新日期|生效日期|生效时间|施行日期|实施日期|实施时间|失效日期|失效时间|废止日期|废止时间|有效期|有效期限|归档时间|截止日期|上传时间|登记日期|登记时间|到期日期|修改日期|修订日期",
    "summary": "内容概述|内容摘要|概述|摘要|信息概述|内容简介",
    "text": "索引号|索引编号|索引|信息索引号|公开目录|信息公开目录|目录|主题词|关键词|关键字|主题分类|组配分类|信息分类|分类|分类词|体裁分类|体裁|服务对象|服务对象分类|"
    "公文种类|公文体裁|公文类型|文件类型|文件种类|信息类别|信息类型|类别|有效性|效力状态|效力等级|时效性|文件状态|是否有效|有效状态|状态|公开方式|公开形式|公开范围|公开程序|"
    "公开属性|公开类型|公开类别|公开时限|信息来源|来源|文章来源|稿件来源|稿源|作者|发布人|发布者|责任编辑|编辑|审核|初审|复审|终审|责编|访问量|浏览次数|浏览量|阅读量|阅读次数|阅读人次|阅读|"
    "浏览|点击数|点击量|点击率|点击次数|访问次数|评论人次|生效日期标注|统一编号|登记号|统一登记号|备案号|规范性文件编号|规范性文件登记号|栏目|所属栏目|所属主题|载体类型|"
    "来自|法宝引证码|时效|公文时效|小编|快速聚焦|效力位阶|信息时效期|人气|文件有效性|效力级别|法规类别|文种分类|记录形式|语种|法规类型|所属行业|所属区域|页面功能|发文内容|正文|热词搜索|热门搜索|热搜词|标签|信息格式|适用范围分类|领域分类|行业分类|事项分类|文件分类|重点领域|内容分类|发布范围|"
    "解读|文件解读|相关解读|是否为规范性文件|规范性文件|索取号|信息编号|文章编号|信息有效性|录入|录入员|录入人|值班编辑|撰稿|供稿|浏览人数|阅读人数|公文类别|所属专题|信息状态|专题分类|主题类别|公文状态|版本|签发人|视力保护色|文字大小|字体|字号",
}
KIND_OF_LABEL = {label: kind for kind, labels in LABELS.items() for label in labels.split("|")}
_ANY = "|".join(sorted((r"\s?".join(label) for label in KIND_OF_LABEL), key=len, reverse=True))
# A label follows the line's start, a blank, a bracket, or the digit, 号, 日 or bracket that ends the value before it.
_START = r"(?:^|(?<=[\s\[(|,;\d号日)\]•·]))"
# Labels glued to values that can be no words of a sentence: 发文字号云政办发〔2025〕21号 发布日期2025-12-12.
_GLUED = (
    r"(发文字号|文号)(?=[\u4e00-\u9fff]{2,12}\[\d{4}\]\d+号)|(发布日期|成文日期|成文时间|发文日期|发文时间)(?=\d{4}-\d)|"
    r"(发文机关|发布机构)(?=[\u4e00-\u9fff]{4,30}(?:政府|办公室|局|委员会)(?:\s|$))|(索引号)(?=[\dA-Z]{6})|"
    r"(标题)(?=[\u4e00-\u9fff]{0,30}关于)|(主题分类|主题词)(?=[\u4e00-\u9fff]{2,12}(?:\s|$))"
)
LABEL = re.compile(rf"{_START}(?:\[?\s?({_ANY})\s?\]?\s?:|\[\s?({_ANY})\s?\]|{_GLUED})")
_BLANK_LABEL = re.compile(rf"(?:^|(?<=\s))({_ANY})(?=\s|$)")
_BARE_LABEL = re.compile(rf"[\[(]?\s?({_ANY})\s?[\])]?\s?(:?)")
# One label and its value, as a table of metadata has them: apart by a bar, or by a blank where the value can be no other.
_OF_A_TABLE = re.compile(
    rf"\|?\s?(?:{_ANY})\s?\||(?:发布|公开|生成|成文|发文)(?:日期|时间) \d{{4}}[-年/.]|(?:发布机构|发文机关|发文单位|发布机关|公开主体) [^\s\d。,;:]{{2,40}}$|"
    r"(?:索引号|信息索引号) [\w/-]{6,60}$|(?:名称|标题) \S{4,150}(?:通知|意见|决定|办法|方案|规划|公告|通告|预案)$|(?:发文字号|文号) [^\s。,;:]{2,12}[\[(]\d{4}[\])]\d+号$|(?:主题分类|公文种类|信息分类|公开方式|有效性) [^\s。,;:]{2,20}$|公开程序 [^\s。;:]{4,30}$"
)
# Two-character labels are ordinary words (目录, 分类) unless a colon or a bracket marks them; these few are not.
_PLAIN = frozenset(("文号", "标题", "名称"))
WEB_DATE = re.compile(
    r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?(?:\s?(?:星期|周)[一二三四五六日])?(?:\s?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?"
)
_SITE_BEFORE = re.compile(r"^[^\s:。]{2,20}(?:网|网站|门户|平台)\s(?=\d{4}\s?[-/.年])")
_DATE = r".{0,4}(?:\d{4}|[一二〇○ОΟO零]{4}).{0,40}|长期(?:有效)?|永久(?:有效)?|暂?无|[-/]+"
_VALUES = {
    "title": re.compile(r"[^。]{4,150}"),
    # 有 效 性, its first letters lost, may stand on the line.
    "number": re.compile(
        r".{0,24}\d{1,5}\s?号?(?: \S{1,2}:\s?\S{1,6})?|[^。;:]{2,40}第\s?[一二三四五六七八九十百零〇\d]{1,8}\s?号|无|[-/]+"
    ),
    "author": re.compile(r"[^。;:]{2,80}|无|[-/]+"),
    "publisher": re.compile(r"[^。;:]{2,80}|无|[-/]+"),
    "summary": re.compile(r".{0,250}"),
    "text": re.compile(r"[^。]{0,80}"),
    **dict.fromkeys(("issued", "generated", "published", "shown", "date"), re.compile(_DATE)),
}


def pairs(line: str) -> list[tuple[str, str, str]]:
    """The metadata a line states, as (kind of label, label, value); empty where the line does not begin with a label.

    A date before the first label, as news systems write it, has the kind "published" and no label.
    """
    line = _SITE_BEFORE.sub("", line, count=1)
    matches = list(LABEL.finditer(line))
    opening = WEB_DATE.match(line)
    if matches and opening and not line[opening.end() : matches[0].start()].strip(" |[]()"):
        return [("published", "", opening[0]), *_pairs(line, matches)]
    if not matches:
        matches = list(_BLANK_LABEL.finditer(line))
        matches = matches if len(matches) > 1 or _OF_A_TABLE.match(line) else []
    return _pairs(line, matches) if matches and not line[: matches[0].start()].strip(" [(|") else []


def _pairs(line: str, matches: list[re.Match[str]]) -> list[tuple[str, str, str]]:
    ends = [match.start() for match in matches[1:]] + [len(line)]
    labels = [re.sub(r"\s", "", next(filter(None, match.groups()))) for match in matches]
    values = [line[m.end() : end].strip(" |[],•·") for m, end in zip(matches, ends, strict=True)]
    return [(KIND_OF_LABEL[label], label, value) for label, value in zip(labels, values, strict=True)]


def bare(line: str) -> tuple[str, str] | None:
    """Kind and name of the label that is all of the line; None for any other line."""
    match = _BARE_LABEL.fullmatch(line)
    label = re.sub(r"\s", "", match[1]) if match else ""
    marked = bool(match) and (match[2] or "]" in line)
    return (KIND_OF_LABEL[label], label) if label and (marked or len(label) > 2 or label in _PLAIN) else None


def fits(kind: str, value: str) -> bool:
    """Whether the value can be one of a label of that kind; every label can stand empty."""
    return not value or bool(_VALUES[kind].fullmatch(value.rstrip("。")))


def aligned(names: list[tuple[str, str]], values: list[str]) -> list[tuple[str, str, str]]:
    """Labels and values that stand in two columns, one below the other, paired in order; a label may stand empty.

    Parameters
    ----------
    names : list of (kind, label)
    values : list of str

    Returns
    -------
    list of (kind, label, value)
        As many as `values`; empty where they cannot be the values of these labels.
    """
    if len(names) == len(values) and all(_suits(name[0], value) for name, value in zip(names, values, strict=True)):
        return [(*name, value) for name, value in zip(names, values, strict=True)]
    found, at = [], 0
    for value in values:
        while at < len(names) and not _suits(names[at][0], value):
            at += 1
        if at == len(names):
            return []
        found.append((*names[at], value))
        at += 1
    return found


def _suits(kind: str, value: str) -> bool:
    """Whether a value can only belong to a label of that kind, or to one of any."""
    if not fits(kind, value):
        return False
    if kind in ("author", "publisher"):
        return not re.search(r"\d", value)
    return kind != "number" or bool(re.search(r"[\[(〈<]\s?\d{4}\s?[\])〉>]|第.*号|^无$", value))


def stated(lines: list[str]) -> list[tuple[str, str, str]]:
    """All metadata of the lines of a header, in order, values on the lines after their labels included."""
    found: list[tuple[str, str, str]] = []
    waiting: list[tuple[str, str]] = []
    values: list[str] = []
    for line in [*lines, ""]:
        label = bare(line)
        here = [] if label else pairs(line)
        if here or label or not line:
            found += _waited(waiting, values) if values else []
            waiting, values = (waiting if label and not values else []), []
        if here:
            found += [pair for pair in here if pair[2]]
            waiting = [] if here[-1][2] else [here[-1][:2]]
        elif label:
            waiting.append(label)
        elif waiting and len(values) < len(waiting):
            values.append(line)
        elif WEB_DATE.fullmatch(line):
            found.append(("published", "", line))
    return found


def _waited(names: list[tuple[str, str]], values: list[str]) -> list[tuple[str, str, str]]:
    """The values below labels: of the last label, or of a column of labels; a date that is none of these was published."""
    if len(values) > 1:
        return aligned(names, values)
    return [(*names[-1], values[0])]
