"""Names of bodies: what ends one, which of several run together, which lack their place."""

from __future__ import annotations

import re

from textmine.reading.metadata.places import place_of

# Names of bodies end in one of these; a signature or the words before 关于 are an issuer only where they do.
BODY = re.compile(
    r"[^\s,。;:《》()]{0,50}(?:政府|国务院|办公厅|办公室|委员会|党委|[省市县州区]委|局|厅|部|科协|协会|学会|总工会|联合会|妇联|管委会|联席会议|领导小组|指挥部|大会|常委会|法院|检察院|大学|学院|研究院|"
    r"科学院|银行|办事处|公署|工委|党组|总队|支队|医院|海关|联社|司令部|图书馆|科技馆|博物馆|总署|中心|集团|公司|部门|单位|兵团|团委|委|办|司|署|公安处|分局|分行|支行|学校|学部|工作组|工作专班|研究所|气象台|人大|政协|研究会|基金会|商会|工商联|文联|残联|红十字会|总社|中心校|组委会)"
)
# 市人民政府 names no place: a signature that does is better, else the title completes it.
INCOMPLETE = re.compile(
    r"(省|市|县|州|区)(?=人民政府|委|政府|府|科|教|民|农|财|工|住|交|水|商|文|卫|应急|审计|市场|发展|人力|自然|生态|公安|司法|统计|医疗|退役|国资)"
)
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


def bodies_of(words: str, signed: list[str]) -> str | None:
    """The bodies that the words name, joined by 、; None where they name none. Signatures tell where one name ends."""
    if signed and "".join(signed) == re.sub(r"[\s、,,]", "", words):
        return "、".join(dict.fromkeys(signed))
    for run_on in _RUN_ON:
        words = run_on.sub(r"\g<own>、", words)
    names = [_SECOND_NAME.sub("", name) for name in re.split(r"[\s、,,;;]+", words) if name]
    whole = names and all(BODY.fullmatch(name) or name.endswith("部门") for name in names)
    return "、".join(names) if whole else None


def names_its_place(line: str) -> bool:
    """Whether a line is the name of one body, and the name says of which place, or that it is the nation's."""
    return bool(BODY.fullmatch(line)) and not INCOMPLETE.match(line) and any(place_of(line))
