//! Headless Chromium with a script of ours: it loads pages into a frame as wide as a phone, and
//! writes down what it finds there. No request leaves the machine, and no process of the browser
//! outlives its visit.

use crate::book::markdown::quoted;
use crate::book::prelude::*;
use crate::run::prelude::*;
use crate::web::http_server::{Site, VISIT_BOUND, page_of};
use shared::processes::{self, Process};
use std::fmt::Debug;
use std::net::TcpListener;

/// The page with our script.
const HARNESS: &str = "harness.html";

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
    /// What it has asked this machine for and is not there: page and path.
    pub missing: Vec<(String, String)>,
}

/// A constant for a script: a name, and a value in which tuples are arrays.
pub type Given<'a> = (&'a str, &'a dyn Debug);

/// Lets Chromium run a script over a book.
pub fn visit(site: Site, given: &[Given], script: &str) -> Seen {
    visit_with(&[], site, given, script)
}

/// The same for a reader who has chosen a few colours for all that is shown.
pub fn visit_in_forced_colours(site: Site, given: &[Given], script: &str) -> Seen {
    visit_with(&["--force-high-contrast"], site, given, script)
}

/// Lets a Chromium with these options do it.
fn visit_with(options: &[&str], mut site: Site, given: &[Given], script: &str) -> Seen {
    let common = include_str!("common.js");
    let constant =
        |(name, value): &Given| format!("const {name} = {};\n", with_arrays(&format!("{value:?}")));
    let given: String = given.iter().map(constant).collect();
    let harness = format!(
        "<!DOCTYPE html><meta charset=\"utf-8\"><link rel=\"icon\" href=\"data:,\">\
         <pre></pre><iframe></iframe><script>\n{common}\n{given}(async () => {{ try {{\n{script}\n\
         say(\"done\"); }} catch (e) {{ say(\"failed\", e); }} await leave(); }})();\n</script>"
    );
    site.put(HARNESS, &harness);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let origin = format!("http://{}", listener.local_addr().expect("its address"));
    let profile = Profile { folder: TemporaryFolder::new("web") };
    let network = profile.folder.0.join("network.json");
    let mut chromium = profile.chromium();
    chromium
        .args(options)
        .args(["--enable-logging=stderr", "--v=0"])
        .arg("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
        .arg(format!("--log-net-log={}", network.display()))
        // Time that passes only while nothing is being loaded.
        .arg("--virtual-time-budget=600000")
        .args(["--dump-dom", &format!("{origin}/{HARNESS}")]);
    let (ended, missing) = site.serve(&listener, || run(&mut chromium, VISIT_BOUND));
    let ended = ended
        .unwrap_or_else(|e| panic!("Chromium, which Debian has as the package `chromium`: {e}"));
    let lines = lines_of(&ended.stdout);
    let is_done = lines.last().is_some_and(|line| line == &["done"]);
    let log = &ended.stderr;
    assert!(is_done, "the script did not come to its end. It wrote:\n{lines:?}\nChromium:\n{log}");
    let network = fs::read_to_string(network).expect("Chromium's network log");
    let (console, elsewhere) = (console(log), elsewhere(&network, &origin));
    Seen { lines, console, elsewhere, missing }
}

/// A value as Rust writes it for debugging, with arrays in the place of its tuples: the parentheses
/// outside of its texts.
fn with_arrays(value: &str) -> String {
    let (mut is_text, mut is_escaped) = (false, false);
    let array = |c: char| {
        is_text ^= c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        match c {
            '(' if !is_text => '[',
            ')' if !is_text => ']',
            _ => c,
        }
    };
    value.chars().map(array).collect()
}

#[test]
fn a_tuple_is_an_array_and_a_text_stays() {
    let value = ("a (b) \"c\" (d)", [(1, 2)]);
    assert_eq!(with_arrays(&format!("{value:?}")), r#"["a (b) \"c\" (d)", [[1, 2]]]"#);
}

/// The fields of each line in the first `<pre>` of a page.
fn lines_of(dom: &str) -> Vec<Vec<String>> {
    let (_, pre) = dom.split_once("<pre>").unwrap_or_default();
    let (pre, _) = pre.split_once("</pre>").unwrap_or_default();
    let as_text = |html: &str| html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    pre.lines().map(|line| line.split('\t').map(as_text).collect()).collect()
}

/// What the console has, in lines `[…:CONSOLE:3] "message", source: …`: page and message.
fn console(stderr: &str) -> Vec<(String, String)> {
    let mut page = HARNESS.to_string();
    let mut said = Vec::new();
    // What Chromium says of a machine that is busy is about no page.
    let is_busy = |line: &&str| line.contains("Slow network is detected");
    let lines = stderr.lines().filter(|line| line.contains(":CONSOLE"));
    for line in lines.filter(|line| !is_busy(line)) {
        let message = line.split_once("] ").map_or(line, |(_, message)| message);
        // So our script says which page it loads next.
        match message.strip_prefix("\"at: ") {
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

/// The Markdown of a built page, if it has one of its own.
pub fn source(page: &str) -> String {
    match (page, page.strip_suffix(".html")) {
        ("print.html" | "404.html" | "index.html", _) | (_, None) => page.to_string(),
        (_, Some(name)) => format!("book/src/{name}.md"),
    }
}

/// Reports what does not fit into `place`, a built page or a part of it: an element's name, its
/// width, the room for it and its text.
pub fn does_not_fit(tree: &Tree, place: &str, too_wide: &[String], report: &mut Report) {
    let [element, width, room, text] = too_wide else {
        panic!("not what the script says of an element: {too_wide:?}");
    };
    let file = source(place.split(['#', '?']).next().unwrap_or(place));
    let lines = tree.get(&file).unwrap_or_default().lines();
    let begin: String = text.chars().take(20).collect();
    let at = lines.zip(1..).find(|(line, _)| begin.len() > 8 && line.contains(&begin));
    let at = at.map_or(1, |(_, number)| number);
    let actual = format!("{place}: {element} is {width} px wide: `{text}`");
    let expected = format!("at most {room} px, on a phone of 390");
    let help = "let it wrap, in book/book.css or by a shorter line, name or cell";
    report.add((&file, at), actual, expected, help);
}

/// All that Chromium keeps, until its last process has ended.
struct Profile {
    folder: TemporaryFolder,
}

impl Profile {
    /// The browser, without a window, and with nothing of its own to do.
    fn chromium(&self) -> Command {
        let mut chromium = Command::new("chromium");
        chromium
            .env(MARK, &self.folder.0)
            // The path of a socket there may have 107 bytes (`man 7 unix`), so it is seen from here.
            .current_dir(&self.folder.0)
            .env("TMPDIR", ".")
            .args(["--headless", "--no-sandbox", "--no-first-run", "--hide-scrollbars"])
            .args(["--disable-gpu", "--disable-extensions", "--disable-sync"])
            .args(["--disable-background-networking", "--disable-component-update"])
            .args(["--disable-breakpad", "--disable-dev-shm-usage", "--window-size=800,1200"])
            .arg(format!("--user-data-dir={}", self.folder.0.display()));
        chromium
    }

    /// The processes that know of the folder, by their arguments or by their environment.
    fn processes(&self) -> Vec<u32> {
        let name = &*self.folder.0.to_string_lossy();
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
    }
}

/// A browser that has been sent to an address, whatever it finds there; it is ended in the end.
pub struct Visitor {
    // Dropped in this order: the browser, then what it keeps.
    _browser: Running,
    _profile: Profile,
}

impl Visitor {
    pub fn at(address: &str) -> Visitor {
        let profile = Profile { folder: TemporaryFolder::new("web") };
        let mut chromium = profile.chromium();
        let browser = Running::start(chromium.args(["--remote-debugging-port=0", address]));
        let browser = browser.expect("Debian's package `chromium`");
        Visitor { _browser: browser, _profile: profile }
    }
}

/// What a browser shows of an address, as the HTML that it has made of it.
pub fn shown_at(address: &str) -> String {
    let profile = Profile { folder: TemporaryFolder::new("web") };
    done(profile.chromium().args(["--dump-dom", address]))
}

#[test]
#[ignore = "needs chromium"]
fn a_browser_that_is_ended_leaves_no_process() {
    let profile = Profile { folder: TemporaryFolder::new("web") };
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
