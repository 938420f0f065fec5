"""What is kept, why, for how long and who sees it: one table, read by the public page and by docs/privacy.md.

The lengths come from the very settings and constants by which the jobs of `app.jobs` delete.
"""

from __future__ import annotations

from app.areas.duty import absences
from app.areas.imports import uploads
from app.core import clock
from app.core.words import mark, mark_in
from app.evidence import allowance
from app.links import expiry as links
from app.patrol.companions import devices, sealed
from app.patrol.errands import slips
from app.people.models import CHALLENGE_LIFE, ENROLMENT_LIFE, OVER_KEPT, SESSION_LIFE, TOKEN_LIFE
from app.people.sign_in import throttle
from app.privacy.models import KEPT, LEAVER
from app.privacy.rule import Rule
from app.requests.antispam import token_bucket

RESIDENTS, STAFF, NOBODY = "residents", "staff", "nobody"
# what browsers keep by themselves (static/js/ask/followup.js, static/js/outbox/answers.js; a test compares)
ASKED_ON_PHONE, SENT_ON_PHONE, PHOTOS_ON_PHONE = 90 * clock.DAY, 30 * clock.DAY, 7 * clock.DAY
GROUPS: dict[str, str] = {
    RESIDENTS: mark("居民"),
    STAFF: mark("工作人员和楼栋长"),
    NOBODY: mark("没有的"),
}

