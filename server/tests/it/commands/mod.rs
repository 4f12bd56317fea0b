//! The commands of the binary itself, as an administrator or a stranger runs them.

mod audit;
mod calendar;
mod people;
mod places;
mod tampering;
mod text;
mod vault;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::desk::{Desk, Result};

/// The program with nothing in its environment, in an empty directory.
pub fn leitstand(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leitstand"));
    command.args(arguments).env_clear().current_dir(dir);
    command
}

/// Runs the program.
pub fn run(dir: &Path, arguments: &[&str]) -> Result<Output> {
    Ok(leitstand(dir, arguments).stdin(Stdio::null()).output()?)
}

/// Runs the program beside a desk, on its data. The test needs a runtime with several threads: this blocks the caller's, and
/// a worker of the desk that stood still inside a unit of work would keep the database locked.
pub fn beside(desk: &Desk, arguments: &[&str]) -> Result<Output> {
    let data = &desk.app.config().data_dir;
    let mut command = leitstand(data, arguments);
    command.env("LEITSTAND_DATA_DIR", data);
    Ok(command.stdin(Stdio::null()).output()?)
}

/// Runs the program with this input.
pub fn fed(dir: &Path, arguments: &[&str], input: &[u8]) -> Result<Output> {
    let mut child = leitstand(dir, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().ok_or("no input")?;
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output()?;
    let _ = writer.join();
    Ok(output)
}

pub fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The exit code; a signal is none.
pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}
