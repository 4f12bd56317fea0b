//! Slow, ambiguous and cut-off connections; stopping.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use super::desk::{Desk, Result};

/// Writes this and reads until the server closes.
async fn exchange(desk: &Desk, request: &str) -> Result<String> {
    let mut stream = TcpStream::connect(desk.address).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await??;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[tokio::test]
async fn a_client_that_is_slow_with_headers_or_body_is_closed_in_time() -> Result {
    let desk = Desk::start().await?;
    let started = Instant::now();
    let headers = exchange(&desk, "GET /login HTTP/1.1\r\nHost: x\r\nX-Slow");
    let body = exchange(
        &desk,
        "POST /login HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: 100\r\nConnection: close\r\n\r\nemail=",
    );
    let (headers, body) = tokio::join!(headers, body);
    assert!(
        started.elapsed() <= Duration::from_secs(15),
        "{:?}",
        started.elapsed()
    );
    assert!(!headers?.contains("200 OK"));
    let body = body?;
    assert!(body.starts_with("HTTP/1.1 408"), "{body}");
    desk.stop().await
}

#[tokio::test]
async fn lengths_a_proxy_could_read_differently_are_refused() -> Result {
    let desk = Desk::start().await?;
    let head = "POST /login HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nConnection: close\r\n";
    for lengths in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
        "Content-Length: +3\r\n\r\nabc",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    ] {
        let answer = exchange(&desk, &format!("{head}{lengths}")).await?;
        let refused = answer.starts_with("HTTP/1.1 400") || answer.starts_with("HTTP/1.1 411");
        assert!(refused, "{lengths:?}: {answer}");
    }
    desk.stop().await
}

#[tokio::test]
async fn stopping_finishes_requests_and_gives_the_lease_back() -> Result {
    let desk = Desk::start().await?;
    let address = desk.address;
    let context = desk.context().clone();
    let mut tx = context.db().read().await?;
    assert_eq!(store::instances::list(&mut tx).await?.len(), 1);
    drop(tx);
    let occupied = services::instance::take(&context)
        .await?
        .ok_or("no lease on SQLite")?;
    assert!(occupied.is_err(), "a second process is refused");
    let mut open = TcpStream::connect(address).await?;
    open.write_all(b"GET /login HTTP/1.1\r\nHost: x\r\n\r\n")
        .await?;
    let mut first = [0; 12];
    open.read_exact(&mut first).await?;
    desk.stop().await?;
    assert_eq!(&first, b"HTTP/1.1 200");
    let mut rest = Vec::new();
    open.read_to_end(&mut rest).await?;
    assert!(String::from_utf8_lossy(&rest).ends_with("</html>"));
    assert!(
        TcpStream::connect(address).await.is_err(),
        "nobody listens any more"
    );
    Ok(())
}
