//! Where a request comes from. `X-Forwarded-For` is a claim: it counts only as far as trusted proxies wrote it.

use std::net::IpAddr;

use axum::http::HeaderMap;
use services::settings::Network;

/// The first address, seen from us, that is no trusted proxy.
pub fn client_ip(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |ip: IpAddr| trusted.iter().any(|network| network.contains(ip));
    let mut client = peer.to_canonical();
    if !is_trusted(client) {
        return client;
    }
    let hops = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|hop| hop.trim().parse::<IpAddr>());
    for hop in hops.collect::<Vec<_>>().into_iter().rev() {
        let Ok(hop) = hop else { return client };
        client = hop.to_canonical();
        if !is_trusted(client) {
            return client;
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn seen(peer: &str, forwarded: &[&str], trusted: &str) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(
                "x-forwarded-for",
                HeaderValue::from_str(value).expect("a header value"),
            );
        }
        let trusted: Vec<Network> = trusted
            .split_whitespace()
            .map(|network| network.parse().expect("a network"))
            .collect();
        client_ip(peer.parse().expect("an address"), &headers, &trusted).to_string()
    }

    #[test]
    fn a_claim_counts_only_when_a_trusted_proxy_made_it() {
        assert_eq!(seen("198.51.100.7", &["1.2.3.4"], ""), "198.51.100.7");
        assert_eq!(seen("10.0.0.1", &["1.2.3.4"], "10.0.0.1"), "1.2.3.4");
        assert_eq!(
            seen("10.0.0.1", &["6.6.6.6, 1.2.3.4"], "10.0.0.1"),
            "1.2.3.4",
            "what the client itself claimed stands further left"
        );
        assert_eq!(
            seen("10.0.0.1", &["1.2.3.4", "10.0.0.2"], "10.0.0.0/8"),
            "1.2.3.4"
        );
        assert_eq!(seen("10.0.0.1", &["nonsense"], "10.0.0.1"), "10.0.0.1");
        assert_eq!(seen("::ffff:10.0.0.1", &["1.2.3.4"], "10.0.0.1"), "1.2.3.4");
    }
}
