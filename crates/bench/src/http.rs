//! A client as small as it gets: one kept-alive connection, answers by their length.
//!
//! It shares the machine with the server it measures, so it parses no more than it must.

use anyhow::{Context as _, Result, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// One kept-alive connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What came back; its text lies in the connection until the next request.
#[derive(Debug, Clone, Copy)]
pub struct Reply {
    /// Status.
    pub status: u16,
    head: usize,
    end: usize,
}

impl Reply {
    /// Bytes of the body.
    pub const fn body_bytes(&self) -> usize {
        self.end - self.head
    }
}

impl Connection {
    /// Connects to a port of this machine.
    pub async fn open(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(256 * 1024),
        })
    }

    /// Sends a whole request and reads the whole answer.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Reply> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head = loop {
            self.more().await?;
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at + 4;
            }
        };
        let (status, length) = {
            let text = std::str::from_utf8(&self.buffer[..head]).context("the head is no text")?;
            (status(text)?, length(text)?)
        };
        while self.buffer.len() < head + length {
            self.more().await?;
        }
        Ok(Reply {
            status,
            head,
            end: head + length,
        })
    }

    /// The answer's head.
    pub fn head(&self, reply: Reply) -> String {
        String::from_utf8_lossy(&self.buffer[..reply.head]).into_owned()
    }

    /// The answer's body.
    pub fn body(&self, reply: Reply) -> String {
        String::from_utf8_lossy(&self.buffer[reply.head..reply.end]).into_owned()
    }

    async fn more(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

fn status(head: &str) -> Result<u16> {
    head.split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .context("no status")
}

fn length(head: &str) -> Result<usize> {
    for line in head.lines().skip(1) {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            return value.trim().parse().context("the length is no number");
        }
    }
    bail!("an answer without a length: {head}")
}

/// A request for a page.
pub fn get(port: u16, path: &str, cookie: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\naccept: text/html\r\ncookie: {cookie}\r\n\r\n").into_bytes()
}

/// A form sent by our own page.
pub fn post(port: u16, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    let body = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect::<Vec<_>>()
        .join("&");
    format!(
        "POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\norigin: http://127.0.0.1:{port}\r\nsec-fetch-site: same-origin\r\n\
         accept: text/html\r\ncookie: {cookie}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Percent-encoding of everything that is not plain.
pub fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read_whatever_their_case() -> Result<()> {
        let head = "HTTP/1.1 303 See Other\r\nLocation: /\r\ncontent-Length: 12\r\n\r\n";
        assert_eq!((status(head)?, length(head)?), (303, 12));
        assert!(length("HTTP/1.1 200 OK\r\n\r\n").is_err());
        assert_eq!(encoded("a b+ä"), "a%20b%2B%C3%A4");
        Ok(())
    }
}
