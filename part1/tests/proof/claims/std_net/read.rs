//! Read.

use super::prelude::*;
use std::marker::PhantomData;

pub const ROWS: &[Case] = &[
    (
        [
            "`read` of `Read`",
            "waits for bytes, and says how many; 0 is the end",
            "a call for a message",
        ],
        read_some,
    ),
    (
        [
            "`read_exact` of `Read`",
            "fills your buffer; an early end is `UnexpectedEof`",
            "`read`, which may return earlier",
        ],
        read_exact,
    ),
    (
        [
            "`read_to_end`, `read_to_string` of `Read`",
            "append everything until the peer has finished",
            "taking what is there now",
        ],
        read_to_end,
    ),
    (
        [
            "`peek` of `TcpStream`",
            "waits like `read`, and leaves the bytes unread",
            "a look without waiting",
        ],
        peek,
    ),
    (
        ["`take` of `Read`", "makes a reader that ends after so many bytes", "a call that reads"],
        take,
    ),
    (
        [
            "`limit`, `set_limit` of `Take`",
            "say or change how many more bytes may be read",
            "what you gave to `take`",
        ],
        limit,
    ),
    (["`by_ref` of `Read`, `Write`", "lends the reader or writer", "a copy"], by_ref),
    (["`chain` of `Read`", "reads one to its end, then the other", "waiting for both"], chain),
    (
        [
            "`bytes` of `Read`",
            "gives byte after byte",
            "cheap: without a `BufReader`, each byte is a `read`",
        ],
        bytes,
    ),
    (
        [
            "`read_vectored`, `write_vectored` of `Read`, `Write`",
            "use several buffers in one call",
            "filling or writing all of them",
        ],
        vectored,
    ),
    (
        [
            "`new`, `with_capacity` of `BufReader`",
            "make a reader that reads ahead",
            "something to make for each line: bytes read ahead are lost",
        ],
        buf_reader,
    ),
    (
        [
            "`read_line` of `BufRead`",
            "appends a line with its `\\n`, and says its length; 0 is the end",
            "a call that empties your `String`",
        ],
        read_line,
    ),
    (
        [
            "`lines` of `BufRead`",
            "gives line after line, without `\\n` or `\\r\\n`",
            "safe: a line may be of any length",
        ],
        lines,
    ),
    (
        [
            "`read_until`, `skip_until` of `BufRead`",
            "append, or throw away, everything up to and with your byte",
            "proof that the byte came",
        ],
        until,
    ),
    (
        [
            "`split` of `BufRead`",
            "gives piece after piece, without the byte between",
            "the `split` of a text",
        ],
        split,
    ),
    (
        [
            "`fill_buf`, `consume` of `BufRead`",
            "wait for bytes and show them, and mark some as used",
            "`read`: without `consume`, the same bytes come again",
        ],
        fill_buf,
    ),
    (
        [
            "`buffer`, `capacity` of `BufReader`, `BufWriter`",
            "show the buffer's content and size",
            "what waits in the kernel",
        ],
        buffer,
    ),
    (
        [
            "`get_ref`, `get_mut`, `into_inner` of `BufReader`, `BufWriter`, `Take`, `Chain`",
            "lend what is inside, or give it back",
            "safe: `into_inner` of a `BufReader` loses what it read ahead",
        ],
        inner,
    ),
    (
        [
            "`seek_relative` of `BufReader`",
            "jumps forward or back in a file",
            "skipping bytes of a stream",
        ],
        seek_relative,
    ),
];

/// Nothing is there to be read now.
fn is_empty(stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).expect("a stream");
    let came = kind((&mut &*stream).read(&mut [0; 8]));
    stream.set_nonblocking(false).expect("a stream");
    came == Err(ErrorKind::WouldBlock)
}

fn read_some() {
    let (mut server, mut client) = pair();
    assert_waits(&mut client);
    write(&mut server, b"two ");
    write(&mut server, b"messages");
    wait_for_bytes(&client, 12);
    let mut buffer = [0; 64];
    assert_eq!(client.read(&mut buffer).expect("both at once"), 12);
    drop(server);
    assert_eq!(client.read(&mut buffer).expect("the end"), 0);
}

fn read_exact() {
    let (mut server, mut client) = pair();
    let mut buffer = [0; 2];
    write(&mut server, b"abc");
    client.read_exact(&mut buffer).expect("two bytes");
    drop(server);
    assert_eq!(kind(client.read_exact(&mut buffer)), Err(ErrorKind::UnexpectedEof));
}

fn read_to_end() {
    let (mut server, mut client) = pair();
    let mut bytes = b"> ".to_vec();
    write(&mut server, b"one ");
    client.set_read_timeout(Some(WHILE)).expect("a limit");
    assert_eq!(kind(client.read_to_end(&mut bytes)), Err(ErrorKind::WouldBlock));
    client.set_read_timeout(Some(BOUND)).expect("a limit");
    write(&mut server, b"two");
    drop(server);
    assert_eq!(client.read_to_end(&mut bytes).expect("its end"), 3);
    assert_eq!(bytes, b"> one two");
    let (mut server, mut client) = pair();
    write(&mut server, b"text");
    drop(server);
    let mut text = "> ".to_string();
    client.read_to_string(&mut text).expect("its end");
    assert_eq!(text, "> text");
}

