//! The exercises of the book, the easiest first.

use super::pages::*;
use crate::scenario::BadWire::{self, Cut, Delay, Glue};
use crate::scenario::Move::*;
use crate::scenario::Piece::{Just, Many, OurAddress};
use crate::scenario::{Move, Scenario, Step};

/// The path of an exercise's page.
macro_rules! path {
    ($name:literal) => {
        concat!("exercises/", $name)
    };
}

/// The scenario of an exercise: its name, which its page has, too, if that is
/// not given; the title of the page, the example that solves it, what it is
/// about; then what holds, the page that teaches it, if that is not its own,
/// the wires on which it holds, if there are any, and the moves that show it.
macro_rules! exercise {
    (
        name: $name:literal, $(page: $file:literal,)?
        on: $title:literal, solved_by: $example:literal,
        about: $about:literal,
        $($holds:literal $(on $taught:ident)? $(over $wires:ident)?
            => $moves:expr,)+
    ) => {
        Scenario {
            name: $name,
            about: $about,
            own: ["--example", $example],
            file: None,
            page: Some(page(
                $title,
                [$(path!($file),)? path!($name)][0],
            )),
            steps: &[
                $(Step {
                    title: $holds, page: None,
                    taught_on: [$(Some($taught),)? None][0],
                    wires: [$($wires,)? &[]][0],
                    moves: &$moves,
                }),+
            ],
            misbehaving_peers: &[],
        }
    };
}

pub const DOWNLOAD: Scenario = exercise! {
    name: "download", on: "Exercise: read to the end",
    solved_by: "download_client",
    about: "a client that reads to the end, and counts",
    "It connects, and says nothing" on CONNECT => [
        Listen, Start, Accept(0), HearNoMore(0)],
    "It counts to the end, in however many pieces" on UNTIL_THE_END => [
        // A character of two bytes, for who counts characters.
        Send(0, Just("Très bien, ".as_bytes())), Pause(100),
        Drip(0, b"client"), Send(0, Many(99_982)), Finish(0),
        Prints("100000 bytes")],
    "Then it closes and ends"
        on CLOSE_THE_STREAM => [Closes(0), Ends, PrintsNoMore],
    "When nothing comes, it counts 0" on UNTIL_THE_END => [
        Start, Accept(1), Finish(1), Prints("0 bytes"), Closes(1), Ends,
        PrintsNoMore],
};

pub const ECHO: Scenario = exercise! {
    name: "echo", on: "Exercise: an echo",
    solved_by: "echo_server",
    about: "a server that sends back what it is sent",
    "It waits for a client" on ACCEPT => [Start, Connect(0), HearNoMore(0)],
    "It sends back a short message" on RECEIVE => [
        Send(0, Just(b"Hello")), Hear(0, Just(b"Hello")), HearNoMore(0)],
    "It continues, for 100,000 bytes" on UNTIL_THE_END => [
        Send(0, Many(100_000)), Hear(0, Many(100_000))],
    "When we have finished, it closes and ends" on UNTIL_THE_END => [
        Send(0, Just(b"Bye")), Finish(0), Hear(0, Just(b"Bye")), Closes(0),
        Ends],
};

pub const FAREWELL: Scenario = exercise! {
    name: "farewell", on: "Exercise: say farewell",
    solved_by: "farewell_server",
    about: "a server that answers, and loses no answer when it closes",
    "It waits for a line" on ACCEPT => [Start, Connect(0), HearNoMore(0)],
    "It answers with a line, whatever comes after ours" on A_LINE => [
        Send(0, Just(b"An")), HearNoMore(0), Send(0, Just(b"n\n")),
        // More than the kernel keeps for both ends.
        Send(0, Many(20_000_000)), Hear(0, Just(b"Goodbye, Ann!\n"))],
    "It has finished, and lets us send what we have"
        on TWO_OTHER_ENDS => [Takes(0), Finishes(0)],
    "When we have finished, it closes and ends" on TWO_OTHER_ENDS => [
        Pause(200), Takes(0), Waits, Finish(0), Ends],
};

