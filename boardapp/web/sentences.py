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
    "file_cell_too_long": lazy("A cell on line %(line)s is over %(limit)s characters. Is a quotation mark left open?"),
    "file_empty": lazy("There is nothing to read in it"),
    "file_missing": lazy("Choose a file, or paste a table"),
    "file_not_text": lazy("This is not text. Choose a CSV, TSV or text file"),
    "file_nothing_new": lazy("There is nothing to import: every row is skipped"),
    "file_too_large": lazy("A file of %(limit)s MiB at most can be read. Split it"),
    "file_too_many_columns": lazy("Line %(line)s has %(found)s columns. %(limit)s at most can be read"),
    "file_too_many_rows": lazy("%(limit)s rows at most can be read. Split the file"),
    "file_unclosed_quote": lazy("A quotation mark opens on line %(line)s and is never closed"),
    "file_workbook": lazy("This is a workbook. Save it as CSV, or copy its cells and paste them"),
    "import_done": lazy("This file was imported already, or put aside. Nothing was added"),
    "last_facilitator": lazy("A board needs at least one facilitator. Make somebody else facilitator first"),
    "link_expired": lazy("This link has expired or was used. Ask for a new one"),
    "link_expired_ask": lazy("This link has expired or was used. Ask %(name)s for a new one"),
    "link_unknown": lazy("This link was used or replaced, or is not complete. Ask for a new one"),
    "merge_archived": lazy("One of these actions is archived, or was merged meanwhile. Choose again"),
    "merge_into": lazy("Choose the action that says the same"),
    "merge_most": lazy("Merge at most %(most)s actions at a time"),
    "merge_two": lazy("Tick at least two actions to merge"),
    "name_empty": lazy("Write a name"),
    "needs_facilitator": lazy("Only a facilitator of this board may do that. Nothing was saved"),
    "needs_member": lazy("This board is read-only for you. Nothing was saved"),
    "needs_reader": lazy("This board is not open to you"),
    "none_ticked": lazy("Tick at least one action of this board"),
    "not_this_lane": lazy("That action is no longer in this lane. Nothing was moved"),
    "nothing_chosen": lazy("Choose what to change about the ticked actions"),
    "nothing_sent": lazy("This form came without its field. Nothing was saved"),
    "out_of_range": lazy("Enter a number from %(least)s to %(most)s"),
    "password_short": lazy("At least %(least)s characters"),
    "same_field": lazy("Somebody changed this field meanwhile. Choose which text stays"),
    "setup_done": lazy("The first account exists already. Sign in, or ask to be invited"),
    "sorted_meanwhile": lazy("Somebody sorted or archived this action meanwhile. Nothing was saved"),
    "title_empty": lazy("Name the disruption in a few words"),
    "too_long": lazy("%(limit)s characters at most"),
    "undo_again": lazy("This change was already undone"),
    "undo_final": lazy("This change cannot be undone"),
    "undo_not_yours": lazy("Only a facilitator may undo somebody else’s change"),
    "undo_overtaken": lazy("A later change stands on this one. Undo that one first"),
    "unknown_choice": lazy("Choose one of the list."),
    "unstorable": lazy("This text holds characters that cannot be stored."),
    "wrong_current": lazy("This is not your current password"),
    "wrong_password": lazy("Wrong email or password"),
    "too_many_tries": lazy("Too many wrong tries. Wait five minutes, then try again"),
}


def refusal(error: Refused) -> str:
    """The sentence for what a command refused."""
    values = {name: value for name, value in error.params.items() if isinstance(value, (str, int))}
    return gettext(_REFUSALS[error.code], **values)


REFUSALS = frozenset(_REFUSALS)