fn peek() {
    let (mut server, mut client) = pair();
    client.set_read_timeout(Some(WHILE)).expect("a limit");
    let mut buffer = [0; 8];
    assert_eq!(kind(client.peek(&mut buffer)), Err(ErrorKind::WouldBlock));
    client.set_read_timeout(Some(BOUND)).expect("a limit");
    write(&mut server, b"abc");
    assert_eq!(client.peek(&mut buffer).expect("they are there"), 3);
    assert_eq!(client.read(&mut buffer).expect("they are still there"), 3);
}

fn take() {
    let (mut server, client) = pair();
    write(&mut server, b"abcdef");
    let mut three = (&client).take(3);
    wait_for_bytes(&client, 6);
    let mut bytes = Vec::new();
    three.read_to_end(&mut bytes).expect("an end after three");
    assert_eq!(bytes, b"abc");
}

fn limit() {
    let mut reader = (&b"abcdef"[..]).take(3);
    reader.read_exact(&mut [0; 2]).expect("two bytes");
    assert_eq!(reader.limit(), 1);
    reader.set_limit(2);
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).expect("two more");
    assert_eq!(bytes, b"cd");
}

fn by_ref() {
    let mut reader = &b"abc"[..];
    let mut bytes = Vec::new();
    Read::take(reader.by_ref(), 1).read_to_end(&mut bytes).expect("a byte");
    assert_eq!((&bytes[..], reader), (&b"a"[..], &b"bc"[..]));
    let mut writer = Vec::new();
    writer.by_ref().write_all(b"abc").expect("a vector takes all");
    assert_eq!(writer, b"abc");
}

fn chain() {
    let [(first, one), (mut second, two)] = [pair(), pair()];
    write(&mut second, b"2");
    wait_for_bytes(&two, 1);
    one.set_read_timeout(Some(WHILE)).expect("a limit");
    let mut both = (&one).chain(&two);
    assert_eq!(kind(both.read(&mut [0])), Err(ErrorKind::WouldBlock));
    drop((first, second));
    assert_eq!(io::read_to_string(both).expect("both ends"), "2");
}

/// Counts how often it is read from, or written to.
#[derive(Default)]
pub struct Counted {
    pub calls: usize,
    bytes: Vec<u8>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.calls += 1;
        (&self.bytes[self.calls - 1..]).read(buffer)
    }
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.calls += 1;
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

// That it's slow is what the row says.
#[allow(clippy::unbuffered_bytes)]
fn bytes() {
    let abc = || Counted { calls: 0, bytes: b"abc".to_vec() };
    let mut counted = abc();
    let bytes: io::Result<Vec<u8>> = Read::by_ref(&mut counted).bytes().take(3).collect();
    assert_eq!((bytes.expect("three bytes"), counted.calls), (b"abc".to_vec(), 3));
    let mut counted = abc();
    assert_eq!(BufReader::new(Read::by_ref(&mut counted)).bytes().take(3).count(), 3);
    assert_eq!(counted.calls, 1);
}

fn vectored() {
    let (mut server, mut client) = pair();
    let two = [IoSlice::new(b"ab"), IoSlice::new(b"cd")];
    assert_eq!(server.write_vectored(&two).expect("room for four"), 4);
    wait_for_bytes(&client, 4);
    let (mut one, mut more) = ([0; 1], [0; 8]);
    let mut into = [IoSliceMut::new(&mut one), IoSliceMut::new(&mut more)];
    assert_eq!(client.read_vectored(&mut into).expect("four bytes"), 4);
    assert_eq!((&one, &more), (b"a", b"bcd\0\0\0\0\0"));
    server.set_nonblocking(true).expect("a stream");
    let large = vec![0; 1 << 25];
    let written = server.write_vectored(&[IoSlice::new(&large), IoSlice::new(&large)]);
    assert!(written.is_ok_and(|count| count < 2 * large.len()));
}

fn buf_reader() {
    let (mut server, client) = pair();
    write(&mut server, b"one\ntwo\nthree\n");
    wait_for_bytes(&client, 14);
    let mut reader = BufReader::new(&client);
    assert_eq!(reader.capacity(), 8192);
    reader.read_line(&mut String::new()).expect("a line");
    drop(reader);
    assert!(is_empty(&client), "two lines have gone with the reader");
    let mut reader = BufReader::with_capacity(4, &b"one\ntwo"[..]);
    assert_eq!(reader.fill_buf().expect("bytes"), b"one\n");
}

fn read_line() {
    let (mut server, client) = pair();
    write(&mut server, b"one\ntwo");
    drop(server);
    let (mut reader, mut text) = (BufReader::new(client), String::new());
    let lengths = [(); 3].map(|()| reader.read_line(&mut text).expect("a line"));
    assert_eq!((lengths, &*text), ([4, 3, 0], "one\ntwo"));
}

