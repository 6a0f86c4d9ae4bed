// Two kernels that talk over loopback, as a model: what is sent is there at
// once, and nothing is lost. It has no windows, so that no write waits, and no
// time: a pause lasts until nobody else can go on.
"use strict";

const kernels = (() => {
  // A program is a name and its calls, such as { does: "read", what: 5 }. A
  // text is its bytes, a character for each.
  // In a slow world, which only the test has, other programs may go on before
  // a FIN has come, as they do on a machine with several cores.
  const start = (programs, isSlow = false) => ({
    isSlow,
    programs: programs.map(({ name, calls }) => ({
      name, calls, at: 0, isStarted: false, hasEnded: false, waits: false,
      // The numbers of its sockets, in the order of its variables.
      open: [], listener: undefined, stream: undefined,
      // What its calls have returned; what a call has got so far that has not.
      returned: [], got: "",
    })),
    sockets: [],
    // The segments that the last step has sent.
    wire: [],
  });

  const add = (world, name, state) => world.sockets.push({
    // Whether a program has it; a listener's connections; the other end.
    name, state, isHeld: true, queue: [], peer: undefined,
    // What has come and is unread; whether the peer's FIN has; with what a
    // write fails, or a read that finds neither.
    bytes: "", hasEnd: false, error: undefined,
  }) - 1;
  const isOver = ({ state }) => state === "CLOSED" || state === "TIME-WAIT";
  const listening = ({ sockets }) =>
    sockets.find(({ state }) => state === "LISTEN");

  const send = ({ wire }, { name }, what) => wire.push({ name, what });
  // The state of an end that has sent a FIN; of one that has got it; and of its
  // sender then.
  const afterSending = {
    ESTABLISHED: "FIN-WAIT-1", "CLOSE-WAIT": "LAST-ACK",
  };
  const afterGetting = {
    ESTABLISHED: "CLOSE-WAIT", "FIN-WAIT-1": "CLOSING",
    "FIN-WAIT-2": "TIME-WAIT",
  };
  const afterArrival = {
    "FIN-WAIT-1": "FIN-WAIT-2", CLOSING: "TIME-WAIT", "LAST-ACK": "CLOSED",
  };
  const finComes = (world, end) => {
    const peer = world.sockets[end.peer];
    peer.state = afterGetting[peer.state];
    end.state = afterArrival[end.state];
    peer.hasEnd = true;
    send(world, peer, "ACK");
  };
  const sendFin = (world, end) => {
    end.state = afterSending[end.state];
    send(world, end, "FIN");
    if (!world.isSlow) finComes(world, end);
  };
  // An RST ends both. Who gets it fails in a call.
  const sendRst = (world, end) => {
    // It comes after the FIN.
    if (afterArrival[end.state]) finComes(world, end);
    if (isOver(end)) return;
    const peer = world.sockets[end.peer];
    peer.error = peer.state === "CLOSE-WAIT" ? "BrokenPipe" : "ConnectionReset";
    end.state = peer.state = "CLOSED";
    send(world, end, "RST");
  };
  const sendBytes = (world, end, bytes) => {
    const peer = world.sockets[end.peer];
    send(world, end, `${bytes.length} byte${bytes.length > 1 ? "s" : ""}`);
    if (!peer.isHeld) return sendRst(world, peer);
    peer.bytes += bytes;
    send(world, peer, "ACK");
  };

  const close = (world, end) => {
    end.isHeld = false;
    if (end.state === "LISTEN") {
      end.state = "CLOSED";
      for (const number of end.queue) sendRst(world, world.sockets[number]);
    } else if (isOver(end)) return;
    else if (end.bytes) sendRst(world, end);
    else if (afterSending[end.state]) sendFin(world, end);
  };
  const drop = (world, program, number) => {
    program.open = program.open.filter((other) => other !== number);
    close(world, world.sockets[number]);
    return {};
  };

  const failed = (error) => ({ error });
  const hold = (program, variable, number) => {
    program[variable] = number;
    program.open.push(number);
    return {};
  };
  // What a read takes; nothing while there is none.
  const take = (end, most) => {
    const bytes = end.bytes.slice(0, most);
    end.bytes = end.bytes.slice(most);
    if (bytes || end.hasEnd) return { bytes };
    if (end.error) return failed(end.error);
    return isOver(end) ? { bytes } : undefined;
  };
  // Reads until the bytes are enough, or the end has come.
  const gather = (program, end, most) => {
    for (;;) {
      const came = take(end, most - program.got.length);
      if (!came?.bytes) return came;
      program.got += came.bytes;
      if (program.got.length === most) return { bytes: "" };
    }
  };
  // Each returns what it gives to its program; nothing, while it waits.
  const calls = {
    listen: (world, program) => listening(world) ? failed("AddrInUse")
      : hold(program, "listener", add(world, "listener", "LISTEN")),
    accept: (world, program) => {
      const number = world.sockets[program.listener].queue.shift();
      return number && hold(program, "stream", number);
    },
    connect: (world, program) => {
      const listener = listening(world);
      send(world, program, "SYN");
      if (!listener) {
        send(world, { name: "kernel" }, "RST");
        return failed("ConnectionRefused");
      }
      const number = add(world, program.name, "ESTABLISHED");
      const other = add(world, "server", "ESTABLISHED");
      world.sockets[number].peer = other;
      world.sockets[other].peer = number;
      listener.queue.push(other);
      send(world, { name: "server" }, "SYN-ACK");
      send(world, program, "ACK");
      return hold(program, "stream", number);
    },
    read: (world, program, most, end) => take(end, most),
    exactly: (world, program, count, end) => {
      const came = gather(program, end, count);
      if (!came || came.error) return came;
      const bytes = program.got;
      return bytes.length === count ? { bytes } : failed("UnexpectedEof");
    },
    all: (world, program, what, end) => {
      const came = gather(program, end, Infinity);
      return came?.bytes === "" ? { bytes: program.got } : came;
    },
    write: (world, program, bytes, end) => {
      if (bytes && !afterSending[end.state])
        return failed(end.error ?? "BrokenPipe");
      if (bytes) sendBytes(world, end, bytes);
      return {};
    },
    finish: (world, program, what, end) => {
      if (isOver(end)) return failed("NotConnected");
      if (afterSending[end.state]) sendFin(world, end);
      return {};
    },
    drop: (world, program) => drop(world, program, program.stream),
    unlisten: (world, program) => drop(world, program, program.listener),
    pause: () => ({}),
    stay: () => undefined,
  };

  // What a program does next; nothing at its end.
  const call = ({ returned, calls, at }) =>
    returned.at(-1)?.error ? undefined : calls[at];
  const isPause = (program) => call(program)?.does === "pause";
  const canGo = (world, program) => {
    if (!program.isStarted || program.hasEnded) return false;
    const end = world.sockets[program.stream];
    switch (call(program)?.does) {
      case "stay": return false;
      case "accept": return world.sockets[program.listener].queue.length > 0;
      case "read": case "exactly": case "all":
        return end.bytes !== "" || end.hasEnd || isOver(end);
    }
    return true;
  };
  // A program does what comes next; at its end, it drops its sockets, the
  // last one first.
  const step = (world, program) => {
    world.wire = [];
    // This is no program, but an end whose FIN comes now.
    if (program.state) return finComes(world, program);
    const next = call(program);
    if (!next) {
      if (program.open.length) drop(world, program, program.open.at(-1));
      program.hasEnded = program.open.length === 0;
      return;
    }
    const end = world.sockets[program.stream];
    const came = calls[next.does](world, program, next.what, end);
    if (!came) return;
    program.returned.push(came);
    program.got = "";
    program.at += 1;
  };

  // ANCHOR: next
  // Who may go on: programs, and FINs on their way. Where nobody can, the next
  // program is started; where all are, a pause is over.
  const next = (world) => {
    const { programs, sockets } = world;
    const able = programs.filter((program) => canGo(world, program));
    const busy = able.filter((program) => !isPause(program));
    busy.push(...sockets.filter(({ state }) => afterArrival[state]));
    if (busy.length) return busy;
    const late = programs.find(({ isStarted }) => !isStarted);
    if (!late) return able;
    late.isStarted = true;
    return next(world);
  };
  // ANCHOR_END: next

  const outcome = ({ programs, sockets }) => ({
    programs: programs.map((program) => ({
      returned: program.returned,
      is: program.hasEnded ? "ended" : call(program).does,
    })),
    sockets: sockets.filter(({ state }) => state !== "CLOSED")
      .map(({ name, state, bytes, queue }) => ({
        name, state, holds: isOver({ state }) ? 0 : bytes.length + queue.length,
      })),
  });
  // Each way to end, as `tell` puts it, with an order of steps to it.
  // All are found, if it `isWhole`: there are not too many worlds on the way.
  const outcomes = (programs, tell, isSlow = false, most = 20000) => {
    const seen = new Set();
    const ends = new Map();
    // ANCHOR: visit
    const visit = (world, order) => {
      const key = JSON.stringify({ ...world, wire: 0 });
      if (seen.has(key) || seen.size === most) return;
      seen.add(key);
      const { length } = next(world);
      if (!length) {
        const end = tell(outcome(world));
        if (!ends.has(end)) ends.set(end, order);
      }
      for (let choice = 0; choice < length; choice += 1) {
        const other = structuredClone(world);
        step(other, next(other)[choice]);
        visit(other, [...order, choice]);
      }
    };
    // ANCHOR_END: visit
    visit(start(programs, isSlow), []);
    return { ends, isWhole: seen.size < most };
  };

  // Plays programs: by turns, or in that order of choices. An event is what a
  // program has done, or that it waits now, and the world after it.
  const play = (programs, order = []) => {
    const world = start(programs);
    const all = world.programs;
    const events = [];
    let last = -1;
    let steps = 0;
    for (;;) {
      const able = next(world);
      const stuck = all.find((program) => program.isStarted &&
        !program.hasEnded && !program.waits &&
        (isPause(program) || !able.includes(program)));
      const program = stuck ?? able[order[steps++]] ??
        able.find((other) => all.indexOf(other) > last) ?? able[0];
      if (!program) return events;
      const { length } = program.returned;
      const done = call(program);
      world.wire = [];
      if (!stuck) step(world, program);
      program.waits = Boolean(done) && program.returned.length === length;
      last = all.indexOf(program);
      events.push({ number: last, call: done, world: structuredClone(world) });
    }
  };

  return { start, call, canGo, step, outcome, outcomes, play };
})();
