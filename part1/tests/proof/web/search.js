// Searches the book for each of WORDS, and writes down where the first three
// finds lead. The first one comes with the address, which loads the index; the
// others are typed.
const page = await load(`index.html?search=${encodeURIComponent(WORDS[0])}`);
const finds = () =>
  [...page.querySelectorAll("#mdbook-searchresults a")].slice(0, 3);
for (let i = 0; i < 100 && !finds().length; i += 1) await pause(50);
const field = page.querySelector("#mdbook-searchbar");
for (const word of WORDS) {
  field.value = word;
  field.dispatchEvent(new KeyboardEvent("keyup"));
  const paths = finds().map((link) => link.pathname.slice(1));
  say(word, ...paths);
}