fn lines() {
    let long = "x".repeat(100_000);
    let (server, client) = pair();
    let text = format!("a\r\nb\n{long}\n");
    let sends = thread::spawn(move || write(&mut { server }, text.as_bytes()));
    let mut lines = BufReader::new(&client).lines();
    for line in ["a", "b", &long] {
        assert_eq!(lines.next().expect("a line").expect("text"), line);
    }
    sends.join().expect("all is sent");
    let (_server, client) = pair();
    client.set_read_timeout(Some(WHILE)).expect("a limit");
    let nothing = BufReader::new(&client).lines().next().expect("no end");
    assert_eq!(kind(nothing), Err(ErrorKind::WouldBlock));
}

fn until() {
    let mut reader = &b"ab;cd"[..];
    let mut bytes = b"> ".to_vec();
    assert_eq!(reader.read_until(b';', &mut bytes).expect("a piece"), 3);
    assert_eq!(reader.read_until(b';', &mut bytes).expect("the end"), 2);
    assert_eq!(bytes, b"> ab;cd");
    let mut reader = &b"ab;cd"[..];
    assert_eq!(reader.skip_until(b';').expect("a piece"), 3);
    assert_eq!(reader, b"cd");
    assert_eq!(reader.skip_until(b';').expect("the end"), 2);
}

fn split() {
    let (mut server, client) = pair();
    write(&mut server, b"ab;cd");
    client.set_read_timeout(Some(WHILE)).expect("a limit");
    let mut pieces = BufReader::new(&client).split(b';');
    assert_eq!(kind(pieces.next().expect("no end")), Ok(b"ab".to_vec()));
    assert_eq!(kind(pieces.next().expect("no end")), Err(ErrorKind::WouldBlock));
}

fn fill_buf() {
    let (mut server, client) = pair();
    client.set_read_timeout(Some(WHILE)).expect("a limit");
    let mut reader = BufReader::new(&client);
    assert_eq!(kind(reader.fill_buf()), Err(ErrorKind::WouldBlock));
    write(&mut server, b"abc");
    wait_for_bytes(&client, 3);
    for _ in 0..2 {
        assert_eq!(kind(reader.fill_buf()), Ok(&b"abc"[..]));
    }
    reader.consume(2);
    assert_eq!(kind(reader.fill_buf()), Ok(&b"c"[..]));
}

fn buffer() {
    let (mut server, client) = pair();
    write(&mut server, b"abc");
    wait_for_bytes(&client, 3);
    let mut reader = BufReader::with_capacity(16, &client);
    assert_eq!(reader.buffer(), b"", "nothing is read yet");
    reader.fill_buf().expect("three bytes");
    write(&mut server, b"de");
    wait_for_bytes(&client, 2);
    assert_eq!((reader.buffer(), reader.capacity()), (&b"abc"[..], 16));
    let mut writer = BufWriter::with_capacity(16, &client);
    writer.write_all(b"xy").expect("room");
    assert_eq!((writer.buffer(), writer.capacity()), (&b"xy"[..], 16));
}

fn inner() {
    let (mut server, client) = pair();
    write(&mut server, b"abc");
    wait_for_bytes(&client, 3);
    let mut reader = BufReader::new(client);
    reader.read_exact(&mut [0]).expect("a byte");
    assert!(is_empty(reader.get_ref()));
    let reads = reader.into_inner();
    assert!(is_empty(&reads), "two bytes have gone with the reader");
    let mut writer = BufWriter::new(server);
    writer.write_all(b"xy").expect("room");
    assert!(is_empty(&reads) && writer.get_mut().set_nodelay(true).is_ok());
    writer.into_inner().expect("the stream, after it has written");
    wait_for_bytes(&reads, 2);
    let mut three = (&b"abc"[..]).take(1);
    assert_eq!((*three.get_ref(), *three.get_mut()), (&b"abc"[..], &b"abc"[..]));
    three.read_exact(&mut [0]).expect("a byte");
    assert_eq!(three.into_inner(), b"bc");
    let mut two = (&b"a"[..]).chain(&b"b"[..]);
    assert_eq!(*two.get_mut().0, b"a");
    assert_eq!(*two.get_ref().1, b"b");
    assert_eq!(two.into_inner(), (&b"a"[..], &b"b"[..]));
}

/// Asked whether such a reader has places to jump to, which a `BufReader` demands for its own.
struct Asked<T>(PhantomData<T>);

impl<T: Seek> Asked<T> {
    fn seeks(&self) -> bool {
        true
    }
}

/// The answer for all others: the compiler takes the type's own method where there is one.
trait Otherwise {
    fn seeks(&self) -> bool {
        false
    }
}

impl<T> Otherwise for Asked<T> {}

fn seek_relative() {
    let mut reader = BufReader::new(Cursor::new(b"abc"));
    reader.seek_relative(2).expect("a place in it");
    reader.seek_relative(-1).expect("a place in it");
    assert_eq!(io::read_to_string(reader).expect("text"), "bc");
    assert!(Asked::<Cursor<&[u8]>>(PhantomData).seeks());
    assert!(!Asked::<TcpStream>(PhantomData).seeks());
}
