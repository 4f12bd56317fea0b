//! Links and codes that work once: made with 256 random bits, stored as a hash.

use base64::Engine as _;
use domain::account::TokenKind;
use domain::ids::{PersonId, TokenId};
use domain::rules::HouseRules;
use sha2::{Digest as _, Sha256};
use store::tokens::TokenRow;
use store::{Digest, Tx};

use crate::context::Context;
use crate::error::{Result, ServiceError};

/// Makes a link and returns its secret part.
pub(super) async fn new_link(
    context: &Context,
    tx: &mut Tx,
    kind: TokenKind,
    person: Option<PersonId>,
    purpose: String,
) -> Result<String> {
    let now = context.now();
    let bytes = zeroize::Zeroizing::new(context.random_bytes::<32>());
    let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(*bytes);
    let row = TokenRow {
        id: TokenId::new(now, context.random()),
        kind,
        person_id: person,
        token_hash: hash(&text),
        purpose,
        attempts: 0,
        created_at: now,
        // Links live as long as they always did; only mailed digits follow the house.
        expires_at: now.plus_seconds(kind.lifetime_s(&HouseRules::SHIPPED)),
        used_at: None,
    };
    store::tokens::insert(tx, &row).await?;
    Ok(text)
}

/// The living link with this secret part.
pub(super) async fn find(
    context: &Context,
    tx: &mut Tx,
    kind: TokenKind,
    text: &str,
) -> Result<TokenRow> {
    store::tokens::find(tx, kind, &hash(text), context.now())
        .await?
        .ok_or(ServiceError::Gone)
}

/// Uses a link up; of two clicks at once one wins. Whose link it is is held first, as by everybody who takes links away.
pub(super) async fn take(
    context: &Context,
    tx: &mut Tx,
    kind: TokenKind,
    text: &str,
) -> Result<TokenRow> {
    if let Some(person) = find(context, tx, kind, text).await?.person_id {
        store::people::find_for_update(tx, person).await?;
    }
    store::tokens::take(tx, kind, &hash(text), context.now())
        .await?
        .ok_or(ServiceError::Gone)
}

fn hash(text: &str) -> Digest {
    Sha256::digest(text.as_bytes()).into()
}
