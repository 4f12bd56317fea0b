//! `leitstand audit …`: the chains, exported and checked. `docs/AUDIT.md` tells the formats and how to check without us.
//!
//! Checking an exported file needs neither configuration nor database, so that a stranger can do it with nothing but this
//! program. Exit codes: 0 sound, 2 gap, 3 hash, 4 truncated, 5 signature, 6 fork; 1 when nothing could be checked.

use std::fmt::Write as _;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use domain::audit::{
    Fault, FaultKind, SignatureCheck, Verified, VerifiedExport, parse_strictly, verify_export,
};
use services::audit_admin::{self, Checked};
use services::checkpoints::{self, CheckpointError};
use services::context::Context;
use services::error::ServiceError;
use vault::PublicKey;

use crate::config::Config;
use crate::startup::{World, open_existing};

/// Export and check the audit chains.
#[derive(Debug, Args)]
pub struct Audit {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Write an organization's chain to standard output, as JSON lines with a signed head.
    Export {
        /// Customer number, or `provider` for the provider's own chain.
        #[arg(long)]
        organization: String,
    },
    /// Recompute every link: of the database and its checkpoints, or of an exported file.
    Verify(Verify),
    /// Print the public key that checkpoints are signed with (PEM).
    PublicKey,
}

#[derive(Debug, Args)]
struct Verify {
    /// An exported file: a case's evidence or an organization's chain. Needs no database. May be given several times.
    #[arg(long, value_name = "FILE")]
    export: Vec<PathBuf>,
    /// The provider's public key, to show origin and not only consistency.
    #[arg(long, value_name = "FILE", requires = "export")]
    public_key: Option<PathBuf>,
    /// Only this customer number, or `provider` for the provider's own chain.
    #[arg(long, conflicts_with = "export")]
    organization: Option<String>,
    /// A copy of the checkpoint file that was kept elsewhere, instead of the own one.
    #[arg(long, value_name = "FILE", conflicts_with = "export")]
    checkpoints: Option<PathBuf>,
}

impl Audit {
    /// The files to check, where that is all that is wanted: no configuration is read for it.
    pub(super) fn files(&self) -> Option<(&[PathBuf], Option<&Path>)> {
        match &self.command {
            AuditCommand::Verify(verify) if !verify.export.is_empty() => {
                Some((&verify.export, verify.public_key.as_deref()))
            }
            _ => None,
        }
    }

    pub(super) async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let context = open_existing(&config, World::real()).await?;
        let outcome = match self.command {
            AuditCommand::Export { organization } => export(&context, &organization).await,
            AuditCommand::Verify(verify) => verify_database(&context, &verify).await,
            AuditCommand::PublicKey => public_key(&context),
        };
        context.db().close().await;
        outcome
    }
}

fn no_key() -> anyhow::Error {
    anyhow::anyhow!("audit.key is missing: bring it back from its backup")
}

fn public_key(context: &Context) -> anyhow::Result<ExitCode> {
    let key = context.audit_key().ok_or_else(no_key)?;
    print!("{}", key.public().pem());
    Ok(ExitCode::SUCCESS)
}

async fn export(context: &Context, organization: &str) -> anyhow::Result<ExitCode> {
    let mut out = BufWriter::new(std::io::stdout());
    let mut failed = None;
    let outcome = audit_admin::export(context, organization, |line| {
        if failed.is_none() {
            failed = out.write_all(line.as_bytes()).err();
        }
    });
    outcome.await.map_err(|error| match error {
        ServiceError::NotFound => anyhow::anyhow!("there is no customer {organization}"),
        ServiceError::Conflict("no_audit_key") => no_key(),
        other => other.into(),
    })?;
    match failed.or_else(|| out.flush().err()) {
        Some(error) => Err(error).context("writing to standard output"),
        None => Ok(ExitCode::SUCCESS),
    }
}

