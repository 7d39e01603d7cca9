"""The colours of `tokens.css` by number: text can be read, shapes can be seen, categories differ to every eye.

Contrast is that of WCAG 2; colour blindness the matrices of Machado, Oliveira and Fernandes (2009) at full severity,
on linear light; distance CIEDE2000.
"""

import functools
import itertools
import math
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CSS = {path.relative_to(ROOT / "static/css").as_posix(): path for path in (ROOT / "static/css").rglob("*.css")}
THEMES = ("light", "dark")
CATEGORIES = ("plum", "blue", "green", "brown", "slate", "orange")
GROUNDS = ("surface", "ground", "sunken", "marked")
# what is written, on what it is written
TEXTS = [
    *itertools.product(("ink", "ink-2", "act", "danger", "ok", *CATEGORIES), GROUNDS),
    *(("on-signal", "signal"), ("on-band", "band"), ("on-band-2", "band"), ("ink", "note"), ("ink-2", "note")),
]
GRAPHICS = [*itertools.product(("edge", *CATEGORIES), GROUNDS), ("band", "surface"), ("band", "ground")]
SEEING = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
APART = {"light": 12.85, "dark": 11.15}  # as designed, 12.9 and 11.2, but for rounding
TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
WHITE = (0.95047, 1.0, 1.08883)
RAW = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix)\("
    r"|\b(?:black|white|red|yellow|gr[ae]y|silver)\b",
    re.IGNORECASE,
)
SHADES = ("rgb(0 0 0 / .5)", "color-mix(in srgb, var(--ink) 16%, transparent)")  # a backdrop, a hard shadow
DECLARATION = re.compile(r"(?<![\w-])(--[\w-]+|[a-z-]+)\s*:\s*([^;{}]+)(?=[;}])")
Colour = tuple[float, float, float]


def declarations(name: str) -> list[tuple[str, str]]:
    text = re.sub(r"/\*.*?\*/", "", CSS[name].read_text(encoding="utf-8"), flags=re.DOTALL)
    return [(each[1], each[2].strip()) for each in DECLARATION.finditer(text)]


def without_shades(value: str) -> str:
    return functools.reduce(lambda text, shade: text.replace(shade, ""), SHADES, value)


def colours(theme: str) -> dict[str, Colour]:
    """Each token that is a colour, as linear light."""
    found = {}
    for name, value in declarations("tokens.css"):
        both = re.fullmatch(r"light-dark\((.+?), (.+?)\)", value)
        one = both[1 + THEMES.index(theme)] if both else value
        if name.startswith("--") and re.fullmatch(r"#(?:[0-9a-f]{3}){1,2}", one):
            assert name[2:] not in found, f"{name} is said twice"
            found[name[2:]] = linear(one)
    return found


def linear(colour: str) -> Colour:
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return _light(red), _light(green), _light(blue)


