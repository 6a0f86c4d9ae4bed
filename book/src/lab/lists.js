// The lists of calls that a reader of the laboratory changes. What they say is
// in the page's address, too.
"use strict";

(() => {
  const lab = document.querySelector("#lab");
  // The printed book has the scripts of all pages.
  if (!lab || lab.querySelector("fieldset")) return;
  const { CALLS } = rust;

  const LESSON = "server=listen,accept,write:Hello%20client!,read:2048" +
    "&client=connect,read:2048,write:Hello%20Server!";
  // The slider's last place is the size of the buffer in most programs.
  const SLIDER = 17;
  const LARGE = 2048;

  let calls, settings, order;
  const encoded = (text) => encodeURIComponent(text)
    .replace(/[()]/g, (c) => `%${c.charCodeAt().toString(16)}`);
  const written = ({ does, what }) => !CALLS[does].what ? does
    : `${does}:${does === "write" ? encoded(kernels.textOf(what)) : what}`;
  const link = () => {
    const list = (name) => `${name}=${calls[name].map(written).join(",")}`;
    return [
      list("server"), list("client"),
      settings.second && "clients=2", settings.first && "first=client",
    ].filter(Boolean).join("&");
  };
  const open = () => {
    const asked = location.hash.slice(1);
    const source = asked.startsWith("server=") ? asked : LESSON;
    try {
      const programs = kernels.read(source);
      const of = (kind) => programs.find(({ name }) => name === kind).calls;
      calls = { server: of("server"), client: of("client") };
    } catch {
      location.hash = LESSON;
      return;
    }
    settings = {
      second: source.includes("&clients="), first: source.includes("&first="),
    };
    drawLists();
    change(1);
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

  let ways = [];
  let way = 0;
  const programs = () => {
    const server = { name: "server", calls: fitting(calls.server) };
    const client = { name: "client", calls: fitting(calls.client) };
    const all = settings.first ? [client, server] : [server, client];
    if (settings.second) all.push({ ...client, name: "second client" });
    return all;
  };
  const results = ({ programs }) => JSON.stringify(programs);
  const change = (event) => {
    history.replaceState(null, "", `#${link()}`);
    const others = kernels.outcomes(programs(), results);
    // The first one is by turns.
    const { world } = kernels.play(programs()).at(-1);
    others.delete(results(kernels.outcome(world)));
    ways = [[], ...others.values()];
    way = 0;
    play(event);
  };
  const play = (event = part(".stage input").value) => {
    const all = programs();
    const events = kernels.play(all, [...ways[way]]);
    const heading = lab.closest("main").querySelector("#what-happens");
    part(".story").innerHTML = story.tableOf(all, events);
    const blocks = lab.querySelectorAll(".story pre > code");
    blocks.forEach((block) => hljs.highlightBlock(block));
    buildStage(part(".story"), heading)(event);
    part(".ways").hidden = ways.length === 1;
    part(".ways span").textContent =
      `Timing decides: this is way ${way + 1} of ${ways.length}.`;
    const own = all.slice(0, 2).sort(({ name }) => name === "server" ? -1 : 1);
    part(".rust").innerHTML = own.map((program) => {
      const file = `src/bin/${program.name}.rs`;
      return `<p><code>${file}</code>:</p><pre tabindex="0"
        aria-label="${file}">${story.escaped(rust.rustOf(program))}</pre>`;
    }).join("");
  };

  const part = (selector) => lab.querySelector(selector);
  const button = (does, label, text) =>
    `<button data-does="${does}" aria-label="${label}">${text}</button>`;
  const sizeOf = (what) => what > SLIDER ? SLIDER : what;
  const edit = ({ does, what }, name) => {
    const text = does === "write" && story.escaped(kernels.textOf(what));
    if (does === "write") return `<input type="text" maxlength="32"
      aria-label="text to write" value="${text}">`;
    if (!CALLS[does].what) return "";
    return `<input type="range" min="1" max="${does === "read" ? SLIDER : 16}"
      aria-label="bytes" value="${sizeOf(what)}"><output>${what}</output>`;
  };
  const drawList = (name) => {
    const fit = fitting(calls[name]);
    const items = calls[name].map((call, at) => {
      const { label, needs } = CALLS[call.does];
      const odd = fit.includes(call) ? ""
        : `<em>left out: there's no ${needs}</em>`;
      return `<li data-at="${at}"><div class="call"><span>${label}</span>
        <span class="edit">${edit(call)}</span>
        <span class="moves">${button("up", `${label}: move up`, "↑")}
        ${button("down", `${label}: move down`, "↓")}
        ${button("remove", `${label}: remove`, "×")}</span>${odd}</div>`;
    });
    const options = Object.entries(CALLS).map(([does, { label }]) =>
      `<option value="${does}">${label}`);
    part(`[data-name="${name}"]`).innerHTML = `<legend>The ${name}</legend>
      <ol>${items.join("")}</ol><select aria-label="add a call to the ${name}">
      <option value="">Add a call …${options.join("")}</select>`;
  };
  const drawLists = () => {
    drawList("server");
    drawList("client");
    for (const name of Object.keys(settings))
      part(`[name=${name}]`).checked = settings[name];
  };

  const nameOf = (element) => element.closest("[data-name]").dataset.name;
  // A list is drawn anew, and the button that was pressed has the focus again.
  const redraw = (name, at, does) => {
    drawList(name);
    const item = part(`[data-name="${name}"] [data-at="${at}"]`);
    (item ?? part(`[data-name="${name}"] select`)).querySelector(
      `[data-does="${does}"]`)?.focus();
    change();
  };
  lab.addEventListener("click", ({ target }) => {
    const { does } = target.dataset;
    if (!does) return;
    if (does === "way") {
      way = (way + 1) % ways.length;
      return play(1);
    }
    const name = nameOf(target);
    const list = calls[name];
    const at = +target.closest("[data-at]").dataset.at;
    const [call] = list.splice(at, 1);
    const to = { up: Math.max(at - 1, 0), down: at + 1 }[does];
    if (to !== undefined) list.splice(to, 0, call);
    redraw(name, Math.min(to ?? at, list.length - 1), does);
  });
  lab.addEventListener("input", ({ target }) => {
    if (target.name) settings[target.name] = target.checked;
    else if (target.matches("fieldset > select")) {
      const name = nameOf(target);
      const { what } = CALLS[target.value];
      const value = target.value === "write" ? kernels.bytesOf(what) : what;
      const call = { does: target.value, what: value };
      const list = calls[name];
      // Nothing comes after the call that stays.
      list.splice(list.at(-1)?.does === "stay" ? -1 : list.length, 0, call);
      drawList(name);
      part(`[data-name="${name}"] select`).focus();
    } else if (target.closest("[data-at]")) {
      const { at } = target.closest("[data-at]").dataset;
      const call = calls[nameOf(target)][at];
      call.what = target.type === "text" ? kernels.bytesOf(target.value)
        : +target.value === SLIDER ? LARGE : +target.value;
      const output = target.nextElementSibling;
      if (output) output.textContent = call.what;
    } else return;
    change();
  });

  lab.innerHTML = `<div class="lists">
    <fieldset data-name="server"></fieldset>
    <fieldset data-name="client"></fieldset></div>
    <p><label><input type="checkbox" name="second">
    Then a second client does the same</label>
    <label><input type="checkbox" name="first">
    The client is started first</label></p>
    <h2 id="what-happens">What happens</h2>
    <p class="ways"><span></span>
    <button data-does="way">Another way</button></p><div class="story"></div>
    <details><summary>Both programs in Rust</summary>
    <div class="rust"></div></details>`;
  open();
  addEventListener("hashchange", open);
})();
