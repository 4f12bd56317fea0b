//! A way to the database that can be cut: what a stopped server, a pulled cable, a restart look like.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::ground::Result;

/// Forwards connections until it is cut.
pub struct Proxy {
    pub address: SocketAddr,
    to: String,
    running: Option<JoinHandle<()>>,
    open: Arc<Mutex<JoinSet<()>>>,
}

impl Proxy {
    pub async fn to(target: &str) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let mut proxy = Self {
            address: listener.local_addr()?,
            to: target.to_owned(),
            running: None,
            open: Arc::default(),
        };
        proxy.serve(listener);
        Ok(proxy)
    }

    fn serve(&mut self, listener: TcpListener) {
        let (to, open) = (self.to.clone(), self.open.clone());
        self.running = Some(tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let to = to.clone();
                open.lock().expect("not poisoned").spawn(async move {
                    if let Ok(mut server) = TcpStream::connect(&to).await {
                        // Whoever hangs up ends it.
                        drop(tokio::io::copy_bidirectional(&mut client, &mut server).await);
                    }
                });
            }
        }));
    }

    /// Ends every connection and refuses new ones.
    pub fn cut(&mut self) {
        if let Some(running) = self.running.take() {
            running.abort();
        }
        self.open.lock().expect("not poisoned").abort_all();
    }

    /// Forwards again.
    pub async fn mend(&mut self) -> Result {
        let listener = TcpListener::bind(self.address).await?;
        self.serve(listener);
        Ok(())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.cut();
    }
}
