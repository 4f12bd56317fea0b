//! One cell of the table: so many connections ask as fast as they can for some seconds.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::http::Connection;
use crate::process::Watched;

/// Before the figures count, caches and prepared statements get this long.
const WARM_UP: Duration = Duration::from_millis(1_200);

/// What is asked: the n-th request.
pub type Ask<'a> = dyn Fn(u64) -> Vec<u8> + 'a;

/// What a cell measured.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    /// Connections.
    pub connections: usize,
    /// Answers a second.
    pub per_second: f64,
    /// Half of the answers took no longer, in milliseconds.
    pub p50: f64,
    /// Of a hundred answers 99 took no longer, in milliseconds.
    pub p99: f64,
    /// CPU time of the server for one request, in milliseconds.
    pub cpu_server: f64,
    /// CPU time of the database's own processes for one request, in milliseconds.
    pub cpu_database: f64,
    /// Bytes of the last body.
    pub bytes: usize,
}

struct Took {
    micros: Vec<u32>,
    bytes: usize,
}

/// Measures one cell.
pub async fn measure(
    port: u16,
    watched: &Watched,
    connections: usize,
    length: Duration,
    expected: u16,
    first: u64,
    ask: &Ask<'_>,
) -> Result<Cell> {
    let mut open = Vec::with_capacity(connections);
    for _ in 0..connections {
        open.push(Connection::open(port).await?);
    }
    let stride = connections as u64;
    let warm = round(&mut open, WARM_UP, expected, first, stride, ask).await?;
    let next = first
        + 10 * stride
        + warm
            .iter()
            .map(|t| t.micros.len() as u64)
            .max()
            .unwrap_or(0)
            * stride;
    let before = watched.cpu()?;
    let started = Instant::now();
    let took = round(&mut open, length, expected, next, stride, ask).await?;
    let seconds = started.elapsed().as_secs_f64();
    let after = watched.cpu()?;
    let bytes = took.first().map_or(0, |t| t.bytes);
    let mut all: Vec<u32> = took.into_iter().flat_map(|t| t.micros).collect();
    if all.is_empty() {
        bail!("not one answer in {seconds} s");
    }
    all.sort_unstable();
    let count = all.len() as f64;
    let at = |share: usize| f64::from(all[(all.len() * share / 100).min(all.len() - 1)]) / 1_000.0;
    Ok(Cell {
        connections,
        per_second: count / seconds,
        p50: at(50),
        p99: at(99),
        cpu_server: (after.server - before.server) * 1_000.0 / count,
        cpu_database: (after.database - before.database) * 1_000.0 / count,
        bytes,
    })
}

/// Every connection asks until the time is over.
async fn round(
    open: &mut [Connection],
    length: Duration,
    expected: u16,
    first: u64,
    stride: u64,
    ask: &Ask<'_>,
) -> Result<Vec<Took>> {
    let until = Instant::now() + length;
    let mut tasks = Vec::new();
    for (n, connection) in open.iter_mut().enumerate() {
        tasks.push(asking(
            connection,
            until,
            expected,
            first + n as u64,
            stride,
            ask,
        ));
    }
    futures::future::try_join_all(tasks).await
}

async fn asking(
    connection: &mut Connection,
    until: Instant,
    expected: u16,
    first: u64,
    stride: u64,
    ask: &Ask<'_>,
) -> Result<Took> {
    let mut took = Took {
        micros: Vec::with_capacity(65_536),
        bytes: 0,
    };
    let mut n = first;
    while Instant::now() < until {
        let request = ask(n);
        let began = Instant::now();
        let reply = connection.ask(&request).await?;
        took.micros
            .push(u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX));
        if reply.status != expected {
            let text = connection.body(reply);
            let text: String = text.chars().take(2_000).collect();
            bail!("status {} instead of {expected}: {text}", reply.status);
        }
        took.bytes = reply.body_bytes();
        n += stride;
    }
    Ok(took)
}
