//! The greeting of an SSH server: its identification line (RFC 4253, section 4.2), and nothing after it.
//!
//! The line comes from a machine that may be broken or hostile: at most 255 bytes of it are read, a few lines may come
//! before it, and everything outside printable ASCII is replaced before anybody sees it.

use std::io;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio::time::timeout_at;

use crate::outcome::{ProbeOutcome, Reason};
use crate::tcp;

/// Longest identification line, with its end.
const LINE: u64 = 255;
/// Lines a server may send before it.
const LINES_BEFORE: usize = 8;

/// Connects, reads the greeting and hangs up.
pub(crate) async fn banner(address: IpAddr, port: u16, timeout: Duration) -> ProbeOutcome {
    let started = Instant::now();
    let deadline = started + timeout;
    let stream = match tcp::open(address, port, deadline).await {
        Ok(stream) => stream,
        Err(outcome) => return outcome,
    };
    match timeout_at(deadline.into(), greeting(stream)).await {
        Ok(Ok(Greeting::Ssh(banner))) => ProbeOutcome {
            banner: Some(banner),
            ..ProbeOutcome::answers(started.elapsed())
        },
        Ok(Ok(Greeting::Other)) => ProbeOutcome::unknown(Reason::NotSsh),
        Ok(Ok(Greeting::Closed)) => ProbeOutcome::refused(Reason::ClosedEarly, started.elapsed()),
        Ok(Err(error)) => ProbeOutcome::failed(&error, started.elapsed()),
        Err(_) => ProbeOutcome::silent(Reason::NoBanner),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Greeting {
    Ssh(String),
    Other,
    Closed,
}

async fn greeting(stream: impl AsyncRead + Unpin) -> io::Result<Greeting> {
    let mut reader = BufReader::with_capacity(512, stream);
    for _ in 0..=LINES_BEFORE {
        let mut line = Vec::with_capacity(256);
        (&mut reader)
            .take(LINE)
            .read_until(b'\n', &mut line)
            .await?;
        if line.is_empty() {
            return Ok(Greeting::Closed);
        }
        if line.starts_with(b"SSH-") {
            return Ok(Greeting::Ssh(printable(&line)));
        }
        if !line.ends_with(b"\n") {
            break;
        }
    }
    Ok(Greeting::Other)
}

/// The line without its end, everything but printable ASCII as `?`.
fn printable(line: &[u8]) -> String {
    let end = line.iter().rposition(|byte| !b"\r\n".contains(byte));
    let line = end.map_or(&line[..0], |last| &line[..=last]);
    let shown = |byte: &u8| match byte {
        b' '..=b'~' => char::from(*byte),
        _ => '?',
    };
    line.iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(bytes: &[u8]) -> io::Result<Greeting> {
        greeting(bytes).await
    }

    #[tokio::test]
    async fn the_identification_line_is_found_and_cleaned() -> io::Result<()> {
        let ssh = |text: &str| Greeting::Ssh(text.to_owned());
        let plain = b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\nmore";
        assert_eq!(read(plain).await?, ssh("SSH-2.0-OpenSSH_9.2p1 Debian-2"));
        assert_eq!(read(b"SSH-2.0-x\n").await?, ssh("SSH-2.0-x"));
        assert_eq!(read(b"SSH-2.0-x").await?, ssh("SSH-2.0-x"));
        let hostile = b"SSH-2.0-\x1b[31m<b>\x00\xff\r\r\n";
        assert_eq!(read(hostile).await?, ssh("SSH-2.0-?[31m<b>??"));
        assert_eq!(
            read(b"Welcome\r\nto\r\nSSH-2.0-x\r\n").await?,
            ssh("SSH-2.0-x")
        );
        Ok(())
    }

    #[tokio::test]
    async fn long_and_foreign_greetings_end_the_reading() -> io::Result<()> {
        let long = [b"SSH-2.0-".as_slice(), &[b'a'; 10_000]].concat();
        let Greeting::Ssh(cut) = read(&long).await? else {
            panic!("a long line is cut, not refused");
        };
        assert_eq!(cut.len(), 255);
        assert_eq!(read(&[b'x'; 10_000]).await?, Greeting::Other);
        assert_eq!(read(&b"line\n".repeat(9)).await?, Greeting::Other);
        let late = [b"line\n".repeat(8), b"SSH-2.0-x\n".to_vec()].concat();
        assert_eq!(read(&late).await?, Greeting::Ssh("SSH-2.0-x".to_owned()));
        assert_eq!(read(b"").await?, Greeting::Closed);
        assert_eq!(
            read(b"HTTP/1.1 400 Bad Request\r\n").await?,
            Greeting::Closed
        );
        Ok(())
    }
}
