"""Whether a number in a policy text is promised, reported, or neither.

Neither are subsidies and sums that something may cost, score weights, ranks, conditions (5人以上的单位), ages, deadlines and the
counts with which a text announces its own parts (实施5项行动).
"""

from __future__ import annotations

import re

from textmine.reading.commitments.conditions import promises_nothing
from textmine.reading.commitments.numbers import DOUBLED, RATIO, Quantity
from textmine.reading.commitments.periods import Period
from textmine.reading.commitments.surroundings import Surroundings

DOING = (
    "建立|建设|建成|新建|扩建|改建|改造|培训|轮训|培养|培育|引进|引育|选派|选聘|选树|招聘|招收|聘请|打造|创建|创办|创成|争创|认定|评定|评选|遴选|"
    "举办|承办|开展|组织|组建|成立|完成|发展|新增|增加|设立|开设|开办|开通|配备|配置|推出|推广|推介|支持|扶持|发布|制定|制修订|编制|出版|创作|研发|"
    "开发|实施|布设|布局|新设|命名|征集|吸纳|吸引|吸收|派出|派驻|发放|落实|形成|孵化|服务|惠及|覆盖|接待|实现|安排|壮大|储备|种植|营造|修复|治理|整治|"
    "淘汰|关停|压减|削减|节约|供应|保障|筹集|回收|提供|开放|投放|投入|购置|更新|升级|提升|获得|获批|申报|推荐|解决|拆除|推动|带动|推送|录制|制作|"
    "建有|设有|拍摄|放映|转化|汇聚|集聚|救助|托管|新改扩建|接入|上线|入库|签约|落地|帮扶|资助|筛查|开工|竣工|造林|绿化|架设|铺设|播出|刊发|发行|印制|印发|举行|巡讲|建"
)
SHARE_OF = re.compile(r"(达到|不得?超过|不得?高于|超过|不得?低于|不得?少于|提高到|占到?)(?:[一-鿿]{2,15}?)的\s?$")
_VERB = re.compile(DOING)
_ANNOUNCED = re.compile(
    r"(?:大)?(?:重点|主要|专项|提升|重大|具体|基本|以下|关键|核心|科学素质|工作|改革|保障|政策|民生)*"
    r"(?:行动|工程|任务|措施|举措|原则|方面|制度|机制|环节|阶段|内容|要求|领域|目标|重点|问题|部分|维度|步骤|层面|体系|关系|计划|专项|转变|统一|坚持|"
    r"确保|全面|结合|实事|特点|优势|事项|清单|类别|方向|层次)(?=[,;。、:)的和\s]|$)"
)
_STRUCTURE = re.compile(r"(?:中心|平台|支撑|抓手|载体|引擎|高地|清单|台账)(?=[,;。、+]|$)")
_FEW = 10
_SHARE = re.compile(r"(?:率|比例|比重|占比|面|程度|指数|水平)(?:[^,;。]{0,6})$")
_MONEY_GOALS = ("达到", "超过", "提高到", "增长", "不低于", "不少于", "下降", "降低到", "控制在", "保持在", "至少")
_SUBSIDY = re.compile(
    r"补助|补贴|奖励|奖补|奖金|贴息|罚款|返还|减免|减征|免征|抵扣|扣除|税率|利率|报销|给予[^,;。]{0,12}(?:支持|资助|奖|补|元)|最高|一次性"
)
_SCORED = re.compile(r"[得扣加计]\s?\d{1,3}(?:\.\d)?\s?分|\(\d{1,3}分\)")
_SCORE = re.compile(r"分值|权重|得分|加分|扣分|满分|计分|评分|赋分|总分")
_UP_TO_A_PAUSE = re.compile(r"[^,;。]*")
_CONDITION = re.compile(r"^(?:对|凡|对于|符合)(?![外接])")
_ELIGIBLE = re.compile(
    r"可(?:以)?(?:申报|申请|认定)|方可|(?:申报|认定|评选)条件|符合(?:下列|以下)条件|申[报请](?:单位|企业|主体|对象|人)(?:原则上)?(?:须|应|需|必须|应当)"
)
_DESCRIBED = re.compile(r"[^,;。、:\d]{1,25}(?:率|比例|比重|占比)(?:达|均|为|超|不|\d|提高|保持|稳定)")
_STAFF = re.compile(
    r"副?(?:市长|县长|区长|州长|主任|组长|书记|局长|领导|秘书长)|(?:部门|单位)(?:主要|分管|有关)?(?:负责|领导)|(?:专项)?工作(?:组|小组|专班)|[主分]会场"
)
_STATED = re.compile(r"到(?:19|20)\d{2}|力争|目标")
_AIMS = re.compile(r"目标|指标")
_RANKED = re.compile(r"(?:第|前|名列|位居|排名|居)(?:全[国省市州])?$")
_REPORTED = re.compile(
    r"去年|上年|上一年|已(?!经?.{0,3}将)|目前|截至|截止|现有|共有|以来|先后|[到增长高升建成立展养训]了"
)
_BACKGROUND = re.compile(
    r"前言|背景|现状|成效|回顾|成就|工作基础|发展基础|现实基础|形势|基本情况|发展环境$|[”\"五](?:时期)?(?:发展)?(?:成就|成果|成绩)|机遇|面临|挑战|存在问题|主要问题"
)
_ORIGIN = re.compile(r"(?:从|由|比|较)(?:[^,;。]{0,12})$")
_CHANGE = re.compile(r"\s?(?:左右)?,?(?:稳步|逐步|大幅|显著)?(?:提高|提升|增加|增长|上升|下降|降低|减少|扩大|发展)")
_TIMED = ("岁", "米", "小时", "分钟", "天", "课时", "学时", "年", "个工作日", "工作日", "个月")
_LIMITS = ("提高到", "降低到", "控制在", "保持在", "达到")
_SPENT = re.compile(
    r"(?:投入|安排|筹集|筹措|设立|整合|落实|拨付|新增|完成|引进|争取|募集|总投资|投资|实现|规模|吸引)[^,;。]{0,20}$"
)
_PRICED = re.compile(
    r"注册资(?:本|金)|收取|收费|每人每|押金|保证金|合同|单笔|单户|单个|额度|限额|价格|售价|起付|损失|工资|标准[为:]?$|按|[不未超]满"
)
# What a few of are things, not kinds, rules or campaigns.
_CONCRETE = frozenset(
    [
        "座",
        "所",
        "家",
        "处",
        "名",
        "人",
        "场",
        "次",
        "台",
        "辆",
        "套",
        "亩",
        "公里",
        "千米",
        "平方米",
        "平方公里",
        "户",
        "栋",
        "间",
        "株",
        "艘",
        "架",
        "床位",
        "学位",
        "课时",
        "学时",
        "人次",
        "场次",
        "百分点",
        "个百分点",
        "倍",
    ]
)
_NEVER_SPELLED = frozenset(["届", "级", "期", "岁", "门", "部", "天", "小时", "分钟", "个月", "工作日", "个工作日"])
_VERB_BEFORE = re.compile(rf"(?:{DOING})(?:[好出起]|至少|最少|各)?$")
_ENDS = re.compile(r"\s*(?:[,;。、(]|左右|和|与|及|$)")
_COMES_AGAIN = re.compile(
    r"[拥配保]有|配|设|建|召开|调整|评审|修订|巡查|检查|报告|更新|评估|考核|活动|调度|公布|统计|监测|研究|学习|体检|宣讲"
)
_FIRM = ("不少于", "不低于", "至少", "不超过", "不高于")