pub const SHOUT: Scenario = exercise! {
    name: "shout", on: "Exercise: shout", solved_by: "shout",
    about: "a server that answers each line in upper case",
    "It waits for a client" on ACCEPT => [Start, Connect(0), HearNoMore(0)],
    "It answers a line in upper case" on A_LINE => [
        Send(0, Just(b"Hello\n")), Hear(0, Just(b"HELLO\n"))],
    "It answers two lines that come in one piece" on A_LINE => [
        Send(0, Just(b"one\ntwo\n")), Hear(0, Just(b"ONE\nTWO\n"))],
    "It waits until a line is whole" on A_LINE => [
        Send(0, Just(b"half a ")), HearNoMore(0), Send(0, Just(b"line\n")),
        Hear(0, Just(b"HALF A LINE\n"))],
    "It leaves the end of a line as it is" => [
        Send(0, Just(b"from Windows\r\n")), Hear(0, Just(b"FROM WINDOWS\r\n"))],
    "It knows more letters than a to z" => [
        Send(0, Just("déjà vu, Straße\n".as_bytes())),
        Hear(0, Just("DÉJÀ VU, STRASSE\n".as_bytes()))],
    "When we have finished, it closes and ends" on UNTIL_THE_END => [
        Send(0, Just(b"bye")), Finish(0), Hear(0, Just(b"BYE")), Closes(0),
        Ends, PrintsNoMore],
};

pub const FILE: Scenario = Scenario {
    file: Some(100_000),
    ..exercise! {
        name: "file", on: "Exercise: a file with a length prefix",
        solved_by: "file_server",
        about: "a server that sends a file with a length prefix",
        "It waits for a client" on ACCEPT => [Start, Connect(0)],
        "It sends the length of the file, in four bytes" on A_LENGTH => [
            Hear(0, Just(&100_000_u32.to_be_bytes()))],
        "It sends the file, and nothing after it" on A_LENGTH => [
            Hear(0, Many(100_000)), HearNoMore(0)],
        "It waits until we have said that we have got it" => [
            Send(0, Just(b"got")), KeepsOpen(0)],
        "Then it closes and ends" => [Send(0, Just(b" it\n")), Closes(0), Ends],
    }
};

pub const PATIENT: Scenario = exercise! {
    name: "patient", on: "Exercise: a client that waits for its server",
    solved_by: "patient_client",
    about: "a client that waits for its server",
    "It says that nobody listens, and tries again" on ERRORS => [
        Start, Complains("Nobody listens yet", 4, 200)],
    "It connects when somebody does" on CONNECT => [Listen, Accept(0)],
    "It prints the greeting and answers it" on RECEIVE_AND_ANSWER => [
        HearNoMore(0), PrintsNoMore, Send(0, Just(b"Hello client!")),
        Prints("Server: Hello client!"), Hear(0, Just(b"Hello Server!"))],
    "It closes and ends" on CLOSE_THE_STREAM => [Closes(0), Ends, PrintsNoMore],
};

pub const PING: Scenario = exercise! {
    name: "ping", on: "Exercise: ping", solved_by: "ping",
    about: "a client that measures the fastest of ten round trips",
    "It connects" on CONNECT => [Listen, Start, Accept(0)],
    // The fastest is neither the first nor the last, and neither the
    // mean nor the median.
    "It sends a byte when the one before is back" => [
        EchoLate(0, &[100, 100, 100, 100, 50, 100, 100, 100, 100, 100])],
    "It prints the fastest round trip" => [Prints("fastest: {ms} ms")],
    "It closes and ends" on CLOSE_THE_STREAM => [Closes(0), Ends, PrintsNoMore],
};

pub const WHOAMI: Scenario = exercise! {
    name: "whoami", on: "Exercise: who am I?", solved_by: "whoami",
    about: "a server that tells each client its address",
    "It tells a client its address, and closes" on ACCEPT => [
        Start, Connect(0), Hear(0, OurAddress), Closes(0)],
    "It tells each of two clients its own" on ONE_AFTER_THE_OTHER => [
        Connect(1), Connect(2), Hear(2, OurAddress), Closes(2),
        Hear(1, OurAddress), Closes(1)],
    "It does the same on [::1], where there is one" on NAMES => [
        ConnectV6(3), Hear(3, OurAddress), Closes(3)],
    "It keeps serving both, in any order" => [
        ConnectV6(4), Hear(4, OurAddress), Closes(4), Connect(5),
        Hear(5, OurAddress), Closes(5), ConnectV6(6), Hear(6, OurAddress),
        Closes(6), Waits],
};

