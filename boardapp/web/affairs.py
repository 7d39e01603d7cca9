"""Sentences for what was done to a board, its categories and its people; and to accounts, which no board shows."""

from collections.abc import Callable

from boardapp.domain.kinds import Kind
from boardapp.web.language import gettext, lazy, listed, ngettext
from boardapp.web.mentions import Mention, accounts
from boardapp.web.shell import word

SETTINGS = {
    "title": lazy("Name"),
    "aim": lazy("30-day aim"),
    "day0": lazy("Day 0"),
    "cap": lazy("Cap of Do now"),
    "timezone": lazy("Time zone"),
    "language": lazy("Language of the board"),
}
_SETTING = {
    "title": lazy("%(who)s renamed the board “%(was)s” to “%(to)s”"),
    "day0": lazy("%(who)s set day 0 to %(to)s (was %(was)s)"),
    "cap": lazy("%(who)s set the cap of Do now to %(to)s (was %(was)s)"),
    "timezone": lazy("%(who)s set the time zone to %(to)s (was %(was)s)"),
    "language": lazy("%(who)s set the language of the board to %(to)s (was %(was)s)"),
    "aim": lazy("%(who)s changed the 30-day aim"),
}
_PLAIN = {
    Kind.board_opened: lazy("%(who)s opened the board"),
    Kind.board_imported: lazy("%(who)s imported this board, with its history, from a file"),
    Kind.board_closed: lazy("%(who)s closed the board"),
    Kind.board_reopened: lazy("%(who)s reopened the board"),
    Kind.category_ordered: lazy("%(who)s changed the order of the categories"),
    Kind.invitation_revoked: lazy("%(who)s revoked an invitation"),
    Kind.workshop_closed: lazy("%(who)s closed the workshop: who wrote and voted what is deleted"),
    Kind.workshop_counted: lazy("%(who)s revealed the votes of the workshop"),
    Kind.workshop_moved: lazy("%(who)s moved the workshop to another phase"),
    Kind.workshop_opened: lazy("%(who)s opened the room of the workshop"),
    Kind.workshop_prepared: lazy("%(who)s prepared the workshop"),
    Kind.workshop_revoted: lazy("%(who)s had the room vote again"),
}


def board_edited(mention: Mention) -> str:
    was, to = mention.board()
    names = [name for name in SETTINGS if name in to]
    if len(names) > 1:
        fields = listed([gettext(SETTINGS[name]) for name in names])
        return gettext("%(who)s changed the settings of the board: %(fields)s", who=mention.who, fields=fields)
    (name,) = names
    values = {"was": mention.names.word(name, was.get(name)), "to": mention.names.word(name, to[name])}
    return gettext(_SETTING[name], who=mention.who, **values)


def category_added(mention: Mention) -> str:
    id_, _, to = mention.row("category")
    name = mention.names.category(id_, to.get("name"))
    return gettext("%(who)s added the category “%(name)s”", who=mention.who, name=name)


def category_edited(mention: Mention) -> str:
    id_, was, to = mention.row("category")
    mark = listed([word(to[name]) for name in ("shape", "colour") if name in to])
    values = {"who": mention.who, "mark": mark}
    if "name" not in to:
        values["name"] = mention.names.category(id_)
        return gettext("%(who)s gave the category “%(name)s” another mark: %(mark)s", **values)
    values |= {"was": mention.names.category(id_, was["name"]), "to": mention.names.category(id_, to["name"])}
    if mark:
        return gettext("%(who)s renamed the category “%(was)s” to “%(to)s”, with another mark: %(mark)s", **values)
    return gettext("%(who)s renamed the category “%(was)s” to “%(to)s”", **values)


def category_removed(mention: Mention) -> str:
    id_, _, _ = mention.row("category")
    _, to = mention.action()
    values = {"who": mention.who, "name": mention.names.category(id_)}
    if not to:
        said = gettext("%(who)s removed the category “%(name)s”", **values)
    elif to["category_id"] is None:
        said = ngettext(
            "%(who)s removed the category “%(name)s”, which left %(num)d action without category",
            "%(who)s removed the category “%(name)s”, which left %(num)d actions without category",
            mention.count("action"), **values,
        )  # fmt: skip
    else:
        said = ngettext(
            "%(who)s removed the category “%(name)s” and moved its %(num)d action to “%(other)s”",
            "%(who)s removed the category “%(name)s” and moved its %(num)d actions to “%(other)s”",
            mention.count("action"), **values, other=mention.names.category(to["category_id"]),
        )  # fmt: skip
    return said


def member_invited(mention: Mention) -> str:
    _, _, to = mention.row("invitation")
    role = mention.names.word("role", to["role"])
    return gettext("%(who)s invited somebody with the role “%(role)s”", who=mention.who, role=role)


def member_joined(mention: Mention) -> str:
    """Told of whoever joined: a newcomer has no account yet when the invitation is accepted."""
    id_, _, to = mention.row("membership")
    name = mention.names.person(mention.names.members.get(id_))
    if not id_:
        said = gettext("%(who)s accepted an invitation", who=mention.who)
    elif "role" in to:
        role = mention.names.word("role", to["role"])
        said = gettext("%(name)s joined the board with the role “%(role)s”", name=name, role=role)
    else:
        said = gettext("%(name)s joined the board", name=name)
    return said


def member_changed(mention: Mention) -> str:
    id_, was, to = mention.row("membership")
    values = {name: mention.names.word("role", facts["role"]) for name, facts in (("was", was), ("to", to))}
    name = mention.names.person(mention.names.members.get(id_))
    return gettext("%(who)s gave %(name)s the role “%(to)s” (was “%(was)s”)", who=mention.who, name=name, **values)


def member_removed(mention: Mention) -> str:
    id_, _, _ = mention.row("membership")
    user_id = mention.names.members.get(id_)
    if (mention.event.actor_kind, mention.event.actor_id) == ("user", user_id):
        return gettext("%(who)s left the board", who=mention.who)
    return gettext("%(who)s took %(name)s off the board", who=mention.who, name=mention.names.person(user_id))


def workshop_revealed(mention: Mention) -> str:
    count = mention.count("action")
    return ngettext(
        "%(who)s revealed %(num)d action that the workshop wrote in silence",
        "%(who)s revealed %(num)d actions that the workshop wrote in silence",
        count, who=mention.who,
    )  # fmt: skip


def user_registered(mention: Mention) -> str:
    return gettext("An account was created for %(name)s", name=_account(mention))


def user_edited(mention: Mention) -> str:
    return gettext("%(who)s edited the account of %(name)s", who=mention.who, name=_account(mention))


def user_password(mention: Mention) -> str:
    return gettext("%(who)s set a new password for %(name)s", who=mention.who, name=_account(mention))


def plain(mention: Mention) -> str:
    return gettext(_PLAIN[Kind(mention.event.kind)], who=mention.who)


AFFAIRS: dict[Kind, Callable[[Mention], str]] = {
    **dict.fromkeys(_PLAIN, plain),
    Kind.board_edited: board_edited,
    Kind.category_added: category_added,
    Kind.category_edited: category_edited,
    Kind.category_removed: category_removed,
    Kind.member_invited: member_invited,
    Kind.member_joined: member_joined,
    Kind.member_changed: member_changed,
    Kind.member_removed: member_removed,
    Kind.workshop_revealed: workshop_revealed,
    Kind.user_registered: user_registered,
    Kind.user_edited: user_edited,
    Kind.user_password: user_password,
}


def _account(mention: Mention) -> str:
    return mention.names.person(next(iter(accounts(mention.event)), None))
