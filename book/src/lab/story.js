// What happens in the laboratory, as a story's table, from which stage.js makes
// the stage: a row an event.
"use strict";

const story = (() => {
  const escaped = (text) =>
    text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt()};`);
  const code = (text) => `<code>${escaped(text)}</code>`;
  const peerOf = ({ sockets }, number) =>
    sockets[sockets[number].peer].name;

  const inBytes = (number) => `${number} byte${number === 1 ? "" : "s"}`;
  // What a program does that waits in a call from now on.
  const waits = (who, { does, what }, got) => ({
    accept: `${who} asks for a client. The queue is empty, so it waits.`,
    read: `${who} asks for bytes. There are none, so it waits.`,
    exactly: `${who} asks for ${inBytes(what)}, has ${got} so far, and waits.`,
    all: `${who} reads to the end, has ${inBytes(got)} so far, and waits.`,
    pause: `${who} pauses.`,
    stay: `${who} does nothing more, and doesn't end.`,
  }[does]);
  const closes = (end, [first]) => {
    if (end.state === "LISTEN") return "closes its listener." +
      (first ? " The connections in its queue are reset." : "");
    if (first?.what === "RST") return "closes its stream. Unread in it: " +
      `${inBytes(end.bytes.length)}. So its kernel sends an RST.`;
    return `closes its stream${first ? ", and its kernel sends a FIN" : ""}.`;
  };
  const reads = (who, { does, what }, { error, bytes: got }) => {
    if (error === "UnexpectedEof")
      return `${who} asks for ${inBytes(what)}. The stream ends before that.`;
    if (error) return `${who}'s read fails: the connection was reset.`;
    if (does === "all")
      return `${who} has read to the end: ${inBytes(got.length)}.`;
    return got ? `${who}'s read takes ${inBytes(got.length)} out.`
      : `${who}'s read returns 0: the stream has ended.`;
  };
  const writes = (who, { length }, { error }, world, number) => {
    const isHalf = ["FIN-WAIT-2", "TIME-WAIT"]
      .includes(world.sockets[number].state);
    if (error) return `${who} writes. ${isHalf ? "It has half-closed its stream"
      : "The connection has ended"}, so that fails.`;
    if (!length) return `${who} writes no bytes, so nothing is sent.`;
    const peer = peerOf(world, number);
    const isGone = world.wire[1].what === "RST";
    return `${who} sends ${inBytes(length)}. ` + (isGone
      ? `The ${peer} has closed its end, so its kernel answers with an RST.`
      : `The ${peer}'s kernel keeps what has come until it is read.`);
  };
  const sentence = ({ number, call, world }, before) => {
    const program = world.programs[number];
    const was = before.programs[number];
    const who = `The ${program.name}`;
    const came = program.returned[was.returned.length] ?? {};
    const isDone = (text, otherwise) => came.error ? otherwise : text;
    if (program.waits) return waits(who, call, program.got.length);
    const close = (open) => closes(before.sockets[open], world.wire);
    switch (call?.does) {
      case "listen": return isDone(`${who} binds its address and listens.`,
        `${who} wants to listen. Its address is in use, so that fails.`);
      case "accept": return `${who} takes the connection out of the queue.`;
      case "connect": return isDone(`${who} connects. The kernel puts the ` +
        "connection into the listener's queue.",
      `${who} wants to connect. Nobody listens, so the kernel refuses.`);
      case "write":
        return writes(who, call.what, came, world, program.stream);
      case "finish": return isDone(`${who} half-closes` +
        `${world.wire.length ? ": its kernel sends a FIN" : " once more"}.`,
      `${who} half-closes. The connection has ended, so that fails.`);
      case "drop": return `${who} ${close(was.stream)}`;
      case "unlisten": return `${who} ${close(was.listener)}`;
      case "pause": return `${who}'s pause is over.`;
      case "read": case "exactly": case "all": return reads(who, call, came);
    }
    const ends = was.returned.at(-1)?.error
      ? `The error ends the ${program.name}.` : `${who} ends.`;
    return was.open.length ? `${ends} It ${close(was.open.at(-1))}` : ends;
  };

  // For what those wait who do not end.
  const waitsFor = (world, program) => {
    const { does, what } = kernels.call(program);
    const peer = program.stream && peerOf(world, program.stream);
    const rest = inBytes(what - program.got.length);
    return `the ${program.name} ` + ({
      accept: "waits for a client",
      exactly: `waits for ${rest} from the ${peer}`,
      all: `waits until the ${peer} finishes sending`,
      stay: "was told to stay",
    }[does] ?? `waits for bytes from the ${peer}`);
  };
  // What there is to say in the end, if somebody does not end.
  const verdict = (world) => {
    const left = world.programs.filter(({ hasEnded }) => !hasEnded);
    if (!left.length) return "";
    const text = left.map((one) => waitsFor(world, one)).join(", ");
    const reading = left.filter((one) =>
      ["read", "exactly", "all"].includes(kernels.call(one).does));
    const pair = reading.filter(({ stream }) => reading.some((other) =>
      other.stream === world.sockets[stream].peer));
    const [one, other] = pair.map(({ name }) => `the ${name}`);
    return ` Nobody can go on: ${text}.` + (other
      ? ` So ${one} and ${other} wait for each other. That's a deadlock.` : "");
  };

  // How each program is in the end, and what it has read.
  const resultOf = (events) => {
    const { world } = events.at(-1);
    return world.programs.map((program) => {
      const got = program.returned.flatMap(({ bytes: got }) => got ?? []);
      const { error } = program.returned.at(-1) ?? {};
      const is = !program.hasEnded ? "doesn't end"
        : error ? `ends with ${error}` : "ends";
      const texts = got
        .map((one) => one ? `“${calls.textOf(one)}”` : "the end").join(" and ");
      return `The ${program.name} ${texts ? `reads ${texts} and ` : ""}${is}.`;
    }).join(" ");
  };

  const ERRORS = {
    AddrInUse: [98, "Address already in use"],
    BrokenPipe: [32, "Broken pipe"],
    ConnectionRefused: [111, "Connection refused"],
    ConnectionReset: [104, "Connection reset by peer"],
    NotConnected: [107, "Transport endpoint is not connected"],
    UnexpectedEof: [undefined, "failed to fill whole buffer"],
  };
  // What main's error looks like in a terminal.
  const messageOf = (kind) => {
    const [number, message] = ERRORS[kind];
    const fields = [
      number && `code: ${number}`, `kind: ${kind}`, `message: "${message}"`,
    ].filter(Boolean).join(", ");
    return number ? `Error: Os { ${fields} }` : `Error: Error { ${fields} }`;
  };

  // A byte that is no letter by itself is the beginning, the middle or the end
  // of one. A sign of HTML is one that looks like it, in one box.
  const LIKE = { "<": "‹", ">": "›", "&": "＆", '"': "”" };
  const shown = (bytes) => [...bytes].map((byte, at) => {
    if (byte < "\x80") return LIKE[byte] ?? byte;
    if (byte >= "\xc0") return "◖";
    return /[\x80-\xbf]/.test(bytes[at + 1]) ? "●" : "◗";
  }).join("");
  const NTH = ["", "'s second", "'s third", "'s fourth"];
  const socketsOf = ({ sockets }) => {
    const seen = {};
    const named = sockets.map((one) => {
      seen[one.name] = (seen[one.name] ?? -1) + 1;
      return { ...one, name: one.name + (NTH[seen[one.name]] ?? "'s next") };
    });
    const open = named.filter(({ state }) => state !== "CLOSED");
    return open.map(({ name, state, bytes, queue: { length } }) =>
      `${name}: ${[code(state), bytes && code(shown(bytes)),
        length && `${length} in its queue`].filter(Boolean).join(", ")}`)
      .join("<br>") || "none";
  };
  const doingOf = (program, { lines, made }) => {
    if (program.hasEnded) return "ended";
    // Who has only been started has done nothing yet.
    if (!program.at && !program.waits) return "not started";
    const at = made[program.waits ? program.at : program.at - 1] ?? made.at(-1);
    const line = `<code data-line="${at}">${escaped(lines[at].trim())}</code>`;
    if (program.waits) return `waits in ${line}`;
    const { bytes } = program.returned.at(-1) ?? {};
    const isRead = program.calls[program.at - 1]?.does === "read";
    return isRead && bytes !== undefined
      ? `${line}, so ${code("count")} is ${code(`${bytes.length}`)}` : line;
  };
  const printedOf = (program, was) => {
    const { bytes } = program.returned[was.returned.length] ?? {};
    const { error } = program.returned.at(-1) ?? {};
    const text = program.hasEnded && error ? messageOf(error)
      : bytes !== undefined && rust.printed(program, calls.textOf(bytes));
    return text ? `${program.name}: ${code(text)}` : "";
  };
  const tableOf = (programs, events) => {
    // The server is on the left, whoever was first.
    const order = ["server", "client", "second client"]
      .map((name) => programs.findIndex((program) => program.name === name))
      .filter((at) => at >= 0);
    const bodies = programs.map(rust.bodyOf);
    const kind = (at) => programs[at].name.split(" ").pop();
    let before = kernels.start(programs);
    const rows = events.map((event) => {
      const { world, number } = event;
      const cells = [
        sentence(event, before) +
          (event === events.at(-1) ? verdict(world) : ""),
        ...order.map((at) => doingOf(world.programs[at], bodies[at])),
        world.wire.map(({ name, what }) => `${name}: ${what}`).join("<br>"),
        socketsOf(world),
        printedOf(world.programs[number], before.programs[number]), "",
      ];
      before = world;
      return `<tr><td>${cells.join("<td>")}`;
    });
    const heads = ["what happens", ...order.map((at) => programs[at].name),
      "on the wire", "sockets, and what lies in them", "printed", ""];
    const pres = order.map((at) => `<pre><code class="language-rust stage=${
      kind(at)}">${escaped(bodies[at].lines.join("\n"))}</code></pre>`);
    return `${pres.join("")}<div class="table-wrapper"><table><thead><tr><th>${
      heads.join("<th>")}<tbody>${rows.join("")}</table></div>`;
  };

  return { escaped, resultOf, tableOf };
})();
