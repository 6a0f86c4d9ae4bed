//! One well-known port, one test at a time: on this machine, whichever process the test is in.

use super::prelude::*;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::OnceLock;

/// The programs' port.
pub const PORT: u16 = 50000;

/// The port that a reader changes it to.
pub const CHANGED_PORT: u16 = 7878;

/// The port of the wire, which a reader's client connects to instead.
pub const WIRE_PORT: u16 = 50001;

/// How long a test waits for the lock, which each test of each copy has for a second or so.
const LOCK_BOUND: Duration = Duration::from_secs(180);

/// How long a listener may outlive its end: a process that another test starts at that moment holds
/// a copy of it until it becomes the program it is to be.
const COPIES_BOUND: Duration = Duration::from_secs(1);

/// The right to use the ports, until it is dropped or the process that holds it dies.
pub struct PortLock {
    _lock: Option<TcpListener>,
}

impl PortLock {
    /// Waits for the lock, or has the port for itself in a network of the test's own: `None` if the
    /// test has been run there, and has nothing left to do. Panics, naming the port, when a program
    /// that knows of no lock has it.
    pub fn take() -> Option<PortLock> {
        own_network()?;
        Some(PortLock::here())
    }

    /// Waits for the lock of the network in which this is.
    pub fn here() -> PortLock {
        if let Some(message) = TAKEN.get() {
            panic!("{message}");
        }
        // In a network of its own, a test is alone, and shows all sockets there are.
        let lock = (!namespace::is_inside()).then(|| {
            let mut lock = None;
            wait_until(LOCK_BOUND, || lock.insert(lock_at(PORTS_LOCK)).is_ok());
            GUARD.get_or_init(guard);
            let by = "by which tests take turns, was not free";
            let taken = || format!("port {PORTS_LOCK}, {by} for {LOCK_BOUND:?}: who has it?");
            lock.and_then(Result::ok).unwrap_or_else(|| no_port(taken()))
        });
        free(PORT).unwrap_or_else(no_port);
        PortLock { _lock: lock }
    }

    /// The same for another port, which is used under the same lock.
    pub fn needs(&self, port: u16) {
        free(port).unwrap_or_else(|message| panic!("{message}"));
    }
}

/// Ports that the kernel gives to clients, the first and the last one, in a network of a test's own.
pub fn give_clients(ports: [u16; 2]) {
    let kernel = "/proc/sys/net/ipv4/ip_local";
    // A test's network keeps our port from being chosen.
    fs::write(format!("{kernel}_reserved_ports"), "\n").expect("no port is kept");
    fs::write(format!("{kernel}_port_range"), format!("{} {}", ports[0], ports[1])).expect("ports");
}

/// Why the port could not be had, for all tests after the first, which need not wait for it.
static TAKEN: OnceLock<String> = OnceLock::new();

fn no_port<T>(message: String) -> T {
    panic!("{}", TAKEN.get_or_init(|| message))
}

/// Keeps the kernel from choosing port 50000 for an outgoing connection while these tests run: it
/// passes over a port that is bound, whatever the address (`__inet_hash_connect` in Linux's
/// net/ipv4). Without it, one client in 14 000 that finds no server connects to itself, and one in
/// as many that calls elsewhere takes the server's port.
static GUARD: OnceLock<Option<TcpListener>> = OnceLock::new();

/// A listener at the port and at an address that no program uses: each run of the tests finds one of
/// its own. Only Linux has these addresses.
fn guard() -> Option<TcpListener> {
    (2..255).find_map(|last| TcpListener::bind((Ipv4Addr::new(127, 0, 0, last), PORT)).ok())
}

/// Whether a port can be had; if not, by name why not.
fn free(port: u16) -> Result<(), String> {
    drop(bind(port)?);
    wait_until(COPIES_BOUND, || is_listening(port) != Some(true));
    Ok(())
}

/// A listener at that port, once no copy of an earlier one is left; if there is none, why not.
pub fn bind(port: u16) -> Result<TcpListener, String> {
    let mut listener = None;
    wait_until(COPIES_BOUND, || listener.insert(TcpListener::bind(("127.0.0.1", port))).is_ok());
    listener.expect("one try at least").map_err(|e| {
        format!(
            "port {port} on 127.0.0.1 is taken by another program ({e}); this test needs it: end \
             that program (`ss -ltnp` on Linux, `lsof -i :{port}` on macOS and `netstat -ano` on \
             Windows show which it is) and run the tests again. If nobody listens there, an \
             outgoing connection had the port, and it is free again within a minute"
        )
    })
}

/// Takes a lock: a listener that nobody calls. Who has it is alone in this network, whichever user's
/// it is, and the kernel takes it back from who is killed.
fn lock_at(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
}

/// From here on there are blocks of ports, below those that kernels lend to outgoing connections.
const FIRST: u16 = 20_000;
const BLOCK: u16 = 500;
const BLOCKS: u16 = 20;

/// Below them is the port that is the lock of 50000; that of a block is its last one.
const PORTS_LOCK: u16 = FIRST - 2;

/// A port that nobody else has while the block is kept; the kernel remembers no connection of it.
pub fn one_port() -> (PortBlock, u16) {
    let block = PortBlock::take();
    let ports = block.ports(BLOCK as usize / 4);
    let is_new = |port: &&u16| count(sockets::TIME_WAIT, Some(**port), None).unwrap_or(0) == 0;
    let port = *ports.iter().rfind(is_new).expect("a port that was not used for a minute");
    (block, port)
}

/// The right to some ports, which no other copy of these tests has.
pub struct PortBlock {
    first: u16,
    _lock: Option<TcpListener>,
}

impl PortBlock {
    pub fn take() -> PortBlock {
        PortBlock::take_for("")
    }

    /// The same; for that name it is the same one each time, if nobody has it.
    pub fn take_for(name: &str) -> PortBlock {
        let begin: u16 = name.bytes().map(u16::from).sum();
        let mut blocks = (0..BLOCKS).map(|block| FIRST + (begin + block) % BLOCKS * BLOCK);
        if namespace::is_inside() {
            return PortBlock { first: FIRST, _lock: None };
        }
        let free = blocks.find_map(|first| {
            let lock = lock_at(first + BLOCK - 1).ok()?;
            Some(PortBlock { first, _lock: Some(lock) })
        });
        free.expect("a block of ports that no other test has")
    }

    /// So many ports, with a free one behind each.
    pub fn ports(&self, count: usize) -> Vec<u16> {
        let all = (self.first..self.first + BLOCK - 2).step_by(2);
        let is_free = |port: &u16| bind(*port).is_ok() && bind(port + 1).is_ok();
        let ports: Vec<u16> = all.filter(is_free).take(count).collect();
        assert_eq!(ports.len(), count, "ports from {}", self.first);
        ports
    }
}

#[test]
fn a_port_that_is_taken_is_named() {
    let (foreign, address) = listen();
    let port = address.port();
    let message = free(port).expect_err("the port is taken");
    assert!(message.contains(&format!("port {port} on 127.0.0.1 is taken")), "{message}");
    drop(foreign);
    assert_eq!(free(port), Ok(()));
}
