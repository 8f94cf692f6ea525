"""The places and levels of Chinese government that a name states.

National, provincial, city and county are the levels; a town or street office has none of them. A 市 is a city unless it is one of
the county-level cities, which stand here by name; so do the autonomous prefectures that are called 州 for short.
"""

from __future__ import annotations

import re

_PROVINCE_NAMES = (
    "北京市|天津市|上海市|重庆市|河北省|山西省|辽宁省|吉林省|黑龙江省|江苏省|浙江省|安徽省|福建省|江西省|山东省|河南省|湖北省|湖南省|广东省|海南省|四川省|贵州省|云南省|"
    "陕西省|甘肃省|青海省|台湾省|内蒙古自治区|广西壮族自治区|西藏自治区|宁夏回族自治区|新疆维吾尔自治区|香港特别行政区|澳门特别行政区"
)
# Full name -> short name of the 34 provincial units; the production corps of Xinjiang ranks with them.
PROVINCES = {
    **{name: re.sub(r"(?:壮族|回族|维吾尔)?自治区|特别行政区|[市省]", "", name) for name in _PROVINCE_NAMES.split("|")},
    "新疆生产建设兵团": "新疆生产建设兵团",
}
_COUNTY_CITY_NAMES = (
    "辛集|晋州|新乐|遵化|迁安|滦州|武安|南宫|沙河|涿州|定州|安国|高碑店|平泉|泊头|任丘|黄骅|河间|霸州|三河|深州|古交|高平|介休|永济|河津|原平|侯马|霍州|孝义|汾阳|怀仁|"
    "霍林郭勒|满洲里|牙克石|扎兰屯|额尔古纳|根河|丰镇|乌兰浩特|阿尔山|二连浩特|锡林浩特|新民|瓦房店|庄河|海城|东港|凤城|凌海|北镇|盖州|大石桥|灯塔|调兵山|开原|北票|凌源|兴城|"
    "榆树|德惠|公主岭|蛟河|桦甸|舒兰|磐石|双辽|梅河口|集安|临江|扶余|洮南|大安|延吉|图们|敦化|珲春|龙井|和龙|尚志|五常|讷河|虎林|密山|铁力|同江|富锦|抚远|绥芬河|海林|宁安|穆棱|"
    "东宁|北安|五大连池|嫩江|安达|肇东|海伦|漠河|江阴|宜兴|新沂|邳州|溧阳|常熟|张家港|昆山|太仓|启东|如皋|海安|东台|仪征|高邮|丹阳|扬中|句容|兴化|靖江|泰兴|建德|余姚|慈溪|瑞安|"
    "乐清|龙港|海宁|平湖|桐乡|诸暨|嵊州|兰溪|义乌|东阳|永康|江山|玉环|温岭|临海|龙泉|巢湖|无为|桐城|潜山|天长|明光|界首|宁国|广德|福清|永安|石狮|晋江|南安|邵武|武夷山|建瓯|漳平|"
    "福安|福鼎|乐平|瑞昌|共青城|庐山|贵溪|瑞金|龙南|井冈山|丰城|樟树|高安|德兴|胶州|平度|莱西|滕州|龙口|莱阳|莱州|招远|栖霞|海阳|青州|诸城|寿光|安丘|高密|昌邑|曲阜|邹城|新泰|肥城|"
    "荣成|乳山|乐陵|禹城|临清|邹平|巩义|荥阳|新密|新郑|登封|舞钢|汝州|林州|卫辉|辉县|长垣|沁阳|孟州|禹州|长葛|义马|灵宝|邓州|永城|项城|济源|大冶|丹江口|宜都|当阳|枝江|老河口|枣阳|"
    "宜城|钟祥|京山|应城|安陆|汉川|石首|洪湖|松滋|监利|麻城|武穴|赤壁|广水|恩施|利川|仙桃|潜江|天门|浏阳|宁乡|醴陵|湘乡|韶山|耒阳|常宁|武冈|邵东|汨罗|临湘|津市|沅江|资兴|洪江|"
    "冷水江|涟源|祁阳|吉首|乐昌|南雄|台山|开平|鹤山|恩平|廉江|雷州|吴川|高州|化州|信宜|四会|兴宁|陆丰|阳春|英德|连州|普宁|罗定|荔浦|岑溪|东兴|桂平|北流|靖西|平果|合山|凭祥|横州|"
    "五指山|琼海|文昌|万宁|东方|都江堰|彭州|邛崃|崇州|简阳|广汉|什邡|绵竹|江油|射洪|隆昌|峨眉山|阆中|华蓥|万源|马尔康|康定|会理|西昌|清镇|赤水|仁怀|黔西|盘州|兴仁|兴义|凯里|都匀|"
    "福泉|安宁|宣威|澄江|腾冲|水富|楚雄|禄丰|个旧|开远|蒙自|弥勒|文山|景洪|大理|瑞丽|泸水|香格里拉|米林|错那|兴平|彬州|韩城|华阴|神木|子长|旬阳|玉门|敦煌|华亭|临夏|合作|玉树|同仁|"
    "格尔木|德令哈|茫崖|灵武|青铜峡|昌吉|阜康|博乐|阿拉山口|库尔勒|阿克苏|库车|阿图什|喀什|和田|伊宁|奎屯|霍尔果斯|塔城|乌苏|沙湾|阿勒泰|石河子|阿拉尔|图木舒克|五家渠|北屯|铁门关|"
    "双河|可克达拉|昆玉|胡杨河|新星|白杨"
)
_COUNTY_CITIES = frozenset(_COUNTY_CITY_NAMES.split("|"))
_HAN = r"[\u4e00-\u9fff]"
# No place's name holds these characters: they join words or end another place's name.
_NAME = r"(?:(?!关于|[于的及等与各省市县区])[\u4e00-\u9fff])"
_PREFECTURES = (
    rf"{_NAME}{{2,14}}?自治州|(?:延边|恩施|湘西|阿坝|甘孜|凉山|黔西南|黔东南|黔南|楚雄|红河|文山|西双版纳|大理|德宏|怒江|迪庆|临夏|甘南|海北|黄南|海南|果洛|玉树|海西|昌吉|"
    r"博尔塔拉|博|巴音郭楞|巴|克孜勒苏|克|伊犁)州|(?:大兴安岭|阿里|阿克苏|喀什|和田|塔城|阿勒泰)地区|(?:兴安|锡林郭勒|阿拉善)盟"
)
_PROVINCE = re.compile(
    "|".join([*PROVINCES, *(rf"{short}(?!{_HAN}{{0,4}}[市州县旗])" for short in PROVINCES.values())])
)
_CITY = re.compile(rf"{_PREFECTURES}|辉县市|津市市|{_NAME}{{2,6}}?市")
_COUNTY = re.compile(
    rf"{_NAME}{{2,12}}?自治[县旗]|{_NAME}{{1,5}}县|{_NAME}{{2,6}}旗|神农架林区|六枝特区|浦东新区|滨海新区|{_NAME}{{1,5}}(?<![开发园社景治范验护理作新山牧老湾校辖灾库小片军林特地务])区"
)
_NOT_A_PLACE = re.compile(r".{2,}(?:城|都|县级|都会)市$|^[全各本我该州市省]")
_TOWN = re.compile(rf"{_HAN}{{1,7}}?(?:镇|乡|街道)(?!村)")
_NATIONAL = re.compile(
    r"中共中央|中央|国务院|国家|全国|中国(?:科协|科学技术协会|科学院|社会科学院|工程院|气象局|地震局|残疾人联合会|作家协会|文联|人民银行|关工委)|中华人民共和国|中华全国|"
    r"中办|国办|共青团中央|全民科学素质纲要实施工作办公室|最高人民|"
    r"(?:外交|国防|教育|科学技术|科技|工业和信息化|公安|民政|司法|财政|人力资源(?:和)?社会保障|自然资源|生态环境|环境保护|住房(?:和)?城乡建设|交通运输|铁道|水利|农业农村|农业|商务|"
    r"文化和旅游|文化|卫生|退役军人事务|应急管理|国土资源|人事|建设)部|应急管理部|海关总署|税务总局|市场监管总局|体育总局|广电总局"
)


