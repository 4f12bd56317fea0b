//! What the use cases need to know from the configuration; the binary reads it from the file and the environment.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use secrecy::SecretString;

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

/// A network in CIDR notation; a bare address is a network of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// A text that is no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no network in CIDR notation")]
pub struct NoNetwork;

impl Network {
    /// Whether the address lies in it. IPv4 addresses mapped into IPv6 count as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(a), IpAddr::V4(b)) => {
                let shift = 32 - u32::from(self.prefix.min(32));
                a.to_bits().checked_shr(shift).unwrap_or(0)
                    == b.to_bits().checked_shr(shift).unwrap_or(0)
            }
            (IpAddr::V6(a), IpAddr::V6(b)) => {
                let shift = 128 - u32::from(self.prefix.min(128));
                a.to_bits().checked_shr(shift).unwrap_or(0)
                    == b.to_bits().checked_shr(shift).unwrap_or(0)
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = NoNetwork;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NoNetwork)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) => prefix.parse().map_err(|_| NoNetwork)?,
            None => most,
        };
        if prefix > most {
            return Err(NoNetwork);
        }
        Ok(Self { address, prefix })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::Network;

    #[test]
    fn a_network_contains_its_addresses_only() {
        let contains = |network: &str, address: &str| {
            network
                .parse::<Network>()
                .is_ok_and(|n| address.parse().is_ok_and(|a| n.contains(a)))
        };
        assert!(contains("127.20.0.0/16", "127.20.255.1"));
        assert!(!contains("127.20.0.0/16", "127.21.0.1"));
        assert!(contains("127.20.0.0/16", "::ffff:127.20.0.1"));
        assert!(contains("0.0.0.0/0", "203.0.113.9") && !contains("0.0.0.0/0", "::1"));
        assert!(contains("fc00::/7", "fd12::1") && contains("::1", "::1"));
        for wrong in ["10.0.0.0/33", "example.net", "10.0.0.0/", "/8"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
