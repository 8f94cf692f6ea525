"""What web pages put around a policy, as patterns with a reason each.

Every pattern sees whole lines as `textmine.reading.clean.narrow` gives them, blanks single; a longer line than `LONGEST` is text.
Three zones: above the first line of policy stand the site's name, its navigation and the metadata; below the last one
related links and footers; between them only what no policy would say is removed.
"""

from __future__ import annotations

import re

LONGEST = 300

_TAGS = (
    "a|abbr|article|aside|b|big|blockquote|body|br|button|center|dd|div|dl|dt|em|fieldset|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|"
    "img|input|label|li|link|listing|main|meta|meter|nav|nobr|noscript|o:p|object|ol|option|p|param|pre|rt|samp|script|section|select|small|span|st1:[a-z]+|"
    "strike|strong|style|sub|sup|table|tbody|td|textarea|tfoot|th|thead|title|tr|tt|u|ul|ucapcontent|ucaptitle|ucap|v:[a-z]+|w:[a-z]+|xml"
)
MARKUP = re.compile(
    rf"</?(?:{_TAGS})(?:[\s/][^<>\n]{{0,300}})?>|<!--[^<>\n]{{0,300}}-->|<!\[[^<>\n]{{0,80}}\]>|\{{\{{[^{{}}\n]{{0,120}}\}}\}}|(?<!\S)#{{1,6}}[ \t]+(?=\S)|"
    # Markdown: pictures, the address of a link and its brackets, bold face, escapes.
    r"!\[[^\[\]\n]{0,200}\]\([^()\s]{1,500}\)|\[(?=[^\[\]\n]{1,200}\]\((?:https?:|\.{0,2}/|#)[^()\s]{0,500}\))|(?<=[^\[\]\n])\]\((?:https?:|\.{0,2}/|#)[^()\s]{0,500}\)|"
    r"(?<!\*)\*\*(?!\*)|\\(?=[.*_#()\[\]>+!-])|"
    r"&(?:nbsp|emsp|ensp|thinsp|zwnj|zwj|#160|#12288|#xa0|#x3000);?",
    re.IGNORECASE,
)
# Script and style that a text export left behind: whole lines in the grammar of JavaScript or CSS.
_CODE = (
    r"(?:(?:var|let|const)\s\w+\s?=|function\s?\w*\s?\(|\$\(|\$\.|document\.|window\.|if\s?\(|else\s?\{|try\s?\{).*[;{})>\]]|//\s?(?:<|\]\]).*|"
    r"[})\];,\s]{0,10}\}[})\];,\s]{0,10}|(?a:[.#@]?[a-z][\w.#\s,>:*()-]{0,80}\{[^{}]{0,250}\}?|[a-z-]{2,30}\s?:\s?[\w\s#.,%()'\"-]{1,80};)|/\*.*\*/"
)

