"""Which tables an event of each kind may speak of, and what it cannot do without: history tells it, undo takes it back.

An event that renamed a board under the name of a moved action would be told wrongly, and undone by the wrong people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from boardapp.domain.kinds import Kind

Facts = Mapping[str, Mapping[str, Any] | None]


@dataclass(frozen=True)
class Shape:
    """`about` is the table whose rows it needs: such as it makes, or such as change one of these fields."""

    about: str = ""
    fields: tuple[str, ...] = ()
    makes: bool = False
    along: tuple[str, ...] = ()
    details: tuple[str, ...] = ()  # that it cannot do without
    may: tuple[str, ...] = ()  # details that it may have
    single: bool = False

    def fits(self, body: Mapping[str, Any]) -> bool:
        was, to = body["was"], body["to"]
        tables = {key.partition(":")[0] for key in to}
        said = body.keys() - {"was", "to", "spread"}
        known = tables <= {self.about, *self.along} and set(self.details) <= said <= {*self.details, *self.may}
        rows = [key for key in to if key.startswith(f"{self.about}:") and self._tells(was[key], to[key])]
        return known and (not self.about or (len(rows) == 1 if self.single else bool(rows)))

    def _tells(self, was: Mapping[str, Any] | None, to: Mapping[str, Any]) -> bool:
        return was is None if self.makes else (not self.fields or not to.keys().isdisjoint(self.fields))


def _action(*fields: str, along: tuple[str, ...] = ("owner",), **more: Any) -> Shape:
    return Shape("action", fields, along=along, **more)


SHAPES: dict[Kind, Shape] = {
    Kind.board_opened: Shape("board", makes=True, along=("membership", "category"), single=True),
    Kind.board_imported: Shape("membership", makes=True, along=("workshop",), single=True),
    Kind.board_edited: Shape("board", ("title", "aim", "day0", "cap", "timezone", "language")),
    Kind.board_closed: Shape("board", ("closed_at",)),
    Kind.board_reopened: Shape("board", ("closed_at",)),
    Kind.category_added: Shape("category", makes=True, single=True),
    Kind.category_edited: Shape("category", ("name", "shape", "colour"), single=True),
    Kind.category_ordered: Shape("category", ("position",)),
    Kind.category_removed: Shape("category", ("removed_at",), along=("action",), single=True),
    Kind.member_invited: Shape("invitation", makes=True, single=True),
    Kind.invitation_revoked: Shape("invitation", ("revoked_at",)),
    Kind.member_joined: Shape(along=("membership", "invitation")),
    Kind.member_changed: Shape("membership", ("role",)),
    Kind.member_removed: Shape("membership", ("removed_at",)),
    Kind.action_added: _action(makes=True, single=True),
    Kind.actions_added: _action(makes=True),
    Kind.actions_imported: _action(along=("owner", "category"), may=("skipped",)),
    Kind.action_moved: _action("horizon", "rank"),
    Kind.action_edited: Shape(along=("action", "owner")),
    Kind.action_status: _action("status"),
    Kind.action_owner: _action("owner_id"),
    Kind.action_due: _action("due_on"),
    Kind.action_category: _action("category_id"),
    Kind.action_challenge: _action("challenge", "challenge_level"),
    Kind.action_sorted: _action("horizon", "category_id"),
    Kind.actions_changed: _action(),
    Kind.actions_merged: _action("merged_into_id", details=("into",), may=("workshop",)),
    Kind.action_archived: _action("archived_at"),
    Kind.action_restored: _action("archived_at"),
    Kind.comment_added: Shape("comment", makes=True, single=True),
    Kind.workshop_prepared: Shape("workshop", single=True),
    Kind.workshop_opened: Shape("workshop", ("opened_at",), single=True),
    Kind.workshop_moved: Shape("workshop", single=True),
    Kind.workshop_revealed: Shape("workshop", along=("action", "owner"), single=True),
    Kind.workshop_counted: Shape("workshop", ("counted_at",), along=("action",), single=True),
    Kind.workshop_revoted: Shape("workshop", along=("action",), single=True),
    Kind.workshop_placed: _action(),
    Kind.workshop_committed: _action(),
    Kind.workshop_closed: Shape(
        "workshop", ("closed_at",), along=("action", "owner"), details=("counts",), single=True
    ),
}
"""Every kind that a board has events of, but for the undo of one, which speaks of what it undoes."""


def fits(kind: str, body: Mapping[str, Any], undone: Mapping[str, Any] | None) -> bool:
    """Whether an event of this kind may say this; `undone` is what it takes back."""
    if kind == Kind.event_undone:
        said = body.keys() <= {"was", "to", "spread", "again"}
        return undone is not None and said and body["to"].keys() <= undone["to"].keys()
    return undone is None and SHAPES[Kind(kind)].fits(body)
