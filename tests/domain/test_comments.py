import pytest

from boardapp.domain import boards, comments, history, ledger, merging
from boardapp.domain.boards import Role
from boardapp.domain.comments import TEXT_LIMIT, add, on
from boardapp.domain.errors import Invalid
from boardapp.domain.events import Closed
from tests import seen


def texts(world, name="sms"):
    return [comment.text for comment in on(world.action(name))]


def test_a_comment_says_who_and_when(lyon):
    event = add(lyon.action("sms"), "  Envoyé à 9 h\r\nRéponses dans la note ", by=lyon.by("bruno"))
    (comment,) = on(lyon.action("sms"))
    assert (comment.text, comment.user, comment.created_at) == (
        "Envoyé à 9 h\nRéponses dans la note", lyon.bruno, lyon.clock()
    )  # fmt: skip
    assert event.kind == "comment.added"
    assert ledger.verify() == []


def test_comments_are_read_from_the_oldest_on(lyon):
    for text in ("Un", "Deux", "Trois"):
        add(lyon.action("sms"), text, by=lyon.by())
    assert texts(lyon) == ["Un", "Deux", "Trois"]
    assert texts(lyon, "ligne") == []


def test_comments_of_merged_actions_are_read_on_the_survivor(lyon):
    add(lyon.action("ligne"), "Avant", by=lyon.by())
    add(lyon.action("sms"), "Aussi", by=lyon.by())
    merging.merge(lyon.actions("sms", "ligne"), by=lyon.by())
    assert texts(lyon) == ["Avant", "Aussi"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "comment_empty"),
        (" \n\u200b ", "comment_empty"),
        ("t" * (TEXT_LIMIT + 1), "too_long"),
        ("a\x00", "unstorable"),
    ],
)
def test_a_comment_that_cannot_be_kept_is_refused(lyon, text, code):
    with pytest.raises(Invalid, match=code) as caught:
        add(lyon.action("sms"), text, by=lyon.by())
    assert caught.value.field == "text"
    assert texts(lyon) == []


def test_a_long_comment_is_kept_whole(lyon):
    add(lyon.action("sms"), "t" * TEXT_LIMIT, by=lyon.by())
    assert texts(lyon) == ["t" * TEXT_LIMIT]


def test_a_closed_board_takes_no_comment(lyon):
    boards.close(lyon.board, by=lyon.by())
    with pytest.raises(Closed):
        add(lyon.action("sms"), "Trop tard", by=lyon.by())


def test_a_comment_is_taken_back_and_said_again(lyon):
    said = add(lyon.action("sms"), "Un mot", by=lyon.by())
    undo = history.undo(said, by=lyon.by(), role=Role.member)
    assert texts(lyon) == []
    history.undo(undo, by=lyon.by(), role=Role.member)
    assert texts(lyon) == ["Un mot"]
    assert ledger.verify() == []


def test_a_comment_does_not_touch_the_action(lyon):
    version = lyon.action("sms").version
    add(lyon.action("sms"), "Un mot", by=lyon.by())
    assert lyon.action("sms").version == version
    assert seen.kinds(lyon.board)[-1] == "comment.added"


def test_nobody_but_an_account_is_named_as_author(lyon):
    by = comments.By("link", 3, lyon.clock())
    add(lyon.action("sms"), "De loin", by=by)
    assert on(lyon.action("sms"))[0].user is None
