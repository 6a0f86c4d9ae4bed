// Goes through each story of PAGE with Next, and back with Back, and writes
// down what its stage shows; and what a browser has made of the bytes.
const page = await load(PAGE);
await unfold(page);
const shown = (element) => element.checkVisibility({ visibilityProperty: true });
const style = (element, part) =>
  frame.contentWindow.getComputedStyle(element, part);
const isForced = frame.contentWindow.matchMedia("(forced-colors: active)").matches;

// Where something begins and ends in the strip, in hundredths.
const span = (element, strip) => {
  const [own, all] = [element, strip].map((one) => one.getBoundingClientRect());
  return [own.left, own.right]
    .map((x) => Math.round(100 * (x - all.left) / all.width)).join("-");
};
const arrows = (stage) => [...stage.querySelectorAll(".now .segment")].map((one) => {
  const to = one.matches(".from-first") ? "right" : "left";
  const isCut = style(one).borderBottomStyle === "dashed";
  return `${one.textContent.trim()} [${span(one, one.closest(".held"))} ` +
    `${isCut ? "cut" : to}]`;
});
const state = (stage) => {
  const all = (name) => [...stage.querySelectorAll(name)].filter(shown);
  const does = all(".doing > .now").map((one) =>
    one.innerText.replace(/\n/g, "; "));
  return [stage.querySelector("input").value,
    stage.querySelector("[aria-live] .says").textContent, ...does,
    arrows(stage).join("; ") || "nothing"];
};

// What is above the first stage has little room.
const about = page.querySelector("h1 + p");
say("head", Math.round(about.offsetHeight / parseFloat(style(about).lineHeight)));

for (const stage of page.querySelectorAll(".stage")) {
  say(stage.id, "strip", style(stage.querySelector(".wire"), "::before").content);
  const press = (go) => stage.querySelector(`[data-go=${go}]`).click();
  const last = Number(stage.querySelector("input").max);
  const seen = [];
  const high = stage.offsetHeight;
  press("back");
  stage.querySelector("input").value = 1;
  stage.querySelector("input").oninput();
  for (let event = 1; event <= last; event += 1) {
    if (event > 1) press("on");
    await pause(5);
    seen.push(state(stage).join("\t"));
    say(stage.id, ...state(stage));
    const marks = [...stage.querySelectorAll(".new")].filter(shown);
    const faint = marks.filter((mark) => style(mark).outlineStyle !== "solid");
    say(stage.id, "marked", event, marks.map((mark) =>
      mark.innerText.replace(/\n/g, "; ")).join(" | "), `${faint.length} faint`);
    // A head that has the colour of what is behind it is not seen.
    const heads = [...stage.querySelectorAll(".now .segment")].map((one) =>
      style(one, "::after")).filter(({ content }) => content !== "none");
    const lost = heads.filter(({ backgroundColor }) =>
      backgroundColor === style(page.body).backgroundColor);
    if (lost.length) say(stage.id, "heads lost", event);
    if (stage.offsetHeight !== high) say(stage.id, "height", event);
    measure(`${stage.id}-${event}`);
  }
  for (let event = last - 1; event >= 1; event -= 1) {
    press("back");
    await pause(5);
    if (state(stage).join("\t") !== seen[event - 1])
      say(stage.id, "not as before", event, ...state(stage));
  }
  const buttons = [...stage.querySelectorAll("button, select, a")].filter(shown);
  say(stage.id, "controls", buttons.map((one) => one.textContent.trim()).join(" | "));
  const parts = [...stage.querySelectorAll("pre, .kernel, .values, .terminal")];
  say(stage.id, "parts", parts.filter(shown).length);
}
say("forced", isForced);
const strange = "main :is(img, svg, script, iframe, [onload], [onerror])";
say("strange", page.querySelectorAll(strange).length);
