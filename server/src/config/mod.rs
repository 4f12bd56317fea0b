//! The configuration: one TOML file and the environment, checked as a whole before anything starts.
//!
//! Every problem is found in one go and names its place (file and line, or variable). Secrets are kept in types that do
//! not print.

mod keys;
mod raw;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use secrecy::{ExposeSecret as _, SecretString};
use services::settings::{MailSettings, Network, Settings};

pub use keys::{KEYS, Key, documentation};
pub use raw::{Origin, Problem, unknown_variables};
use raw::{Raw, Values};

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object a line.
    Json,
}

/// Where the key-encryption keys come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VaultSource {
    /// `vault.key` in the key directory.
    File,
    /// The variable `LEITSTAND_VAULT_KEYS`.
    Env,
    /// A transit engine.
    Transit(TransitConfig),
}

/// Where and how the transit engine is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransitConfig {
    /// Base URL with the engine's mount.
    pub url: String,
    /// Name of the key.
    pub key: String,
    /// File with the token.
    pub token_file: PathBuf,
    /// Authorities to trust instead of the public ones, PEM.
    pub ca_file: Option<PathBuf>,
}

/// Everything that is configured outside the database.
#[derive(Clone)]
pub struct Config {
    /// Address of the web server.
    pub listen: SocketAddr,
    /// Address of the metrics; `None` serves none.
    pub metrics_listen: Option<SocketAddr>,
    /// Plain http beyond loopback was allowed by name.
    pub insecure_http: bool,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Connections served at once.
    pub max_connections: usize,
    /// Directory of everything that is kept.
    pub data_dir: PathBuf,
    /// Directory of the built assets.
    pub site_dir: PathBuf,
    /// Database, with its password if it has one.
    pub database_url: SecretString,
    /// Look of log lines.
    pub log_format: LogFormat,
    /// Filter of log lines.
    pub log_filter: String,
    /// Key-encryption keys.
    pub vault_source: VaultSource,
    /// Directory of the three key files.
    pub key_dir: PathBuf,
    /// Directory of the shards.
    pub shard_dir: PathBuf,
    /// Jobs run at once.
    pub concurrency: usize,
    /// What the use cases need to know.
    pub settings: Settings,
}

impl Config {
    /// Reads the file (missing is allowed only when it was not named) and the environment.
    ///
    /// # Errors
    /// All problems found, each with its place.
    pub fn load(file: Option<&Path>) -> Result<Self, Vec<Problem>> {
        let path = file.unwrap_or(Path::new("leitstand.toml"));
        let name = path.display().to_string();
        let text = match std::fs::read_to_string(path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && file.is_none() => None,
            Err(error) => {
                return Err(vec![Problem {
                    origin: Origin::Line(name, 1),
                    key: String::new(),
                    message: format!("cannot be read: {error}"),
                }]);
            }
        };
        let file = text.as_deref().map(|text| (name.as_str(), text));
        Self::from_text(file, &|variable| std::env::var(variable).ok())
    }

