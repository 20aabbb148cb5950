"use strict";
// Search and sorting of the list of patients. Without it the list is complete and in the file's order.
(function () {
  const table = document.getElementById("patients");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const texts = rows.map((row) => row.textContent.toLowerCase().replace(/\s+/g, " "));

  // What was typed as it stands, as in "in-3 not met"; where no row has it, all of its words.
  function filter() {
    const phrase = search.value.toLowerCase().trim().replace(/\s+/g, " ");
    const words = texts.some((text) => text.includes(phrase)) ? [phrase] : phrase.split(" ");
    let shown = 0;
    rows.forEach((row, at) => {
      const fits = words.every((word) => texts[at].includes(word));
      const page = document.getElementById(row.querySelector("a").getAttribute("href").slice(1));
      row.hidden = page.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    found.textContent = phrase ? shown + " of " + rows.length + " patients" : "";
  }

  function key(row, column) {
    const cell = row.cells[column];
    return (cell.dataset.key || cell.textContent).trim();
  }

  function sort(head, column) {
    const up = head.getAttribute("aria-sort") !== "ascending";
    table.querySelectorAll("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const compare = new Intl.Collator("en", { numeric: true }).compare;
    const order = rows.slice().sort((a, b) => (up ? 1 : -1) * compare(key(a, column), key(b, column)));
    order.forEach((row) => body.append(row));
  }

  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.textContent = "";
    head.append(button);
    button.addEventListener("click", () => sort(head, column));
  });
  search.addEventListener("input", filter);
  document.querySelector(".tools").hidden = false;
})();
