// What every script of these tests has: a frame as wide as a phone, lines
// of fields for what is found in it, and a measure of what does not fit.
"use strict";

const PHONE = 390; // Pixels, as wide as many phones.

// What has columns, and may be scrolled to keep them.
const SCROLLS = '[class*="needs=ss"], [class*="needs=strace"]';

const frame = document.querySelector("iframe");
frame.style = `border: 0; width: ${PHONE}px; height: 844px`;

// Writes a line; a field's white space is one space.
const say = (...fields) => document.querySelector("pre").append(
  fields.map((field) => `${field}`.replace(/\s+/g, " ").trim()).join("\t"),
  "\n");

const pause = (milliseconds) =>
  new Promise((done) => setTimeout(done, milliseconds));

// Shows a page, and waits until its scripts and fonts have had their say.
const load = async (path) => {
  console.log(`at: ${path}`);
  await new Promise((done) => {
    frame.onload = done;
    frame.src = `/${path}`;
  });
  await frame.contentDocument.fonts.ready;
  await pause(50);
  return frame.contentDocument;
};

// A story's name: the fragment of the heading above it.
const idOf = (story) => {
  let heading = story;
  while (!heading.id) heading = heading.previousElementSibling;
  return heading.id;
};

// Shows all that a page has: goes to the first event of each story, because a
// stage is built when there is time, and opens the folds.
const unfold = async (page) => {
  for (const story of page.querySelectorAll(".waiting")) {
    page.location.hash = `${idOf(story)}-1`;
    for (let i = 0; i < 100 && story.matches(".waiting"); i += 1) await pause(20);
  }
  for (const folded of page.querySelectorAll("details")) folded.open = true;
};

// Says which elements of the page reach over the phone's edge, or their
// picture's, or have more inside than they show: the innermost ones, and of
// many the first. Spaces at a line's end reach over, too, and show nothing.
const measure = (...fields) => {
  const { document: shown, getComputedStyle: style } = frame.contentWindow;
  const wide = [];
  for (const element of shown.querySelectorAll("html, .content, main *")) {
    const { display, overflowX } = style(element);
    const isText = display === "inline" &&
      !(element instanceof frame.contentWindow.SVGElement) &&
      element.localName !== "img";
    if (isText || !element.checkVisibility()) continue;
    const { left, right } = element.getBoundingClientRect();
    const picture = element.ownerSVGElement?.getBoundingClientRect();
    const from = picture ? picture.left : 0;
    const to = picture ? picture.right : PHONE;
    const { scrollWidth, clientWidth } = element;
    const room = overflowX === "visible" ? PHONE - left : clientWidth;
    if (left < from - 1 || right > to + 1)
      wide.push([element, right - left, to - Math.max(left, from)]);
    else if (!picture && clientWidth && scrollWidth > room + 1 &&
      !element.matches(SCROLLS))
      wide.push([element, scrollWidth, room]);
  }
  const innermost = wide.filter(([element]) =>
    !wide.some(([other]) => other !== element && element.contains(other)));
  for (const [element, width, room] of innermost.slice(0, 3)) {
    const name = [element.localName, ...element.classList].join(".");
    const text = element.innerText ?? element.textContent;
    say(...fields, "wide", name, Math.ceil(width), Math.floor(room),
      text.trim().split(/[\t\n]/)[0].slice(0, 60));
  }
};

// Ends the visit: an empty frame has no animation that goes on.
const leave = async () => {
  frame.onload = null;
  frame.src = "about:blank";
  await pause(50);
};
