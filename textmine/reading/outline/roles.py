"""The labels of responsibility notes as a grammar: qualifiers, words of a role, the word for a body (牵头考核单位, 主要配合部门).

Patterns see text as `textmine.reading.characters.narrow` gives it. A label of this grammar is one only where a colon, a closing square
bracket or 为 and a body follow it, for its words are also those of running prose (有关单位和部门).
"""

from __future__ import annotations

import re

LEAD = "牵头|主办|主责|统筹|领衔"
SUPPORT = "配合|协办|参与|参加|协同|协作|协助|支持|联办|会办|联合|配套|成员|辅助"
RESPONSIBLE = "责任|负责|落实|实施|承办|执行|承担|推进|承接|完成|推动|组织|经办|办理"
# Who examines, urges or advises is none of the three roles: the label ends the list before it, and its bodies are passed over.
OTHER = "考核|督办|督导|督查|监督|指导|评估|验收|审核|协调|督促|主管"
_WORD = f"(?:{LEAD}|{SUPPORT}|{RESPONSIBLE}|{OTHER})"
_LISTED = (
    r"(?:(?:[国省市州县区镇乡]级|市县|县区|区县|市州|州市|县市区|[省市州县区]直(?:部门|单位)?|国家|中央|地方|属地|行业|主要|共同|具体|直接|其他|其它|其余|相关|有关|总|各|本项|该项|任务|工作|项目|目标|业务|主体|第[一二]|首要|联合|专班|专项|"
    r"本(?:[章节条项]|部分|任务|领域)(?:任务|工作|措施)*的?)){0,3}"
)
# Any other words may qualify a role (指标牵头单位) where they begin the label and are not the name of a body.
_FREE = r"(?<![一-鿿])[^\W\d_a-zA-Z局委办部厅会院校联团馆协社处室站队司府为是由的和与及或等者]{1,6}?"
_QUALIFIER = rf"(?:{_FREE}|{_LISTED})"
_UNIT = r"(?:主体)?(?:单位|部门|主体|机构|[处科股部]室|局办|地区)(?:\s?\((?:单位|部门|地区|主体|机构|县区|县市区|处室|科室)\))?"
_AND = r"(?:[、和与及/,]|以及|暨)"
_PERSON = r"(?:[省市州县区]?(?:级|直|政府|委)?领导|责任人|负责人|联系人|人)"
_SECOND = rf"(?:\s?\({_WORD}\)|{_WORD})?"
_TAIL = rf"(?:{_AND}(?:主要|具体)?(?:责任|牵头|负责|分管|联系)?{_PERSON}|\((?:责任人|负责人|联系人)\)|{_AND}(?:职责)?分工|{_AND}(?:完成)?(?:时限|时间|期限))?"

LABELS = {
    # 牵头及责任单位: who of them leads is not said.
    "mixed": rf"{_QUALIFIER}{_WORD}(?:{_UNIT})?{_AND}{_QUALIFIER}{_WORD}{_UNIT}{_TAIL}",
    "lead_person": rf"{_QUALIFIER}(?:{LEAD})(?:责任)?{_PERSON}{_AND}(?:{_WORD})?{_UNIT}",
    "responsible_person": rf"{_QUALIFIER}(?:{RESPONSIBLE}){_PERSON}{_AND}(?:{_WORD})?{_UNIT}",
    "lead": rf"{_QUALIFIER}(?:{LEAD}){_SECOND}{_UNIT}{_TAIL}|(?:{_QUALIFIER}(?:第一|首要)|[省市县区]?主要)(?:责任|负责){_UNIT}{_TAIL}",
    "support": rf"{_QUALIFIER}(?:{SUPPORT}){_SECOND}{_UNIT}{_TAIL}",
    "responsible": rf"{_QUALIFIER}(?:{RESPONSIBLE}){_SECOND}{_UNIT}{_TAIL}",
    "other": rf"{_QUALIFIER}(?:{OTHER}){_SECOND}{_UNIT}{_TAIL}",
}
ROLE_OF = {
    "mixed": "responsible", "lead_person": "lead", "responsible_person": "responsible", "other": None, "person": None
} | {role: role for role in ("lead", "support", "responsible")}  # fmt: skip
FOLLOWS = r"(?=\s?(?:[(;][^()]{0,30}[);]\s?)?\*{0,3}\s?(?:[:\]]|为(?=[省市州县区国各团中])))"
LABEL = "|".join(f"(?:{pattern})" for pattern in LABELS.values())
_COLUMN = re.compile("|".join(f"(?P<{role}>{pattern})" for role, pattern in LABELS.items()))
_BRIEF = re.compile(rf"(?P<lead>{LEAD})|(?P<responsible>责任|负责)")


_SPACED = re.compile(r"(?<![一-鿿])(?:[一-鿿] ){2,8}[一-鿿](?= ?[:\]])")


def closed_labels(words: str) -> str:
    """The words with letter-spaced labels (牵 头 单 位:) closed up and set to the right, so that offsets hold."""
    if " " not in words:
        return words
    return _SPACED.sub(lambda match: match[0].replace(" ", "").rjust(len(match[0])), words)


def column_role(name: str) -> str | None:
    """The kind of label (a key of `LABELS`) that the name of a table's column is; None where it is none."""
    match = _COLUMN.fullmatch(name) or _BRIEF.fullmatch(name)
    return match.lastgroup if match else None


def names_persons(label: str) -> bool:
    """Whether bodies and persons stand behind a label (责任领导和单位, 牵头单位和责任人)."""
    return bool(re.search(rf"{_AND}?.{{0,4}}(?:领导|责任人|负责人|联系人)|{_AND}.{{0,4}}人$", label))
