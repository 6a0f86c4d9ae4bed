//! The built book, served from memory to a browser, with or without an edit: a page that is not
//! there is answered as a web server does.

use crate::book::repository::files;
use crate::run::time_limits::BOUND;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// The files of a built book: path below its folder, with `/`, to bytes.
#[derive(Clone, Default)]
pub struct Site {
    files: BTreeMap<String, Vec<u8>>,
}

impl Site {
    /// Reads every file of a folder.
    pub fn read(folder: &Path) -> Site {
        let read = |(path, disk): (String, PathBuf)| {
            let bytes = fs::read(disk).expect("a file of the book");
            (path.trim_start_matches('/').to_string(), bytes)
        };
        Site { files: files(folder, "").into_iter().map(read).collect() }
    }

    /// Every path, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Adds a file or replaces it.
    pub fn put(&mut self, path: &str, text: &str) {
        self.files.insert(path.to_string(), text.as_bytes().to_vec());
    }

    /// The path and the text of a file: mdBook puts a number into the names of scripts and styles,
    /// so that `blocks.js` is `blocks-1a2b3c4d.js`.
    pub fn get(&self, path: &str) -> Option<(String, String)> {
        let (stem, end) = path.rsplit_once('.')?;
        let (begin, end) = (format!("{stem}-"), format!(".{end}"));
        let numbered = |name: &str| name.starts_with(&begin) && name.ends_with(&end);
        let (name, bytes) = self.files.iter().find(|(name, _)| *name == path || numbered(name))?;
        Some((name.clone(), String::from_utf8_lossy(bytes).into_owned()))
    }

    /// Serves it at a free port of this machine, until that is dropped.
    pub fn serve(self) -> Served {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        let state = Arc::new(State { site: self, ..State::default() });
        let shared = Arc::clone(&state);
        let server = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if shared.is_over.load(Ordering::Relaxed) {
                    return;
                }
                let shared = Arc::clone(&shared);
                thread::spawn(move || shared.answer(&stream));
            }
        });
        Served { port, state, server: Some(server) }
    }
}

/// What the threads of a server share.
#[derive(Default)]
struct State {
    site: Site,
    is_over: AtomicBool,
    missing: Mutex<Vec<Missing>>,
}

impl State {
    /// Answers one request. What goes wrong is the browser's to tell.
    fn answer(&self, mut stream: &TcpStream) {
        let _ = stream.set_read_timeout(Some(BOUND));
        let _ = stream.set_write_timeout(Some(BOUND));
        let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
        let Some(request) = lines.next() else { return };
        let headers: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
        let path = request.split([' ', '?']).nth(1).unwrap_or_default().trim_start_matches('/');
        let found = self.site.files.get(path);
        if found.is_none() {
            let referer =
                |line: &String| line.to_lowercase().strip_prefix("referer: ").map(page_of);
            let missing = Missing { path: path.to_string(), by: headers.iter().find_map(referer) };
            self.missing.lock().expect("notes").push(missing);
        }
        let status = if found.is_some() { "200 OK" } else { "404 Not Found" };
        let body = found.or_else(|| self.site.files.get("404.html"));
        let body = body.map_or(&[][..], Vec::as_slice);
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\
             Cache-Control: max-age=600\r\nConnection: close\r\n\r\n",
            content_type(path),
            body.len(),
        );
        let _ = stream.write_all(head.as_bytes());
        let _ = stream.write_all(body);
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

/// A file that was asked for and is not there, and the page or style sheet that wants it.
#[derive(Clone)]
pub struct Missing {
    pub path: String,
    pub by: Option<String>,
}

/// A book that is being served.
pub struct Served {
    pub port: u16,
    state: Arc<State>,
    server: Option<JoinHandle<()>>,
}

impl Served {
    /// What was asked for until now and is not there.
    pub fn missing(&self) -> Vec<Missing> {
        self.state.missing.lock().expect("notes").clone()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.state.is_over.store(true, Ordering::Relaxed);
        // One more connection wakes the thread, which then ends.
        if TcpStream::connect(("127.0.0.1", self.port)).is_ok()
            && let Some(server) = self.server.take()
        {
            let _ = server.join();
        }
    }
}
