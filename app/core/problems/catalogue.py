"""The catalogue of all that may go wrong: name → status → the sentence a person reads, in both languages."""

from __future__ import annotations

from app.core.problems.catalogue_public import PUBLIC
from app.core.problems.entry import Kind
from app.core.words import mark

# "stale", where it was oneself that has changed it
BY_ONESELF = mark("您自己刚刚处理过这件事，可能在另一个窗口。请看最新情况再决定。您写的还在。")

CATALOGUE: dict[str, Kind] = {
    "bad-json": Kind(
        400,
        mark("内容读不懂"),
        mark("发来的内容不是完整的 JSON，没有保存任何东西。请重新发送。"),
    ),
    "sign-in": Kind(
        401,
        mark("请先登录"),
        mark("登录已结束或还没有登录。手机里的内容都还在，登录后会继续。"),
    ),
    "unknown-key": Kind(
        401,
        mark("密钥不对"),
        mark("没有这把密钥，或者它已到期、已停用。什么也没有收下，什么也没有给出，请找管理员要新的。"),
    ),
    "tracker-ended": Kind(
        401,
        mark("记录软件没有连上"),
        mark("没有这把密钥，或者已经停用。没有收下任何位置；要用，请在“锁屏也能记”里重新连接。"),
    ),
    "not-of-source": Kind(
        403,
        mark("不归这个来源"),
        mark("约定里没有这个地方或这类事，没有收下。请核对编码，或请管理员改约定。"),
    ),
    "wrong-password": Kind(
        401,
        mark("账号或密码不对"),
        mark(
            "请检查工号或手机号和密码；忘记了可以请网格长给一个重置二维码。有人在别处反复猜密码时，没登录过的手机要等几分钟再试。"
        ),
    ),
    "passkey-refused": Kind(
        401,
        mark("指纹/面容登录没有通过"),
        mark("没有登录。请再试一次，或改用密码登录。"),
    ),
    "passkey-not-added": Kind(
        422,
        mark("没有添加指纹/面容登录"),
        mark("手机给的内容不完整或已过期，没有保存。请再试一次；密码登录不受影响。"),
    ),
    "passkeys-need-a-name": Kind(
        409,
        mark("这里不能用指纹/面容登录"),
        mark("浏览器不允许在 IP 地址上使用指纹/面容登录，请用域名打开，或用密码登录。"),
    ),
    "passkeys-need-https": Kind(
        409,
        mark("这里不能用指纹/面容登录"),
        mark("指纹/面容登录需要 https 地址。现在请用密码登录。"),
    ),
    "forbidden": Kind(
        403,
        mark("不能这样做"),
        mark("您现在的岗位不能做这一步。需要的话请找网格长或管理员。"),
    ),
    "cross-site": Kind(
        403,
        mark("请求来自别处"),
        mark("这个请求不是从本系统的页面发出的，没有执行。请从本系统打开再试。"),
    ),
    "confirm-identity": Kind(
        403,
        mark("请再确认一次是您"),
        mark("改登录方式前，请再输入一次密码。"),
    ),
    "not-found": Kind(
        404,
        mark("没有找到"),
        mark("没有这个内容，或不在您的范围内。"),
    ),
    "method": Kind(
        405,
        mark("方式不对"),
        mark("这个地址不能这样使用。"),
    ),
    "stale": Kind(
        409,
        mark("已经有变化"),
        mark("别人刚刚处理过，请看最新情况再决定。您写的还在。"),
    ),
    "left-by-oneself": Kind(
        410,
        mark("您刚办过了"),
        mark("您自己刚刚把这件事转走了，可能在另一个窗口。它现在不在您这里了，这次写的没有发出。"),
    ),
    "in-use": Kind(
        409,
        mark("还在用"),
        mark("别的条目还用着它，去不掉。"),
    ),
    "mend-rows-first": Kind(
        409,
        mark("先改好不能导入的行"),
        mark(
            "表里有不能导入的行，里面可能正是要结束岗位的人。什么都没有写入，没有人的岗位被结束。改好这些行再导入一次。"
        ),
    ),
    "not-the-number": Kind(
        422,
        mark("人数对不上"),
        mark("什么都没有写入，没有人的岗位被结束。请看一遍名单，填名单上的人数。"),
    ),
    "conflict": Kind(
        409,
        mark("编号重复，内容不同"),
        mark("这个编号已经有另一份内容，原来的没有改动。"),
    ),
    "exists": Kind(
        409,
        mark("已经有了"),
        mark("这一条已经记过，没有重复记。"),
    ),
    "form-done": Kind(
        409,
        mark("先前按的已经记下"),
        mark("先前按的那一次已经记下了。您后来写的还在，要再记一条请再按一次。"),
    ),
    "link-over": Kind(
        410,
        mark("链接已经用过或过期"),
        mark("设好了密码就直接登录；还没有设，请管理员再给一个链接。"),
    ),
    "gone": Kind(
        410,
        mark("已经过期"),
        mark("这个内容按保存期限已删除，或链接已用过。"),
    ),
    "not-asked": Kind(
        409,
        mark("现在不用发给这一位"),
        mark("这件事现在不在这一位或这个单位手里，也没轮到他们确认，没有生成链接。"),
    ),
    "not-whole": Kind(
        408,
        mark("没有收全"),
        mark(
            "内容没有在时限内收全，没有保存。原件还在您这里，请到信号好一点的地方再发；手机上的记录会自动再传。"
        ),
    ),
    "too-large": Kind(
        413,
        mark("太大了"),
        mark("内容超过上限，没有保存。请分开发送，或选小一点的文件、照片。"),
    ),
    "not-json": Kind(415, mark("格式不对"), mark("这里只接收 JSON。")),
    "not-an-image": Kind(
        415,
        mark("不是能用的照片"),
        mark("请用 JPEG、PNG、WebP 或 HEIC 照片。"),
    ),
    "bad-value": Kind(
        422,
        mark("有内容需要改"),
        mark("下面标出的地方不对，没有保存；其余内容不受影响。"),
    ),
    "other-proto": Kind(
        422,
        mark("版本不同"),
        mark("手机上的版本和指挥室不同。手机会保留全部内容，请更新后再传。"),
    ),
    "broken-image": Kind(
        422,
        mark("照片损坏"),
        mark("照片不完整或和编号不一致，没有保存。手机里的原图还在。"),
    ),
    "image-too-many-pixels": Kind(
        422,
        mark("照片像素太多"),
        mark("照片超过 5000 万像素，请换一张小一点的。"),
    ),
    "unreadable-export": Kind(
        422,
        mark("导出文件读不懂"),
        mark("这不是手机导出的完整文件，没有导入任何内容。请在手机上重新导出。"),
    ),
    "unreadable-table": Kind(
        422,
        mark("表格读不懂"),
        mark("没有导入任何内容。请按写明的原因改好，再上传。"),
    ),
    "unreadable-form": Kind(
        422,
        mark("这张表读不懂"),
        mark("什么都没有存。请按写明的原因改好，再上传。"),
    ),
    "form-ended": Kind(
        410,
        mark("这张表收起来了"),
        mark("有人点了“收起来，不再填”。要再用，请到“上面要的表”那一页的“收起来的表”里点“再用这张表”。"),
    ),
    "slow-down": Kind(
        429,
        mark("请稍等再试"),
        mark("试得太快了，请稍等一会儿。账号没有锁定。"),
    ),
    "internal": Kind(
        500,
        mark("系统出错了"),
        mark("是我们的问题，已记录。您写的内容还在手机里，稍后会再传。"),
    ),
    "busy": Kind(
        503,
        mark("现在很忙"),
        mark("系统正忙，手机会自动再试，内容不会丢。"),
    ),
    "storage-full": Kind(
        507,
        mark("存储空间已满"),
        mark("服务器存不下了。手机会保留内容，稍后再传。"),
    ),
    "no-room-left": Kind(
        507,
        mark("照片现在收不下"),
        mark(
            "服务器的空间快用完了，照片和大文件先不收，文字照常收。照片留在手机里，稍后自动再传；网页上请先不带照片发送。"
        ),
    ),
    **PUBLIC,
    # verdicts on one op of a sync batch; the status says what they would be as a reply of their own
    "other-person": Kind(
        403,
        mark("不是您的记录"),
        mark("这条记录属于另一个人，要由本人登录后上传。"),
    ),
    "no-room-for-photos": Kind(
        429,
        mark("这些照片先留在手机里"),
        mark("近来传来的照片很多还没有记录写到它们。照片还在手机里，先传记录，照片随后会自动再传。"),
    ),
    "no-room-for-review": Kind(
        429,
        mark("待审的太多，后面的没有存下"),
        mark("这个人的手机发来太多没能记入的内容，这里只记了条数。内容还在手机里：可以导出后在本页导入。"),
    ),
    "sender-may-not": Kind(
        403,
        mark("发来的人没有这个权限"),
        mark(
            "这条处理写着别人的名字，发来它的手机的主人自己不能这样处理，所以没有记入。记录还在，请本人登录后自己办。"
        ),
    ),
    "revoked": Kind(
        403,
        mark("这部手机已停用"),
        mark("这部手机的上传已被停用；内容已交给负责人保管，没有丢。"),
    ),
    "unknown-type": Kind(
        422,
        mark("这种记录还不认识"),
        mark("服务器还不认识这种记录，手机会保留，请更新后再传。"),
    ),
    "no-post": Kind(
        403,
        mark("那时没有岗位"),
        mark("您当时和现在都没有做这件事的岗位，请找网格长。"),
    ),
    "list-not-yours": Kind(
        403,
        mark("不在您的名单上了"),
        mark(
            "名单上没有这一处了，或者它不归您，没有记进去。您写的原样留着，网格长和管理员在“待审记录”里看得到；"
            "要是又归您，再传一次就行，不用了就撤回。"
        ),
    ),
    "unknown-area": Kind(
        422,
        mark("没有这个区域"),
        mark("没有这个区域，或不在您的范围内。"),
    ),
    "unknown-category": Kind(422, mark("没有这个类别"), mark("请另选一个类别。")),
    "unknown-unit": Kind(422, mark("没有这个单位"), mark("请另选一个单位。")),
    "not-open": Kind(
        409,
        mark("这一步现在不能做"),
        mark("事件的状态已变，这一步现在不能做。您写的还在，可以用“补充”加上。"),
    ),
    "not-for-the-board": Kind(
        409,
        mark("这件事不能公示"),
        mark("只有已结案的事件可以公示；要求保密的、矛盾纠纷和维稳安保类的一律不公示。"),
    ),
    "superseded": Kind(
        409,
        mark("已有更正"),
        mark("这条记录已由更正后的记录代替。"),
    ),
    "superseded-late": Kind(
        409,
        mark("原记录已收到"),
        mark("原来的记录已经收到，不能再用更正代替；请用“补充”写上。"),
    ),
    "cycle": Kind(
        422,
        mark("互相等待"),
        mark("这些记录互相等待对方，没有先后。"),
    ),
    "patrol-finished": Kind(
        409,
        mark("巡查已结束"),
        mark("这次巡查已经结束，第一次的结束时间有效。"),
    ),
}
