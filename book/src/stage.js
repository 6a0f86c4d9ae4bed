// Makes a stage of each story's table, as CONTRIBUTING.md says.
"use strict";

// Makes a story's stage, once or again, and returns what goes to an event.
function buildStage(story, heading) {
  // Milliseconds for an event, and for a letter.
  const PAUSE = 2000;
  const LETTER = 40;
  const KEYS = {
    ArrowLeft: "back", ArrowRight: "on", Home: "first", End: "last",
    " ": "play",
  };
  // As `server: ESTABLISHED, Hello!`.
  const ENTRY = RegExp("(?<name>.*?): (?<what>(?<state>.*?)" +
    "(, (?<queue>\\d+ in its queue)|, (?<bytes>.*))?)$", "s");

  // What `<br>` separates in a cell, as HTML.
  const parts = (cell) => cell.innerHTML.split(/\s*<br>\s*/).filter(Boolean);
  const entries = (cell) => parts(cell).flatMap((html) =>
    html.replace(/<\/?code.*?>/g, "").match(ENTRY)?.groups ?? []);

  const [head, ...events] = story.querySelector("table").rows;
  const names = [...head.cells].slice(1, -4).map((cell) => cell.textContent);
  const last = events.length;
  // Who has no column is a client, or the first one.
  const groups = [...names, "clients"];
  const owner = ({ name }) => {
    const i = names.indexOf(name.split("'")[0]);
    return i < 0 && name.endsWith("client") ? names.length : Math.max(0, i);
  };
  const known = names.map(() => ({}));
  const printed = groups.map(() => []);
  let above = [];
  // The table's rows as what there is at each event: a list for each part of
  // the stage, by program. An empty cell says what the one above says.
  const rows = events.map((event, at) => {
    const [{ innerHTML: says }, ...cells] = event.cells;
    above = cells.map((cell, i) => cell.textContent ? cell : above[i] ?? cell);
    const [wire, , prints, guesses] = cells.slice(-4);
    // After its line, what a program knows: names and values in turn.
    known.forEach((all, i) => {
      for (const name of above[i].querySelectorAll("code:nth-of-type(even)")) {
        const { innerHTML: value } = name.nextElementSibling;
        all[name.innerHTML] = `${name.innerHTML} = ${value}`;
      }
    });
    for (const one of entries(prints)) printed[owner(one)].push(one.what);
    const open = entries(above.at(-3));
    const sockets = groups.map(() => ({}));
    for (const one of open) sockets[owner(one)][one.name] = one;
    const segments = [entries(wire).map((one) => {
      // What crosses lies at the peer then.
      const count = parseInt(one.what) || Infinity;
      const peer = open.find(({ name, bytes }) =>
        name !== one.name && bytes?.length >= count);
      // The wire's own go either way.
      const from = owner(one) && !one.what.includes('rightwards">')
        ? "from-other" : "from-first";
      return { ...one, from, bytes: peer?.bytes.slice(-count) };
    })];
    // The right answer is anywhere among the wrong ones.
    const answers = parts(guesses);
    answers.splice((at * 7 + last) % (answers.length + 1), 0, says);
    return {
      says, answers, sockets, segments,
      doing: names.map((_, i) => parts(above[i])),
      values: known.map(Object.values), terminal: structuredClone(printed),
    };
  });

  // What there is now, as HTML; new things are marked.
  const mark = (isNew, inside, name = "") =>
    `<span class="${name}${isNew ? " new" : ""}">${inside}</span>`;
  const list = (items) =>
    `<ul>${items.map((item) => `<li>${item}`).join("")}</ul>`;
  const texts = (now, before) =>
    list(now.map((line) => mark(!before.includes(line), line)));
  const boxes = (bytes, from) => `<span class="bytes" role="img"
    aria-label="${bytes.length} bytes: ${bytes}">${[...bytes].map((byte, i) =>
      mark(i >= from, byte, "byte")).join("")}</span>`;
  const socket = (name, now, was = {}) => {
    // It keeps its place when gone.
    if (!now) return `${name} ${mark(true, "gone")}`;
    const { state, queue, bytes = "" } = now;
    const had = was.bytes?.length ?? 0;
    const taken = had - bytes.length;
    return [
      name, `<code>${mark(was.state !== state, state, "state")}</code>`,
      bytes && boxes(bytes, had),
      queue ? mark(was.queue !== queue, queue, "queue")
        : was.queue && mark(true, "queue empty", "taken"),
      taken > 0 ? mark(true, `${taken} bytes taken`, "taken") : "",
    ].join(" ");
  };
  const shows = {
    doing: (now, before, name) =>
      `<p class="${now[0].match(/^waits/) ?? ""}"><b>${name}</b>
      ${now.map((line) =>
        mark(!before.includes(line), line)).join("<br>")}</p>`,
    values: texts, terminal: texts,
    sockets: (now, before) => list(Object.keys({ ...before, ...now })
      .map((name) => socket(name, now[name], before[name]))),
    segments: (now) => list(now.map(({ name, what, from, bytes }) =>
      `<div class="segment ${from}"><span class="load">${name}: ${what}
      ${bytes ? boxes(bytes) : ""}</span></div>`)),
  };

  // A program's lines with their colours, of which none spans lines.
  // A line's indent is a number, so that its rest can wrap.
  const code = (name) => {
    // A "second client" is the client once more. Whom a story does not bring
    // is the page's first one.
    const fence = `code[class~="stage=${name.split(" ").pop()}"]`;
    const shown = story.querySelector(fence) ?? document.querySelector(fence);
    // A wire sees none.
    if (!shown) return "";
    const lines = shown.innerHTML.trim().split("\n").map((html) =>
      `<span class="line" style="--indent: ${html.search(/\S|$/)}"
      >${html.trimStart() || " "}</span>`);
    return `<pre tabindex="0" role="group" aria-label="code of the ${name}"
    ><code class="hljs">${lines.join("")}</code></pre>`;
  };
  const button = (go, text) => `<button data-go="${go}">${text}</button>`;
  const choices = ({ answers }) =>
    answers.map((html) => button("answer", html)).join("");
  // What a part shows at each event lies in one place: nothing below jumps.
  const part = (kind, i, label = "") => `
    <div class="held ${kind}" role="group" aria-label="${label}">${
    rows.map((row, at) => shows[kind](row[kind][i],
      (rows[at - 1] ?? row)[kind][i], names[i])).join("")}</div>`;

  const words = [...story.childNodes];
  story.innerHTML = `
    <section class="stage" tabindex="0">
    <div class="bar">${button("back", "Back")}${button("on", "Next")}
    <input type="range" min="1" max="${last}" aria-label="step">
    <span></span></div>
    <div class="held"><div aria-live="polite"><p class="says"></p>
    <div class="answers"></div></div>${rows.map((row) => `<div>
    <p class="says">${row.says}</p>
    <div class="answers asking">${choices(row)}</div></div>`).join("")}</div>
    <div class="scene">${names.map((name, i) => `
    <div class="program" role="group" aria-label="${name}">
    ${part("doing", i)}
    ${code(name)}
    ${part("values", i, "variables")}${part("terminal", i, "terminal")}</div>`)
    .join("")}<div class="kernel">${groups.map((name, i) =>
      part("sockets", i, `sockets of the ${name}`)).join("")}</div>
    <div class="wire">${part("segments", 0, "on the wire")}</div></div>
    <div class="bar">${button("play", "Play")}
    <select aria-label="speed"><option value="2">slow
    <option value="1" selected>normal<option value="0.5">fast</select>
    ${button("guess", "Guess first")}<a>Link to this moment</a></div></section>
    <details class="in-words"><summary>The same in words</summary></details>`;
  story.classList.remove("waiting");
  const [stage, below] = story.children;
  below.append(...words);
  stage.id = `stage-${heading.id}`;
  stage.ariaLabel = `Stage: ${heading.textContent}`;

  const all = (selector) => stage.querySelectorAll(selector);
  const [back, on, slider, count, play, speed, guess, link] = all(".bar > *");
  const [place] = all("[aria-live]");
  const [says, answers] = place.children;
  // One plays: two would speak at once.
  const stop = () => {
    clearTimeout(buildStage.timer);
    for (const play of document.querySelectorAll("[data-go=play]"))
      play.textContent = "Play";
  };
  let now;
  const go = (event, verdict = "") => {
    // Building it stops no other.
    if (now) stop();
    // The slider keeps it within the story.
    slider.value = event;
    now = slider.valueAsNumber;
    says.innerHTML = verdict + rows[now - 1].says;
    if (answers.matches(":focus-within")) on.focus({ preventScroll: true });
    answers.replaceChildren();
    count.textContent = slider.ariaValueText = `${now} of ${last}`;
    link.href = `#${heading.id}-${now}`;
    back.ariaDisabled = now === 1;
    on.ariaDisabled = now === last;
    guess.ariaPressed = stage.matches(".guesses");
    for (const state of all(".scene .held > *"))
      state.classList.toggle("now", state.matches(`:nth-child(${now})`));
    for (const line of all("[aria-current]")) line.ariaCurrent = null;
    for (const at of all(".doing > .now code:first-of-type")) {
      const pre = at.closest(".program").querySelector("pre");
      const lines = [...pre.firstChild.children];
      // Lines may be alike.
      const line = lines[at.dataset.line] ??
        lines.find((line) => line.textContent.includes(at.textContent));
      if (!line) continue;
      line.ariaCurrent = "step";
      // In the middle; stage.css lets it snap.
      pre.scrollTop =
        line.offsetTop - (pre.clientHeight - line.offsetHeight) / 2;
    }
  };
  const playFrom = (event) => {
    go(event);
    if (now === last) return;
    play.textContent = "Pause";
    buildStage.timer = setTimeout(playFrom,
      speed.value * (PAUSE + LETTER * says.textContent.length), now + 1);
  };
  const moves = {
    first: () => go(1), last: () => go(last),
    // From a question to what was before.
    back: () => go(answers.firstChild ? now : now - 1),
    on: () => {
      if (answers.firstChild) return answers.firstChild.focus();
      if (!stage.matches(".guesses") || now === last) return go(now + 1);
      says.textContent = "What happens next?";
      answers.innerHTML = choices(rows[now]);
      place.scrollIntoView({ block: "nearest" });
    },
    answer: ({ innerHTML }) => {
      const verdict = innerHTML === rows[now].says ? "Right. "
        : `You guessed: “${innerHTML}” But this happens: `;
      go(now + 1, `<span class="verdict">${verdict}</span>`);
    },
    guess: () => {
      const asks = stage.classList.toggle("guesses");
      go(now);
      if (!asks) return;
      moves.on();
      stage.scrollIntoView();
      answers.firstChild?.focus({ preventScroll: true });
    },
    play: () => {
      if (play.textContent === "Pause") return stop();
      if (stage.matches(".guesses")) return moves.on();
      place.scrollIntoView({ block: "nearest" });
      playFrom(now % last + 1);
    },
  };
  stage.onclick = ({ target }) => {
    const button = target.closest("[data-go]");
    if (button) moves[button.dataset.go](button);
  };
  slider.oninput = () => go(slider.value);
  stage.onkeydown = (e) => {
    const move = moves[KEYS[e.key]];
    if (!move || e.altKey || e.ctrlKey || e.metaKey || e.shiftKey) return;
    // A button has a space bar's press for itself, and a list its keys.
    if (e.target === speed || e.key === " " && e.target.dataset.go) return;
    e.preventDefault();
    move();
  };
  go(1);
  return go;
}

// The printed book has the scripts of all pages: no story is built twice.
for (const { parentElement: story } of
  document.querySelectorAll(".story:not(.waiting) > .table-wrapper")) {
  let heading = story;
  while (!heading.id) heading = heading.previousElementSibling;
  let go;
  const built = () => go ??= buildStage(story, heading);
  const follow = () => {
    const [, event] = location.hash.match(`^#${heading.id}-(\\d+)$`) ?? [];
    if (!event) return;
    built()(event);
    // Now the keys are the stage's.
    story.firstElementChild.focus({ preventScroll: true });
    heading.scrollIntoView();
  };
  story.classList.add("waiting");
  addEventListener("hashchange", follow);
  follow();
  // When there is time.
  (window.requestIdleCallback ?? setTimeout)(built);
}
