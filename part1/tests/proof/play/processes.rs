//! A story's programs under strace: what its log says of each thread. strace holds a program by a
//! signal, which would stop all of its threads, so a program that has several runs by itself.

use super::prelude::*;
use crate::book::story::CLOSE;
use crate::run::process::signal;

/// The calls that strace writes down, and after which it holds a program.
const CALLS: &str = "listen,accept4,connect,sendto,recvfrom,write,close";

pub struct Process {
    path: PathBuf,
    /// What strace writes, in a file of this play alone.
    log: PathBuf,
    /// Whether strace holds it after each call.
    pub is_held: bool,
    /// strace once it is started, whose output is the program's.
    strace: Option<Running>,
}

/// What a thread has done.
#[derive(Default)]
pub struct Thread {
    /// Its calls from the first one of the network on, since the loader's own come before.
    pub returned: Vec<String>,
    /// The last one, if it has not returned.
    pub blocked: Option<String>,
    pub has_ended: bool,
}

impl Process {
    pub fn new(name: &str, path: PathBuf, is_held: bool) -> Process {
        let log = kept(format!("{name}.story.strace"));
        // One that an earlier test has left would be taken for this one's.
        let _ = fs::remove_file(&log);
        Process { path, log, is_held, strace: None }
    }

    fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The thread of that number, once it has called.
    pub fn thread(&self, number: usize) -> Option<Thread> {
        threads(&self.log()).into_iter().nth(number)
    }

    pub fn terminal(&self) -> Vec<String> {
        let printed = self.strace.iter().map(|strace| strace.printed() + &strace.complained());
        printed.collect::<String>().lines().map(normalize).collect()
    }

    /// Starts it; or, if it is held, lets it go on until it is held again.
    pub fn go_on(&mut self) {
        let log = self.log();
        if self.strace.is_none() {
            self.start();
        } else if !self.is_held || has_ended(&log) {
            return;
        } else {
            signal(log.split(' ').next().unwrap_or_default(), "CONT");
        }
        let went = || self.log().len() > log.len() && (!self.is_held || is_stopped(&self.log()));
        assert!(happens(went), "it does not go on:\n{log}");
    }

    fn start(&mut self) {
        let calls = [format!("trace={CALLS}"), format!("inject={CALLS}:signal=SIGSTOP")];
        let calls = calls.iter().take(if self.is_held { 2 } else { 1 });
        let options = ["-f"].into_iter().chain(calls.flat_map(|calls| ["-e", calls]));
        self.strace = Some(strace(&options.collect::<Vec<_>>(), &self.log, &self.path));
    }
}

fn has_ended(log: &str) -> bool {
    log.contains("+++ exited")
}

/// Whether the program is held, or has ended.
fn is_stopped(log: &str) -> bool {
    let last = log.lines().next_back();
    has_ended(log) || last.is_some_and(|line| line.contains("--- stopped by SIGSTOP"))
}

/// The threads in the order in which they first call.
fn threads(log: &str) -> Vec<Thread> {
    let (mut ids, mut threads) = (Vec::new(), Vec::<Thread>::new());
    // Each line begins with the number of the thread.
    for (id, said) in log.lines().filter_map(|line| line.split_once(' ')) {
        let known = ids.iter().position(|other| *other == id);
        let at = known.unwrap_or_else(|| {
            ids.push(id);
            threads.push(Thread::default());
            threads.len() - 1
        });
        threads[at].hear(said.trim_start());
    }
    threads
}

impl Thread {
    /// Takes in a line of the log.
    fn hear(&mut self, said: &str) {
        self.has_ended |= said.starts_with("+++ exited");
        // If another thread has called meanwhile, a call's line has its result behind that.
        let resumed = said.strip_prefix("<... ").and_then(|rest| rest.split_once(" resumed>"));
        let call = resumed.or_else(|| said.split_once('('));
        let Some((name, rest)) = call.filter(|(name, _)| CALLS.split(',').any(|c| c == *name))
        else {
            return;
        };
        if self.returned.is_empty() && self.blocked.is_none() && [CLOSE, "write"].contains(&name) {
            return;
        }
        // What was interrupted while it was blocked has `?` for a result.
        let result = rest.rsplit_once(" = ").map(|(_, result)| result);
        let has_returned = result.is_some_and(|result| !result.starts_with('?'));
        self.blocked = (!has_returned).then(|| name.to_string());
        self.returned.extend(has_returned.then(|| name.to_string()));
    }
}

#[test]
fn a_log_says_what_each_thread_does() {
    let log = "7 close(3) = 0\n7 accept4(3,  <unfinished ...>\n9 sendto(4, \"Hi\", 2) = 2\n\
               7 <... accept4 resumed>{}, [16]) = 5\n9 write(1, \"Hi\\n\", 3) = 3\n\
               9 +++ exited with 0 +++\n7 accept4(3, ";
    let said = |thread: &Thread| {
        let (returned, blocked) = (thread.returned.join(" "), thread.blocked.as_deref());
        format!("{returned}, {}, {}", blocked.unwrap_or("-"), thread.has_ended)
    };
    let said: Vec<String> = threads(log).iter().map(said).collect();
    assert_eq!(said, ["accept4, accept4, false", "sendto write, -, true"]);
}
