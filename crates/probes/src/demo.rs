//! Listeners that answer for the systems of a demo database, on 127.20.0.0/16 and nowhere else.
//!
//! They are real sockets, so that the probes of a demo are real probes. What cannot be bound (ports below 1024 need root)
//! is reported and left out: those systems then refuse connections, which is a state a demo may show.
//! A ping to 127.20.0.0/16 is always answered, by the operating system itself.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::address::Network;

/// Where demo listeners may open.
pub const DEMO_NETWORK: &str = "127.20.0.0/16";
/// Connections served at once; more are closed at once.
const MOST_CONNECTIONS: usize = 64;
/// How long one connection may last.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a connection attempt on this machine takes if nobody drops it.
const LOCAL_CONNECT: Duration = Duration::from_millis(200);

/// What a listener does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Behaviour {
    /// Greets like an SSH server.
    Ssh {
        /// Port, 22 for the usual one.
        port: u16,
        /// Identification line without its end.
        banner: String,
    },
    /// Answers every HTTP request with a small page.
    Http {
        /// Port, 80 for the usual one.
        port: u16,
    },
    /// Takes the connection request and never answers it, like a firewall that drops.
    Drop {
        /// Port.
        port: u16,
    },
}

impl Behaviour {
    const fn port(&self) -> u16 {
        match self {
            Self::Ssh { port, .. } | Self::Http { port } | Self::Drop { port } => *port,
        }
    }
}

/// A listener that could not be opened.
#[derive(Debug, PartialEq, Eq)]
pub struct NotOpened {
    /// Where it should have listened.
    pub address: SocketAddrV4,
    /// Why it does not.
    pub error: io::ErrorKind,
}

/// Open listeners; dropping them closes everything at once.
pub struct DemoListeners {
    tasks: JoinSet<()>,
    addresses: Vec<SocketAddrV4>,
}

impl DemoListeners {
    /// Opens the listeners. Addresses outside [`DEMO_NETWORK`] are refused ([`io::ErrorKind::InvalidInput`]); what else could
    /// not be opened is in the second part.
    pub async fn start(plan: Vec<(Ipv4Addr, Behaviour)>) -> (Self, Vec<NotOpened>) {
        let limit = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        let mut open = Self {
            tasks: JoinSet::new(),
            addresses: Vec::new(),
        };
        let mut failed = Vec::new();
        for (ip, behaviour) in plan {
            let address = SocketAddrV4::new(ip, behaviour.port());
            if let Err(error) = open.add(address, behaviour, &limit).await {
                let error = error.kind();
                failed.push(NotOpened { address, error });
            }
        }
        (open, failed)
    }

    /// Where something listens (with the port the system chose, if port 0 was asked for).
    pub fn addresses(&self) -> &[SocketAddrV4] {
        &self.addresses
    }

    /// Closes the listeners and every connection, and waits until that is done.
    pub async fn shutdown(mut self) {
        self.tasks.shutdown().await;
    }

    async fn add(
        &mut self,
        address: SocketAddrV4,
        behaviour: Behaviour,
        limit: &Arc<Semaphore>,
    ) -> io::Result<()> {
        let network: Network = DEMO_NETWORK.parse().map_err(io::Error::other)?;
        if !network.contains((*address.ip()).into()) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let bound = match behaviour {
            Behaviour::Drop { .. } => {
                let hole = BlackHole::open(address).await?;
                let bound = hole.listener.local_addr()?;
                self.tasks.spawn(hole.keep());
                bound
            }
            behaviour => {
                let listener = TcpListener::bind(address).await?;
                let bound = listener.local_addr()?;
                self.tasks.spawn(accept(listener, behaviour, limit.clone()));
                bound
            }
        };
        if let SocketAddr::V4(bound) = bound {
            self.addresses.push(bound);
        }
        Ok(())
    }
}

async fn accept(listener: TcpListener, behaviour: Behaviour, limit: Arc<Semaphore>) {
    let behaviour = Arc::new(behaviour);
    // Ends with this task: connections do not outlive their listener.
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors: wait for some to come free instead of spinning.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        if let Ok(place) = limit.clone().try_acquire_owned() {
            let behaviour = behaviour.clone();
            connections.spawn(async move {
                // Whoever hangs up early has his answer already.
                let _ = timeout(PATIENCE, serve(stream, &behaviour)).await;
                drop(place);
            });
        }
    }
}

async fn serve(mut stream: TcpStream, behaviour: &Behaviour) -> io::Result<()> {
    match behaviour {
        Behaviour::Ssh { banner, .. } => {
            stream.write_all(format!("{banner}\r\n").as_bytes()).await?;
            // A client answers with its own line or hangs up; either way there is nothing more to say.
            let _answer = stream.read(&mut [0; 256]).await?;
        }
        Behaviour::Http { .. } => {
            read_head(&mut stream).await?;
            stream.write_all(page().as_bytes()).await?;
            stream.shutdown().await?;
        }
        Behaviour::Drop { .. } => {}
    }
    Ok(())
}

/// Reads to the empty line behind the header, or 8 KiB.
async fn read_head(stream: &mut TcpStream) -> io::Result<()> {
    let mut head = Vec::new();
    while head.len() < 8 * 1024 && !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let mut part = [0; 1024];
        match stream.read(&mut part).await? {
            0 => break,
            read => head.extend_from_slice(&part[..read]),
        }
    }
    Ok(())
}

fn page() -> String {
    const BODY: &str = "<!doctype html><html lang=\"de\"><title>Demosystem</title><p>Dieses System gehört zur Demo.</p></html>\n";
    let length = BODY.len();
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{BODY}"
    )
}

/// A listener whose queue is full: the kernel drops further connection requests, as a firewall would.
struct BlackHole {
    listener: TcpListener,
    fillers: Vec<TcpStream>,
}

impl BlackHole {
    async fn open(address: SocketAddrV4) -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(address.into())?;
        let listener = socket.listen(1)?;
        let bound = listener.local_addr()?;
        let mut fillers = Vec::new();
        // Nobody accepts, so these stay in the queue; the first one that does not get through shows that it is full.
        while fillers.len() < 8 {
            match timeout(LOCAL_CONNECT, TcpStream::connect(bound)).await {
                Ok(filler) => fillers.push(filler?),
                Err(_) => return Ok(Self { listener, fillers }),
            }
        }
        Err(io::Error::other("the queue does not fill up"))
    }

    /// Holds the sockets until the task is ended.
    async fn keep(self) {
        std::future::pending::<()>().await;
        drop((self.listener, self.fillers));
    }
}
