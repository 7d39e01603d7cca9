from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boardapp.domain.words import clean_line, clean_text
from boardapp.exchange.intake import read
from boardapp.exchange.mapping import FIELDS, Draft, Problem, column_names, drafts, guess
from boardapp.exchange.reading import read_table


def drafted(text: str, **options) -> list[Draft]:
    table = read_table(text.encode())
    return drafts(table, guess(table.header), **options)


def codes(draft: Draft) -> list[str]:
    return [problem.code for problem in draft.problems]


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("id,organisation,sector,action,customer_need,disruption,language,source", "source_id,,,title,need,,,"),
        ("Titre,Détails,Besoin client,Responsable,Échéance", "title,note,need,owner,due_on"),
        ("Intitulé de l'action,Qui porte,Date d'échéance,Statut", "title,owner,due_on,status"),
        ("TÂCHE,COMMENTAIRES,PILOTE,DEADLINE,AVANCEMENT", "title,note,owner,due_on,status"),
        ("Title,Title (national language),Category,Subcategory", "title,,category,"),
        ("Task Name,Notes,Assigned To,dueDate,Status,Labels", "title,note,owner,due_on,status,category"),
        ("Quoi,Qui,Quand,Enjeu,Niveau", "title,owner,horizon,challenge,challenge_level"),
        ("name,description,state,start date", "title,note,,"),
        ("titre,action", ",title"),
        ("Quoi · Action,Pilotage · Qui,Planning · Échéance,Client · Statut", "title,owner,due_on,status"),
        ("\ufeffTitle , OWNER*,(due date)", "title,owner,due_on"),
        (",,Unnamed: 3", ",,"),
        ("title,rank,uid,votes,ref,created", "title,,,,source_id,"),
    ],
)
def test_columns_are_guessed_from_french_and_english_words(header, fields):
    assert guess(header.split(",")) == [field or None for field in fields.split(",")]


def test_a_field_is_guessed_once():
    assert guess(["Title", "Title", "note", "Owner", "Owner (deputy)"]) == ["title", None, "note", "owner", None]


@given(st.lists(st.text(max_size=12) | st.sampled_from(["action", "uid", "ref", "Titre", "due", "note"]), max_size=12))
def test_any_header_gets_known_fields_at_most_once(header):
    found = guess(header)
    named = [field for field in found if field]
    assert len(found) == len(header)
    assert len(named) == len(set(named))
    assert set(named) <= set(FIELDS)


def test_columns_without_a_name_are_called_by_their_letter():
    names = column_names(["title", "", " \n"] + [""] * 25)
    assert (names[:3], names[25:]) == (["title", "B", "C"], ["Z", "AA", "AB"])


def test_columns_that_nobody_mapped_are_kept_in_the_note():
    (draft,) = drafted("action,sector,note,source\nOpen wifi,Telecom,Free for all,https://example.org\n")
    assert draft.note == "Free for all\nsector: Telecom\nsource: https://example.org"


def test_columns_that_were_unticked_are_left_out():
    (draft,) = drafted("action,sector,source\nOpen wifi,Telecom,https://example.org\n", kept={2})
    assert draft.note == "source: https://example.org"


def test_a_mapping_may_be_chosen_by_hand_and_a_field_named_twice_takes_its_first_column():
    table = read_table(b"a,b,c\n1,2,3\n")
    (draft,) = drafts(table, ["title", "title", "note"])
    assert (draft.title, draft.note) == ("1", "3\nb: 2")


def test_a_row_without_a_title_is_skipped_with_its_reason_and_line():
    found = drafted("title,note\nx,y\n  ,z\n\nw,\n")
    assert [(draft.row, draft.skipped) for draft in found] == [(2, None), (3, "empty_title"), (5, None)]


def test_a_table_without_a_title_column_says_so_for_every_row():
    assert [draft.skipped for draft in drafted("colour,fruit\nred,apple\ngreen,pear\n")] == ["no_title_column"] * 2


def test_whitespace_of_titles_is_collapsed_and_their_lines_are_joined():
    (draft,) = drafted('title,note\n" Call\n\tback   soon ","one\r\ntwo"\n')
    assert (draft.title, draft.note) == ("Call back soon", "one\ntwo")


def test_the_rest_of_a_long_title_opens_the_note():
    (draft,) = drafted(f"title,note\n{'word ' * 40},the note\n")
    assert (len(draft.title), codes(draft)) == (139, ["too_long"])
    assert draft.note == f"{'word ' * 12}\nthe note".replace(" \n", "\n")
    assert draft.problems[0].params == {"field": "title", "name": "title", "limit": 140}


@pytest.mark.parametrize(("field", "limit"), [("owner", 60), ("challenge", 80), ("need", 140), ("hypothesis", 280)])
def test_the_rest_of_any_other_long_text_goes_to_the_note_under_its_name(field, limit):
    (draft,) = drafted(f"title,{field}\nx,{'ab ' * 200}\n")
    assert len(getattr(draft, field)) <= limit
    assert draft.note.startswith(f"{field}: ab ")
    assert f"{getattr(draft, field)} {draft.note}".count("ab") == 200
    assert codes(draft) == ["too_long"]


def test_a_note_over_its_limit_is_cut_and_the_loss_is_counted():
    (draft,) = drafted(f"title,note\nx,{'n' * 20_005}\n")
    assert len(draft.note) == 20_000
    assert draft.problems == [Problem("note_cut", {"limit": 20_000, "lost": 5})]


