//! The reader's program: started, listened to, and never left behind.

use shared::output::Output;
use shared::processes::{
    MARK, in_own_group, mark_in_environment, mark_of, marked,
};
use shared::wait::wait_until;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::{self, Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

/// What is kept of an output, in bytes: a program may print without end.
const KEPT: usize = 1 << 20;

/// How long what an ended program has printed may be on its way: a process
/// that it has left may hold the pipe open.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// How long one waits for a program to be gone that was ended. One that
/// runs as another user cannot be.
const GONE: Duration = Duration::from_secs(10);

/// How the last line begins that Cargo prints before it runs a program.
const CARGO_RUNS: &str = "     Running `";

/// A program that was started.
pub struct Program {
    child: Child,
    guard: Option<Child>,
    status: Option<ExitStatus>,
    stdout: Output,
    stderr: Output,
    /// It is Cargo that compiles and starts it, and says so.
    is_run_by_cargo: bool,
}

impl Program {
    /// Starts it in that folder: its name, and its arguments. Its input
    /// stays open, as a terminal's does.
    pub fn start(words: &[OsString], folder: &Path) -> io::Result<Program> {
        let mut command = Command::new(&words[0]);
        command
            .args(&words[1..])
            .current_dir(folder)
            .env(MARK, mark_of(process::id()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let is_run_by_cargo = is_run_by_cargo(words);
        if is_run_by_cargo {
            // Whatever its settings are.
            let plain =
                [("QUIET", "false"), ("VERBOSE", "false"), ("COLOR", "never")];
            command.envs(plain.map(|(k, v)| (format!("CARGO_TERM_{k}"), v)));
        }
        in_own_group(&mut command);
        // The guard first: this process may be ended at any moment.
        let mut guard = guard();
        let mut child = command.spawn().inspect_err(|_| {
            // Else it would look for the mark, and end who comes next.
            if let Some(guard) = &mut guard {
                let _ = guard.kill();
                let _ = guard.wait();
            }
        })?;
        if let Some(guard) = guard.as_mut().and_then(|g| g.stdin.as_mut()) {
            let _ = writeln!(guard, "{}", child.id());
        }
        let stdout = Output::collect(child.stdout.take(), KEPT);
        let stderr = Output::collect(child.stderr.take(), KEPT);
        let status = None;
        Ok(Program { child, guard, status, stdout, stderr, is_run_by_cargo })
    }

    /// How it has ended, if it has. All that it printed is there then.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        if self.status.is_none() {
            self.status = self.child.try_wait().ok()?;
            let outputs = [&self.stdout, &self.stderr];
            if self.status.is_some() {
                wait_until(LAST_WORDS, || outputs.iter().all(|o| o.is_whole()));
            }
        }
        self.status
    }

    /// The lines that it has printed on its standard output. One that has
    /// no end yet is there only when the program has ended.
    pub fn lines(&self) -> Vec<String> {
        let text = self.stdout.text();
        let whole = match self.status {
            Some(_) => text.as_str(),
            // With its end: `lines` takes a `\r` away only before a `\n`.
            None => &text[..text.rfind('\n').map_or(0, |last| last + 1)],
        };
        whole.lines().map(str::to_string).collect()
    }

    /// Whether Cargo still compiles it, or waits until it can. Where Cargo
    /// does not say so, it may.
    pub fn is_being_compiled(&mut self) -> bool {
        let has_begun = self.stderr.text().contains(CARGO_RUNS);
        self.is_run_by_cargo && !has_begun && self.ended().is_none()
    }

    /// All that it has printed on its standard output so far.
    pub fn printed(&self) -> String {
        self.stdout.text()
    }

    /// What it has printed on its standard error. What `cargo run` says
    /// before it runs it is not its own.
    pub fn complaint(&self) -> String {
        let text = self.stderr.text();
        match text.rsplit_once(CARGO_RUNS) {
            Some((_, own)) => {
                own.lines().skip(1).collect::<Vec<_>>().join("\n")
            }
            None => text,
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(mut guard) = self.guard.take() {
            if let Some(mut input) = guard.stdin.take() {
                let _ = writeln!(input, "ended");
            }
            let _ = guard.wait();
        }
        end_tree(&mut self.child);
        wait_until(GONE, || !matches!(self.child.try_wait(), Ok(None)));
        end_marked();
    }
}

/// Whether Cargo starts the program that these words start, and says so as
/// it usually does.
fn is_run_by_cargo(words: &[OsString]) -> bool {
    let mut own = words
        .iter()
        .map(|word| word.to_str().unwrap_or_default())
        .take_while(|word| *word != "--");
    let is_run = own.next() == Some("cargo")
        && own.next().is_some_and(|word| ["run", "r"].contains(&word));
    // Several short options may be one word.
    let says_otherwise = |word: &str| match word.strip_prefix("--") {
        Some(long) => ["quiet", "verbose", "color", "config"]
            .iter()
            .any(|option| long.starts_with(option)),
        None => word.starts_with('-') && word.contains(['q', 'v']),
    };
    is_run && !own.any(says_otherwise)
}

/// How [`MARK`] stands in the environment of all that is started here.
pub fn mark() -> String {
    mark_in_environment(process::id())
}

/// A shell that is told the program's group, and waits until it is told
/// that the program has ended, or the pipe from this process breaks, which
/// it does however this process ends, by Ctrl-C too. It then ends the
/// group, and if nobody else is left to do so, whoever has left it and
/// still has the mark; as [`end_marked`] does, but wherever the mark stands in
/// an environment.
const GUARD: &str = r#"read -r group
read -r word
kill -s KILL -- "-$group"
[ "$word" = ended ] && exit
for pause in 0.02 0; do
    for found in $(grep -lsaF "$0" /proc/[0-9]*/environ); do
        found=${found#/proc/}
        kill -s KILL "${found%/environ}"
    done
    sleep $pause
done"#;

/// Windows has no such shell.
fn guard() -> Option<Child> {
    if cfg!(not(unix)) {
        return None;
    }
    let mut shell = Command::new("sh");
    shell
        .args(["-c", GUARD])
        .arg(mark())
        .env_remove(MARK)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    in_own_group(&mut shell);
    shell.spawn().ok()
}

/// Ends who has left the program's group and still has the mark. It looks
/// twice, since a process has no environment while it becomes another.
fn end_marked() {
    let mark = mark();
    for pause in [20, 0] {
        for process in marked(&mark) {
            let id = process.id.to_string();
            let _ = Command::new("kill").args(["-s", "KILL", &id]).status();
        }
        thread::sleep(Duration::from_millis(pause));
    }
}

/// Ends it, and on Windows what it has started, too.
fn end_tree(child: &mut Child) {
    if cfg!(windows) {
        let id = child.id().to_string();
        let mut kill = Command::new("taskkill");
        let _ = kill.args(["/T", "/F", "/PID", &id]).output();
    }
    let _ = child.kill();
}
