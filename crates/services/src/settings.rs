//! What the use cases need to know from the configuration; the binary reads it from the file and the environment.

use std::path::PathBuf;

use secrecy::SecretString;

/// A network in CIDR notation: one reading of it for probes and proxies.
pub use probes::Network;

/// Settings of one process. Times in seconds, sizes in bytes.
#[derive(Clone)]
pub struct Settings {
    /// Where people reach Leitstand: scheme, host and port, no slash at the end.
    pub public_url: String,
    /// Largest attachment, in bytes.
    pub max_file_bytes: u64,
    /// Most attachments of one message.
    pub max_files: usize,
    /// Networks probes may reach beyond public addresses.
    pub probes_allow: Vec<Network>,
    /// How mail leaves.
    pub mail: MailSettings,
    /// Where mails are written when there is no SMTP server, and always on a demo database.
    pub mail_dir: PathBuf,
    /// Where attachments lie.
    pub files_dir: PathBuf,
    /// Where signed checkpoints of the audit chains are appended.
    pub checkpoint_file: PathBuf,
}

impl Settings {
    /// Reached by TLS: cookies are Secure and named `__Host-`. // RULINGS 16
    pub fn https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// An absolute address inside Leitstand; `path` starts with a slash.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }

    /// Host name of the public address, without port: right side of Message-IDs.
    pub fn host(&self) -> &str {
        let rest = self
            .public_url
            .split_once("://")
            .map_or(self.public_url.as_str(), |(_, rest)| rest);
        rest.rsplit_once(':').map_or(rest, |(host, _)| host)
    }

    /// Settings for tests: loopback, mail into the given directory.
    pub fn for_tests(dir: &std::path::Path) -> Self {
        Self {
            public_url: "http://127.0.0.1:3000".to_owned(),
            max_file_bytes: 1024 * 1024,
            max_files: 10,
            probes_allow: Vec::new(),
            mail: MailSettings {
                smtp_url: None,
                smtp_password: None,
                from_address: "support@example.test".to_owned(),
            },
            mail_dir: dir.join("mail"),
            files_dir: dir.join("files"),
            checkpoint_file: dir.join("audit-checkpoints.jsonl"),
        }
    }
}

/// How mail leaves.
#[derive(Clone)]
pub struct MailSettings {
    /// `smtp://` or `smtps://`; `None` writes files.
    pub smtp_url: Option<SecretString>,
    /// Password kept outside the URL.
    pub smtp_password: Option<SecretString>,
    /// Sender of all mails.
    pub from_address: String,
}
