"""Segments -> the duties that running text lays on somebody: 各级科协要完善工作机制, 教育部门应当加强培训, 市政府负责领导.

First precision: an actor is a body, an organisation or a group of people, named right before the word of duty or at the
beginning of its sentence; a pronoun (其, 该单位), a thing or an idea is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from textmine.reading.characters import narrow
from textmine.reading.commitments.wrapped import unwrapped
from textmine.reading.outline import PROSE
from textmine.reading.outline.marks import mark_of

PROSE_DUTY_COLUMNS = ("document_id", "segment_id", "actor", "modal", "duty", "start", "end")
_MODAL = re.compile(
    r"(?:也|都|均|还|一律|原则上|一般|同时|切实|首先|每年|同样|共同)?(?P<modal>应当|应该|必须|务必|务须|须|"
    r"(?<![主重需必纲只不摘首扼概还想])要(?![求点素闻领件害紧])|需(?![要求方])|"
    r"(?<![相对适响反感供效])应(?![用急届邀激聘付征纳税诊力试验变答允当该]|对(?![^,;。]{2,30}(?:进行|予以|给予|加强|实行|作出|开展)))|"
    r"负责(?!人|同志|制|任|的|[^,;。]{2,24}的(?:部门|机构|机关|单位|组织|[工人]作?人?员)))"
)
_BODY = (
    "部门|机关|机构|单位|组织|团体|政府|党委|党组|党支部|党工委|管委会|委员会|居委会|村委会|联合会|理事会|监事会|董事会|常委会|联席会议|协会|学会|研究会|促进会|商会|工会|总工会|"
    "科协|妇联|残联|文联|侨联|社科联|工商联|共青团|团委|团组织|办公室|领导小组|工作组|小组|专班|[省市州县区]委|"
    "[育术技生化政安源通务业村易划设障利游播管急态查计保商险案疗审统监察理发改法视信]局|[育术技生化政安源通务业村易划设障利游管急态计商法]厅|(?:[育术技生化政安源通务业村设障利务管急态商法察理宣组传织统战]|总)部|[卫健发改工信民宗革生]委|"
    "法院|检察院|[学院科医]院|研究所|派出所|科技馆|博物馆|图书馆|文化馆|[中小大]学|学校|高校|院校|幼儿园|企业|公司|集团|银行|合作社|媒体|"
    "[工作电视台报]社|广播电台|电视台|出版社|通讯社|街道|社区|乡镇|镇街|园区|开发区|高新区|新区|地方|各地区?|各[省市州县区]+|各部委?|财政|基地|中心|服务站|场馆|联盟|平台企业|实验室|志愿队伍?|志愿服务队|团队"
)
_PEOPLE = "工作者|工作人员|人员|干部|公务员|市民|公民|村民|居民|职工|教师|教职工|医师|专家|学者|同志|党员|负责人|负责同志|企业家|家长|志愿者|代表|委员"
_ENDS = re.compile(rf"(?:{_BODY}|{_PEOPLE})＊*(?:等|们|双方|各方)?$")
_BOUNDARY = re.compile(r"[,;。:!?\n()\[\]《“”》—]")
_APART = re.compile(r"\([^()\n]{0,30}\)|“[^“”\n]{0,40}”|《[^《》\n]{0,80}》")
_OPENS = re.compile(
    r"(?:同时|此外|另外|其中|并且|为此|因此|今后|要求|明确|强调|规定|另|并|且|即|是|又|和|第[一二三四五六七八九十百零〇\d]+条|\d{1,2}[.、]|[一二三四五六七八九十]{1,3}(?:是|要|、)|\s)+"
)
_NOT_AN_ACTOR = re.compile(
    r"^(?:其|该|此|这|那|本人|我们|他|她|它|有的|上述|前款|前述|对|为(?!民)|在|从|当|如|若|把|将|使|让|按|依(?!托单)|根据|通过|围绕|由|经|向|与|以|凡|到|因|由于|关于|除|自|给|被|"
    r"推动|引导|鼓励|支持|督促|指导|帮助|促进|确保|建立|加强|完善|提高|提升|发挥|开展|组织|协调|会同|联合|配合|动员|充分|积极|深入|坚持|落实|实施|推进|构建|打造|培育|强化|深化|做好|面向|针对|结合|利用|依托|协助|责成|责令|委托|授权|确定|成为|属于|没有|不|未|需|可|进一步|不断|着力|努力|形成|近年来)"
)
_INSIDE = re.compile(r"[,，]|应当|必须|不得|负责(?!人|同志)|(?<![主重需必纲])要(?![求点素])|可以")
_STOP = re.compile(r"[。;!?\n]")
_CHARGED = re.compile(_INSIDE.pattern.removeprefix("[,，]|"))
_SET_OFF = re.compile(r"(?:在|按照|根据|结合|依据|围绕|针对|对照|依照|按)")
_LONGEST_ACTOR, _LONGEST_DUTY, _LONGEST_WAY = 80, 600, 200
_LEAST_DUTY = 2


def prose_duties(segments: pd.DataFrame) -> pd.DataFrame:
    """Read who is told to do what in the sentences of a policy.

    Parameters
    ----------
    segments : DataFrame
        Segments of one or more documents, as `textmine.reading.outline.outline` gives them. Prose is read; notes of
        responsibility and tables are not (`textmine.reading.commitments.responsibilities` reads them).

    Returns
    -------
    DataFrame
        One row a duty, in the order of the text: `document_id`, `segment_id`, `actor` (as printed, several bodies in one),
        `modal` (要, 应, 应当, 应该, 须, 必须, 务必, 务须, 需, 负责), `duty` (the words behind it up to the end of the sentence,
        a semicolon or the next duty), `start`, `end` (offsets in the segment's text of the whole, from the actor to the last word
        of the duty).

    Notes
    -----
    The actor stands right before the modal, or at the beginning of the sentence with nothing but circumstances (在…时, 根据…)
    between. 要 without an actor before it (要加强领导) is none: whose duty it is would be a guess. 将 and 可以 are no duties,
    不得 is a prohibition; none of them is read.
    """
    rows = [
        (segment.document_id, segment.segment_id, *row)
        for segment in segments.itertuples()
        if segment.kind in PROSE
        for row in _rows(segment.text)
    ]
    return pd.DataFrame(rows, columns=list(PROSE_DUTY_COLUMNS)).astype({"start": int, "end": int})


def _rows(text: str) -> Iterator[tuple[str, str, str, int, int]]:
    """Actor, modal, duty, start and end of every duty of a segment."""
    whole = unwrapped(text)
    seen = narrow(whole.text)
    begin = mark_of(seen).length
    seen = seen[:begin] + _APART.sub(lambda match: "＊" * len(match[0]), seen[begin:])
    found = [
        (actor, modal)
        for modal in _MODAL.finditer(seen, begin)
        if (actor := _actor(seen, modal, begin)) and not _in_brackets(seen, modal.start())
    ]
    for i, ((start, stop), modal) in enumerate(found):
        following = found[i + 1][0][0] if i + 1 < len(found) else len(seen)
        end = _end(seen, modal.end(), following)
        duty = whole.words(modal.end(), end).strip()
        if len(duty) >= _LEAST_DUTY and duty[0] not in "、的":
            yield whole.words(start, stop), modal["modal"], duty, whole.at(start), whole.at(end - 1) + 1


def _end(seen: str, start: int, following: int) -> int:
    """Where a duty ends: before the mark that ends the sentence, or before the next duty."""
    stop = _STOP.search(seen, start, min(start + _LONGEST_DUTY, len(seen)))
    end = min(stop.start() if stop else min(start + _LONGEST_DUTY, len(seen)), following)
    return start + len(seen[start:end].rstrip(" ,、:"))


def _actor(seen: str, modal: re.Match, begin: int) -> tuple[int, int] | None:
    """Span of the actor of a modal; None where there is none."""
    end = modal.start()
    start = _clause(seen, end, begin)
    if start == end or _OPENS.fullmatch(seen, start, end):
        return _set_off_actor(seen, end, begin)
    if modal["modal"] == "负责" and (by := seen.rfind("由", start, end)) >= 0:  # 本办法由市科协负责解释
        start = by + 1
    return _as_actor(seen, start, end)


def _clause(seen: str, end: int, begin: int) -> int:
    """Where the words before `end` begin that no mark parts."""
    low = max(end - _LONGEST_ACTOR - 40, begin)
    edges = [match.end() for match in _BOUNDARY.finditer(seen, low, end)]
    return edges[-1] if edges else low


def _as_actor(seen: str, start: int, end: int) -> tuple[int, int] | None:
    opens = _OPENS.match(seen, start, end)
    start = opens.end() if opens else start
    words = seen[start:end]
    if not 2 <= len(words) <= _LONGEST_ACTOR or _NOT_AN_ACTOR.match(words) or _INSIDE.search(words):
        return None
    return (start, end) if _ENDS.search(words) else None


def _set_off_actor(seen: str, modal: int, begin: int) -> tuple[int, int] | None:
    """The actor at the beginning of the sentence where only circumstances stand between: 各镇街在制定规划时,要…."""
    low = max(modal - _LONGEST_WAY, begin)
    stops = [match.end() for match in _STOP.finditer(seen[low:modal])]
    start = low + stops[-1] if stops else low
    for circumstance in _SET_OFF.finditer(seen, start, min(start + _LONGEST_ACTOR, modal)):
        if actor := _as_actor(seen, start, circumstance.start()):
            return actor if seen[modal - 1] == "," and not _CHARGED.search(seen, circumstance.start(), modal) else None
    return None


def _in_brackets(seen: str, at: int) -> bool:
    before = seen[max(at - 200, 0) : at]
    return before.count("(") > before.count(")")
