import html
import re

import pytest

from boardapp.domain import categories, inventory, ledger
from tests import seen

pytestmark = pytest.mark.usefixtures("english")

LIST = "/boards/1/categories"
EXPERIENCE, PROCESS, SERVICE = 1, 2, 3
POSTS = [
    (LIST, {"name": "Sécurité"}),
    (f"/categories/{SERVICE}", {"name": "Accueil", "shape": "star", "colour": "blue"}),
    (f"/categories/{SERVICE}/place", {"step": "up"}),
    (f"/categories/{SERVICE}/removal", {"to": str(PROCESS)}),
]


def words(response):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.text)).split())


def labels(look):
    with look() as world:
        return [each.label("en") for each in categories.of(world.board)]


def last_event(look):
    with look() as world:
        return seen.events(world.board)[-1]


def test_the_list_says_name_and_number_of_actions_in_order(amina):
    page = words(amina.get(LIST))
    assert re.search(r"Experience 2 actions .* Process 1 action .* Service 1 action", page)


def test_each_category_is_shown_by_shape_and_name(amina):
    assert re.search(r'class="category green">.*#shape-diamond"/></svg>(<[^>]*>)?Service<', amina.get(LIST).text)


def test_a_name_alone_adds_a_category_with_a_shape_that_is_free(amina, look):
    page = words(amina.follow(amina.post(LIST, {"name": "  Sécurité "})))
    assert "Category “Sécurité” added. Undo" in page
    with look() as world:
        assert categories.of(world.board)[-1].shape == "hexagon"
        assert seen.kinds(world.board)[-1] == "category.added"


def test_shape_and_colour_can_be_chosen(amina, look):
    amina.post(LIST, {"name": "Sécurité", "shape": "star", "colour": "slate"})
    with look() as world:
        added = categories.of(world.board)[-1]
        assert (added.shape, added.colour) == ("star", "slate")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (" ", "Write a name"),
        ("Équipes", "There is already a category of this name"),
        ("a" * 61, "60 characters at most"),
        ("a\x00b", "characters that cannot be stored"),
    ],
)
def test_a_name_that_cannot_be_stored_comes_back_with_a_sentence(amina, look, name, why):
    answer = amina.post(LIST, {"name": name, "shape": "star"})
    assert answer.status_code == 422
    assert why in words(answer)
    assert re.search(r'name="shape" value="star" checked', answer.text)
    assert len(labels(look)) == 6


def test_a_thirteenth_category_is_refused_in_words(amina, look):
    for number in range(6):
        amina.post(LIST, {"name": f"Catégorie {number}"})
    assert "A board has 12 categories at most." in words(amina.get(LIST))
    answer = amina.post(LIST, {"name": "Une de trop"})
    assert answer.status_code == 422
    assert "A board has 12 categories at most" in words(answer)
    assert 'value="Une de trop"' in answer.text
    assert len(labels(look)) == 12


def test_renaming_and_marking_is_one_event(amina, look):
    page = words(amina.follow(amina.post(*POSTS[1])))
    assert "Category “Accueil” saved. Undo" in page
    event = last_event(look)
    assert (event.kind, event.body["to"]) == (
        "category.edited",
        {"category:3": {"name": "Accueil", "shape": "star", "colour": "blue"}},
    )


def test_a_seed_saved_with_the_name_it_shows_goes_on_to_be_translated(amina, look):
    amina.post(f"/categories/{SERVICE}", {"name": "Service", "shape": "star", "colour": "green"})
    with look() as world:
        assert (world.category("service").name, world.category("service").shape) == ("", "star")


def test_an_emptied_name_goes_back_to_the_translated_one(amina, look):
    amina.post(f"/categories/{EXPERIENCE}", {"name": "Clients", "shape": "disc", "colour": "plum"})
    assert "Empty this field to go back to “Experience”" in words(amina.get(f"/categories/{EXPERIENCE}"))
    amina.post(f"/categories/{EXPERIENCE}", {"name": "", "shape": "disc", "colour": "plum"})
    with look() as world:
        assert world.category("experience").label("fr") == "Expérience"


def test_a_category_of_ones_own_keeps_a_name(amina, look):
    amina.post(LIST, {"name": "Sécurité"})
    with look() as world:
        own = categories.of(world.board)[-1].id
    answer = amina.post(f"/categories/{own}", {"name": "", "shape": "star", "colour": "blue"})
    assert (answer.status_code, "Write a name" in words(answer)) == (422, True)


