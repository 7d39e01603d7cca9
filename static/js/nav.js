// On a phone the pages of a board are a row that scrolls: the one that is shown, or has the focus, comes into sight.
for (const nav of document.querySelectorAll('[data-behaviour~="nav"]')) {
  const bring = (link) => {
    const { left, width } = link.getBoundingClientRect();
    nav.scrollLeft += left + width / 2 - nav.clientWidth / 2;
  };
  const current = nav.querySelector("[aria-current]");
  if (current) bring(current);
  nav.addEventListener("focusin", ({ target }) => target.matches(":focus-visible") && bring(target));
}
