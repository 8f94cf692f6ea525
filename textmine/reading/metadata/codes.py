"""The letters of a document number -> the body that gives such numbers: 辽政发 is 辽宁省人民政府.

Only bodies whose letters are theirs alone stand here: those of the nation and the governments of the provinces. A city's letters
(楚政通) are its own choice, and name nobody to whoever does not know them.
"""

from __future__ import annotations

import re

# Letters that a city shares are left out: 宁政发 is Ningxia's and Nanjing's, 青政发 Qingdao's while 青政 is Qinghai's.
_PROVINCES = {
    "京": ("北京市", "政"), "津": ("天津市", "政"), "沪": ("上海市", "府"), "渝": ("重庆市", "府"), "冀": ("河北省", "政"),
    "晋": ("山西省", "政"), "辽": ("辽宁省", "政"), "吉": ("吉林省", "政"), "黑": ("黑龙江省", "政"), "苏": ("江苏省", "政"),
    "浙": ("浙江省", "政"), "皖": ("安徽省", "政"), "闽": ("福建省", "政"), "赣": ("江西省", "府"), "鲁": ("山东省", "政"),
    "豫": ("河南省", "政"), "鄂": ("湖北省", "政"), "湘": ("湖南省", "政"), "粤": ("广东省", "府"), "琼": ("海南省", "府"),
    "川": ("四川省", "府"), "黔": ("贵州省", "府"), "云": ("云南省", "政"), "陕": ("陕西省", "政"), "甘": ("甘肃省", "政"),
    "青": ("青海省", "政"), "内": ("内蒙古自治区", "政"), "桂": ("广西壮族自治区", "政"), "藏": ("西藏自治区", "政"),
    "新": ("新疆维吾尔自治区", "政"),
}  # fmt: skip
_SHARED = re.compile(r"青政(?:办?发|字)|新政(?:函|通)?")
_ENDING = r"(?:发|函|字|规|电|明电|通报|秘|任|令|复|发明电|函电)?"
_OFFICE = re.compile(rf"(?:政办|府办|府厅|办){_ENDING}")
_OF_THE_NATION = {
    "中共中央办公厅、国务院办公厅": r"中办发|中办|厅字",
    "国务院办公厅": r"国办(?:发|函|发明电|秘函|通)",
    "国务院": r"国(?:发|函|发明电)",
    "国家发展和改革委员会": r"发改[\u4e00-\u9fff]{1,4}",
    "科学技术部": r"国科(?:发|办)[\u4e00-\u9fff]{1,2}",
    "工业和信息化部": r"工信(?:部|厅)[\u4e00-\u9fff]{1,3}",
    "人力资源和社会保障部": r"人社部[\u4e00-\u9fff]",
    "自然资源部": r"自然资(?:发|规|办发|函)",
    "生态环境部": r"环(?:发|办|规|土壤|水体|大气|固体|评)[\u4e00-\u9fff]{0,4}",
    "农业农村部": r"农(?:发|办|规发|计发|科教发|机发|农发|医发|牧发|渔发)[\u4e00-\u9fff]{0,2}",
    "文化和旅游部": r"文旅[\u4e00-\u9fff]{1,4}",
    "国家卫生健康委员会": r"国卫[\u4e00-\u9fff]{1,5}",
    "国家税务总局": r"税总[\u4e00-\u9fff]{1,3}",
    "国家市场监督管理总局": r"国市监[\u4e00-\u9fff]{1,4}",
    "中国人民银行": r"银发",
    "海关总署": r"署[\u4e00-\u9fff]发",
    "中国科学技术协会": r"科协(?:发|办发)[\u4e00-\u9fff]{0,3}",
}


def body_of_code(number: str | None) -> str | None:
    """The body whose letters a document number bears; None where they are nobody's in particular.

    Parameters
    ----------
    number : str or None
        In its usual form: 辽政发〔2017〕46号.
    """
    letters, bracket, _ = (number or "").partition("〔")
    if not bracket:
        return None
    for body, pattern in _OF_THE_NATION.items():
        if re.fullmatch(pattern, letters):
            return body
    place, government = _PROVINCES.get(letters[:1], ("", ""))
    if not place or _SHARED.fullmatch(letters):
        return None
    if _OFFICE.fullmatch(letters[1:]):
        return f"{place}人民政府办公厅"
    return f"{place}人民政府" if re.fullmatch(government + _ENDING, letters[1:]) else None


def province_of_code(number: str | None) -> str | None:
    """The province with whose letter a number begins: 天津市 of 津政发; a city's number may begin with the same one by chance."""
    return _PROVINCES.get((number or "")[:1], (None, ""))[0] if "〔" in (number or "") else None