pub const GREETER: Scenario = exercise! {
    name: "greeter", on: "Exercise: a greeter", solved_by: "greeter",
    about: "a server that greets one client after another",
    "It greets the first client, once" on ONE_AFTER_THE_OTHER => [
        Start, Connect(0), Hear(0, Just(b"Hello client 1!\n")), HearNoMore(0)],
    "It waits for a whole line in answer" on A_LINE => [
        Send(0, Just(b"Hello ")), KeepsOpen(0)],
    "The second client has to wait for its turn"
        on ONE_AFTER_THE_OTHER => [Connect(1), HearNoMore(1)],
    "It closes, and greets the second with its number"
        on ONE_AFTER_THE_OTHER => [
        Send(0, Just(b"Server!\n")), Closes(0),
        Hear(1, Just(b"Hello client 2!\n")), Send(1, Just(b"Hello Server!\n")),
        Closes(1)],
    "It continues after one that leaves without an answer"
        on ONE_AFTER_THE_OTHER => [
        Connect(0), Hear(0, Just(b"Hello client 3!\n")), Drop(0), Connect(1),
        Hear(1, Just(b"Hello client 4!\n"))],
    "It continues after one that finishes in the middle of a line"
        on ONE_AFTER_THE_OTHER => [
        Send(1, Just(b"Hel")), Finish(1), Closes(1), Connect(2),
        Hear(2, Just(b"Hello client 5!\n"))],
    "It continues after a reset" on ONE_AFTER_THE_OTHER => [
        Send(2, Just(b"Hello Server!\n")), Closes(2), Connect(3), Reset(3),
        Connect(4), Hear(4, Just(b"Hello client 7!\n")),
        Send(4, Just(b"Hello Server!\n")), Closes(4), Waits],
};

pub const LINES: Scenario = exercise! {
    name: "lines", on: "Exercise: a conversation by lines",
    solved_by: "lines_server",
    about: "a server that talks in lines, and either side may speak last",
    "It greets us" => [Start, Connect(0), Hear(0, Just(b"Hello client!\n"))],
    "It answers a line when all of it has arrived" on A_LINE => [
        Send(0, Just(b"How are")), HearNoMore(0), Send(0, Just(b" you?\n")),
        Hear(0, Just(b"12 bytes\n")), Prints("Client: How are you?")],
    "It answers each of two lines that come together" on A_LINE => [
        Send(0, Just("Très bien.\nbye bye\n".as_bytes())),
        Hear(0, Just(b"11 bytes\n7 bytes\n")), Prints("Client: Très bien."),
        Prints("Client: bye bye")],
    "After its third answer it says bye, and stays" => [
        Hear(0, Just(b"bye\n")), KeepsOpen(0)],
    "It hears what we still say, without a word" => [
        Send(0, Just(b"I go on.\nbye, I say\n")), Prints("Client: I go on."),
        Prints("Client: bye, I say"), HearNoMore(0), KeepsOpen(0)],
    "When we say bye, it closes and ends" => [
        Send(0, Just(b"bye\n")), Closes(0), Ends, PrintsNoMore],
    "Started again, it speaks last if we say bye first" => [
        Start, Connect(0), Hear(0, Just(b"Hello client!\n")),
        Send(0, Just(b"A word.\nbye\n")),
        Hear(0, Just(b"7 bytes\nCome again!\nbye\n")),
        Prints("Client: A word.")],
    "Then it closes and ends" => [Closes(0), Ends, PrintsNoMore],
};

pub const GUARDED: Scenario = exercise! {
    name: "guarded", on: "Exercise: a guarded server",
    solved_by: "guarded_lines",
    about: "a server that a misbehaving client does not bring down",
    "It answers each line, until we finish" on A_LINE => [
        Start,
        IsServed(0, Just(b"Hello\n\nHow are you?\n"),
            Just(b"5 bytes\n0 bytes\n12 bytes\n")),
        Finish(0), Closes(0)],
    "It takes a line of 1000 bytes" on NEVER_ENDS => [
        IsServed(0, Just(LONGEST), Just(b"1000 bytes\n"))],
    "It drops a client with a longer line" on NEVER_ENDS => [
        Connect(1), Send(1, Just(TOO_LONG)), HangsUp(1, 0), POLITE],
    "It drops a client whose line never ends" on NEVER_ENDS => [
        Connect(1), Endless(1, &[b'a'; 500]), POLITE],
    // Not all clocks agree to the millisecond.
    "It drops a silent client, after a second" on NEVER_STARTS => [
        Connect(1), HangsUp(1, 900), POLITE],
    "It continues after a line that is cut off" on ONE_AFTER_THE_OTHER => [
        Connect(1), Send(1, Just(b"Hel")), Finish(1), HangsUp(1, 0), POLITE],
    // The one thread may serve before the other ends all of it.
    "It continues after a reset" on ONE_AFTER_THE_OTHER => [
        Connect(1), Send(1, Just(b"Hello\n")), Reset(1), Pause(300), POLITE],
    "It continues after bytes that are not UTF-8" on A_LINE => [
        Connect(1), Send(1, Just(b"\xff\xc3\n")), Pause(300), POLITE],
    "It serves others while a hundred say nothing" on A_CROWD => [
        Crowd(100), POLITE, Waits],
};

