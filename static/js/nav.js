// On a phone the pages of a board are a row that scrolls: the one that is shown comes into sight.
for (const nav of document.querySelectorAll('[data-behaviour~="nav"]')) {
  const current = nav.querySelector("[aria-current]")?.getBoundingClientRect();
  if (current) nav.scrollLeft += current.left + current.width / 2 - nav.clientWidth / 2;
}
