"""What a reader of a page sees of it, asked of the browser: nothing of these is as it should be."""

from __future__ import annotations

#: Words that are broken in two lines without a hyphen, where they are seen.
BROKEN = """
(() => {
  const broken = [], range = document.createRange();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!parent.checkVisibility() || parent.closest("script, style, svg, code, .hidden")) continue;
    for (const word of node.textContent.matchAll(/[A-Za-z]+/g)) {
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      if (new Set(Array.from(range.getClientRects()).map((one) => Math.round(one.top))).size > 1) broken.push(word[0]);
    }
  }
  return broken;
})()
"""
#: What is seen and does not lie within the page, or within the drawing or box that cuts it off.
OUTSIDE = """
Array.from(document.querySelectorAll("body *")).filter((node) => {
  const box = node.getBoundingClientRect();
  return box.width > 1 && !node.closest(".hidden, .skip") && (box.right > innerWidth + 1 || box.left < -1);
}).map((node) => node.tagName + " " + node.textContent.trim().slice(0, 40))
"""
#: Pairs of a word that joins and the sign behind it that lie upon each other.
OVERLAPPING = """
Array.from(document.querySelectorAll(".why > .joint")).filter((joint) => {
  const one = joint.getBoundingClientRect();
  const other = joint.parentElement.querySelector(".has > .sign")?.getBoundingClientRect();
  return other && one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}).length
"""
#: Cells of the list below which more than a line of the row is left empty.
EMPTY = """
Array.from(document.querySelectorAll("#patients tbody tr")).filter((row) => {
  const said = Array.from(row.querySelectorAll("td.words, td.date"), (cell) => cell.getBoundingClientRect().bottom);
  const bottom = Math.max(...said);
  return row.getBoundingClientRect().bottom - bottom > 20;
}).length
"""
#: Places in files that are seen without unfolding anything.
PLACES = """
Array.from(document.querySelectorAll("body *")).filter(
  (node) => !node.children.length && /\\.(lp|thr):\\d/.test(node.textContent) && node.checkVisibility()
).length
"""
