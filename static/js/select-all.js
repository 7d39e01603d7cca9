// A tick in the table's head that ticks every row of the page. Without JavaScript there is none, and none is needed.
for (const table of document.querySelectorAll('table[data-behaviour~="select-all"]')) {
  const rows = () => [...table.querySelectorAll("tbody input[type=checkbox]")]; // the table may have been renewed
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", table.dataset.label);

  const follow = () => {
    const ticked = rows().filter((row) => row.checked).length;
    all.checked = ticked === rows().length;
    all.indeterminate = ticked > 0 && !all.checked;
  };

  all.addEventListener("change", () => {
    for (const row of rows()) row.checked = all.checked;
  });
  table.addEventListener("change", follow);
  const label = document.createElement("label");
  label.className = "tick";
  label.dataset.label = table.dataset.label;
  label.append(all);
  table.querySelector("thead .ticks").append(label);
  follow();
}
