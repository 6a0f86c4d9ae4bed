// Loads PAGE, and writes down what of the book's frame a reader without a
// mouse meets; and how the printed book begins.
// Wide enough for the sidebar.
frame.style = "border: 0; width: 1280px; height: 800px";
const page = await load(PAGE);
const [first] = page.querySelectorAll("a, button, input");
const to = first.hash && page.querySelector(first.hash);
say("first", first.textContent, to?.localName);
say("toggle", page.getElementById("mdbook-sidebar-toggle").getAttribute("role"));
const small = [...page.querySelectorAll(".chapter a")].filter((link) =>
  link.checkVisibility() && link.getBoundingClientRect().height < 24);
say("small", small.length);
say("keys", page.querySelector("#mdbook-help-popup p").textContent,
  ...[...page.querySelectorAll("a[aria-keyshortcuts]")].map((link) =>
    link.ariaKeyShortcuts));
const printed = await load("print.html");
const titles = [...printed.querySelectorAll("main h1[id]")];
const contents = [...printed.querySelectorAll("main .contents a")];
say("contents", contents.length === titles.length,
  contents.every((link) => printed.getElementById(link.hash.slice(1))));