TABLE: tuple[Rule, ...] = (
    Rule(
        RESIDENTS,
        mark("您反映的事：原话、地点、经过和结果"),
        mark("长期，作为这件事的记录"),
        mark("办这件事的人；公示墙上只有事和结果，不含个人信息。要求保密的，楼栋长和承办单位看不到原话、照片和确切位置"),
        mark("把事情办完，办了什么可查"),
    ),
    Rule(
        RESIDENTS,
        mark("送到对接平台的：约定的字段，没有您的称呼和号码；要求保密的，没有原话"),
        mark("等到对方收下；什么时候送的留 {n} 天，那边的编号和状态长期"),
        mark("那个平台；在这里是指挥室"),
        mark("记过的事不用再录一遍"),
        beside="sent to platforms",
    ),
    Rule(
        RESIDENTS,
        mark("送到对接平台的走访（管理员说明理由才开）：楼栋、为了什么、结果和日子，第二天送；谁去的、几点、多久、哪一户、说了什么，都不送"),
        mark("等到对方收下；什么时候送的留 {n} 天"),
        mark("那个平台"),
        mark("楼栋的台账不用再录一遍"),
        beside="sent to platforms",
    ),
    Rule(
        RESIDENTS,
        mark("业主群里说的，由指挥室记成的事：去掉姓名、号码、账号以后的话"),
        mark("粘贴的原文不留；记成的事长期，和别的事一样"),
        mark("办这件事的人；贴回群里的只有事和结果"),
        mark("群里说过的不用再说一遍"),
    ),
    Rule(
        RESIDENTS,
        mark("信访件：编号、交给哪个机关、日期；没有内容，也没有人"),
        mark("长期，作为交办的记录"),
        mark("登记的指挥室和上级指挥室；公示墙上没有"),
        mark("法定期限不误"),
    ),
    Rule(
        RESIDENTS,
        mark("您的称呼、手机号和手机定位的确切位置（都可以不填）"),
        mark("结案、作废或撤回后 {n} 天删除"),
        mark("指挥室看到的号码是遮住的，要看全号须写明原因并留下记录；楼栋长和承办单位看不到"),
        mark("有不清楚的好问您；链接丢了能找回来"),
        setting="contact_days",
    ),
    Rule(
        RESIDENTS,
        mark("您的照片"),
        mark("上传后几分钟内换成去掉拍摄时间、地点、手机型号的副本，原文件不留；副本随这件事保存"),
        mark("办这件事的人；公示前先遮住人脸和车牌，并由指挥室放行"),
        mark("看清楚问题在哪里"),
    ),
    Rule(
        RESIDENTS,
        mark("没有扫码、没有验证，先留下待审的反映"),
        mark("一直没人看的，{n} 天后删除联系方式；不受理或撤回的，内容和照片也删"),
        mark("指挥室"),
        mark("挡住垃圾信息，又不误拒真的反映"),
        setting="quarantine_days",
    ),
    Rule(
        RESIDENTS,
        mark("您所在网络的前几位（不是完整地址）"),
        mark("{n} 天"),
        mark("没有人，只供系统计数"),
        mark("防止有人成千上万地刷"),
        fixed=max(token_bucket.KEPT, throttle.FORGET),
    ),
    Rule(
        RESIDENTS,
        mark("投诉和建议，以及答复"),
        mark("答复后 {n} 年删除"),
        mark("所投诉区域的指挥室和管理员，以及上级；不署名的不记是谁"),
        mark("改进工作，按期答复"),
        fixed=KEPT, unit=365 * clock.DAY,
    ),
    Rule(
        RESIDENTS,
        mark("投诉时留的称呼和手机号"),
        mark("答复后 {n} 天删除"),
        mark("指挥室和管理员；号码遮住，看全号须写明原因并留下记录"),
        mark("答复您"),
        setting="contact_days",
    ),
    Rule(
        RESIDENTS,
        mark("走访的门牌、事由和结果；帮您办的事和材料的名称"),
        mark("门牌 {n} 天后删除，其余作为工作记录长期保存"),
        mark("去的人、办的人；本区域的网格长、网格指导员和管理员"),
        mark("说好的事记得住，材料在谁手里说得清"),
        setting="door_days",
    ),
    Rule(
        RESIDENTS,
        mark("帮办收条的链接"),
        mark("办完 {n} 天后失效"),
        mark("拿到链接的人；上面有办理人的姓名，没有您的门牌和号码"),
        mark("让您看到材料在哪里、办到哪一步"),
        fixed=slips.KEPT,
    ),
    Rule(
        RESIDENTS,
        mark("只存在您自己手机里的：没发出的草稿、发过的编号和链接"),
        mark("草稿到发出为止；编号和链接 {n} 天，也可以自己清掉"),
        mark("用这台手机的人"),
        mark("没信号也不丢，微信关掉也找得回来"),
        fixed=ASKED_ON_PHONE,
    ),
    Rule(
        STAFF,
        mark("巡查轨迹（位置点）"),
        mark("从收到最后一段起 {n} 天，之后只留汇总"),
        mark("本人；本区域的网格长、网格指导员和管理员，每看一次都留记录并告诉本人"),
        mark("算出在网格内的时间，本人有异议时可查"),
        setting="track_days",
    ),
    Rule(
        STAFF,
        mark("巡查以外的位置"),
        mark("不读取；只有上报或紧急上报时读一次"),
        "–",
        mark("只有本人能开始和结束巡查"),
    ),
    Rule(
        STAFF,
        mark("自己的记录软件在已知巡查以外发来的位置（只在管理员开放、本人同意的地方）"),
        mark("封存，最多 {n} 小时：那次巡查的开始传到，就算进去，否则销毁；备份里没有"),
        mark("没有人，封存着谁都不读"),
        mark("手机没有信号时锁屏记下的也不丢"),
        fixed=sealed.LIFE, unit=clock.HOUR,
    ),
    Rule(
        STAFF,
        mark("自己的记录软件：叫什么，何时同意、停用，最近一次收到"),
        mark("停用 {n} 天后删除"),
        mark("本人"),
        mark("自己看得到连上没有，随时能停"),
        fixed=devices.KEPT,
    ),
    Rule(
        STAFF,
        mark("工作人员上传的照片原件"),
        mark("长期，作为证据"),
        mark("系统里谁都看不到"),
        mark("以后有争议时核对"),
    ),
    Rule(
        STAFF,
        mark("显示出来的照片"),
        mark("重新生成，不含任何附带信息，随所属的事保存"),
        mark("看得到这件事的人"),
        mark("看清楚事情"),
    ),
    Rule(
        STAFF,
        mark("工作人员的姓名"),
        mark("长期，台账里要有"),
        mark("同事；居民只在自己帮办的收条上看到办理人，公示墙上看不到，楼栋长的姓名承办单位也看不到"),
        mark("谁办的有据可查"),
    ),
    Rule(
        STAFF,
        mark("工作人员的手机号"),
        mark("账号停用 {n} 天后删除"),
        mark("同事看到的是遮住的，要看全号须写明原因并留下记录；办同一件事的人可以直接打电话"),
        mark("联系和登录"),
        fixed=LEAVER,
    ),
    Rule(
        STAFF,
        mark("台账：谁在什么时候办了什么"),
        mark_in("what is kept", "长期"),
        mark_in("what is kept", "看得到这件事的人"),
        mark("办了什么可查"),
    ),
    Rule(
        STAFF,
        mark("谁看过谁的轨迹、谁看过全号"),
        mark_in("what is kept", "长期"),
        mark("被看的本人；管理员"),
        mark("看的人也要负责"),
    ),
    Rule(
        STAFF,
        mark("上传的回执"),
        mark("长期，只有编号，没有内容"),
        "–",
        mark("同一条不会算两次"),
    ),
    Rule(
        STAFF,
        mark("哪几天不在岗、谁替（不记原因）"),
        mark("最后一天过后 {n} 天删除；台账里长期留着谁在什么时候记的"),
        mark("本人、替班的人；本区域的网格长、网格指导员和管理员"),
        mark("这几天的事有人接，平均时间不把这几天算进去"),
        fixed=absences.KEPT,
    ),
    Rule(
        STAFF,
        mark("指挥室的交班单：谁交给谁、当时没办结的编号和地点"),
        mark("{n} 天后删除"),
        mark("这个指挥室和上面的值班员；管理员"),
        mark("接班的人知道有什么要接着办"),
        beside="handovers",
    ),
    Rule(
        STAFF,
        mark("在工作台上给自己留的：常用列表、排列和显示、再看一眼的时间"),
        mark("自己去掉为止；再看一眼的时间过后 {n} 天删除"),
        mark("本人；指挥室的常用列表，同一指挥室的人都看得到"),
        mark("按自己的习惯看列表，说好再看的不忘"),
        beside="looks",
    ),
    Rule(
        STAFF,
        mark("谁正在工作台上打开着哪一件"),
        mark("关掉半分钟后不再显示，{n} 小时后删除"),
        mark("看得到这件事的同事"),
        mark("免得两个人同时办一件"),
        beside="open beside", unit=clock.HOUR,
    ),
    Rule(
        STAFF,
        mark("没能记入、待网格长看的记录"),
        mark("内容 {n} 天，其中的轨迹同上"),
        mark("本区域的网格长、网格指导员和管理员"),
        mark("不丢手机里的内容"),
        setting="quarantine_days",
    ),
    Rule(
        STAFF,
        mark("没有任何记录写到的照片"),
        mark("{n} 天后删除"),
        mark("上传的人"),
        mark("等写到它的记录传来"),
        fixed=allowance.KEPT,
    ),
    Rule(
        STAFF,
        mark("收到的提醒"),
        mark("{n} 天，不含原话和姓名"),
        mark("本人"),
        mark("不漏掉要办的事"),
        beside="notices",
    ),
    Rule(
        STAFF,
        mark("自己打开的手机提醒：推送地址和密钥"),
        mark("关掉或离岗时删除；退出登录后不再用"),
        "–",
        mark("有事时手机上能看到一行字"),
    ),
    Rule(
        STAFF,
        mark_in("what is kept", "登录"),
        mark("{n} 天，结束后再过 {m} 天清除"),
        mark("本人"),
        mark("不用天天输密码"),
        fixed=SESSION_LIFE, more=OVER_KEPT,
    ),
    Rule(
        STAFF,
        mark("上传凭证"),
        mark("{n} 天，结束后再过 {m} 天清除；手机丢失或离岗时立即作废；退出登录又没有待传的，当时就删"),
        "–",
        mark("手机在后台也能上传"),
        fixed=TOKEN_LIFE, more=OVER_KEPT,
    ),
    Rule(
        STAFF,
        mark("一次性的开户链接"),
        mark("{n} 小时，结束后再过 {m} 天清除"),
        "–",
        mark_in("what is kept", "设密码"),
        fixed=ENROLMENT_LIFE, unit=clock.HOUR, more=OVER_KEPT,
    ),
    Rule(
        STAFF,
        mark("登录时的随机数"),
        mark_in("what is kept", "{n} 分钟"),
        "–",
        mark("防冒用"),
        fixed=CHALLENGE_LIFE, unit=clock.MINUTE,
    ),
    Rule(
        STAFF,
        mark("单件事的链接"),
        mark("到期后 {n} 天"),
        mark("拿到链接的人，只看这一件"),
        mark("不用账号也能看一眼、办一件"),
        fixed=links.KEPT,
    ),
    Rule(
        STAFF,
        mark("导入的表格，还没确认的"),
        mark_in("what is kept", "{n} 分钟"),
        mark_in("what is kept", "上传的人"),
        mark("先看再确认"),
        fixed=uploads.LIFE * clock.SECOND, unit=clock.MINUTE,
    ),
    Rule(
        STAFF,
        mark("工作手机里的：没传完的和已收到的记录"),
        mark("没传完的一直留着；指挥室已收到的 {n} 天，照片 {m} 天；退出登录时只留没传完的，别的都删"),
        mark("用这台手机的人"),
        mark("万一服务器要恢复，可以再传一次"),
        fixed=SENT_ON_PHONE, more=PHOTOS_ON_PHONE,
    ),
    Rule(
        NOBODY,
        mark("微信号、账号、广告标识、第三方统计"),
        mark("不收集"),
        "–",
        mark("反映问题不需要这些"),
    ),
    Rule(
        NOBODY,
        mark("排名、积分、给人打分、“重点人员”名册、人脸识别"),
        mark_in("what is kept", "没有"),
        "–",
        mark("事是事，人是人"),
    ),
    Rule(
        NOBODY,
        mark("运行日志里的姓名、号码、地址和原话"),
        mark("不写入"),
        "–",
        mark("排查故障用不着"),
    ),
)  # fmt: skip
