"""What a machine can tell about a page that everybody is to use: the rules of axe-core, and what we measure ourselves.

Fonts are there and nothing moves when it is asked. axe-core is put into the page once a load: it is large.
"""

from dataclasses import asdict, dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SIZES = {320: 640, 390: 844, 768: 1024, 1280: 900, 1920: 1080}  # width: height
WIDTHS = tuple(SIZES)
THEMES = ("light", "dark")
LANGUAGES = ("fr", "en")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations", "incomplete"],
    "preload": False,  # only asks for style sheets and films that no rule here looks at
}
SETTLED = """async () => {
  await document.fonts.ready;
  await Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {})));
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
# what has scrolled below the bar at the top counts as covered; an open menu would close
TOP = "document.querySelector(':popover-open') || scrollTo(0, 0)"
RUN = """async (options) => {
  const found = await axe.run(document, options);
  const told = (results) => results.flatMap(({id, nodes}) => nodes.map(({target, html, any, all, none}) => ({
    rule: id, where: target.join(" "), what: html.slice(0, 120),
    why: [...any, ...all, ...none].map((each) => each.message).join(" ").slice(0, 200) })));
  return { violations: told(found.violations), incomplete: told(found.incomplete) };
}"""
# WCAG 2.5.8 without its exception for space around; a link inside a sentence may be as high as its line. Under a finger
# what is pressed is 44 px high. A card's link covers the card.
MEASURE = """() => {
  const found = [];
  const tell = (rule, e, why) => found.push({
    rule, where: e.id ? `#${e.id}` : `${e.localName}.${e.className}`, what: e.outerHTML.slice(0, 120), why });
  const over = document.documentElement.scrollWidth - innerWidth;
  if (over > 0) tell("overflow", document.documentElement, `${over} px`);
  const coarse = matchMedia("(pointer: coarse)").matches;
  const stretched = (e) => getComputedStyle(e, "::after").content !== "none"
    && getComputedStyle(e, "::after").position === "absolute";
  const boxes = (e) => [e, ...(e.labels ?? []), ...(stretched(e) ? [e.offsetParent ?? e] : [])]
    .map((each) => each.getBoundingClientRect());
  const inSentence = (e) => e.localName === "a" && getComputedStyle(e).display === "inline"
    && /\\p{L}/u.test(e.parentElement.textContent.replace(e.textContent, ""));
  const hidden = (e) => !e.checkVisibility({ visibilityProperty: true }) || e.closest(".unseen, .skip, [inert]")
    || document.querySelector("dialog:modal") && !e.closest("dialog:modal");
  for (const e of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
    if (hidden(e) || inSentence(e)) continue;
    const all = boxes(e);
    const height = Math.max(...all.map((box) => box.bottom)) - Math.min(...all.map((box) => box.top));
    const width = Math.max(...all.map((box) => box.right)) - Math.min(...all.map((box) => box.left));
    if (height < 23.9 || width < 23.9) tell("target-24", e, `${width.toFixed(1)} × ${height.toFixed(1)}`);
    else if (coarse && height < 43.9 && e.matches("button, summary, select, input, textarea, .button, nav a")) {
      tell("target-44", e, `${width.toFixed(1)} × ${height.toFixed(1)}`);
    }
  }
  return found;
}"""
_AXE = Axe()


@dataclass(frozen=True)
class Finding:
    screen: str
    at: str  # width, theme, language
    rule: str
    where: str
    what: str
    why: str

    def __str__(self) -> str:
        return f"{self.rule:<24} {self.screen:<18} {self.at:<14} {self.where}\n    {self.what}\n    {self.why}"


def look(page: Page, screen: str, at: str) -> tuple[list[Finding], list[Finding]]:
    """What breaks a rule, and what only an eye can decide."""
    page.evaluate(TOP)
    page.evaluate(SETTLED)
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_AXE.axe_script)
    told = page.evaluate(RUN, OPTIONS)
    broken = told["violations"] + page.evaluate(MEASURE)
    return [Finding(screen, at, **each) for each in broken], [
        Finding(screen, at, **each) for each in told["incomplete"]
    ]


def rows(findings: list[Finding]) -> list[dict[str, str]]:
    return [asdict(each) for each in findings]
