//! The vault with its keys in a transit server: the program's own client against an HTTP server on loopback that follows the
//! documented requests and answers. A real Vault or OpenBao was not at hand.

use std::net::{SocketAddr, TcpListener};

use domain::credential::SecretField;
use domain::ids::{OrganizationId, SecretId};
use services::vault_admin;
use vault::{SecretBytes, SecretContext, VaultError};

use crate::desk::{Desk, Result};
use crate::engine::{Mood, TOKEN, engine};

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
    gone.stop().await?;
    for mood in [Mood::HangsUp, Mood::Silent] {
        let (address, engine) = engine()?;
        engine.lock().map_err(|e| e.to_string())?.mood = mood;
        let (lost, _dir) = desk(address, "leitstand", TOKEN).await?;
        let status = vault_admin::status(lost.context()).await?;
        assert_eq!(status.sealed, Some("provider_unavailable"), "{mood:?}");
        lost.stop().await?;
    }
    Ok(())
}
