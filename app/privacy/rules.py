"""What is kept, why, for how long and who sees it: one table, read by the public page and by docs/privacy.md.

The lengths come from the very settings and constants by which the jobs of `app.jobs` delete.
"""

from __future__ import annotations

from app.areas.imports import uploads
from app.core import clock
from app.evidence import allowance
from app.links import expiry as links
from app.patrol.errands import slips
from app.people.models import CHALLENGE_LIFE, ENROLMENT_LIFE, OVER_KEPT, SESSION_LIFE, TOKEN_LIFE
from app.people.sign_in import throttle
from app.privacy.models import KEPT, LEAVER
from app.privacy.rule import Pair, Rule
from app.requests.antispam import token_bucket

RESIDENTS, STAFF, NOBODY = "residents", "staff", "nobody"
# what browsers keep by themselves (static/js/ask/followup.js, static/js/outbox/answers.js; a test compares)
ASKED_ON_PHONE, SENT_ON_PHONE, PHOTOS_ON_PHONE = 90 * clock.DAY, 30 * clock.DAY, 7 * clock.DAY
GROUPS: dict[str, Pair] = {
    RESIDENTS: ("居民", "Residents"),
    STAFF: ("工作人员和楼栋长", "Staff and building heads"),
    NOBODY: ("没有的", "What there is not"),
}

