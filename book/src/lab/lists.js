// The lists of calls that a reader of the laboratory changes. What they say is
// in the page's address, too.
"use strict";

(() => {
  const lab = document.querySelector("#lab");
  // In the printed book, nothing can be changed.
  if (!lab || document.querySelectorAll("main h1").length > 1) return;
  const { CALLS } = rust;
  const part = (selector) => lab.querySelector(selector);

  const LESSON = "#server=listen,accept,write:Hello%20client!,read:2048" +
    "&client=connect,read:2048,write:Hello%20Server!";
  // The slider's last place stands for the size of the lesson's buffer.
  const SLIDER = 17;
  const LARGE = 2048;
  const MOST = { calls: 30, text: 32 };

  let calls = { server: [], client: [] };
  const settings = { second: false, first: false };

  const encoded = (text) => encodeURIComponent(text)
    .replace(/[()]/g, (c) => `%${c.charCodeAt().toString(16)}`);
  const written = ({ does, what }) => !CALLS[does].what ? does
    : `${does}:${does === "write" ? encoded(kernels.textOf(what)) : what}`;
  const link = () => {
    const list = (name) => `${name}=${calls[name].map(written).join(",")}`;
    return [
      `#${list("server")}`, list("client"),
      settings.second && "clients=2", settings.first && "first=client",
    ].filter(Boolean).join("&");
  };
  // Whether the page itself could have written a call.
  const isKnown = ({ does, what }) => {
    if (!Object.hasOwn(CALLS, does)) return false;
    if (does === "write") return kernels.textOf(what).length <= MOST.text;
    if (!CALLS[does].what) return true;
    return Number.isInteger(what) && what > 0 &&
      (what < SLIDER || does === "read" && what === LARGE);
  };
  const read = (hash) => {
    const programs = kernels.read(hash.slice(1));
    const of = (kind) => programs.find(({ name }) => name === kind).calls;
    const lists = { server: of("server"), client: of("client") };
    for (const list of Object.values(lists)) {
      if (list.length > MOST.calls || !list.every(isKnown)) throw Error(hash);
    }
    return lists;
  };
  const open = () => {
    let { hash } = location;
    // Another link of this page is no matter of the lists.
    if (!hash.startsWith("#server=")) {
      if (calls.server.length) return;
      hash = LESSON;
    }
    let isWrong = false;
    try {
      calls = read(hash);
    } catch {
      isWrong = true;
      hash = LESSON;
      calls = read(hash);
    }
    settings.second = hash.includes("&clients=");
    settings.first = hash.includes("&first=");
    for (const name of ["server", "client"]) drawList(name);
    for (const name of Object.keys(settings))
      part(`[name=${name}]`).checked = settings[name];
    show(1);
    if (isWrong)
      part(".status").textContent = "The link has no programs: the lesson's.";
  };

  // The calls that have what they need.
  const fitting = (list) => {
    const has = new Set();
    return list.filter(({ does }) => {
      const { needs, gives, takes } = CALLS[does];
      if (needs && !has.has(needs)) return false;
      has.delete(takes);
      if (gives) has.add(gives);
      return true;
    });
  };
  const programs = () => {
    const server = { name: "server", calls: fitting(calls.server) };
    const client = { name: "client", calls: fitting(calls.client) };
    const all = settings.first ? [client, server] : [server, client];
    if (settings.second) all.push({ ...client, name: "second client" });
    return all;
  };

  // The orders of steps, each with another result; the first one is by turns.
  let ways, way;
  const results = ({ programs }) => JSON.stringify(programs);
  const show = (event) => {
    const others = kernels.outcomes(programs(), results);
    const { world } = kernels.play(programs()).at(-1);
    others.delete(results(kernels.outcome(world)));
    ways = [[], ...others.values()];
    way = 0;
    play(event);
    for (const link of document.querySelectorAll(".cases a"))
      link.ariaCurrent = link.hash === location.hash;
  };
  // Builds the stage anew, with what a reader has set on the old one.
  const play = (event = part(".stage input").value) => {
    const place = part(".story");
    const { go } = place.contains(document.activeElement)
      ? document.activeElement.dataset : {};
    const speed = part(".stage select")?.value;
    const isOpen = part(".in-words")?.open;
    const all = programs();
    const events = kernels.play(all, [...ways[way]]);
    place.innerHTML = story.tableOf(all, events);
    const blocks = place.querySelectorAll("pre > code");
    blocks.forEach((block) => hljs.highlightBlock(block));
    buildStage(place, part("#what-happens"))(event);
    part(".in-words").open = isOpen;
    if (speed) part(".stage select").value = speed;
    if (go) part(`.stage [data-go=${go}]`)?.focus({ preventScroll: true });

    const left = lab.querySelectorAll(".list em").length;
    part(".status").textContent = [
      `${events.length} steps.`, left && `${left} calls are left out.`,
      ways.length > 1 &&
        `Timing decides: this is way ${way + 1} of ${ways.length}.`,
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
      history.replaceState(null, "", link());
    } catch {
      // Safari allows this a hundred times in half a minute.
    }
    show();
  };

  const button = (does, label, text, isOff = false) =>
    `<button data-does="${does}" aria-label="${label}"
      aria-disabled="${isOff}">${text}</button>`;
  const edit = ({ does, what }, label) => {
    const text = does === "write" && story.escaped(kernels.textOf(what));
    if (does === "write") return `<input type="text" maxlength="${MOST.text}"
      aria-label="${label}: text" value="${text}">`;
    if (!CALLS[does].what) return "";
    const max = does === "read" ? SLIDER : SLIDER - 1;
    return `<input type="range" min="1" max="${max}" aria-label="${label}: bytes"
      aria-valuetext="${what} bytes" value="${what}">
      <output aria-live="off">${what}</output>`;
  };
  const drawList = (name) => {
    const fit = fitting(calls[name]);
    const items = calls[name].map((call, at, { length }) => {
      const { label, needs } = CALLS[call.does];
      const full = `${name} ${at + 1}, ${label}`;
      const odd = fit.includes(call) ? ""
        : `<em>left out: there's no ${needs}</em>`;
      return `<li data-at="${at}"><div class="call"><span>${label}</span>
        <span class="edit">${edit(call, full)}</span><span class="moves">
        ${button("up", `${full}: move up`, "↑", at === 0)}
        ${button("down", `${full}: move down`, "↓", at === length - 1)}
        ${button("remove", `${full}: remove`, "×")}</span>${odd}</div>`;
    });
    const options = Object.entries(CALLS).map(([does, { label }]) =>
      `<option value="${does}">${label}`);
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
      const list = calls[name];
      if (list.length === MOST.calls) return;
      const does = pressed.previousElementSibling.value;
      const { what } = CALLS[does];
      // Nothing comes after the call that stays.
      const at = list.at(-1)?.does === "stay" ? list.length - 1 : list.length;
      list.splice(at, 0,
        { does, what: does === "write" ? kernels.bytesOf(what) : what });
      redraw(name, -1, "add");
    },
  };
  const move = (pressed, does) => {
    const name = nameOf(pressed);
    const list = calls[name];
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
    if (target.name) settings[target.name] = target.checked;
    else if (item) {
      const call = calls[nameOf(item)][item.dataset.at];
      const size = +target.value === SLIDER ? LARGE : +target.value;
      call.what = target.type === "text"
        ? kernels.bytesOf(target.value) : size;
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
    Then a second client does the same</label>
    <label><input type="checkbox" name="first">
    The client is started first</label></p>
    <h2 id="what-happens">What happens</h2>
    <p class="ways"><span role="status" class="status"></span>
    <button data-does="way">Another way</button></p><div class="story"></div>
    <details><summary>Both programs in Rust</summary>
    <div class="rust"></div></details>`;
  addEventListener("hashchange", open);
  open();
})();
