//! A network of a test's own: Linux gives a process one in which nobody else listens, connects or
//! sends; and process numbers of its own, so that all that the test has started ends with it.

use super::prelude::*;
use super::process::signal;
use crate::book::repository::root;
use shared::processes::{self, in_own_group};
use std::any::type_name;
use std::io::{Write, stderr};
use std::process::Stdio;
use std::sync::OnceLock;

/// Set for the test that runs inside.
const INSIDE: &str = "TCP_TUTORIAL_IN_OWN_NETWORK";

/// Whether this is the test that runs inside.
pub fn is_inside() -> bool {
    env::var_os(INSIDE).is_some()
}

/// Where the system gives an ordinary user a network, runs the test that calls this once more in one
/// of its own, where it waits for no other test. The calling test has nothing left to do then, and
/// gets `None`. It gets `Some` inside; and where there is no such network, in the machine's own.
pub fn own_network() -> Option<()> {
    let Some((test, way)) = test_and_way() else { return Some(()) };
    again(&test, "", way);
    None
}

/// The test that this thread runs, if that is all it does, and the way to a network: none inside one.
fn test_and_way() -> Option<(String, &'static [&'static str])> {
    let this = thread::current();
    let test = this.name().filter(|name| name.contains("::") && !is_inside())?;
    Some((test.to_string(), given()?))
}

/// Does what `inside` does with each of some parts of a test: side by side, each in a network of its
/// own, where the system gives one to an ordinary user; otherwise one by one.
pub fn side_by_side(parts: &[&str], inside: impl Fn(&str)) {
    inside_or(&inside, || match test_and_way() {
        Some((test, way)) => all_again(&test, parts, way),
        None => parts.iter().for_each(|part| inside(part)),
    });
}

/// Starts the test in which `inside` is written once more, in a new network namespace (`man 7
/// network_namespaces`); there, does what is to be done in it. It is the first process of a new
/// process namespace, too, at whose end the kernel kills all others in it (`man 7 pid_namespaces`).
pub fn in_own_network<F: Fn()>(inside: F) {
    inside_or(|_| inside(), || again(test_of::<F>(), "", AS_ROOT));
}

/// The same for each of some parts of a test, side by side.
pub fn all_in_own_networks<F: Fn(&str)>(parts: &[&str], inside: F) {
    inside_or(inside, || all_again(test_of::<F>(), parts, AS_ROOT));
}

/// The name of the test in which a closure is written, of which the compiler says
/// `proof::room::file::test::{{closure}}`. Were it another one, `again` would find no such test.
fn test_of<F>() -> &'static str {
    let name = type_name::<F>().trim_end_matches("::{{closure}}");
    name.split_once("::").map_or(name, |(_, name)| name)
}

fn inside_or(inside: impl Fn(&str), outside: impl FnOnce()) {
    match env::var(INSIDE) {
        Ok(part) => inside(&part),
        Err(_) => outside(),
    }
}

/// The path of these tests.
pub fn this() -> PathBuf {
    env::current_exe().expect("a path")
}

/// How `unshare` makes a network and a process namespace: for root, and for an ordinary user, who is
/// root in them (`man 7 user_namespaces`).
const AS_ROOT: &[&str] = &["--net", "--pid", "--fork", "--kill-child", "--mount-proc"];
const AS_USER: &[&str] = &["-r", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"];

/// The way that works here, if one does: some systems give no network, or none with loopback.
fn given() -> Option<&'static [&'static str]> {
    static GIVEN: OnceLock<Option<&[&str]>> = OnceLock::new();
    *GIVEN.get_or_init(|| {
        let tried = |way: &&[&str]| run(unshare(way).arg("true"), BOUND);
        [AS_ROOT, AS_USER].into_iter().find(|way| tried(way).is_ok_and(|it| it.status.success()))
    })
}

/// A command in a network of its own.
fn unshare(way: &[&str]) -> Command {
    let mut unshare = Command::new("unshare");
    unshare.args(way).args(["sh", "-c", OUTER_SHELL, "sh", INNER_SHELL]);
    unshare
}

/// What its kernel is told, if it can be told: to look for sockets in a small table, since to read all
/// of the machine's, which has room for a server of thousands, takes a hundred times as long.
const OUTER_SHELL: &str = "(echo 4096 > /proc/sys/net/ipv4/tcp_child_ehash_entries) 2> /dev/null
    exec unshare --net sh -c \"$@\"";

/// And to choose no port of ours for an outgoing connection, as `GUARD` in `port.rs` does elsewhere.
/// What the tests have inherited, such as a pipe of whoever has started them, is closed as far as a
/// shell can: the pages show descriptor 3 where a program opens its first.
const INNER_SHELL: &str =
    "(echo 50000-50001 > /proc/sys/net/ipv4/ip_local_reserved_ports) 2> /dev/null
    exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
    ip link set lo up && exec \"$0\" \"$@\"";

/// How long a test may take in a network of its own, which waits for many others, each with a bound.
const TEST_BOUND: Duration = Duration::from_secs(900);

fn all_again(test: &str, parts: &[&str], way: &[&str]) {
    thread::scope(|all| {
        for part in parts {
            all.spawn(move || again(test, part, way));
        }
    });
}

