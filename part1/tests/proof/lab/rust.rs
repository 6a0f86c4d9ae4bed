//! Do the programs that the laboratory prints in Rust compile, and do what it says?

use super::programs;
use super::random::{Random, seed};
use crate::book::laboratory::{LABORATORY, Laboratory, decoded, sets_up};
use crate::book::prelude::*;
use crate::run::compiler::rustc;
use crate::run::prelude::*;
use crate::web::browser::visit;
use crate::web::http_server::Site;
use crate::web::mdbook;
use std::collections::BTreeMap;

/// How many pairs that nobody has thought of are compiled besides those of the pages.
const RANDOM: usize = 4;

/// What the laboratory says of one program.
struct Program {
    name: String,
    ends: bool,
    prints: Vec<String>,
    rust: String,
}

/// What it says of a link.
#[derive(Default)]
struct Case {
    /// The link that the page gives itself.
    own: String,
    ways: String,
    programs: Vec<Program>,
}

/// The links of the pages, each with its place.
fn linked() -> BTreeMap<String, (String, usize)> {
    let links = Context::live().book.links().filter_map(|(page, link)| {
        let (path, id) = page.leads_to(&link.target);
        sets_up(&path, id).then(|| (id.to_string(), (page.path.clone(), link.line)))
    });
    links.collect()
}

/// Opens links, and reads what the page says of them.
fn cases(links: &[String]) -> Vec<Case> {
    let seen = visit(Site::read(mdbook::built()), &[("LINKS", &links)], include_str!("rust.js"));
    let mut cases: Vec<Case> = Vec::new();
    for line in seen.lines {
        match &line.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["link", _, own, ways] => {
                let (own, ways) = (own.to_string(), ways.to_string());
                cases.push(Case { own, ways, ..Case::default() });
            }
            ["program", _, name, ends, prints, rust] => {
                let text = |coded: &str| decoded(coded).expect("a text of the script's");
                let prints = prints.split(' ').filter(|line| !line.is_empty()).map(text);
                let program = Program {
                    name: name.to_string(),
                    ends: *ends == "true",
                    prints: prints.map(|line| line.trim_end().to_string()).collect(),
                    rust: text(rust),
                };
                cases.last_mut().expect("a link first").programs.push(program);
            }
            _ => {}
        }
    }
    cases
}

/// Compiles a program, without a warning.
fn compiled(folder: &Path, name: &str, rust: &str) -> Result<PathBuf, String> {
    let (source, program) = (folder.join(format!("{name}.rs")), folder.join(name));
    save(&source, rust);
    let mut rustc = rustc();
    rustc.args(["--edition=2024", "-D", "warnings", "-o"]).arg(&program).arg(&source);
    let ended = run(&mut rustc, BUILD_BOUND)?;
    if ended.status.success() { Ok(program) } else { Err(ended.stderr + rust) }
}

/// Runs the programs of a case: each is started when those before it can do nothing more.
fn outcome(laboratory: &Laboratory, case: &Case) -> Result<(), String> {
    let folder = TemporaryFolder::new("lab");
    let mut paths = BTreeMap::new();
    for program in &case.programs {
        let kind = program.name.split(' ').next_back().unwrap_or_default();
        if !paths.contains_key(kind) {
            paths.insert(kind.to_string(), compiled(&folder.0, kind, &program.rust)?);
        }
    }
    let mut all = Vec::new();
    for (name, _) in laboratory.programs() {
        let kind = name.split(' ').next_back().unwrap_or_default();
        let program = case.programs.iter().find(|program| program.name == name);
        let program = program.ok_or(format!("the page shows no {name}"))?;
        let mut running = Running::start(&mut Command::new(&paths[kind])).expect("a program");
        let rests = |running: &mut Running| running.has_ended() || running.waits() == Some(true);
        // It may sleep for a moment while it begins, so twice. Who is in a pause sleeps, too.
        let rests_twice = || {
            rests(&mut running) && {
                thread::yield_now();
                rests(&mut running)
            }
        };
        if !happens(rests_twice) {
            return Err(format!("{name} does not come to rest"));
        }
        all.push((program, running));
    }
    for (program, running) in &mut all {
        let printed = |running: &Running| {
            let text = running.printed() + &running.complained();
            text.lines().map(|line| line.trim_end().to_string()).collect::<Vec<_>>()
        };
        let is_so = happens(|| {
            let is_at_rest = running.has_ended() || running.waits() == Some(true);
            running.has_ended() == program.ends && is_at_rest && printed(running) == program.prints
        });
        if !is_so {
            let does = if running.has_ended() { "ends" } else { "goes on" };
            return Err(format!("{} {does}: {:?}", program.name, printed(running)));
        }
    }
    Ok(())
}

#[test]
#[ignore = "needs chromium, mdbook, root, unshare, ip"]
fn the_rust_of_the_laboratory_does_what_it_says() {
    in_own_network(|| {
        let seed = seed();
        let mut random = Random(seed);
        let mut report = Report::default();
        let linked = linked();
        let mut links: Vec<String> = linked.keys().cloned().collect();
        links.extend((0..RANDOM).map(|_| programs::programs(&mut random).to_string()));
        for (link, case) in links.iter().zip(cases(&links)) {
            let place = linked.get(link);
            let place = place.map_or((LABORATORY, 1), |(path, line)| (path.as_str(), *line));
            let laboratory = Laboratory::parse(link).expect("a link that was checked");
            let help = "mend the model or the scripts in book/src/lab/";
            report.same(place, &case.own, link, help);
            if linked.contains_key(link) {
                report.count("links to cases");
                let help = "a case ends in one way: put a pause where timing decides";
                report.same(place, &case.ways, "", help);
            } else if !case.ways.is_empty() {
                continue;
            }
            report.count("cases that were compiled and run");
            if let Err(actual) = outcome(&laboratory, &case) {
                let all = case.programs.iter();
                let says = all.map(|p| format!("{} ends: {}, {:?}", p.name, p.ends, p.prints));
                let expected = says.collect::<Vec<_>>().join("\n");
                let help = format!("{help}; {} plays it again", super::model::again(seed));
                report.add(place, format!("lab.html#{link}\n{actual}"), expected, help);
            }
        }
        report.settle();
    });
}
