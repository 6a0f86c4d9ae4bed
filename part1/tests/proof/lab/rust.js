// Opens each of LINKS in the laboratory, and writes down what it says of the
// programs: the address that it gives itself, in how many ways they can end,
// and for each program whether it ends, what it prints, and its Rust.
for (const [i, link] of LINKS.entries()) {
  const page = await load(`lab.html?${i}#${link}`);
  const lab = page.querySelector("#lab");
  const [, ways = ""] = lab.querySelector(".status").textContent.split("Timing");
  say("link", i, page.location.hash.slice(1), ways);
  const names = [...lab.querySelectorAll("thead th")].slice(1, -4);
  const rows = [...lab.querySelectorAll("tbody tr")];
  const texts = lab.querySelectorAll(".rust pre");
  for (const [at, { textContent: name }] of names.entries()) {
    const isEnded = rows.at(-1).cells[at + 1].textContent === "ended";
    const printed = rows.flatMap((row) => {
      const [of, ...text] = row.cells[row.cells.length - 2].textContent.split(": ");
      return of === name ? [encodeURIComponent(text.join(": "))] : [];
    });
    const { textContent } = texts[Math.min(at, 1)];
    say("program", i, name, isEnded, printed.join(" "), encodeURIComponent(textContent));
  }
}