fn again(test: &str, part: &str, way: &[&str]) {
    let mut command = unshare(way);
    // Process numbers begin anew there, and so do names that are made of them.
    let temporary = TemporaryFolder::new("net");
    command.env("TMPDIR", &temporary.0).arg(this()).args([
        "--exact",
        test,
        "--include-ignored",
        "--nocapture",
    ]);
    // Once, for all networks. What cannot be built is told where it is looked for.
    if readers_package::build_ahead(&root(), &["--examples"]).is_ok() {
        command.env(readers_package::IS_BUILT, "");
    }
    let needs = "a network of its own needs unshare, ip and root";
    let ended = run(command.env(INSIDE, part).env("RUST_BACKTRACE", "0"), TEST_BOUND);
    let ended = ended.unwrap_or_else(|e| panic!("{needs}: {e}"));
    // A test of another name would be none, and succeed.
    let has_begun = ended.stdout.contains("running 1 test");
    assert!(has_begun, "{needs}, and a test called {test}:\n{}{}", ended.stdout, ended.stderr);
    assert!(ended.status.success(), "{test} {part}:\n{}\n{}", ended.stdout, ended.stderr);
    println!("{}", ended.stdout);
    // Past the capture of tests, as in there: what it has blessed, or left out.
    let _ = write!(stderr(), "{}", ended.stderr);
}

/// A command as an ordinary user would run it: without root's right to the ports below 1024.
pub fn as_user(program: &str) -> Command {
    let mut command = interruptible("setpriv");
    command.args(["--bounding-set=-net_bind_service", program]);
    command
}

/// For how long the test's program sleeps, in seconds: nobody else's sleeps for so long.
const LEFT: &str = "3599.875";

#[test]
#[ignore = "needs root, unshare, ip"]
fn what_a_test_leaves_ends_with_it() {
    in_own_network(|| {
        let sleep = format!("sleep {LEFT} >/dev/null 2>&1 &");
        done(Command::new("sh").args(["-c", &sleep]));
    });
    if is_inside() {
        return;
    }
    let left = processes::all().find(|process| process.command().contains(LEFT));
    let help = "let `again` start tests so that all they have started is killed at their end";
    assert!(left.is_none(), "process {:?} is left: {help}", left.map(|process| process.id));
}

/// Set for the test that is started where `unshare` is not found.
const NO_NETWORK: &str = "TCP_TUTORIAL_NO_NETWORK";

#[test]
fn where_no_network_is_given_a_test_goes_on_in_the_machines() {
    if env::var_os(NO_NETWORK).is_some() {
        return assert_eq!(own_network(), Some(()), "this test would be left out");
    }
    let this_one = "run::namespace::where_no_network_is_given_a_test_goes_on_in_the_machines";
    let mut command = Command::new(this());
    let said = done(command.args(["--exact", this_one]).env(NO_NETWORK, "").env("PATH", ""));
    assert!(said.contains("1 passed"), "{said}");
}

/// Set for the test that inherits a descriptor, number 3.
const INHERITS: &str = "TCP_TUTORIAL_INHERITS";

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn what_the_tests_have_inherited_is_closed_in_their_networks() {
    if is_inside() {
        let third = fs::read_link("/proc/self/fd/3").unwrap_or_default();
        return assert_ne!(third, Path::new("/dev/zero"), "let the inner shell close it");
    }
    if env::var_os(INHERITS).is_some() {
        own_network();
        return;
    }
    let this_one = "run::namespace::what_the_tests_have_inherited_is_closed_in_their_networks";
    let mut sh = Command::new("sh");
    sh.args(["-c", "exec 3< /dev/zero; exec \"$0\" --exact \"$1\""]).arg(this()).arg(this_one);
    let said = done(sh.env(INHERITS, ""));
    assert!(said.contains("1 passed"), "{said}");
}

/// Set for the tests that are killed, by which their processes are known.
const KILLED: &str = "TCP_TUTORIAL_KILLED";

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn tests_that_are_killed_leave_nothing() {
    if env::var_os(KILLED).is_some() {
        return;
    }
    // The more processes there are, the farther it is; without networks, it is one test at a time.
    let moments: &[usize] = if given().is_some() { &[1, 3, 8, 15] } else { &[1, 3] };
    for &many in moments {
        let temporary = TemporaryFolder::new("killed");
        let mark = format!("{KILLED}={}", temporary.0.display());
        let mut tests = Command::new(this());
        tests.args(["claims::lesson", "run::"]).env("RUST_TEST_THREADS", "6");
        tests.env("TMPDIR", &temporary.0).env(KILLED, &temporary.0);
        tests.stdout(Stdio::null()).stderr(Stdio::null());
        in_own_group(&mut tests);
        let mut tests = tests.spawn().expect("these tests");
        let is_far = happens(|| processes::marked(&mark).count() >= many);
        signal(&format!("-{}", tests.id()), "KILL");
        tests.wait().expect("they are killed");
        assert!(is_far, "not so many processes as {many}");
        let processes = || processes::marked(&mark).map(|p| p.command()).collect::<Vec<_>>();
        let folders = || fs::read_dir(&temporary.0).map(Vec::from_iter).unwrap_or_default();
        let nothing = happens(|| processes().is_empty() && folders().is_empty());
        assert!(nothing, "killed at {many} processes: {:?}, {:?}", processes(), folders());
    }
}
