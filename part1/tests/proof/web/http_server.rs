//! The built book, served from memory to a browser, with or without an edit: a page that is not
//! there is answered as a web server does.

use crate::book::repository::{Tree, files};
use crate::run::time_limits::BOUND;
use shared::wait::wait_until;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;
use std::{fs, thread};

/// How long one visit may take, on a machine that is busy with other tests.
pub const VISIT_BOUND: Duration = Duration::from_secs(600);

/// The files of a built book: path below its folder, with `/`, to bytes.
#[derive(Clone, Default)]
pub struct Site {
    files: BTreeMap<String, Vec<u8>>,
}

impl Site {
    /// Reads every file of a folder.
    pub fn read(folder: &Path) -> Site {
        let files = files(folder, "").into_iter().map(|(path, disk)| {
            let bytes = fs::read(disk).expect("a file of the book");
            (path.trim_start_matches('/').to_string(), bytes)
        });
        Site { files: files.collect() }
    }

    /// Every path, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Adds a file or replaces it.
    pub fn put(&mut self, path: &str, text: &str) {
        self.files.insert(path.to_string(), text.as_bytes().to_vec());
    }

    /// Those of its files that are texts.
    pub fn texts(&self) -> Tree {
        let mut texts = Tree::default();
        for (path, bytes) in &self.files {
            std::str::from_utf8(bytes).iter().for_each(|text| texts.put(path, text));
        }
        texts
    }

    /// Serves it while a visit goes on. Returns what comes of that, and what was asked for and is
    /// not there: by which page or style sheet, and the path.
    pub fn serve<T: Send>(
        &self, listener: &TcpListener, visit: impl FnOnce() -> T + Send,
    ) -> (T, Vec<(String, String)>) {
        listener.set_nonblocking(true).expect("a listener that does not wait");
        let missing = Mutex::new(Vec::new());
        let come = thread::scope(|scope| {
            let visit = scope.spawn(visit);
            wait_until(VISIT_BOUND, || {
                while let Ok((stream, _)) = listener.accept() {
                    let missing = &missing;
                    scope.spawn(move || {
                        let is_missing = self.answer(&stream);
                        missing.lock().expect("notes").extend(is_missing);
                    });
                }
                visit.is_finished()
            });
            visit.join().expect("a visit")
        });
        (come, missing.into_inner().expect("notes"))
    }

    /// Answers one request; returns what is missing. What goes wrong is the browser's to tell.
    fn answer(&self, mut stream: &TcpStream) -> Option<(String, String)> {
        stream.set_nonblocking(false).ok()?;
        stream.set_read_timeout(Some(BOUND)).ok()?;
        stream.set_write_timeout(Some(BOUND)).ok()?;
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        let request = lines.next()?;
        let headers: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
        let path = request.split([' ', '?']).nth(1).unwrap_or_default().trim_start_matches('/');
        let found = self.files.get(path);
        let status = if found.is_some() { "200 OK" } else { "404 Not Found" };
        let body = found.or_else(|| self.files.get("404.html")).map_or(&[][..], Vec::as_slice);
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\
             Cache-Control: max-age=600\r\nConnection: close\r\n\r\n",
            content_type(path),
            body.len(),
        );
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
        let referer = |line: &String| line.to_lowercase().strip_prefix("referer: ").map(page_of);
        let by = headers.iter().find_map(referer).unwrap_or("a page".to_string());
        found.is_none().then(|| (by, path.to_string()))
    }
}

fn content_type(path: &str) -> &str {
    match path.rsplit('.').next() {
        Some("css") => "text/css",
        Some("js") => "text/javascript",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "text/html; charset=utf-8",
    }
}

/// The path in `http://127.0.0.1:PORT/path?query`.
pub fn page_of(url: &str) -> String {
    let path = url.splitn(4, '/').nth(3).unwrap_or(url);
    path.split(['?', '#']).next().unwrap_or(path).to_string()
}