async fn verify_database(context: &Context, wanted: &Verify) -> anyhow::Result<ExitCode> {
    let file = wanted
        .checkpoints
        .as_ref()
        .unwrap_or(&context.settings().checkpoint_file);
    if wanted.checkpoints.is_some() && !file.exists() {
        anyhow::bail!("{} is not there", file.display());
    }
    // Read before the database: what is appended meanwhile is only in the database.
    let known = match checkpoints::read(file) {
        Ok(known) => known,
        Err(error @ CheckpointError::Line { .. }) => {
            eprintln!("signature: {error}");
            return Ok(FaultKind::Signature.exit_code().into());
        }
        Err(error) => return Err(error.into()),
    };
    let all = audit_admin::verify(context, wanted.organization.as_deref(), &known).await?;
    if all.is_empty() && wanted.organization.is_some() {
        anyhow::bail!("there is no such customer");
    }
    anyhow::ensure!(
        !all.is_empty(),
        "nothing was verified: there is no chain in this database"
    );
    for checked in &all {
        tell(checked);
    }
    let first = all.iter().find_map(|checked| checked.result.as_ref().err());
    if let Some(fault) = first {
        return Ok(fault.kind.exit_code().into());
    }
    println!(
        "{} chains are sound; {} checkpoints of {} agree",
        all.len(),
        all.iter()
            .map(|c| c.result.as_ref().map_or(0, |v| v.checkpoints))
            .sum::<usize>(),
        file.display()
    );
    if context.audit_key().is_none() {
        eprintln!("audit.key is missing: the checkpoints' signatures were not checked");
    }
    Ok(ExitCode::SUCCESS)
}

fn tell(checked: &Checked) {
    let name = if checked.number.is_empty() {
        checked.organization.to_string()
    } else {
        checked.number.clone()
    };
    match &checked.result {
        Ok(sound) => println!("{name}: {} events, head {}", sound.events, sound.head),
        Err(fault) => eprintln!("{name}: {fault}"),
    }
}

/// Checks exported files and says of each what was checked, or its first fault. The exit code is the first fault's.
pub(super) fn verify_files(files: &[PathBuf], key: Option<&Path>) -> anyhow::Result<ExitCode> {
    let key = key.map(read_key).transpose()?;
    let mut first = None;
    for file in files {
        let bytes = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
        match verify_bytes(&bytes, key.as_ref()) {
            Ok(found) => print!("{}", report(file, &found, key.is_some())),
            Err(fault) => {
                eprintln!("{}: {}", file.display(), place(&fault));
                first.get_or_insert(fault.kind);
            }
        }
    }
    Ok(first.map_or(ExitCode::SUCCESS, |kind| kind.exit_code().into()))
}

/// Without a key from elsewhere the signature must at least be that of the key the case itself names.
fn verify_bytes(bytes: &[u8], key: Option<&PublicKey>) -> Result<VerifiedExport, Fault> {
    let named = match key {
        Some(key) => Some(key.clone()),
        None => key_in(bytes),
    };
    let check = named
        .as_ref()
        .map(|key| move |bytes: &[u8], signature: &[u8]| key.verify(bytes, signature).is_ok());
    let check = check.as_ref().map(|check| -> &SignatureCheck<'_> { check });
    verify_export(bytes, check)
}

fn key_in(bytes: &[u8]) -> Option<PublicKey> {
    let pack = parse_strictly(bytes).ok()?;
    let text = pack.pointer("/case/audit/public_key")?.as_str()?;
    PublicKey::parse(text).ok()
}

fn read_key(file: &Path) -> anyhow::Result<PublicKey> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    PublicKey::parse(&text).map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))
}

fn place(fault: &Fault) -> String {
    if fault.seq == 0 {
        format!("{}: {}", fault.kind.code(), fault.what)
    } else {
        fault.to_string()
    }
}

fn report(file: &Path, found: &VerifiedExport, origin: bool) -> String {
    let Verified {
        events,
        digests,
        head,
        signatures_checked,
        checkpoints: _,
    } = found.chain;
    let mut text = match found.ticket {
        Some(ticket) => format!("{}: evidence of ticket {ticket}\n", file.display()),
        None => format!("{}: an organization's chain\n", file.display()),
    };
    // Writing into a String cannot fail.
    let _ = writeln!(text, "  organization {}", found.organization);
    let _ = write!(
        text,
        "  {events} events follow one another without gap, {} shown whole and {digests} as digests\n  head {head}\n",
        events - digests
    );
    if found.ticket.is_some() {
        let _ = writeln!(
            text,
            "  the case, the digests of its {} documents and the choice of events are what the last event says",
            found.documents
        );
    }
    text.push_str(match (origin, signatures_checked) {
        (true, _) => "  the head is signed with the given key\nsound\n",
        (false, true) => {
            "  the head is signed with the key that the case names; no --public-key was given: this shows consistency, not origin\nsound\n"
        }
        (false, false) => {
            "  the signature was not checked; no --public-key was given: this shows consistency, not origin\nsound\n"
        }
    });
    text
}
