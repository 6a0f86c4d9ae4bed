// What happens in the laboratory, as a story's table, from which stage.js makes
// the stage: a row an event.
"use strict";

const story = (() => {
  const { bodyOf } = rust;
  const escaped = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt()};`);
  const code = (text) => `<code>${escaped(text)}</code>`;
  const count = (bytes) => `${bytes.length} byte${bytes.length === 1 ? "" : "s"}`;
  const capital = (text) => text[0].toUpperCase() + text.slice(1);

  // ANCHOR: sentences
  const peerOf = (world, end) => world.sockets[end.peer].name;
  // What a program waits for.
  const waitsFor = (world, { does, what }, program) => {
    const peer = program.stream && peerOf(world, world.sockets[program.stream]);
    switch (does) {
      case "accept": return "a client";
      case "read": return `bytes from the ${peer}`;
      case "exactly":
        return `${what - program.got.length} more bytes from the ${peer}`;
      case "all": return `the ${peer} to finish`;
      case "pause": return "a second";
      case "stay": return "nothing, and doesn't end";
    }
  };
  const closes = (end, wire) => {
    const [first] = wire;
    if (end.state === "LISTEN")
      return `closes its listener${first ? ", and the queue goes with it: RST" : ""}`;
    if (first?.what === "RST")
      return `closes its stream with ${count(end.bytes)} unread, so its kernel sends RST`;
    return `closes its stream${first ? ": FIN" : ""}`;
  };
  const sentence = ({ number, call, world }, before) => {
    const program = world.programs[number];
    const was = before.programs[number];
    const end = before.sockets[program.stream ?? was.open.at(-1)];
    const { error, bytes } = program.returned[was.returned.length] ?? {};
    const { does, what } = call ?? {};
    const failed = `fails: ${error}`;
    const [first] = world.wire;
    if (program.waits) {
      const has = program.got.length > was.got.length
        ? `takes ${count(program.got.slice(was.got.length))}, and ` : "";
      return `${has}waits for ${waitsFor(world, call, program)}.`;
    }
    if (!call || does === "drop" || does === "unlisten") {
      const open = before.sockets[
        does === "drop" ? was.stream : call ? was.listener : was.open.at(-1)];
      const main = call ? "" : program.hasEnded ? "ends" : "is at its end";
      const dropped = open && closes(open, world.wire);
      return `${[main, dropped].filter(Boolean).join(", and ")}.`;
    }
    switch (does) {
      case "listen": return error ? `asks for its address: ${failed}.` : "listens.";
      case "accept": return "takes the connection out of the queue.";
      case "connect": return error ? `connects: ${failed}. Nobody listens.`
        : "connects. Its connection is put into the listener's queue.";
      case "write":
        if (error) return `writes: ${failed}.`;
        if (!what) return "writes nothing.";
        return `writes ${count(what)}. ` + (first && world.wire[1].what === "RST"
          ? `The ${peerOf(world, end)} has closed, so its kernel answers RST.`
          : `The ${peerOf(world, end)}'s kernel keeps them.`);
      case "finish": return error ? `half-closes: ${failed}.`
        : `has nothing more to send${first ? ": FIN" : ""}.`;
      case "pause": return "has paused, and goes on.";
    }
    if (error) return `reads: ${failed}.`;
    return `reads ${count(bytes)}${bytes || does === "all" ? "" : ": the end"}.`;
  };
  // How it ends, of those who have not.
  const verdict = ({ programs, ...world }) => {
    const left = programs.filter(({ hasEnded }) => !hasEnded);
    const waits = left.map((program) =>
      `the ${program.name} waits for ${waitsFor(world, kernels.call(program), program)}`);
    const isDeadlock = left.filter(({ stream }) => stream).length > 1 &&
      !left.some((program) => kernels.call(program).does === "stay");
    const text = waits.join(", and ");
    return text ? `${capital(text)}. ${isDeadlock
      ? "Each waits for the other, forever: a deadlock." : "That lasts forever."}`
      : "All programs end.";
  };
  // ANCHOR_END: sentences

  const ERRORS = {
    AddrInUse: [98, "Address already in use"],
    BrokenPipe: [32, "Broken pipe"],
    ConnectionRefused: [111, "Connection refused"],
    ConnectionReset: [104, "Connection reset by peer"],
    NotConnected: [107, "Transport endpoint is not connected"],
  };
  const messageOf = (kind) => {
    const [code, message] = ERRORS[kind] ?? [];
    return code ? `Error: Os { code: ${code}, kind: ${kind}, message: "${message}" }`
      : `Error: Error { kind: ${kind}, message: "failed to fill whole buffer" }`;
  };

  // ANCHOR: table
  // What a story's table has, from which stage.js makes the stage.
  const shown = (bytes) => [...bytes].map((byte, at) => {
    if (byte < "\x80") return byte;
    if (byte >= "\xc0") return "◖";
    return /[\x80-\xbf]/.test(bytes[at + 1] ?? "") ? "●" : "◗";
  }).join("");
  const nth = (name, number) =>
    name + ["", "'s second", "'s third", "'s fourth"][number];
  const socketsOf = ({ sockets }) => {
    const seen = {};
    return sockets.flatMap(({ name, state, bytes, queue }) => {
      seen[name] = (seen[name] ?? -1) + 1;
      const holds = queue.length ? `${queue.length} in its queue` : "";
      const text = [code(state), bytes && code(shown(bytes)), holds];
      return state === "CLOSED" ? []
        : `${nth(name, seen[name])}: ${text.filter(Boolean).join(", ")}`;
    }).join("<br>") || "none";
  };
  const doingOf = (program, body) => {
    if (!program.isStarted) return "not started";
    if (program.hasEnded) return "ended";
    const at = body.made[program.waits ? program.at : program.at - 1]
      ?? body.made.at(-1);
    const line = `<code data-line="${at}">${escaped(body.lines[at] ?? "")}</code>`;
    const { bytes } = program.returned.at(-1) ?? {};
    return program.waits ? `waits in ${line}` : bytes === undefined ? line
      : `${line}, so <code>count</code> is <code>${bytes.length}</code>`;
  };
  const printedOf = (program, was) => {
    const { error, bytes } = program.returned[was.returned.length] ?? {};
    const peer = program.name === "server" ? "Client" : "Server";
    const failed = program.hasEnded && program.returned.at(-1)?.error;
    const line = failed ? messageOf(failed)
      : bytes === undefined ? "" : `${peer}: ${kernels.textOf(bytes)}`;
    return line && `${program.name}: ${code(line)}`;
  };
  const tableOf = (programs, events) => {
    const order = programs.map((_, at) => at)
      .sort((a, b) => (programs[b].name === "server") - (programs[a].name === "server"));
    const bodies = programs.map(bodyOf);
    let before = kernels.start(programs);
    const rows = events.map((event) => {
      const { world, number } = event;
      const { name } = programs[number];
      const cells = [
        `The ${name} ${sentence(event, before)}`,
        ...order.map((at) => doingOf(world.programs[at], bodies[at])),
        world.wire.map((one) => `${one.name}: ${one.what}`).join("<br>"),
        socketsOf(world),
        printedOf(world.programs[number], before.programs[number]), "",
      ];
      before = world;
      return `<tr><td>${cells.join("<td>")}`;
    });
    const heads = ["what happens", ...order.map((at) => programs[at].name),
      "on the wire", "sockets, and what lies in them", "printed", "wrong guesses"];
    const pres = order.map((at) => `<pre><code class="language-rust stage=${programs[at].name
      .split(" ").pop()}">${escaped(bodies[at].lines.join("\n"))}</code></pre>`);
    return `${pres.join("")}<div class="table-wrapper"><table><thead><tr><th>${
      heads.join("<th>")}<tbody>${rows.join("")}</table></div>`;
  };
  // ANCHOR_END: table

  return { tableOf, verdict, escaped };
})();
