"""What web pages put around a policy, as patterns with a reason each.

Every pattern sees whole lines as `textmine.clean.narrow` gives them, blanks single. Three kinds of evidence, in order of trust:
lines that are noise wherever they stand; metadata and navigation above the first line of policy; footers below the last.
"""

from __future__ import annotations

import re

MARKUP = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>|&(?:nbsp|emsp|ensp|thinsp|zwnj|zwj|#160|#12288);?")

_TOOLS = (
    r"字体|字号|大|中|小|默认|放大|缩小|打印|打印本页|打印页面|本页打印|关闭|关闭窗口|关闭本页|关闭页面|收藏|加入收藏|设为首页|分享|分享到|分享至|"
    r"转发|复制|复制链接|保存|保存本页|下载|纠错|我要纠错|微信|微博|新浪微博|腾讯微博|QQ空间|QQ|朋友圈|返回|返回顶部|回到顶部|返回首页|回首页|"
    r"扫一扫|手机扫一扫|二维码|无障碍|无障碍浏览|长者模式|语音播报|繁体|简体|视力保护色|适老化|A\+|A-|A"
)
ANYWHERE = [
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        ("page tools", rf"[\[【(|]?(?:{_TOOLS})(?:[\s:|/\[\]【】()·,、]+(?:{_TOOLS}))*[\s:|/\[\]【】()]*"),
        (
            "page tools",
            r"[\[(]?(?:浏览|访问|点击|阅读|查看|点阅)(?:次数|量|数|率)?\s?[:：]\s?[\[(]?\d*\s?次?[\])]?",
        ),
        (
            "page tools",
            r"(?:已有|共有)?\s?\d+\s?(?:人|次)(?:浏览|阅读|访问)|(?:用微信)?扫(?:描|一扫).{0,20}(?:二维码|分享|朋友圈).{0,12}",
        ),
        (
            "navigation",
            r"(?:您?(?:现在|当前|目前)?(?:所在)?的?位置(?:是)?|当前页面|当前栏目)\s?[:：]?\s?.{0,40}(?:首页|主页|网站|>|»|›).{0,80}",
        ),
        (
            "navigation",
            r"(?:网站)?(?:首页|主页)(?:\s?[>»›|/\-—]+\s?[^。;]{1,30})+\s?[>»›]?|首页|网站首页|网站地图|登录|注册|登录 注册|本网首页",
        ),
        (
            "navigation",
            r"[^。;:]{0,20}(?:网站地图|无障碍|长者版|繁體版|English)(?:\s?[|/]\s?[^。;|/]{1,10})*",
        ),
        (
            "footer",
            r".*(?:[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]?\s?ICP\s?备|公网安备|网站标识码|ICP证|经营许可证编号).*",
        ),
        ("footer", r"(?:(?:©|\(c\)|copyright).*|.{0,40}版权所有.{0,60}|.{0,20}All Rights Reserved.*)"),
        ("footer", r"(?:建议|推荐)?使用.{0,30}(?:浏览器|分辨率).{0,30}|(?:政府网站)?(?:找错|纠错)|党政机关"),
        (
            "document library",
            r"上传人[:：].*|.*文档编号[:：]\s?\d+.*|(?:下载|举报|收藏)(?: (?:相关|举报|下载|收藏))*|展开阅读全文|下载资源|资源描述",
        ),
        (
            "document library",
            r".*\.(?:docx?|pdf|wps|pptx?)(?:_第\d+页)?|第\d+页\s?/\s?共\d+页|亲,该文档总共\d+页.*",
        ),
        (
            "document library",
            r"《.*\.(?:docx?|pdf)》由.*分享.*|.*(?:文库|豆丁|道客巴巴)上搜索。?|.*\(\d+页珍藏版\).*|.{0,30}(?:会员下载|下载券|金币|VIP免费).{0,30}",
        ),
        (
            "document library",
            r"相关资源|猜你喜欢|相关搜索|资源标签|相关文档|热门文档|文档评论|关于我们|文档简介",
        ),
        (
            "related links",
            r"(?:上|下)一(?:篇|条|页)\s?[:：].*|(?:相关(?:链接|阅读|文章|新闻|稿件|信息|解读|文件|附件下载)|政策解读|图解|延伸阅读|热点推荐)\s?[:：]?",
        ),
    )
]
_FOOTER = re.compile(
    r"(?:解读|政策解读|图解|相关解读|附件下载|文件下载|责任编辑|责编|编辑|审核|来源|信息来源|作者|发布日期|发布时间)\s?[:：].{0,80}|"
    r"(?:主办|承办|主办单位|承办单位|技术支持|联系电话|联系我们|网站电话|地址|邮编|邮政编码|传真)\s?[:：].{0,80}|"
    r".{0,12}(?:新媒体|微信|微博|手机版|客户端|二维码|公众号|移动端|网站地图|联系我们|隐私声明|法律声明|友情链接|版权声明).{0,20}|"
    r"(\S{2,12})(?: \1)+|[|·\-—_*=]+",
    re.IGNORECASE,
)

