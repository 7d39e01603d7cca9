"""What can happen, by name; the words for it are the reader's and live in `web.sentences`."""

from enum import StrEnum


class Kind(StrEnum):
    """What happened. Kinds are never renamed: they are stored for ever."""

    board_opened = "board.opened"
    board_imported = "board.imported"
    board_edited = "board.edited"
    board_closed = "board.closed"
    board_reopened = "board.reopened"
    category_added = "category.added"
    category_edited = "category.edited"
    category_ordered = "category.ordered"
    category_removed = "category.removed"
    member_invited = "member.invited"
    invitation_revoked = "invitation.revoked"
    member_joined = "member.joined"
    member_changed = "member.changed"
    member_removed = "member.removed"
    action_added = "action.added"
    actions_added = "actions.added"
    actions_imported = "actions.imported"
    action_moved = "action.moved"
    action_edited = "action.edited"
    action_status = "action.status"
    action_owner = "action.owner"
    action_due = "action.due"
    action_category = "action.category"
    action_challenge = "action.challenge"
    action_sorted = "action.sorted"
    actions_changed = "actions.changed"
    actions_merged = "actions.merged"
    action_archived = "action.archived"
    action_restored = "action.restored"
    comment_added = "comment.added"
    workshop_prepared = "workshop.prepared"
    workshop_opened = "workshop.opened"
    workshop_moved = "workshop.moved"
    workshop_revealed = "workshop.revealed"
    workshop_counted = "workshop.counted"
    workshop_revoted = "workshop.revoted"
    workshop_placed = "workshop.placed"
    workshop_committed = "workshop.committed"
    workshop_closed = "workshop.closed"
    event_undone = "event.undone"
    user_registered = "user.registered"
    user_edited = "user.edited"
    user_password = "user.password"  # noqa: S105


LED = frozenset(
    {Kind.board_edited, Kind.category_added, Kind.category_edited, Kind.category_ordered, Kind.category_removed}
)
"""Kinds that take a facilitator, also to take them back: whoever made them may have become a member since."""

FINAL = frozenset(
    {
        Kind.board_opened,
        Kind.board_imported,
        Kind.board_closed,
        Kind.board_reopened,
        Kind.member_invited,
        Kind.invitation_revoked,
        Kind.member_joined,
        Kind.member_changed,
        Kind.member_removed,
        Kind.workshop_prepared,
        Kind.workshop_opened,
        Kind.workshop_moved,
        Kind.workshop_revealed,
        Kind.workshop_counted,
        Kind.workshop_revoted,
        Kind.workshop_closed,
        Kind.user_registered,
        Kind.user_edited,
        Kind.user_password,
    }
)
"""Kinds without undo: each has a command of its own that goes back (reopen, invite again, change the role …)."""
