//! What comes of a class when not each program can have the address: one has left something running
//! there, or a server can't have it beside a connection.

use super::books;
use super::prelude::*;
use crate::checker::fixtures::{PROGRAM, compile};
use shared::sockets;
use std::net::TcpListener;

/// Takes the address as soon as that file is there, which a program makes that has been started.
fn take_after(flag: &Path) -> TcpListener {
    let mut taken = None;
    happens(|| {
        taken = flag.exists().then(|| TcpListener::bind(("127.0.0.1", PORT)).ok()).flatten();
        taken.is_some()
    });
    taken.expect("the address, which the check has given to that program")
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn what_was_found_stays_when_somebody_else_has_the_address() {
    let Some(_port) = PortLock::take() else { return };
    let folder = TemporaryFolder::new("flag");
    let flag = folder.0.join("flag");
    let [_, client] = books();
    let mut class = Class::new();
    class.add("ada", &format!("sh -c \"touch '{}'; sleep 600\"", flag.display()), &client);
    class.add("bob", "", &client);
    // So long that it says what it waits for.
    let said = thread::scope(|scope| {
        let taken = scope.spawn(|| take_after(&flag));
        let said = class.check("6");
        drop(taken.join());
        said
    });
    let left = ", after ada's server with ada's client: one of the two has left something running";
    let problem = said.json["problem"].text();
    assert!(problem.starts_with("127.0.0.1:50000: ") && problem.ends_with(left), "{problem}");
    said.says(&[
        "127.0.0.1:50000 is taken",
        &format!("Not all was played{left}."),
        "\n client   ?       ?\n server\n  1  ?    server  ?\n  2  —    —       —\n",
        "it can't be built.\n?: not played.\n",
        "\nada with ada: server sent nothing",
    ]);
    assert_eq!((said.pair(1, 1).0, said.json["pairs"].list().len()), (vec!["server"], 1));
    assert_eq!(said.ended.code(), "1");
    let server = &said.json["students"].list()[0]["server"];
    assert_eq!(server["problem"].text(), "it was not tried alone");
    let waits = "… pair 1 of 2: ada's server with ada's client\n";
    let stderr = &said.ended.stderr;
    assert!(stderr.contains(waits) && !stderr.contains("the kernel gives"), "{stderr}");
}

/// One of the lesson's two with a piece changed, as words of a shell.
fn changed(side: &str, old: &str, new: &str) -> String {
    let text = text_of(Tree::live(), side).expect("the program");
    assert!(text.contains(old), "{side}: no {old}");
    let [name, scenario] = [side; 2].map(str::to_string);
    let text = text.replacen(old, new, 1);
    let program = [Program { name, scenario, options: Vec::new(), text }];
    // A name for each, since more than one test compiles one.
    let name: String = new.chars().filter(char::is_ascii_alphanumeric).take(20).collect();
    format!("{PROGRAM}=m0 \"{}\"", compile(&name, &program, &[PORT]).display())
}

/// Begins as one that can't have its address while a connection is there, and goes on as that command.
fn kept_out(folder: &TemporaryFolder, pause: &str, then: &str) -> String {
    let script = folder.0.join("server.sh");
    let flag = folder.0.join("flag");
    let text = format!(
        "if [ -e '{0}' ]; then {pause} {then}; exit; fi\n\
         touch '{0}'; echo Address already in use >&2; exit 1\n",
        flag.display()
    );
    save(&script, &text);
    format!("sh \"{}\"", script.display())
}

#[test]
#[ignore = "needs unshare, and a while"]
fn a_server_that_is_kept_out_late_is_judged_once_by_each_client() {
    let Some(_port) = PortLock::take() else { return };
    let own = changed("server", "{address}\"", "{}\", stream.local_addr()?");
    let folder = TemporaryFolder::new("kept-out");
    let [_, client] = books();
    let mut class = Class::new();
    // With the first client, it isn't started.
    class.add("never", "", "true");
    class.add("own", &kept_out(&folder, "", &own), &client);
    let said = class.check("5");
    let pairs = said.json["pairs"].list();
    let places = pairs.iter().map(|p| ["server", "client"].map(|side| p[side].number()));
    assert_eq!(places.collect::<Vec<_>>(), [[2, 1], [2, 2]], "{said:?}");
    // It prints its own address, and nobody knows its client's port.
    let printed = "server printed \"New client joined: 127.0.0.1:50000\" where \"New client joined: \
                   127.0.0.1:…\" was expected";
    let (blame, sentences) = said.pair(2, 2);
    assert!(blame == ["server"] && sentences[0].ends_with(printed), "{said:?}");
}

#[test]
#[ignore = "needs unshare, and a while"]
fn a_right_client_is_not_blamed_for_a_server_that_is_kept_out() {
    let Some(_port) = PortLock::take() else { return };
    let greets = changed("server", "Hello client", "hello client");
    let folder = TemporaryFolder::new("greets");
    let [_, client] = books();
    let mut class = Class::new();
    class.add("greets", &kept_out(&folder, "", &greets), &client);
    class.add("twice", "sh -c \"echo Address already in use\"", "");
    let said = class.check("5");
    // It's seen by what the client prints.
    let (blame, sentences) = said.pair(1, 1);
    assert!(blame == ["server"] && sentences[0].contains(" steps done alone, and "), "{said:?}");
    let never = "server never listened at 127.0.0.1:50000: it ended with exit code 0";
    assert_eq!(said.pair(2, 1), (vec!["server"], vec![never]), "{said:?}");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "needs Linux")]
fn a_client_that_does_not_wait_for_long_still_talks_with_a_server_that_is_late() {
    let Some(_port) = PortLock::take() else { return };
    let timeout = "stream.set_read_timeout(Some(std::time::Duration::from_secs(1)))?; let mut buf";
    let hasty = format!("env {}", changed("client", "let mut buf", timeout));
    let [server, _] = books();
    let mut class = Class::new();
    let script = class.student("late").join("server.sh");
    save(&script, &format!("sleep 2; exec {server}\n"));
    save(&script.with_file_name("check.txt"), &format!("server: sh server.sh\nclient: {hasty}\n"));
    let said = class.check("5");
    assert_eq!(said.pair(1, 1), (vec![], vec![]), "{said:?}");
    assert_eq!(said.json["pairs"].list().len(), 1);
}

/// Without a table of sockets, nobody says when a server listens, as on macOS and Windows.
#[test]
#[ignore = "needs root, unshare, mount"]
fn a_client_that_is_refused_is_started_again_where_nobody_says_who_listens() {
    let Some(_port) = PortLock::take() else { return };
    assert!(sockets::read("self", "tcp").is_some(), "no table here, so nothing is tried");
    let folder = TemporaryFolder::new("late");
    let [server, client] = books();
    let mut class = Class::new();
    class.add("late", &kept_out(&folder, "sleep 2;", &server), &client);
    let call = class.command("5");
    let mut unshare = Command::new("unshare");
    let line = "mount -t tmpfs none /proc && exec \"$0\" \"$@\"";
    unshare.current_dir(root()).args(["-m", "sh", "-c", line]).arg(call.get_program());
    let ended = run(unshare.args(call.get_args()), BUILD_BOUND).unwrap_or_else(|e| panic!("{e}"));
    let said = Said { json: class.json(&ended), ended };
    assert_eq!(said.pair(1, 1), (vec![], vec![]), "{said:?}");
    assert_eq!(said.json["pairs"].list()[0]["recorded"], Json::Bool(false), "{said:?}");
}
