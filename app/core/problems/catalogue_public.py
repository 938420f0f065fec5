"""The part of the catalogue that people without an account meet: residents, and whoever holds a link to one matter."""

from __future__ import annotations

from app.core.problems.entry import Kind
from app.core.words import mark

PUBLIC: dict[str, Kind] = {
    # what residents meet
    "not-ours": Kind(
        422,
        mark("这件事不归社区办"),
        mark("这件事由别的单位负责，没有登记。不清楚找谁时可以拨 12345。"),
    ),
    "not-done-yet": Kind(
        409,
        mark("还没有办完"),
        mark("这件事还没有办完，办完后请您来评价。现在可以补充说明。"),
    ),
    "already-rated": Kind(
        409,
        mark("已经评价过了"),
        mark("这一次已经收到您的评价，没有改动。"),
    ),
    "too-late": Kind(
        409,
        mark("时间已过"),
        mark("办结已经很久，不能再重办。请重新反映一次，我们会当作新的事情来办。"),
    ),
    "cannot-withdraw": Kind(
        409,
        mark("现在不能撤回"),
        mark("已经有人在办，不能撤回。您可以补充一句说明情况。"),
    ),
    "being-looked-at": Kind(
        409,
        mark("工作人员正在查看"),
        mark("您说的已经收到，工作人员看过以后才能补充或评价。不用重新填写。"),
    ),
    "request-ended": Kind(
        409,
        mark("这件事已经结束"),
        mark("这件事已经结束，不能再补充。需要的话请重新反映一次。"),
    ),
    "contact-forgotten": Kind(
        410,
        mark("用手机号查不到了"),
        mark(
            "这件事办结已久，手机号已按期限删除，用编号和后四位查不到了。当时收好的链接还能打开；需要的话请重新反映一次。"
        ),
    ),
    "too-many-requests": Kind(
        429,
        mark("来得太多，请过一会儿再试"),
        mark("从您这个网络来的内容太多，请过一会儿再发；您写的还在这个页面上，不会丢。急事请打电话。"),
    ),
    # links to one matter; a page that is only opened answers 410 for all but the first
    "link-unknown": Kind(
        404,
        mark("这个链接打不开"),
        mark("可能少了几个字。请在微信里点原来那条消息，不要手抄。"),
    ),
    "link-expired": Kind(
        410,
        mark("这个链接已经过期"),
        mark("您不用做什么。如果还需要您，会再发一条新的给您。"),
    ),
    "link-used": Kind(
        410,
        mark("您已经答复过了"),
        mark("谢谢您，已经记下了，不用再点。"),
    ),
    "link-settled": Kind(
        409,
        mark("这件事已经有答复了"),
        mark("刚刚有人看过了，不用您再跑一趟。谢谢您。"),
    ),
    "link-passed": Kind(
        409,
        mark("这次不用麻烦您了"),
        mark("已经请别人去看了。谢谢您。"),
    ),
    "link-no-post": Kind(
        403,
        mark("这件事会请别人看"),
        mark("这里现在不由您负责了。这次的答复没有记。谢谢您以前的帮忙。"),
    ),
    "link-over": Kind(
        410,
        mark("这件事已经不在您这里"),
        mark("它已经办结或转给了别处，不用再处理。有疑问请打电话问指挥室。"),
    ),
    "link-resting": Kind(
        409,
        mark("这件事先放一放"),
        mark("指挥室已把它挂账。恢复办理后还用这个链接。"),
    ),
}
