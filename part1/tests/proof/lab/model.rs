//! The laboratory's model of two kernels (`book/src/lab/model.js`) and the machine's own: random
//! programs are played in both. What differs is made as small as it gets.

use super::random::{Random, SEED, number, seed};
use super::real::Order;
use super::{programs, real};
use crate::book::laboratory::{Call, Laboratory};
use crate::book::prelude::*;
use crate::book::rows::keyed_rows;
use crate::run::prelude::*;
use crate::web::browser::visit;
use crate::web::http_server::Site;

const SCRIPTS: &str = "book/src/lab/";
const MODEL: &str = "book/src/lab/model.js";
const FAULTS: &str = "part1/tests/proof/lab/faults.txt";

/// How many pairs of programs a run plays, if nobody says another number.
const PAIRS: (&str, usize) = ("LAB_PAIRS", 300);

/// Every so many plays, the programs run freely.
const FREE: usize = 4;

/// The first port of a server: each play has its own, below those of outgoing connections.
const FIRST_PORT: u16 = 20_000;
/// How many ports there are.
const PORTS: usize = 12_000;

/// One play with real sockets.
struct Case {
    laboratory: Laboratory,
    order: Order,
    steps: Vec<usize>,
    outcome: String,
}

/// Plays on ports that no other play has had.
struct Player {
    seed: u64,
    plays: usize,
}

impl Player {
    /// In a network of the test's own, which keeps the sockets of all plays in `TIME-WAIT`.
    fn new(seed: u64) -> Player {
        let limit = "/proc/sys/net/ipv4/tcp_max_tw_buckets";
        fs::write(limit, "100000").unwrap_or_else(|e| panic!("{limit}: {e}"));
        Player { seed, plays: 0 }
    }

    /// The numbers of the next play: the same, however long the others took.
    fn random(&self) -> Random {
        Random(self.seed.wrapping_add((self.plays as u64) << 32))
    }

    fn play(&mut self, laboratory: Laboratory, order: Order) -> Case {
        assert!(self.plays < PORTS, "that are more plays than ports");
        let port = FIRST_PORT + u16::try_from(self.plays).expect("a port");
        let played = real::play(&laboratory, port, order, &mut self.random());
        self.plays += 1;
        Case { laboratory, order, steps: played.steps, outcome: played.outcome }
    }

    fn random_case(&mut self) -> Case {
        let laboratory = programs::programs(&mut self.random());
        // Whether a listener that is being closed still has a client that is just connecting, even
        // the kernel does not always know: the client may wait for ever for nobody.
        let connects = laboratory.client.iter().filter(|call| **call == Call::Connect).count();
        let is_free = self.plays % FREE == 0 && connects == 1;
        let order = if is_free { Order::Free } else { Order::Stepped };
        self.play(laboratory, order)
    }
}

/// What the model says.
struct Compared {
    /// The numbers of the cases in which it differs, with some of its own outcomes.
    differing: Vec<(usize, String)>,
    /// For each fault, in how many cases the model with it differs, or why that is not known.
    faults: Vec<String>,
}

fn compare(cases: &[Case], faults: &[(String, String)]) -> Compared {
    let mut site = Site::default();
    for name in ["model.js", "calls.js"] {
        let text = Tree::live().get(&format!("{SCRIPTS}{name}"));
        site.put(&format!("lab/{name}"), text.expect("a script"));
    }
    let links: Vec<_> =
        cases.iter().map(|c| (c.laboratory.to_string(), &c.steps, &c.outcome)).collect();
    let seen = visit(site, &[("CASES", &links), ("FAULTS", &faults)], include_str!("compare.js"));
    assert!(seen.console.is_empty(), "{:?}", seen.console);
    let mut compared = Compared { differing: Vec::new(), faults: Vec::new() };
    for line in seen.lines {
        match &line.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["differs", number, outcomes] => {
                let number = number.parse().expect("a number of a case");
                compared.differing.push((number, outcomes.to_string()));
            }
            ["fault", _, found] => compared.faults.push(found.to_string()),
            ["done"] => {}
            _ => panic!("not what the script says: {line:?}"),
        }
    }
    compared
}

