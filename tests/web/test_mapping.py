"""What the columns of a file become, as a person chooses it in the preview."""

import re

import pytest
from sqlalchemy import select

from boardapp.database import db
from boardapp.domain import categories, ledger, listing
from boardapp.domain.actions import Action
from tests import seen
from tests.web.test_imports import DRAFT, drafts, titles, upload, words

pytestmark = pytest.mark.usefixtures("english")

FOREIGN = b"Mesure,Service,Remarque libre\nOuvrir un chat,Relation client,Urgent\n"


def choose(browser, *fields, keep=(), to="/mapping", **more):
    return browser.post(DRAFT + to, {"field": list(fields), "keep": [str(each) for each in keep]} | more)


def chosen(response):
    """The field that each select shows, and the columns that are ticked."""
    selects = re.findall(r"<select id=\"field.*?</select>", response.text, re.DOTALL)
    fields = [(re.findall(r'value="(\w*)" selected', each) or [""])[0] for each in selects]
    return fields, [int(each) for each in re.findall(r'name="keep" value="(\d+)" checked', response.text)]


def newest(look):
    with look():
        return db.session.scalars(select(Action).where(Action.board_id == 1).order_by(Action.id.desc())).first()


def test_columns_are_guessed_and_the_others_kept_in_the_note(bruno, look):
    assert chosen(bruno.follow(upload(bruno, FOREIGN))) == (["title", "", ""], [0, 1, 2])
    bruno.post(DRAFT)
    with look():
        assert newest(look).note == "Service: Relation client\nRemarque libre: Urgent"


def test_another_mapping_is_kept_shown_and_imported(bruno, look):
    upload(bruno, FOREIGN)
    page = bruno.follow(choose(bruno, "title", "category", "", keep=[0]))
    assert chosen(page) == (["title", "category", ""], [0])
    assert "1 new category: Relation client" in words(page)
    bruno.post(DRAFT)
    with look() as world:
        action = db.session.scalars(select(Action).order_by(Action.id.desc())).first()
        assert (action.category.name, action.note) == ("Relation client", "")
        assert len(categories.of(world.board)) == 7
        assert seen.kinds(world.board)[-1] == "actions.imported"
        assert ledger.verify() == []


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (["title", "title", ""], "Two columns cannot both become “Action”. Choose one of them"),
        (["", "owner", "owner"], "Two columns cannot both become “Owner”. Choose one of them"),
        (["title", "password", ""], "Choose one of the list."),
        (["title", "owner"], "Choose one of the list."),
        (["title", "owner", "", ""], "Choose one of the list."),
    ],
)
@pytest.mark.parametrize("to", ["/mapping", ""])
def test_a_mapping_that_cannot_be_is_refused_with_what_was_chosen(bruno, look, fields, why, to):
    upload(bruno, FOREIGN)
    before = titles(look)
    answer = choose(bruno, *fields, keep=[1], to=to)
    assert answer.status_code == 422
    assert why in words(answer)
    shown = [field if field != "password" else "" for field in [*fields, "", ""][:3]]
    assert chosen(answer) == (shown, [1])
    assert titles(look) == before
    assert chosen(bruno.get(DRAFT)) == (["title", "", ""], [0, 1, 2])


def test_columns_changed_since_the_preview_are_shown_before_they_are_imported(bruno, look):
    upload(bruno, FOREIGN)
    before = titles(look)
    page = bruno.follow(choose(bruno, "title", "owner", "", keep=[2], to=""))
    assert "The columns have changed. Look at the preview, then import." in words(page)
    assert chosen(page) == (["title", "owner", ""], [2])
    assert titles(look) == before
    assert choose(bruno, "title", "owner", "", keep=[2], to="").location == "/boards/1"
    assert len(titles(look)) == len(before) + 1


def test_without_a_title_nothing_can_be_imported(bruno, look):
    page = words(bruno.follow(upload(bruno, b"x,y\n1,2\n3,4\n")))
    assert "Which column says what the action is? Nothing is written yet." in page
    assert "Import 0" not in page
    assert "Rows skipped" not in page
    answer = bruno.post(DRAFT)
    assert answer.status_code == 422
    assert "There is nothing to import: every row is skipped" in words(answer)
    assert len(drafts(look)) == 1


def test_one_press_says_which_column_is_the_action(bruno, look):
    page = bruno.follow(upload(bruno, b"n,x,y\n1,bananas,2\n3,pears,4\n"))
    assert re.findall(r'name="title" value="(\d+)">(\w+) <small>(\w+)', page.text) == [("1", "x", "bananas")]
    page = bruno.follow(choose(bruno, "", "", "", keep=[0, 1, 2], title="1"))
    assert chosen(page)[0] == ["", "title", ""]
    assert "2 actions to add, 0 rows skipped." in words(page)
    bruno.post(DRAFT)
    assert {"bananas", "pears"} <= set(titles(look))


