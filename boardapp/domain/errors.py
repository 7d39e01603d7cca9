"""What a command may refuse. Codes and parameters, never a sentence: the reader's language is known above."""

from typing import Any


class Refused(Exception):
    """Nothing was saved; `code` says why and `params` what the sentence needs."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class Invalid(Refused):
    """A value that cannot be stored; `field` is where it was typed."""

    def __init__(self, field: str, code: str, **params: Any) -> None:
        super().__init__(code, **params)
        self.field = field


class NotAllowed(Refused):
    """This person may see the thing but not do that with it."""


class Gone(NotAllowed):
    """A link that opens nothing: used, replaced, withdrawn, too old or never given out."""


class TooMany(Refused):
    """Too many wrong tries at this door; it stays shut for a while."""


class Conflict(Refused):
    """Somebody changed the same fields meanwhile. `theirs` holds what is stored now, by field."""

    def __init__(self, code: str, theirs: dict[str, Any] | None = None, **params: Any) -> None:
        super().__init__(code, **params)
        self.theirs = theirs or {}


class Closed(Exception):
    """The board is closed: it can be read and reopened, not changed."""


class Repeated(Exception):
    """The same form was sent before; `event` is what it did then, and nothing was done again."""

    def __init__(self, event: Any) -> None:
        super().__init__(event.id)
        self.event = event
