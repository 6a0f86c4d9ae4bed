//! The book as a reader's browser gets it: built and served by mdBook.

use crate::book::prelude::*;
use crate::book::steps::Sources;
use crate::run::port::one_port;
use crate::run::prelude::*;
use crate::text::versions::of_mdbook;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::OnceLock;

/// How long until mdBook shows what was saved: it looks every second, and then builds the book, which
/// takes seconds, and more on a busy machine.
const SAVED_BOUND: Duration = Duration::from_secs(20);

fn assert_quiet(mdbook: &Ended) {
    let loud = |line: &&str| line.contains("WARN") || line.contains("ERROR");
    let lines = mdbook.stderr.lines().chain(mdbook.stdout.lines());
    let loud: Vec<&str> = lines.filter(loud).collect();
    assert!(loud.is_empty(), "mdBook complains:\n{}", loud.join("\n"));
}

/// Where the book is built, once for all tests that look at it.
pub fn built() -> &'static Path {
    static SITE: OnceLock<PathBuf> = OnceLock::new();
    SITE.get_or_init(|| build(&root(), "site"))
}

/// Builds the book below a folder; returns where it is then.
pub fn build(root: &Path, name: &str) -> PathBuf {
    let site = kept(name);
    let version = format!("mdbook v{}", of_mdbook(Tree::live()));
    assert_eq!(done(Command::new("mdbook").arg("--version")).trim(), version);
    let mut build = Command::new("mdbook");
    build.args(["build", "book", "--dest-dir"]).arg(&site).current_dir(root);
    let built = run(&mut build, BUILD_BOUND).expect("mdbook");
    assert!(built.status.success(), "{built:?}");
    assert_quiet(&built);
    site
}

#[test]
#[ignore = "needs mdbook"]
fn the_book_builds_quietly_and_loads_nothing_from_elsewhere() {
    let Context { book, sources, .. } = Context::live();
    assert!(!book.pages.is_empty(), "no pages");
    for page in &book.pages {
        let path = built().join(page.html());
        let html = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_page(page, &html);
        assert_snippets(page, sources, &html);
    }
}

fn assert_page(page: &Page, html: &str) {
    let name = page.name();
    for heading in &page.headings {
        let id = format!("id=\"{}\"", heading.id);
        assert!(html.contains(&id), "{name}: mdBook gives no heading {id}");
    }
    let described = html.split_once("<meta name=\"description\" content=\"");
    let (_, described) = described.unwrap_or_else(|| panic!("{name}: no meta"));
    assert!(!described.starts_with('"'), "{name}: an empty description");
    for left_over in ["{{#", "ANCHOR"] {
        assert!(!html.contains(left_over), "{name} shows `{left_over}`");
    }
    let (_, main) = html.split_once("<main>").expect("a main part");
    let (main, _) = main.split_once("</main>").expect("its end");
    assert_eq!(main.matches("<h1").count(), 1, "{name}: level-one headings");
    let loading = ["script", "link", "img", "iframe", "source", "object"];
    let tags = html.split('<').filter_map(|rest| rest.split('>').next());
    for tag in tags.filter(|tag| loading.iter().any(|name| tag.starts_with(name))) {
        let away = tag.contains("=\"http") || tag.contains("=\"//");
        assert!(!away, "{name} loads from elsewhere: <{tag}>");
    }
}

#[test]
#[ignore = "needs mdbook"]
fn the_search_knows_each_question_and_its_answer() {
    let files = fs::read_dir(built()).expect("the site").map(|file| file.expect("a file").path());
    let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let index = files.into_iter().find(|path| name(path).starts_with("searchindex"));
    let index = fs::read_to_string(index.expect("an index")).expect("its text");
    let page = Context::live().book.named("questions");
    let questions = page.headings.iter().filter(|heading| heading.is_summary);
    let mut count = 0;
    for question in questions {
        let url = format!("\"{}#{}\"", page.html(), question.id);
        assert!(index.contains(&url), "no {url} in the index");
        let mut below = page.prose.iter().filter(|prose| prose.line > question.line);
        let answer = below.find(|prose| !prose.text.is_empty()).expect("an answer");
        // Up to the first sign that the index has in another form.
        let begins = answer.text.split(['`', '[', '*', '\'']).next().unwrap_or_default();
        let body = format!("\"body\":\"{begins}");
        assert!(index.contains(&body), "{url}: no answer {body}");
        count += 1;
    }
    assert!(count > 0, "no questions");
}

/// What mdBook makes of each include is what the other tests take it for.
fn assert_snippets(page: &Page, sources: &Sources, html: &str) {
    let path = &page.path;
    for fence in &page.fences {
        let Some(first) = fence.includes.first() else { continue };
        let source = sources.get(&first.path);
        let source = source.unwrap_or_else(|| panic!("{path}: no {}", first.path));
        let text = source.shown(fence);
        let text = text.trim_end().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        // Only in Rust's blocks, mdBook leaves the last line's end out.
        let html = html.replace("&quot;", "\"").replace("\n</code></pre>", "</code></pre>");
        let is_shown = html.contains(&format!("\">{text}</code></pre>"));
        assert!(is_shown, "{path}:{}: mdBook does not show\n{text}", fence.line);
    }
}

