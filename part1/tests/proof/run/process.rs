//! Runs a program with a bound on every wait, and leaves none behind: not when a test fails, and not
//! when the tests themselves are killed.

use super::namespace::is_inside;
use super::prelude::*;
use shared::output::Output;
use shared::processes::in_own_group;
use std::ffi::OsStr;
use std::fmt::Display;
use std::io::{self, Write};
#[cfg(unix)]
use std::os::{fd::OwnedFd, unix::net::UnixStream};
use std::process::{Child, ExitStatus, Stdio};

/// A command whose program Ctrl-C ends, and a closed terminal. They would not when these tests were
/// started with those signals ignored, as a script's `&` and `nohup` do: what is ignored stays so in
/// all that is started. GNU's `env` sets it right.
pub fn interruptible(program: impl AsRef<OsStr>) -> Command {
    // A mask of the signals that are ignored; number 1 (HUP) is bit 0, number 2 (INT) is bit 1
    // (`man 5 proc`).
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    if mask.is_none_or(|mask| mask & 0b11 == 0) {
        return Command::new(program);
    }
    let mut command = Command::new("env");
    command.arg("--default-signal=HUP,INT").arg(program);
    command
}

/// A program that runs, and its output so far.
pub struct Running {
    what: String,
    child: Child,
    watchdog: Option<Child>,
    stdout: Output,
    stderr: Output,
}

/// How a program ended.
#[derive(Debug)]
pub struct Ended {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// Its exit code; or what ended it, in the words of Rust's `ExitStatus`.
    pub fn code(&self) -> String {
        self.status.code().map_or(self.status.to_string(), |code| code.to_string())
    }
}

impl Running {
    /// Starts `command` without standard input.
    pub fn start(command: &mut Command) -> io::Result<Running> {
        Running::start_with(command, [Stdio::null(), Stdio::piped(), Stdio::piped()])
    }

    /// Starts `command` with an input, empty until [`Running::type_in`].
    pub fn start_with_input(command: &mut Command) -> io::Result<Running> {
        Running::start_with(command, [Stdio::piped(), Stdio::piped(), Stdio::piped()])
    }

    /// Starts `command` with such an input if it `is_typed`, and else without one.
    pub fn start_typed(command: &mut Command, is_typed: bool) -> io::Result<Running> {
        match is_typed {
            true => Running::start_with_input(command),
            false => Running::start(command),
        }
    }

    /// Starts `command`, which writes what it prints and what it complains of into `output`.
    #[cfg(unix)]
    pub fn start_with_output(command: &mut Command, output: OwnedFd) -> io::Result<Running> {
        let errors = Stdio::from(output.try_clone()?);
        Running::start_with(command, [Stdio::null(), Stdio::from(output), errors])
    }

    /// Starts `command` as a terminal does: what it prints and what it complains of come on one way,
    /// in order, and are its [`Running::printed`].
    #[cfg(unix)]
    pub fn start_in_terminal(command: &mut Command, is_typed: bool) -> io::Result<Running> {
        let (terminal, output) = UnixStream::pair()?;
        let input = if is_typed { Stdio::piped() } else { Stdio::null() };
        let [output, errors] = [output.try_clone()?, output].map(OwnedFd::from).map(Stdio::from);
        let mut running = Running::start_with(command, [input, output, errors])?;
        // The output ends with the program, not with the command, which has it, too.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        running.stdout = Output::collect(Some(terminal), usize::MAX);
        Ok(running)
    }

    /// The same where no test looks at the order of the two.
    #[cfg(not(unix))]
    pub fn start_in_terminal(command: &mut Command, is_typed: bool) -> io::Result<Running> {
        Running::start_typed(command, is_typed)
    }

    fn start_with(command: &mut Command, streams: [Stdio; 3]) -> io::Result<Running> {
        let what = format!("{command:?}");
        let [input, output, errors] = streams;
        let mut child = command.stdin(input).stdout(output).stderr(errors).spawn()?;
        let watchdog = watchdog("kill -9 \"$name\"", child.id());
        let stdout = Output::collect(child.stdout.take(), usize::MAX);
        let stderr = Output::collect(child.stderr.take(), usize::MAX);
        Ok(Running { what, child, watchdog, stdout, stderr })
    }