/// Whoever came before, this client is served.
const POLITE: Move = IsServed(2, Just(b"Hello\n"), Just(b"5 bytes\n"));

const TOO_LONG: &[u8] = &{
    let mut line = [b'a'; 1002];
    line[1001] = b'\n';
    line
};

/// The same without its first byte.
const LONGEST: &[u8] = TOO_LONG.split_at(1).1;

/// Wires that keep no two bytes together, or all of them, or keep them back.
const CUTS: &[BadWire] = &{
    let mut wires = [Delay(100); 17];
    let mut count = 1;
    while count < wires.len() {
        wires[count] = Cut(count as u32);
        count += 1;
    }
    wires
};

const GLUE: &[BadWire] = &[Glue(50)];

/// What happens before its client's line comes, and then these moves.
macro_rules! greeted {
    ($($moves:expr),+ $(,)?) => {
        [
            Start, Connect(0), Prints("New client joined: {peer}"),
            Hear(0, Just(b"Hello client!\n")), $($moves),+
        ]
    };
}

pub const WIRE_SERVER: Scenario = exercise! {
    name: "wire-server", page: "any-wire", on: "Exercise: right on any wire",
    solved_by: "any_wire_server",
    about: "a server of one line, on bad wires, too",
    "It greets us with a line, and prints ours" on A_LINE => greeted![
        HearNoMore(0), Send(0, Just(b"Hello Server!\n")),
        Prints("Client: Hello Server!"), Closes(0), Ends, PrintsNoMore],
    "It takes away the newline, and nothing else" on A_LINE => greeted![
        Send(0, Just(b"  two spaces, and a third \n")),
        Prints("Client:   two spaces, and a third "), Closes(0), Ends,
        PrintsNoMore],
    "It does the same on wires that cut, and on one that delays"
        on NO_MESSAGES over CUTS => greeted![
        Send(0, Just("Hello Server! é € 🦀\n".as_bytes())),
        Prints("Client: Hello Server! é € 🦀"), Closes(0), Ends, PrintsNoMore],
    "It prints one line, where two arrive glued together"
        on A_LINE over GLUE => greeted![
        Send(0, Just(b"Hello Server!\n")), Send(0, Just(b"How are you?\n")),
        Prints("Client: Hello Server!"), HangsUp(0, 0), Ends, PrintsNoMore],
    "It prints a line of 1000 bytes" on NEVER_ENDS => greeted![
        Send(0, Just(LONGEST)), Prints(CLIENT_LONGEST), Closes(0), Ends,
        PrintsNoMore],
    "A longer line is an error" on NEVER_ENDS => greeted![
        Endless(0, &[b'a'; 500]), Fails, PrintsNoMore],
    "A line that is cut off is an error" on UNTIL_THE_END => greeted![
        Send(0, Just(b"Hello Ser")), Finish(0), HangsUp(0, 0), Fails,
        PrintsNoMore],
};