/// A repository's texts in a folder of that name.
pub fn copy(tree: &Tree, name: &str) -> TemporaryFolder {
    let copy = TemporaryFolder::new(name);
    for path in tree.paths() {
        save(&copy.0.join(path), tree.get(path).unwrap_or_default());
    }
    copy
}

/// What a browser gets from `http://localhost:port/path`.
fn get(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("localhost", port)).ok()?;
    stream.set_read_timeout(Some(BOUND)).ok()?;
    let request = format!("GET /{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    Some(String::from_utf8_lossy(&answer).into_owned())
}

#[test]
#[ignore = "needs mdbook"]
fn one_command_serves_the_book_and_follows_what_is_saved() {
    let tree = Tree::live();
    let copy = copy(tree, "served");
    let (_block, port) = one_port();
    let mut serve = interruptible("sh");
    serve.args(["scripts/serve.sh", "--port", &port.to_string()]).current_dir(&copy.0);
    // In place of a browser: a program that does nothing.
    let server = Running::start(serve.env("BROWSER", "true")).expect("sh");
    let shows = |path: &str, text: &str| get(port, path).is_some_and(|page| page.contains(text));
    let is_served = wait_until(BUILD_BOUND, || shows("", "<h1"));
    assert!(is_served, "nothing served at port {port} by scripts/serve.sh");
    let accept = "server/accept.html";
    for (path, from, to, shown) in [
        ("part1/src/bin/server.rs", "New client joined", "A saved program", accept),
        ("book/src/server/accept.md", "accept a client", "a saved page", accept),
        ("part1/measured/cost.md", "Measured:", "A saved record:", "cost/measure.html"),
    ] {
        let edited = tree.edited(path, from, to);
        let text = edited.get(path).expect("the file");
        // mdBook serves before it watches: what is saved in between, it sees when saved again.
        let saved_and_shown = || {
            save(&copy.0.join(path), text);
            wait_until(SAVED_BOUND, || shows(shown, to))
        };
        let is_shown = wait_until(BUILD_BOUND, saved_and_shown);
        assert!(is_shown, "{path} saved, not shown");
    }
    server.signal("INT");
    assert_quiet(&server.finish(BOUND).expect("Ctrl-C ends it"));
}

/// A Cargo that installs a program which says what it is told, with a `binstall` that works, fails,
/// or is not there.
const CARGO: &str = r#"#!/bin/sh
echo "$1" >> calls
case "$1 $2 $BINSTALL" in
"binstall "*" none" | "binstall --no-confirm fails") exit 1 ;;
"binstall -V "*) exit 0 ;;
esac
mkdir -p target/mdbook/bin
printf '#!/bin/sh\necho "$*"\n' > target/mdbook/bin/mdbook
chmod +x target/mdbook/bin/mdbook
"#;

#[test]
#[cfg_attr(not(unix), ignore = "needs the commands of a Unix terminal")]
fn the_script_gets_mdbook_as_soon_as_it_can_and_says_how_long_it_takes() {
    let rows = [
        row(("works", "Fetching, some seconds; binstall binstall")),
        row(("fails", "Fetching, some seconds; binstall binstall install")),
        row(("none", "Building, one to two minutes; binstall install")),
    ];
    each_row(&rows, |binstall| {
        let folder = TemporaryFolder::new("installs");
        let copy = |path: &str, text: &str| save(&folder.0.join(path), text);
        copy("scripts/serve.sh", Tree::live().get("scripts/serve.sh").expect("the script"));
        copy("bin/cargo", CARGO);
        // Another version of the reader's own.
        copy("bin/mdbook", "#!/bin/sh\necho mdbook v0.0.1\n");
        done(Command::new("chmod").args(["-R", "+x", "bin"]).current_dir(&folder.0));
        let mut serve = Command::new("sh");
        serve.args(["scripts/serve.sh", "--port", "4000"]).current_dir(&folder.0);
        serve.env("CARGO_HOME", &folder.0).env("BINSTALL", binstall);
        let ended = run(&mut serve, BOUND).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(ended.stdout, "serve book --open --port 4000\n", "{}", ended.stderr);
        let first = ended.stderr.lines().next().unwrap_or_default();
        let (what, time) = first.split_once(" once: it takes ").unwrap_or_default();
        let what = what.split(' ').next().unwrap_or_default();
        let calls = fs::read_to_string(folder.0.join("calls")).unwrap_or_default();
        let calls: Vec<&str> = calls.lines().collect();
        format!("{what}, {}; {}", time.trim_end_matches('.'), calls.join(" "))
    });
}
