//! A mail server that does what the test wants at the one moment that matters: when it has the whole mail and is about
//! to say 250.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::ground::Result;

/// What it does with a whole mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Keeps it and says 250.
    Take,
    /// Neither keeps it nor answers, until it may [`Mode::Take`] again or the client is gone.
    Stall,
    /// Closes every connection before the greeting.
    Down,
}

/// A mail it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub message_id: String,
    pub to: String,
    pub text: String,
}

#[derive(Debug)]
struct State {
    mode: watch::Sender<Mode>,
    taken: Mutex<Vec<Taken>>,
    stalled: AtomicUsize,
}

/// The server; it ends with the value.
pub struct Smtp {
    pub address: SocketAddr,
    state: Arc<State>,
    running: JoinHandle<()>,
}

impl Smtp {
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            mode: watch::Sender::new(Mode::Take),
            taken: Mutex::default(),
            stalled: AtomicUsize::new(0),
        });
        let running = tokio::spawn(serve(listener, state.clone()));
        Ok(Self {
            address,
            state,
            running,
        })
    }

    pub fn mode(&self, mode: Mode) {
        self.state.mode.send_replace(mode);
    }

    /// Every mail it said 250 to.
    pub fn taken(&self) -> Vec<Taken> {
        self.state.taken.lock().expect("not poisoned").clone()
    }

    /// How many clients wait for the answer to a whole mail.
    pub fn stalled(&self) -> usize {
        self.state.stalled.load(Ordering::SeqCst)
    }

    /// Answers nobody from now on: every connection is closed before the greeting. The port stays ours, so that no test
    /// beside this one gets it meanwhile.
    pub fn down(&self) {
        self.mode(Mode::Down);
    }

    /// Answers again.
    pub fn up(&self) {
        self.mode(Mode::Take);
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        self.running.abort();
    }
}

async fn serve(listener: TcpListener, state: Arc<State>) {
    while let Ok((stream, _)) = listener.accept().await {
        let state = state.clone();
        // A connection that breaks is the client's business.
        tokio::spawn(async move { drop(talk(stream, &state).await) });
    }
}

async fn talk(stream: TcpStream, state: &State) -> std::io::Result<()> {
    if *state.mode.borrow() == Mode::Down {
        return Ok(());
    }
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut to = String::new();
    write.write_all(b"220 peer ready\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let command = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match command.as_str() {
            "EHLO" => b"250-peer\r\n250 8BITMIME\r\n",
            "RCPT" => {
                line.split(['<', '>'])
                    .nth(1)
                    .unwrap_or_default()
                    .clone_into(&mut to);
                b"250 ok\r\n"
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let mut text = String::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    // A dot at the beginning of a line came doubled.
                    text.push_str(line.strip_prefix('.').unwrap_or(&line));
                    text.push('\n');
                }
                let mut mode = state.mode.subscribe();
                if *mode.borrow_and_update() == Mode::Stall {
                    state.stalled.fetch_add(1, Ordering::SeqCst);
                    tokio::select! {
                        _ = mode.wait_for(|mode| *mode == Mode::Take) => {}
                        // The client went away.
                        _ = lines.next_line() => {
                            state.stalled.fetch_sub(1, Ordering::SeqCst);
                            return Ok(());
                        }
                    }
                    state.stalled.fetch_sub(1, Ordering::SeqCst);
                }
                state
                    .taken
                    .lock()
                    .expect("not poisoned")
                    .push(taken(to.clone(), text));
                b"250 taken\r\n"
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => b"250 ok\r\n",
        };
        write.write_all(answer).await?;
    }
    Ok(())
}

fn taken(to: String, text: String) -> Taken {
    let message_id = text
        .lines()
        .find_map(|line| line.strip_prefix("Message-ID: "))
        .unwrap_or_default()
        .trim()
        .to_owned();
    Taken {
        message_id,
        to,
        text,
    }
}
