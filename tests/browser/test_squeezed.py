"""What is taken out of the style sheets on the way to the browser changes no rule of theirs."""

from pathlib import Path

import boardapp
from boardapp.web.assets import BUNDLES, joined_css, squeezed_css, squeezed_js
from tests.browser.conftest import Visit

# the text of a custom property is kept as it was written: space after a comma is the one difference there may be
READ = r"""(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  const said = (rule) => rule.cssText.replace(/,\s+/g, ",");
  return [...sheet.cssRules].flatMap((rule) =>
    rule instanceof CSSLayerBlockRule ? [...rule.cssRules].map((each) => `${rule.name}: ${said(each)}`) : said(rule));
}"""


def test_squeezed_style_sheets_say_the_same(visit: Visit) -> None:
    page, folder = visit(), Path(boardapp.__file__).parent.parent / "static" / "css"
    for name in (name for name in BUNDLES if name.endswith(".css")):
        css = joined_css(folder, BUNDLES[name])
        assert page.evaluate(READ, squeezed_css(css).decode()) == page.evaluate(READ, css.decode()), name


def test_words_in_quotes_keep_their_space() -> None:
    css = b'a::before { content: "  /* not a; comment */  "; }\n/* a "comment */ b  >  c , d { margin : 0 1px; }'
    assert squeezed_css(css) == b'a::before{content:"  /* not a; comment */  "} b>c,d{margin :0 1px}'


def test_a_behaviour_loses_its_comments_and_no_code() -> None:
    js = b"// why\nif (on) {\n  // because\n  go(`//x`); // there\n}\n\n"
    assert squeezed_js(js) == b"if (on) {\ngo(`//x`); // there\n}\n\n"
