// The calls that a program of the laboratory can have, which of them fit, and
// how a link writes them.
"use strict";

const calls = (() => {
  // Each call: its name in the lists, whose it is if not both programs', the
  // variable that it needs, gives or takes away, and the number or the text
  // that it begins with.
  const CALLS = {
    listen: { label: "listen", of: "server", gives: "listener" },
    accept: {
      label: "accept a client", of: "server", needs: "listener",
      gives: "stream",
    },
    connect: { label: "connect", of: "client", gives: "stream" },
    read: { label: "read up to", needs: "stream", what: 16 },
    exactly: { label: "read exactly", needs: "stream", what: 5 },
    all: { label: "read to the end", needs: "stream" },
    write: { label: "write", needs: "stream", what: "Hello" },
    finish: { label: "half-close", needs: "stream" },
    drop: { label: "drop the stream", needs: "stream", takes: "stream" },
    unlisten: {
      label: "drop the listener", of: "server", needs: "listener",
      takes: "listener",
    },
    pause: { label: "pause" },
    stay: { label: "stay, without an end" },
  };
  // The numbers of bytes that a read can have: those of a slider, whose last
  // place stands for the size of the lesson's buffer.
  const SLIDER = 17;
  const LARGE = 2048;
  // How many calls a program can have, and how many characters a text.
  const MOST_CALLS = 30;
  const MOST_TEXT = 32;

  // The bytes of a text, a character for each, and the text of bytes.
  const bytesOf = (text) =>
    String.fromCharCode(...new TextEncoder().encode(text));
  const textOf = (bytes) => new TextDecoder("utf-8", { ignoreBOM: true })
    .decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt()));

  // A new call of that kind.
  const begin = (does) => {
    const { what } = CALLS[does];
    return { does, what: does === "write" ? bytesOf(what) : what };
  };
  const isOf = (name, does) => (CALLS[does].of ?? name) === name;
  const isKnown = (name, { does, what }) => {
    if (!Object.hasOwn(CALLS, does) || !isOf(name, does)) return false;
    if (does === "write") return textOf(what).length <= MOST_TEXT;
    if (!CALLS[does].what) return true;
    return Number.isInteger(what) && what > 0 &&
      (what < SLIDER || does === "read" && what === LARGE);
  };

  // What is missing for each call, if something is.
  const lacks = (list) => {
    const has = new Set();
    return list.map(({ does }) => {
      if (has.has("stay")) return "nothing comes after it stays";
      const { needs, gives = does, takes } = CALLS[does];
      if (needs && !has.has(needs)) return `there's no ${needs}`;
      has.delete(takes);
      has.add(gives);
    });
  };
  // Both programs with those that fit, in the order in which they start.
  const programsOf = ({ server, client, second, first }) => {
    const [one, other] = [["server", server], ["client", client]]
      .map(([name, list]) => {
        const missing = lacks(list);
        return { name, calls: list.filter((_, at) => !missing[at]) };
      });
    const all = first ? [other, one] : [one, other];
    if (second) all.push({ ...other, name: "second client" });
    return all;
  };

  // What a link says behind its `#`, such as `server=listen&client=connect`.
  // One that this file could not have written throws.
  const read = (link) => {
    const fields = Object.fromEntries(
      link.split("&").map((field) => field.split("=")));
    const listOf = (name) => {
      const list = fields[name].split(",").filter(Boolean).map((text) => {
        const [does, what = ""] = text.split(":").map(decodeURIComponent);
        return { does, what: does === "write" ? bytesOf(what) : +what };
      });
      const isSmall = list.length <= MOST_CALLS;
      if (isSmall && list.every((call) => isKnown(name, call))) return list;
      throw Error(`${name} has other calls`);
    };
    return {
      server: listOf("server"), client: listOf("client"),
      second: "clients" in fields, first: "first" in fields,
    };
  };
  const encoded = (text) => encodeURIComponent(text)
    .replace(/[()]/g, (c) => `%${c.charCodeAt().toString(16)}`);
  const write = ({ server, client, second, first }) => {
    const written = ({ does, what }) => !CALLS[does].what ? does
      : `${does}:${does === "write" ? encoded(textOf(what)) : what}`;
    return [
      `server=${server.map(written).join(",")}`,
      `client=${client.map(written).join(",")}`,
      second && "clients=2", first && "first=client",
    ].filter(Boolean).join("&");
  };

  return {
    CALLS, SLIDER, LARGE, MOST_CALLS, MOST_TEXT,
    bytesOf, textOf, begin, isOf, lacks, programsOf, read, write,
  };
})();
