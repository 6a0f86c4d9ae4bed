// Loads each moment of STORIES, pairs of a story and how many events it has,
// and writes down what its stage shows there.
const shown = (element) => element.checkVisibility();
const texts = (elements) =>
  [...elements].map((element) => element.textContent.trim()).join(" | ");

for (const [story, events] of STORIES) {
  for (let event = 1; event <= events; event += 1) {
    const moment = `${PAGE}?${story}-${event}#${story}-${event}`;
    const stage = (await load(moment)).querySelector(`#stage-${story}`);
    const tell = (what, text) => say(moment, what, text);
    if (!stage) {
      tell("stage", "none");
      continue;
    }
    const all = (part, name) => [...part.querySelectorAll(name)].filter(shown);
    const one = (part, name) => texts(all(part, name));
    const rows = "details.as-table .table-wrapper tbody tr";
    tell("rows below", stage.parentElement.querySelectorAll(rows).length);
    tell("event", stage.dataset.event);
    tell("sentence", one(stage, '.says[aria-live="polite"]'));
    tell("wire", texts(all(stage, ".wire .segment")));
    for (const program of all(stage, ".program")) {
      const { name } = program.dataset;
      tell(`${name} does`, one(program, ".doing"));
      tell(`${name} waits`, program.classList.contains("waits"));
      tell(`${name} is at`, one(program, '[aria-current="step"]'));
      const sockets = all(program, ".kernel .socket").map((socket) =>
        `${socket.dataset.name}: ${one(socket, ".state")} ` +
        `[${one(socket, ".holds")}]`);
      tell(`${name}'s sockets`, sockets.join(" | "));
      tell(`${name} has printed`, texts(all(program, ".terminal > *")));
    }
    measure(moment);
  }
}