/// Makes a case that differs smaller, again and again.
fn smallest(player: &mut Player, mut case: Case, mut outcomes: String) -> (Case, String) {
    /// A smaller one may differ in some orders only.
    const ORDERS: usize = 4;
    loop {
        let smaller = programs::smaller(&case.laboratory).into_iter();
        let repeated = smaller.flat_map(|one| std::iter::repeat_n(one, ORDERS));
        let mut cases: Vec<_> = repeated.map(|one| player.play(one, case.order)).collect();
        let compared = compare(&cases, &[]);
        let Some((number, its)) = compared.differing.into_iter().next() else {
            return (case, outcomes);
        };
        (case, outcomes) = (cases.swap_remove(number), its);
    }
}

/// How a run is had again.
pub fn again(seed: u64) -> String {
    let pairs = number(PAIRS.0).map_or(String::new(), |pairs| format!("{}={pairs} ", PAIRS.0));
    format!("{pairs}{SEED}={seed}")
}

#[test]
fn the_page_has_the_numbers() {
    let text = Tree::live().get(MODEL).expect("the model");
    let lines = text.lines().filter(|line| !line.contains("ANCHOR")).count();
    assert!((250..350).contains(&lines), "{lines} lines");
    says("lab/how", "about 300 lines");
    let mut random = Random(1);
    let longest = (0..2000).map(|_| {
        let Laboratory { server, client, .. } = programs::programs(&mut random);
        server.len().max(client.len())
    });
    assert_eq!(longest.max(), Some(10));
    says("lab/how", "each with up to ten calls");
    assert_eq!(FREE, 4);
    says("lab/how", "In nearly every fourth pair");
    let faults = Tree::live().get(FAULTS).expect("the faults");
    assert_eq!(faults.lines().filter(|line| line.starts_with("# ")).count() - 2, 13);
    says("lab/how", "thirteen mistakes in the model");
    let lists = Tree::live().get(&format!("{SCRIPTS}lists.js")).expect("the lists");
    assert!(lists.contains("const WORLDS = 3000;"));
    says("lab/how", "stops after 3,000 *worlds*");
}

#[test]
#[ignore = "needs chromium, root, unshare, ip"]
fn random_programs_end_as_the_model_says() {
    in_own_network(|| {
        let seed = seed();
        let pairs = number(PAIRS.0).map_or(PAIRS.1, |pairs| pairs as usize);
        let mut player = Player::new(seed);
        let cases: Vec<Case> = (0..pairs).map(|_| player.random_case()).collect();
        let compared = compare(&cases, &[]);
        let count = compared.differing.len();
        let Some((number, outcomes)) = compared.differing.into_iter().next() else { return };
        let case = cases.into_iter().nth(number).expect("a case of these");
        let (case, outcomes) = smallest(&mut player, case, outcomes);
        let finding = Finding::new(
            (MODEL, 1),
            format!("lab.html#{}\n{}", case.laboratory, outcomes),
            format!(
                "{}\n(as the kernel does, {:?}, steps {:?})",
                case.outcome, case.order, case.steps
            ),
            format!("mend the model. {count} of {pairs} differ; {} plays them again", again(seed)),
        );
        panic!("{finding}");
    });
}

#[test]
#[ignore = "needs chromium, root, unshare, ip"]
fn each_fault_of_the_model_is_found() {
    in_own_network(|| {
        let mut report = Report::default();
        let text = Tree::live().get(FAULTS).expect("the faults");
        let rows = keyed_rows(FAULTS, text, &["-", "+"], &mut report);
        let faults: Vec<_> = rows.iter().map(|row| (row.text("-"), row.text("+"))).collect();
        let mut player = Player::new(1);
        let cases: Vec<Case> = (0..PAIRS.1).map(|_| player.random_case()).collect();
        let found = compare(&cases, &faults).faults;
        assert_eq!(found.len(), rows.len());
        for (row, found) in rows.iter().zip(found) {
            report.count("faults");
            let is_found = found.parse().is_ok_and(|count: usize| count > 0);
            let help =
                "let the row name what the model has, or let `programs.rs` make such programs";
            report.demand(row.place, is_found, found, "a pair in which the model differs", help);
        }
        report.settle();
    });
}
