// Loads PICTURE, and writes down what it is, what it says, and which of its
// texts reach over its edge or over another text.
const picture = await load(PICTURE);
const root = picture.documentElement;
say("root", root.localName, root.getAttribute("role"));
const named = root.getAttribute("aria-labelledby").split(" ")
  .map((id) => picture.getElementById(id));
say("named", ...named.map((one) => `${one?.localName} ${one?.textContent}`));
const strange = ":is(img, script, image, foreignObject, [onload], [href])";
say("strange", picture.querySelectorAll(strange).length);
const texts = [...picture.querySelectorAll("text")];
say("texts", texts.map((text) => text.textContent).join(" | "));
const { width } = root.viewBox.baseVal;
const boxes = texts.map((text) => text.getBBox());
for (const [i, box] of boxes.entries()) {
  if (box.x < 0 || box.x + box.width > width)
    say("wide", texts[i].textContent);
  const other = boxes.findIndex((one, at) => at > i &&
    one.x < box.x + box.width && box.x < one.x + one.width &&
    one.y + 3 < box.y + box.height && box.y + 3 < one.y + one.height);
  if (other >= 0) say("over", texts[i].textContent, texts[other].textContent);
}
