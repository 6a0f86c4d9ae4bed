// Loads each moment of STORIES, of each the page, its name and how many
// events it has, and writes down what its stage shows there.
const shown = (element) => element.checkVisibility({ visibilityProperty: true });
const texts = (elements) =>
  [...elements].map((element) => element.textContent.trim()).join(" | ");

for (const [page, story, events] of STORIES) {
  let height = 0;
  for (let event = 1; event <= events; event += 1) {
    const moment = `${page}?${story}-${event}#${story}-${event}`;
    const stage = (await load(moment)).querySelector(`#stage-${story}`);
    const tell = (what, text) => say(moment, what, text);
    if (!stage) {
      tell("stage", "none");
      continue;
    }
    const all = (part, name) => [...part.querySelectorAll(name)].filter(shown);
    const one = (part, name) => texts(all(part, name));
    const rows = "details.in-words .table-wrapper tbody tr";
    tell("rows below", stage.parentElement.querySelectorAll(rows).length);
    tell("event", stage.querySelector("input").value);
    tell("sentence", one(stage, '[aria-live="polite"] > .says'));
    // What is sent, and which bytes that is.
    const sent = all(stage, ".wire .load").map((load) =>
      `${load.firstChild.textContent} [${one(load, ".bytes")}]`);
    tell("wire", sent.join(" | "));
    // New bytes, which are boxes side by side, are one.
    const marked = all(stage, ".new").filter((mark) =>
      !mark.previousElementSibling?.matches(".byte.new"));
    const whole = (mark) => mark.matches(".byte")
      ? all(mark.parentElement, ".new").map((byte) => byte.textContent).join("")
      : mark.textContent;
    tell("marked", marked.map(whole).join(" | "));
    // The one that has gone has no state.
    const kernel = [...stage.querySelectorAll(".kernel .sockets")].map((part) =>
      all(part, "li:has(.state)").map((socket) =>
        `${socket.firstChild.textContent.trim()}: ${one(socket, ".state")} ` +
        `[${one(socket, ".bytes, .queue")}]`).join(" | "));
    for (const [i, program] of all(stage, ".program").entries()) {
      const name = program.ariaLabel;
      tell(`${name} does`, one(program, ".doing > *"));
      tell(`${name} waits`, frame.contentWindow
        .getComputedStyle(program).borderTopStyle === "dashed");
      tell(`${name} is at`, one(program, '[aria-current="step"]'));
      tell(`${name} knows`, one(program, ".values li"));
      tell(`${name}'s sockets`, kernel[i]);
      tell(`${name} has printed`, one(program, ".terminal li"));
      // A page that moves the line out of sight shows nothing of it.
      const pre = program.querySelector("pre").getBoundingClientRect();
      const line = program.querySelector("[aria-current]")?.getBoundingClientRect();
      if (line && (line.top < pre.top - 1 || line.bottom > pre.bottom + 1)) {
        tell(`${name}'s line`, "out of sight");
      }
      const tops = [...program.querySelectorAll(".line")]
        .map((other) => other.getBoundingClientRect().top - pre.top);
      if (line && !tops.some((top) => Math.abs(top) < 2)) {
        tell(`${name}'s topmost line`, "cut");
      }
    }
    tell("sockets off the stage", kernel.at(-1));
    height ||= stage.offsetHeight;
    tell("height", stage.offsetHeight - height);
    measure(moment);
  }
}
