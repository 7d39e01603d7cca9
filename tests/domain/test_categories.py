import pytest

from boardapp.domain import categories, ledger
from boardapp.domain.categories import COLOURS, MOST, SHAPES
from boardapp.domain.errors import Invalid
from tests import seen
from tests.together import together


def labels(world, locale="fr"):
    return [category.label(locale) for category in categories.of(world.board)]


def test_six_categories_are_proposed_in_the_readers_language(lyon):
    assert labels(lyon, "fr") == ["Expérience", "Processus", "Service", "Gouvernance", "Communication", "Équipes"]
    assert labels(lyon, "en") == ["Experience", "Process", "Service", "Governance", "Communication", "People"]
    looks = {(category.shape, category.colour) for category in categories.of(lyon.board)}
    assert len(looks) == 6


def test_a_name_of_ones_own_ends_the_translation(lyon):
    categories.edit(lyon.category("service"), by=lyon.by(), name="  Accueil  client ")
    assert labels(lyon, "fr")[2] == labels(lyon, "en")[2] == "Accueil client"
    assert ledger.verify() == []


def test_a_seed_without_a_name_of_its_own_is_translated_again(lyon):
    categories.edit(lyon.category("service"), by=lyon.by(), name="Accueil")
    categories.edit(lyon.category("service"), by=lyon.by(), name="")
    assert (labels(lyon, "fr")[1], labels(lyon, "en")[1]) == ("Processus", "Process")


def test_a_seed_is_not_translated_again_into_a_name_taken_meanwhile(lyon):
    categories.edit(lyon.category("people"), by=lyon.by(), name="Renforts")
    categories.add(lyon.board, "Equipes", by=lyon.by())
    with pytest.raises(Invalid, match="category_taken"):
        categories.edit(lyon.category("people"), by=lyon.by(), name="")


@pytest.mark.parametrize(
    "name", ["Expérience", "experience", "EXPÉRIENCE", " Équipes ", "people", "Gouvernance", "Governance"]
)
def test_a_name_is_taken_whatever_its_accents_capitals_and_language(lyon, name):
    with pytest.raises(Invalid, match="category_taken"):
        categories.add(lyon.board, name, by=lyon.by())
    with pytest.raises(Invalid, match="category_taken"):
        categories.edit(lyon.category("communication"), by=lyon.by(), name=name)


def test_the_old_name_of_a_renamed_seed_is_free(lyon):
    categories.edit(lyon.category("service"), by=lyon.by(), name="Accueil")
    assert categories.add(lyon.board, "Service", by=lyon.by()).name == "Service"


def test_a_category_keeps_its_own_name_in_other_capitals(lyon):
    categories.edit(lyon.category("service"), by=lyon.by(), name="SERVICE")
    assert labels(lyon)[2] == "SERVICE"


@pytest.mark.parametrize(
    ("name", "code"), [("", "name_empty"), (" \u200b", "name_empty"), ("n" * 61, "too_long"), ("a\x00", "unstorable")]
)
def test_a_name_that_cannot_be_kept_is_refused(lyon, name, code):
    with pytest.raises(Invalid, match=code):
        categories.add(lyon.board, name, by=lyon.by())
    assert len(labels(lyon)) == 6


def test_a_name_of_sixty_characters_is_kept_whole(lyon):
    assert categories.add(lyon.board, "é" * 60, by=lyon.by()).name == "é" * 60


def test_a_category_of_ones_own_needs_a_name(lyon):
    category = categories.add(lyon.board, "Sécurité", by=lyon.by())
    with pytest.raises(Invalid, match="name_empty"):
        categories.edit(category, by=lyon.by(), name="")


def test_a_board_has_twelve_categories_at_most(lyon):
    for number in range(MOST - 6):
        categories.add(lyon.board, f"Catégorie {number}", by=lyon.by())
    with pytest.raises(Invalid, match="categories_full"):
        categories.add(lyon.board, "Une de trop", by=lyon.by())
    assert len(labels(lyon)) == MOST
    assert {category.shape for category in categories.of(lyon.board)} == set(SHAPES)
    assert {category.colour for category in categories.of(lyon.board)} == set(COLOURS)


def test_of_two_twelfth_categories_added_at_once_one_is_refused(lyon, database):
    for number in range(MOST - 7):
        categories.add(lyon.board, f"Catégorie {number}", by=lyon.by())

    def adding(name):
        return lambda: categories.add(lyon.board, name, by=lyon.by()).id

    added = together(database.app, adding("Onze"), adding("Douze"))
    assert sum(isinstance(each, Invalid) for each in added) == 1
    assert len(seen.state(lyon.board)["categories"]) == MOST


def test_a_new_category_stands_last(lyon):
    categories.add(lyon.board, "Sécurité", by=lyon.by(), shape="star", colour="blue")
    last = categories.of(lyon.board)[-1]
    assert (last.name, last.shape, last.colour, last.key) == ("Sécurité", "star", "blue", None)


@pytest.mark.parametrize(("field", "value"), [("shape", "heart"), ("colour", "#ff0000"), ("shape", "plum")])
def test_only_our_shapes_and_colours_are_taken(lyon, field, value):
    for command in (
        lambda: categories.add(lyon.board, "Sécurité", by=lyon.by(), **{field: value}),
        lambda: categories.edit(lyon.category("service"), by=lyon.by(), **{field: value}),
    ):
        with pytest.raises(Invalid, match="unknown_choice") as caught:
            command()
        assert caught.value.field == field


@pytest.mark.parametrize(
    ("key", "step", "order"),
    [
        ("process", -1, "process experience service"),
        ("process", 1, "experience service process"),
        ("experience", -1, "experience process service"),
    ],
)
def test_categories_are_put_in_another_order(lyon, key, step, order):
    categories.shift(lyon.category(key), step, by=lyon.by())
    assert [category.key for category in categories.of(lyon.board)][:3] == order.split()
    assert ledger.verify() == []


def test_a_category_is_found_by_any_of_its_names(lyon):
    people = lyon.category("people")
    assert [categories.named(lyon.board, name) for name in ("equipes", "PEOPLE", "Équipes", "autre")] == [
        people
    ] * 3 + [None]


def test_categories_of_another_board_are_not_among_them(lyon):
    categories.add(lyon.danas_board, "Security", by=lyon.by("dana"))
    assert categories.named(lyon.board, "Security") is None
    assert len(labels(lyon)) == 6


def test_a_new_name_moves_the_labels_of_its_board_only(lyon):
    before = lyon.board.labels_version, lyon.danas_board.labels_version
    categories.edit(lyon.category("service"), by=lyon.by(), name="Accueil")
    assert (lyon.board.labels_version, lyon.danas_board.labels_version) == (before[0] + 1, before[1])