_CLEAR_TOOL = (
    "打印本页|打印此页|打印文章|本页打印|打印页面|打印正文|关闭窗口|关闭本页|关闭页面|关闭此页|加入收藏|设为首页|收藏本页|返回顶部|回到顶部|返回首页|回首页|返回上一页|返回列表|"
    "我要纠错|网页纠错|分享到|分享至|分享本页|保存本页|复制链接|手机扫一扫|长者模式|语音播报|语音朗读|视力保护色|无障碍浏览|无障碍阅读|进入关怀版|关怀版|适老化|"
    "QQ空间|微信朋友圈|朋友圈|新浪微博|腾讯微博|微信扫一扫|收藏文章|文章纠错|字体大小|文字大小"
)
_TOOL = (
    f"{_CLEAR_TOOL}|字体|字号|文字|朗读|大|中|小|特大|超大|默认|正常|放大|缩小|打印|关闭|收藏|分享|转发|复制|保存|下载|纠错|微信|微博|QQ|返回|扫一扫|二维码|无障碍|繁体|"
    r"简体|繁體|移动版|手机版|电脑版|A\+|A-|A|T|＋|\+"
)
_BETWEEN = r"[\s:|/\[\]()·,、•>]"
_TOOL = "|".join(sorted(_TOOL.split("|"), key=len, reverse=True))
# What a line of tools begins with: most lines need no closer look.
TOOLS_OPEN = frozenset(" \t\n\r\f\v:|/[]()·,、•>" + "".join(tool.lstrip("\\")[0] for tool in _TOOL.split("|")))
# Possessive: a line of tools that ends in another word is given up at once.
TOOLS = re.compile(rf"{_BETWEEN}*+(?:{_TOOL})(?:{_BETWEEN}*+(?:{_TOOL}))*+{_BETWEEN}*+")
CLEAR = re.compile(
    rf"{_CLEAR_TOOL}|(?:字体|字号|文字)\s?:?\s?[\[(]|(?:字体|字号)\s?:|\[\s?(?:大|打印|关闭)\s?\]|打印.*关闭|大\s中\s小"
)
_COUNT = r"(?:浏览|访问|点击|阅读|查看|点阅|阅览|关注)(?:次数|人次|人数|量|数|率)"
# Tools and counters that share a line with the metadata.
BESIDE_METADATA = re.compile(
    rf"(?<![\u4e00-\u9fff])(?:视力保护色|文字大小|字体大小|字体|字号|文字)\s?:?\s?[\[(]?(?:[\s\[(|]*(?:特大|超大|大|中|小|默认|正常)(?=[\s\[\])|大中小]|$)[\s\])|]*)+|(?<![\u4e00-\u9fff])(?:字体|字号)\s?:\s?[\[(]?\s?(?=$|\S)|"
    rf"[\[(]?{_COUNT}\s?:?\s?[\d,]*\s?(?:次|人次)?[\])]?|(?:^|(?<=\s))[\[(]?(?:{_CLEAR_TOOL}|打印|关闭|收藏|分享|下载|微信|微博)[\])]?(?=[\s:|]|$)\s?:?"
)