def is_promised(number: Quantity, around: Surroundings, *, goes_on: bool, each: bool = False) -> bool:
    """Whether the number is a target or a baseline.

    Parameters
    ----------
    number : Quantity
    around : Surroundings
    goes_on : bool
        Whether the number before it in the sentence is a promise that this one may continue (引进项目200个、专家800人次).
    each : bool
        Whether the number is one for each of several (每万人) or comes again (每年): then a small one is a promise too.
    """
    if _SCORE.search(around.clause + _UP_TO_A_PAUSE.match(around.after[:12])[0]) or _RANKED.search(around.phrase):
        return False
    if promises_nothing(number, around):
        return False
    if _SCORED.search(around.sentence) or (_DESCRIBED.match(around.after) and number.back and number.unit != "%"):
        return False
    if number.back and around.after.startswith("的,"):
        return False
    if not number.operator and _ORIGIN.search(around.phrase) and _CHANGE.match(around.after):
        return True
    if _ELIGIBLE.search(around.sentence) or _STAFF.match(around.after):
        return False
    if _CONDITION.match(around.clause.lstrip()) and _SUBSIDY.search(around.sentence):
        return False
    if number.unit.endswith("元"):
        return _is_planned_money(number, around)
    if number.front == DOUBLED or number.unit == RATIO:
        return True
    if number.unit.endswith(("工作日", "个月")):
        return number.front in _LIMITS
    if number.chinese:
        return _is_spelled_promise(number, around, goes_on=goes_on, each=each)
    if number.unit in _TIMED:
        return number.front not in ("", "为", "约")
    if number.unit[0] in "%‰成" or number.unit.endswith("百分点"):
        return _is_share(number, around, goes_on)
    if number.front not in ("", "为", "约") or number.back:
        return not _is_condition(number, around)
    announced = _ANNOUNCED.match(around.after) or (number.value < _FEW and _STRUCTURE.match(around.after))
    return bool(goes_on or _VERB.search(around.clause)) and not announced


