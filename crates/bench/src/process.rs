//! What Linux says about processes and the machine: CPU time, memory, what it is.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

/// Kernel ticks a second; fixed for user space on Linux.
const TICKS: f64 = 100.0;

/// The processes whose time is counted.
#[derive(Debug, Clone)]
pub struct Watched {
    /// The server.
    pub server: u32,
    /// Part of the title of the database's processes; none for a database inside the server.
    pub database: Option<String>,
}

/// CPU seconds used so far.
#[derive(Debug, Clone, Copy)]
pub struct Cpu {
    /// By the server.
    pub server: f64,
    /// By the database's processes.
    pub database: f64,
}

impl Watched {
    /// CPU time used until now.
    pub fn cpu(&self) -> Result<Cpu> {
        let mut database = 0.0;
        if let Some(title) = &self.database {
            database = database_processes(title)?
                .into_iter()
                .filter_map(|pid| seconds(pid).ok())
                .sum();
        }
        Ok(Cpu {
            server: seconds(self.server)?,
            database,
        })
    }

    /// Resident memory of the server in MiB: now, and the most it ever had.
    pub fn memory(&self) -> Result<(f64, f64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.server))?;
        let field = |name: &str| -> Option<f64> {
            let line = status.lines().find(|line| line.starts_with(name))?;
            line.split_whitespace().nth(1)?.parse().ok()
        };
        Ok((
            field("VmRSS:").context("no VmRSS")? / 1_024.0,
            field("VmHWM:").context("no VmHWM")? / 1_024.0,
        ))
    }
}

/// Backends of this database, and what their postmaster keeps beside them (WAL writer, checkpointer).
fn database_processes(title: &str) -> Result<Vec<u32>> {
    let mut all = Vec::new();
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(pid) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse::<u32>().ok())
        else {
            continue;
        };
        let command = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let command = String::from_utf8_lossy(&command).into_owned();
        if command.starts_with("postgres:") {
            all.push((pid, parent(pid).unwrap_or_default(), command));
        }
    }
    let master = all
        .iter()
        .find(|(_, _, command)| command.contains(title))
        .map(|(_, parent, _)| *parent);
    Ok(all
        .into_iter()
        .filter(|(_, parent, _)| Some(*parent) == master)
        .map(|(pid, ..)| pid)
        .collect())
}

fn stat(pid: u32) -> Result<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let rest = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    Ok(rest.split_whitespace().map(str::to_owned).collect())
}

fn parent(pid: u32) -> Result<u32> {
    stat(pid)?
        .get(1)
        .context("no parent")?
        .parse()
        .context("no number")
}

/// Fields 14 and 15 of `stat`: user and system time.
fn seconds(pid: u32) -> Result<f64> {
    let fields = stat(pid)?;
    let ticks = |index: usize| -> Option<f64> { fields.get(index)?.parse().ok() };
    Ok((ticks(11).context("no time")? + ticks(12).context("no time")?) / TICKS)
}

/// The machine in one line.
pub fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("unknown CPU", |rest| {
            rest.trim_start_matches(['\t', ' ', ':'])
        })
        .to_owned();
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let memory = read("/proc/meminfo")
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))
        .and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<f64>().ok())
        .unwrap_or_default()
        / 1_048_576.0;
    let kernel = read("/proc/sys/kernel/osrelease");
    format!(
        "{model}, {cores} cores, {memory:.0} GiB, Linux {}",
        kernel.trim()
    )
}

/// The commit that was built, with a plus if files differ from it.
pub fn commit(root: &Path) -> String {
    let git = |args: &[&str]| {
        let output = Command::new("git")
            .args(args)
            .current_dir(root)
            .output()
            .ok()?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let hash = git(&["rev-parse", "--short", "HEAD"]).unwrap_or_default();
    let clean =
        git(&["status", "--porcelain", "--untracked-files=no"]).is_some_and(|text| text.is_empty());
    format!("{hash}{}", if clean { "" } else { "+" })
}
