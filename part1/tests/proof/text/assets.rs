//! Are scripts and the style sheet small, and do they load nothing? Do selectors match something?

use super::pages::SETTINGS;
use super::{lines, prelude::*};

/// How many bytes a script may have, and a style sheet.
const LIMITS: [(&str, usize); 2] = [(".js", 12_000), (".css", 12_000)];

/// Words with which they would load something, keep it on the reader's machine, or hand it on.
#[rustfmt::skip]
const FORBIDDEN: [&str; 14] = [
    "http:", "https:", "//www.", "@import", "url(", "import ", "import(", "fetch(",
    "XMLHttpRequest", "WebSocket", "sendBeacon", "localStorage", "sessionStorage", "cookie",
];

/// How the address of a font of ours begins.
const OWN_FONT: &str = "url(\"fonts/";

/// Each script and style sheet is small, is loaded, and has no word of [`FORBIDDEN`].
pub fn scripts_and_style_keep_to_themselves(context: &Context, report: &mut Report) {
    let Context { tree, book, .. } = context;
    for path in tree.paths().filter(|path| path.starts_with("book/")) {
        let limit = LIMITS.into_iter().find(|(end, _)| path.ends_with(end));
        let Some((_, limit)) = limit else { continue };
        report.count("scripts and style sheets");
        let text = tree.get(path).unwrap_or_default();
        let (actual, expected) = (format!("{} bytes", text.len()), format!("at most {limit}"));
        let help = "make it smaller: a reader has to wait for it";
        report.demand((path, 1), text.len() <= limit, actual, expected, help);
        let quoted = format!("\"{}\"", path.rsplit('/').next().unwrap_or(path));
        let loaded = match path.strip_prefix(PAGES) {
            Some(own) => {
                let own = own.trim_start_matches('/');
                let names = [format!("\"{own}\""), format!("/{own}\"")];
                let names_it = |text: &str| names.iter().any(|name| text.contains(name));
                book.prose().any(|(_, prose)| names_it(&prose.text))
            }
            None => tree.get(SETTINGS).unwrap_or_default().contains(&quoted),
        };
        let expected = format!("its name in {SETTINGS}, or in a page's `<script>` or `<link>`");
        let help = "name it in additional-css or additional-js, or remove it";
        report.demand((path, 1), loaded, "a file that no page loads", expected, help);
        // A font of the book's own is no address.
        for (number, line) in lines(tree, path).filter(|(_, line)| !line.contains(OWN_FONT)) {
            for word in FORBIDDEN.iter().filter(|word| line.contains(**word)) {
                let help = "a page loads nothing from elsewhere, and remembers nothing of a reader";
                report.add((path, number), line.trim(), format!("no `{word}`"), help);
            }
        }
    }
}

/// What mdBook makes: elements, classes of its themes, templates and colours of code, attributes;
/// and last, what a script of ours puts together. Only what a style sheet uses stands here.
const MADE: &str = "\
    html main p pre code h1 h2 h3 li a blockquote table thead tbody tr th td button \
    .js .coal .navy .rust .ayu .menu-bar .menu-title .content .buttons .table-wrapper \
    .chapter .chapter-link-wrapper .mobile-nav-chapters .needs=ss .needs=strace \
    .hljs .hljs-comment .hljs-quote .hljs-variable .hljs-attr .hljs-name [class [href [open \
    [aria-current [aria-disabled [aria-pressed";

