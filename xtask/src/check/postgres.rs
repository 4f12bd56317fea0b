//! A PostgreSQL of our own for the tests: own data, own port, gone afterwards.
//!
//! Debian's package would create and start a cluster when it is installed; that is switched off
//! first. As root the server refuses to work, so it runs as the account `postgres`. For tests nothing
//! is synced to disk; for benchmarks everything is.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

use crate::paths::Paths;
use crate::process::{Cmd, Running, TempFolder};
use crate::system;
use crate::ui::{Progress, Steps};

const PURPOSE: &str = "postgres";
const USER: &str = "leitstand";
const START_TIME: Duration = Duration::from_mins(1);
const CLUSTER_SETTINGS: &str = "/etc/postgresql-common/createcluster.conf";

/// A crash of a test database loses nothing that anybody wants.
const FOR_TESTS: &[&str] = &[
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
    "shared_buffers=128MB",
];
/// As in real use; the buffers hold what a benchmark asks for.
const FOR_BENCHMARKS: &[&str] = &[
    "max_connections=50",
    "shared_buffers=512MB",
    "max_wal_size=4GB",
];

/// A running server; dropping it ends it and removes its data.
pub struct Postgres {
    url: String,
    // Dropped in this order: first the server, then its folder.
    server: Running,
    _folder: TempFolder,
}

impl Postgres {
    /// Installs PostgreSQL if need be, and starts one for tests.
    pub fn provide(steps: &mut Steps, paths: &Paths) -> Result<Self> {
        Self::provide_for(steps, paths, FOR_TESTS)
    }

    /// The same for benchmarks: what is committed is on the disk.
    pub fn provide_durable(steps: &mut Steps, paths: &Paths) -> Result<Self> {
        Self::provide_for(steps, paths, FOR_BENCHMARKS)
    }

    fn provide_for(steps: &mut Steps, paths: &Paths, settings: &[&str]) -> Result<Self> {
        if programs().is_none() {
            steps.run("install PostgreSQL", |progress| install(progress, paths))?;
        }
        steps.run("PostgreSQL", |progress| {
            let programs = programs().context("PostgreSQL's programs are missing")?;
            let postgres = Self::start(progress, paths, &programs, settings)?;
            progress.note(programs.display());
            Ok(postgres)
        })
    }

