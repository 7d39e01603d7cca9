"""Sentences for what was done to actions. Each is one message, whole, so that any language can order its words."""

from collections.abc import Callable

from boardapp.domain.actions import Status
from boardapp.domain.kinds import Kind
from boardapp.web.language import gettext, lazy, listed, ngettext
from boardapp.web.mentions import Facts, Mention

FIELDS = {
    "title": lazy("Title"),
    "note": lazy("Note"),
    "need": lazy("Customer need"),
    "owner_id": lazy("Owner"),
    "due_on": lazy("Due date"),
    "category_id": lazy("Category"),
    "challenge": lazy("Challenge"),
    "challenge_level": lazy("Level of the challenge"),
    "effort": lazy("Effort"),
    "status": lazy("Status"),
    "kind": lazy("Kind"),
    "already_running": lazy("Already running"),
    "first_step": lazy("First step"),
    "benefit": lazy("What the team gains"),
    "hypothesis": lazy("Hypothesis"),
    "result": lazy("Result"),
    "source_id": lazy("Number in the source"),
    "horizon": lazy("Horizon"),
}
_STATUS = {
    Status.to_start: lazy("%(who)s set %(ref)s “%(title)s” back to “To start”"),
    Status.running: lazy("%(who)s started %(ref)s “%(title)s”"),
    Status.done: lazy("%(who)s finished %(ref)s “%(title)s”"),
    Status.stopped: lazy("%(who)s stopped %(ref)s “%(title)s”"),
}


def added(mention: Mention) -> str:
    _, to = mention.action()
    lane = mention.names.word("horizon", to["horizon"])
    return gettext("%(who)s added %(ref)s “%(title)s” to “%(lane)s”", **mention.about(lane=lane))


def added_many(mention: Mention) -> str:
    count = mention.count("action")
    return ngettext("%(who)s added %(num)d action", "%(who)s added %(num)d actions", count, who=mention.who)


def imported(mention: Mention) -> str:
    count, skipped = mention.count("action"), mention.event.body.get("skipped")
    if not skipped:
        return ngettext("%(who)s imported %(num)d action", "%(who)s imported %(num)d actions", count, who=mention.who)
    return ngettext(
        "%(who)s imported %(num)d action (rows skipped: %(skipped)s)",
        "%(who)s imported %(num)d actions (rows skipped: %(skipped)s)",
        count, who=mention.who, skipped=skipped,
    )  # fmt: skip


def moved(mention: Mention) -> str:
    was, to = mention.action()
    if "horizon" in to:
        lanes = {name: mention.names.word("horizon", facts["horizon"]) for name, facts in (("was", was), ("to", to))}
        said = gettext("%(who)s moved %(ref)s “%(title)s” from “%(was)s” to “%(to)s”", **mention.about(**lanes))
    elif (to.get("rank") or "") < (was.get("rank") or ""):
        said = gettext("%(who)s moved %(ref)s “%(title)s” up", **mention.about())
    else:
        said = gettext("%(who)s moved %(ref)s “%(title)s” down", **mention.about())
    return said


def edited(mention: Mention) -> str:
    """An edit can make an account the owner of what stood under its free name, and change nothing else."""
    was, to = mention.action()
    if not to:
        said = gettext("%(who)s linked the name of an owner to an account", who=mention.who)
    elif to.keys() == {"title"}:
        said = gettext("%(who)s renamed %(ref)s “%(was)s” to “%(title)s”", **mention.about(was=was["title"]))
    else:
        said = gettext("%(who)s edited %(ref)s “%(title)s”: %(fields)s", **mention.about(fields=_fields(to)))
    return said


def changed_status(mention: Mention) -> str:
    _, to = mention.action()
    return gettext(_STATUS[Status(to["status"])], **mention.about())


def changed_owner(mention: Mention) -> str:
    return _before_and_after(
        mention,
        "owner_id",
        lazy("%(who)s gave %(ref)s “%(title)s” to %(to)s"),
        lazy("%(who)s gave %(ref)s “%(title)s” to %(to)s (was with %(was)s)"),
        lazy("%(who)s left %(ref)s “%(title)s” without owner (was with %(was)s)"),
    )


def changed_due(mention: Mention) -> str:
    return _before_and_after(
        mention,
        "due_on",
        lazy("%(who)s set the due date of %(ref)s “%(title)s” to %(to)s"),
        lazy("%(who)s set the due date of %(ref)s “%(title)s” to %(to)s (was %(was)s)"),
        lazy("%(who)s removed the due date of %(ref)s “%(title)s” (was %(was)s)"),
    )


def changed_category(mention: Mention) -> str:
    return _before_and_after(
        mention,
        "category_id",
        lazy("%(who)s put %(ref)s “%(title)s” into the category “%(to)s”"),
        lazy("%(who)s put %(ref)s “%(title)s” into the category “%(to)s” (was “%(was)s”)"),
        lazy("%(who)s took %(ref)s “%(title)s” out of the category “%(was)s”"),
    )


