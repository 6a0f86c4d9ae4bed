// Searches the book for each of WORDS, and writes down where the first three
// finds lead. After one that finds nothing, the others get less time.
let tries = 100;
for (const word of WORDS) {
  const page = await load(`index.html?search=${encodeURIComponent(word)}`);
  const finds = () =>
    [...page.querySelectorAll("#mdbook-searchresults a")].slice(0, 3);
  for (let i = 0; i < tries && !finds().length; i += 1) await pause(50);
  if (!finds().length) tries = 20;
  const paths = finds().map((link) => link.pathname.slice(1));
  say(word, ...paths);
}
