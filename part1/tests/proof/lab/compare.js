// Plays programs in the model, and says where it differs from what the kernel
// has done. `CASES` has for each: its link, the steps if somebody has chosen
// them, and its outcome. `FAULTS` are mutations of the model: from and to.
"use strict";

const textOf = async (path) => (await fetch(path)).text();
const source = await textOf("/lab/model.js");
const { read, programsOf } =
  new Function(`${await textOf("/lab/calls.js")}; return calls;`)();
const modelOf = (text) => new Function(`${text}; return kernels;`)();

const hex = (bytes) => [...bytes].map((byte) =>
  byte.charCodeAt().toString(16).padStart(2, "0")).join("");
const text = ({ error, bytes }) =>
  error ?? (bytes === undefined ? "ok" : hex(bytes));
// As `real.rs` writes an outcome.
const tell = ({ programs, sockets }) => [
  ...programs.map(({ returned, is }) => `${returned.map(text).join(" ")} ${is}`),
  ...sockets.map(({ name, state, holds }) =>
    `${name.split(" ").pop()} ${state} ${holds}`).sort(),
].join("; ");

// The one outcome of these steps: a program that waits in a call goes on as
// soon as it can.
const stepped = (model, programs, steps) => {
  const world = model.start(programs);
  const all = world.programs;
  for (const program of all) program.isStarted = true;
  const waiting = new Set();
  const go = (program) => {
    const { length } = program.returned;
    const isEnd = !model.call(program);
    if (model.canGo(world, program)) model.step(world, program);
    if (isEnd || program.returned.length > length) waiting.delete(program);
    else waiting.add(program);
  };
  for (const number of steps) {
    go(all[number]);
    for (const program of waiting) {
      if (model.canGo(world, program)) go(program);
    }
  }
  return [tell(model.outcome(world))];
};

const free = (model, programs) => {
  const { ends, isWhole } = model.outcomes(programs, tell, true);
  return isWhole ? [...ends.keys()] : ["too many worlds"];
};
const differing = (model) => CASES.flatMap(([link, steps, actual], number) => {
  const programs = programsOf(read(link));
  let expected;
  try {
    expected = steps.length ? stepped(model, programs, steps)
      : free(model, programs);
  } catch (error) {
    expected = [`${error}`];
  }
  return expected.includes(actual) ? [] : [[number, expected]];
});

const wrong = differing(modelOf(source));
for (const [number, expected] of wrong)
  say("differs", number, expected.slice(0, 5).join(" | "));
const numbersOf = (found) => found.map(([number]) => number);
for (const [at, [from, to]] of FAULTS.entries()) {
  const is = source.split(from).length === 2;
  const found = is && differing(modelOf(source.replace(from, () => to)));
  // A case in which the model is wrong shows no fault.
  const shown = is && numbersOf(found)
    .filter((number) => !numbersOf(wrong).includes(number));
  say("fault", at, is ? shown.length : "it does not stand there once");
}
