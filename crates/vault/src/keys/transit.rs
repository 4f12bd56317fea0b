//! Vault's and OpenBao's transit engine as key provider: the key never leaves that server.
//!
//! A DEK is first wrapped under the shard here, then encrypted there, so that key *and* shard are still needed. The
//! `vault:vN:…` text is stored as it came. Rewrapping is decrypt and encrypt: transit's own `rewrap` ignores the
//! associated data (hashicorp/vault#29532). The name of a key in the ring is the name of the transit key.
//!
//! Checked against a stub that follows the documented requests and answers; **never run against a real server**.
//! HTTP is the caller's: this crate carries no client.

use std::borrow::Cow;
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::time::{Clock, Random, Timestamp};
use serde::Deserialize;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::envelope::{self, Dek};
use crate::error::{ProviderFault, VaultError};
use crate::kdf::{Derivation, sha256};
use crate::keys::provider::{KekProvider, Later, Wrapping};
use crate::keys::ring::{KekId, with_label};
use crate::secret::SecretBytes;

const MAX_WRAPPED: usize = 4096;
const MAX_ANSWER: usize = 64 * 1024;
const REST_SECONDS: i64 = 30;

/// One POST. The client sends `X-Vault-Token` (and `X-Vault-Namespace`) and `Content-Type: application/json`, verifies TLS,
/// follows no redirect, gives up after [`TransitProvider::TIMEOUT`] and logs neither token nor bodies.
pub struct TransitRequest<'a> {
    /// Where to.
    pub url: String,
    /// Value of `X-Vault-Token`.
    pub token: &'a SecretBytes,
    /// Value of `X-Vault-Namespace`.
    pub namespace: Option<&'a str>,
    /// JSON.
    pub body: SecretBytes,
}

/// The answer to a [`TransitRequest`], whatever its status.
pub struct TransitReply {
    /// HTTP status.
    pub status: u16,
    /// Body; the client may cut it off after 64 KiB.
    pub body: SecretBytes,
}

/// No answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransitTrouble {
    /// No connection, TLS refused, connection broken.
    Unreachable,
    /// Not within [`TransitProvider::TIMEOUT`].
    Timeout,
}

/// An HTTP client for transit.
pub trait TransitHttp: Send + Sync {
    /// Sends one request; never retries.
    fn post<'a>(
        &'a self,
        request: TransitRequest<'a>,
    ) -> Pin<Box<dyn Future<Output = Result<TransitReply, TransitTrouble>> + Send + 'a>>;
}

/// Address of a transit server: https, or http to this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransitAddress(String);

/// Why an address was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransitAddressRefused {
    /// Not `https://host[:port]`.
    #[error("the address should look like https://host:8200, without path or user name")]
    Malformed,
    /// Unencrypted to another machine.
    #[error("http is allowed to loopback addresses only; use https")]
    NotEncrypted,
}

impl FromStr for TransitAddress {
    type Err = TransitAddressRefused;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim_end_matches('/');
        let (scheme, authority) = text
            .split_once("://")
            .ok_or(TransitAddressRefused::Malformed)?;
        let plain = |b: u8| b.is_ascii_alphanumeric() || b".-:[]".contains(&b);
        if authority.is_empty() || !authority.bytes().all(plain) {
            return Err(TransitAddressRefused::Malformed);
        }
        match scheme {
            "https" => Ok(Self(text.to_owned())),
            "http" if is_loopback(authority) => Ok(Self(text.to_owned())),
            "http" => Err(TransitAddressRefused::NotEncrypted),
            _ => Err(TransitAddressRefused::Malformed),
        }
    }
}

