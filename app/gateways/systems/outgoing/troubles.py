"""Why another system could not be told, in words for administrators."""

from __future__ import annotations

from app.core.words import mark

AWAY, REDIRECT, ERROR_PAGE, BUSY, LOCKED = "away", "redirect", "error-page", "busy", "locked"
SAID_NO, NO_NUMBER, BAD_ADDRESS = "said-no", "no-number", "bad-address"

WORDS = {
    AWAY: mark("连不上。过一会儿会自己再试，一件也不会少。"),
    BAD_ADDRESS: mark(
        "这个地址不能发：要么不是公网的 https，要么指向内网。请改地址，或请运维写进 PLATFORM_HOSTS。"
    ),
    REDIRECT: mark("对方让转到别的地址，没有跟过去。请把最终的地址写在这里。"),
    ERROR_PAGE: mark("对方回的不是约定的答复（可能是一张错误页面），不算收到。会自己再试。"),
    BUSY: mark("对方忙或出错了。会自己再试。"),
    LOCKED: mark("对方说没有权限。请核对签名的密钥。会自己再试。"),
    SAID_NO: mark("对方没有收这一件"),
    NO_NUMBER: mark("对方说收下了，但没有给编号"),
}