LABELS = {
    "text": "索引号|索引编号|公开目录|主题词|关键词|主题分类|组配分类|信息分类|分类|体裁分类|体裁|服务对象分类|公文种类|公文体裁|文件类型|信息类别|内容概述|概述|"
    "有效性|效力状态|时效性|文件状态|是否有效|公开方式|公开形式|公开范围|公开程序|公开属性|信息来源|来源|文章来源|稿件来源|作者|责任编辑|编辑|访问量|浏览次数|"
    "点击数|生效日期标注|统一编号|登记号|规范性文件编号|文件编号|栏目|所属主题|载体类型|记录形式|公开时限|公开责任部门|语种|制发单位",
    "date": "发布日期|发布时间|成文日期|成文时间|生成日期|生成时间|印发日期|发文日期|公开日期|更新时间|日期|时间|生效日期|施行日期|实施日期|失效日期|废止日期|有效期",
    "number": "文号|发文字号|发文文号|文件字号|字号|公文文号",
    "issuer": "发布机构|发文机关|发文机构|发文单位|发布单位|成文单位|制发机关|发布机关|信息提供单位|公开主体|公开机构|责任部门|主办部门|印发机关|制定机关|颁布单位",
    "title": "标题|名称|信息名称|文件名称|公文标题|文件标题",
}
KIND_OF_LABEL = {label: kind for kind, labels in LABELS.items() for label in labels.split("|")}
_SPACED = sorted((r"\s?".join(label) for label in KIND_OF_LABEL), key=len, reverse=True)
LABEL = re.compile(rf"(?:(?<=^)|(?<=[\s\[(|]))[\[(]?({'|'.join(_SPACED)})\s?[\])]?\s?[:：]")
_BARE_LABEL = re.compile(rf"[\[(]?({'|'.join(_SPACED)})\s?[\])]?\s?[:：]?")
_VALUES = {
    "text": re.compile(r"[^。;]{0,60}"),
    "date": re.compile(r".{0,4}(?:\d{4}|[一二〇○О零]{4}).{0,30}|长期|/|无"),
    "number": re.compile(r".{0,20}\d{1,5}\s?号?|无|/"),
    "issuer": re.compile(r"[^。;:]{2,40}"),
    "title": re.compile(r"[^。]{4,120}"),
}

TITLE_NOUN = r"通知|意见|方案|规划|纲要|办法|计划|决定|决议|条例|规定|细则|要点|公告|通告|通报|报告|函|批复|措施|指南|规则|章程|举措|行动|指引|标准|分工|清单|计划书|倡议书"
TITLE_END = re.compile(
    rf"[^。;:：]{{2,90}}(?:{TITLE_NOUN})(?:\s?[(\[](?:[^()\[\]]*(?:年|试行|暂行|修订|稿|送审|全文|节选)[^()\[\]]*|[\d\s—\-~至]+)[)\]])*"
)
MARKER = re.compile(
    r"第\s?[一二三四五六七八九十百零〇\d]+\s?[编章节条]|[一二三四五六七八九十]{1,3}\s?[、,.:]|\([一二三四五六七八九十\d]{1,3}\)|"
    r"\d{1,2}\s?[.、](?!\d)|[①-⑳]|[—–-]{2}|[一二三四五六七八九十]是"
)
ADDRESSEE = re.compile(r"(?:各|市|省|县|州|区|有关|机关)[^。;]*[:：]")
_LETTERHEAD = re.compile(
    r"[^。:：]{2,30}(?:文件|政府|办公室|办公厅|委员会|[局厅部]|协会|公报)|.{1,12}[\[(]\s?\d{4}\s?[\])].{0,3}\d+\s?号"
)