/// Only literal addresses: what a name means is for others to decide.
fn is_loopback(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() => host,
        _ => authority,
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// A transit server.
pub struct TransitProvider {
    http: Arc<dyn TransitHttp>,
    clock: Arc<dyn Clock>,
    address: TransitAddress,
    mount: String,
    token: SecretBytes,
    namespace: Option<String>,
    current: KekId,
    others: Vec<KekId>,
    resting_until: Mutex<Option<Timestamp>>,
}

impl TransitProvider {
    /// How long one request may take.
    pub const TIMEOUT: Duration = Duration::from_secs(2);

    /// A server with its key for new secrets, mounted at `transit`.
    pub fn new(
        http: Arc<dyn TransitHttp>,
        clock: Arc<dyn Clock>,
        address: TransitAddress,
        token: SecretBytes,
        current: KekId,
    ) -> Self {
        Self {
            http,
            clock,
            address,
            mount: "transit".to_owned(),
            token,
            namespace: None,
            current,
            others: Vec::new(),
            resting_until: Mutex::new(None),
        }
    }

    /// Other keys that old secrets still need.
    pub fn with_others(mut self, others: Vec<KekId>) -> Self {
        self.others = others;
        self
    }

    /// Another mount and namespace.
    pub fn with_mount(mut self, mount: &str, namespace: Option<&str>) -> Self {
        mount.trim_matches('/').clone_into(&mut self.mount);
        self.namespace = namespace.map(str::to_owned);
        self
    }

    /// One call: `operation` on key `kek`. `400` means that the server refuses the ciphertext.
    async fn call(
        &self,
        operation: &str,
        kek: &KekId,
        body: Zeroizing<String>,
    ) -> Result<SecretBytes, VaultError> {
        if !self.ids().contains(kek) {
            return Err(VaultError::UnknownKey(kek.clone()));
        }
        if self.is_resting() {
            return Err(VaultError::Unavailable(ProviderFault::Resting));
        }
        let request = TransitRequest {
            url: format!("{}/v1/{}/{operation}/{kek}", self.address.0, self.mount),
            token: &self.token,
            namespace: self.namespace.as_deref(),
            body: SecretBytes::new(body.as_bytes().to_vec()),
        };
        let fault = match self.http.post(request).await {
            Ok(reply) if reply.status == 200 && reply.body.len() <= MAX_ANSWER => {
                return Ok(reply.body);
            }
            Ok(reply) if reply.status == 200 => ProviderFault::Malformed,
            Ok(reply) if reply.status == 400 && operation == "decrypt" => {
                return Err(VaultError::WrongKey);
            }
            Ok(reply) => ProviderFault::Status(reply.status),
            Err(TransitTrouble::Unreachable) => ProviderFault::Unreachable,
            Err(TransitTrouble::Timeout) => ProviderFault::Timeout,
        };
        if needs_rest(fault) {
            *self.rest() = Some(self.clock.now().plus_seconds(REST_SECONDS));
        }
        Err(VaultError::Unavailable(fault))
    }

    async fn encrypt(&self, kek: &KekId, plain: &[u8], aad: &[u8]) -> Result<String, VaultError> {
        let body = json("plaintext", &Zeroizing::new(STANDARD.encode(plain)), aad);
        let answer = self.call("encrypt", kek, body).await?;
        let text = answer.expose(|json| Some(parse(json)?.ciphertext?.into_owned()));
        text.filter(|text| text.starts_with("vault:v") && text.len() <= MAX_WRAPPED)
            .ok_or(VaultError::Unavailable(ProviderFault::Malformed))
    }

    async fn decrypt(
        &self,
        kek: &KekId,
        ciphertext: &[u8],
        aad: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        // Only what transit writes goes into the JSON; nothing of it needs quoting.
        let shape = |b: &u8| b.is_ascii_alphanumeric() || b":+/=".contains(b);
        let text = std::str::from_utf8(ciphertext).map_err(|_| VaultError::Corrupt)?;
        if text.len() > MAX_WRAPPED || !text.starts_with("vault:v") || !ciphertext.iter().all(shape)
        {
            return Err(VaultError::Corrupt);
        }
        let answer = self
            .call("decrypt", kek, json("ciphertext", text, aad))
            .await?;
        let plain = answer.expose(|json| {
            let plain = parse(json)?.plaintext?;
            STANDARD.decode(plain.as_bytes()).ok().map(Zeroizing::new)
        });
        plain.ok_or(VaultError::Unavailable(ProviderFault::Malformed))
    }

    fn is_resting(&self) -> bool {
        let mut rest = self.rest();
        let resting = rest.is_some_and(|until| self.clock.now() < until);
        if !resting {
            *rest = None;
        }
        resting
    }

    fn rest(&self) -> std::sync::MutexGuard<'_, Option<Timestamp>> {
        self.resting_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A server that is down gets a pause instead of a storm; one that refuses us is asked again.
const fn needs_rest(fault: ProviderFault) -> bool {
    match fault {
        ProviderFault::Unreachable | ProviderFault::Timeout => true,
        ProviderFault::Status(status) => status == 429 || status >= 500,
        _ => false,
    }
}

fn json(name: &str, value: &str, aad: &[u8]) -> Zeroizing<String> {
    let aad = STANDARD.encode(aad);
    // Exact room: growing would leave an unwiped copy behind.
    let mut body = Zeroizing::new(String::with_capacity(value.len() + aad.len() + 64));
    for part in [
        r#"{""#,
        name,
        r#"":""#,
        value,
        r#"","associated_data":""#,
        &aad,
        r#""}"#,
    ] {
        body.push_str(part);
    }
    body
}

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    data: Data<'a>,
}

#[derive(Deserialize)]
struct Data<'a> {
    #[serde(borrow)]
    ciphertext: Option<Cow<'a, str>>,
    #[serde(borrow)]
    plaintext: Option<Cow<'a, str>>,
}