_CRUMBS = r"(?:>{1,2}|»|›|→|/|\\|-|—)"
ANYWHERE = [
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        ("markup", _CODE),
        (
            "page tools",
            rf"[\[(]?{_COUNT}\s?(?::\s?[\[(]?[\d,]*|\d+)\s?(?:次|人次)?[\])]?|[\[(]?(?:浏览|阅读|点击)\s?:\s?\d+\s?次?[\])]?",
        ),
        (  # tools, counter, source and day in spans that nothing sets apart
            "page tools",
            rf"(?=.{{0,60}}(?:{_CLEAR_TOOL}|字号\s?:|打印关闭)){_BETWEEN}*+(?:{_TOOL})(?:{_BETWEEN}*+(?:{_TOOL})){{2,}}+"
            rf"(?:{_BETWEEN}*+{_COUNT}\s?:?\s?\d*)?(?:\s?(?:信息)?来源\s?:[^。,;]{{1,40}}?)?(?:\s?(?:发布)?(?:时间|日期)\s?:\s?[\d\s:年月日-]{{6,24}})?",
        ),
        ("page tools", r"(?:已有|共有|本文已被|您是第)?\s?\d+\s?(?:人|次|位)(?:浏览|阅读|访问|访客).{0,10}"),
        (
            "page tools",
            r".{0,6}扫(?:描|一扫).{0,10}(?:打开|查看|浏览|访问|分享|阅读).{0,4}(?:当前页面?|本页|页面|本文|朋友圈|微信|网页).{0,8}|用?微信?扫(?:描|一扫).{0,8}(?:分享|朋友圈).{0,12}",
        ),
        ("page tools", r"(?:本文)?下载地址\s?:.{0,40}|点击(?:此处|这里)?下载"),
        ("page number", r"[-—–]{1,2}\s?\d{1,3}\s?[-—–]{1,2}|第\s?\d{1,3}\s?页\s?,?\s?共\s?\d{1,3}\s?页"),
        (
            "navigation",
            r"(?:您?(?:现在|当前|目前)?(?:所在|的|所处)*位置(?:是)?|您在|当前页面|当前栏目|当前频道)\s?:\s?(?=[^。]*(?:首页|主页|网|>|»|›|/))[^。]{1,150}",
        ),
        ("navigation", r"您?(?:现在|当前|目前)(?:所在|的|所处)*位置(?:是)?\s?:\s?[^。;,]{2,40}"),
        (
            "page tools",
            r"分享到微?信?朋友圈.{0,3}|打开微信,点击底部的“发现”,?|保存为[Ww]ord(?: (?:打印|关闭))*|今天是\s?:?(?:\s?\d{4}\s?年.{0,20})?",
        ),
        (
            "navigation",
            r"您?(?:现在|当前|目前)?(?:所在|的)*位置(?:是)?\s?:?\s?(?:网站|本站)?(?:首页|主页)\s?[>»›/\\]?[^。]{0,150}",
        ),
        ("navigation", rf"(?:网站|本站|本网)?(?:首页|主页)\s?{_CRUMBS}[^。;]{{1,150}}"),
        (
            "footer",
            r"(?!\(?[一二三四五六七八九十\d]{1,3}[).、])(?=[^。]*(?:ICP\s?[备证][^\d。]{0,10}\d{4}|公网安备\s?[号:]?\s?\d{6}|网站标识码?\s?:?\s?(?:bm)?\d{6}|经营许可证编号))[^。]+",
        ),
        (
            "footer",
            r"[^。]{0,60}(?:©|\(c\)|copyright|All Rights? Reserved)[^。]{0,150}\.?|[^。]{0,40}版权所有(?!者|人|权)[^。]{0,60}",
        ),
        (
            "footer",
            r"(?:特别|免责|版权)声明\s?:.*|凡本(?:网|站)注明.*|[^。]{0,40}不代表本(?:网|站).*|.{0,10}如有侵权.*|.{0,40}您(?:的|使用的|当前)*浏览器.*|您?(?:即将)?(?:访问|离开).{0,20}(?:链接|网站).{0,40}是否继续.{0,3}|(?:继续访问|放弃|确定离开|取消访问)(?: (?:继续访问|放弃|取消))?|"
            r"(?:建议|推荐)使用.{0,40}(?:浏览器|分辨率).{0,40}|.{0,10}欢迎您?(?:访问|来到|光临|进入|浏览).{0,40}(?:网站?|网站首页)[!！]?",
        ),
        ("related links", r"关联法规\s?:.{0,60}条"),
        ("footer", r"原文(?:链接|地址|网址)\s?:\s?(?:https?:|www).{0,200}"),
        ("related links", r"(?:上|下)一(?:篇|条|页|个)\s?:.{0,150}"),
        (
            "document library",
            r"第\d+页\s?/\s?共\d+页|上传人\s?:.*|.*文档编号\s?:\s?\d+.*|展开阅读全文|下载资源|资源描述|.{2,80}\.(?:docx?|pdf|wps|pptx?)_第\d+页",
        ),
        (
            "document library",
            r"亲,该文档总共\d+页.*|《.*\.(?:docx?|pdf)》由.*分享.*|.*\(\d+页珍藏版\).*|.*(?:文库|豆丁|道客巴巴)(?:网)?上搜索。?",
        ),
    )
]
# Every line that a pattern of ANYWHERE can match holds one of these: most lines are spared the patterns. Upper and lower case
# are spelt out, for a search that ignores case looks at every character.
HINT = re.compile(
    r"[{}();\]>—–-]$|^/[*/]|[次量率页扫]|人数|关联|原文|微信|朋友圈|保存|今天|\d\s?[人位]|浏览|阅读|点击|位置|您在|当前|首页|主页|[Ii][Cc][Pp]|安备|标识|许可证|©|\([Cc]\)|[Cc][Oo][Pp][Yy][Rr]|"
    r"[Rr][Ee][Ss][Ee][Rr][Vv]|版权|声明|凡本|不代表|侵权|分辨率|欢迎|是否继续|继续访问|放弃|[上下]一|上传人|文档|下载|资源|文库|豆丁|巴巴|分享"
)
# The same of lines that end as sentences.
# They open with a set of characters, which a search runs through faster than through a choice of words.
SENTENCE_HINT = re.compile(
    r"[人次位声凡不侵浏分上下文珍搜Cc©(扫](?:(?:(?<=\d[人次位])|(?<=\d\s[人次位]))[浏阅访]|(?<=声)明|(?<=凡)本|(?<=不)代表|(?<=侵)权|(?<=浏)览器|(?<=分)(?:辨率|享)|"
    r"(?<=[上下])一[篇条页个]|(?<=文)档|(?<=珍)藏|(?<=搜)索|(?<=[Cc])[Oo][Pp][Yy][Rr]|(?<=\()[Cc]\)|(?<=[©扫]))"
)
# A file to download, below the policy: 1.申报书.docx, but not the list of annexes (附件:1.申报书.docx).
ATTACHMENT = re.compile(
    r"(?!附\s?[件表录])[^。]{1,120}\.(?:docx?|xlsx?|pdf|wps|et|ofd|pptx?|zip|rar|7z|jpe?g|png|ceb)(?:\s?[(\[].{1,30}[)\]])?",
    re.IGNORECASE,
)
ATTACHED = re.compile(r"附\s?件\s?(?:列表|\d{1,2})?\s?:?")
# Words of a document library that other pages use too: noise only where the page shows itself to be from a library.
LIBRARY = re.compile(
    r".{2,80}\.(?:docx?|pdf|wps|pptx?)|(?:下载|举报|收藏|相关)(?: (?:相关|举报|下载|收藏))*|相关资源|猜你喜欢|相关搜索|资源标签|相关文档|热门文档|文档评论|关于我们|文档简介|"
    r"- ?(?:上传时间|格式|页数|大小|文档格式|文件大小)\s?:[^。]{1,30}|.{0,30}(?:会员下载|下载券|金币|VIP免费).{0,30}",
    re.IGNORECASE,
)
FILE = re.compile(r"(.{2,80})\.(?:docx?|pdf|wps|pptx?)(?:_第\d+页)?", re.IGNORECASE)

