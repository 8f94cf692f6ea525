"""Bodies that a page names without their place: 市人民政府 as 赤壁市人民政府."""

from __future__ import annotations

import re

from textmine.reading.characters import plain
from textmine.reading.metadata.bodies import INCOMPLETE
from textmine.reading.metadata.codes import province_of_code
from textmine.reading.metadata.known import INFERRED, Read
from textmine.reading.metadata.places import place_of

_SHORT_GOVERNMENT = re.compile(r"(?<=[省市州县区])(?:政府|府)(?=办公[厅室]|$)")
# 结合赤壁实际, but not 结合我市实际 or 结合工作实际.
_SUITED = re.compile(
    r"结合(?![我本全各自该当其]|.{0,6}(?:工作|具体|地方|部门|单位|发展|生产))([\u4e00-\u9fff]{2,6}?)(?:的)?实际"
)
# Labels of who sent the page in: a site that names its city.
_SOURCES = ("来源", "信息来源", "文章来源", "稿件来源", "来自")


def completed(
    issuer: Read, title: str | None, number: str | None, header: list[tuple[str, str, str]], front: list[str]
) -> Read:
    """市人民政府 as 赤壁市人民政府, where the title, the header, the number's letters or 结合赤壁实际 name the 市; 省府办公厅 in full."""
    bare = re.fullmatch(r"(?:人民)?政府(?:办公[厅室])?", issuer.value or "")
    match = INCOMPLETE.match(issuer.value or "")
    if not issuer.value or not (match or bare):
        return issuer
    sources = [value for kind, label, value in header if kind in ("author", "publisher") or label in _SOURCES]
    named = [re.sub(r"^.{0,8}(?:印发|转发)?《", "", title or ""), *sources]
    regions = [region for region in (*(place_of(name)[0] for name in named), province_of_code(number)) if region]
    region = next((region for region in regions if bare or (match and region.endswith(match[1]))), None)
    region = region or (_of_text(front, match[1]) if match else None)
    if not region:
        return issuer
    bodies = ["人民" + issuer.value.removeprefix("人民")] if bare else issuer.value.split("、")
    own = "、".join(_in(region, _SHORT_GOVERNMENT.sub("人民政府", body)) for body in bodies)
    return Read(own, issuer.where, INFERRED)


def _of_text(front: list[str], unit: str) -> str | None:
    """赤壁市, where the words above the first heading say 结合赤壁实际 and the issuer is a body of the 市."""
    for line in front:
        match = _SUITED.search(plain(line[:2000]))
        if match and (match[1].endswith(unit) or not re.search(r"[省市县州区]$", match[1])):
            return match[1].removesuffix(unit) + unit
    return None


def _in(region: str, body: str) -> str:
    """A body with the name of its place before it: 市人民政府 is 云山市人民政府."""
    party = "中共" if re.match(r"[省市县州区]委(?!员)", body) else ""
    return party + (region[:-1] + body if body.startswith(region[-1]) else region + body)
