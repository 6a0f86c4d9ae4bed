// Loads each of PAGES, unfolds what is folded, and looks at its text in each
// of THEMES. Writes down the texts that have too little contrast to what is
// behind them, of each theme and kind of element the first one.
const canvas = new OffscreenCanvas(1, 1).getContext("2d",
  { willReadFrequently: true });
const known = new Map();
// Any colour that a style has, as red, green, blue and how opaque it is.
const parts = (colour) => {
  if (!known.has(colour)) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    known.set(colour, [r, g, b, a / 255]);
  }
  return known.get(colour);
};
const over = ([r, g, b, a], [r2, g2, b2]) =>
  [r * a + r2 * (1 - a), g * a + g2 * (1 - a), b * a + b2 * (1 - a), 1];
// How light a colour is, and the contrast of two (WCAG 2.2, 1.4.3).
const light = (colour) => {
  const [r, g, b] = colour.map((x) => x / 255)
    .map((x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one, other) => {
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};

// A page without the book's buttons has a style for who wants it dark.
const dark = new Set();
const choose = (page, theme) => {
  const button = page.getElementById(`mdbook-theme-${theme}`);
  if (button) return button.click();
  for (const { sheet } of page.querySelectorAll("style")) {
    for (const rule of sheet.cssRules) {
      const { media } = rule;
      if (media?.mediaText.includes("prefers-color-scheme")) dark.add(rule);
      if (dark.has(rule)) media.mediaText = theme === "dark" ? "all" : "not all";
    }
  }
};

for (const page of PAGES) {
  const loaded = await load(page);
  const style = (element) => frame.contentWindow.getComputedStyle(element);
  await unfold(loaded);
  const isForced = loaded.defaultView.matchMedia("(forced-colors: active)").matches;
  const texts = new Set();
  const walker = loaded.createTreeWalker(
    loaded.querySelector("main") ?? loaded.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (walker.currentNode.data.trim()) texts.add(walker.currentNode.parentElement);
  }
  for (const theme of THEMES) {
    choose(loaded, theme);
    // What crosses the wire of a stage begins unseen.
    for (const one of loaded.getAnimations()) one.finish();
    await pause(20);
    const said = new Set();
    const behind = new Map();
    const ground = (element) => {
      if (!element) return [255, 255, 255, 1];
      if (!behind.has(element)) {
        const own = parts(style(element).backgroundColor);
        behind.set(element, over(own, own[3] === 1 ? own : ground(element.parentElement)));
      }
      return behind.get(element);
    };
    for (const element of texts) {
      if (!element.checkVisibility({ visibilityProperty: true })) continue;
      // Forced colours have one for what can't be pressed, and it may be faint.
      if (isForced && element.ariaDisabled === "true") continue;
      const { color, fill, fontSize, fontWeight, opacity } = style(element);
      const isDrawn = element.closest("svg");
      const [r, g, b, a] = parts(isDrawn ? fill : color);
      const below = ground(isDrawn ? isDrawn.parentElement ?? isDrawn : element);
      const is = contrast(over([r, g, b, a * opacity], below), below);
      const size = parseFloat(fontSize);
      const isLarge = size >= 24 || size >= 18.7 && fontWeight >= 700;
      const kind = [element.localName, ...element.classList].join(".");
      if (is >= (isLarge ? 3 : 4.5) || said.has(kind)) continue;
      said.add(kind);
      say(page, theme, kind, is.toFixed(2), element.textContent.slice(0, 40));
    }
  }
  say(page, "looked at", texts.size);
}
