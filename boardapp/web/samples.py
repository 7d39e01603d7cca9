"""What `/patterns` shows components with: a board that is stored nowhere, in the reader's language. Its ids are of
nothing, so that a button pressed there by mistake changes nothing. It is content, so it is in no catalogue."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import SimpleNamespace as Sample
from typing import Any

from wtforms import BooleanField, EmailField, IntegerField, PasswordField, StringField, TextAreaField

from boardapp.domain import ruler
from boardapp.domain.actions import Horizon, Kind, Status
from boardapp.domain.boards import Board
from boardapp.domain.categories import COLOURS, SEEDS, SHAPES, Category
from boardapp.domain.imports.judging import Choices
from boardapp.domain.lanes import LANE_MOST, Lane
from boardapp.domain.listing import Filter
from boardapp.exchange.drafts import Draft
from boardapp.live.presence import Person
from boardapp.web import editing
from boardapp.web.chronicle import Reworded, Told
from boardapp.web.drafted import Grid, grid
from boardapp.web.editing import ActionForm
from boardapp.web.filters import Search
from boardapp.web.forms import ChoiceField, DayField, Form
from boardapp.web.panel import Answer, Contested, Opened
from boardapp.web.previews import Said as SaidCell
from boardapp.web.shell import COLOUR_WORDS, SHAPE_WORDS, word

NOBODYS = 900_000_000
OWNERS = {NOBODYS + 1: "Soizic Le Goff", NOBODYS + 2: "Ahmed Ben Salem"}
TEXTS = {
    "en": (
        "Customer portal down", "No customer left without an answer",
        "Open a second phone line from 7 to 21", "Tell customers by text message before they leave home",
        "Stop charging for missed appointments", "Deliver by bike in two districts", "Publish the state at 7 each day",
        "Put the night team up near the call centre", "Find the customers who need a call back", "أعد الاتصال بالعملاء",
        "🚲 Wi-fi at the agency of Saint-Étienne-du-Rouvray", "Nobody travels for nothing",
        "When the rota is ready, call the volunteers.\nThen tell the agencies.",
    ),
    "fr": (
        "Espace client indisponible", "Aucun client sans réponse",
        "Ouvrir une deuxième ligne de 7 h à 21 h", "Prévenir les clients par SMS avant qu’ils partent de chez eux",
        "Ne plus facturer les rendez-vous manqués", "Livrer à vélo dans deux arrondissements",
        "Publier à 7 h l’état du service", "Loger l’équipe de nuit près du centre d’appels",
        "Recenser les clients à rappeler", "أعد الاتصال بالعملاء",
        "🚲 Le wi-fi de l’agence de Saint-Étienne-du-Rouvray", "Aucun déplacement pour rien",
        "Quand le planning est prêt, appeler les volontaires.\nPuis prévenir les agences.",
    ),
}  # fmt: skip
UNBROKEN = "A" * 140
# (title, category, status, kind, due in days, owner, level of the challenge): every state that a card has
CARDS = (
    (2, 2, Status.running, Kind.do, -3, 1, 4),
    (3, 4, Status.running, Kind.do, 1, 2, 3),
    (4, 3, Status.to_start, Kind.stop, 7, 0, 2),
    (5, 0, Status.to_start, Kind.test, 7, 1, 1),
    (6, 7, Status.done, Kind.do, -1, 2, None),
    (7, 5, Status.stopped, Kind.do, None, 1, None),
    (9, None, Status.to_start, Kind.do, None, 0, None),
    (10, 11, Status.to_start, Kind.do, 20, 2, 2),
    (13, 8, Status.to_start, Kind.do, 40, 0, 4),
)


class FieldsForm(Form):
    """One field of each kind."""

    email = EmailField()
    name = StringField()
    password = PasswordField()
    note = TextAreaField()
    due_on = DayField()
    cap = IntegerField()
    status = ChoiceField()
    stay = BooleanField()
    theme = ChoiceField()


class BulkForm(Form):
    """The names of what can be done with ticked actions."""

    id = StringField()
    do = StringField()
    horizon = ChoiceField()
    category_id = ChoiceField()
    owner = StringField()
    due_on = DayField()
    status = ChoiceField()
    empty = ChoiceField()
    all = BooleanField()


@dataclass(frozen=True)
class Samples:
    """Everything for one page. `again` gives the same things other ids, as ids are of one element each."""

    locale: str
    now: datetime
    names: dict[int, str] = field(default_factory=lambda: dict(OWNERS))

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def texts(self) -> tuple[str, ...]:
        return (*TEXTS[self.locale], UNBROKEN)

    @property
    def board(self) -> Board:
        return Board(
            id=NOBODYS, title=self.texts[0], aim=self.texts[1], day0=self.today - timedelta(days=5), cap=4,
            timezone="Europe/Paris", language=self.locale, version=1, labels_version=1, closed_at=None,
        )  # fmt: skip

    @property
    def categories(self) -> list[Category]:
        """The twelve shapes, in the six colours."""
        keys = [*SEEDS, *[None] * (len(SHAPES) - len(SEEDS))]
        return [
            Category(
                id=NOBODYS + at, key=key, name="" if key else word(shape).capitalize(), shape=shape,
                colour=COLOURS[at % len(COLOURS)],
            )
            for at, (key, shape) in enumerate(zip(keys, SHAPES, strict=True))
        ]  # fmt: skip

    def rows(self, first: int, horizon: Horizon = Horizon.now) -> list[Any]:
        """A row of each state, numbered from `first`."""
        return [self._row(NOBODYS + first + at, horizon, *told) for at, told in enumerate(CARDS)]

    def lane(self, horizon: Horizon, first: int) -> Lane:
        rows = self.rows(first, horizon)
        folded = [row for row in rows if horizon is Horizon.now and row.status is Status.done]
        standing = [row for row in rows if row not in folded]
        total, still = LANE_MOST + len(folded) + 3, sum(not row.status.over for row in rows)
        return Lane(horizon, standing, total, still, len(folded), folded)

    @property
    def present(self) -> list[Person]:
        """Who has the board open."""
        return [Person(name, id_, NOBODYS + 1) for id_, name in self.names.items()]

    @property
    def ruler(self) -> ruler.Ruler:
        dues = sorted((row for row in self.rows(1) if row.due_on and not row.status.over), key=lambda row: row.due_on)
        day0 = self.board.day0
        return ruler.Ruler(day0, 5, ruler.marks(day0, dues), dues, soon=1, late=1, beyond=1, total=len(dues) + 1)

    @property
    def search(self) -> Search:
        chosen = Filter(late=True)
        return Search("@Soizic tchat", chosen, chosen, [], self.names, self.categories, NOBODYS + 1)

    @property
    def action(self) -> Any:
        """One action with all that it may hold."""
        row = self._row(NOBODYS + 50, Horizon.inbox, *CARDS[0])
        more = {
            "label": f"A-{row.ref}", "category": self.categories[2], "need": self.texts[11], "note": self.texts[12],
            "first_step": self.texts[6], "benefit": "", "hypothesis": "", "result": "", "effort": 3,
            "owner": Sample(shown=row.owner), "already_running": True, "late": lambda today: True,
        }  # fmt: skip
        return Sample(**vars(row) | more)

    @property
    def opened(self) -> Opened:
        """That action opened: one field just saved, another that somebody else wrote in meanwhile."""
        action, (who, other), late = self.action, self.names.values(), self.today - timedelta(days=3)
        names = ("title", "note", "need", "challenge", "challenge_level", "status", "kind", "first_step", "effort")
        values = {name: getattr(action, name) for name in names}
        form = ActionForm(
            formdata=None, owner=who, due_on=late, category_id=NOBODYS + 2, already_running=True, seen=1, **values
        )
        form.offer(self.board)
        form.named = self.categories
        remark: Any = Sample(
            id=NOBODYS, user=Sample(name=other), created_at=self.now, action_id=action.id, text=self.texts[11]
        )
        contested = Contested(other, self.texts[3], both=True, seen=1)
        return Opened(
            action, form, Answer(saved=["owner"], contested={"challenge": contested}), beside=True, quiet=True,
            close="/patterns", back="", today=self.today, may_write=True, me=who, place=(1, 9), owners=[who, other],
            behind=[action], comments=[remark], told=self.happened, made="",
            labels={name: editing.label(name) for name in form.fields()},
        )  # fmt: skip

    @property
    def happened(self) -> list[Told]:
        """Three changes: one that can be undone, one with its texts, one of somebody else."""
        who, other = self.names.values()
        words = Reworded(word(Horizon.now), self.texts[7], self.texts[3], "need")
        return [
            self._told(1, f"{who}: “{self.texts[2]}”", undo=True),
            self._told(2, f"{who}: “{self.texts[3]}”", undo=True, reworded=(words,)),
            self._told(3, f"{other}: “{self.texts[4]}”", undo=False),
        ]

    def fields(self, prefix: str, *, wrong: str = "") -> FieldsForm:
        """A filled form; with `wrong`, one that came back."""
        values = {"email": "soizic@example.org", "name": "Soizic", "note": self.texts[12], "due_on": self.today}
        form = FieldsForm(formdata=None, prefix=prefix, cap=12, stay=True, status="running", **values)
        form.status.choices = [(status.value, word(status)) for status in Status]
        form.theme.choices = {"": word(Status.running), "dark": word(Status.done)}
        form.name.errors = [wrong] if wrong else []
        return form

    def bulk(self) -> BulkForm:
        form = BulkForm(formdata=None, prefix="bulk-")
        for each in (form.horizon, form.status, form.category_id, form.empty):
            each.choices = [("", "–"), ("now", word(Horizon.now))]
        return form

    def marks(self) -> Any:
        """The fields in which a category's shape and colour are chosen."""
        fields = {}
        for name, words in (("shape", SHAPE_WORDS), ("colour", COLOUR_WORDS)):
            choices = [(each, word(each)) for each in words]
            fields[name] = Sample(id=name, name=name, errors=[], data=choices[0][0], choices=choices)
        return Sample(**fields)

    def sorting(self) -> Any:
        return Sample(named=self.categories, category_id=Sample(data=NOBODYS + 2), errors={})

    def imported(self) -> Grid:
        """Rows of a file as the actions they become."""
        owner, categories = self.names[NOBODYS + 1], self.categories
        drafts = [
            Draft(
                row=at, title=self.texts[at], category=categories[at].label(self.locale), horizon="now", owner=owner,
                due_on=self.today, status="running", challenge_level=at, note=self.texts[12],
            )
            for at in (2, 3)
        ]  # fmt: skip
        return grid(drafts, {"title": self.texts[4], "owner": self.texts[13]}, ())

    chosen = Choices()

    def differing(self) -> list[Any]:
        """Rows of a file that say something else than the board."""
        said = (SaidCell(word(Horizon.now), self.texts[7], self.texts[8], at == 3, at == 2) for at in (2, 3))
        return [
            (Sample(line=Sample(row=at), action=Sample(ref=at, title=self.texts[at]), conflicts=[at == 3]), [cell])
            for at, cell in zip((2, 3), said, strict=True)
        ]

    def _row(self, id_: int, horizon: Horizon, *told: Any) -> Any:
        title, category, status, kind, days, owner, level = told
        mine = self.categories[category] if category is not None else None
        return Sample(
            id=id_, ref=id_ - NOBODYS, version=1, horizon=horizon, rank="m", place=1, title=self.texts[title],
            status=status, kind=kind, due_on=self.today + timedelta(days=days) if days is not None else None,
            owner=self.names.get(NOBODYS + owner), challenge_level=level, challenge=self.texts[11] if level else "",
            shape=mine and mine.shape, colour=mine and mine.colour, category_key=mine and mine.key,
            category_name=mine and mine.name, archived_at=None, merged_into_id=None,
        )  # fmt: skip

    def _told(self, number: int, sentence: str, *, undo: bool, reworded: tuple[Reworded, ...] = ()) -> Told:
        return Told(
            NOBODYS + number,
            number,
            self.now,
            self.today,
            f"{self.now:%H:%M}",
            "",
            sentence,
            undo,
            NOBODYS + 1,
            reworded,
        )
