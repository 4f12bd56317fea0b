//! Told to stop, the program finishes what it was asked, takes nothing new, gives back its leases and ends well.

use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

use crate::ground::LONG;

const BODY: &str = "subject=Beim+Abschalten&class=fault&department=technical&body=Kommt+langsam.";

on_both! {
    async fn told_to_stop_it_finishes_what_it_was_asked_and_gives_back_its_leases(mut ground) {
        let (petra, _) = ground.customer("petra@example.test", "10001").await?;
        let address = ground.address();
        let mut slow = TcpStream::connect(address).await?;
        let head = format!(
            "POST /tickets/new HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nCookie: {}\r\nExpect: 100-continue\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
            petra.cookie(),
            BODY.len(),
        );
        slow.write_all(head.as_bytes()).await?;
        // The program has begun: it asks for the rest.
        let mut answer = [0; 25];
        slow.read_exact(&mut answer).await?;
        assert_eq!(answer, *b"HTTP/1.1 100 Continue\r\n\r\n");
        let (first, rest) = BODY.split_at(20);
        slow.write_all(first.as_bytes()).await?;

        let pid = Pid::from_raw(i32::try_from(ground.pid())?).ok_or("no process")?;
        kill_process(pid, Signal::TERM)?;
        let told = Instant::now();
        while TcpStream::connect(address).await.is_ok() {
            assert!(told.elapsed() < LONG, "it still takes what is new");
            sleep(Duration::from_millis(10)).await;
        }
        assert!(ground.ended()?.is_none(), "it left somebody in the middle of a request");
        slow.write_all(rest.as_bytes()).await?;
        let mut answer = String::new();
        slow.read_to_string(&mut answer).await?;
        assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
        let status = loop {
            if let Some(status) = ground.ended()? {
                break status;
            }
            assert!(told.elapsed() < LONG + LONG, "it does not end");
            sleep(Duration::from_millis(10)).await;
        };
        assert_eq!(status.code(), Some(0), "{}", ground.log());
        assert_eq!(ground.raw.count("SELECT COUNT(*) FROM tickets").await?, 1);
        assert_eq!(ground.raw.count("SELECT COUNT(*) FROM instances").await?, 0, "a lease of the process");
        assert_eq!(ground.raw.count("SELECT COUNT(*) FROM jobs WHERE locked_by IS NOT NULL").await?, 0, "a lease of a job");
        // What was promised in the last moment is kept by the next process.
        ground.start().await?;
        ground.every_mail_is_sent().await?;
        ground.assert_sound().await?;
        ground.end().await?;
    }
}
