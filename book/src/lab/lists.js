// The lists of calls that a reader of the laboratory changes. What they say is
// in the page's address, too.
"use strict";

(() => {
  const lab = document.querySelector("#lab");
  // In the printed book, nothing can be changed.
  if (!lab || document.querySelectorAll("main h1").length > 1) return;
  const { CALLS, SLIDER, LARGE, MOST_CALLS, MOST_TEXT } = calls;
  const part = (selector) => lab.querySelector(selector);

  const LESSON = "#server=listen,accept,write:Hello%20client!,read:2048" +
    "&client=connect,read:2048,write:Hello%20Server!";
  // How many worlds are looked at for the ways to end: a moment's worth.
  const WORLDS = 3000;

  // What a link says: both lists, and whether there is a second client, and
  // whether the client is first.
  let set;
  const open = () => {
    let { hash } = location;
    // Another link of this page is no matter of the lists.
    if (!hash.startsWith("#server=")) {
      if (set) return;
      hash = LESSON;
    }
    let wrong = "";
    try {
      set = calls.read(hash.slice(1));
    } catch {
      wrong = "The programs in the link can't be read, so here is the lesson. ";
      set = calls.read(LESSON.slice(1));
    }
    for (const name of ["server", "client"]) drawList(name);
    for (const name of ["second", "first"])
      part(`[name=${name}]`).checked = set[name];
    show(1, wrong);
  };

  // The orders of steps, each with another result; the first one is by turns.
  let ways, way, areAll;
  const results = ({ programs }) => JSON.stringify(programs);
  const show = (event, wrong) => {
    const all = calls.programsOf(set);
    const { ends, isWhole } = kernels.outcomes(all, results, false, WORLDS);
    const { world } = kernels.play(all).at(-1);
    ends.delete(results(kernels.outcome(world)));
    ways = [[], ...ends.values()];
    way = 0;
    areAll = isWhole;
    play(event, wrong);
    for (const link of document.querySelectorAll(".cases a"))
      link.ariaCurrent = link.hash === location.hash;
  };
  // Builds the stage anew, with what a reader has set on the old one.
  const play = (event = part(".stage input").value, wrong = "") => {
    const place = part(".story");
    const { go } = place.contains(document.activeElement)
      ? document.activeElement.dataset : {};
    const speed = part(".stage select")?.value;
    const isOpen = part(".in-words")?.open;
    const all = calls.programsOf(set);
    const events = kernels.play(all, ways[way]);
    place.innerHTML = story.tableOf(all, events);
    const blocks = place.querySelectorAll("pre > code");
    blocks.forEach((block) => hljs.highlightBlock(block));
    buildStage(place, part("#what-happens"))(event);
    part(".in-words").open = isOpen;
    if (speed) part(".stage select").value = speed;
    if (go) part(`.stage [data-go=${go}]`)?.focus({ preventScroll: true });

    const left = lab.querySelectorAll(".list em").length;
    const most = areAll ? ways.length : `${ways.length} or more`;
    part(".status").textContent = wrong + [
      left && `Left out: ${left}.`,
      ways.length > 1 && `Timing decides: this is end ${way + 1} of ${most}.`,
      story.resultOf(events),
    ].filter(Boolean).join(" ");
    part("[data-does=way]").hidden = ways.length === 1;
    const own = all.slice(0, 2)
      .sort(({ name }) => name === "server" ? -1 : 1);
    part(".rust").innerHTML = own.map((program) => {
      const file = `src/bin/${program.name}.rs`;
      return `<p><code>${file}</code> ${button("copy", `copy ${file}`, "Copy")}
        </p><pre role="group" tabindex="0" aria-label="${file}"
        >${story.escaped(rust.rustOf(program))}</pre>`;
    }).join("");
  };
  const change = () => {
    try {
      history.replaceState(null, "", `#${calls.write(set)}`);
    } catch {
      // Safari allows this a hundred times in half a minute.
    }
    show();
  };

  const button = (does, label, text, isOff = false) =>
    `<button data-does="${does}" aria-label="${label}"
      aria-disabled="${isOff}">${text}</button>`;
  const edit = ({ does, what }, label) => {
    const text = does === "write" && story.escaped(calls.textOf(what));
    if (does === "write") return `<input type="text" maxlength="${MOST_TEXT}"
      aria-label="${label}: text" value="${text}">`;
    if (!CALLS[does].what) return "";
    const max = does === "read" ? SLIDER : SLIDER - 1;
    return `<input type="range" min="1" max="${max}" value="${what}"
      aria-label="${label}: bytes" aria-valuetext="${what} bytes">
      <output aria-live="off">${what}</output>`;
  };
  const drawList = (name) => {
    const missing = calls.lacks(set[name]);
    const items = set[name].map((call, at, { length }) => {
      const { label } = CALLS[call.does];
      const full = `${name} ${at + 1}, ${label}`;
      const odd = missing[at] ? `<em>left out: ${missing[at]}</em>` : "";
      return `<li data-at="${at}"><div class="call"><span>${label}</span>
        <span class="edit">${edit(call, full)}</span><span class="moves">
        ${button("up", `${full}: move up`, "↑", at === 0)}
        ${button("down", `${full}: move down`, "↓", at === length - 1)}
        ${button("remove", `${full}: remove`, "×")}</span>${odd}</div>`;
    });
    const own = Object.keys(CALLS).filter((does) => calls.isOf(name, does));
    const options = own.map((does) =>
      `<option value="${does}">${CALLS[does].label}`);
    const list = part(`[data-name="${name}"]`);
    const { value } = list.querySelector("select") ?? {};
    list.innerHTML = `<legend>The ${name}</legend><ol>${items.join("")}</ol>
      <select aria-label="a call for the ${name}">${options.join("")}</select>
      ${button("add", `add it to the ${name}`, "Add")}`;
    if (value) list.querySelector("select").value = value;
  };

  const nameOf = (element) => element.closest("[data-name]").dataset.name;
  // A list is drawn anew, and the button that was pressed has the focus again.
  const redraw = (name, at, does) => {
    drawList(name);
    const list = part(`[data-name="${name}"]`);
    const item = list.querySelector(`[data-at="${at}"]`) ?? list;
    (item.querySelector(`[data-does="${does}"]`) ??
      list.querySelector("select")).focus();
    change();
  };
  const moves = {
    way: () => {
      way = (way + 1) % ways.length;
      play(1);
    },
    copy: (pressed) => {
      const text = pressed.parentElement.nextElementSibling.textContent;
      navigator.clipboard?.writeText(text);
    },
    add: (pressed) => {
      const name = nameOf(pressed);
      const list = set[name];
      if (list.length === MOST_CALLS) return;
      // Nothing comes after the call that stays.
      const at = list.at(-1)?.does === "stay" ? list.length - 1 : list.length;
      list.splice(at, 0, calls.begin(pressed.previousElementSibling.value));
      redraw(name, -1, "add");
    },
  };
  const move = (pressed, does) => {
    const name = nameOf(pressed);
    const list = set[name];
    const at = +pressed.closest("[data-at]").dataset.at;
    const [call] = list.splice(at, 1);
    const to = { up: Math.max(at - 1, 0), down: at + 1 }[does];
    if (to !== undefined) list.splice(to, 0, call);
    redraw(name, Math.min(to ?? at, list.length - 1), does);
  };
  lab.addEventListener("click", ({ target }) => {
    const { does } = target.dataset;
    if (moves[does]) moves[does](target);
    else if (does) move(target, does);
  });
  lab.addEventListener("input", ({ target }) => {
    const item = target.closest("[data-at]");
    if (target.name) set[target.name] = target.checked;
    else if (item) {
      const call = set[nameOf(item)][item.dataset.at];
      const size = +target.value === SLIDER ? LARGE : +target.value;
      call.what = target.type === "text"
        ? calls.bytesOf(target.value) : size;
      const output = target.nextElementSibling;
      if (output) output.textContent = size;
      target.ariaValueText = `${size} bytes`;
    } else return;
    change();
  });

  lab.innerHTML = `<div class="paper">${lab.innerHTML}</div>
    <h2 id="two-programs">Two programs</h2><div class="lists">
    <fieldset class="list" data-name="server"></fieldset>
    <fieldset class="list" data-name="client"></fieldset></div>
    <p><label><input type="checkbox" name="second">
    When they all wait, pause or have ended, a second client does the
    same</label>
    <label><input type="checkbox" name="first">
    The client is started first</label></p>
    <h2 id="what-happens">What happens</h2>
    <p class="ways"><span role="status" class="status"></span>
    <button data-does="way">Another end</button></p><div class="story"></div>
    <details><summary>Both programs in Rust</summary>
    <div class="rust"></div></details>`;
  addEventListener("hashchange", open);
  open();
})();