    /// The same from given texts.
    ///
    /// # Errors
    /// All problems found, each with its place.
    pub fn from_text(
        file: Option<(&str, &str)>,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Vec<Problem>> {
        let (values, problems) = raw::read(file, environment);
        let mut reader = Reader { values, problems };
        let config = reader.config();
        if reader.problems.is_empty() {
            Ok(config)
        } else {
            Err(reader.problems)
        }
    }

    /// Reached by TLS: cookies are Secure.
    pub fn https(&self) -> bool {
        self.settings.https()
    }

    /// The file of a SQLite database.
    pub fn sqlite_file(&self) -> Option<&Path> {
        let url = self.database_url.expose_secret();
        let path = url.strip_prefix("sqlite:")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        Some(Path::new(path.split('?').next().unwrap_or(path)))
    }
}

struct Reader {
    values: Values,
    problems: Vec<Problem>,
}

impl Reader {
    fn config(&mut self) -> Config {
        let data_dir: PathBuf = self.text("data_dir", "./data").into();
        let listen = self.parsed(
            "listen",
            SocketAddr::from(([127, 0, 0, 1], 3000)),
            "an address with a port, for example 127.0.0.1:3000",
        );
        let insecure_http = self.flag("insecure_http");
        let public_url = self.public_url(listen);
        self.check_plain_http(listen, insecure_http);
        let keep_out = data_dir.join("keep-out-of-backup");
        let database_url = self.database_url(&data_dir);
        let vault_source = self.vault_source();
        Config {
            listen,
            metrics_listen: self.metrics_listen(),
            insecure_http,
            trusted_proxies: self.networks("trusted_proxies"),
            max_connections: self.number("max_connections", 1024, 1, 65_536),
            site_dir: self.text("site_dir", "target/site").into(),
            database_url,
            log_format: match self.choice("log.format", &["pretty", "json"]) {
                1 => LogFormat::Json,
                _ => LogFormat::Pretty,
            },
            log_filter: self.log_filter(),
            vault_source,
            key_dir: self.path("vault.key_dir", keep_out.join("keys")),
            shard_dir: self.path("vault.shard_dir", keep_out.join("shards")),
            concurrency: self.number("workers.concurrency", 4, 1, 64),
            settings: Settings {
                public_url,
                max_file_bytes: 1024
                    * 1024
                    * self.number::<u64>("uploads.max_file_mib", 20, 1, 1024),
                max_files: self.number("uploads.max_files", 10, 1, 100),
                probes_allow: self.networks("probes.allow"),
                mail: self.mail(),
                mail_dir: data_dir.join("mail"),
                files_dir: data_dir.join("files"),
                checkpoint_file: self.path(
                    "audit.checkpoint_file",
                    data_dir.join("db/audit-checkpoints.jsonl"),
                ),
            },
            data_dir,
        }
    }

    fn public_url(&mut self, listen: SocketAddr) -> String {
        let text = self.text("public_url", &format!("http://{listen}"));
        let text = text.trim_end_matches('/').to_owned();
        let host = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"));
        if host.is_none_or(|host| {
            host.is_empty() || host.contains(['/', '?', '#', '@', ' ', '"', '<'])
        }) {
            self.problem(
                "public_url",
                "must be http:// or https:// with a host and no path, for example https://desk.example.net",
            );
        }
        text
    }

    /// Plain http on other addresses than loopback is refused unless it was wanted by name.
    fn check_plain_http(&mut self, listen: SocketAddr, insecure_http: bool) {
        let behind_tls = self
            .values
            .get("public_url")
            .is_some_and(|raw| raw.texts.iter().any(|text| text.starts_with("https://")))
            && self
                .values
                .get("trusted_proxies")
                .is_some_and(|raw| !raw.texts.is_empty());
        if !listen.ip().is_loopback() && !insecure_http && !behind_tls {
            self.problem(
                "listen",
                "serves plain http beyond this machine. Listen on 127.0.0.1 behind a TLS proxy; or name the proxy in trusted_proxies and an https public_url; or set insecure_http = true knowingly",
            );
        }
    }

    fn database_url(&mut self, data_dir: &Path) -> SecretString {
        let default = format!("sqlite:{}", data_dir.join("db/leitstand.sqlite").display());
        let text = self.text("database_url", &default);
        if !["sqlite:", "postgres://", "postgresql://"]
            .iter()
            .any(|scheme| text.starts_with(scheme))
        {
            self.problem("database_url", "must start with sqlite: or postgres://");
        }
        text.into()
    }

    fn metrics_listen(&mut self) -> Option<SocketAddr> {
        if self.text("metrics_listen", "") == "off" {
            return None;
        }
        Some(self.parsed(
            "metrics_listen",
            SocketAddr::from(([127, 0, 0, 1], 9464)),
            "an address with a port, or off",
        ))
    }

    fn vault_source(&mut self) -> VaultSource {
        match self.choice("vault.source", &["file", "env", "transit"]) {
            1 => VaultSource::Env,
            2 => {
                let url = self.text("vault.transit_url", "");
                if url.is_empty() {
                    self.problem(
                        "vault.transit_url",
                        "is needed when vault.source is transit",
                    );
                }
                let token_file = self.text("vault.transit_token_file", "");
                if token_file.is_empty() {
                    self.problem(
                        "vault.transit_token_file",
                        "is needed when vault.source is transit",
                    );
                }
                VaultSource::Transit(TransitConfig {
                    url,
                    key: self.text("vault.transit_key", "leitstand"),
                    token_file: token_file.into(),
                    ca_file: self.optional("vault.transit_ca_file").map(PathBuf::from),
                })
            }
            _ => VaultSource::File,
        }
    }

