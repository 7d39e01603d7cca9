from boardapp.domain.undo import Trace, overtaken, undone


def trace(id_, undoes=None, **fields):
    """`trace(2, sms="title need")` is event 2, which changed two fields of the row `sms`."""
    return Trace(id_, undoes, {row: frozenset(names.split()) for row, names in fields.items()})


def test_a_change_of_another_field_or_row_stands_on_nothing():
    assert not overtaken(trace(1, sms="title"), [trace(2, sms="need"), trace(3, ligne="title")])


def test_a_change_of_one_field_in_common_overtakes():
    assert overtaken(trace(1, sms="title need"), [trace(2, sms="need effort")])


def test_any_change_of_a_row_overtakes_the_event_that_made_it():
    assert overtaken(trace(1, sms="*"), [trace(2, sms="need")])


def test_a_change_that_was_undone_overtakes_nothing_and_neither_does_its_undo():
    assert not overtaken(trace(1, sms="title"), [trace(2, sms="title"), trace(3, 2, sms="title")])


def test_a_change_done_again_overtakes():
    assert overtaken(trace(1, sms="title"), [trace(2, sms="title"), trace(3, 2, sms="title"), trace(4, 3, sms="title")])


def test_the_undo_of_an_earlier_change_overtakes():
    assert overtaken(trace(5, sms="title"), [trace(6, 1, sms="title")])


def test_an_event_is_undone_once_a_later_one_says_so():
    assert undone(1, [trace(2, 1, sms="title")])
    assert not undone(1, [trace(2, sms="title")])


def test_an_event_is_not_undone_when_its_undo_was_undone():
    assert not undone(1, [trace(2, 1, sms="title"), trace(3, 2, sms="title")])
    assert undone(1, [trace(2, 1, sms="title"), trace(3, 2, sms="title"), trace(4, 3, sms="title")])


def test_the_order_in_which_traces_are_given_is_no_matter():
    later = [trace(4, 3, sms="title"), trace(2, 1, sms="title"), trace(3, 2, sms="title")]
    assert undone(1, later)
