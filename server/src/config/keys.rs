//! Every configuration key there is: where it stands in the file, its variable, what it does.
//!
//! This list is the only place that knows names: the reader refuses what is not in it, `check-config` explains from it and
//! `docs/CONFIGURATION.md` is rendered from it (a test compares).

use std::fmt::Write as _;

/// What a value looks like in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Flag,
    /// A list of texts; in the environment separated by commas.
    List,
}

/// One key of the configuration.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Dotted path in the file.
    pub path: &'static str,
    /// What its value looks like.
    pub shape: Shape,
    /// Value when nothing is said, as written in the documentation.
    pub default: &'static str,
    /// What it does, one or two sentences.
    pub about: &'static str,
}

impl Key {
    /// The environment variable that overrides the file.
    pub fn variable(&self) -> String {
        match self.path {
            "database_url" => "DATABASE_URL".to_owned(),
            path => format!("LEITSTAND_{}", path.replace('.', "_").to_uppercase()),
        }
    }
}

const fn key(path: &'static str, shape: Shape, default: &'static str, about: &'static str) -> Key {
    Key {
        path,
        shape,
        default,
        about,
    }
}

use Shape::{Flag, List, Number, Text};

/// All keys, in the order of the documentation.
pub const KEYS: &[Key] = &[
    key(
        "public_url",
        Text,
        "http://<listen>",
        "Address under which people reach Leitstand, without a path. Links in mails use it; with `https` cookies are `__Host-` and Secure and HSTS is sent.",
    ),
    key(
        "listen",
        Text,
        "127.0.0.1:3000",
        "Address and port of the web server. Port 0 takes a free one.",
    ),
    key(
        "metrics_listen",
        Text,
        "127.0.0.1:9464",
        "Address and port of `/metrics` (Prometheus). Keep it local; `off` serves none.",
    ),
    key(
        "insecure_http",
        Flag,
        "false",
        "Allows plain http on addresses other than loopback. Only for networks you trust entirely; better put a TLS proxy in front.",
    ),
    key(
        "trusted_proxies",
        List,
        "[]",
        "Networks (CIDR) of reverse proxies whose `X-Forwarded-For` is believed. Everybody else's is ignored.",
    ),
    key(
        "max_connections",
        Number,
        "1024",
        "Open connections served at once; more wait in the kernel's queue.",
    ),
    key(
        "data_dir",
        Text,
        "./data",
        "Directory for the SQLite database, attachments, keys and shards. `keep-out-of-backup` inside it must not be in any backup.",
    ),
    key(
        "site_dir",
        Text,
        "target/site",
        "Directory of the built assets (`manifest.json`, `pkg/`). Without it pages work, but plain. Variable: also `LEITSTAND_SITE`.",
    ),
    key(
        "database_url",
        Text,
        "sqlite in data_dir",
        "`sqlite:PATH` or `postgres://USER@HOST/NAME?sslmode=verify-full`. PostgreSQL is needed for several servers or workers.",
    ),
    key(
        "log.format",
        Text,
        "pretty",
        "`pretty` for people, `json` for machines (one object a line, UTC).",
    ),
    key(
        "log.filter",
        Text,
        "info",
        "Level, or a filter by module such as `info,store=debug`.",
    ),
    key(
        "mail.smtp_url",
        Text,
        "unset",
        "`smtps://USER:PASSWORD@HOST` or `smtp://HOST:25` (add `?tls=required` for STARTTLS). Unset, and always on a demo database: mails are written to `data_dir/mail`.",
    ),
    key(
        "mail.smtp_password_file",
        Text,
        "unset",
        "File holding the SMTP password, so that it need not stand in the URL.",
    ),
    key(
        "mail.from_address",
        Text,
        "leitstand@localhost",
        "Sender of all mails. The sender's name is the provider's.",
    ),
    key(
        "vault.source",
        Text,
        "file",
        "Where the key-encryption keys are: `file` (`keep-out-of-backup/keys/vault.key`), `env` (`LEITSTAND_VAULT_KEYS`) or `transit`.",
    ),
    key(
        "vault.key_dir",
        Text,
        "data_dir/keep-out-of-backup/keys",
        "Directory of `vault.key`, `login.key` and `audit.key` (0600). Created only while the database is empty.",
    ),
    key(
        "vault.shard_dir",
        Text,
        "data_dir/keep-out-of-backup/shards",
        "Directory of the key shards. Several servers need a shared one. Never back it up.",
    ),
    key(
        "vault.transit_url",
        Text,
        "unset",
        "Base URL of an OpenBao or Vault transit engine, for example `https://bao.internal:8200/v1/transit`.",
    ),
    key(
        "vault.transit_key",
        Text,
        "leitstand",
        "Name of the transit key.",
    ),
    key(
        "vault.transit_token_file",
        Text,
        "unset",
        "File holding the transit token.",
    ),
    key(
        "vault.transit_ca_file",
        Text,
        "unset",
        "Certificate authorities (PEM) to trust for the transit server, instead of the public ones.",
    ),
    key(
        "audit.checkpoint_file",
        Text,
        "data_dir/db/audit-checkpoints.jsonl",
        "File to which signed heads of the audit chains are appended every five minutes. Best on a machine or volume that only takes appends.",
    ),
    key(
        "uploads.max_file_mib",
        Number,
        "20",
        "Largest attachment, in MiB. Refused while streaming.",
    ),
    key(
        "uploads.max_files",
        Number,
        "10",
        "Most attachments in one message.",
    ),
    key(
        "probes.allow",
        List,
        "[]",
        "Loopback, link-local or private networks (CIDR) that probes may reach. Public addresses of registered systems need no entry.",
    ),
    key(
        "workers.concurrency",
        Number,
        "4",
        "Jobs run at once by one process.",
    ),
];

