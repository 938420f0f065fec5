"""Web push (RFC 8030, 8291, 8292) to the browsers a person asked to be told in."""

from __future__ import annotations

import json
import logging
from typing import Any

from requests import RequestException

from app.core import clock
from app.core.writers import again
from app.notify.channels import channel, webpush_endpoints, webpush_subscriptions
from app.notify.channels.channel import Hearer, Message, Result, Where
from app.notify.models import PUSH, Subscription
from app.people.models import Person

log = logging.getLogger("gridwalk.notify")

LIVES = 12 * 3600  # seconds a push service keeps it for a phone that is off
LIVES_URGENT = 3600
ENDED = (401, 403, 404, 410)  # gone, or made for another key than ours
BODY_MOST = 300


class Push:
    """The channel of every person who has said yes in a browser."""

    name = PUSH
    is_group = False

    def suits(self, hearer: Hearer, where: Where) -> bool:
        """Whether the person has such a browser."""
        return bool(webpush_subscriptions.live_subscriptions(hearer.person.id))

    def send(self, person: Person | None, message: Message, language: str) -> Result:
        """To each of them; one that took it is enough."""
        results = (
            []
            if person is None
            else [_send(row, message) for row in webpush_subscriptions.live_subscriptions(person.id)]
        )
        if "sent" in results:
            return "sent"
        return "later" if "later" in results else "never"


def language_of(person: str) -> str | None:
    """The language of the person's first live push subscription; None without one."""
    subscriptions = webpush_subscriptions.live_subscriptions(person)
    return subscriptions[0].language if subscriptions else None


def payload(message: Message) -> str:
    """What the service worker shows: the same number means the same message, and takes its place."""
    first = message.lines[0]
    body = "\n".join(line.sentence for line in message.lines)[:BODY_MOST]
    url = first.url if len({line.url for line in message.lines}) == 1 else "/inbox"
    fields = {
        "title": message.title,
        "body": body,
        "url": url,
        "tag": f"n{first.notice}",
        "urgent": message.urgent,
    }
    return json.dumps(fields, ensure_ascii=False)


def _send(row: Subscription, message: Message) -> Result:
    from py_vapid import Vapid02
    from pywebpush import WebPushException, webpush

    key = Vapid02()
    key.private_key = webpush_subscriptions.private_key()
    try:
        with webpush_endpoints.session() as session:
            webpush(
                {"endpoint": row.endpoint, "keys": {"p256dh": row.p256dh, "auth": row.auth}},
                data=payload(message),
                vapid_private_key=key,
                vapid_claims=_claims(),
                ttl=LIVES_URGENT if message.urgent else LIVES,
                headers={"Urgency": "high" if message.urgent else "normal"},
                timeout=(webpush_endpoints.CONNECT, webpush_endpoints.READ),
                requests_session=session,
            )
    except WebPushException as refused:
        status = refused.response.status_code if refused.response is not None else 0
        if status in ENDED:
            _forget(row)
            return "never"
        return "later"
    except (RequestException, OSError, ValueError) as error:
        log.info("push", extra={"fields": {"error": type(error).__name__}})
        return "later"
    _note_use(row)
    return "sent"


@again.one_write
def _note_use(row: Subscription) -> None:
    Subscription.update(used=clock.now()).where(Subscription.id == row.id).execute()


def _claims() -> dict[str, Any]:
    """Who sends, for the push service's operator to complain to."""
    public = channel.settings().public_url
    return {"sub": public if public.startswith("https://") else "mailto:operator@localhost.invalid"}


@again.one_write
def _forget(row: Subscription) -> None:
    Subscription.delete().where(Subscription.id == row.id).execute()
