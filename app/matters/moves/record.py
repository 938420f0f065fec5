"""What a move is: one record that says everything about it, from which table, forms, sentences, notices and documents are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.core.words import mark, mark_in
from app.matters.models import Matter
from app.matters.moves.step import Step
from app.matters.workflow.roles import Standing

SAME = "same"
BEFORE = "as before"

# What a move is for, in the order in which a desk reads it; what cannot easily be taken back stands last and apart.
GRAVE = "grave"
PURPOSES: Mapping[str, str] = {
    "handle": mark("处理"),
    "urge": mark("通知与督促"),
    "time": mark("时限"),
    "residents": mark("与居民"),
    "tidy": mark("整理"),
    GRAVE: mark_in("moves", "不再办理"),
}

# The bands of `Rank`: the smaller number is offered first.
AMONG_THE_REST = 50  # whatever names no place: after these in the order of the table
AFTER_THE_REST = 100


@dataclass(frozen=True)
class Row:
    """The move from these states to that one, by those who are one of `who` (words of `roles.WHO`).

    `carries` are words of `requirements.CARRIES`; `note` is what a manager should know besides.
    """

    froms: tuple[str, ...]
    to: str
    who: tuple[str, ...]
    carries: tuple[str, ...] = ()
    note: str = ""


When = Callable[[Row, Standing], bool]
Verb = Callable[[Step], None]
Tell = tuple[str, str]  # (a word of notify's WHO, a kind of notice)


@dataclass(frozen=True)
class Rank:
    """The place among the next acts: by the state it takes a matter on from, else `place`, else among the rest.

    `in_alarm`: before all, while an emergency waits for an answer. `leads`: whether it may be the largest thing on a
    screen; what passes a matter further, ends it over somebody's head or takes it away may not.
    """

    in_state: Mapping[str, int] = field(default_factory=dict)  # 10 to 29
    place: int | None = None  # 0 to 9 before all, 30 to 49 in any state, 100 and more after the rest
    in_alarm: int | None = None
    leads: bool = False


@dataclass(frozen=True)
class Reason:
    """A code the ledger keeps and the words it is read in; on forms unless the code is given in another way."""

    code: str
    words: str
    on_form: bool = True


@dataclass(frozen=True)
class Event:
    """What a resident who asked reads of an entry: its kind, for the page, and words with {who}, {level} and {until}."""

    kind: str
    words: str


@dataclass(frozen=True)
class Move:
    """Everything about one move. Words are marked messages (app/core/words.py).

    Sentences and notices go by variant: "" for the plain entry, else the first of `ledger.variants.of` that is named.
    """

    name: str
    rows: tuple[Row, ...]
    label: str  # a label with {next} names the next level, and its offer says which that is
    purpose: str  # a key of PURPOSES: where a desk finds it, when it is not among the large ones
    sentences: Mapping[str, str]
    rank: Rank
    tells: Mapping[str, tuple[Tell, ...]]  # whom; empty: nobody
    verb: Verb | None  # None: no phone and no desk makes it; `made_by` says who does
    made_by: str = ""
    # what residents who asked read, also by "own" (the reader did it) and "at head" (it was a building head's turn);
    # None or no variant: nothing
    residents: Mapping[str, Event | None] = field(default_factory=dict)
    is_text_for_residents: bool = False  # they read its words too, whoever wrote them
    has_resident_text: bool = False  # it may carry a sentence of its own for them
    labels: tuple[
        tuple[When, str], ...
    ] = ()  # what the button says instead; {next} as in `label`, {back}: who dispatched
    ranks: tuple[tuple[When, Rank], ...] = ()  # where it stands instead
    key: str = ""  # a letter that makes it, or opens its form, on an open desk (app/desk/keys.py)
    hint: str = ""
    phrases: tuple[str, ...] = ()  # to start the sentence from
    reasons: tuple[Reason, ...] = ()
    is_button: bool = False  # a button alone, no form
    quick: str = ""  # the code of a reason that is a button of its own, beside the form
    is_once: bool = False  # said once, it is said until somebody else has moved
    is_undoable: bool = True  # its author may take it back for some seconds (app/matters/moves/takebacks.py)
    is_repeatable: bool = False  # may wait twice in a phone's queue
    is_idle: When | None = None  # nobody would hear it, or it is done already: open, but not offered
    on_own_report: Mapping[str, int] = field(
        default_factory=dict
    )  # see `offers.OWN_REPORTS`: its place there
    only_while: Callable[[Matter], bool] | None = None  # open only while this holds
    leaves_it: bool = (
        False  # the matter is as it was: once it is refused, what was done after it needs it no more
    )
    counts_late: bool = False  # a fact: counts if the post was held when it happened or is held now
    is_among_staff: bool = (
        False  # what staff say to one another; no part of the course that an authority reads
    )
    by_handler: bool = False  # done as the handler; its author need not be the reporter
    by_link: bool = False  # whoever was sent a link to handle it can make it
    rewrites: bool = False  # writes anew what the reporter said
    settles: bool = False  # says that the work is done
    is_answer: bool = False  # whoever waits for an answer has read one by it
    turns: bool = False  # whose turn it is to confirm is another one afterwards
    lifts: bool = False  # brings a matter up or back to a desk

    def rank_for(self, row: Row, standing: Standing) -> Rank:
        """Its rank as what it means here."""
        return next((rank for when, rank in self.ranks if when(row, standing)), self.rank)

    def label_for(self, row: Row, standing: Standing) -> str:
        """What its button says here, as a message."""
        return next((label for when, label in self.labels if when(row, standing)), self.label)