def reasons(lines: list[str]) -> list[str]:
    """Why each line of a page is removed; empty for a line that stays (a blank line is judged by nobody here)."""
    found = [_anywhere(line) for line in lines]
    files = {line.rsplit(".", 1)[0] for line in lines if re.fullmatch(r".*\.(?:docx?|pdf|wps)", line, re.IGNORECASE)}
    found = [reason or ("document library" if line in files else "") for line, reason in zip(lines, found, strict=True)]
    body = _first_sentence(lines, found)
    _metadata(lines, found, body)
    _above(lines, found, body)
    _below(lines, found, body)
    return found


def _anywhere(line: str) -> str:
    return next((reason for reason, pattern in ANYWHERE if line and pattern.fullmatch(line)), "")


def _first_sentence(lines: list[str], found: list[str]) -> int:
    """Index of the first line that is a sentence or a numbered heading: metadata and navigation stand above it."""
    for i, line in enumerate(lines):
        if not found[i] and (MARKER.match(line) or ("。" in line and len(line) > 20) or ADDRESSEE.fullmatch(line)):
            return i
    return len(lines)


def pairs(line: str) -> list[tuple[str, str, str]]:
    """The metadata a line states, as (kind of label, label, value); empty where the line does not begin with a label."""
    matches = list(LABEL.finditer(line))
    if not matches or matches[0].start() > 0:
        return []
    ends = [match.start() for match in matches[1:]] + [len(line)]
    values = [line[m.end() : end].strip(" |[]【】") for m, end in zip(matches, ends, strict=True)]
    labels = [re.sub(r"\s", "", match[1]) for match in matches]
    return [(KIND_OF_LABEL[label], label, value) for label, value in zip(labels, values, strict=True)]


def _metadata(lines: list[str], found: list[str], body: int) -> None:
    """Mark the metadata header: labels with their values, on the same line or on the next one that can be a value."""
    waiting = ""
    for i in range(body):
        line = lines[i]
        if not line or found[i]:
            continue
        stated = pairs(line)
        bare = _BARE_LABEL.fullmatch(line)
        if stated and all(_VALUES[kind].fullmatch(value) for kind, _, value in stated if value):
            found[i], waiting = "metadata", "" if stated[-1][2] else stated[-1][0]
        elif bare:
            found[i], waiting = "metadata", KIND_OF_LABEL[re.sub(r"\s", "", bare[1])]
        elif waiting and _is_value(waiting, i, lines):
            found[i], waiting = "metadata", ""
        else:
            waiting = ""


def _is_value(kind: str, i: int, lines: list[str]) -> bool:
    """Whether line i can be the value of a label of that kind on the line before; a title only where it comes again."""
    title = bool(TITLE_END.fullmatch(lines[i]))
    if kind == "title" or title:
        return kind in ("title", "text") and lines[i] in lines[i + 1 :]
    return bool(_VALUES[kind].fullmatch(lines[i]))


def _above(lines: list[str], found: list[str], body: int) -> None:
    """Above the first line of policy, what is neither title nor letterhead is the site's name and its navigation."""
    for i in range(body):
        if not lines[i] or found[i]:
            continue
        if TITLE_END.fullmatch(lines[i]) or _LETTERHEAD.fullmatch(lines[i]) or lines[i].startswith(("关于", "《", "(")):
            return
        if not any(TITLE_END.fullmatch(lines[k]) for k in range(i + 1, body) if not found[k]):
            return
        found[i] = "site name"


def _below(lines: list[str], found: list[str], body: int) -> None:
    """Below the last line of policy: footers, from the bottom up, until a line that could be policy."""
    for i in range(len(lines) - 1, body, -1):
        if lines[i] and not found[i]:
            if not _FOOTER.fullmatch(lines[i]):
                return
            found[i] = "related links" if "解读" in lines[i][:6] else "footer"