def _is_planned_money(number: Quantity, around: Surroundings) -> bool:
    """Whether a sum is to be reached or spent; what something costs, or who gets it, is no promise."""
    if _SUBSIDY.search(around.sentence) or _PRICED.search(around.clause) or _is_condition(number, around):
        return False
    return number.front in _MONEY_GOALS or bool(_SPENT.search(around.phrase) and number.back != "以下")


def _is_spelled_promise(number: Quantity, around: Surroundings, *, goes_on: bool, each: bool) -> bool:
    """Whether a number in characters is one: 新建科普馆三十五个, but not 五大人群, 千名专家, 一个机制, 三项制度."""
    if _is_condition(number, around):
        return False
    if number.front in _FIRM or number.back == "以上":
        return True
    if number.scale_alone or number.unit in _NEVER_SPELLED or _ANNOUNCED.match(around.after):
        return False
    does = bool(_VERB.search(around.clause)) or number.front not in ("", "为", "约")
    if each:
        return does or bool(_COMES_AGAIN.search(around.clause))
    if number.value < 2 or (number.value < _FEW and number.unit not in _CONCRETE):
        return False
    direct = _VERB_BEFORE.search(around.phrase) or number.front not in ("", "为", "约")
    ends = does and _ENDS.match(around.after)
    return bool(direct or ends or (goes_on and number.value >= _FEW))


def _is_share(number: Quantity, around: Surroundings, goes_on: bool) -> bool:
    if _SUBSIDY.search(around.clause + around.after[:12]):
        return False
    stated = (
        number.operator
        or SHARE_OF.search(around.phrase)
        or _SHARE.search(around.phrase)
        or around.after.startswith(("的", "以上"))
    )
    return bool(stated or goes_on or _VERB.search(around.clause))


def _is_condition(number: Quantity, around: Surroundings) -> bool:
    """Whether the number only describes what is spoken of: 面积500平方米以上的场馆."""
    describes = number.back and around.after.startswith("的") and not number.front
    return bool(describes and around.phrase and not re.search(rf"(?:{DOING})$", around.phrase))


def _states_a_fact(number: Quantity, around: Surroundings) -> bool:
    """Whether the number only says how things are: 老年人占20%, where nothing speaks of an aim or a limit."""
    stands = number.front == "为" or (not number.front and around.phrase.endswith("占比"))
    return stands and not number.back and not _STATED.search(around.since) and not _AIMS.search(around.path)


def is_past(words: str, path: str) -> bool:
    """Whether the words report (已, 目前, 截至), or stand below a heading on the past."""
    return bool(_REPORTED.search(words) or _BACKGROUND.search(path))


def is_baseline(number: Quantity, around: Surroundings, year: int | None, period: Period) -> bool:
    """Whether the number reports what was reached, rather than what shall be.

    Notes
    -----
    True for a year before the period of the title, or before the document was made, for words of report (已, 截至, 以来, 了), for the point from which a change
    starts (从6.2%提高到10%), and for numbers without a later year under a heading on the past.
    """
    if not number.operator and _ORIGIN.search(around.phrase) and _CHANGE.match(around.after):
        return True
    made = period.made
    if number.verb.endswith("了"):
        return True
    if year is not None and made is not None and year != made:
        return year < max(made, period.begins or made)
    if _states_a_fact(number, around):
        return True
    if year is not None and made is not None:
        return year < (period.begins or made) or bool(_REPORTED.search(around.since))
    return is_past(around.since, around.path)
