//! Which processes run, and which of them has a program started? Linux
//! says so in `/proc` (`man 5 proc`); elsewhere none is found.

use std::fs;
use std::process::Command;

/// The variable by which those are known that a checker has started.
pub const MARK: &str = "TCP_TUTORIAL_CHECK";

/// Its value for the checker that is the process `id`. The end tells 12
/// from 123.
pub fn mark_of(id: u32) -> String {
    format!("check-{id}.")
}

/// How that variable stands in the environment of what it has started.
pub fn mark_in_environment(id: u32) -> String {
    format!("{MARK}={}", mark_of(id))
}

/// A process that ran when it was looked for.
#[derive(Clone, Copy)]
pub struct Process {
    /// Its number.
    pub id: u32,
}

impl Process {
    /// Its program and its arguments, with spaces between; empty if it has
    /// ended, or if this user may not know.
    pub fn command(&self) -> String {
        self.read("cmdline").replace('\0', " ").trim_end().to_string()
    }

    /// The variables that it was started with, `NAME=value`, each with a
    /// zero byte behind it; empty as [`Process::command`] is.
    pub fn environment(&self) -> String {
        self.read("environ")
    }

    /// What its open files are, such as `socket:[…]`; none if this user may
    /// not know.
    pub fn files(&self) -> Vec<String> {
        let files = fs::read_dir(format!("/proc/{}/fd", self.id));
        let links = files.into_iter().flatten().flatten();
        let targets = links.filter_map(|link| fs::read_link(link.path()).ok());
        targets.map(|path| path.to_string_lossy().into_owned()).collect()
    }

    fn read(&self, file: &str) -> String {
        let bytes = fs::read(format!("/proc/{}/{file}", self.id));
        String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
    }
}

/// A terminal sends Ctrl-C to its whole group: what the command starts
/// shall not get it, and lives on when the group is killed.
pub fn in_own_group(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _ = command;
}

/// All processes.
pub fn all() -> impl Iterator<Item = Process> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| {
        let id = entry.file_name().to_string_lossy().parse().ok()?;
        Some(Process { id })
    })
}

/// Those that were started with this variable, `NAME=value`; all, if it is
/// empty.
pub fn marked(mark: &str) -> impl Iterator<Item = Process> {
    let has_it = move |process: &Process| {
        process.environment().split('\0').any(|variable| variable == mark)
    };
    all().filter(move |process| mark.is_empty() || has_it(process))
}
