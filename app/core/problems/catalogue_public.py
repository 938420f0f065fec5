"""The part of the catalogue that people without an account meet: residents, and whoever holds a link to one matter."""

from __future__ import annotations

from app.core.problems.entry import Kind

PUBLIC: dict[str, Kind] = {
    # what residents meet
    "not-ours": Kind(
        422,
        ("这件事不归社区办", "This is looked after by others"),
        (
            "这件事由别的单位负责，没有登记。不清楚找谁时可以拨 12345。",
            "Others look after this; nothing was stored. If you do not know whom to ask, call 12345.",
        ),
    ),
    "not-done-yet": Kind(
        409,
        ("还没有办完", "Not done yet"),
        (
            "这件事还没有办完，办完后请您来评价。现在可以补充说明。",
            "It is not done yet; you can say whether it is solved once it is. You can add a word now.",
        ),
    ),
    "already-rated": Kind(
        409,
        ("已经评价过了", "Already rated"),
        ("这一次已经收到您的评价，没有改动。", "Your word on this was received; it was not changed."),
    ),
    "too-late": Kind(
        409,
        ("时间已过", "Too late for that"),
        (
            "办结已经很久，不能再重办。请重新反映一次，我们会当作新的事情来办。",
            "It was closed too long ago to be reopened. Please say it once more and it will be taken up anew.",
        ),
    ),
    "cannot-withdraw": Kind(
        409,
        ("现在不能撤回", "It cannot be withdrawn now"),
        (
            "已经有人在办，不能撤回。您可以补充一句说明情况。",
            "Somebody is already at work on it. You can add a word to say how things stand.",
        ),
    ),
    "being-looked-at": Kind(
        409,
        ("工作人员正在查看", "It is being looked at"),
        (
            "您说的已经收到，工作人员看过以后才能补充或评价。不用重新填写。",
            "What you said is here and waits for somebody to read it; you can add to it after that. No need to send it again.",
        ),
    ),
    "request-ended": Kind(
        409,
        ("这件事已经结束", "This has ended"),
        (
            "这件事已经结束，不能再补充。需要的话请重新反映一次。",
            "It has ended and nothing can be added. Please say it once more if you need to.",
        ),
    ),
    "contact-forgotten": Kind(
        410,
        ("用手机号查不到了", "Your number is no longer kept"),
        (
            "这件事办结已久，手机号已按期限删除，用编号和后四位查不到了。当时收好的链接还能打开；需要的话请重新反映一次。",
            "This ended a while ago and the phone number was deleted as promised, so it cannot be found by it any more. "
            "The link you kept still opens; if you need to, please say it once more.",
        ),
    ),
    "too-many-requests": Kind(
        429,
        ("现在反映的人太多", "Very many at this moment"),
        (
            "从您这个网络来的内容太多，请过一会儿再发；您写的还在这个页面上，不会丢。急事请打电话。",
            "Very much is coming from your network. Please send it again in a while: what you wrote is still on this page. "
            "If it is urgent, please telephone.",
        ),
    ),
    # links to one matter; a page that is only opened answers 410 for all but the first
    "link-unknown": Kind(
        404,
        ("这个链接打不开", "This link does not open"),
        (
            "可能少了几个字。请在微信里点原来那条消息，不要手抄。",
            "Perhaps a few letters are missing. Please tap the message you were sent, rather than typing it.",
        ),
    ),
    "link-expired": Kind(
        410,
        ("这个链接已经过期", "This link has run out"),
        (
            "您不用做什么。如果还需要您，会再发一条新的给您。",
            "There is nothing you need to do. If you are still needed, a new one will be sent to you.",
        ),
    ),
    "link-used": Kind(
        410,
        ("您已经答复过了", "You have answered already"),
        ("谢谢您，已经记下了，不用再点。", "Thank you. Your answer is kept; there is no need to tap again."),
    ),
    "link-settled": Kind(
        409,
        ("这件事已经有答复了", "This has been answered"),
        (
            "刚刚有人看过了，不用您再跑一趟。谢谢您。",
            "Somebody has just looked, so you need not go. Thank you.",
        ),
    ),
    "link-passed": Kind(
        409,
        ("这次不用麻烦您了", "No need this time"),
        ("已经请别人去看了。谢谢您。", "Somebody else has been asked to look. Thank you."),
    ),
    "link-no-post": Kind(
        403,
        ("这件事会请别人看", "Somebody else will be asked"),
        (
            "您现在不是这里的楼栋长或负责人了，这次的答复没有记。谢谢您以前的帮忙。",
            "You no longer hold the post for this place, so nothing was recorded. Thank you for your help so far.",
        ),
    ),
    "link-over": Kind(
        410,
        ("这件事已经不在您这里", "This is no longer with you"),
        (
            "它已经办结或转给了别处，不用再处理。有疑问请打电话问指挥室。",
            "It has been closed or passed on; there is nothing left to do. Please ring the desk if in doubt.",
        ),
    ),
    "link-resting": Kind(
        409,
        ("这件事先放一放", "This is resting for now"),
        (
            "指挥室已把它挂账，恢复办理后还用这个链接。",
            "The desk has shelved it. When it goes on, the same link opens again.",
        ),
    ),
}
