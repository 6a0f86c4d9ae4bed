// Makes a stage of each story's table. CONTRIBUTING.md says what a cell means.
"use strict";

(() => {
  // The printed book has the scripts of all pages.
  if (document.querySelector(".waiting, .stage")) return;

  // Milliseconds for an event, and for each letter of its sentence.
  const PAUSE = 2000;
  const LETTER = 40;
  const KEYS = {
    ArrowLeft: "back", ArrowRight: "on", Home: "first", End: "last",
    " ": "play",
  };
  // One story plays at a time: two would speak at once.
  let stopOther = () => {};

  const codes = (element) =>
    [...element.querySelectorAll("code")].map((code) => code.textContent);

  // The entries of a cell, which `<br>` separates: of `client: SYN`, the name
  // and what follows it, as HTML.
  const entries = (cell) =>
    cell.innerHTML.split("<br>").map((html) => html.trim()).filter(Boolean)
      .map((html) => {
        const [name] = html.split(": ", 1);
        const what = html.slice(name.length + 2).replace(/<\/?code.*?>/g, "");
        const [state, holds = ""] = what.split(", ");
        const queue = holds.endsWith("queue") ? holds : "";
        return { html, name, what, state, queue, bytes: queue ? "" : holds };
      });

  // A table's rows as what there is at each event. An empty cell of a program
  // or of the sockets says what the cell above says.
  const events = (table, names) => {
    const printed = [];
    const known = names.map(() => ({}));
    let above = [];
    return [...table.tBodies[0].rows].map(({ cells: [says, ...cells] }) => {
      above = cells.map((cell, i) => cell.textContent ? cell : above[i]);
      const [wire, , prints, guesses] = cells.slice(names.length);
      const doing = above.slice(0, names.length);
      // After its line, what a program knows then: names and values in turn.
      doing.forEach((cell, i) => codes(cell).slice(1).forEach(
        (name, at, all) => at % 2 || (known[i][name] = all[at + 1])));
      printed.push(...entries(prints));
      return {
        says, doing,
        known: known.map((all) => Object.entries(all).map((one) => one.join(" = "))),
        wire: entries(wire),
        sockets: entries(above[names.length + 1]).filter((one) => one.state),
        printed: [...printed],
        guesses: entries(guesses).map((guess) => guess.html),
      };
    });
  };

  // What there is now, as HTML, and marked, what was not there before.
  const tag = (name, isNew, inside, more = "") =>
    `<${name} class="${more}${isNew ? " new" : ""}">${inside}</${name}>`;
  const list = (now, before = now) =>
    now.map((line) => tag("li", !before.includes(line), line)).join("");
  const boxes = (bytes, from) =>
    `<span class="bytes" role="img" aria-label="${bytes.length} bytes: ${bytes}">
    ${[...bytes].map((byte, i) => tag("span", i >= from, byte, "byte")).join("")}
    </span>`;
  const sockets = (now, before = now) => {
    const find = (all, name) => all.find((one) => one.name === name);
    // Each keeps its place, also when it has gone.
    const names = new Set([...before, ...now].map(({ name }) => name));
    return [...names].map((name) => {
      const one = find(now, name);
      if (!one) return `<li>${name} ${tag("span", true, "gone")}`;
      const { state, bytes, queue } = one;
      const was = find(before, name) ?? { bytes: "" };
      const taken = was.bytes.length - bytes.length;
      const parts = [tag("code", was.state !== state, state, "state")];
      if (bytes) parts.push(boxes(bytes, taken < 0 ? was.bytes.length : undefined));
      if (queue) parts.push(tag("span", was.queue !== queue, queue, "queue"));
      else if (was.queue) parts.push(tag("span", true, "queue empty", "taken"));
      if (taken > 0) parts.push(tag("span", true, `${taken} bytes taken`, "taken"));
      return `<li class="socket" data-name="${name}">${name} ${parts.join(" ")}`;
    }).join("");
  };
  // The bytes that cross lie at the peer then.
  const segments = ({ wire, sockets }, column) =>
    wire.map(({ html, name, what }, i) => {
      const count = parseInt(what) || Infinity;
      const to = sockets.find((socket) =>
        socket.name !== name && socket.bytes.length >= count);
      const load = html + (to ? boxes(to.bytes.slice(-count)) : "");
      return `<div style="--turn: ${i}" class="segment from-${
        column(name) ? "other" : "first"}">${tag("span", false, load, "load")}</div>`;
    }).join("");

  // The lines of a program with their colours, of which none spans lines.
  // What a line is indented by is a number, so that its rest can wrap.
  const lines = (code) => code.innerHTML.trim().split("\n").map((html) =>
    `<span class="line" style="--indent: ${html.search(/\S|$/)}"
      >${html.trimStart() || " "}</span>`).join("");

  const button = (go, text, more = "") =>
    `<button type="button" data-go="${go}" ${more}>${text}</button>`;
  const group = (name, label) =>
    `<div class="held ${name}" role="group" aria-label="${label}"></div>`;
  const program = (name) => `
    <div class="program" role="group" data-name="${name}" aria-label="${name}">
    <div class="held doing"></div><pre tabindex="0" role="group"
    aria-label="code of the ${name}"><code class="hljs"></code></pre>
    ${group("values", "variables")}${group("terminal", "terminal")}</div>`;
  const scene = (names) => `
    <div class="bar">${button("back", "Back")}${button("on", "Next")}
    <input type="range" min="1" aria-label="step"><span></span></div>
    <div class="held"><div aria-live="polite"><p class="says"></p>
    <div class="answers"></div></div></div>
    <div class="scene">${names.map(program).join("")}
    <div class="kernel"><p class="label">the kernel: its sockets</p>
    ${[...names, "clients"].map((name) =>
    group("sockets", `sockets of the ${name}`)).join("")}</div>
    <div class="wire"><p class="label">on the wire</p>
    ${group("segments", "on the wire")}</div></div>
    <div class="bar">${button("play", "Play")}
    <select aria-label="speed"><option value="2">slow
    <option value="1" selected>normal<option value="0.5">fast</select>
    ${button("guess", "Guess first", 'aria-pressed="false"')}
    <a>Link to this moment</a></div>`;

  const build = (story, heading) => {
    const table = story.querySelector("table");
    const names = [...table.tHead.rows[0].cells].slice(1, -4)
      .map((head) => head.textContent);
    const rows = events(table, names);
    const last = rows.length;
    const stage = document.createElement("section");
    const all = (selector) => [...stage.querySelectorAll(selector)];
    Object.assign(stage, {
      innerHTML: scene(names), className: "stage", id: `stage-${heading.id}`,
      tabIndex: 0, ariaLabel: `Stage: ${heading.textContent}`,
    });
    const pres = all("pre");
    pres.forEach((pre, i) => {
      // A "second client" is the client once more. Whom a story does not
      // bring is the page's first one.
      const fence = `code[class~="stage=${names[i].split(" ").pop()}"]`;
      pre.firstChild.innerHTML =
        lines(story.querySelector(fence) ?? document.querySelector(fence));
    });

    // What has no column is the first's, or a client's.
    const column = (name) => names.includes(name) ? names.indexOf(name)
      : /client$/.test(name) ? names.length : 0;
    const of = (all, i) => all.filter(({ name }) => column(name) === i);
    // A part has what it shows at each event in one place, so that it is as
    // high as the highest, and nothing below it jumps.
    const fill = (selector, name, show, what) => all(selector).forEach((part, i) => {
      part.innerHTML = rows.map((row, at) => tag(name, false,
        show(what(row, i), at ? what(rows[at - 1], i) : undefined))).join("");
    });
    const doing = ([name, now], [, before] = [name, now]) =>
      `<b>${name}</b> ${tag("span", now !== before, now)}`;
    fill(".doing", "p", doing, (row, i) => [names[i], row.doing[i].innerHTML]);
    fill(".values", "ul", list, ({ doing, known }, i) =>
      codes(doing[i]).length ? known[i] : []);
    fill(".terminal", "ul", list, ({ printed }, i) =>
      of(printed, i).map((one) => one.what));
    fill(".sockets", "ul", sockets, (row, i) => of(row.sockets, i));
    fill(".segments", "div", (row) => segments(row, column), (row) => row);

    const sentence = (event) => rows[event - 1].says.innerHTML;
    // The right answer among the wrong ones, where it looks like chance.
    const choices = (event) => {
      const { guesses } = rows[event - 1];
      const right = (event * 7 + last) % (guesses.length + 1);
      return guesses.toSpliced(right, 0, sentence(event))
        .map((html) => button("answer", html)).join("");
    };
    const [back, on, slider, count, place, says, answers, play, speed, guess, link] = [
      "[data-go=back]", "[data-go=on]", "input", ".bar span", ".held", ".says",
      ".answers", "[data-go=play]", "select", "[data-go=guess]", ".bar a",
    ].map((selector) => stage.querySelector(selector));
    slider.max = last;
    rows.forEach((_, i) => place.insertAdjacentHTML("beforeend", `<div>
      <p class="says">${sentence(i + 1)}</p>
      <div class="answers asking">${choices(i + 1)}</div>`));
    let now, timer;
    // The event that the reader is to guess.
    let asks;
    const show = (event, verdict = "") => {
      now = Math.min(Math.max(event, 1), last);
      asks = 0;
      stage.dataset.event = now;
      says.innerHTML = verdict + sentence(now);
      if (answers.contains(document.activeElement)) on.focus({ preventScroll: true });
      answers.innerHTML = "";
      slider.value = now;
      count.textContent = slider.ariaValueText = `${now} of ${last}`;
      link.href = `#${heading.id}-${now}`;
      back.ariaDisabled = now === 1;
      on.ariaDisabled = now === last;
      for (const part of all(".scene .held")) {
        [...part.children].forEach((state, i) =>
          state.classList.toggle("now", i === now - 1));
      }
      pres.forEach((pre, i) => {
        const doing = rows[now - 1].doing[i];
        const [at] = codes(doing);
        const { classList } = pre.parentElement;
        classList.toggle("away", !at);
        classList.toggle("waits", doing.textContent.startsWith("waits"));
        for (const line of pre.querySelectorAll(".line")) {
          const isCurrent = at && line.textContent.includes(at);
          line.ariaCurrent = isCurrent ? "step" : null;
          if (!isCurrent) continue;
          // In the middle, below a whole line.
          const above = (pre.clientHeight - line.offsetHeight) / 2;
          const first = [...pre.querySelectorAll(".line")]
            .find((other) => other.offsetTop >= line.offsetTop - above);
          pre.scrollTop = first.offsetTop;
        }
      });
    };
    const stop = () => {
      timer = clearTimeout(timer);
      play.textContent = "Play";
    };
    const go = (event, verdict) => {
      stop();
      show(event, verdict);
    };
    const playFrom = (event) => {
      show(event);
      if (event === last) return stop();
      play.textContent = "Pause";
      timer = setTimeout(playFrom,
        speed.value * (PAUSE + LETTER * says.textContent.length), event + 1);
    };
    const moves = {
      first: () => go(1),
      last: () => go(last),
      back: () => go(asks ? now : now - 1),
      on: () => {
        if (asks) return answers.firstChild.focus();
        if (!stage.matches(".guesses") || now === last) return go(now + 1);
        stop();
        asks = now + 1;
        says.textContent = "What happens next?";
        answers.innerHTML = choices(asks);
        place.scrollIntoView({ block: "nearest" });
      },
      answer: ({ innerHTML }) => {
        const verdict = innerHTML === sentence(asks) ? "Right. "
          : `You guessed: “${innerHTML}” But this happens: `;
        go(asks, tag("span", false, verdict, "verdict"));
      },
      guess: () => {
        guess.ariaPressed = stage.classList.toggle("guesses");
        go(now);
        if (guess.ariaPressed === "false") return;
        moves.on();
        stage.scrollIntoView();
        answers.firstChild?.focus({ preventScroll: true });
      },
      play: () => {
        if (timer) return stop();
        if (stage.matches(".guesses")) return moves.on();
        place.scrollIntoView({ block: "nearest" });
        stopOther();
        stopOther = stop;
        playFrom(now === last ? 1 : now + 1);
      },
    };
    stage.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-go]");
      if (button) moves[button.dataset.go](button);
    });
    slider.addEventListener("input", () => go(+slider.value));
    stage.addEventListener("keydown", (e) => {
      if (e.altKey || e.ctrlKey || e.metaKey || e.shiftKey || !KEYS[e.key]) return;
      // A button has a space bar's press for itself, and a list its keys.
      if (e.target === speed || e.key === " " && e.target.dataset.go) return;
      e.preventDefault();
      moves[KEYS[e.key]]();
    });

    const below = document.createElement("details");
    below.className = "in-words";
    below.innerHTML = "<summary>The same in words</summary>";
    below.append(...story.childNodes);
    story.append(stage, below);
    story.classList.remove("waiting");
    show(1);
    return (event) => {
      go(event);
      // From here on, the keys are the stage's.
      stage.focus({ preventScroll: true });
      heading.scrollIntoView();
    };
  };

  const goTo = {};
  for (const story of document.querySelectorAll("div.story")) {
    let heading = story;
    while (!heading.id) heading = heading.previousElementSibling;
    let built;
    goTo[heading.id] = (event) => {
      built ??= build(story, heading);
      if (event) built(event);
    };
    // When the page is there, and the browser has nothing else to do.
    story.classList.add("waiting");
    (window.requestIdleCallback ?? setTimeout)(() => goTo[heading.id]());
  }
  const follow = () => {
    const [, id, event] = /^#(.+)-(\d+)$/.exec(location.hash) ?? [];
    goTo[id]?.(+event);
  };
  addEventListener("hashchange", follow);
  follow();
})();