def changed_challenge(mention: Mention) -> str:
    _, to = mention.action()
    if "challenge" in to:
        return gettext("%(who)s changed the challenge of %(ref)s “%(title)s”", **mention.about())
    return _before_and_after(
        mention,
        "challenge_level",
        lazy("%(who)s set the challenge of %(ref)s “%(title)s” to “%(to)s”"),
        lazy("%(who)s set the challenge of %(ref)s “%(title)s” to “%(to)s” (was “%(was)s”)"),
        lazy("%(who)s removed the level of the challenge of %(ref)s “%(title)s” (was “%(was)s”)"),
    )


def sorted_one(mention: Mention) -> str:
    _, to = mention.action()
    about = mention.about(
        lane=mention.names.word("horizon", to.get("horizon")),
        category=mention.names.word("category_id", to.get("category_id")),
    )
    if about["lane"] and about["category"]:
        said = gettext("%(who)s sorted %(ref)s “%(title)s” into “%(lane)s”, category “%(category)s”", **about)
    elif about["lane"]:
        said = gettext("%(who)s sorted %(ref)s “%(title)s” into “%(lane)s”", **about)
    else:
        said = changed_category(mention)
    return said


def changed_many(mention: Mention) -> str:
    """The same change to several actions; one field is told with its value."""
    facts = [to for _, _, to in mention.rows("action")]
    fields = {name for to in facts for name in to} - {"rank", "done_on"}
    count, who = len(facts), mention.who
    if "archived_at" in fields:
        said = ngettext("%(who)s archived %(num)d action", "%(who)s archived %(num)d actions", count, who=who)
    elif fields == {"horizon"}:
        said = _moved_many(mention, facts)
    else:
        said = ngettext(
            "%(who)s changed %(num)d action: %(fields)s",
            "%(who)s changed %(num)d actions: %(fields)s",
            count, who=who, fields=_values(mention, facts, fields),
        )  # fmt: skip
    return said


def merged(mention: Mention) -> str:
    count = mention.count("action", "archived_at")
    return ngettext(
        "%(who)s merged %(num)d action into %(ref)s “%(title)s”",
        "%(who)s merged %(num)d actions into %(ref)s “%(title)s”",
        count, **mention.about(),
    )  # fmt: skip


def archived(mention: Mention) -> str:
    return gettext("%(who)s archived %(ref)s “%(title)s”", **mention.about())


def restored(mention: Mention) -> str:
    return gettext("%(who)s restored %(ref)s “%(title)s”", **mention.about())


def committed(mention: Mention) -> str:
    """Told of whoever takes it on, who may be somebody else than the one who wrote it down."""
    _, to = mention.action()
    values = {
        "owner": mention.names.word("owner_id", to.get("owner_id")),
        "due": mention.names.word("due_on", to.get("due_on")),
    }
    if not values["owner"]:
        return edited(mention)
    if not values["due"]:
        return gettext("%(owner)s takes on %(ref)s “%(title)s”", **mention.about(**values))
    return gettext("%(owner)s takes on by %(due)s: %(ref)s “%(title)s”", **mention.about(**values))


def placed(mention: Mention) -> str:
    return ngettext(
        "%(who)s placed %(num)d action as the workshop ranked it",
        "%(who)s placed %(num)d actions as the workshop ranked them",
        mention.count("action"), who=mention.who,
    )  # fmt: skip


def commented(mention: Mention) -> str:
    return gettext("%(who)s commented on %(ref)s “%(title)s”", **mention.about())


DEEDS: dict[Kind, Callable[[Mention], str]] = {
    Kind.action_added: added,
    Kind.actions_added: added_many,
    Kind.actions_imported: imported,
    Kind.action_moved: moved,
    Kind.action_edited: edited,
    Kind.action_status: changed_status,
    Kind.action_owner: changed_owner,
    Kind.action_due: changed_due,
    Kind.action_category: changed_category,
    Kind.action_challenge: changed_challenge,
    Kind.action_sorted: sorted_one,
    Kind.actions_changed: changed_many,
    Kind.actions_merged: merged,
    Kind.action_archived: archived,
    Kind.action_restored: restored,
    Kind.comment_added: commented,
    Kind.workshop_placed: placed,
    Kind.workshop_committed: committed,
}


def _before_and_after(mention: Mention, field: str, first: str, other: str, none: str) -> str:
    """One of three messages: there was no value before, there was one, there is none now."""
    was, to = mention.action()
    values = {"was": mention.names.word(field, was.get(field)), "to": mention.names.word(field, to.get(field))}
    if not values["to"]:
        message = none
    elif values["was"]:
        message = other
    else:
        message = first
    return gettext(message, **mention.about(**values))


def _moved_many(mention: Mention, facts: list[Facts]) -> str:
    lane = mention.names.word("horizon", next(to["horizon"] for to in facts if "horizon" in to))
    return ngettext(
        "%(who)s moved %(num)d action to “%(lane)s”",
        "%(who)s moved %(num)d actions to “%(lane)s”",
        len(facts), who=mention.who, lane=lane,
    )  # fmt: skip


def _values(mention: Mention, facts: list[Facts], fields: set[str]) -> str:
    said = []
    for name in (each for each in FIELDS if each in fields):
        value = mention.names.word(name, next(to[name] for to in facts if name in to))
        said.append(gettext("%(field)s “%(value)s”", field=gettext(FIELDS[name]), value=value or "–"))
    return listed(said)


def _fields(to: Facts) -> str:
    return listed([gettext(FIELDS[name]) for name in FIELDS if name in to])
