//! Does a port take a connection?

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio::time::timeout_at;

use crate::outcome::{ProbeOutcome, Reason};

/// Connects and hangs up.
pub(crate) async fn connect(address: IpAddr, port: u16, timeout: Duration) -> ProbeOutcome {
    let started = Instant::now();
    match open(address, port, started + timeout).await {
        Ok(_stream) => ProbeOutcome::answers(started.elapsed()),
        Err(outcome) => outcome,
    }
}

/// A connection, or the outcome that says why there is none.
pub(crate) async fn open(
    address: IpAddr,
    port: u16,
    deadline: Instant,
) -> Result<TcpStream, ProbeOutcome> {
    let started = Instant::now();
    let connecting = TcpStream::connect(SocketAddr::new(address, port));
    match timeout_at(deadline.into(), connecting).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(ProbeOutcome::failed(&error, started.elapsed())),
        Err(_) => Err(ProbeOutcome::silent(Reason::Timeout)),
    }
}