MENU = re.compile(
    rf"(?:网站|本站)?(?:首页|主页|地图)|登录|注册|登录\s?/?\s?注册|搜索|检索|站内搜索|高级检索|简体|繁体|繁體版?|English|EN|"
    rf"[^。;:|]{{1,14}}(?:\s?\|\s?[^。;:|]{{1,14}}){{2,30}}\|?|(?![<〈《])(?![^。]*[>〉]的)[^。;:>»›]{{2,20}}(?:\s?(?:>{{1,2}}|»|›)\s?[^。;:>»›]{{2,40}}){{1,8}}|[^。;:/]{{2,20}}(?: / [^。;:/]{{2,30}}){{2,8}}|"
    rf"[^。;:]{{0,20}}(?:网站地图|无障碍|长者版|繁體版|English)(?:\s?[|/]\s?[^。;|/]{{1,10}})*|(?:首页|主页)(?:\s[^。;:\s]{{2,8}}){{2,20}}|[>»›] ?[^。;:>»›]{{2,20}}|[\[(]?(?:正文|本站首页|(?:查看)?更多|more|{_CRUMBS})[\])]?(?:\s?>{{1,3}})?|Language|Home|Search|Login|请输入.{{0,12}}",
    re.IGNORECASE,
)
SITE = re.compile(
    r"[^。;:]{2,40}(?:门户网站|政府网站|人民政府网|政府网|信息公开网?|公开平台|政务网|信息网|官方网站|官网|网站|在线|门户)|(?:https?://|www\.).*"
)
HIJACKED = re.compile(
    r"尊龙|凯时|博彩|娱乐城|棋牌|百家乐|老虎机|亚博|开云|永利|葡京|威尼斯人|金沙|九游|必威|bet365|下注|投注平台|国产精品|亚洲|无码|一区二区|成人视频|三级片|毛片|高清在线|免费观看|AV在线"
)

