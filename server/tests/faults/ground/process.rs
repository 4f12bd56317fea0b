//! The program as a process of its own: started, looked at, killed.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{Ground, LONG, Result};

impl Ground {
    /// Starts the process and waits until it listens.
    pub async fn start(&mut self) -> Result {
        let command = Command::new(env!("CARGO_BIN_EXE_leitstand"));
        self.start_by(command).await
    }

    /// Starts the process by another command that ends in the program, and waits until it listens.
    pub async fn start_by(&mut self, mut command: Command) -> Result {
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("LEITSTAND_") || text == "DATABASE_URL" {
                command.env_remove(&name);
            }
        }
        let before = self.log().len();
        let log = File::options().create(true).append(true).open(&self.log)?;
        let config = self.config.clone();
        command
            .args(["serve", "--config"])
            .arg(config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        let child = self.process.insert(command.spawn()?);
        let end = Instant::now() + LONG;
        loop {
            let log = fs::read_to_string(&self.log).unwrap_or_default();
            let log = log.get(before..).unwrap_or_default();
            if let Some(address) = listening(log) {
                *self.address.lock().expect("not poisoned") = address;
                return Ok(());
            }
            if child.try_wait()?.is_some() || Instant::now() > end {
                return Err(format!("the program does not serve:\n{log}").into());
            }
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// `kill -9`.
    pub fn kill(&mut self) -> Result {
        if let Some(mut process) = self.process.take() {
            process.kill()?;
            process.wait()?;
        }
        Ok(())
    }

    /// Kills it and starts it again on the same data.
    pub async fn crash(&mut self) -> Result {
        self.kill()?;
        self.start().await
    }

    /// The end of the process, if it ended by itself.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        match &mut self.process {
            Some(process) => Ok(process.try_wait()?),
            None => Ok(Some(ExitStatus::from_raw(0))),
        }
    }

    /// The id of the process that was started.
    pub fn pid(&self) -> u32 {
        self.process.as_ref().map_or(0, Child::id)
    }

    /// Where it listens just now.
    pub fn address(&self) -> SocketAddr {
        *self.address.lock().expect("not poisoned")
    }

    /// Everything it has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

/// The address in the line that says where it serves.
fn listening(log: &str) -> Option<SocketAddr> {
    log.lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .find(|line| line["message"] == "serving")?["address"]
        .as_str()?
        .parse()
        .ok()
}
