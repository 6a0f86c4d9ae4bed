// What the book's frame lacks: a link past its menu, arrow keys that leave a
// reader's page alone, and a list of contents in the printed book. Without
// this, the book is as mdBook makes it.
"use strict";

(() => {
  const main = document.querySelector("main");
  main.id ||= "page";
  main.tabIndex = -1;
  document.body.insertAdjacentHTML("afterbegin",
    `<a class="skip" href="#${main.id}">Skip to the page</a>`);
  document.getElementById("mdbook-sidebar-toggle")?.setAttribute("role", "button");

  // A reader who moves with the arrow keys, or scrolls a block with them,
  // stays on the page: the book turns it with Shift. What the book hears of a
  // key comes through here.
  const turns = { ArrowLeft: "previous", ArrowRight: "next" };
  document.body.addEventListener("keydown", (e) => {
    const turn = turns[e.key];
    if (!turn || e.altKey || e.ctrlKey || e.metaKey) return;
    e.stopPropagation();
    const isText = e.target.matches("input, select, textarea") ||
      !getSelection().isCollapsed;
    if (e.shiftKey && !isText) document.querySelector(`.nav-chapters.${turn}`)?.click();
  });
  for (const link of document.querySelectorAll("a[aria-keyshortcuts]")) {
    link.setAttribute("aria-keyshortcuts", `Shift+Arrow${link.getAttribute("aria-keyshortcuts")}`);
  }
  document.querySelector("#mdbook-help-popup p")?.insertAdjacentHTML("afterbegin",
    "Hold <kbd>Shift</kbd>. ");

  // The page that has all pages begins with their names, and on paper, which
  // scripts/print.sh makes, with their numbers.
  const titles = [...main.querySelectorAll("h1[id]")];
  if (titles.length > 1) {
    const numbers = typeof pageNumbers === "undefined" ? {} : pageNumbers;
    const names = titles.map(({ id, textContent }) =>
      `<li style="display: flex; justify-content: space-between">
        <a href="#${id}">${textContent}</a> <span>${numbers[id] ?? ""}</span>`);
    main.insertAdjacentHTML("afterbegin",
      `<h1>Contents</h1>
      <ul class="contents" style="break-after: page">${names.join("")}</ul>`);
  }
})();