LINKS = re.compile(
    r"(?:(?:相关|扩展|延伸|推荐|热门|最新|关联)(?:链接|阅读|文章|新闻|稿件|信息|解读|文件|政策|文档|附件|资源|推荐|专题|内容|报道|附件|附件下载|政策解读|文件解读)|附件下载|文件下载|热点推荐|猜你喜欢|"
    r"友情链接|网站导航|常用链接|网站群|(?:政策|文件|文字|图片|图文|视频|专家|媒体|部门|相关|音频|动漫)?(?:解读|图解)|一图读懂|一图看懂|上一(?:篇|条)|下一(?:篇|条))"
    r"(?:\s?[:|>].{0,150}|\s?[\[(].{0,20}[\])])?|(?:一图读懂|一图看懂|图解|\[(?:图解|解读|图文解读|政策解读)\]).{0,80}"
)
FOOTER = re.compile(
    r"\((?:[^()]{2,10}(?:日报|晚报|报社|通讯社|电视台)|新华社|.{0,12}记者.{1,16})\)|\[?(?:责任编辑|责编|编辑|审核|校对|初审|复审|终审|供稿|供稿单位|撰稿|来源|信息来源|文章来源|稿件来源|作者|录入|发布日期|发布时间|发布人|发布|更新时间)\s?[:：].{0,80}\]?|"
    r"(?:网站)?(?:主办|承办|主管|协办|维护|运维|建设|管理)(?:单位|部门)?\s?[:：].{0,120}|(?:技术支持|技术保障|网站支持IPV6|本网站已支持IPv6|服务热线|监督电话)[:：]?.{0,80}|"
    r".{0,12}(?:新媒体|微信|微博|手机版|客户端|二维码|公众号|移动端|网站地图|站点地图|联系我们|关于我们|隐私声明|隐私政策|法律声明|网站声明|友情链接|版权声明|使用帮助|党政机关|找错|纠错).{0,20}|"
    r".{2,30}(?:主办|承办)(?: .{2,30}(?:主办|承办|协办|维护))?|(?:总|今日|昨日)访问量?.{0,20}|(\S{2,12})(?: \1)+|[|·\-—_*=.\s]+",
    re.IGNORECASE,
)
CONTACT = re.compile(
    r"(?:(?:单位|联系|办公|通讯|网站|总机)?(?:地址|电话|邮编|邮政编码|传真|邮箱|E-?mail)|值班电话)\s?[:：].{0,120}",
    re.IGNORECASE,
)
# Footers that no policy ends with; the weaker ones of FOOTER count only beside one of these.
SURE_FOOTER = re.compile(
    r"[\[(]?(?:责任编辑|责编|编辑|初审|终审)\s?[:：].{0,40}[\])]?|.{0,12}(?:二维码|网站地图|站点地图|隐私声明|法律声明|网站声明|友情链接|政府网站找错|网站支持IPv6).{0,20}|"
    r"(?:网站)?主办(?:单位)?\s?[:：].{0,60}(?:承办|维护|标识|技术|网站).{0,60}|网站(?:主办|维护|管理|承办|建设).{0,60}|(?:总|今日|昨日)访问量?.{0,20}",
    re.IGNORECASE,
)

