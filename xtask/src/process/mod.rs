//! Child processes: each in its own process group, each ended with us, whatever ends us.
//!
//! `unsafe` is forbidden here, so groups are ended through `rustix` and signals arrive on a thread
//! of `signal-hook`.

mod running;

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use rustix::process::Signal;

pub use self::running::{Running, TempFolder, end_children_on_signals};
use crate::ui::Progress;

const LINES_SHOWN: usize = 120;

/// A command to be run.
pub struct Cmd {
    inner: Command,
    shown: String,
}

impl Cmd {
    /// A program by name or path.
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        let program = program.as_ref();
        let mut inner = Command::new(program);
        inner.stdin(Stdio::null());
        // `cargo run` describes xtask's own package to us; build scripts below must not see that.
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if [
                "CARGO_PKG_",
                "CARGO_MANIFEST_",
                "CARGO_BIN_",
                "CARGO_CRATE_",
            ]
            .iter()
            .any(|prefix| name.starts_with(prefix))
            {
                inner.env_remove(name);
            }
        }
        Self {
            inner,
            shown: program.to_string_lossy().into_owned(),
        }
    }

    /// The cargo that runs us.
    pub fn cargo() -> Self {
        let mut cmd = Self::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        "cargo".clone_into(&mut cmd.shown);
        cmd
    }

    /// Adds arguments.
    pub fn args<I: IntoIterator<Item: AsRef<OsStr>>>(mut self, args: I) -> Self {
        for arg in args {
            self.shown.push(' ');
            self.shown.push_str(&arg.as_ref().to_string_lossy());
            self.inner.arg(arg);
        }
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.inner.env(name, value);
        self
    }

    /// Removes an environment variable.
    pub fn without_env(mut self, name: &str) -> Self {
        self.inner.env_remove(name);
        self
    }

    /// Sets the working folder.
    pub fn dir(mut self, folder: impl AsRef<Path>) -> Self {
        self.inner.current_dir(folder);
        self
    }

    /// Runs with all output in a log; the log's end is part of the error.
    pub fn quiet(mut self, progress: &Progress, log: &Path) -> Result<()> {
        let (reader, writer) = std::io::pipe().context("cannot open a pipe")?;
        self.inner
            .stdout(writer.try_clone().context("cannot copy a pipe")?)
            .stderr(writer);
        let mut running = self.start(Signal::TERM)?;
        // The command owns our end of the pipe; as long as it lives, reading would never end.
        drop(self.inner);
        let mut file =
            File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        let (send, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(reader).split(b'\n').map_while(Result::ok) {
                if send
                    .send(String::from_utf8_lossy(&line).into_owned())
                    .is_err()
                {
                    break;
                }
            }
        });
        let mut doing = Doing::default();
        loop {
            match lines.recv_timeout(Duration::from_secs(1)) {
                Ok(line) => {
                    writeln!(file, "{line}")
                        .with_context(|| format!("cannot write {}", log.display()))?;
                    doing.take(&line);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            progress.tick(&doing.text());
        }
        let status = running.wait()?;
        if status.success() {
            return Ok(());
        }
        let text = std::fs::read_to_string(log).unwrap_or_default();
        bail!(
            "{}\n`{}` {}; all of its output: {}",
            tail(&text),
            self.shown,
            describe(status),
            log.display()
        )
    }

    /// Runs with its output passed through.
    pub fn loud(mut self, progress: &Progress) -> Result<()> {
        progress.give_way();
        let status = self.start(Signal::TERM)?.wait()?;
        if status.success() {
            Ok(())
        } else {
            bail!("`{}` {}", self.shown, describe(status))
        }
    }

    /// Runs with its output passed through and also kept in a file.
    pub fn tee(mut self, progress: &Progress, copy: &Path) -> Result<()> {
        progress.give_way();
        let (reader, writer) = std::io::pipe().context("cannot open a pipe")?;
        self.inner.stdout(writer);
        let mut running = self.start(Signal::TERM)?;
        drop(self.inner);
        let mut file =
            File::create(copy).with_context(|| format!("cannot write {}", copy.display()))?;
        for line in BufReader::new(reader).lines() {
            let line = line.context("cannot read the output")?;
            println!("{line}");
            writeln!(file, "{line}").with_context(|| format!("cannot write {}", copy.display()))?;
        }
        let status = running.wait()?;
        if status.success() {
            Ok(())
        } else {
            bail!("`{}` {}", self.shown, describe(status))
        }
    }

    /// Runs and returns what it printed; for commands that answer at once.
    pub fn capture(mut self) -> Result<String> {
        let output = self
            .inner
            .output()
            .with_context(|| format!("cannot start `{}`", self.shown))?;
        if !output.status.success() {
            bail!(
                "`{}` {}: {}",
                self.shown,
                describe(output.status),
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Whether it runs and succeeds; output is thrown away.
    pub fn succeeds(mut self) -> bool {
        self.inner
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|s| s.success())
    }

    /// Starts it in the background, its output in `log`.
    pub fn background(mut self, log: &Path, polite: Signal) -> Result<Running> {
        let file = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        self.inner
            .stdout(file.try_clone().context("cannot copy a file handle")?)
            .stderr(file);
        self.start(polite)
    }

    /// Starts it in the background with its output passed through.
    pub fn background_loud(mut self) -> Result<Running> {
        self.start(Signal::TERM)
    }

    /// Becomes that program: this process is replaced.
    pub fn become_it(mut self) -> anyhow::Error {
        let error = self.inner.exec();
        anyhow::Error::new(error).context(format!("cannot start `{}`", self.shown))
    }

    fn start(&mut self, polite: Signal) -> Result<Running> {
        Running::start(&mut self.inner, polite)
            .with_context(|| format!("cannot start `{}`", self.shown))
    }
}

fn describe(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("ended with code {code}"),
        (None, Some(signal)) => format!("was ended by signal {signal}"),
        (None, None) => "ended".to_owned(),
    }
}

fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LINES_SHOWN)..].join("\n")
}

