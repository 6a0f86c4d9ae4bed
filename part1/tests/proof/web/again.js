// Builds a story's stage again while it plays, as a script does that makes a
// table of its own, and writes down what is there then. Then runs the stage's
// script a second time, as the printed book does, where a story is empty.
const page = await load(`${PAGE}?again#${STORY}-4`);
await unfold(page);
const story = page.querySelector(`#stage-${STORY}`).parentElement;
const slider = () => story.querySelector("input");
const shows = (what) => {
  const lines = [...story.querySelectorAll(".line")];
  const current = lines.findIndex((line) => line.ariaCurrent);
  say(what, slider().value, story.querySelector(".says").textContent,
    `line ${current}`);
};

const before = slider();
story.querySelector("[data-go=play]").click();
const row = (says, does) => `<tr><td>${says}<td>${does}<td><td><td><td>`;
story.innerHTML = `
  <pre><code class="stage=server">begin();\nagain();\nagain();</code></pre>
  <table><thead><tr><th>what happens<th>server<th>on the wire<th>sockets
  <th>printed<th>wrong guesses<tbody>
  ${row("It begins.", "<code>begin()</code>")}
  ${row("Once more.", '<code data-line="2">again()</code>')}
  ${row("It ends.", "ended")}</table>`;
page.querySelector("main").focus();
const { scrollY } = frame.contentWindow;
const go = frame.contentWindow.buildStage(story, page.getElementById(STORY));
shows("built");
go(2);
shows("gone to");
say("focus", page.activeElement.localName);
say("scrolled by", frame.contentWindow.scrollY - scrollY);
await pause(PLAY);
shows("later");
say("the one before", before.value);

const all = () => page.querySelectorAll(".stage, .waiting").length;
page.querySelector("main").insertAdjacentHTML("beforeend",
  '<h2 id="empty">Empty</h2><div class="story"></div>');
const once = all();
const script = page.createElement("script");
script.src = page.querySelector('script[src*="stage"]').src;
await new Promise((done) => {
  script.onload = done;
  page.body.append(script);
});
say("more stages", all() - once);
say("empty story", page.querySelector(".story:empty")?.className);
