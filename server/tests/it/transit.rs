//! The vault with its keys in a transit server: the program's own client against an HTTP server on loopback that follows the
//! documented requests and answers. A real Vault or OpenBao was not at hand.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use domain::credential::SecretField;
use domain::ids::{OrganizationId, SecretId};
use serde_json::{Value, json};
use services::vault_admin;
use vault::{SecretBytes, SecretContext, VaultError};

use crate::desk::{Desk, Result};

const TOKEN: &str = "hvs.only-for-this-test";

/// What the server remembers: ciphertext → key, plaintext, associated data; and every path with its body.
#[derive(Default)]
struct Engine {
    sealed: HashMap<String, (String, Value, Value)>,
    seen: Vec<(String, String)>,
}

type Shared = Arc<Mutex<Engine>>;

fn engine() -> std::io::Result<(SocketAddr, Shared)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let shared = Shared::default();
    let engine = shared.clone();
    // Ends with the test process.
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let _ = serve(stream, &engine);
        }
    });
    Ok((address, shared))
}

fn serve(mut stream: TcpStream, engine: &Shared) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let (mut token, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "x-vault-token" => value.clone_into(&mut token),
            "content-length" => length = value.parse().unwrap_or_default(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let (status, answer) = answer(engine, &path, &token, &body);
    let answer = answer.to_string();
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n",
        answer.len()
    );
    stream.write_all((head + &answer).as_bytes())
}

fn answer(engine: &Shared, path: &str, token: &str, body: &[u8]) -> (u16, Value) {
    let text = String::from_utf8_lossy(body).into_owned();
    let Ok(mut engine) = engine.lock() else {
        return (500, json!({}));
    };
    engine.seen.push((path.to_owned(), text));
    if token != TOKEN {
        return (403, json!({"errors": ["permission denied"]}));
    }
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let aad = body["associated_data"].clone();
    let words: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match words.as_slice() {
        ["v1", "team", "transit", "encrypt", key] => {
            let ciphertext = format!("vault:v1:{}", engine.sealed.len());
            let kept = ((*key).to_owned(), body["plaintext"].clone(), aad);
            engine.sealed.insert(ciphertext.clone(), kept);
            (200, json!({"data": {"ciphertext": ciphertext}}))
        }
        ["v1", "team", "transit", "decrypt", key] => {
            let ciphertext = body["ciphertext"].as_str().unwrap_or_default();
            match engine.sealed.get(ciphertext) {
                Some((kept, plaintext, bound)) if kept == key && *bound == aad => {
                    (200, json!({"data": {"plaintext": plaintext}}))
                }
                _ => (400, json!({"errors": ["invalid ciphertext"]})),
            }
        }
        _ => (404, json!({"errors": ["no handler"]})),
    }
}

async fn desk(address: SocketAddr, key: &str, token: &str) -> Result<(Desk, tempfile::TempDir)> {
    let dir = tempfile::tempdir()?;
    let file = dir.path().join("token");
    std::fs::write(&file, format!("{token}\n"))?;
    let config = format!(
        "[vault]\nsource = \"transit\"\ntransit_url = \"http://{address}/v1/team/transit\"\ntransit_key = \"{key}\"\ntransit_token_file = \"{}\"\n",
        file.display()
    );
    Ok((Desk::start_with(&config).await?, dir))
}

#[tokio::test]
async fn secrets_are_wrapped_by_the_transit_server_and_never_sent_to_it() -> Result {
    const CANARY: &str = "K4n4r1e-Transit-9";
    let (address, engine) = engine()?;
    let (desk, _dir) = desk(address, "leitstand", TOKEN).await?;
    let context = desk.context();
    let status = vault_admin::status(context).await?;
    assert_eq!(status.sealed, None);
    assert_eq!(status.keys.len(), 1);
    assert_eq!(status.keys[0].kek, "leitstand");
    assert!(!desk.app.config().key_dir.join("vault.key").exists());

    let place = SecretContext {
        organization: context.id(OrganizationId::from_uuid),
        ticket: None,
        shard: None,
        secret: context.id(SecretId::from_uuid),
        field: SecretField::Password,
        version: 1,
    };
    let vault = context.vault();
    let secret = SecretBytes::from(CANARY);
    let stored = vault.seal(&place, &secret, None, context.random()).await?;
    assert!(stored.wrapped.starts_with(b"vault:v1:"));
    let opened = vault.open(&place, &stored, None).await?;
    opened.expose(|bytes| assert_eq!(bytes, CANARY.as_bytes()));
    let elsewhere = SecretContext {
        version: 2,
        ..place
    };
    let moved = vault.open(&elsewhere, &stored, None).await;
    assert!(matches!(
        moved,
        Err(VaultError::WrongKey | VaultError::Corrupt)
    ));
    {
        let engine = engine.lock().map_err(|e| e.to_string())?;
        let paths: Vec<&str> = engine.seen.iter().map(|(path, _)| path.as_str()).collect();
        assert!(
            paths.contains(&"/v1/team/transit/encrypt/leitstand"),
            "{paths:?}"
        );
        assert!(
            paths.contains(&"/v1/team/transit/decrypt/leitstand"),
            "{paths:?}"
        );
        let canary = "SzRuNHIxZS1UcmFuc2l0LTk";
        assert!(
            engine
                .seen
                .iter()
                .all(|(_, body)| !body.contains(CANARY) && !body.contains(canary))
        );
    }
    let nothing_new = vault_admin::rotate(context).await;
    assert!(matches!(
        nothing_new,
        Err(services::error::ServiceError::Conflict("no_new_key"))
    ));
    desk.stop().await
}

#[tokio::test]
async fn a_transit_server_that_refuses_or_is_gone_seals_the_vault_and_nothing_else() -> Result {
    let (address, _engine) = engine()?;
    let (refused, _dir) = desk(address, "leitstand", "hvs.wrong").await?;
    let status = vault_admin::status(refused.context()).await?;
    assert_eq!(status.sealed, Some("provider_unavailable"));
    assert_eq!(refused.browser().get("/login").await?.status.as_u16(), 200);
    refused.stop().await?;
    // A port that was free a moment ago.
    let nobody = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let (gone, _dir) = desk(nobody, "leitstand", TOKEN).await?;
    let status = vault_admin::status(gone.context()).await?;
    assert_eq!(status.sealed, Some("provider_unavailable"));
    gone.stop().await
}