def test_values_are_read_and_unknown_ones_kept_in_the_note():
    head = "title,horizon,status,kind,level,effort,already running"
    known, unknown = drafted(f"{head}\nx,Do now,En cours,stop,3,2,oui\ny,Q3,blocked,other,huge,9,perhaps\n")
    assert (known.horizon, known.status, known.kind) == ("now", "running", "stop")
    assert (known.challenge_level, known.effort, known.already_running, known.problems) == (3, 2, True, [])
    assert codes(unknown) == ["unknown_value"] * 6
    assert unknown.note == "horizon: Q3\nstatus: blocked\nkind: other\nlevel: huge\neffort: 9\nalready running: perhaps"
    assert (unknown.horizon, unknown.status, unknown.already_running) == (None, None, None)


def test_a_date_that_does_not_exist_is_reported_and_kept_as_text():
    (draft,) = drafted("action;échéance\nOuvrir;31/11/2026\n")
    assert (draft.due_on, draft.skipped, draft.note) == (None, None, "échéance: 31/11/2026")
    params = {"field": "due_on", "name": "échéance", "value": "31/11/2026"}
    assert draft.problems == [Problem("date_impossible", params)]


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["05/06/2020", "13/06/2020"], date(2020, 6, 5)),
        (["05/06/2020", "05/13/2020"], date(2020, 5, 6)),
        (["05/06/2020", "07/08/2020"], date(2020, 6, 5)),
    ],
)
def test_the_order_of_dates_is_decided_by_their_column(cells, first):
    assert drafted("title,due\n" + "".join(f"x,{cell}\n" for cell in cells))[0].due_on == first


def test_a_column_that_leaves_the_order_open_follows_the_other_dates_of_the_file():
    assert drafted("title,due,start\nx,05/06/2020,03/28/2020\n")[0].due_on == date(2020, 5, 6)


def test_a_time_of_day_is_not_lost():
    (draft,) = drafted("title,due\nx,2026-11-28 17:00\n")
    assert (draft.due_on, draft.note, draft.problems) == (date(2026, 11, 28), "due: 2026-11-28 17:00", [])


def test_removed_characters_are_reported_in_their_row():
    first, second = drafted("title,note\na\x00b,\x00c\nd,e\n")
    assert (first.title, first.problems) == ("ab", [Problem("characters_removed", {"count": 2})])
    assert second.problems == []


def test_a_cell_beyond_the_last_header_is_kept_and_reported():
    (draft,) = drafted("title,note\nx,y,,stray\n")
    assert (draft.note, draft.problems) == ("y\nD: stray", [Problem("extra_cell", {"name": "D", "value": "stray"})])


def test_a_long_value_is_shortened_in_its_problem_only():
    (draft,) = drafted(f"title,status\nx,{'s' * 500}\n")
    assert len(draft.problems[0].params["value"]) == 80
    assert draft.note == f"status: {'s' * 500}"


WORD = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters="'&<"), max_size=40)


ROWS = st.lists(st.tuples(WORD, WORD, WORD, WORD, WORD), min_size=1, max_size=5)


@given(ROWS.filter(lambda rows: any(cell.strip() for row in rows for cell in row)))
def test_nothing_is_lost_silently(rows):
    header = ["title", "owner", "due", "status", "sector"]
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [header, *rows]]
    table = read_table(b"\xef\xbb\xbf" + "\n".join(quoted).encode())
    found = drafts(table, guess(table.header))
    assert len(found) + table.blank_lines == len(rows)
    for (_, row), draft in zip(table.body(), found, strict=True):
        held = f"{draft.title}\n{draft.owner}\n{draft.note}"
        words = [clean_text(cell) for column, cell in enumerate(row) if column not in (2, 3)]
        assert [cell for cell in words if " ".join(cell.split()) not in " ".join(held.split())] == []
        assert draft.due_on or clean_text(row[2]) in draft.note
        assert draft.status or draft.horizon or clean_text(row[3]) in draft.note


def test_what_grows_when_it_is_stored_is_cut_to_fit_before():
    grown = "\u0958" * 140  # two letters each, once composed
    (found,) = drafted(f"ref,uid,action,owner,note\n,,{grown},{grown},{grown * 150}\n")
    assert [len(clean_line(text)) for text in (found.title, found.owner)] == [140, 60]
    assert len(clean_text(found.note)) == 20_000
    assert codes(found) == ["too_long", "too_long", "note_cut"]


def test_a_title_of_signs_that_nobody_sees_is_no_title():
    (found,) = drafted("ref,uid,action\n,u-1,\u200b\n")
    assert found.skipped == "empty_title"


def test_a_header_as_long_as_a_book_is_not_copied_into_every_note():
    long, rows = "h" * 100_000, 10_000
    reading = read("\n".join([f"action,{long}", *["x,y"] * rows]).encode())
    assert [len(name) for name in reading.columns] == [6, 500]
    assert sum(len(draft.note) for draft in reading.drafts) < 16 * 1024 * 1024
    assert reading.drafts[0].note == f"{'h' * 499}…: y"
    few = read(f"action,{long},b\nx,y,z".encode())
    assert few.drafts[0].note == f"{'h' * 499}…: y\nb: z"
    assert read(f"action,{'h' * 400}\nx,y".encode()).drafts[0].note == f"{'h' * 400}: y"


def test_many_long_headers_over_many_rows_are_shortened_as_far_as_it_takes():
    header = ",".join(["action", *(f"{at} {'h' * 900}" for at in range(50))])
    reading = read("\n".join([header, *[",".join("x" * 51)] * 10_000]).encode())
    assert sum(len(draft.note) for draft in reading.drafts) < 24 * 1024 * 1024
    assert len({draft.note for draft in reading.drafts}) == 1
