// The programs of the laboratory as Rust: what a reader takes away, and what
// the stage shows of it.
"use strict";

const rust = (() => {
  const { CALLS } = calls;

  // Whether a variable that a call gives is used before another takes its
  // name, and whether it is read from or written to.
  const usesOf = (list, at) => {
    const { gives } = CALLS[list[at].does];
    const rest = list.slice(at + 1).map(({ does }) => does);
    const end = rest.findIndex((does) => CALLS[does].gives === gives);
    const uses = rest.slice(0, end < 0 ? undefined : end)
      .filter((does) => CALLS[does].needs === gives);
    const isChanged = uses.some((does) => !["finish", "drop"].includes(does));
    const name = uses.length ? gives : `_${gives}`;
    return gives === "stream" && isChanged ? `mut ${name}` : name;
  };
  const speakerOf = ({ name }) => name === "server" ? "Client" : "Server";
  // What a program prints of a text that it has read.
  const printed = (program, text) => `${speakerOf(program)}: ${text}`;
  // A text as Rust writes it. What nobody would see stands there by its number.
  const literal = (text) => `"${text.replace(/["\\]/g, "\\$&")
    .replace(/\p{C}/gu, (c) => `\\u{${c.codePointAt().toString(16)}}`)}"`;
  // The lines of a call, of which one makes it: with `?` or `park`, or the
  // first.
  const linesOf = (list, at, peer) => {
    const { does, what } = list[at];
    const own = () => usesOf(list, at);
    const print = (bytes) =>
      `println!("${peer}: {}", String::from_utf8_lossy(${bytes}));`;
    switch (does) {
      case "listen": return [`let ${own()} = TcpListener::bind(SERVER)?;`];
      case "accept": return [`let (${own()}, _) = listener.accept()?;`];
      case "connect": return [`let ${own()} = TcpStream::connect(SERVER)?;`];
      case "read": return [
        `let mut buffer = [0; ${what}];`,
        "let count = stream.read(&mut buffer)?;",
        print("&buffer[..count]"),
      ];
      case "exactly": return [
        `let mut buffer = [0; ${what}];`,
        "stream.read_exact(&mut buffer)?;",
        print("&buffer"),
      ];
      case "all": return [
        "let mut bytes = Vec::new();",
        "stream.read_to_end(&mut bytes)?;",
        print("&bytes"),
      ];
      case "write": {
        const text = literal(calls.textOf(what));
        return [`stream.write_all(${text}.as_bytes())?;`];
      }
      case "finish": return ["stream.shutdown(Shutdown::Write)?;"];
      case "drop": return ["drop(stream);"];
      case "unlisten": return ["drop(listener);"];
      case "pause": return ["thread::sleep(Duration::from_secs(1));"];
      case "stay": return ["loop {", "    thread::park();", "}"];
    }
  };
  // A program's lines, and the number of the line that makes each call.
  const bodyOf = (program) => {
    const list = program.calls;
    const peer = speakerOf(program);
    const lines = [];
    const made = list.map((_, at) => {
      const own = linesOf(list, at, peer);
      const calling = own.findIndex((line) => /\?;|park/.test(line));
      return lines.push(...own) - own.length + Math.max(calling, 0);
    });
    if (list.at(-1)?.does !== "stay") made.push(lines.push("Ok(())") - 1);
    return { lines, made };
  };
  const use = (path, names) => names.length > 1
    ? `use ${path}::{${names.join(", ")}};` : `use ${path}::${names};`;
  const rustOf = (program) => {
    const has = (...all) =>
      program.calls.some(({ does }) => all.includes(does));
    const io = [has("read", "exactly", "all") && "Read", "Result",
      has("write") && "Write"].filter(Boolean);
    const net = [has("finish") && "Shutdown", has("listen") && "TcpListener",
      has("connect") && "TcpStream"].filter(Boolean);
    return [
      use("std::io", io), ...(net.length ? [use("std::net", net)] : []),
      ...(has("pause", "stay") ? ["use std::thread;"] : []),
      ...(has("pause") ? ["use std::time::Duration;"] : []),
      ...(has("listen", "connect")
        ? ["", 'const SERVER: &str = "127.0.0.1:50000";'] : []),
      "", "fn main() -> Result<()> {",
      ...bodyOf(program).lines.map((line) => `    ${line}`), "}", "",
    ].join("\n");
  };

  return { printed, bodyOf, rustOf };
})();
