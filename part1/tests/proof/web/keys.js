// Does each of MOVES at a fresh stage: what kind of a move, at which element,
// which key or value, and for how long to wait then. Writes down the event
// that the stage shows afterwards, and the page that the book shows.
const press = (element, key, shiftKey) => element.dispatchEvent(
  new frame.contentWindow.KeyboardEvent("keydown",
    { key, shiftKey, bubbles: true, cancelable: true }));
const acts = {
  key: (element, key) => press(element, key, false),
  shift: (element, key) => press(element, key, true),
  click: (element) => element.click(),
  choose: (element, value) => {
    element.value = value;
    frame.contentDocument.querySelector("[data-go=play]").click();
  },
  slide: (element, value) => {
    element.value = value;
    element.dispatchEvent(new Event("input", { bubbles: true }));
  },
};

for (const [i, [from, act, at, value, wait]] of MOVES.entries()) {
  const page = await load(`${PAGE}?${i}#${STORY}-${from}`);
  // Where nothing has the focus, that is the page's body.
  const { activeElement } = page;
  acts[act](at === ":focus" ? activeElement : page.querySelector(at), value);
  await pause(wait);
  const { document, location } = frame.contentWindow;
  const stage = document.querySelector(`#stage-${STORY}`);
  const event = stage?.querySelector("input").value;
  say(i, event ?? "gone", location.pathname.slice(1));
}
