"""What the product says when it refuses something: one clear sentence, in the reader's language."""

from boardapp.domain.errors import Refused
from boardapp.web.language import gettext, lazy

_REFUSALS = {
    "action_empty": lazy("Write the action in a few words"),
    "archived": lazy("This action is archived. Restore it first"),
    "board_full": lazy("A board holds %(most)s actions at most. Nothing was added"),
    "categories_full": lazy("A board has %(most)s categories at most"),
    "category_taken": lazy("There is already a category of this name"),
    "comment_empty": lazy("Write a comment first"),
    "date_invalid": lazy("Enter a real date, for example 28/11/2026"),
    "email_invalid": lazy("Enter an email address, for example lea@example.org"),
    "email_taken": lazy("There is already an account with this address. Sign in with it"),
    "last_facilitator": lazy("A board needs at least one facilitator. Make somebody else facilitator first"),
    "link_expired": lazy("This link has expired or was used. Ask for a new one"),
    "merge_two": lazy("Tick at least two actions to merge"),
    "name_empty": lazy("Write a name"),
    "needs_facilitator": lazy("Only a facilitator of this board may do that. Nothing was saved"),
    "needs_member": lazy("This board is read-only for you. Nothing was saved"),
    "needs_reader": lazy("This board is not open to you"),
    "not_this_lane": lazy("That action is no longer in this lane. Nothing was moved"),
    "out_of_range": lazy("Enter a number from %(least)s to %(most)s"),
    "password_short": lazy("%(least)s characters at least"),
    "same_field": lazy("Somebody changed this field meanwhile. Choose which text stays"),
    "setup_done": lazy("The first account exists already. Sign in, or ask to be invited"),
    "title_empty": lazy("Name the disruption in a few words"),
    "too_long": lazy("%(limit)s characters at most"),
    "undo_again": lazy("This change was already undone"),
    "undo_final": lazy("This change cannot be undone"),
    "undo_not_yours": lazy("Only a facilitator may undo somebody else's change"),
    "undo_overtaken": lazy("A later change stands on this one. Undo that one first"),
    "unknown_choice": lazy("Choose one of the list."),
    "unstorable": lazy("This text holds characters that cannot be stored."),
    "wrong_password": lazy("Wrong email or password"),
    "too_many_tries": lazy("Too many wrong tries. Wait five minutes, then try again"),
    "not_readable": lazy("This file cannot be read as a table"),
}


def refusal(error: Refused) -> str:
    """The sentence for what a command refused."""
    values = {name: value for name, value in error.params.items() if isinstance(value, (str, int))}
    return gettext(_REFUSALS[error.code], **values)


REFUSALS = frozenset(_REFUSALS)
