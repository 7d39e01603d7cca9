"""Text as people paste it, made fit to store, to compare and to split into actions."""

import re
import unicodedata

TITLE_LIMIT = 140

# Letters that NFKD leaves whole, and signs that keyboards and word processors write differently.
_EXPANDED = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
    | {"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "–": "-", "—": "-"}
)
_UNSEEN = {"Mn", "Me", "Cf"}

_MOST_MARKS = 30

# Controls, byte-order mark, zero-width space and direction overrides: nobody means to type them.
# The joiners U+200C and U+200D stay, some scripts and emoji need them.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
_LINE_ENDS = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_BLANKS = re.compile(r"\s+")
_NO_BREAK = {"\u00a0", "\u202f"}
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

_MANY_MARKS = re.compile(f"[\u0300-\U0010ffff]{{{_MOST_MARKS + 1}}}")  # marks, or letters that may be

_BULLET = re.compile(
    r"""\s*(?:
        [•‣◦▪▫■□●○◆➤➢►▸·⁃∙\uf0b7\uf0a7☐☑☒✓✔✗✘]\s*   # signs that only ever open an item
      | [-–—](?=[^\W\d_])                            # "-Appeler", but not "-20 %" nor "--"
      | [-*–—](?:\s+|$)
      | o\t\s*                                       # a word processor's second level
    )""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"\s*(?:\d{1,3}[.)/]|\(\d{1,3}\)|[a-z]\)|\([a-z]\)|\(?[ivx]{1,4}\))(?:\s+|$)", re.IGNORECASE)
_BOX = re.compile(r"\s*\[[ xX✓✔]?\]\s*")
_RULE = re.compile(r"[-–—_*=~.·•\s]*")


def fold(text: str) -> str:
    """The form that is stored for search: computed here because the two databases fold differently."""
    if text.isascii():
        seen = text.casefold()
    else:
        # Composed first: alone the iota of « ᾳ » is a mark, on its letter it folds to an iota of its own.
        apart = unicodedata.normalize("NFKD", _spread_letters(_calmed(_without_marks(_compose(text)))))
        # Casefolding can compose anew and NFKD can uncover capitals: once more settles it.
        apart = unicodedata.normalize("NFKD", _spread_letters(apart))
        seen = _without_marks(apart)
    return " ".join(seen.split())


def clean_line(text: str) -> str:
    """One line fit to store; a lone no-break space stays, French sets one before « ? »."""
    return _compose(_BLANKS.sub(_one_blank, _CONTROLS.sub("", text)).strip())


def clean_text(text: str) -> str:
    """Several lines fit to store; tabs stay, they hold pasted tables together."""
    return _compose(_LINE_ENDS.sub("\n", _CONTROLS.sub("", text)).strip())


def unstorable(text: str) -> bool:
    """True where a database would refuse the text. Ask before cleaning, which drops the NUL."""
    return _UNSTORABLE.search(text) is not None


def split_title(text: str, limit: int = TITLE_LIMIT) -> tuple[str, str]:
    """A title within the limit and the rest for the note: nothing is lost, the cut is at a word
    unless that would leave a stump (under 100 of 140)."""
    end, length = _last_fitting_word(text, limit)
    if end < len(text.rstrip()) and length < max(1, limit * 5 // 7):
        end = _cut_inside_word(text, end, limit - length)
    return _BLANKS.sub(_one_blank, text[:end]).strip(), text[end:].strip()


def lines_of(text: str) -> list[str]:
    """A pasted list as one line per action, without the signs that made it a list."""
    lines = (clean_line(_without_marker(line)) for line in _LINE_ENDS.split(text) if line and not line.isspace())
    return [line for line in lines if not _RULE.fullmatch(line)]


def _spread_letters(text: str) -> str:
    return text.casefold().translate(_EXPANDED)


def _without_marks(text: str) -> str:
    return text.translate(_SEEN)


class _Seen(dict[int, int | None]):
    """A table for `str.translate`, filled as letters are met: an import folds millions of them."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.category(chr(code)) in _UNSEEN else code
        return self[code]


_SEEN = _Seen()


def _one_blank(run: re.Match[str]) -> str:
    return "\u00a0" if run.group() in _NO_BREAK else " "


def _compose(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", _calmed(text))


def _calmed(text: str) -> str:
    """No more marks on a letter than Unicode's stream-safe form allows: ordering 100,000 of them
    would take the normaliser eight seconds."""
    if not _MANY_MARKS.search(text):
        return text
    kept: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def _last_fitting_word(text: str, limit: int) -> tuple[int, int]:
    """Where the last word that fits ends, and how long the title is by then."""
    end, length = 0, 0
    for word in re.finditer(r"\S+", text):
        longer = length + (length > 0) + len(word.group())
        if longer > limit:
            break
        end, length = word.end(), longer
    return end, length


def _cut_inside_word(text: str, end: int, room: int) -> int:
    """A place in the word after `end` that parts no letter from its accents."""
    start = end + len(text[end:]) - len(text[end:].lstrip())
    longest = start + room - (end > 0)
    cut = longest
    while cut > start and not _may_part(text[cut - 1], text[cut]):
        cut -= 1
    if cut > start:
        place = cut
    elif end > 0:
        place = end
    else:
        place = longest
    return place


def _may_part(before: str, after: str) -> bool:
    joined = "\u200d" in (before, after) or "\ud800" <= before <= "\udbff"
    tone = "\U0001f3fb" <= after <= "\U0001f3ff"
    flag = all("\U0001f1e6" <= char <= "\U0001f1ff" for char in (before, after))
    return not (joined or tone or flag or unicodedata.category(after).startswith("M"))


def _without_marker(line: str) -> str:
    """At most a bullet, a number and a tick box, in that order."""
    for marker in (_BULLET, _NUMBER, _BOX):
        found = marker.match(line)
        if found:
            line = line[found.end() :]
    return line
