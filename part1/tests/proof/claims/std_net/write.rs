//! Write.

use super::prelude::*;
use super::read::Counted;

pub const ROWS: &[Case] = &[
    (
        [
            "`write` of `Write`",
            "gives the kernel some bytes or all, and says how many",
            "`write_all`, which goes on with the rest",
        ],
        write_some,
    ),
    (
        [
            "`write_all` of `Write`",
            "waits until the kernel has taken everything",
            "proof that the peer read it",
        ],
        write_all,
    ),
    (
        [
            "`write_fmt` of `Write`",
            "is what `write!` and `writeln!` call",
            "one `write` for the whole line",
        ],
        write_fmt,
    ),
    (
        [
            "`flush` of `Write`",
            "writes what a `BufWriter` holds; on a stream, nothing",
            "the call that sends",
        ],
        flush,
    ),
    (
        [
            "`new`, `with_capacity` of `BufWriter`",
            "make a writer that collects bytes for larger writes",
            "safe to drop: a drop hides the error of its write",
        ],
        buf_writer,
    ),
    (
        [
            "`into_parts` of `BufWriter`",
            "gives back the stream, and what isn't written yet",
            "`into_inner`, which writes it first",
        ],
        into_parts,
    ),
    (
        ["`copy` of `std::io`", "reads to the end, and writes all of it", "copying one message"],
        copy,
    ),
];

/// More than the kernel has room for.
const LARGE: usize = 1 << 26;

fn write_some() {
    let (server, mut client) = pair();
    let writer = server.try_clone().expect("a second handle");
    let writer = thread::spawn(move || (&writer).write(&vec![0; LARGE]));
    client.read_exact(&mut vec![0; LARGE]).expect("all of it");
    assert_eq!(writer.join().expect("no panic").expect("it waits for room"), LARGE);
    server.set_nonblocking(true).expect("a stream");
    let written = (&server).write(&vec![0; LARGE]).expect("room for some");
    assert!((1..LARGE).contains(&written), "{written}");
    drop(client);
}

fn write_all() {
    let (mut server, client) = pair();
    server.write_all(b"nobody reads this").expect("taken by the kernel");
    server.set_write_timeout(Some(WHILE)).expect("a limit");
    assert_eq!(kind(server.write_all(&vec![0; LARGE])), Err(ErrorKind::WouldBlock));
    drop(client);
}

fn write_fmt() {
    let mut counted = Counted::default();
    let (one, two) = (1, 2);
    write!(counted, "{one}-{two}").expect("it takes all");
    assert_eq!(counted.calls, 3);
    writeln!(counted, "{one}-{two}").expect("it takes all");
    assert_eq!(counted.calls, 3 + 4);
    counted.write_fmt(format_args!("{one}-{two}")).expect("it takes all");
    assert_eq!(counted.calls, 3 + 4 + 3);
}

fn flush() {
    let (mut server, mut client) = pair();
    let mut writer = BufWriter::new(&server);
    writer.write_all(b"ab").expect("room");
    assert_waits(&mut client);
    writer.flush().expect("sent");
    assert_eq!(read(&mut client), Ok(b"ab".to_vec()));
    drop(writer);
    server.shutdown(Shutdown::Write).expect("connected");
    server.flush().expect("nothing to do, though no byte could be sent");
}

/// Takes nothing.
struct Broken;

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn buf_writer() {
    let (server, mut client) = pair();
    let mut writer = BufWriter::with_capacity(4, &server);
    writer.write_all(b"abc").expect("room");
    assert_waits(&mut client);
    writer.write_all(b"de").expect("room, after the first three went");
    assert_eq!(read(&mut client), Ok(b"abc".to_vec()));
    drop(writer);
    assert_eq!(read(&mut client), Ok(b"de".to_vec()));
    let mut writer = BufWriter::new(Broken);
    writer.write_all(b"abc").expect("no error yet");
    assert_eq!(kind(writer.flush()), Err(ErrorKind::BrokenPipe));
    drop(writer);
}

fn into_parts() {
    let (server, mut client) = pair();
    let mut writer = BufWriter::new(server);
    writer.write_all(b"ab").expect("room");
    let (_server, left) = writer.into_parts();
    assert_eq!(left.expect("no panic"), b"ab");
    assert_waits(&mut client);
}

fn copy() {
    let (mut server, mut client) = pair();
    let mut bytes = Vec::new();
    write(&mut server, b"message");
    client.set_read_timeout(Some(WHILE)).expect("a limit");
    assert_eq!(kind(io::copy(&mut client, &mut bytes)), Err(ErrorKind::WouldBlock));
    client.set_read_timeout(Some(BOUND)).expect("a limit");
    write(&mut server, b" more");
    drop(server);
    assert_eq!(io::copy(&mut client, &mut bytes).expect("its end"), 5);
    assert_eq!(bytes, b"message more");
}
