//! The session cookie: its name, its attributes, nothing else. // RULINGS 16, ASVS 3.3
//!
//! `Lax`, because links in mails must find people logged in; that is safe since no GET changes anything and foreign
//! posts are refused.

use axum::http::{HeaderMap, HeaderValue, header};
use secrecy::{ExposeSecret as _, SecretString};

/// Name of the cookie; the `__Host-` prefix needs TLS.
pub const fn session_cookie_name(https: bool) -> &'static str {
    if https {
        "__Host-leitstand"
    } else {
        "leitstand"
    }
}

const fn attributes(https: bool) -> &'static str {
    if https {
        "; Path=/; Secure; HttpOnly; SameSite=Lax"
    } else {
        "; Path=/; HttpOnly; SameSite=Lax"
    }
}

/// `Set-Cookie` for a session. It ends with the browser; the server's expiry is what counts.
pub fn session_cookie(https: bool, token: &SecretString) -> Option<HeaderValue> {
    let text = format!(
        "{}={}{}",
        session_cookie_name(https),
        token.expose_secret(),
        attributes(https)
    );
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// `Set-Cookie` that takes the cookie away, with the attributes browsers demand for its name.
pub fn clear_session(https: bool) -> HeaderValue {
    if https {
        HeaderValue::from_static(
            "__Host-leitstand=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax",
        )
    } else {
        HeaderValue::from_static("leitstand=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax")
    }
}

/// The session's secret as the browser sent it. Sent twice with different values it is none.
pub fn read_session(headers: &HeaderMap, https: bool) -> Option<SecretString> {
    let name = session_cookie_name(https);
    let mut values = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(known, _)| *known == name)
        .map(|(_, value)| value);
    let first = values.next()?;
    if values.any(|other| other != first) || first.is_empty() {
        return None;
    }
    Some(SecretString::from(first.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cookies: &[&str], https: bool) -> Option<String> {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(header::COOKIE, HeaderValue::from_str(cookie).ok()?);
        }
        read_session(&headers, https).map(|token| token.expose_secret().to_owned())
    }

    #[test]
    fn the_cookie_is_found_by_its_exact_name_and_only_if_unambiguous() {
        assert_eq!(read(&["a=1; leitstand=x"], false).as_deref(), Some("x"));
        assert_eq!(read(&["leitstand=x"], true), None);
        assert_eq!(read(&["__Host-leitstand=x"], true).as_deref(), Some("x"));
        assert_eq!(read(&["leitstand=x", "leitstand=y"], false), None);
        assert_eq!(read(&["leitstand="], false), None);
    }
}