/// Each name in a selector of a style sheet is one that exists.
pub fn selectors_match_something(context: &Context, report: &mut Report) {
    let tree = &context.tree;
    let mut made: BTreeSet<String> = MADE.split(' ').map(str::to_string).collect();
    for path in tree.paths().filter(|path| path.starts_with("book/")) {
        let text = tree.get(path).unwrap_or_default();
        match path.rsplit('.').next() {
            Some("md") if path.starts_with(PAGES) => made.extend(of_page(text)),
            // Whatever stands in a text of a script may be an element, a class or an attribute.
            Some("js") => {
                let kinds = |word| ["", ".", "["].map(|kind| format!("{kind}{word}"));
                made.extend(text.split(['"', '`', '\'', ' ', '<', '>', '=']).flat_map(kinds));
            }
            _ => {}
        }
    }
    let sheets = tree.paths().filter(|path| path.starts_with("book/") && path.ends_with(".css"));
    let all = sheets.flat_map(|sheet| {
        let selectors = selectors(tree.get(sheet).unwrap_or_default());
        selectors.into_iter().map(move |(line, selector)| ((sheet, line), selector))
    });
    for (place, selector) in all {
        for name in names(&selector) {
            report.count("names in selectors");
            let actual = format!("`{}` in the selector `{selector}`", name.trim_matches('['));
            let expected = "an element, class or attribute that a page, mdBook or a script has";
            let help = "mend the selector, or remove its rule, which styles nothing";
            report.demand(place, made.contains(&name), actual, expected, help);
        }
    }
}

/// The elements, classes and attributes of a page's own tags, and the classes of its fences.
fn of_page(text: &str) -> Vec<String> {
    let mut made = Vec::new();
    for line in text.lines() {
        if let Some((_, info)) = line.split_once("```") {
            let words = info.split(',').filter_map(|word| word.split_inclusive('=').next());
            made.extend(words.map(|word| format!(".{word}")));
            made.extend(info.split(',').next().map(|language| format!(".language-{language}")));
        }
        for tag in line.split('<').skip(1) {
            made.extend(tag.split([' ', '>']).next().map(str::to_string));
            let attributes = tag.split(' ').filter_map(|word| word.split_once("=\""));
            made.extend(attributes.map(|(name, _)| format!("[{name}")));
        }
        for classes in values(line, "class=\"") {
            made.extend(classes.split(' ').map(|class| format!(".{class}")));
        }
    }
    made
}

/// What stands before the braces of each rule, on one line, and the line on which that ends.
fn selectors(sheet: &str) -> Vec<(usize, String)> {
    let mut selectors = Vec::new();
    let mut line = 1;
    for part in sheet.split_inclusive('{') {
        line += part.matches('\n').count();
        let part = part.rsplit("*/").next().unwrap_or(part);
        let selector = part.rsplit(['}', ';']).next().unwrap_or(part).trim_end_matches('{');
        let selector = selector.split_whitespace().collect::<Vec<_>>().join(" ");
        // `from` and `to` are the moments of an animation.
        if !selector.starts_with('@') && !["", "from", "to"].contains(&selector.as_str()) {
            selectors.push((line, selector));
        }
    }
    selectors
}

/// The elements, `.classes`, `#ids` and `[attributes` in a selector; `[class*="t="]` is `.t=`.
fn names(selector: &str) -> Vec<String> {
    let mut with_classes = selector.replace("=\"]", "= ");
    for operator in ["*=", "^=", "$=", "~=", "="] {
        with_classes = with_classes.replace(&format!("[class{operator}\""), ".");
    }
    // `:nth-child(2n + 1)` has no more of them, and a value has none.
    let mut plain = blank_between(&with_classes, ":nth-", ")");
    plain = blank_between(&plain, "=\"", "\"");
    for kind in [".", "#", "[", ":"] {
        plain = plain.replace(kind, &format!(" {kind}"));
    }
    let parts = plain.split(|c: char| !c.is_alphanumeric() && !"-.#[:=".contains(c));
    // `::before`, and `:is(…)`, in which more names stand, are the browser's own.
    let names = parts.filter(|part| !part.is_empty() && !part.starts_with(':'));
    names.map(str::to_string).collect()
}

#[test]
fn names_of_a_selector_are_those_that_match_something() {
    let selector = "p:has(+ .a > b:nth-child(2n + 1)[class*=\"t=\"])::before, a[href^=\"h\"] #i";
    assert_eq!(names(selector), ["p", ".a", "b", ".t=", "a", "[href", "#i"]);
}
