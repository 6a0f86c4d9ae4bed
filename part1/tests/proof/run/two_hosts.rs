//! Two hosts on one machine: each is a network namespace, and between them is a cable that can be
//! cut. This process is on the client's; the programs of the server are on the other.

use super::prelude::*;
use super::sockets::is_listening_beside;

/// The server's host, at an address for examples (RFC 5737), as 2001:db8::1 is one (RFC 3849).
pub const SERVER: &str = "192.0.2.1";

/// `$0` stands in /etc/hosts of both: a file in the folder `$1`, which nobody sees in other networks.
const NAMES: &str = "
    mount -t tmpfs names \"$1\"
    printf %s \"$0\" >\"$1/hosts\"
    mount --bind \"$1/hosts\" /etc/hosts";

/// Both ends of the cable are made here; one goes to the server's host, that of the process `$0`.
const CABLE: &str = "
    ip link set lo up
    ip link add client type veth peer name server
    ip link set server netns \"$0\"
    ip addr add 192.0.2.2/24 dev client
    ip addr add 2001:db8::2/64 dev client nodad
    ip link set client up";

const SERVERS_END: &str = "
    ip link set lo up
    ip addr add 192.0.2.1/24 dev server
    ip addr add 2001:db8::1/64 dev server nodad
    ip link set server up";

/// Lines of /etc/hosts: `localhost` is two addresses, or one.
pub const BOTH_LOCALHOSTS: &str = "::1 localhost\n127.0.0.1 localhost\n";
pub const IPV4_LOCALHOST: &str = "127.0.0.1 localhost\n";

/// Where a program runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Host {
    Server,
    Client,
}

/// The two hosts, which go when this is dropped.
pub struct TwoHosts {
    /// A process that does nothing but keep the server's host there.
    keeper: Running,
}

impl TwoHosts {
    /// Makes the server's host, and the cable to it. `names` stands in /etc/hosts of both. Only
    /// inside `namespace::in_own_network`, which keeps to itself what is mounted.
    pub fn new(names: &str) -> TwoHosts {
        assert!(namespace::is_inside(), "what is mounted would stay");
        let folder = kept("names");
        fs::create_dir_all(&folder).expect("a folder");
        done(Command::new("sh").args(["-e", "-c", NAMES, names]).arg(folder));
        let hosts = TwoHosts { keeper: keeper() };
        hosts.lay_cable();
        hosts
    }

    fn lay_cable(&self) {
        done(Command::new("sh").args(["-e", "-c", CABLE]).arg(self.keeper.id().to_string()));
        self.on_server(SERVERS_END);
    }

    /// Runs lines of a shell as root of the server's host.
    pub fn on_server(&self, script: &str) {
        let network = format!("--net=/proc/{}/ns/net", self.keeper.id());
        done(Command::new("nsenter").args([&network, "sh", "-e", "-c", script]));
    }

    /// Cuts the cable at the server's end.
    pub fn cut(&self) {
        self.on_server("ip link set server down");
    }

    pub fn mend(&self) {
        self.on_server("ip link set server up");
    }

    /// Switches the server's host off, and one like it on again, which knows nothing of what was.
    /// The cable has to be cut, or the host would say good-bye.
    pub fn restart_server(&mut self) {
        done(Command::new("ip").args(["link", "del", "client"]));
        self.keeper = keeper();
        self.lay_cable();
    }

    /// A program with its arguments, to be run on that host.
    pub fn command(&self, host: Host, program: &Path) -> Command {
        let id = match host {
            Host::Server => self.keeper.id().to_string(),
            Host::Client => "self".to_string(),
        };
        // nsenter becomes the program, so that the process stays the same.
        let mut command = Command::new("nsenter");
        command.arg(format!("--net=/proc/{id}/ns/net")).arg(program);
        command
    }
}

/// A program on the server's host, once it listens at the port, or has ended.
pub fn start_server(hosts: &TwoHosts, program: &Path, arguments: &[&str]) -> Running {
    let mut server = started(hosts.command(Host::Server, program).args(arguments));
    let id = server.id().to_string();
    happens(|| is_listening_beside(&id, PORT) == Some(true) || server.has_ended());
    server
}

/// A process in a network of its own, once it is there.
fn keeper() -> Running {
    let mut keeper = started(Command::new("unshare").args(["--net", "sleep", "600"]));
    let network = |id: &str| fs::read_link(format!("/proc/{id}/ns/net")).ok();
    let (here, id) = (network("self"), keeper.id().to_string());
    let is_away = || network(&id).is_some_and(|there| Some(there) != here);
    let is_there = happens(|| is_away() || keeper.has_ended());
    assert!(is_there && !keeper.has_ended(), "no second network: {}", keeper.complained());
    keeper
}

/// The example, once it listens at that address of the server's host.
pub fn listen_at(hosts: &TwoHosts, address: &str) -> Running {
    let mut server =
        started(hosts.command(Host::Server, &example("listen_at")).arg(at_port(address)));
    happens(|| server.printed().contains("listens on") || server.has_ended());
    assert!(!server.has_ended(), "{address}: {}", server.complained());
    server
}

pub fn at_port(host: &str) -> String {
    format!("{host}:{PORT}")
}
