"""The owners and categories that rows of a file name: those of the board, and those that will be made for this file.

One that is to be made has its identity before it has a row, and the same one in every chunk of the file.
"""

import hashlib

from sqlalchemy import Connection, func, select, text

from boardapp.database import db, keep
from boardapp.domain import categories, owners
from boardapp.domain.boards import Board
from boardapp.domain.categories import Category
from boardapp.domain.events import By, Change
from boardapp.domain.imports.judging import Outcome, named_categories
from boardapp.domain.owners import Owner
from boardapp.domain.words import clean_line, fold


class Naming:
    """Names to uids."""

    def __init__(self, board: Board, batch: str, outcome: Outcome) -> None:
        self.board, self._batch = board, batch
        found, self.new_categories, _ = named_categories(board, outcome)
        self._categories = {folded: category.uid for folded, category in found.items()}
        self._categories |= {fold(each): self._uid("category", each) for each in self.new_categories}
        changed = [each.line for each in outcome.changing if any(cell.field == "owner" for cell in each.taken)]
        self.sought = owners.sought(board, [line.owner for line in (*outcome.taken, *changed)])

    def category(self, said: str) -> str | None:
        """None where nothing is said, or where the board has no room for one more."""
        return self._categories.get(fold(clean_line(said))) if said else None

    def owner(self, said: str) -> str | None:
        folded = fold(self.sought.called[said])
        found = self.sought.found.get(folded)
        return found.uid if found else (self._uid("owner", folded) if folded else None)

    def _uid(self, kind: str, called: str) -> str:
        return hashlib.sha256(f"{self._batch} {kind} {fold(called)}".encode()).hexdigest()[:32]


class Named(Naming):
    """Names to ids, with those of the rows that are to be made taken beforehand."""

    def __init__(self, board: Board, batch: str, outcome: Outcome) -> None:
        super().__init__(board, batch, outcome)
        new = {
            "owner": [self._uid("owner", each) for each in self.sought.new],
            "category": [self._uid("category", each) for each in self.new_categories],
        }
        self.owner_ids = {each.uid: each.id for each in self.sought.found.values()}
        mine = select(Category).where(Category.board_id == board.id)
        self.category_ids = {each.uid: each.id for each in db.session.scalars(mine)}
        if any(new.values()):
            with keep() as connection:
                ids = {table: taken_ids(connection, table, len(uids)) for table, uids in new.items()}
            self.owner_ids |= zip(new["owner"], ids["owner"], strict=True)
            self.category_ids |= zip(new["category"], ids["category"], strict=True)

    def make(self, change: Change, by: By) -> None:
        """The rows of these names, within a change."""
        for owner, user_id in self.sought.claims:
            change.put(owner, user_id=user_id)
        for each in self.new_categories:
            uid = self._uid("category", each)
            categories.add_in(change, self.board, each, id=self.category_ids[uid], uid=uid)
        made = {self._uid("owner", folded): row for folded, row in self.sought.new.items()}
        if made:
            stamped = ({"uid": uid, "id": self.owner_ids[uid], "created_at": by.at} for uid in made)
            change.add_rows(Owner, [row | more for row, more in zip(made.values(), stamped, strict=True)])


def taken_ids(connection: Connection, table: str, count: int) -> list[int]:
    """Ids for rows of this table that come later: nobody else will get them."""
    if connection.dialect.name != "sqlite":
        each = select(func.nextval(func.pg_get_serial_sequence(table, "id")))
        return list(connection.scalars(each.select_from(func.generate_series(1, count))))
    where = {"table": table, "count": count}
    last = connection.execute(text("SELECT seq FROM sqlite_sequence WHERE name = :table"), where).scalar()
    if last is None:
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :count)"), where)
    else:
        connection.execute(text("UPDATE sqlite_sequence SET seq = seq + :count WHERE name = :table"), where)
    return list(range((last or 0) + 1, (last or 0) + 1 + count))
