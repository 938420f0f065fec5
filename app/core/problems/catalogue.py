"""The catalogue of all that may go wrong: name → status → the sentence a person reads, in both languages."""

from __future__ import annotations

from app.core.problems.catalogue_public import PUBLIC
from app.core.problems.entry import Kind

CATALOGUE: dict[str, Kind] = {
    "bad-json": Kind(
        400,
        ("内容读不懂", "Unreadable content"),
        (
            "发来的内容不是完整的 JSON，没有保存任何东西。请重新发送。",
            "What arrived is not well-formed JSON; nothing was stored. Please send it again.",
        ),
    ),
    "sign-in": Kind(
        401,
        ("请先登录", "Please sign in"),
        (
            "登录已结束或还没有登录。手机里的内容都还在，登录后会继续。",
            "You are not signed in, or the session has ended. What is on your phone is safe and goes on after you sign in.",
        ),
    ),
    "wrong-password": Kind(
        401,
        ("账号或密码不对", "Wrong name or password"),
        (
            "请检查工号或手机号和密码；忘记了可以请网格长给一个重置二维码。有人在别处反复猜密码时，没登录过的手机要等几分钟再试。",
            "Please check the staff number or phone number and the password; a lead can show you a reset code. "
            "While somebody elsewhere keeps guessing, a phone not used before has to wait a few minutes.",
        ),
    ),
    "passkey-refused": Kind(
        401,
        ("指纹/面容登录没有通过", "The passkey was not accepted"),
        (
            "没有登录。请再试一次，或改用密码登录。",
            "You are not signed in. Please try once more, or sign in with your password.",
        ),
    ),
    "passkey-not-added": Kind(
        422,
        ("没有添加指纹/面容登录", "The passkey was not added"),
        (
            "手机给的内容不完整或已过期，没有保存。请再试一次；密码登录不受影响。",
            "What the phone sent was incomplete or too old and was not stored. Please try again; your password still works.",
        ),
    ),
    "passkeys-need-a-name": Kind(
        409,
        ("这里不能用指纹/面容登录", "No passkeys at this address"),
        (
            "浏览器不允许在 IP 地址上使用指纹/面容登录，请用域名打开，或用密码登录。",
            "Browsers do not allow passkeys on an IP address; open it by its name, or use your password.",
        ),
    ),
    "passkeys-need-https": Kind(
        409,
        ("这里不能用指纹/面容登录", "No passkeys at this address"),
        (
            "指纹/面容登录需要 https 地址。现在请用密码登录。",
            "Passkeys need an https address. Please use your password for now.",
        ),
    ),
    "forbidden": Kind(
        403,
        ("不能这样做", "Not allowed"),
        (
            "您现在的岗位不能做这一步。需要的话请找网格长或管理员。",
            "Your present post does not include this. Please ask a lead or an administrator.",
        ),
    ),
    "cross-site": Kind(
        403,
        ("请求来自别处", "Request from elsewhere"),
        (
            "这个请求不是从本系统的页面发出的，没有执行。请从本系统打开再试。",
            "This request did not come from our own pages and was not carried out. Please open the page here and try again.",
        ),
    ),
    "confirm-identity": Kind(
        403,
        ("请再确认一次是您", "Please confirm it is you"),
        (
            "改登录方式前，请再输入一次密码。",
            "Before changing how you sign in, enter your password once more.",
        ),
    ),
    "not-found": Kind(
        404,
        ("没有找到", "Not found"),
        ("没有这个内容，或不在您的范围内。", "There is no such thing, or it is outside your reach."),
    ),
    "method": Kind(
        405,
        ("方式不对", "Method not allowed"),
        ("这个地址不能这样使用。", "This address cannot be used in this way."),
    ),
    "stale": Kind(
        409,
        ("已经有变化", "It has changed"),
        (
            "别人刚刚处理过，请看最新情况再决定。您写的还在。",
            "Someone has just moved this on. Look at how it stands now and decide again; what you wrote is kept.",
        ),
    ),
    "mend-rows-first": Kind(
        409,
        ("先改好不能导入的行", "Mend the refused rows first"),
        (
            "表里有不能导入的行，里面可能正是要结束岗位的人。什么都没有写入，没有人的岗位被结束。改好这些行再导入一次。",
            "Rows of the table are refused, and they may be the very people whose posts would end. Nothing was written and nobody's post was ended. Mend those rows and import again.",
        ),
    ),
    "not-the-number": Kind(
        422,
        ("人数对不上", "Not the number listed"),
        (
            "什么都没有写入，没有人的岗位被结束。请看一遍名单，填名单上的人数。",
            "Nothing was written and nobody's post was ended. Look through the list and give the number of people on it.",
        ),
    ),
    "conflict": Kind(
        409,
        ("编号重复，内容不同", "Same id, other content"),
        (
            "这个编号已经有另一份内容，原来的没有改动。",
            "Something else is already stored under this id; it was left unchanged.",
        ),
    ),
    "exists": Kind(
        409,
        ("已经有了", "Already there"),
        ("这一条已经记过，没有重复记。", "This has already been recorded; it was not recorded twice."),
    ),
    "gone": Kind(
        410,
        ("已经过期", "No longer there"),
        (
            "这个内容按保存期限已删除，或链接已用过。",
            "It was deleted at the end of its retention, or the link has been used.",
        ),
    ),
    "not-asked": Kind(
        409,
        ("现在不用发给这一位", "Nothing is asked of them now"),
        (
            "这件事现在不在这一位或这个单位手里，也没轮到他们确认，没有生成链接。",
            "This matter neither lies with them nor waits for their word now; no link was made.",
        ),
    ),
    "not-whole": Kind(
        408,
        ("没有收全", "It did not arrive whole"),
        (
            "内容没有在时限内收全，没有保存。原件还在您这里，请到信号好一点的地方再发；手机上的记录会自动再传。",
            "It did not arrive whole in time and was not stored. You still have it: send it again where the signal is better; records on the phone go again by themselves.",
        ),
    ),
    "too-large": Kind(
        413,
        ("太大了", "Too large"),
        (
            "内容超过上限，没有保存。请分开发送或选小一点的图。",
            "It is over the limit and was not stored. Send it in parts or choose a smaller picture.",
        ),
    ),
    "not-json": Kind(
        415, ("格式不对", "Wrong content type"), ("这里只接收 JSON。", "Only JSON is accepted here.")
    ),
    "not-an-image": Kind(
        415,
        ("不是能用的照片", "Not a usable photo"),
        ("请用 JPEG、PNG、WebP 或 HEIC 照片。", "Please use a JPEG, PNG, WebP or HEIC photo."),
    ),
    "bad-value": Kind(
        422,
        ("有内容需要改", "Something needs correcting"),
        (
            "下面标出的地方不对，没有保存；其余内容不受影响。",
            "The places named below are not right and were not stored; nothing else is affected.",
        ),
    ),
    "other-proto": Kind(
        422,
        ("版本不同", "Another protocol version"),
        (
            "手机上的版本和指挥室不同。手机会保留全部内容，请更新后再传。",
            "The phone and the server speak different versions. The phone keeps everything; update and send again.",
        ),
    ),
    "broken-image": Kind(
        422,
        ("照片损坏", "Broken photo"),
        (
            "照片不完整或和编号不一致，没有保存。手机里的原图还在。",
            "The photo is incomplete or does not match its digest and was not stored. The original is still on the phone.",
        ),
    ),
    "image-too-many-pixels": Kind(
        422,
        ("照片像素太多", "Too many pixels"),
        (
            "照片超过 5000 万像素，请换一张小一点的。",
            "The photo has more than 50 million pixels; please choose a smaller one.",
        ),
    ),
    "unreadable-export": Kind(
        422,
        ("导出文件读不懂", "Unreadable export"),
        (
            "这不是手机导出的完整文件，没有导入任何内容。请在手机上重新导出。",
            "This is not a whole export of a phone; nothing was imported. Please export again on the phone.",
        ),
    ),
    "unreadable-table": Kind(
        422,
        ("表格读不懂", "Unreadable table"),
        (
            "请用模板里的列名，保存为 XLSX 或 CSV 再上传。没有导入任何内容。",
            "Use the columns of the template and save as XLSX or CSV. Nothing was imported.",
        ),
    ),
    "slow-down": Kind(
        429,
        ("请稍等再试", "Please wait a moment"),
        (
            "试得太快了，请稍等一会儿。账号没有锁定。",
            "Too many attempts; please wait a little. The account is not locked.",
        ),
    ),
    "internal": Kind(
        500,
        ("系统出错了", "Something failed here"),
        (
            "是我们的问题，已记录。您写的内容还在手机里，稍后会再传。",
            "This is our fault and has been logged. What you wrote is still on your phone and will be sent again.",
        ),
    ),
    "busy": Kind(
        503,
        ("现在很忙", "Busy"),
        (
            "系统正忙，手机会自动再试，内容不会丢。",
            "The server is busy; the phone tries again by itself and nothing is lost.",
        ),
    ),
    "storage-full": Kind(
        507,
        ("存储空间已满", "Storage is full"),
        (
            "服务器存不下了。手机会保留内容，稍后再传。",
            "The server has no room left. The phone keeps everything and sends it later.",
        ),
    ),
    **PUBLIC,
    # verdicts on one op of a sync batch; the status says what they would be as a reply of their own
    "other-person": Kind(
        403,
        ("不是您的记录", "Someone else's record"),
        (
            "这条记录属于另一个人，要由本人登录后上传。",
            "This record belongs to another person and leaves the phone when they sign in.",
        ),
    ),
    "no-room-for-photos": Kind(
        429,
        ("这些照片先留在手机里", "These photos stay on the phone for now"),
        (
            "近来传来的照片很多还没有记录写到它们。照片还在手机里，先传记录，照片随后会自动再传。",
            "Many photos came lately that no record names yet. They are safe on the phone, which sends them again after "
            "the records.",
        ),
    ),
    "no-room-for-review": Kind(
        429,
        ("待审的太多，后面的没有存下", "Too much waits for review: the rest was not kept"),
        (
            "这个人的手机发来太多没能记入的内容，这里只记了条数。内容还在手机里：可以导出后在本页导入。",
            "This person's phone sent too much that could not be applied; only the count is kept here. The records are still "
            "on the phone: they can be exported and imported on this page.",
        ),
    ),
    "sender-may-not": Kind(
        403,
        ("发来的人没有这个权限", "Whoever sent it may not do this"),
        (
            "这条处理写着别人的名字，发来它的手机的主人自己不能这样处理，所以没有记入。记录还在，请本人登录后自己办。",
            "It bears somebody else's name, and whoever's phone sent it may not do this themselves, so it was not filed. "
            "The record is kept; the person named can sign in and do it.",
        ),
    ),
    "revoked": Kind(
        403,
        ("这部手机已停用", "This phone was ended"),
        (
            "这部手机的上传已被停用；内容已交给负责人保管，没有丢。",
            "Uploads from this phone were ended; what it sent is kept for a supervisor and is not lost.",
        ),
    ),
    "unknown-type": Kind(
        422,
        ("这种记录还不认识", "Unknown kind of record"),
        (
            "服务器还不认识这种记录，手机会保留，请更新后再传。",
            "The server does not know this kind of record yet; the phone keeps it.",
        ),
    ),
    "no-post": Kind(
        403,
        ("那时没有岗位", "No post at that time"),
        (
            "您当时和现在都没有做这件事的岗位，请找网格长。",
            "You hold no post for this, then or now. Please ask your lead.",
        ),
    ),
    "unknown-area": Kind(
        422,
        ("没有这个区域", "No such area"),
        ("没有这个区域，或不在您的范围内。", "There is no such area within your reach."),
    ),
    "unknown-category": Kind(
        422, ("没有这个类别", "No such category"), ("请另选一个类别。", "Please choose another category.")
    ),
    "unknown-unit": Kind(
        422, ("没有这个单位", "No such unit"), ("请另选一个单位。", "Please choose another unit.")
    ),
    "not-open": Kind(
        409,
        ("这一步现在不能做", "Not open now"),
        (
            "事件的状态已变，这一步现在不能做。您写的还在，可以用“补充”加上。",
            "The matter has moved on and this step is not open now. What you wrote is kept; you can add it as a note.",
        ),
    ),
    "not-for-the-board": Kind(
        409,
        ("这件事不能公示", "Not for the public board"),
        (
            "只有已结案的事件可以公示；要求保密的、矛盾纠纷和维稳安保类的一律不公示。",
            "Only closed matters can be shown; confidential ones, quarrels and public-order matters never.",
        ),
    ),
    "superseded": Kind(
        409,
        ("已有更正", "Already corrected"),
        ("这条记录已由更正后的记录代替。", "A corrected record has replaced this one."),
    ),
    "superseded-late": Kind(
        409,
        ("原记录已收到", "The first one was received"),
        (
            "原来的记录已经收到，不能再用更正代替；请用“补充”写上。",
            "The first record was already received and cannot be replaced; please add a note.",
        ),
    ),
    "cycle": Kind(
        422,
        ("互相等待", "Waiting for each other"),
        ("这些记录互相等待对方，没有先后。", "These records wait for each other in a circle."),
    ),
    "patrol-finished": Kind(
        409,
        ("巡查已结束", "The patrol has ended"),
        ("这次巡查已经结束，第一次的结束时间有效。", "This patrol has already ended; the first end counts."),
    ),
}