def place_of(name: str) -> tuple[str | None, str | None]:
    """The place that a body's name or a title begins with, and its level of government.

    Parameters
    ----------
    name : str
        Such as 云南省楚雄州人民政府 or 中山市全民科学素质行动规划纲要实施方案.

    Returns
    -------
    region : str or None
        The smallest place named, as it is written: 楚雄州. None for national bodies and where none is named.
    level : str or None
        "national", "provincial", "city" or "county".
    """
    name = re.sub(r"^(?:中共|中国共产党|政协|共青团)(?!中央)", "", re.sub(r"\s", "", name))
    if _NATIONAL.match(name):
        return None, "national"
    region = level = None
    if match := _PROVINCE.match(name):
        region, level, name = match[0], "provincial", name[match.end() :]
    if (match := _CITY.match(name)) and not (match[0][:-1] not in _COUNTY_CITIES and _NOT_A_PLACE.match(match[0])):
        county = match[0][:-1] in _COUNTY_CITIES and match[0].endswith("市")
        region, level, name = match[0], "county" if county else "city", name[match.end() :]
    if (match := _COUNTY.match(name)) and not _NOT_A_PLACE.match(match[0]):
        region, level, name = match[0], "county", name[match.end() :]
    if region and (match := _TOWN.match(name)) and not name.startswith(("乡村", "城乡")):
        return match[0], None
    return region, level
