// Presses the copy button of every terminal of each of PAGES and writes down
// what is shown at the moment at which mdBook copies it, line by line; and
// which lines of a program so far are marked as new.
const listed = (text) => text.split("\n").join(" ⏎ ");

for (const path of PAGES) {
  const page = await load(path);
  // What is folded away has no button that anybody could press.
  for (const folded of page.querySelectorAll("details")) folded.open = true;
  for (const code of page.querySelectorAll("main .language-console")) {
    const button = code.closest("pre").querySelector(".clip-button");
    let copied = "no button";
    const listen = () => { copied = listed(code.innerText); };
    page.body.addEventListener("click", listen);
    button?.click();
    page.body.removeEventListener("click", listen);
    await pause(0);
    say(path, "copied", copied);
    say(path, "shown", listed(code.innerText.trimEnd()));
  }
  for (const code of page.querySelectorAll("main .so-far")) {
    const added = [...code.querySelectorAll("ins")];
    say(path, "new", listed(added.map((ins) => ins.innerText).join("\n")));
  }
}
