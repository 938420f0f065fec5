"""Which ways out of the app there are now."""

from __future__ import annotations

from app.notify.channels import channel, chat_services, webpush
from app.notify.channels.channel import Channel


def installed() -> list[Channel]:
    """Every channel that is available now."""
    return [webpush.Push(), *chat_services.read_channels(channel.settings().channels)]


def find(name: str) -> Channel | None:
    """The channel with this name; None if the operator has removed it."""
    return next((channel for channel in installed() if channel.name == name), None)
