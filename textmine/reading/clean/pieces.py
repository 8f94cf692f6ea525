"""Lines that hold what should be several: the page's header or footer on one line with the policy."""

from __future__ import annotations

import re

_BLANK = re.compile(r"[ \t\u3000\u00a0]+(?!\d{1,2}[::]\d{2})")
# Only a page of few lines has lost its line breaks; elsewhere its header has lines of its own.
_MOST_LINES = 12
_EDGE = 1500
_SENTENCE = 20
_OPENS = re.compile(
    r"\s*(?:(?:网站)?首页|(?:您|你)?(?:当前|现在|目前)?(?:的|所在)*位置|索\s?引\s?号|发布(?:日期|时间|机构)|发文(?:机关|字号)|文\s?号|来源|信息来源|日期|时间|.{0,150}[\s】\]]"
    r"(?:发布(?:日期|时间)|来源|信息来源|浏览次数|点击数|发文字号)\s?[::])"
)
_CLOSES = re.compile(
    r"[\s。]\S{0,40}(?:上一篇|下一篇|责任编辑|编辑\s?[::]|打印本页|关闭窗口|【打印|\[打印|相关链接|版权所有|主办单位|主办\s?[::]|网站标识码|公网安备|ICP备|Copyright)",
    re.IGNORECASE,
)


def pieces_of(page: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The lines of a page, cut at blanks where a line holds the page's header or footer beside sentences.

    Parameters
    ----------
    page : str
    lines : list of (start, end)
        They tile the page.

    Returns
    -------
    list of (start, end)
        They tile the page; a piece ends behind the blank where it is cut.
    """
    if len(lines) > _MOST_LINES and sum(bool(page[start:end].strip()) for start, end in lines) > _MOST_LINES:
        return lines
    pieces: list[tuple[int, int]] = []
    for start, end in lines:
        cuts = _cuts(page, start, end)
        pieces += zip([start, *cuts], [*cuts, end], strict=True)
    return pieces


def _cuts(page: str, start: int, end: int) -> list[int]:
    """Where to cut a line: at the blanks in front of its first sentence and behind its last one."""
    first, last = page.find("。", start, end), page.rfind("。", start, end)
    if first < 0 or end - start < _SENTENCE:
        return []
    cuts: list[int] = []
    head = min(first, start + _EDGE)
    if _OPENS.match(page, start, head):
        cuts += [blank.end() for blank in _BLANK.finditer(page, start, head)]
    tail = max(last + 1, end - _EDGE, *cuts, start)
    if _CLOSES.search(page, max(tail - 1, start), end):
        cuts += [blank.end() for blank in _BLANK.finditer(page, tail, end)]
    return [cut for cut in dict.fromkeys(cuts) if start < cut < end]
