//! Headless Chromium with a script of ours: it loads pages into a frame as wide as a phone, and
//! writes down what it finds there. No request leaves the machine, and no process of the browser
//! outlives its visit.

use crate::book::markdown::quoted;
use crate::run::prelude::*;
use crate::web::http_server::{Missing, Site, page_of};
use shared::processes::{self, Process};
use std::fs;
use std::path::PathBuf;
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// How long one visit may take, on a machine that is busy with other tests.
const VISIT_BOUND: Duration = Duration::from_secs(180);

/// The page with our script.
const HARNESS: &str = "harness.html";

/// What our scripts have in common.
const COMMON: &str = include_str!("common.js");

/// With what our script says which page it loads next.
const AT: &str = "at: ";

/// The variable by which the processes of a visit are known.
const MARK: &str = "TCP_TUTORIAL_BROWSER";

/// What a visit has brought.
pub struct Seen {
    /// The lines that the script has written, as their fields.
    pub lines: Vec<Vec<String>>,
    /// What the console has: page and message.
    pub console: Vec<(String, String)>,
    /// What a page has asked another machine for: page and address.
    pub elsewhere: Vec<(String, String)>,
    pub missing: Vec<Missing>,
}

/// Lets Chromium run a script over a book. `given` are constants for it.
pub fn visit(mut site: Site, given: &str, script: &str) -> Seen {
    let harness = format!(
        "<!DOCTYPE html><meta charset=\"utf-8\"><link rel=\"icon\" href=\"data:,\">\
         <pre></pre><iframe></iframe><script>\n{COMMON}\n{given}\n(async () => {{ try {{\n{script}\n\
         }} catch (e) {{ say(\"failed\", e); }} await leave(); }})();\n</script>"
    );
    site.put(HARNESS, &harness);
    let served = site.serve();
    let origin = format!("http://127.0.0.1:{}", served.port);
    let profile = Profile::new();
    let network = profile.0.join("network.json");
    let mut chromium = profile.chromium();
    chromium
        .args(["--enable-logging=stderr", "--v=0"])
        .arg("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
        .arg(format!("--log-net-log={}", network.display()))
        // Time that passes only while nothing is being loaded.
        .arg("--virtual-time-budget=600000")
        .args(["--dump-dom", &format!("{origin}/{HARNESS}")]);
    let ended = run(&mut chromium, VISIT_BOUND)
        .unwrap_or_else(|e| panic!("Chromium, which Debian has as the package `chromium`: {e}"));
    let lines = lines_of(&ended.stdout);
    let has_failed = lines.iter().any(|line| line[0] == "failed");
    let is_done = lines.last().is_some_and(|line| line == &["done"]) && !has_failed;
    let log = &ended.stderr;
    assert!(is_done, "the script did not come to its end. It wrote:\n{lines:?}\nChromium:\n{log}");
    let network = fs::read_to_string(network).expect("Chromium's network log");
    let (console, elsewhere) = (console(log), elsewhere(&network, &origin));
    Seen { lines, console, elsewhere, missing: served.missing() }
}

/// The fields of each line in the first `<pre>` of a page.
fn lines_of(dom: &str) -> Vec<Vec<String>> {
    let (_, pre) = dom.split_once("<pre>").unwrap_or_default();
    let (pre, _) = pre.split_once("</pre>").unwrap_or_default();
    let as_text = |html: &str| html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    pre.lines().map(|line| line.split('\t').map(as_text).collect()).collect()
}

/// What Chromium says that the console has, as `[…:CONSOLE:3] "message", source: …`, under the page
/// it belongs to.
fn console(stderr: &str) -> Vec<(String, String)> {
    let mut page = HARNESS.to_string();
    let mut said = Vec::new();
    for line in stderr.lines().filter(|line| line.contains(":CONSOLE")) {
        let message = line.split_once("] ").map_or(line, |(_, message)| message);
        match message.strip_prefix(&format!("\"{AT}")) {
            Some(at) => page = at.split('"').next().unwrap_or(at).to_string(),
            None => said.push((page.clone(), message.to_string())),
        }
    }
    said
}

/// What pages have asked for that is not at `origin`. The log has a line for each event; what
/// Chromium asks for by itself has no initiator.
fn elsewhere(network: &str, origin: &str) -> Vec<(String, String)> {
    let mut page = HARNESS.to_string();
    let mut asked = Vec::new();
    let asks = network.lines().filter(|line| line.contains("\"initiator\":\""));
    for line in asks.filter(|line| !line.contains("not an origin")) {
        let url = quoted(line, "\"url\":\"").unwrap_or_default();
        if !url.starts_with(origin) {
            asked.push((page.clone(), url));
        } else if url.split(['?', '#']).any(|part| part.ends_with(".html")) {
            page = page_of(&url);
        }
    }
    asked.dedup();
    asked
}

/// A folder for all that Chromium keeps, removed when its last process has ended.
struct Profile(PathBuf);

impl Profile {
    fn new() -> Profile {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("chromium-{}-{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = kept(name);
        fs::create_dir_all(&folder).expect("a folder for Chromium");
        Profile(folder)
    }

    /// The browser, without a window, and with nothing of its own to do.
    fn chromium(&self) -> Command {
        let mut chromium = Command::new("chromium");
        chromium
            .env(MARK, &self.0)
            .args(["--headless", "--no-sandbox", "--no-first-run", "--hide-scrollbars"])
            .args(["--disable-gpu", "--disable-extensions", "--disable-sync"])
            .args(["--disable-background-networking", "--disable-component-update"])
            .args(["--disable-breakpad", "--disable-dev-shm-usage", "--window-size=800,1200"])
            .arg(format!("--user-data-dir={}", self.0.display()));
        chromium
    }

    /// The processes that know of the folder, by their arguments or by their environment.
    fn processes(&self) -> Vec<u32> {
        let name = &*self.0.to_string_lossy();
        let knows = |process: &Process| (process.command() + &process.environment()).contains(name);
        processes::all().filter(knows).map(|process| process.id).collect()
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        // They end by themselves when the browser has ended.
        if !happens(|| self.processes().is_empty()) {
            for id in self.processes() {
                let _ = Command::new("kill").args(["-9", &id.to_string()]).status();
            }
        }
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
#[ignore = "needs chromium"]
fn a_browser_that_is_ended_leaves_no_process() {
    let profile = Profile::new();
    let mut chromium = profile.chromium();
    chromium.args(["--remote-debugging-port=0", "about:blank"]);
    let browser = Running::start(&mut chromium).expect("Debian's package `chromium`");
    // The browser, and one for each of the network, the page and the rest.
    let works = || profile.processes().len() > 4;
    assert!(happens(works), "chromium does not start");
    drop(browser);
    happens(|| profile.processes().is_empty());
    assert_eq!(profile.processes(), [0; 0], "left behind by chromium");
}
