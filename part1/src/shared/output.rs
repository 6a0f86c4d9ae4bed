//! What a started program prints, collected while it runs.

use std::io::Read;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// One output of a program, its standard output or its standard error.
pub struct Output {
    bytes: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
}

impl Output {
    /// Reads to the end, in a thread of its own, and keeps the first
    /// `limit` bytes: a program may print without end. An error is an end;
    /// of `None`, an output that is not piped, nothing comes.
    pub fn collect(
        from: Option<impl Read + Send + 'static>,
        limit: usize,
    ) -> Output {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&bytes);
        let reader = thread::spawn(move || {
            let Some(mut from) = from else { return };
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = from.read(&mut buffer) {
                let mut bytes = sink.lock().expect("no reader panics");
                let room = limit.saturating_sub(bytes.len());
                bytes.extend_from_slice(&buffer[..count.min(room)]);
            }
        });
        Output { bytes, reader }
    }

    /// What has come so far; what is not UTF-8 is replaced in it.
    pub fn text(&self) -> String {
        let bytes = self.bytes.lock().expect("no reader panics");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Whether the end has come. That may be later than the program's end:
    /// a process that it has started may hold the pipe open.
    pub fn is_whole(&self) -> bool {
        self.reader.is_finished()
    }
}
