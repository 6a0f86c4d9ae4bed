// Turns each table of a story into a stage: the programs side by side, the
// wire between them, and buttons to go from one event to the next. The
// table is all it knows, and stays below; see-it.md says what a cell means.
"use strict";

(() => {
  // Milliseconds from event to event while it plays, and for each letter of
  // the sentence there is to read.
  const PAUSE = 2000;
  const LETTER = 40;
  // One story plays at a time: two would speak at once.
  let stopOther = () => {};

  const make = (tag, name, ...inside) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.append(...inside);
    return element;
  };

  // The entries of a cell: `<br>` separates them.
  const entries = (cell) =>
    cell.innerHTML.split("<br>").map((html) => {
      const entry = make("span");
      entry.innerHTML = html.trim();
      return entry;
    }).filter((entry) => entry.textContent);

  // "client: SYN" as the name and what follows it.
  const named = (entry) => {
    const [name] = entry.textContent.split(": ", 1);
    return [name, entry.textContent.slice(name.length + 2)];
  };

  // A table's rows, `the same` resolved.
  const events = (table) => {
    let above = [];
    return [...table.tBodies[0].rows].map((row) => {
      above = [...row.cells].map((cell, i) =>
        cell.textContent.trim() === "the same" ? above[i] : cell);
      return above;
    });
  };

  // The lines of a program with their colours, of which none spans lines.
  // What a line is indented by is a number, so that its rest can wrap.
  const lines = (code) =>
    code.innerHTML.trim().split("\n").map((html) => {
      const line = make("span", "line");
      line.innerHTML = html.trimStart() || " ";
      line.style.setProperty("--indent", html.search(/\S|$/));
      return line;
    });

  // What lies in a buffer: a cell for each byte.
  const bytes = (text) =>
    [...text].map((byte) => make("span", "byte", byte));

  const button = (go, text) => {
    const made = make("button", "", text);
    made.type = "button";
    made.dataset.go = go;
    return made;
  };

  // One program's part of the stage.
  const cast = (name, code) => {
    const part = make("div", "program");
    part.dataset.name = name;
    part.setAttribute("role", "group");
    part.setAttribute("aria-label", name);
    const doing = make("p", "doing");
    const text = lines(code);
    const kernel = make("ul", "kernel");
    kernel.setAttribute("aria-label", `sockets of the ${name}`);
    const terminal = make("div", "terminal");
    const title = make("p", "name", name);
    part.append(title, doing, make("pre", "", make("code", "hljs", ...text)),
      make("p", "label", "kernel: its sockets"), kernel,
      make("p", "label", "its terminal"), terminal);
    return { name, part, doing, text, kernel, terminal };
  };

  const showProgram = ({ part, doing, text }, cell) => {
    const says = cell.textContent.trim();
    const at = cell.querySelector("code");
    const line = at &&
      text.find((line) => line.textContent.includes(at.textContent));
    for (const each of text) each.removeAttribute("aria-current");
    if (line) line.setAttribute("aria-current", "step");
    doing.innerHTML = cell.innerHTML;
    part.classList.toggle("waits", says.startsWith("waits"));
    part.classList.toggle("away", !at);
  };

  const showSocket = (entry) => {
    const [name] = named(entry);
    const [state, inside] = entry.querySelectorAll("code");
    const socket = make("li", "socket");
    socket.dataset.name = name;
    const [, more = ""] = entry.textContent.split(", ");
    const holds = make("span", "holds",
      ...(inside ? bytes(inside.textContent) : [more]));
    if (inside) holds.classList.add("bytes");
    socket.append(`${name} `, make("code", "state", state.textContent), " ",
      holds);
    return socket;
  };

  const build = (story, programs) => {
    let heading = story;
    while (heading && !heading.id) heading = heading.previousElementSibling;
    const table = story.querySelector("table");
    if (!heading || !table) return;
    const id = heading.id;
    const rows = events(table);
    const heads = [...table.tHead.rows[0].cells].map((c) => c.textContent);
    const own = {};
    for (const code of story.querySelectorAll('code[class*="stage="]')) {
      const [, name] = /stage=(\S+)/.exec(code.className);
      own[name] = code;
    }
    // Whom a story does not bring is the first one's; a "second client" is
    // the client once more.
    Object.assign(programs, { ...own, ...programs });
    const parts = heads.slice(1, -3).map((name) =>
      cast(name, own[name] ?? programs[name.split(" ").pop()]));
    const [wireAt, socketsAt, printedAt] = [-3, -2, -1];

    const stage = make("section", "stage");
    stage.id = `stage-${id}`;
    stage.tabIndex = 0;
    stage.setAttribute("aria-label", `${heading.textContent}, step by step`);
    const says = make("p", "says");
    says.setAttribute("aria-live", "polite");
    const segments = make("div", "segments");
    const wire = make("div", "wire", make("p", "label", "on the wire"), segments);
    const slider = make("input");
    Object.assign(slider, { type: "range", min: 1, max: rows.length });
    slider.setAttribute("aria-label", "event");
    const count = make("span", "count");
    const link = make("a", "", "Link to this moment");
    const play = button("play", "Play");
    const bar = make("div", "bar", button("first", "First"),
      button("back", "Back"), play, button("on", "Next"),
      button("last", "Last"), slider, count, link);
    const second = parts.slice(1).map((p) => p.part);
    stage.append(bar, says, make("div", "scene", parts[0].part, wire,
      make("div", "right", ...second)));

    // Where a button has nowhere to go.
    const last = rows.length;
    const ends = { first: 1, back: 1, on: last, last };
    let now = 0;
    let timer = 0;

    const show = (event) => {
      now = Math.min(Math.max(event, 1), last);
      const row = rows[now - 1];
      stage.dataset.event = now;
      says.innerHTML = row[0].innerHTML;
      slider.value = now;
      count.textContent = `${now} of ${last}`;
      slider.setAttribute("aria-valuetext", count.textContent);
      link.href = `#${id}-${now}`;
      for (const each of bar.querySelectorAll("button")) {
        each.ariaDisabled = ends[each.dataset.go] === now;
      }
      parts.forEach((part, i) => {
        showProgram(part, row[i + 1]);
        part.kernel.replaceChildren();
        part.terminal.replaceChildren();
      });
      // What is no program's by its name is on the server's side.
      const of = (name) => parts.find((part) => part.name === name) ?? parts[0];
      for (const entry of entries(row.at(socketsAt))) {
        if (!entry.querySelector("code")) continue;
        of(named(entry)[0]).kernel.append(showSocket(entry));
      }
      for (const past of rows.slice(0, now)) {
        for (const entry of entries(past.at(printedAt))) {
          const [name, text] = named(entry);
          of(name).terminal.append(make("div", "", text));
        }
      }
      segments.replaceChildren(...entries(row.at(wireAt)).map((entry, i) => {
        const [name] = named(entry);
        const from = of(name) === parts[0] ? "server" : "client";
        const segment = make("div", `segment from-${from}`,
          make("span", "", entry.textContent));
        segment.style.setProperty("--turn", i);
        return segment;
      }));
    };

    const stop = () => {
      clearTimeout(timer);
      timer = 0;
      play.textContent = "Play";
    };
    const go = (event) => {
      stop();
      show(event);
    };
    const toggle = () => {
      if (timer) return stop();
      stopOther();
      stopOther = stop;
      playFrom(now === last ? 1 : now + 1);
    };
    const playFrom = (event) => {
      show(event);
      if (event === last) return stop();
      play.textContent = "Pause";
      timer = setTimeout(playFrom, PAUSE + LETTER * says.textContent.length,
        event + 1);
    };
    const moves = {
      first: () => go(1),
      back: () => go(now - 1),
      play: toggle,
      on: () => go(now + 1),
      last: () => go(last),
    };
    const keys = {
      ArrowLeft: "back", ArrowRight: "on", Home: "first", End: "last",
      " ": "play",
    };
    bar.addEventListener("click", (e) => moves[e.target.dataset.go]?.());
    slider.addEventListener("input", () => go(+slider.value));
    // The book turns its page at these keys, and hears of none from here.
    stage.addEventListener("keydown", (e) => {
      if (e.altKey || e.ctrlKey || e.metaKey || e.shiftKey) return;
      // A button has a space bar's press for itself.
      const own = e.key === " " && e.target.matches("button");
      const move = own ? "" : keys[e.key];
      if (!move) return;
      e.preventDefault();
      e.stopPropagation();
      moves[move]();
    });
    const follow = () => {
      const [, name, event] = /^#(.+)-(\d+)$/.exec(location.hash) ?? [];
      if (name !== id) return;
      go(+event);
      // So that the keys are the stage's from here on.
      stage.focus();
      stage.scrollIntoView();
    };
    addEventListener("hashchange", follow);

    const below = make("details", "as-table",
      make("summary", "", "The same as a table"), ...story.childNodes);
    story.append(stage, below);
    show(1);
    follow();
  };

  const programs = {};
  for (const story of document.querySelectorAll("div.story")) {
    build(story, programs);
  }
})();
