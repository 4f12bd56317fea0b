//! What commands say when the configuration, or the directory they are started in, is not what somebody thought.

use std::fs::Permissions;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Output, Stdio};

use super::{code, err, leitstand, out, run};
use crate::desk::Result;

#[test]
fn commands_that_look_after_a_database_make_none() -> Result {
    let dir = tempfile::tempdir()?;
    let commands: [&[&str]; 7] = [
        &["audit", "verify"],
        &["audit", "public-key"],
        &["audit", "export", "--organization", "provider"],
        &["vault", "status"],
        &["vault", "verify"],
        &["vault", "shred-due"],
        &["demo", "otp", "anna@example.org"],
    ];
    for command in commands {
        let told = run(dir.path(), command)?;
        assert_eq!(code(&told), 1, "{command:?}: {}", out(&told));
        let place = "no database at ./data/db/leitstand.sqlite";
        assert!(err(&told).contains(place), "{command:?}: {}", err(&told));
        assert_eq!(out(&told), "", "{command:?}");
        let left = std::fs::read_dir(dir.path())?.count();
        assert_eq!(left, 0, "{command:?} made something");
    }
    Ok(())
}

#[test]
fn a_database_without_chains_is_not_sound_and_keys_are_made_by_nobody_who_looks() -> Result {
    let dir = tempfile::tempdir()?;
    let migrated = run(dir.path(), &["migrate"])?;
    assert_eq!(code(&migrated), 0, "{}", err(&migrated));
    let again = run(dir.path(), &["migrate"])?;
    assert_eq!(code(&again), 0, "{}", err(&again));
    let verified = run(dir.path(), &["audit", "verify"])?;
    assert_eq!(code(&verified), 1, "{}", out(&verified));
    let status = run(dir.path(), &["vault", "status"])?;
    assert_eq!(code(&status), 1, "sealed, or not there: {}", out(&status));
    let keys = dir.path().join("data/keep-out-of-backup/keys");
    assert_eq!(std::fs::read_dir(keys)?.count(), 0);
    Ok(())
}

/// `check-config` in a directory, with variables.
fn checked(dir: &Path, variables: &[(&str, &str)]) -> Result<Output> {
    let mut command = leitstand(dir, &["check-config"]);
    command.envs(variables.iter().copied()).stdin(Stdio::null());
    Ok(command.output()?)
}

#[test]
fn check_config_warns_of_what_most_likely_is_not_meant() -> Result {
    let dir = tempfile::tempdir()?;
    for part in ["held/keys", "held/shards"] {
        std::fs::create_dir_all(dir.path().join(part))?;
        std::fs::set_permissions(dir.path().join(part), Permissions::from_mode(0o755))?;
    }
    let held = [
        ("LEITSTAND_VAULT_KEY_DIR", "held/keys"),
        ("LEITSTAND_VAULT_SHARD_DIR", "held/shards"),
        ("LEITSTAND_LISTN", "127.0.0.1:1"),
    ];
    let told = checked(dir.path(), &held)?;
    assert_eq!(code(&told), 0, "{}", err(&told));
    for warning in [
        "held has no CACHEDIR.TAG",
        "held/shards is open to others",
        "mail.smtp_url is not set",
        "no built assets in target/site",
        "did you mean LEITSTAND_LISTEN?",
    ] {
        assert!(out(&told).contains(warning), "{warning}: {}", out(&told));
    }
    let smtp = [("LEITSTAND_MAIL_SMTP_URL", "smtps://mail.example.net")];
    let told = checked(dir.path(), &smtp)?;
    assert!(!out(&told).contains("mail.smtp_url"), "{}", out(&told));
    assert!(!dir.path().join("data").exists(), "nothing is made");
    Ok(())
}

#[test]
fn check_config_refuses_what_the_server_would_refuse() -> Result {
    let dir = tempfile::tempdir()?;
    std::fs::write(dir.path().join("token"), "s.token")?;
    let env = ("LEITSTAND_VAULT_SOURCE", "env");
    let transit = ("LEITSTAND_VAULT_SOURCE", "transit");
    let url = ("LEITSTAND_VAULT_TRANSIT_URL", "https://bao.internal:8200");
    let token = ("LEITSTAND_VAULT_TRANSIT_TOKEN_FILE", "token");
    let no_token = ("LEITSTAND_VAULT_TRANSIT_TOKEN_FILE", "nowhere");
    let no_url = ("LEITSTAND_VAULT_TRANSIT_URL", "bao.internal");
    let no_key = ("LEITSTAND_VAULT_TRANSIT_KEY", "Kein Name");
    let wrong: [(&[(&str, &str)], &str); 5] = [
        (&[("LEITSTAND_LOG_FILTER", "store=laut")], "log.filter"),
        (&[env], "LEITSTAND_VAULT_KEYS"),
        (&[transit, url, no_token], "nowhere"),
        (&[transit, no_url, token], "vault.transit_url"),
        (&[transit, url, token, no_key], "vault.transit_key"),
    ];
    for (variables, named) in wrong {
        let told = checked(dir.path(), variables)?;
        assert_eq!(code(&told), 1, "{named}: {}", out(&told));
        assert!(err(&told).contains(named), "{named}: {}", err(&told));
        assert!(!out(&told).contains("is right"), "{named}");
    }
    let told = checked(dir.path(), &[transit, url, token])?;
    assert_eq!(code(&told), 0, "{}", err(&told));
    Ok(())
}

#[test]
fn whoever_starts_without_a_mail_server_reads_it_in_the_log() -> Result {
    let dir = tempfile::tempdir()?;
    let worker = run(dir.path(), &["worker", "--once"])?;
    assert_eq!(code(&worker), 0, "{}", err(&worker));
    assert!(
        err(&worker).contains("mail.smtp_url is not set"),
        "{}",
        err(&worker)
    );
    Ok(())
}

// ASVS 11.7
#[test]
fn no_command_leaves_a_core_dump() -> Result {
    let dir = tempfile::tempdir()?;
    let mut child = leitstand(dir.path(), &["scan-text"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut input = child.stdin.take().ok_or("no input")?;
    let mut output = BufReader::new(child.stdout.take().ok_or("no output")?);
    input.write_all(b"{\"id\": 1, \"text\": \"Guten Tag\"}\n")?;
    // An answer shows that it is at work.
    let mut answer = String::new();
    output.read_line(&mut answer)?;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id()))?;
    drop(input);
    child.wait()?;
    let line = limits.lines().find(|line| line.contains("core file size"));
    let words: Vec<_> = line.unwrap_or_default().split_whitespace().collect();
    assert_eq!(words.get(4..6), Some(&["0", "0"][..]), "{words:?}");
    Ok(())
}