    fn log_filter(&mut self) -> String {
        let text = self.text("log.filter", "info");
        if let Err(error) = tracing_subscriber::EnvFilter::try_new(&text) {
            self.problem(
                "log.filter",
                &format!("{text:?} is no filter, for example info,store=debug: {error}"),
            );
        }
        text
    }

    fn mail(&mut self) -> MailSettings {
        let from_address = self.text("mail.from_address", "leitstand@localhost");
        if !services::mail::is_address(&from_address) {
            self.problem("mail.from_address", "is no mail address");
        }
        let smtp_url = self.optional("mail.smtp_url");
        if let Some(url) = &smtp_url
            && let Err(error) = services::mail::check_smtp_url(url)
        {
            self.problem("mail.smtp_url", &error);
        }
        let password = self
            .optional("mail.smtp_password_file")
            .and_then(|file| self.secret_file("mail.smtp_password_file", &file));
        MailSettings {
            smtp_url: smtp_url.map(SecretString::from),
            smtp_password: password,
            from_address,
        }
    }

    fn secret_file(&mut self, key: &'static str, file: &str) -> Option<SecretString> {
        match std::fs::read_to_string(file) {
            Ok(text) => Some(text.trim_end_matches(['\r', '\n']).to_owned().into()),
            Err(error) => {
                self.problem(key, &format!("{file} cannot be read: {error}"));
                None
            }
        }
    }

    fn networks(&mut self, key: &'static str) -> Vec<Network> {
        let texts = self
            .values
            .get(key)
            .map(|raw| raw.texts.clone())
            .unwrap_or_default();
        let mut networks = Vec::new();
        for text in texts {
            match text.parse() {
                Ok(network) => networks.push(network),
                Err(error) => self.problem(
                    key,
                    &format!("{text:?} is no network, for example 10.0.0.0/8: {error}"),
                ),
            }
        }
        networks
    }

    fn optional(&self, key: &'static str) -> Option<String> {
        let raw: &Raw = self.values.get(key)?;
        raw.texts.first().filter(|text| !text.is_empty()).cloned()
    }

    fn text(&self, key: &'static str, default: &str) -> String {
        self.optional(key).unwrap_or_else(|| default.to_owned())
    }

    fn path(&self, key: &'static str, default: PathBuf) -> PathBuf {
        self.optional(key).map_or(default, PathBuf::from)
    }

    fn flag(&mut self, key: &'static str) -> bool {
        match self.optional(key).as_deref() {
            Some("true" | "1" | "yes") => true,
            None | Some("false" | "0" | "no") => false,
            Some(_) => {
                self.problem(key, "must be true or false");
                false
            }
        }
    }

    fn choice(&mut self, key: &'static str, choices: &[&str]) -> usize {
        let Some(text) = self.optional(key) else {
            return 0;
        };
        choices
            .iter()
            .position(|choice| *choice == text)
            .unwrap_or_else(|| {
                self.problem(key, &format!("must be one of {}", choices.join(", ")));
                0
            })
    }

    fn number<T>(&mut self, key: &'static str, default: T, least: T, most: T) -> T
    where
        T: FromStr + PartialOrd + std::fmt::Display + Copy,
    {
        let Some(text) = self.optional(key) else {
            return default;
        };
        match text.parse::<T>() {
            Ok(number) if number >= least && number <= most => number,
            _ => {
                self.problem(
                    key,
                    &format!("must be a whole number from {least} to {most}"),
                );
                default
            }
        }
    }

    fn parsed<T: FromStr>(&mut self, key: &'static str, default: T, wanted: &str) -> T {
        let Some(text) = self.optional(key) else {
            return default;
        };
        text.parse().unwrap_or_else(|_| {
            self.problem(key, &format!("{text:?} is not {wanted}"));
            default
        })
    }

    fn problem(&mut self, key: &'static str, message: &str) {
        let origin = self
            .values
            .get(key)
            .map_or(Origin::Default, |raw| raw.origin.clone());
        self.problems.push(Problem {
            origin,
            key: key.to_owned(),
            message: message.to_owned(),
        });
    }
}

#[cfg(test)]
mod tests;