@pytest.mark.parametrize("title", ["3", "-1", "x", "9" * 50, "²"])
def test_a_column_that_is_not_there_cannot_be_the_action(bruno, title):
    upload(bruno, b"x,y\n1,2\n3,4\n")
    answer = choose(bruno, "", "", title=title)
    assert (answer.status_code, "Choose one of the list." in words(answer)) == (422, True)


def test_the_preview_shows_all_that_is_understood_and_where_it_is_read(bruno):
    page = bruno.follow(upload(bruno, "Quoi,Priorité,Owner,Effort\nOuvrir un chat,Haute,Lina,2\n".encode()))
    head, body = re.findall(r'class="rows".*?<thead>(.*?)</thead>.*?<tbody>(.*?)</tbody>', page.text, re.DOTALL)[0]
    shown = [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in re.findall(r"<th.*?</th>", head)]
    assert shown == [
        "Line", "Action from “Quoi”", "Horizon", "Owner", "Status", "Level of the challenge from “Priorité”", "Effort",
    ]  # fmt: skip
    cells = re.findall(r">([^<>\s][^<>]*)</t[dh]>", body)
    assert cells == ["2", "Ouvrir un chat", "To sort", "Lina", "To start", "high", "2"]


def test_a_thirteenth_category_stays_in_the_note(bruno, look):
    rows = "\n".join(f"Action {number},Axe {number}" for number in range(8))
    page = words(bruno.follow(upload(bruno, f"action,axe\n{rows}\n".encode())))
    assert "6 new categories: Axe 0, Axe 1, Axe 2, Axe 3, Axe 4, and Axe 5" in page
    assert "A board has 12 categories at most. These stay in the note: Axe 6 and Axe 7" in page
    assert bruno.post(DRAFT).status_code == 303
    with look() as world:
        assert [each.name for each in categories.of(world.board)][6:] == [f"Axe {number}" for number in range(6)]
        notes = {row.title: row.note for row in listing.everything(world.board)}
        assert (notes["Action 5"], notes["Action 7"]) == ("", "axe: Axe 7")
        assert ledger.verify() == []


def test_a_category_is_found_by_either_language_and_never_made_twice(bruno, look):
    rows = "a,expérience\nb,Experience\nc,EXPERIENCE\nd,Équipe terrain\ne,equipe  terrain\nf,E\u200bquipe terrain\n"
    upload(bruno, f"action,thème\n{rows}".encode())
    bruno.post(DRAFT)
    with look() as world:
        assert [each.name for each in categories.of(world.board)][6:] == ["Équipe terrain"]


def test_a_day_of_completion_means_done_unless_the_status_says_otherwise(bruno, look):
    upload(bruno, "action,état,terminée,uid,ref\na,,2026-11-20,,\nb,en cours,2026-11-21,,\nc,fait,,,\n".encode())
    bruno.post(DRAFT)
    with look() as world:
        rows = {row.title: row for row in listing.everything(world.board)}
        assert [(rows[each].status, str(rows[each].done_on)) for each in "abc"] == [
            ("done", "2026-11-20"), ("running", "None"), ("done", "2026-11-23"),
        ]  # fmt: skip
        assert rows["b"].note == "terminée: 2026-11-21"


def test_cells_that_look_like_markup_are_only_shown(bruno):
    page = bruno.follow(upload(bruno, b"action,<b>x\n<script>alert(1)</script>,<img src=x>\n", "<i>.csv"))
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    assert "<b>x" not in page.text
    assert "Preview of “&lt;i&gt;.csv”" in page.text


def test_a_hostile_file_is_taken_or_refused_but_never_breaks(bruno, look):
    grown, unseen = "\u0958" * 200, "\u200b\u202e"
    cells = [
        grown,
        unseen,
        "=1+1",
        "'=1",
        "9999-12-31",
        "0001-01-01",
        "-1",
        "\x01\x02x",
        "\ud800",
        "🧯" * 200,
        "x" * 20_000,
    ]
    header = "ref,uid,action,note,owner,category,due,done,archived,rank,level,effort,need,id_source,status,horizon"
    rows = [",".join([cell] * 16) for cell in cells]
    content = f"{header}\n{chr(10).join(rows)}\n".encode("utf-8", "surrogatepass").replace(b"\xed\xa0\x80", b"\x00")
    answer = upload(bruno, content, "\ud800\x00.csv".encode("utf-8", "replace").decode())
    assert "9 actions to add, 1 row skipped." in words(bruno.follow(answer))
    assert bruno.post(DRAFT).status_code == 303
    with look():
        assert ledger.verify() == []


def test_the_fields_of_a_form_are_looked_at_whatever_they_hold(bruno):
    upload(bruno, FOREIGN)
    for keep in ("x", "-1", "9" * 50, "²", "2"):
        assert bruno.post(f"{DRAFT}/mapping", {"field": ["title", "", ""], "keep": keep}).status_code == 303
    assert chosen(bruno.get(DRAFT))[1] == [2]
    assert bruno.post(f"{DRAFT}/mapping", {"keep": "1"}).status_code == 422
    assert chosen(bruno.get(DRAFT)) == (["title", "", ""], [2])
