// What cannot be said in a page's Markdown: which words of a terminal are
// typed, and which lines of the program so far are new. Without this script
// the pages are the same, only less marked.
(function () {
  "use strict";

  function span(kind, text) {
    const made = document.createElement("span");
    made.className = kind;
    made.textContent = text;
    return made;
  }

  // Every line ends in a span of its own kind, so that what is hidden while
  // the copy button reads takes its line ends along.
  function markTerminal(code) {
    const lines = code.textContent.replace(/\n$/, "").split("\n");
    const isCommand = (line) => line.startsWith("$ ");
    const last = lines.findLastIndex(isCommand);
    const parts = document.createDocumentFragment();
    lines.forEach((line, index) => {
      if (isCommand(line)) {
        parts.append(span("prompt", "$ "), span("command", line.slice(2)));
        parts.append(index < last ? "\n" : span("printed", "\n"));
      } else {
        const isKeys = /^(\^[A-Z]|\[.*\])$/.test(line);
        parts.append(span(isKeys ? "keys" : "printed", line + "\n"));
      }
    });
    code.replaceChildren(parts);
    if (last < 0) {
      code.parentNode.querySelector(".clip-button")?.remove();
    }
  }

  // Takes the highlighter's spans apart where a line ends in them.
  function linesOf(node) {
    const lines = [document.createDocumentFragment()];
    for (const child of node.childNodes) {
      const isText = child.nodeType === Node.TEXT_NODE;
      const pieces = isText ? child.data.split("\n") : linesOf(child);
      pieces.forEach((piece, index) => {
        if (index > 0) {
          lines.push(document.createDocumentFragment());
        }
        const around = isText ? piece : child.cloneNode(false);
        if (!isText) {
          around.append(piece);
        }
        lines[lines.length - 1].append(around);
      });
    }
    return lines;
  }

  const linesOfText = (code) => code.textContent.trimEnd().split("\n");

  // The places of `added` in `all`, both lists of lines.
  function find(added, all) {
    const start = all.findIndex((_, at) =>
      added.every((line, i) => line === all[at + i]));
    return start < 0 ? [] : added.map((_, i) => start + i);
  }

  function markNew(soFar, snippets) {
    const all = linesOfText(soFar);
    const fresh = new Set(
      snippets.flatMap((code) => find(linesOfText(code), all)));
    const lines = linesOf(soFar);
    soFar.replaceChildren();
    lines.forEach((line, index) => {
      const mark = document.createElement("mark");
      mark.className = "new";
      mark.append(line);
      const isMarked = fresh.has(index) && mark.textContent !== "";
      soFar.append(isMarked ? mark : line);
      if (!isMarked && mark.firstChild) {
        soFar.append(...mark.childNodes);
      }
      if (index < lines.length - 1) {
        soFar.append("\n");
      }
    });
  }

  document.querySelectorAll("code.language-console").forEach(markTerminal);
  // print.html has all pages in one: a snippet belongs to the next program.
  let snippets = [];
  document.querySelectorAll("code.caption").forEach((code) => {
    if (code.classList.contains("so-far")) {
      markNew(code, snippets);
      snippets = [];
    } else {
      snippets.push(code);
    }
  });

  // mdBook's button copies what is shown at that moment.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".clip-button");
    const code = button?.closest("pre")?.querySelector(".language-console");
    if (code) {
      code.classList.add("copies");
      setTimeout(() => code.classList.remove("copies"));
    }
  }, true);
})();