    /// Where tests connect: a database owned by a superuser, so that they may create schemas and databases.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn start(
        progress: &Progress,
        paths: &Paths,
        programs: &Path,
        settings: &[&str],
    ) -> Result<Self> {
        end_orphans();
        let folder = TempFolder::new(PURPOSE)?;
        let data = folder.path().join("data");
        let password = random_password()?;
        let password_file = folder.path().join("password");
        fs::write(&password_file, &password).context("cannot write the password file")?;
        fs::set_permissions(&password_file, fs::Permissions::from_mode(0o600))
            .context("password file")?;
        if system::is_root() {
            Cmd::new("chown")
                .args(["-R", "postgres"])
                .args([folder.path()])
                .capture()?;
        }
        as_postgres(&programs.join("initdb"))
            .args(["--pgdata".as_ref(), data.as_os_str()])
            .args(["--pwfile".as_ref(), password_file.as_os_str()])
            .args([
                "--username",
                USER,
                "--auth",
                "scram-sha-256",
                "--encoding",
                "UTF8",
            ])
            .args(["--locale", "C.UTF-8", "--no-sync"])
            .dir("/")
            .quiet(progress, &paths.log("initdb")?)?;
        let port = free_port()?;
        let server = as_postgres(&programs.join("postgres"))
            .args([
                "-D".as_ref(),
                data.as_os_str(),
                "-k".as_ref(),
                folder.path().as_os_str(),
            ])
            .args(["-h", "127.0.0.1", "-p", &port.to_string()])
            .args(settings.iter().flat_map(|setting| ["-c", *setting]))
            .dir("/")
            // SIGINT asks PostgreSQL to end at once, without waiting for its clients.
            .background(&paths.log("postgres")?, Signal::INT)?;
        let mut postgres = Self {
            url: format!("postgres://{USER}:{password}@127.0.0.1:{port}/{USER}"),
            server,
            _folder: folder,
        };
        postgres.wait_until_ready(paths, programs, port)?;
        Cmd::new(programs.join("createdb"))
            .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-U", USER, USER])
            .env("PGPASSWORD", &password)
            .capture()?;
        Ok(postgres)
    }

    fn wait_until_ready(&mut self, paths: &Paths, programs: &Path, port: u16) -> Result<()> {
        let started = Instant::now();
        loop {
            let ready = Cmd::new(programs.join("pg_isready"))
                .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])
                .succeeds();
            if ready {
                return Ok(());
            }
            if self.server.ended() || started.elapsed() > START_TIME {
                let log = fs::read_to_string(paths.log("postgres")?).unwrap_or_default();
                bail!("PostgreSQL did not start:\n{log}");
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

/// Starts one, says where it is, and keeps it until Ctrl-C.
pub fn hold(steps: &mut Steps, paths: &Paths) -> Result<()> {
    let mut postgres = Postgres::provide(steps, paths)?;
    println!(
        "\nexport TEST_POSTGRES_URL={}\n(Ctrl-C ends it)",
        postgres.url()
    );
    postgres.server.wait()?;
    bail!(
        "PostgreSQL has ended; its log: {}",
        paths.log("postgres")?.display()
    )
}

/// Ends servers whose xtask was killed so hard that it could not do it.
fn end_orphans() {
    let prefix = format!("leitstand-{PURPOSE}-");
    for entry in fs::read_dir(std::env::temp_dir())
        .into_iter()
        .flatten()
        .flatten()
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(owner) = name.strip_prefix(&prefix) else {
            continue;
        };
        // A process that has ended but was not yet collected has no command line any more.
        if fs::read(format!("/proc/{owner}/cmdline")).is_ok_and(|command| !command.is_empty()) {
            continue;
        }
        let folder = entry.path();
        let server = fs::read_to_string(folder.join("data/postmaster.pid"))
            .ok()
            .and_then(|text| text.lines().next()?.parse().ok())
            .and_then(Pid::from_raw);
        if let Some(server) = server {
            // The number may belong to somebody else by now.
            let command =
                fs::read(format!("/proc/{}/cmdline", server.as_raw_nonzero())).unwrap_or_default();
            if String::from_utf8_lossy(&command).contains(&name) {
                let _ = kill_process(server, Signal::INT);
                std::thread::sleep(Duration::from_secs(1));
            }
        }
        let _ = fs::remove_dir_all(folder);
    }
}

fn install(progress: &Progress, paths: &Paths) -> Result<()> {
    if system::can_install() {
        system::install(progress, paths, &["postgresql-common"])?;
        let settings = fs::read_to_string(CLUSTER_SETTINGS).unwrap_or_default();
        fs::write(CLUSTER_SETTINGS, without_main_cluster(&settings))
            .with_context(|| format!("cannot write {CLUSTER_SETTINGS}"))?;
    }
    system::install(progress, paths, &["postgresql"])
}

/// Debian's settings, changed so that installing a server creates and starts no cluster.
fn without_main_cluster(settings: &str) -> String {
    let mut kept: Vec<&str> = settings
        .lines()
        .filter(|line| {
            !line
                .trim_start_matches(['#', ' '])
                .starts_with("create_main_cluster")
        })
        .collect();
    kept.push("create_main_cluster = false");
    kept.join("\n") + "\n"
}

/// The folder with the programs of the newest PostgreSQL here.
fn programs() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let newest = debian
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, folder)| folder.join("initdb").is_file() && folder.join("postgres").is_file())
        .max();
    newest
        .map(|(_, folder)| folder)
        .or_else(|| system::which("initdb")?.parent().map(Path::to_owned))
}

fn as_postgres(program: &Path) -> Cmd {
    if system::is_root() {
        Cmd::new("runuser")
            .args(["-u", "postgres", "--"])
            .args([program])
    } else {
        Cmd::new(program)
    }
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").context("no free port")?;
    Ok(listener.local_addr().context("no free port")?.port())
}

fn random_password() -> Result<String> {
    use std::io::Read as _;
    let mut bytes = [0_u8; 16];
    fs::File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut bytes))
        .context("no random numbers")?;
    Ok(hex::encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_setting_is_replaced_and_the_rest_kept() {
        let settings = "# Default values\n#create_main_cluster = true\nstart_conf = auto\n";
        assert_eq!(
            without_main_cluster(settings),
            "# Default values\nstart_conf = auto\ncreate_main_cluster = false\n"
        );
        let once = without_main_cluster(settings);
        assert_eq!(without_main_cluster(&once), once);
    }
}
