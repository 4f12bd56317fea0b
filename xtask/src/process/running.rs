//! What must not outlive us: one register, worked off by the guards of normal control flow and, when
//! a signal ends us, by the thread that receives it.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

const PATIENCE: Duration = Duration::from_secs(10);

static LEFTOVERS: Mutex<Leftovers> = Mutex::new(Leftovers {
    groups: Vec::new(),
    folders: Vec::new(),
});
static ENDING: AtomicBool = AtomicBool::new(false);

struct Leftovers {
    groups: Vec<(Pid, Signal)>,
    folders: Vec<PathBuf>,
}

/// From now on Ctrl-C and a polite kill end our children first.
#[expect(
    clippy::disallowed_methods,
    reason = "main is waiting for a child; there is no lease here"
)]
pub fn end_children_on_signals() -> Result<()> {
    let mut signals =
        Signals::new([SIGINT, SIGTERM, SIGHUP]).context("cannot listen for signals")?;
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            ENDING.store(true, Ordering::SeqCst);
            eprintln!("\nending what was started …");
            let (groups, folders) = {
                let mut left = leftovers();
                (
                    std::mem::take(&mut left.groups),
                    std::mem::take(&mut left.folders),
                )
            };
            for (group, polite) in groups.into_iter().rev() {
                end_group(group, polite);
            }
            for folder in folders {
                let _ = std::fs::remove_dir_all(folder);
            }
            std::process::exit(128 + signal);
        }
    });
    Ok(())
}

/// A folder that is removed when the guard goes, or when a signal ends us.
pub struct TempFolder(PathBuf);

impl TempFolder {
    /// Creates `/tmp/leitstand-<purpose>-<our process>`, readable for its owner only; one for each purpose.
    ///
    /// Directly below the temporary folder, because a clone may lie below a home that other
    /// accounts (the one PostgreSQL runs as) cannot enter.
    pub fn new(purpose: &str) -> Result<Self> {
        use std::os::unix::fs::DirBuilderExt as _;
        let path = std::env::temp_dir().join(format!("leitstand-{purpose}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::DirBuilder::new()
            .mode(0o700)
            .create(&path)
            .with_context(|| format!("cannot create {}", path.display()))?;
        leftovers().folders.push(path.clone());
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        leftovers().folders.retain(|folder| *folder != self.0);
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A started process; dropping it ends its whole group.
pub struct Running {
    child: Child,
    group: Pid,
    polite: Signal,
}

impl Running {
    /// Starts it in a group of its own; `polite` is the signal that asks it to end.
    pub fn start(command: &mut Command, polite: Signal) -> Result<Self> {
        let child = command.process_group(0).spawn()?;
        let group = i32::try_from(child.id())
            .ok()
            .and_then(Pid::from_raw)
            .context("a child process without a number")?;
        leftovers().groups.push((group, polite));
        Ok(Self {
            child,
            group,
            polite,
        })
    }

    /// Waits for the end.
    pub fn wait(&mut self) -> Result<ExitStatus> {
        let status = self
            .child
            .wait()
            .context("cannot wait for a child process")?;
        if ENDING.load(Ordering::SeqCst) {
            // The signal thread ends the whole program; nobody should report this as a failure.
            loop {
                std::thread::park();
            }
        }
        Ok(status)
    }

    /// Whether it has ended by itself.
    pub fn ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)) | Err(_))
    }

    /// Ends it and waits until it is gone.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        leftovers().groups.retain(|(group, _)| *group != self.group);
        if !self.ended() {
            // Ask the leader, wait for it (so that it is no zombie), then look after its children.
            let _ = kill_process_group(self.group, self.polite);
            let asked = Instant::now();
            while !self.ended() && asked.elapsed() < PATIENCE {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        if test_kill_process_group(self.group).is_ok() {
            let _ = kill_process_group(self.group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

fn end_group(group: Pid, polite: Signal) {
    let _ = kill_process_group(group, polite);
    let asked = Instant::now();
    while test_kill_process_group(group).is_ok() && asked.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(20));
    }
    let _ = kill_process_group(group, Signal::KILL);
}

fn leftovers() -> MutexGuard<'static, Leftovers> {
    LEFTOVERS.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_process_takes_its_children_along() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 300 & sleep 300"]);
        let running = Running::start(&mut command, Signal::TERM).expect("sh is everywhere");
        let group = running.group;
        assert!(test_kill_process_group(group).is_ok());
        drop(running);
        // The orphan is reaped by init a moment later.
        let asked = Instant::now();
        while test_kill_process_group(group).is_ok() && asked.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(20));
        }
        assert!(test_kill_process_group(group).is_err());
    }

    #[test]
    fn a_temporary_folder_goes_with_its_guard() {
        let folder = TempFolder::new("unit-test").expect("the temporary folder can be written");
        let path = folder.path().to_owned();
        assert!(path.is_dir());
        drop(folder);
        assert!(!path.exists());
    }
}
