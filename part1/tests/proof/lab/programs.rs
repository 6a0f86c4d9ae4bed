//! Programs that nobody has thought of, and smaller ones of a kind.

use super::random::Random;
use crate::book::laboratory::Call::{self, *};
use crate::book::laboratory::Laboratory;

/// At most so many calls after the first ones of a program.
const MOST_CALLS: usize = 7;

/// Characters of one, two, three and four bytes, and those that have a meaning in a link.
const TEXTS: [&str; 8] = ["a", "é", "€", "🦀", "bc", "Hello!", " ,:", "%&=("];

fn text(random: &mut Random) -> String {
    (0..random.below(4)).map(|_| random.one_of(&TEXTS)).collect()
}

/// What a program with a stream may do: reading and writing more often than the rest.
fn with_stream(random: &mut Random) -> Call {
    match random.below(14) {
        0..=2 => Read(random.one_of(&[1, 2, 3, 5, 8, 16, 2048])),
        3 => Exactly(1 + random.below(6)),
        4 => All,
        5..=8 => Write(text(random)),
        9 => Finish,
        10 | 11 => Drop,
        _ => Pause,
    }
}

fn server(random: &mut Random) -> Vec<Call> {
    let mut calls = vec![Listen];
    let (mut listens, mut has_stream) = (true, false);
    for _ in 0..random.below(MOST_CALLS + 1) {
        let call = match random.below(12) {
            0 if listens => Unlisten,
            // Where somebody listens already, that fails.
            1 if !listens || random.once_in(4) => Listen,
            2 if listens => Accept,
            _ if has_stream => with_stream(random),
            _ if listens => Accept,
            _ => Pause,
        };
        listens = call == Listen || listens && call != Unlisten;
        has_stream = call == Accept || has_stream && call != Drop;
        calls.push(call);
    }
    if random.once_in(8) {
        calls.insert(0, Pause);
    }
    calls
}

fn client(random: &mut Random) -> Vec<Call> {
    let mut calls = vec![Connect];
    for _ in 0..random.below(MOST_CALLS + 1) {
        let has_stream = calls.iter().rev().find(|call| matches!(call, Connect | Drop));
        let call = if has_stream == Some(&Drop) { Connect } else { with_stream(random) };
        calls.push(if random.once_in(20) { Connect } else { call });
    }
    if random.once_in(8) {
        calls.insert(0, Pause);
    }
    calls
}

/// Random programs.
pub fn programs(random: &mut Random) -> Laboratory {
    let mut calls = [server(random), client(random)];
    for calls in &mut calls {
        if random.once_in(4) {
            calls.push(Stay);
        }
    }
    let [server, client] = calls;
    let (has_second, is_client_first) = (random.once_in(4), random.once_in(6));
    let laboratory = Laboratory { server, client, has_second, is_client_first };
    assert!(laboratory.is_whole(), "{laboratory}");
    laboratory
}

/// The same with less: without a call, a text, or the second client.
pub fn smaller(laboratory: &Laboratory) -> Vec<Laboratory> {
    let mut all = Vec::new();
    let mut add = |change: &dyn Fn(&mut Laboratory)| {
        let mut other = laboratory.clone();
        change(&mut other);
        if other.is_whole() && other != *laboratory {
            all.push(other);
        }
    };
    add(&|it| it.has_second = false);
    add(&|it| it.is_client_first = false);
    for of_server in [true, false] {
        let calls = if of_server { &laboratory.server } else { &laboratory.client };
        let at = |it: &mut Laboratory, number: usize, call: Option<Call>| {
            let calls = if of_server { &mut it.server } else { &mut it.client };
            match call {
                Some(call) => calls[number] = call,
                None => drop(calls.remove(number)),
            }
        };
        for (number, call) in calls.iter().enumerate() {
            add(&|it| at(it, number, None));
            match call {
                Write(_) => add(&|it| at(it, number, Some(Write("a".to_string())))),
                Read(_) => add(&|it| at(it, number, Some(Read(1)))),
                Exactly(_) => add(&|it| at(it, number, Some(Exactly(2)))),
                _ => {}
            }
        }
    }
    all
}
