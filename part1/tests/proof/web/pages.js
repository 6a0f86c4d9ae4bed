// Loads each of PAGES, unfolds what is folded, and measures it.
for (const page of PAGES) {
  const loaded = await load(page);
  await unfold(loaded);
  const title = loaded.querySelector("main h1");
  say(page, "title", title ? title.textContent : "none");
  // The book brings its own letters, of a fifth of the bytes.
  const loads = loaded.defaultView.performance.getEntriesByType("resource");
  for (const { name } of loads) {
    if (/charsets/.test(name)) say(page, "font", name.split("/").pop());
  }
  measure(page);
}
