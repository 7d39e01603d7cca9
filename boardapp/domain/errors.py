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


class Conflict(Refused):
    """Somebody changed the same fields meanwhile. `theirs` holds what is stored now, by field."""

    def __init__(self, code: str, theirs: dict[str, Any] | None = None, **params: Any) -> None:
        super().__init__(code, **params)
        self.theirs = theirs or {}
