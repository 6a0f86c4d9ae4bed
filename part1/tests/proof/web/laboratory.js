// Opens FIRST in the laboratory, makes each of CHANGES, one after the other,
// and writes down what the page shows then: its address, what has the focus,
// what is left out, how many programs and events the stage has.
const acts = {
  press: (element) => {
    element.focus();
    element.click();
  },
  set: (element, value) => {
    element.value = value;
    element.dispatchEvent(new Event("input", { bubbles: true }));
  },
  check: (element) => element.click(),
  // Somebody else opens that address.
  open: (element, link) => {
    frame.contentWindow.location.hash = link;
  },
};
const showsNow = (page) => {
  const { activeElement: focused } = page;
  const at = focused?.closest("[data-name]")?.dataset.name;
  const stage = page.querySelector("#lab .stage");
  return [
    page.location.hash.slice(1),
    at ? `${at}: ${focused.ariaLabel}` : "nothing of a list",
    `${page.querySelectorAll("#lab em").length} left out`,
    `${stage.querySelectorAll(".program").length} programs`,
    stage.querySelector(".bar span").textContent,
    page.querySelector("#lab .status").textContent,
    [...page.querySelectorAll("#lab tbody tr")].map((row) =>
      row.cells[row.cells.length - 2].textContent).join(" "),
    page.querySelector("#lab tbody tr:last-child td").textContent,
  ];
};

const page = await load(`lab.html#${FIRST}`);
say("opened", ...showsNow(page));
for (const [i, [act, at, value]] of CHANGES.entries()) {
  acts[act](page.querySelector(`#lab ${at}`), value);
  await pause(20);
  say(i, ...showsNow(page));
}
