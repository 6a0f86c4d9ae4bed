// Follows each of LINKS, the first of a page from elsewhere, the others on
// that page with all folds closed, and writes down which folds are open then.
let at = "";
for (const link of LINKS) {
  const [path, id] = link.split("#");
  if (path === at) {
    for (const fold of frame.contentDocument.querySelectorAll("details"))
      fold.open = false;
    frame.contentWindow.location.hash = id;
    await pause(20);
  } else await load(link);
  at = path;
  const open = frame.contentDocument.querySelectorAll("details[open] h3");
  say(link, [...open].map((heading) => heading.id).join(", ") || "nothing");
}
