//! What every answer carries, and foreign requests.

use reqwest::{Method, StatusCode};

use super::desk::{Desk, Result, encode};

#[tokio::test]
async fn pages_carry_exactly_these_headers_with_a_fresh_nonce() -> Result {
    let desk = Desk::start().await?;
    let browser = desk.browser();
    let page = browser.get("/login").await?;
    let policy = page.header("content-security-policy").to_owned();
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .and_then(|rest| rest.split('\'').next())
        .ok_or("no nonce")?;
    assert_eq!(
        policy.replace(nonce, "N"),
        "default-src 'none'; script-src 'nonce-N' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' \
         data:; font-src 'self'; connect-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; \
         frame-ancestors 'none'"
    );
    let rest = [
        ("content-type", "text/html; charset=utf-8"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("cache-control", "no-store"),
        (
            "permissions-policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("strict-transport-security", ""),
        ("access-control-allow-origin", ""),
        ("set-cookie", ""),
    ];
    for (name, value) in rest {
        assert_eq!(page.header(name), value, "{name}");
    }
    let again = browser.get("/login").await?;
    assert_ne!(again.header("content-security-policy"), policy);
    desk.stop().await
}

#[tokio::test]
async fn errors_carry_the_headers_too_and_a_type() -> Result {
    let desk = Desk::start().await?;
    let browser = desk.browser();
    let cases = [
        (Method::GET, "/nothing/here", 404),
        (Method::POST, "/healthz", 405),
        (Method::TRACE, "/login", 405),
        (Method::GET, "/password/reset/x", 410),
        (Method::GET, "/.git/config", 404),
        (Method::GET, "/pkg/../Cargo.toml", 404),
        (Method::GET, "/pkg/%2e%2e%2fCargo.toml", 404),
    ];
    for (method, path, status) in cases {
        let page = browser
            .send(method, path, None, &[("sec-fetch-site", "same-origin")])
            .await?;
        assert_eq!(page.status.as_u16(), status, "{path}");
        assert_eq!(
            page.header("content-type"),
            "text/html; charset=utf-8",
            "{path}"
        );
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert!(
            page.header("content-security-policy")
                .contains("frame-ancestors 'none'")
        );
        assert!(
            page.text.contains(page.header("x-request-id")),
            "the id is on the page"
        );
        assert!(
            !page.text.contains("/nothing") && !page.text.contains("git"),
            "no echo"
        );
    }
    let json = [
        ("accept", "application/json"),
        ("sec-fetch-site", "same-origin"),
    ];
    let page = browser.send(Method::GET, "/nothing", None, &json).await?;
    assert_eq!(
        page.header("content-type"),
        "application/json; charset=utf-8"
    );
    assert!(page.text.contains("\"error\":\"not_found\""));
    desk.stop().await
}

#[tokio::test]
async fn with_tls_cookies_are_host_bound_and_secure() -> Result {
    let desk = Desk::start_with("public_url = \"https://desk.example.test\"\n").await?;
    desk.person("anna@example.org", None).await?;
    let page = desk.browser().log_in("anna@example.org").await?;
    let cookie = page.header("set-cookie");
    let (name, rest) = cookie.split_once('=').ok_or("no cookie")?;
    let (_, attributes) = rest.split_once(';').ok_or("no attributes")?;
    assert_eq!(name, "__Host-leitstand");
    assert_eq!(attributes, " Path=/; Secure; HttpOnly; SameSite=Lax");
    assert_eq!(
        page.header("strict-transport-security"),
        "max-age=63072000; includeSubDomains"
    );
    desk.stop().await
}

#[tokio::test]
async fn foreign_posts_are_refused_before_anything_is_read() -> Result {
    let desk = Desk::start().await?;
    let browser = desk.customer("anna@example.org", "K-1").await?;
    let own = format!("http://{}", desk.address);
    let refused: [&[(&str, &str)]; 5] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "http://evil.test")],
        &[("origin", "null")],
        &[],
    ];
    let body = encode(&[("theme", "dark")]);
    for headers in refused {
        let page = browser
            .send(Method::POST, "/account/theme", Some(&body), headers)
            .await?;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert!(page.text.contains("fremden Seite"), "{headers:?}");
    }
    // A body that never comes does not matter: the refusal does not wait for it.
    let endless = [
        ("origin", "http://evil.test"),
        ("content-length", "1000000"),
    ];
    let page = browser
        .send(Method::POST, "/logout", None, &endless)
        .await?;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    for headers in [
        &[("origin", own.as_str())][..],
        &[("sec-fetch-site", "same-origin")],
    ] {
        let page = browser
            .send(Method::POST, "/account/theme", Some(&body), headers)
            .await?;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{headers:?}");
    }
    assert_eq!(
        browser.get("/account").await?.status,
        StatusCode::OK,
        "still logged in"
    );
    desk.stop().await
}

#[tokio::test]
async fn a_duplicate_or_malformed_field_is_refused() -> Result {
    let desk = Desk::start().await?;
    let browser = desk.browser();
    for body in ["email=a&email=b", "email=%zz", "email=%ff"] {
        let page = browser
            .send(
                Method::POST,
                "/login",
                Some(body),
                &[("sec-fetch-site", "same-origin")],
            )
            .await?;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{body}");
    }
    let huge = format!("email={}", "a".repeat(600 * 1024));
    let page = browser
        .send(
            Method::POST,
            "/login",
            Some(&huge),
            &[("sec-fetch-site", "same-origin")],
        )
        .await?;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    desk.stop().await
}
