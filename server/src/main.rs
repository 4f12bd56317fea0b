//! The binary `leitstand`.

use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;

/// A page is thousands of short texts; the system's allocator had a seventh of the queue's time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    server::hardening::keep_files_private();
    // Whatever the command: most of them hold keys, links or a chain's evidence in memory.
    server::hardening::apply();
    match server::cli::Cli::try_parse() {
        Ok(cli) => cli.run(),
        Err(told) => {
            let _ = told.print();
            // clap's own code for a wrong option is 2, which `audit verify` gives for a gap.
            if told.use_stderr() {
                ExitCode::FAILURE
            } else {
                ExitCode::SUCCESS
            }
        }
    }
}