    /// Its number among the machine's processes.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What a line of its status says, in KiB, such as `VmRSS`, the memory that it has, or `VmHWM`,
    /// the most that it has had (`man 5 proc`).
    pub fn kibibytes(&self, name: &str) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }

    /// Whether each of its threads waits for something, or has ended. `None` where the system does not say.
    pub fn waits(&self) -> Option<bool> {
        let Ok(threads) = fs::read_dir(format!("/proc/{}/task", self.id())) else {
            return Path::new("/proc/self/task").exists().then_some(true);
        };
        Some(threads.flatten().all(|thread| sleeps(&thread.path().join("stat"))))
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    /// What it has printed on its standard output until now.
    pub fn printed(&self) -> String {
        self.stdout.text()
    }

    /// What it has printed on its standard error until now.
    pub fn complained(&self) -> String {
        self.stderr.text()
    }

    /// Sends it a signal, as [`signal`] does.
    pub fn signal(&self, name: &str) {
        signal(&self.id().to_string(), name);
    }

    /// Gives it these keys to read. That it has ended by then is no fault.
    pub fn type_in(&mut self, keys: &str) {
        let input = self.child.stdin.as_mut().expect("an input");
        let _ = input.write_all(keys.as_bytes());
    }

    /// Waits until it ends by itself; after the bound, the error says what it had printed.
    pub fn finish(mut self, bound: Duration) -> Result<Ended, String> {
        if !wait_until(bound, || self.has_ended()) {
            let (bound, what) = (bound.as_secs(), &self.what);
            let printed = format!("{:?} {:?}", self.printed(), self.complained());
            let still = format!("still running after {bound} s: {what}");
            return Err(format!("{still}\nprinted so far: {printed}"));
        }
        let status = self.child.wait().map_err(|e| e.to_string())?;
        // A process that it started may hold its pipes open: wait for their ends no longer than
        // for anything else.
        happens(|| self.stdout.is_whole() && self.stderr.is_whole());
        Ok(Ended { status, stdout: self.printed(), stderr: self.complained() })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The watchdog first: the number by which it knows the program is nobody's soon.
        for process in self.watchdog.iter_mut().chain([&mut self.child]) {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// Whether a thread waits for something, or has ended: `S` or `Z` behind the name in its file (`man 5
/// proc_pid_stat`).
pub fn sleeps(stat: &Path) -> bool {
    let line = fs::read_to_string(stat).unwrap_or_default();
    line.rsplit_once(") ").is_some_and(|(_, state)| state.starts_with(['S', 'Z']))
}

/// Sends a process a signal, by its name without SIG: INT is Ctrl-C.
pub fn signal(id: &str, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), "--", id]).status();
    assert!(sent.is_ok_and(|status| status.success()), "kill -{name} {id} failed");
}

/// A shell that waits on a pipe from this process and runs `script`, with `name` in it, when the pipe
/// breaks, as it does when this process and its whole group are killed, too. A shell is what every Unix
/// has; elsewhere there is no watchdog, nor in a network of a test's own, with which all of it ends.
pub fn watchdog(script: &str, name: impl Display) -> Option<Child> {
    if !cfg!(unix) || is_inside() {
        return None;
    }
    let mut sh = Command::new("sh");
    sh.args(["-c", &format!("trap '' INT HUP TERM; read -r name; read -r _; {script}")]);
    in_own_group(&mut sh);
    let sh = sh.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut watchdog = sh.spawn().ok()?;
    writeln!(watchdog.stdin.as_mut()?, "{name}").ok()?;
    Some(watchdog)
}

/// Where a tool is, if it is installed.
pub fn place_of(tool: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(tool)).find(|place| place.is_file())
}

/// Starts a command and waits until it ends.
pub fn run(command: &mut Command, bound: Duration) -> Result<Ended, String> {
    let what = format!("{command:?}");
    let running = Running::start(command).map_err(|e| format!("cannot be started: {what}: {e}"));
    running?.finish(bound)
}

/// Runs a command, which has to end well within [`BOUND`]; what it has printed.
pub fn done(command: &mut Command) -> String {
    done_within(BOUND, command)
}

/// The same with another bound, for what does as much as many tests.
pub fn done_within(bound: Duration, command: &mut Command) -> String {
    let ended = run(command, bound).unwrap_or_else(|e| panic!("{e}"));
    assert!(ended.status.success(), "{command:?}: {ended:?}");
    ended.stdout
}

/// A program that does not end by itself while a test may look at it.
fn sleeper() -> Running {
    Running::start(Command::new("sleep").arg("600")).expect("sleep")
}

fn is_there(id: u32) -> bool {
    let kill = Command::new("kill").args(["-0", &id.to_string()]).output();
    kill.expect("kill").status.success()
}

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn a_program_that_does_not_end_is_ended_at_its_bound() {
    let running = sleeper();
    let id = running.id();
    assert!(is_there(id));
    let message = running.finish(Duration::from_millis(50)).expect_err("it does not end by itself");
    assert!(message.contains("still running after 0 s"), "{message}");
    assert!(message.contains("\"sleep\" \"600\""), "{message}");
    assert!(!is_there(id), "the program is still there");
}

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn a_program_ends_when_its_test_is_killed() {
    let mut running = sleeper();
    // What the death of this process does to the watchdog.
    drop(running.watchdog.as_mut().expect("a watchdog").stdin.take());
    assert!(happens(|| running.has_ended()), "the program lives on");
}
