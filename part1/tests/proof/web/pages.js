// Loads each of PAGES, unfolds what is folded, and measures it.
for (const page of PAGES) {
  const loaded = await load(page);
  await unfold(loaded);
  const title = loaded.querySelector("main h1");
  say(page, "title", title ? title.textContent : "none");
  const titles = loaded.querySelectorAll("main h1").length;
  // All pages together are the one that is printed.
  if (titles > 1 && page !== "print.html") say(page, "titles", titles);
  // The book brings its own letters, of a fifth of the bytes.
  const loads = loaded.defaultView.performance.getEntriesByType("resource");
  for (const { name } of loads) {
    if (/charsets/.test(name)) say(page, "font", name.split("/").pop());
  }
  measure(page);
  // On a screen, a word of code in a table is in one line.
  frame.style.width = "1280px";
  await pause(20);
  for (const code of loaded.querySelectorAll("td > code")) {
    const isWord = !/\s/.test(code.textContent);
    if (isWord && code.checkVisibility() && code.getClientRects().length > 1)
      say(page, "broken", code.textContent);
  }
  frame.style.width = `${PHONE}px`;
}