def _light(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def contrast(one: Colour, other: Colour) -> float:
    low, high = sorted(sum(w * part for w, part in zip(TO_XYZ[1], each, strict=True)) for each in (one, other))
    return (high + 0.05) / (low + 0.05)


def through(matrix: tuple[tuple[float, ...], ...], colour: Colour) -> Colour:
    x, y, z = (sum(m * part for m, part in zip(row, colour, strict=True)) for row in matrix)
    return x, y, z


def lab(colour: Colour) -> Colour:
    seen = (min(1.0, max(0.0, part)) for part in colour)
    red, green, blue = seen
    x, y, z = (_root(part / white) for part, white in zip(through(TO_XYZ, (red, green, blue)), WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _root(t: float) -> float:
    return t ** (1 / 3) if t > (6 / 29) ** 3 else t * (29 / 6) ** 2 / 3 + 4 / 29


def distance(one: Colour, other: Colour) -> float:
    """CIEDE2000 of two CIELAB colours."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    stretch = 1 + (1 - math.sqrt(mean**7 / (mean**7 + 25**7))) / 2
    c1, c2 = math.hypot(a1 * stretch, b1), math.hypot(a2 * stretch, b2)
    h1, h2 = (math.degrees(math.atan2(b, a * stretch)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue = h1 + turn / 2 if c1 * c2 else h1 + h2
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    parts = (
        (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2)),
        (c2 - c1) / (1 + 0.045 * chroma),
        2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2)) / (1 + 0.015 * chroma * _weight(hue)),
    )
    bend = 30 * math.exp(-((((hue % 360) - 275) / 25) ** 2))
    twist = -math.sin(math.radians(2 * bend)) * 2 * math.sqrt(chroma**7 / (chroma**7 + 25**7))
    return math.sqrt(sum(part**2 for part in parts) + twist * parts[1] * parts[2])


def _weight(hue: float) -> float:
    terms = ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.20, 4, -63))
    return 1 + sum(share * math.cos(math.radians(times * hue + shift)) for share, times, shift in terms)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [  # of the pairs that Sharma, Wu and Dalal (2005) published to try an implementation with
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((35.0831, -44.1164, 3.7933), (35.0232, -40.0716, 1.5901), 1.8645),
    ],
)
def test_distance_is_measured_as_published(one: Colour, other: Colour, apart: float) -> None:
    assert distance(one, other) == pytest.approx(apart, abs=5e-5)


def test_contrast_is_measured_as_published() -> None:
    assert contrast(linear("#000"), linear("#fff")) == pytest.approx(21)
    assert contrast(linear("#777777"), linear("#ffffff")) == pytest.approx(4.478, abs=1e-3)


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme: str) -> None:
    held = colours(theme)
    weak = {pair: round(found, 2) for pair in TEXTS if (found := contrast(*(held[each] for each in pair))) < 4.5}
    assert weak == {}


@pytest.mark.parametrize("theme", THEMES)
def test_shapes_and_edges_can_be_seen(theme: str) -> None:
    held = colours(theme)
    weak = {pair: round(found, 2) for pair in GRAPHICS if (found := contrast(*(held[each] for each in pair))) < 3}
    assert weak == {}


@pytest.mark.parametrize("seeing", SEEING)
@pytest.mark.parametrize("theme", THEMES)
def test_category_colours_differ_to_every_eye(theme: str, seeing: str) -> None:
    held = colours(theme)
    seen = [lab(through(SEEING[seeing], held[name])) for name in CATEGORIES]
    assert min(distance(*pair) for pair in itertools.combinations(seen, 2)) >= APART[theme]


def test_one_place_says_which_theme_holds() -> None:
    """A block for `prefers-color-scheme` and one for `data-theme` would have to say the same twice."""
    held = [name for name, path in CSS.items() if "prefers-color-scheme" in path.read_text()]
    assert held == []
    tokens = CSS["tokens.css"].read_text()
    for theme in THEMES:
        assert f'[data-theme="{theme}"] {{ color-scheme: {theme}; }}' in tokens
    assert colours("light").keys() == colours("dark").keys()
    assert "color-scheme: light dark" in tokens


@pytest.mark.parametrize("name", sorted(CSS))
def test_colours_come_from_the_tokens(name: str) -> None:
    if name not in ("tokens.css", "print.css"):  # paper has colours of its own
        raw = [f"{key}: {value}" for key, value in declarations(name) if RAW.search(without_shades(value))]
        assert raw == []


def test_every_custom_property_that_is_used_is_defined() -> None:
    written = {key for name in CSS for key, _ in declarations(name) if key.startswith("--")}
    scripts = "\n".join(path.read_text() for path in (ROOT / "static/js").glob("*.js"))
    written |= set(re.findall(r"setProperty\(\s*[\"'`](--[\w-]+)", scripts))
    used = {each for path in CSS.values() for each in re.findall(r"var\((--[\w-]+)", path.read_text())}
    assert used - written == set()