pub const WIRE_CLIENT: Scenario = exercise! {
    name: "wire-client", page: "any-wire", on: "Exercise: right on any wire",
    solved_by: "any_wire_client",
    about: "a client of one line, on bad wires, too",
    "It waits for our line, prints it, and answers" on A_LINE => [
        Listen, Start, Accept(0), HearNoMore(0),
        Send(0, Just(b"Hello client!\n")), Prints("Server: Hello client!"),
        Hear(0, Just(b"Hello Server!\n")), Closes(0), Ends, PrintsNoMore],
    "It takes away the newline, and nothing else" on A_LINE => [
        Start, Accept(0), Send(0, Just(b"  two spaces, and a third \n")),
        Prints("Server:   two spaces, and a third "),
        Hear(0, Just(b"Hello Server!\n")), Closes(0), Ends, PrintsNoMore],
    "It does the same on wires that cut, and on one that delays"
        on NO_MESSAGES over CUTS => [
        Start, Accept(0), Send(0, Just("Hello client! é € 🦀\n".as_bytes())),
        Prints("Server: Hello client! é € 🦀"),
        Hear(0, Just(b"Hello Server!\n")), Closes(0), Ends, PrintsNoMore],
    "It prints one line, where two arrive glued together"
        on A_LINE over GLUE => [
        Start, Accept(0), Send(0, Just(b"Hello client!\n")),
        Send(0, Just(b"How are you?\n")), Prints("Server: Hello client!"),
        Hear(0, Just(b"Hello Server!\n")), HangsUp(0, 0), Ends, PrintsNoMore],
    "It prints a line of 1000 bytes" on NEVER_ENDS => [
        Start, Accept(0), Send(0, Just(LONGEST)), Prints(SERVER_LONGEST),
        Hear(0, Just(b"Hello Server!\n")), Closes(0), Ends, PrintsNoMore],
    "A longer line is an error, and gets no answer" on NEVER_ENDS => [
        Start, Accept(0), Endless(0, &[b'a'; 500]), Fails, PrintsNoMore],
    "A line that is cut off is an error, and gets no answer"
        on UNTIL_THE_END => [
        Start, Accept(0), Send(0, Just(b"Hello cli")), Finish(0),
        HangsUp(0, 0), Fails, PrintsNoMore],
};

const CLIENT_LONGEST: &str = text(&const { labelled(*b"Client: ") });
const SERVER_LONGEST: &str = text(&const { labelled(*b"Server: ") });

/// The longest line as it is printed.
const fn labelled(label: [u8; 8]) -> [u8; 1008] {
    let mut line = [b'a'; 1008];
    let mut at = 0;
    while at < label.len() {
        line[at] = label[at];
        at += 1;
    }
    line
}

const fn text(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => panic!(),
    }
}

pub const RELAY: Scenario = exercise! {
    name: "relay", on: "Exercise: write the wire", solved_by: "relay",
    about: "a relay between a client and a server",
    "It accepts a client, and connects to the server" on WIRE => [
        Listen, Start, ConnectToRelay(0), Accept(1)],
    "It passes on what either side says, whoever speaks next" on WIRE => [
        Send(1, Just(b"Hello client!")), Hear(0, Just(b"Hello client!")),
        Send(1, Just(b"How are you?")), Hear(0, Just(b"How are you?")),
        Send(0, Just(b"Hello Server!")), Hear(1, Just(b"Hello Server!")),
        Send(0, Just(b"I'm fine.")), Hear(1, Just(b"I'm fine.")),
        HearNoMore(0), HearNoMore(1)],
    "It passes on many bytes, both ways at once" on NO_MESSAGES => [
        Send(0, Many(1_000_000)), Send(1, Many(1_000_000)),
        Hear(1, Many(1_000_000)), Hear(0, Many(1_000_000))],
    "A side that doesn't read makes the other one wait" on WAITS => [
        SlowReader(0, 1), SlowReader(1, 0)],
    "It passes on the client's end, and the server can still speak"
        on TWO_OTHER_ENDS => [
        Finish(0), Finishes(1), Send(1, Just(b"I go on.")),
        Hear(0, Just(b"I go on.")), KeepsOpen(0), Finish(1), Finishes(0)],
    "With the next client, it does so the other way round"
        on TWO_OTHER_ENDS => [
        ConnectToRelay(2), Accept(3), Finish(3), Finishes(2),
        Send(2, Just(b"I go on.")), Hear(3, Just(b"I go on.")), KeepsOpen(3),
        Finish(2), Finishes(3)],
    "It serves two clients at the same time" on THREADS => [
        ConnectToRelay(4), Accept(5), ConnectToRelay(6), Accept(7),
        Send(4, Just(b"one")), Hear(5, Just(b"one")),
        Send(6, Just(b"two")), Hear(7, Just(b"two")),
        Send(5, Just(b"three")), Hear(4, Just(b"three")),
        Send(7, Just(b"four")), Hear(6, Just(b"four"))],
    "When one side resets, the other one's connection ends" => [
        Send(5, Just(b"unread")), Reset(4), HangsUp(5, 0),
        Send(6, Just(b"unread")), Reset(7), HangsUp(6, 0)],
    "Without a server, it ends a client's connection, and goes on" => [
        Unlisten, ConnectToRelay(8), HangsUp(8, 0), Listen, ConnectToRelay(8),
        Accept(9), Send(8, Just(b"Hello")), Hear(9, Just(b"Hello")), Waits],
};
