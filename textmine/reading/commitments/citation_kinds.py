"""What stands in 《》: a policy, a law, a journal or programme, or something else."""

from __future__ import annotations

import re

POLICY, LAW, JOURNAL, OTHER = "policy", "law", "journal or programme", "other"
_TAIL = re.compile(r"[\s〈〉《》]+$|[(（][^()（）]*[)）]$|(?:19|20)\d{2}(?:年|版)?$|第[一二三四五六七八九十]+部分$")
# Genres that are written in articles.
_LAW = re.compile(
    r"(?:法|法典|宪法|条例|修正案|公约|条约|议定书|细则|规定|办法|规则|通则|总则|宪章|协定|准则|章程|司法解释|解释)$"
)
_POLICY = re.compile(
    r"(?:意见|方案|规划|纲要|通知|计划|决定|决议|公告|通告|公报|通报|函|复函|批复|建议|要点|大纲|措施|政策|安排|预案|指南|指引|标准|规范|规程|导则|目录|名录|清单|请示|报告|战略|"
    r"行动|倡议|宣言|体系|区划|命令|令|议案|若干问题|白皮书|文件|指示|讲话|制度|责任书|蓝图|愿景|路线图|办法|要求|精神)$"
)
_CHANGES_A_LAW = re.compile(
    r"(?:修改|废止|修订)[^,。]{0,60}(?:法|条例|规定|办法|法规|规章)[〉》]?(?:等[^,。]{0,16})?的决定$"
)
_JOURNAL = re.compile(
    r"(?:日报|晚报|早报|晨报|时报|周报|周刊|月刊|学报|杂志|导报|商报|青年报|文摘|画报|[^公通预汇申情简]报)$"
)
_PRINTED = re.compile(
    r"期刊|杂志|刊物|报刊|报纸|学报|刊发|刊登|刊载|栏目|专栏|节目|频道|播出|纪录片|专题片|宣传片|影片|电影|电视剧|动画片?|歌曲|剧目|话剧|图书|丛书|读本|读物|教材|课程|一书|著作|绘本|画册|手册|短视频|微视频|公众号|专刊|科普剧"
)
_NEAR = 30


def kind_by_genre(title: str) -> str | None:
    """Kind of a title that ends with its genre (意见, 条例, 日报); None where it does not."""
    bare, before = title, None
    while bare != before:
        before, bare = bare, _TAIL.sub("", bare)
    if _CHANGES_A_LAW.search(title):
        return LAW
    if bare.endswith("决定"):
        return POLICY
    if _LAW.search(bare):
        return LAW
    if _POLICY.search(bare):
        return POLICY
    return JOURNAL if _JOURNAL.search(bare) else None


def stands_among_journals(seen: str, start: int, end: int) -> bool:
    """Whether the words around a title, up to the next pause, speak of journals, books, films or programmes."""
    before = re.split(r"[,;。:!?\n]", seen[max(start - _NEAR, 0) : start])[-1]
    after = re.split(r"[,;。:!?\n]", seen[end : end + 2 * _NEAR])[0]
    return bool(_PRINTED.search(before + after))
