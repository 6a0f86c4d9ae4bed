// Loads each of PAGES with scripts turned off, and writes down what is there
// of each story: is its table shown, with how many rows, and is there a stage?
frame.sandbox = "allow-same-origin";
for (const page of PAGES) {
  const loaded = await load(page);
  for (const story of loaded.querySelectorAll("div.story")) {
    const rows = [...story.querySelectorAll(":scope .table-wrapper tbody tr")];
    const shown = rows.filter((row) =>
      row.checkVisibility() && row.getBoundingClientRect().height > 0);
    const parts = story.querySelectorAll(".stage, button");
    say(page, idOf(story),
      `${shown.length} rows shown, ${parts.length} parts of a stage`);
  }
  measure(page);
}