/// `docs/CONFIGURATION.md`.
pub fn documentation() -> String {
    let mut text = String::from(
        "# Configuration\n\nOne TOML file (`leitstand.toml` in the working directory, or `--config FILE`) and environment variables; the\nenvironment wins. `leitstand check-config` explains what is wrong and where. Secrets belong into files or the\nenvironment of the service, not into the TOML file. This page is rendered from `server/src/config/keys.rs`.\n\n| key | variable | default | meaning |\n|---|---|---|---|\n",
    );
    for key in KEYS {
        // Writing into a String cannot fail.
        let _ = writeln!(
            text,
            "| `{}` | `{}` | {} | {} |",
            key.path,
            key.variable(),
            match key.default {
                "unset" => "unset".to_owned(),
                value => format!("`{value}`"),
            },
            key.about
        );
    }
    text.push_str(
        "\nExample:\n\n```toml\npublic_url = \"https://desk.example.net\"\nlisten = \"127.0.0.1:3000\"\ntrusted_proxies = [\"127.0.0.1/32\"]\n\n[mail]\nsmtp_url = \"smtps://leitstand@mail.example.net\"\nsmtp_password_file = \"/etc/leitstand/smtp-password\"\nfrom_address = \"support@example.net\"\n\n[log]\nformat = \"json\"\n```\n",
    );
    text.push_str(
        "\nWhich file is read may also be said by the variable `LEITSTAND_CONFIG`, as by `--config`.\n\n## Keys in the environment\n\nWith `vault.source = \"env\"` the variable `LEITSTAND_VAULT_KEYS` holds the text of a key file with `;` for line ends (format:\n[CRYPTO.md](CRYPTO.md), *Key files*), each key base64 of 32 bytes:\n\n```text\nLEITSTAND_VAULT_KEYS=\"leitstand vault-keys 1;current k1;key k1 <base64>\"\n```\n",
    );
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_documentation_is_the_list() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/CONFIGURATION.md");
        let written = std::fs::read_to_string(path).unwrap_or_default();
        if std::env::var_os("LEITSTAND_WRITE_DOCS").is_some() {
            std::fs::write(path, super::documentation()).expect("docs/ is writable");
        } else {
            assert_eq!(
                written,
                super::documentation(),
                "run the tests once with LEITSTAND_WRITE_DOCS=1"
            );
        }
    }
}
