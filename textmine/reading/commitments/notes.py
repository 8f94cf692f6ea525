"""The words of one responsibility note -> the bodies in each role, and the deadline.

Two grammars, often mixed: the role before the names (`牵头单位:A;责任单位:B、C`) and behind them (`A牵头,B、C配合`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from textmine.reading.characters import narrow
from textmine.reading.commitments.names import is_body, is_particular, split_names
from textmine.reading.outline import roles

ROLES = ("lead", "support", "responsible")
_UNIT = r"(?:责任|负责)?(?:单位|部门|主体|机构)"
_LABELS = {
    "lead": rf"(?:总?牵头|主办|主责|主要责任|第一责任){_UNIT}|(?:牵头|主办|主责)(?=\s?:)",
    "support": rf"(?:配合|协办|参与|参加|协同|协作|协助|支持){_UNIT}|(?:配合|协办|参与|参加|协助)(?=\s?:)",
    "responsible": r"(?:责任|负责|落实|实施|承办|执行)(?:单位|部门|主体|机构)|(?:责任|负责|落实|承办|实施)(?=\s?:)",
    "person": r"[一-鿿]{0,4}(?:领导|责任人|联系人|负责人)(?=\s?:)",
    "unnamed": r"(?:任务|责任|职责|工作)?分工(?=\s?:)",
}
_GRAMMAR = "|".join(f"(?P<{kind}_>(?:{pattern}){roles.FOLLOWS})" for kind, pattern in roles.LABELS.items())
_BRIEF = "|".join(
    rf"(?<![一-鿿])\[(?P<{role}__>{words})(?=\]\s?[一-鿿])"
    for role, words in (
        ("lead", "牵头|主办|主责"),
        ("support", "配合|协办|参与|协同"),
        ("responsible", "责任|负责|落实"),
    )
)
_BRIEF_LABEL = re.compile(_BRIEF)
_LABEL = re.compile(
    rf"(?:{_BRIEF}|(?<![为者])\[?(?:{_GRAMMAR}|(?:[省市州县区](?:级|直))?(?:"
    + "|".join(f"(?P<{role}>{pattern})" for role, pattern in _LABELS.items())
    + r")|(?P<unknown>(?<![一-鿿])[一-鿿]{1,6}(?:单位|部门)(?=\s?:))))(?:及分工)?(?:\s?\([^()]{0,30}\)(?=\s?:))?\*{0,3}\]?\s?(?:[:是]\s?|为(?=[省市州县区国各团中]))?\*{0,3}"
)
LINE_LABEL = re.compile(
    rf"\s?\[?(?:{'|'.join(_LABELS.values())}|{roles.LABEL})(?:及分工)?(?:\]\s?:?|\s?:)".replace(r"(?=\s?:)", "")
)
_ROLE = re.compile(
    r"(?:(?:依据|依|按照|按|根据)(?:各自)?(?:职责|职能|任务|责任)*(?:分工)?)?(?:共同|分别|具体|积极|密切|推进|推动|抓好)?(?:"
    r"(?P<lead>(?:负责)?总?牵头|负责(?:总体)?统筹|统筹(?=协调|推进|负责|\s*(?:$|[,;。]))|主办|主责|主抓|抓总|牵总|领衔|为(?:牵头|主办)(?:单位|部门))|"
    r"(?P<support>(?:参与|协同|协助)?配合|参加|参与|协助|协办|协同|支持|为(?:配合|参与)(?:单位|部门))|"
    r"(?P<responsible>负责(?!人|同志|领导)|组织实施|落实|实施|承办|为责任(?:单位|部门))|"
    r"(?P<other>指导|督办|督导|监督|考核))"
    r"(?:负责|组织|落实|实施|推进|抓总|工作|完成|配合|协调)*"
)
_AFTER_A_ROLE = re.compile(r"\s*(?:$|[,;。、])")
FIRST_LEADS = re.compile(
    r"(?:责任单位|单位|任务)?中?,?(?:(?:排列|列|排名?)?在?第一[位个名家]|(?:排列|列|排名?)在?第一|(?:列|排)?在?首[位个家])"
    r"[的者]?(?:责任)?(?:单位|部门)?[的者]?[即均]?[为是系]牵头(?:单位|部门)?(?:\s?[,;。]?\s?以?下同)?"
)
_BROKEN = re.compile(r"(?<=[牵配责负参协主承任单部])\n\s*(?=[头合任责与加办单位门])")
_LIST_MARK = re.compile(r"[①-⑳▲●◆■★]|(?<![\d一-鿿])\d{1,2}[.、](?=\s?[一-鿿])|(?<!:)\*{1,3}(?![*:\]]|\s:)")
_EMPTIED = re.compile(r"[(\[];+[)\]]")
LABELLED_DEADLINE = re.compile(
    r"(?:完成|推进|整改|办结|落实|实施|工作)?(?:时限|时间节点|时间安排|进度安排|进度|期限|时间)(?:要求)?\s?[:为]\s?([^;。,)\]\n]{1,40})"
)
_DEADLINE = re.compile(
    r"(?:^|(?<=[,;。(\s]))((?:到|于|在|并)?(?:\d{4}年[^,;。()]{0,20}|\d{1,2}月(?:\d{1,2}日|底|末)?前?(?:完成)?|"
    r"(?:长期|持续|常态化?)(?:坚持|推进|实施|开展|任务|推动|执行)?|全年|每年[^,;。()]{0,12}|年底前[^,;。()]{0,8}|"
    r"立即(?:整改|推进|实施)|立行立改|即知即改))(?=[,;。)\]\s]|$)"
)
_NO_DEADLINE = re.compile(r"牵头|配合|负责|责任|[局委厅]")
_WITH = re.compile(r"[,;]?(?:商)?会同")
_BY = re.compile(
    r"^(?:具体|[国省市州县区]家?级?层面)?(?:(?:以上|上述|本|此|该|这)[各]?(?:项|条|任务|工作|事项|内容)*,?(?:均|分别)?)?(?:并?由|请|其中)"
)
_REMARK = re.compile(
    r"(?:(?<=[。;])|(?<=[,。;])\s?(?:以下|以上))[^。;]{0,80}?不再(?:一一|逐一|单独|分别|重复|另行)*(?:列出|列举|标注|说明|赘述)(?=[。;)\]\s]|$)|"
    r"[,。;]?\s?(?:具体)?(?:任务|措施|工作|内容|要求)?如下:?$|[,。;]\s?以?下同(?=[。;\s]|$)"
)
_SCORE = re.compile(
    r"(?:考核|评价)?(?:得分|分值|权重|满分|赋分|计分|分数)\s?[:为]?\s?\d{1,3}(?:\.\d)?\s?(?:分|%)?|(?<=[;,。)\]])\s?\(?\d{1,3}(?:\.\d)?分\)?(?=[;,。)\]\s]|$)"
)
_PERSON = re.compile(r"[(（][^()（）\n]{1,20}[)）]")
_WORDS = re.compile(r"[^\s、,;，；。:：()（）]+")
_LEADS_IN_BRACKETS = re.compile(r"[(\[](?:总?牵头|主办|主责)(?:单位|部门)?[)\]]$")
_PAUSES = "。.;；:：,，、 \t\n\u3000\u00a0-—–―"
_EDGES = _PAUSES + "()（）[]【】〔〕"


@dataclass
class Note:
    """What one note says.

    Attributes
    ----------
    names : dict of str to list of str
        Names by role, as printed.
    deadline : str or None
        As printed.
    explicit : bool
        Whether a label or a role word gave the roles.
    stray : list of str
        Words that are neither role nor deadline nor the name of a body.
    """

    names: dict[str, list[str]] = field(default_factory=lambda: {role: [] for role in ROLES})
    deadline: str | None = None
    explicit: bool = False
    stray: list[str] = field(default_factory=list)

    def holds(self, *, strict: bool) -> bool:
        """Whether this is a note at all: it names a role, and what it names are bodies; strict bears no other word."""
        names = [name for role in ROLES for name in self.names[role]] + self.stray
        others = sum(not is_body(name) for name in names)
        return (
            self.explicit
            and any(map(is_particular, names))
            and (not self.stray if strict else True)
            and 3 * others <= len(names)
        )


def parse_note(printed: str, *, first_leads: bool = False) -> Note:
    """Read one note, with or without its brackets.

    Parameters
    ----------
    printed : str
        The words of the note.
    first_leads : bool, default False
        Whether the first of a list of responsible bodies is the lead (列第一位者为牵头单位).
    """
    note = Note()
    printed = roles.closed_labels(_BROKEN.sub("", printed))
    seen = _without_brackets(narrow(printed))
    for remark in (FIRST_LEADS, _REMARK, _LIST_MARK):
        seen = remark.sub(lambda match: ";" * len(match[0]), seen)
    seen = _EMPTIED.sub(lambda match: ";" * len(match[0]), seen)
    seen = _take_deadlines(note, printed, seen)
    printed = "".join(";" if masked == ";" else own for masked, own in zip(seen, printed, strict=True))
    labels = list(_LABEL.finditer(seen))
    edges = [*(label.start() for label in labels), len(seen)]
    _clauses(note, printed, seen, (0, edges[0]), None)
    for label, end in zip(labels, edges[1:], strict=True):
        kind = label.lastgroup.rstrip("_")
        role = None if kind == "unknown" else roles.ROLE_OF.get(kind, "responsible")
        if role:
            note.explicit = True
            span = (label.end(), end)
            _clauses(note, _bodies_alone(printed, span) if roles.names_persons(label[0]) else printed, seen, span, role)
    if first_leads and not note.names["lead"] and note.names["responsible"]:
        note.names["lead"] = [note.names["responsible"].pop(0)]
    return note


def _bodies_alone(printed: str, span: tuple[int, int]) -> str:
    """The words with the persons beside the bodies (市科协 赵刚) turned to pauses, so that offsets hold."""
    printed = _PERSON.sub(lambda match: match[0] if is_body(match[0][1:-1]) else ";" * len(match[0]), printed)
    alone = list(printed)
    for word in _WORDS.finditer(printed, *span):
        if not is_body(word[0]):
            alone[slice(*word.span())] = ";" * len(word[0])
    return "".join(alone)


def _without_brackets(seen: str) -> str:
    """The words with the brackets around them turned to semicolons, so that offsets hold."""
    opened, at = list(seen), 0
    while at < len(seen) and seen[at] in "([ \n" and not _BRIEF_LABEL.match(seen, at):
        depth = 0
        for end in range(at, len(seen)):
            depth += (seen[end] in "([") - (seen[end] in ")]")
            if depth <= 0:
                break
        opened[at] = ";"
        if seen[end] in ")]":
            opened[end] = ";"
        at = end + 1
    return "".join(opened)


def _take_deadlines(note: Note, printed: str, seen: str) -> str:
    """Note the deadline and blank it out, and scores with it."""

    def take(match: re.Match) -> str:
        if _NO_DEADLINE.search(match[1]):
            return match[0]
        note.deadline = note.deadline or printed[slice(*match.span(1))].strip(_EDGES)
        return ";" * len(match[0])

    seen = _SCORE.sub(lambda match: ";" * len(match[0]), seen)
    return _DEADLINE.sub(take, LABELLED_DEADLINE.sub(take, seen))


def _clauses(note: Note, printed: str, seen: str, span: tuple[int, int], default: str | None) -> None:
    """Give the names before each role word that role, and those behind the last one the default role."""
    at, end = span
    for match in _ROLE.finditer(seen, at, end):
        if match.start() >= at and _ends_a_list(seen, at, match, end):
            note.explicit = note.explicit or match.lastgroup != "other"
            cut = seen.rfind(";", at, match.start()) + 1 if match.lastgroup == "support" else 0
            if cut > at:
                _give(note, printed[at:cut], default)
            if match.lastgroup != "other":  # who guides or examines has none of the three roles
                _give(note, printed[max(at, cut) : match.start()], match.lastgroup)
            at = match.end()
    _give(note, printed[at:end], default)


def _ends_a_list(seen: str, at: int, match: re.Match, end: int) -> bool:
    """Whether the role word stands behind names and before a pause, or before further names (A牵头B配合)."""
    if _AFTER_A_ROLE.match(seen, match.end(), end):
        return True
    following = re.split(r"[、,;。]", seen[match.end() : min(match.end() + 60, end)])[0]
    role = _ROLE.search(following)
    return is_body(following[: role.start()] if role else following) and is_body(
        re.split(r"[、,;。]", seen[at : match.start()])[-1]
    )


def _give(note: Note, printed: str, role: str | None) -> None:
    """Enter a list of names; whoever stands behind 会同 supports, whoever bears the remark (牵头) leads."""
    seen = narrow(printed)
    joint = _WITH.search(seen)
    lists = [(printed, role or "responsible")]
    if joint:
        first = "lead" if role != "responsible" or not note.names["lead"] else role
        lists = [(printed[: joint.start()], first), (printed[joint.end() :], "support")]
        note.explicit = True
    for words, given in lists:
        names = [_BY.sub("", name.strip(_PAUSES)) for name in split_names(words.strip(_PAUSES))]
        names = [name for name in names if name.strip(_EDGES)]
        marked = [name for name in names if _LEADS_IN_BRACKETS.search(narrow(name))]
        note.explicit = note.explicit or bool(marked)
        for name in names:
            if name in marked:
                note.names["lead"].append(name[: _LEADS_IN_BRACKETS.search(narrow(name)).start()])
            elif role is None and not joint and not marked and not is_body(name):
                note.stray.append(name)
            else:
                note.names["support" if marked and role is None else given].append(name)
