// Tells the parts of a block apart: in a terminal's, what is typed from what
// is printed, so that the copy button copies commands; in a program so far,
// the lines that its page adds. And it opens a fold to which a link leads.
// Without this, all of it is there as it is.
"use strict";

(() => {
  const span = (name, text) => {
    const made = document.createElement("span");
    made.className = name;
    made.textContent = text;
    return made;
  };

  // A line as the parts that it is shown in. The line's end comes before
  // it: a command that is pasted shall not run before it has been read.
  const parts = (line, i) => {
    const end = i ? "\n" : "";
    const typed = /^(\$ )(.*)$/.exec(line);
    if (typed) return [end, span("prompt", typed[1]), span("command", typed[2])];
    const key = /^(\^[A-Z]|\[.*\])$/.test(line);
    return [span(key ? "key" : "printed", end + line)];
  };

  // The paragraph above a snippet is its caption if it names a source file.
  for (const code of document.querySelectorAll("p + pre > .language-rust")) {
    const names = code.parentElement.previousElementSibling.children;
    const isFile = (part) => part.matches("code") && /\.rs$/.test(part.textContent);
    if ([...names].some(isFile)) code.classList.add("caption");
  }

  // On a phone, the rest of a line that wraps is set in a bit more than the
  // line.
  for (const code of document.querySelectorAll('pre > .language-rust:not([class*="stage="])')) {
    code.innerHTML = code.innerHTML.split("\n").map((line) => {
      const indent = line.replace(/<.*?>/g, "").search(/\S|$/);
      return `<span class="wraps" style="--indent: ${indent}">${line}</span>`;
    }).join("\n");
  }

  for (const code of document.querySelectorAll("code.language-console")) {
    const lines = code.textContent.trimEnd().split("\n");
    code.replaceChildren(...lines.flatMap(parts));
    const button = code.closest("pre").querySelector(".clip-button");
    if (!code.querySelector(".command")) button?.remove();
  }

  // The button copies what is shown, so for that moment it is the commands.
  addEventListener("click", (e) => {
    const button = e.target.closest?.(".clip-button");
    const code = button?.closest("pre").querySelector(".language-console");
    code?.classList.add("copying");
    addEventListener("click", () => code?.classList.remove("copying"),
      { once: true });
  }, true);

  // The page opens with it open, and a link of the page itself opens it.
  const unfold = () => {
    const target = document.getElementById(location.hash.slice(1));
    const fold = target?.closest("details");
    if (fold) fold.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();

  // What a page adds stands above its program so far, and the printed book
  // has all pages in one.
  let added = [];
  for (const part of document.querySelectorAll("h1, code.caption")) {
    if (part.tagName === "H1") added = [];
    else if (!part.classList.contains("so-far"))
      added.push(part.textContent.trimEnd().split("\n"));
    else mark(part, added);
  }

  function mark(code, added) {
    const texts = code.textContent.trimEnd().split("\n");
    const isNew = texts.map(() => false);
    for (const lines of added) {
      const at = texts.findIndex((_, i) =>
        lines.every((line, j) => texts[i + j] === line));
      if (at >= 0) isNew.fill(true, at, at + lines.length);
    }
    code.innerHTML = code.innerHTML.trimEnd().split("\n").map((line, i) => {
      const before = i && isNew[i] === isNew[i - 1] ? "\n" : "";
      const open = isNew[i] && !isNew[i - 1] ? "<ins>" : "";
      const close = isNew[i] && !isNew[i + 1] ? "</ins>" : "";
      return before + open + line + close;
    }).join("");
  }
})();
