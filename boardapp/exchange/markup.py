"""HTML in a cell, as the text that it shows. Nothing here is rendered: what is no tag of HTML stays as it is."""

import re
from html import unescape
from html.parser import HTMLParser

_LINES = "blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre section table tr ul"
_INLINE = (
    "a abbr b big body center cite code del em font html i img ins kbd mark q s samp small span strike strong sub sup"
    " tbody td tfoot th thead tt u"
)
_BREAKING = frozenset(_LINES.split())
_KNOWN = _BREAKING | frozenset(_INLINE.split())
_OPENING = re.compile(rf"<(?:{'|'.join(sorted(_KNOWN))})[\s/>]", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_BARE = re.compile(r"&(?!(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});)")


class Allowance:
    """How many tags of one file are looked at: past a book's worth they stay as they are, for the sake of everybody
    else on the server."""

    def __init__(self, tags: int = 100_000) -> None:
        self._left = tags

    def covers(self, cell: str) -> bool:
        self._left -= cell.count("<")
        return self._left >= 0 and may_hold(cell)


def may_hold(cell: str) -> bool:
    """JSON in a cell is nobody's HTML."""
    held = ("<" in cell and _OPENING.search(cell) is not None) or ("&" in cell and _ENTITY.search(cell) is not None)
    return held and not (cell[0] in "[{" and cell[-1] in "]}")


def as_text(cell: str) -> tuple[str, list[str]]:
    """The visible text, and the addresses that stood behind its links and pictures."""
    shown = _read(cell)
    return (_tidy(shown.text("")), shown.addresses()) if shown.tagged else (_unescaped(cell), [])


def as_note(cell: str) -> str:
    """The visible text, each address in brackets behind what led there."""
    shown = _read(cell)
    return _tidy(shown.text(" (%s)")) if shown.tagged else _unescaped(cell)


def _read(cell: str) -> "_Shown":
    shown = _Shown()
    try:
        # An ampersand of no entity is a character: the parser would read "&copy=2" in an address as a sign.
        shown.feed(_BARE.sub("&amp;", cell))
    except AssertionError:  # the parser's word for "<![" without a name
        shown.tagged = False
    shown.rest()
    return shown


def _unescaped(text: str) -> str:
    return _ENTITY.sub(lambda entity: unescape(entity[0]), text)


def _tidy(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n") if not line.isspace() and line)


class _Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tagged = False
        self._parts: list[tuple[str, str]] = []  # text, or an address behind what was shown since the link began
        self._link: tuple[str, int] | None = None

    def text(self, address: str) -> str:
        """`address` is how one is written behind its link, if at all."""
        return "".join(address.replace("%s", part) if kind else part for kind, part in self._parts)

    def addresses(self) -> list[str]:
        return list(dict.fromkeys(part for kind, part in self._parts if kind))

    def rest(self) -> None:
        """An unfinished tag at the end is no tag: closing the parser might drop it."""
        self._say(unescape(self.rawdata))
        self.rawdata = ""
        self._end_link()

    def set_cdata_mode(self, elem: str, *_: object, **__: object) -> None:
        """Nothing is a script or a title here: all of it is text, and none of it may vanish."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _KNOWN:
            self._say(unescape(self.get_starttag_text() or ""))
            return
        self.tagged = True
        known = dict(attrs)
        if tag in _BREAKING:
            self._say("\n")
        elif tag == "a":
            self._end_link()  # one link never holds another
            self._link = (known.get("href") or "").strip(), len(self._parts)
        elif tag == "img":
            self._say(known.get("alt") or "")
            self._address(known.get("src") or "", known.get("alt") or "")
        elif tag in ("td", "th"):
            self._say(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _KNOWN:
            self._say(f"</{tag}>")
        elif tag == "a":
            self._end_link()
        elif tag in _BREAKING:
            self._say("\n")

    def handle_data(self, data: str) -> None:
        self._say(data)

    def handle_comment(self, data: str) -> None:
        self._say(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._say(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self._say(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self._say(f"<![{data}]>")

    def _say(self, text: str) -> None:
        self._parts.append(("", text))

    def _end_link(self) -> None:
        if self._link:
            address, since = self._link
            self._link = None
            self._address(address, "".join(part for kind, part in self._parts[since:] if not kind).strip())

    def _address(self, address: str, shown: str) -> None:
        """An address that is itself what was shown is not said twice."""
        if address and not shown:
            self._say(address)
        elif address and address != shown:
            self._parts.append(("address", address))