/// What a compiler is busy with, read from its output.
#[derive(Default)]
struct Doing {
    compiled: u32,
    last: String,
}

impl Doing {
    fn take(&mut self, line: &str) {
        let line = line.trim();
        if let Some(rest) = line
            .strip_prefix("Compiling ")
            .or_else(|| line.strip_prefix("Checking "))
        {
            self.compiled += 1;
            rest.clone_into(&mut self.last);
        } else if !line.is_empty() && self.compiled == 0 {
            line.clone_into(&mut self.last);
        }
    }

    fn text(&self) -> String {
        match self.compiled {
            0 => self.last.clone(),
            n => format!("{n} crates, {}", self.last),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_kept_and_a_failure_is_told() -> Result<()> {
        let folder = TempFolder::new("unit-test-output")?;
        let file = folder.path().join("copy");
        let script = |text: &str| Cmd::new("sh").args(["-c", text]);
        let mut steps = crate::ui::Steps::new();
        steps.run("kept", |progress| {
            script("echo eins; echo zwei").tee(progress, &file)
        })?;
        assert_eq!(std::fs::read_to_string(&file)?, "eins\nzwei\n");
        let told = steps.run("failing", |progress| {
            script("echo the reason >&2; exit 3").quiet(progress, &file)
        });
        let told = told.expect_err("the command fails").to_string();
        assert!(
            told.starts_with("the reason") && told.contains("ended with code 3"),
            "{told}"
        );
        Ok(())
    }

    #[test]
    fn an_error_shows_the_end_of_a_long_log() {
        let lines: Vec<String> = (0..500).map(|n| format!("line {n}")).collect();
        let text = lines.join("\n");
        let shown = tail(&text);
        assert!(shown.ends_with("line 499"));
        assert_eq!(shown.lines().count(), LINES_SHOWN);
    }
}
