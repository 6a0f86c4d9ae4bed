//! Are the programs that the pages show the programs: as far as the reader has them, and both with
//! one address?

use crate::book::prelude::*;
use crate::book::steps::{adds, program_of};

/// Where a page shows a program so far, it is all that the reader has; and each step shows it, but
/// for the last, behind which a page shows the whole.
pub fn so_far_is_the_program(context: &Context, report: &mut Report) {
    let Context { book, sources, .. } = context;
    for program in PROGRAMS {
        let Some(source) = sources.get(&program_path(program)) else { continue };
        let mut regions = Vec::new();
        for page in book.pages.iter().filter(|page| program_of(page) == Some(program)) {
            let added = adds(page, &source.path);
            let is_step = !added.is_empty();
            regions.extend(added);
            let so_far = source.assemble(&regions);
            if let Some(fence) = page.fences.iter().find(|fence| fence.is_so_far()) {
                report.count("programs so far");
                report.same(
                    page.at(fence.line),
                    format!("the program so far:\n{}", source.shown(page, fence)),
                    format!("the program so far:\n{so_far}"),
                    "include its regions in the program's order, with a blank line where the \
                     program has one",
                );
            } else if is_step && !source.is_whole(&so_far) {
                report.add(
                    page.at(1),
                    "a step that does not show the program so far",
                    format!("a ```rust,so-far fence that shows\n{so_far}"),
                    "include all regions that the reader has",
                );
            }
        }
    }
}

/// Both programs say the same address, line for line.
pub fn addresses_agree(context: &Context, report: &mut Report) {
    report.count_many("lines of the address", 0);
    let address = |program: &str| context.sources.get(&program_path(program))?.region("address");
    let [Some(server), Some(client)] = PROGRAMS.map(address) else { return };
    report.count_many("lines of the address", server.lines.len());
    let help = "make the address in client.rs and server.rs the same";
    let place = (&*program_path("client"), client.line);
    report.same(place, client.lines.join("\n"), server.lines.join("\n"), help);
}
