//! The run, drawn: a page to step through, or a picture, in a file that is
//! written anew as the run goes on.

mod file;
mod html;
mod known;
mod row;
mod run;
mod svg;
mod talk;

use run::Run;
use shared::relay::{Event, Faults};
use shared::replace::replace;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// A file is written as soon as something is new, but no sooner than this
/// after the last time: however much passes, the wire has little to do for it,
/// and Ctrl-C loses no more than that.
const PAUSE: Duration = Duration::from_millis(50);

/// When it's tried again, if a file could not be written.
const AGAIN: Duration = Duration::from_millis(200);

/// How each drawing begins.
const MARK: &str = "<!-- Drawn by the wire. It may draw over this file. -->\n";

const NOT_OURS: &str = "This file is there already, and the wire has not \
                        drawn it. Choose another name, or remove it.";

/// What a file shows.
#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    /// A page with a stage.
    Page,
    /// A picture.
    Picture,
}

impl Kind {
    /// By the end of the file's name.
    pub fn of(path: &Path) -> Option<Kind> {
        let end = path.extension()?.to_str()?;
        let kinds = [("html", Kind::Page), ("svg", Kind::Picture)];
        let known = kinds.iter().find(|kind| end.eq_ignore_ascii_case(kind.0));
        known.map(|kind| kind.1)
    }

    fn draw(self, run: &Run) -> String {
        let drawn = match self {
            Kind::Page => html::page(run),
            Kind::Picture => svg::picture(run),
        };
        format!("{MARK}{drawn}")
    }
}

/// What is asked to be drawn, and what there is of it so far.
pub struct Drawing {
    files: Vec<(Kind, PathBuf)>,
    /// With whether it has changed since it was written.
    run: Mutex<(Run, bool)>,
    changed: Condvar,
}

impl Drawing {
    /// Files with an empty drawing; if that can't be, which one and why.
    pub fn begin(
        files: Vec<(Kind, PathBuf)>,
        faults: Faults,
        options: String,
    ) -> Result<Drawing, String> {
        let run = Mutex::new((Run::new(faults, options), false));
        let drawing = Drawing { files, run, changed: Condvar::new() };
        drawing.may_replace()?;
        drawing.write(&drawing.lock().0)?;
        Ok(drawing)
    }

    /// The names of the files.
    pub fn names(&self) -> impl Iterator<Item = String> {
        self.files.iter().map(|(_, path)| shown(path))
    }

    /// Whether there is something to draw.
    pub fn is_asked_for(&self) -> bool {
        !self.files.is_empty()
    }

    /// Keeps an event.
    pub fn add(&self, at: Duration, event: &Event) {
        if !self.is_asked_for() {
            return;
        }
        let mut run = self.lock();
        if run.0.add(at, event) {
            run.1 = true;
            self.changed.notify_one();
        }
    }

    /// Writes the files whenever there is something new, for ever.
    pub fn keep_written(&self) {
        let mut has_failed = false;
        loop {
            let run = self.next();
            let written = self.write(&run);
            if let (Err(message), false) = (&written, has_failed) {
                let _ = writeln!(io::stderr(), "{message}");
            }
            has_failed = written.is_err();
            if has_failed {
                // On Windows, nobody else may have the file open just then.
                self.lock().1 = true;
            }
            thread::sleep(if has_failed { AGAIN } else { PAUSE });
        }
    }

    /// A copy of the run, as soon as it has changed.
    fn next(&self) -> Run {
        let is_old = |run: &mut (Run, bool)| !run.1;
        let run = self.changed.wait_while(self.lock(), is_old);
        let mut run = run.unwrap_or_else(PoisonError::into_inner);
        run.1 = false;
        run.0.clone()
    }

    /// A file of somebody else's is none to be drawn over.
    fn may_replace(&self) -> Result<(), String> {
        for (_, path) in &self.files {
            if !file::is_free(path, MARK) {
                let name = shown(path);
                return Err(format!("{name}: {NOT_OURS}"));
            }
        }
        Ok(())
    }

    /// Writes all files that can be written; the first one that can't be is
    /// the error.
    fn write(&self, run: &Run) -> Result<(), String> {
        let written = self.files.iter().map(|(kind, path)| {
            let written = replace(path, &kind.draw(run));
            written.map_err(|error| format!("{}: {error}", shown(path)))
        });
        written.fold(Ok(()), Result::and)
    }

    /// Who panics while it has the lock has kept an event or not.
    fn lock(&self) -> MutexGuard<'_, (Run, bool)> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A path as text that can't drive a terminal.
fn shown(path: &Path) -> String {
    path.to_string_lossy().escape_debug().to_string()
}
