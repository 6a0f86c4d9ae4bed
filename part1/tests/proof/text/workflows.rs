//! Do the workflows run what the scripts and the documents run, and nothing from elsewhere?

use super::commands::shown_besides;
use super::{lines, prelude::*};

/// What a workflow sets its own machine up with, which no script does.
const SETS_UP: &str = "rustup ";

/// A command of a workflow is a line of a script, or of a document's console. What it uses is
/// GitHub's own, pinned to a commit, with its version behind it.
pub fn workflows_run_what_scripts_run(context: &Context, report: &mut Report) {
    let Context { tree, book, .. } = context;
    let scripts = tree.paths().filter(|path| path.starts_with("scripts/"));
    let mut known: Vec<&str> =
        scripts.flat_map(|path| tree.get(path)).flat_map(str::lines).collect();
    known.extend(shown_besides(book));
    let workflows = tree.paths().filter(|path| path.starts_with(".github/workflows/"));
    for (path, (line, text)) in workflows.flat_map(|path| lines(tree, path).map(move |l| (path, l)))
    {
        let text = text.trim_start_matches([' ', '-']);
        if let Some(command) = text.strip_prefix("run: ") {
            report.count("commands of workflows");
            let is_known = command.starts_with(SETS_UP) || known.contains(&command);
            let expected = "a line of scripts/, or a command of README.md or CONTRIBUTING.md";
            report.demand((path, line), is_known, command, expected, "let both run the same");
        } else if let Some(action) = text.strip_prefix("uses: ") {
            report.count("actions of workflows");
            let (name, pin) = action.split_once('@').unwrap_or((action, ""));
            let (commit, version) = pin.split_once(" # v").unwrap_or((pin, ""));
            let is_commit = commit.len() == 40 && commit.chars().all(|c| c.is_ascii_hexdigit());
            let is_so = name.starts_with("actions/") && is_commit && !version.is_empty();
            let expected = "actions/NAME@COMMIT # vVERSION";
            let help = "take GitHub's own action, and the commit that its version is";
            report.demand((path, line), is_so, action, expected, help);
        }
    }
}
