//! The HTTP client behind the vault's transit source: one POST for each call, over TLS with our one TLS library.
//!
//! Not `reqwest`: that is a client of the tests, and its TLS would bring a second cryptographic library into the binary. A call
//! needs no pool, no redirects, no cookies. Neither token nor bodies are logged; a call gives up after
//! [`TransitProvider::TIMEOUT`].

use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use anyhow::Context as _;
use bytes::Bytes;
use domain::time::Clock;
use http::header::{CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use http::{Request, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use vault::{
    KekId, KekSource, SecretBytes, TransitHttp, TransitProvider, TransitReply, TransitRequest,
    TransitTrouble,
};

use crate::config::TransitConfig;

/// Longest answer that is read, in bytes.
const MAX_ANSWER: usize = 64 * 1024;

/// The vault's keys behind a transit server. `old` are the names of keys that stored secrets may still need.
///
/// # Errors
/// The token or the certificates cannot be read, or the address or the key's name is none.
pub fn source(
    config: &TransitConfig,
    old: Vec<KekId>,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<KekSource> {
    let token = std::fs::read(&config.token_file)
        .with_context(|| format!("reading {}", config.token_file.display()))?;
    let token = SecretBytes::new(token.trim_ascii_end().to_vec());
    let (address, mount) = address_and_mount(&config.url);
    let address = address
        .parse()
        .with_context(|| format!("vault.transit_url {}", config.url))?;
    let current: KekId = config.key.parse().context("vault.transit_key")?;
    let client = Arc::new(TransitClient::new(config.ca_file.as_deref())?);
    let others = old.into_iter().filter(|kek| *kek != current).collect();
    let provider = TransitProvider::new(client, clock, address, token, current)
        .with_mount(mount, None)
        .with_others(others);
    Ok(KekSource::Transit(Arc::new(provider)))
}

/// `https://host:8200/v1/transit` names the server and the engine's mount; without a path the mount is `transit`.
fn address_and_mount(url: &str) -> (&str, &str) {
    match url.trim_end_matches('/').split_once("/v1/") {
        Some((address, mount)) => (address, mount),
        None => (url, "transit"),
    }
}

/// Posts to a transit server.
pub struct TransitClient {
    tls: TlsConnector,
}

impl TransitClient {
    /// Trusts the public authorities, or only those in a PEM file.
    ///
    /// # Errors
    /// The file cannot be read or holds no certificate.
    pub fn new(ca_file: Option<&Path>) -> anyhow::Result<Self> {
        let mut roots = RootCertStore::empty();
        match ca_file {
            Some(file) => {
                for certificate in CertificateDer::pem_file_iter(file)
                    .with_context(|| format!("reading {}", file.display()))?
                {
                    roots.add(certificate?)?;
                }
                anyhow::ensure!(!roots.is_empty(), "{} holds no certificate", file.display());
            }
            None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self {
            tls: TlsConnector::from(Arc::new(config)),
        })
    }

    async fn exchange(&self, request: TransitRequest<'_>) -> Result<TransitReply, TransitTrouble> {
        let uri: Uri = request
            .url
            .parse()
            .map_err(|_| TransitTrouble::Unreachable)?;
        let host = uri.host().ok_or(TransitTrouble::Unreachable)?;
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let https = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if https { 443 } else { 80 });
        let stream = TcpStream::connect((bare, port))
            .await
            .map_err(|_| TransitTrouble::Unreachable)?;
        let message = message(&uri, &request).ok_or(TransitTrouble::Unreachable)?;
        if !https {
            return send(stream, message).await;
        }
        let name =
            ServerName::try_from(bare.to_owned()).map_err(|_| TransitTrouble::Unreachable)?;
        let stream = self.tls.connect(name, stream).await.map_err(|error| {
            tracing::warn!(%error, "the transit server's TLS was refused");
            TransitTrouble::Unreachable
        })?;
        send(stream, message).await
    }
}

fn message(uri: &Uri, request: &TransitRequest<'_>) -> Option<Request<Full<Bytes>>> {
    let body = request.body.expose(Bytes::copy_from_slice);
    let mut token = request
        .token
        .expose(|token| HeaderValue::from_bytes(token).ok())?;
    token.set_sensitive(true);
    let mut message = Request::post(uri.path_and_query()?.as_str())
        .header(HOST, uri.authority()?.as_str())
        .header(CONTENT_TYPE, "application/json")
        .header(HeaderName::from_static("x-vault-token"), token);
    if let Some(namespace) = request.namespace {
        message = message.header(HeaderName::from_static("x-vault-namespace"), namespace);
    }
    message.body(Full::new(body)).ok()
}

async fn send<S>(stream: S, message: Request<Full<Bytes>>) -> Result<TransitReply, TransitTrouble>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let lost = |_| TransitTrouble::Unreachable;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(lost)?;
    let driving = tokio::spawn(connection);
    let answer = sender.send_request(message).await.map_err(lost)?;
    let status = answer.status().as_u16();
    let body = Limited::new(answer.into_body(), MAX_ANSWER)
        .collect()
        .await
        .map_err(|_| TransitTrouble::Unreachable)?
        .to_bytes();
    driving.abort();
    Ok(TransitReply {
        status,
        body: SecretBytes::new(body.to_vec()),
    })
}

impl TransitHttp for TransitClient {
    fn post<'a>(
        &'a self,
        request: TransitRequest<'a>,
    ) -> Pin<Box<dyn Future<Output = Result<TransitReply, TransitTrouble>> + Send + 'a>> {
        Box::pin(async move {
            tokio::time::timeout(TransitProvider::TIMEOUT, self.exchange(request))
                .await
                .unwrap_or(Err(TransitTrouble::Timeout))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::address_and_mount;

    #[test]
    fn the_mount_is_behind_the_version() {
        for (url, parts) in [
            (
                "https://bao:8200/v1/transit",
                ("https://bao:8200", "transit"),
            ),
            (
                "https://bao/v1/team/transit/",
                ("https://bao", "team/transit"),
            ),
            ("https://bao:8200", ("https://bao:8200", "transit")),
        ] {
            assert_eq!(address_and_mount(url), parts);
        }
    }
}
