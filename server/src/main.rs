//! The binary `leitstand`.

use std::process::ExitCode;

use clap::Parser as _;

/// Pages are thousands of small texts that live for a millisecond, made on one thread and dropped on another.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::hardening::keep_files_private();
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
