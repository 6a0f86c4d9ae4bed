// ANCHOR: uses
pub mod many_record;
#[allow(dead_code, reason = "one of its axes")]
mod plot;
mod record;
// ANCHOR_END: uses

// ANCHOR: std
use record::progress;
use std::hint::black_box;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};
use std::{env, sync::mpsc, thread};
// ANCHOR_END: std

// ANCHOR: visit
fn visit(address: SocketAddr, thinks: Duration) -> io::Result<()> {
    let mut stream = TcpStream::connect(address)?;
    stream.read_exact(&mut [0; 13])?;
    thread::sleep(thinks);
    stream.write_all(b"Hello Server!")
}
// ANCHOR_END: visit

// ANCHOR: serve
fn serve(mut stream: TcpStream, steps: u64) -> io::Result<()> {
    stream.write_all(b"Hello client!")?;
    stream.read_exact(&mut [0; 13])?;
    (0..steps).for_each(|step| _ = black_box(step));
    Ok(())
}
// ANCHOR_END: serve

// ANCHOR: work
/// How many clients come, and what each costs: time to think, or work for
/// the server.
#[derive(Clone, Copy)]
pub struct Work {
    pub clients: usize,
    pub thinks: Duration,
    pub steps: u64,
}
// ANCHOR_END: work

// ANCHOR: clients
/// When each client was served, in seconds from the start.
pub fn served(work: Work, threads: bool) -> io::Result<Vec<f64>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let start = Instant::now();
    for _ in 0..work.clients {
        thread::spawn(move || visit(address, work.thinks));
    }
    // ANCHOR_END: clients
    // ANCHOR: loop
    let (done, times) = mpsc::channel();
    for _ in 0..work.clients {
        let (stream, _) = listener.accept()?;
        let done = done.clone();
        let job = move || {
            let served = serve(stream, work.steps);
            let _ = done.send(served.map(|()| start.elapsed().as_secs_f64()));
        };
        // ANCHOR_END: loop
        // ANCHOR: threads
        match threads {
            true => _ = thread::spawn(job),
            false => job(),
        }
    }
    drop(done);
    let mut times: Vec<f64> = times.into_iter().collect::<io::Result<_>>()?;
    times.sort_by(f64::total_cmp);
    Ok(times)
}
// ANCHOR_END: threads

// ANCHOR: measure
pub fn measure(clients: usize) -> io::Result<Vec<Vec<f64>>> {
    let thinks = Duration::from_millis(50);
    let think = Work { clients, thinks, steps: 0 };
    let compute = Work { clients, thinks: Duration::ZERO, steps: 50_000_000 };
    let kinds =
        [(think, false), (think, true), (compute, false), (compute, true)];
    let measured = kinds.into_iter().enumerate().map(|(i, (work, threads))| {
        progress(&format!("{} of {}", i + 1, kinds.len()));
        served(work, threads)
    });
    measured.collect()
}
// ANCHOR_END: measure

// ANCHOR: main
fn main() -> io::Result<()> {
    let columns = measure(16)?;
    progress("");
    print!("{}", many_record::text(&columns));
    if let Some(folder) = env::args().nth(1) {
        many_record::write(&folder, &columns)?;
    }
    Ok(())
}
// ANCHOR_END: main