TITLE_NOUN = (
    "通知|意见|方案|规划|纲要|办法|计划|决定|决议|条例|规定|细则|要点|公告|通告|通报|报告|函|批复|措施|指南|规则|章程|举措|行动|指引|标准|分工|清单|计划书|倡议书|预案|"
    "纪要|公报|提纲|准则|守则|规程|规范|导则|目录|名录|名单|一览|一览表|意见书|建议书|任务书|责任书|公约|倡议|宣言|请示|解读|说明|政策|条款|制度|白皮书|蓝皮书|工作安排|工作总结|"
    "(?:分解|分工|任务|一览|汇总|明细|统计|安排|指标|进度|清单)表"
)
# Names of a site's columns end like titles.
COLUMN = re.compile(
    r"(?:通知|公告|公示|通告|公报|政策|文件|草案|征求|法规|规范性|报告|总结|信息|政务|规划|计划|政府|统计|法律|公开|目录|指南|制度|年度|年报|清单|权责|权力|责任|解读|惠企|惠民|"
    r"最新|部门|法定|主动|内容|规章|行政|决策|图解|文字|专家|媒体|媒介|重大|重点|领域|基层|标准|规范|依申请|意见|征集|民意|答复|建议|提案|机构|职能|领导|名单|人大|政协|财政|预算|决算|预决算){2,6}"
)
TITLE_END = re.compile(
    rf"[^。;:：]{{2,150}}(?:{TITLE_NOUN})(?:\s?[(\[](?:[^()\[\]]*(?:年|试行|暂行|修订|稿|送审|全文|节选|批|版|第\s?\d+\s?号)[^()\[\]]*|[\d\s—\-~至]+)[)\]])*"
)
MARKER = re.compile(
    r"第\s?[一二三四五六七八九十百零〇\d]+\s?[编章节条]|[一二三四五六七八九十]{1,3}\s?[、,.:]|\([一二三四五六七八九十\d]{1,3}\)|"
    r"\d{1,2}\s?[.、](?!\d)|\d{1,2}(?:\.\d{1,2}){1,3}\s?[\u4e00-\u9fff]|[①-⑳]|[—–-]{2}|[一二三四五六七八九十]是"
)
ADDRESSEE = re.compile(
    r"[^。;:]{0,60}(?:各|有关|人民政府|委员会|[委办局厅院校]|单位|部门|机关|市直|州直|县直|省直)[^。;:]*:"
)
LETTERHEAD = re.compile(
    r"[^。:：]{2,30}(?:文件|政府|办公室|办公厅|委员会|[省市县州区]委|[局厅部]|协会|公报)|.{1,14}[\[(<]\s?[\d〇○一二三四五六七八九零]{4}\s?[\])>]\s?.{0,3}\d+\s?号?"
)
REMARK = re.compile(
    r"\(.{2,80}\)|特急|加急|机密|秘密|\d{4,6}|.{2,20}[-—–\[]\d{4}[-—–\]].{1,12}|.{0,30}第\s?[\d一二三四五六七八九十百〇零]+\s?号"
)
TITLE_OPENS = re.compile(
    r"关于|印发|转发|批转|中共|中国|国务院|全国|[省市县区州]?人民政府|[省市县区州](?:委|府|政府)(?:办公[厅室])?关于|[^。:|>]{2,8}(?:省|市|县|州|区|盟|旗|委|厅|局|部)"
)
DATED = re.compile(
    r"[^。;:]{0,40}(?:\d{4}|[〇○零一二三四五六七八九ΟОO]{4})\s?年\s?[\d一二三四五六七八九十]{1,3}\s?月\s?[\d一二三四五六七八九十]{1,3}\s?日(?:印发)?"
)
# The title of a law or an answer, and the note of its adoption: neither ends as other titles do.
OF_LAW = re.compile(
    r"最高人民(?:法院|检察院)|[^。;]{2,60}关于[^。;]{4,100}的[\u4e00-\u9fff]{2,4}(?:\([^()]{1,12}\))?|[^。;:]{2,40}(?:法|解释|修正案)(?:\([^()]{1,12}\))?|"
    r"\d{4}年(?:\d{1,2}月?(?:\d{1,2})?)?|日 [^。]{4,60}(?:通过|公布|发布|施行)|\(?(?:根据)?\d{4}年\d{1,2}月\d{1,2}日[^。]{0,200}(?:通过|批准|公布|发布|施行|修正|修订)[^。]{0,60}"
)
POLICY_TAIL = re.compile(r"(?<!相关)附\s?[件表](?!下载)|抄\s?送|主\s?送|\(?此\s?件|\(?联\s?系\s?[人方]|印发$|序\s?号$")