@pytest.mark.parametrize(("field", "value"), [("shape", "banana"), ("colour", "red")])
def test_a_mark_that_does_not_exist_is_refused(amina, look, field, value):
    for path in (LIST, f"/categories/{SERVICE}"):
        answer = amina.post(path, {"name": "Accueil", "shape": "star", "colour": "blue", field: value})
        assert answer.status_code == 422
        assert "Choose one of the list." in words(answer)
        assert 'value="Accueil"' in answer.text
    assert labels(look)[2] == "Service"


def test_a_category_moves_one_place(amina, look):
    page = words(amina.follow(amina.post(f"/categories/{SERVICE}/place", {"step": "up"})))
    assert "“Service” moved up. Undo" in page
    assert labels(look)[:3] == ["Experience", "Service", "Process"]
    assert last_event(look).kind == "category.ordered"


def test_the_first_stays_first(amina, look):
    answer = amina.post(f"/categories/{EXPERIENCE}/place", {"step": "up"})
    assert answer.status_code == 303
    assert last_event(look).kind == "action.added"


def test_a_step_that_is_none_is_refused(amina):
    assert amina.post(f"/categories/{SERVICE}/place", {"step": "sideways"}).status_code == 422


def test_removing_asks_where_the_actions_go(amina):
    page = words(amina.get(f"/categories/{EXPERIENCE}/removal"))
    assert "2 actions are in this category. No action is lost." in page
    assert re.search(r"Move its actions to… none Process Service Governance Communication People Remove", page)


def test_the_actions_of_a_removed_category_move_to_another(amina, look):
    page = words(amina.follow(amina.post(f"/categories/{EXPERIENCE}/removal", {"to": str(SERVICE)})))
    assert "Category “Experience” removed. Undo" in page
    assert "Service 3 actions" in page
    assert last_event(look).kind == "category.removed"
    with look() as world:
        assert {each.category.key for each in world.actions("portage", "fragiles")} == {"service"}
        assert ledger.verify() == []


def test_or_to_none(amina, look):
    amina.post(f"/categories/{EXPERIENCE}/removal", {"to": ""})
    with look() as world:
        assert [each.category for each in world.actions("portage", "fragiles")] == [None, None]


@pytest.mark.parametrize("to", ["1", "99", "x"])
def test_a_category_to_move_to_must_be_another_of_the_board(amina, look, to):
    answer = amina.post(f"/categories/{EXPERIENCE}/removal", {"to": to})
    assert (answer.status_code, "Choose one of the list." in words(answer)) == (422, True)
    assert len(labels(look)) == 6


def test_undo_brings_a_category_back_with_its_actions(amina, look):
    amina.post(f"/categories/{EXPERIENCE}/removal", {"to": str(SERVICE)})
    page = amina.follow(amina.post(f"/events/{last_event(look).id}/undo", {"next": LIST}))
    assert "Experience 2 actions" in words(page)
    with look() as world:
        assert world.action("portage").category.key == "experience"


def test_a_category_that_was_removed_is_not_found(amina):
    amina.post(f"/categories/{SERVICE}/removal", {"to": ""})
    for path in (f"/categories/{SERVICE}", f"/categories/{SERVICE}/removal"):
        assert amina.get(path).status_code == 404
    for path, data in POSTS[1:]:
        assert amina.post(path, data).status_code == 404


@pytest.mark.parametrize("name", ["bruno", "chloe", "dana"])
def test_only_facilitators_come_in(request, look, name):
    browser = request.getfixturevalue(name)
    for path, data in POSTS:
        assert browser.post(path, data).status_code == 404
        assert browser.get(path.removesuffix("/place")).status_code == 404
    assert last_event(look).kind == "action.added"


def test_somebody_not_signed_in_changes_nothing(visitor, look):
    for path, data in POSTS:
        assert visitor.post(path, data).status_code == 401
    assert last_event(look).kind == "action.added"


@pytest.mark.parametrize(("path", "data"), POSTS)
def test_a_closed_board_changes_nothing(amina, look, path, data):
    amina.post("/boards/1/status")
    assert amina.post(path, data).status_code == 409
    assert last_event(look).kind == "board.closed"
    assert "Add a category" not in words(amina.get(LIST))


@pytest.mark.parametrize(("path", "data"), POSTS)
def test_a_form_sent_twice_is_carried_out_once(amina, look, path, data):
    answers = [amina.post(path, data | {"once": "the-same-form"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    with look() as world:
        assert len([each for each in seen.events(world.board) if each.once]) == 1


def test_archived_actions_are_not_counted(amina, look):
    with look() as world:
        inventory.archive(world.action("fragiles"), by=world.by())
    assert "Experience 1 action" in words(amina.get(LIST))