fn parse(json: &[u8]) -> Option<Data<'_>> {
    serde_json::from_slice::<Answer<'_>>(json)
        .ok()
        .map(|answer| answer.data)
}

fn check_text(kek: &KekId) -> Vec<u8> {
    [b"MHV1 kek-check ", kek.as_str().as_bytes()].concat()
}

/// The inner layer: the shard's half of the protection.
fn inner(wrapping: Wrapping<'_>) -> Derivation {
    let salt = sha256(b"MHV1 transit");
    match wrapping.shard {
        Some(shard) => Derivation::new(&salt, shard.key()),
        None => Derivation::new(&salt, &sha256(b"MHV1 no shard")),
    }
}

impl KekProvider for TransitProvider {
    fn current(&self) -> &KekId {
        &self.current
    }

    fn ids(&self) -> Vec<KekId> {
        std::iter::once(&self.current)
            .chain(&self.others)
            .cloned()
            .collect()
    }

    fn new_check<'a>(&'a self, kek: &'a KekId) -> Later<'a, Vec<u8>> {
        Box::pin(async move {
            let text = self.encrypt(kek, &check_text(kek), b"kek-check").await?;
            Ok(text.into_bytes())
        })
    }

    fn fits<'a>(&'a self, kek: &'a KekId, check: &'a [u8]) -> Later<'a, bool> {
        Box::pin(async move {
            match self.decrypt(kek, check, b"kek-check").await {
                Ok(text) => Ok(text.ct_eq(&check_text(kek)).into()),
                Err(VaultError::WrongKey | VaultError::Corrupt) => Ok(false),
                Err(error) => Err(error),
            }
        })
    }

    fn wrap<'a>(
        &'a self,
        wrapping: Wrapping<'a>,
        dek: &'a Dek,
        random: &'a dyn Random,
    ) -> Later<'a, Vec<u8>> {
        Box::pin(async move {
            let inner = Zeroizing::new(with_label(wrapping, |label| {
                envelope::wrap(&inner(wrapping), label, wrapping.aad, dek, random)
            }));
            let text = self.encrypt(wrapping.kek, &inner, wrapping.aad).await?;
            Ok(text.into_bytes())
        })
    }

    fn unwrap<'a>(&'a self, wrapping: Wrapping<'a>, wrapped: &'a [u8]) -> Later<'a, Dek> {
        Box::pin(async move {
            let layer = self.decrypt(wrapping.kek, wrapped, wrapping.aad).await?;
            with_label(wrapping, |label| {
                envelope::unwrap(&inner(wrapping), label, wrapping.aad, &layer)
            })
        })
    }
}
