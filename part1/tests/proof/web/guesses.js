// Goes through each of STORIES in the mode in which one guesses first, and
// writes down what is asked before each event. Answers rightly and wrongly in
// turn, and writes down what is said then.
for (const [page, story, events] of STORIES) {
  const stage = (await load(`${page}?guess-${story}#${story}-1`))
    .querySelector(`#stage-${story}`);
  const press = (go) => stage.querySelector(`[data-go=${go}]`).click();
  const says = () => stage.querySelector("[aria-live] .says").textContent;
  const at = () => stage.querySelector("input").value;
  const table = stage.parentElement.querySelector("details tbody");
  press("guess");
  for (let event = 2; event <= events; event += 1) {
    // The first one is asked at once.
    if (event > 2) press("on");
    const answers = [...stage.querySelectorAll("[aria-live] [data-go=answer]")];
    const texts = answers.map((answer) => answer.textContent);
    say(page, story, event, "asked", at(), says(), ...texts);
    const right = table.rows[event - 1].cells[0].textContent;
    const answer = answers.find(({ textContent }) =>
      (textContent === right) === (event % 2 === 0));
    (answer ?? stage.querySelector("[data-go=on]")).click();
    say(page, story, event, "answered", at(), says());
  }
}