TABLE: tuple[Rule, ...] = (
    Rule(
        RESIDENTS,
        ("您反映的事：原话、地点、经过和结果", "what you told us: your words, the place, what happened, how it ended"),
        ("长期，作为这件事的记录", "kept, as the record of the matter"),
        ("办这件事的人；公示墙上只有事和结果，不含个人信息。要求保密的，楼栋长和承办单位看不到原话、照片和确切位置",
         "who handles it; the public board shows the matter and its end without personal data. If you asked for confidentiality, building heads and handling units see neither your words and photos nor the exact position"),
        ("把事情办完，办了什么可查", "to get it done, and to be able to show what was done"),
    ),
    Rule(
        RESIDENTS,
        ("您的称呼、手机号和手机定位的确切位置（都可以不填）", "your name, phone number and the exact position of your phone (all optional)"),
        ("结案、作废或撤回后 {n} 天删除", "deleted {n} days after the matter was closed, void or withdrawn"),
        ("指挥室看到的号码是遮住的，要看全号须写明原因并留下记录；楼栋长和承办单位看不到",
         "the desk sees the number masked; reading it in full needs a reason and is recorded; building heads and handling units do not see it"),
        ("有不清楚的好问您；链接丢了能找回来", "to ask you when something is unclear; to find your request again when the link is lost"),
        setting="contact_days",
    ),
    Rule(
        RESIDENTS,
        ("您的照片", "your photos"),
        ("上传后几分钟内换成去掉拍摄时间、地点、手机型号的副本，原文件不留；副本随这件事保存",
         "replaced within minutes by a copy without time, place and phone model; the upload itself is not kept; the copy stays with the matter"),
        ("办这件事的人；公示前先遮住人脸和车牌，并由指挥室放行", "who handles it; before anything is shown in public, faces and number plates are masked and the desk agrees"),
        ("看清楚问题在哪里", "to see what is wrong"),
    ),
    Rule(
        RESIDENTS,
        ("没有扫码、没有验证，先留下待审的反映", "a request held for review because neither a code nor a proof came along"),
        ("一直没人看的，{n} 天后删除联系方式；不受理或撤回的，内容和照片也删", "its contact data go after {n} days if nobody looks at it; if it is refused or withdrawn, its words and photos go too"),
        ("指挥室", "the desk"),
        ("挡住垃圾信息，又不误拒真的反映", "to keep spam out without refusing anybody"),
        setting="quarantine_days",
    ),
    Rule(
        RESIDENTS,
        ("您所在网络的前几位（不是完整地址）", "the first part of your network's address (never the whole)"),
        ("{n} 天", "{n} days"),
        ("没有人，只供系统计数", "nobody; the system counts with it"),
        ("防止有人成千上万地刷", "against thousands of posts by a machine"),
        fixed=max(token_bucket.KEPT, throttle.FORGET),
    ),
    Rule(
        RESIDENTS,
        ("投诉和建议，以及答复", "complaints and suggestions, and their answers"),
        ("答复后 {n} 年删除", "deleted {n} years after the answer"),
        ("所投诉区域的指挥室和管理员，以及上级；不署名的不记是谁", "the desk and administrators of the area addressed, and those above; who does not sign is not kept"),
        ("改进工作，按期答复", "to do better, and to answer in time"),
        fixed=KEPT, unit=365 * clock.DAY,
    ),
    Rule(
        RESIDENTS,
        ("投诉时留的称呼和手机号", "name and phone number given with a complaint"),
        ("答复后 {n} 天删除", "deleted {n} days after the answer"),
        ("指挥室和管理员；号码遮住，看全号须写明原因并留下记录", "the desk and administrators; the number masked, reading it needs a reason and is recorded"),
        ("答复您", "to answer you"),
        setting="contact_days",
    ),
    Rule(
        RESIDENTS,
        ("走访的门牌、事由和结果；帮您办的事和材料的名称", "the door, purpose and outcome of a visit; what is done for you, and the names of papers"),
        ("门牌 {n} 天后删除，其余作为工作记录长期保存", "the door is deleted after {n} days; the rest is kept as the record of the work"),
        ("去的人、办的人；本区域的网格长、网格指导员和管理员", "who went or does it; the lead, guide and administrator over the area"),
        ("说好的事记得住，材料在谁手里说得清", "so that what was agreed is remembered, and it is clear who holds which papers"),
        setting="door_days",
    ),
    Rule(
        RESIDENTS,
        ("帮办收条的链接", "the link of an errand's slip"),
        ("办完 {n} 天后失效", "ends {n} days after the errand is over"),
        ("拿到链接的人；上面有办理人的姓名，没有您的门牌和号码", "whoever holds the link; it names the worker, but neither your door nor your number"),
        ("让您看到材料在哪里、办到哪一步", "so that you can see where your papers are and how far it is"),
        fixed=slips.KEPT,
    ),
    Rule(
        RESIDENTS,
        ("只存在您自己手机里的：没发出的草稿、发过的编号和链接", "on your own phone alone: drafts, and numbers and links of what you sent"),
        ("草稿到发出为止；编号和链接 {n} 天，也可以自己清掉", "drafts until they are sent; numbers and links {n} days, or until you wipe them"),
        ("用这台手机的人", "whoever uses that phone"),
        ("没信号也不丢，微信关掉也找得回来", "so that nothing is lost without a signal or when WeChat closes the page"),
        fixed=ASKED_ON_PHONE,
    ),
    Rule(
        STAFF,
        ("巡查轨迹（位置点）", "positions of a patrol (raw track)"),
        ("从收到最后一段起 {n} 天，之后只留汇总", "{n} days from the receipt of its latest piece, then only the summary stays"),
        ("本人；本区域的网格长、网格指导员和管理员，每看一次都留记录并告诉本人", "the worker; the lead, guide and administrator over the area: every look is recorded and shown to the worker"),
        ("算出在网格内的时间，本人有异议时可查", "to reckon the time inside the grid, and to look it up when the worker objects"),
        setting="track_days",
    ),
    Rule(
        STAFF,
        ("巡查以外的位置", "position outside a patrol"),
        ("不读取；只有上报或紧急上报时读一次", "never read, except once for a report or an emergency the worker makes"),
        ("–", "–"),
        ("只有本人能开始和结束巡查", "only the worker starts and ends a patrol"),
    ),
    Rule(
        STAFF,
        ("工作人员上传的照片原件", "photos of staff as uploaded"),
        ("长期，作为证据", "kept unseen as evidence"),
        ("系统里谁都看不到", "nobody through the app"),
        ("以后有争议时核对", "to check when something is disputed"),
    ),
    Rule(
        STAFF,
        ("显示出来的照片", "photos as shown"),
        ("重新生成，不含任何附带信息，随所属的事保存", "re-encoded without metadata, as long as what they belong to"),
        ("看得到这件事的人", "whoever may see what they belong to"),
        ("看清楚事情", "to see the thing"),
    ),
    Rule(
        STAFF,
        ("工作人员的姓名", "names of staff"),
        ("长期，台账里要有", "kept, for the ledger needs them"),
        ("同事；居民只在自己帮办的收条上看到办理人，公示墙上看不到，楼栋长的姓名承办单位也看不到",
         "colleagues; residents only on the slip of their own errand; never the public board; building heads' names not handling units either"),
        ("谁办的有据可查", "so that it can be shown who did what"),
    ),
    Rule(
        STAFF,
        ("工作人员的手机号", "phone numbers of staff"),
        ("账号停用 {n} 天后删除", "deleted {n} days after the account has ended"),
        ("同事看到的是遮住的，要看全号须写明原因并留下记录；办同一件事的人可以直接打电话", "masked; unmasking is recorded with a reason; those who work on the same matter can ring each other"),
        ("联系和登录", "to reach each other and to sign in"),
        fixed=LEAVER,
    ),
    Rule(
        STAFF,
        ("台账：谁在什么时候办了什么", "the ledger: who did what and when"),
        ("长期", "kept"),
        ("看得到这件事的人", "whoever may see the thing it is about"),
        ("办了什么可查", "so that what was done can be shown"),
    ),
    Rule(
        STAFF,
        ("谁看过谁的轨迹、谁看过全号", "who looked at whose track, and who read a number in full"),
        ("长期", "kept"),
        ("被看的本人；管理员", "the person looked at; administrators"),
        ("看的人也要负责", "so that whoever looks answers for it"),
    ),
    Rule(
        STAFF,
        ("上传的回执", "receipts of uploads"),
        ("长期，只有编号，没有内容", "kept; ids without content"),
        ("–", "–"),
        ("同一条不会算两次", "so that nothing can arrive twice"),
    ),
    Rule(
        STAFF,
        ("没能记入、待网格长看的记录", "records that could not be applied, held for a supervisor"),
        ("内容 {n} 天，其中的轨迹同上", "their content {n} days; a track in them as long as tracks"),
        ("本区域的网格长、网格指导员和管理员", "leads, guides and administrators over the person"),
        ("不丢手机里的内容", "so that nothing from a phone is lost"),
        setting="quarantine_days",
    ),
    Rule(
        STAFF,
        ("没有任何记录写到的照片", "photos that no record names"),
        ("{n} 天后删除", "deleted after {n} days"),
        ("上传的人", "whoever brought them"),
        ("等写到它的记录传来", "so that the record that names it can still arrive"),
        fixed=allowance.KEPT,
    ),
    Rule(
        STAFF,
        ("收到的提醒", "notices"),
        ("{n} 天，不含原话和姓名", "{n} days; without words and names"),
        ("本人", "the person"),
        ("不漏掉要办的事", "so that nothing to be done is missed"),
        beside="notices",
    ),
    Rule(
        STAFF,
        ("自己打开的手机提醒：推送地址和密钥", "web push one has turned on: its address and keys"),
        ("关掉或离岗时删除；退出登录后不再用", "deleted when turned off or when the person leaves; not used once signed out"),
        ("–", "–"),
        ("有事时手机上能看到一行字", "so that the phone can show a line"),
    ),
    Rule(
        STAFF,
        ("登录", "sessions"),
        ("{n} 天，结束后再过 {m} 天清除", "{n} days; once over, forgotten after {m} more"),
        ("本人", "the person"),
        ("不用天天输密码", "so that nobody types a password every day"),
        fixed=SESSION_LIFE, more=OVER_KEPT,
    ),
    Rule(
        STAFF,
        ("上传凭证", "upload tokens"),
        ("{n} 天，结束后再过 {m} 天清除；手机丢失或离岗时立即作废；退出登录又没有待传的，当时就删", "{n} days; revoked at once when a phone is lost or a person leaves, deleted at sign-out when nothing waits; once over, forgotten after {m} more"),
        ("–", "–"),
        ("手机在后台也能上传", "so that a phone can upload by itself"),
        fixed=TOKEN_LIFE, more=OVER_KEPT,
    ),
    Rule(
        STAFF,
        ("一次性的开户链接", "one-time enrolment links"),
        ("{n} 小时，结束后再过 {m} 天清除", "{n} hours; once over, forgotten after {m} days"),
        ("–", "–"),
        ("设密码", "to set a password"),
        fixed=ENROLMENT_LIFE, unit=clock.HOUR, more=OVER_KEPT,
    ),
    Rule(
        STAFF,
        ("登录时的随机数", "random values for signing in"),
        ("{n} 分钟", "{n} minutes"),
        ("–", "–"),
        ("防冒用", "against replay"),
        fixed=CHALLENGE_LIFE, unit=clock.MINUTE,
    ),
    Rule(
        STAFF,
        ("单件事的链接", "links to one matter"),
        ("到期后 {n} 天", "{n} days after they end"),
        ("拿到链接的人，只看这一件", "whoever holds the link, and only that matter"),
        ("不用账号也能看一眼、办一件", "to look at or do one thing without an account"),
        fixed=links.KEPT,
    ),
    Rule(
        STAFF,
        ("导入的表格，还没确认的", "uploaded tables that nobody confirmed"),
        ("{n} 分钟", "{n} minutes"),
        ("上传的人", "whoever uploaded them"),
        ("先看再确认", "to look before agreeing"),
        fixed=uploads.LIFE * clock.SECOND, unit=clock.MINUTE,
    ),
    Rule(
        STAFF,
        ("工作手机里的：没传完的和已收到的记录", "on the worker's phone: records not yet sent, and those received"),
        ("没传完的一直留着；指挥室已收到的 {n} 天，照片 {m} 天；退出登录时只留没传完的，别的都删", "the unsent until they are sent; the received {n} days, their photos {m}; at sign-out everything goes but the unsent"),
        ("用这台手机的人", "whoever uses that phone"),
        ("万一服务器要恢复，可以再传一次", "so that they can be sent again should the server be restored"),
        fixed=SENT_ON_PHONE, more=PHOTOS_ON_PHONE,
    ),
    Rule(
        NOBODY,
        ("微信号、账号、广告标识、第三方统计", "WeChat identity, accounts, advertising ids, third-party statistics"),
        ("不收集", "not collected"),
        ("–", "–"),
        ("反映问题不需要这些", "nothing of it is needed to say what is wrong"),
    ),
    Rule(
        NOBODY,
        ("排名、积分、给人打分、“重点人员”名册、人脸识别", "rankings, points, scores of persons, registers of “key persons”, recognition of faces"),
        ("没有", "there are none"),
        ("–", "–"),
        ("事是事，人是人", "matters are looked at, not people"),
    ),
    Rule(
        NOBODY,
        ("运行日志里的姓名、号码、地址和原话", "names, numbers, addresses and words in the logs"),
        ("不写入", "not written"),
        ("–", "–"),
        ("排查故障用不着", "they are not needed to find a fault"),
    ),
)  # fmt: skip
