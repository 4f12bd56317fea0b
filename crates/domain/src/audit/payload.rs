//! What an event says: canonical JSON with a random salt.
//!
//! Everything that matters is inside the hashed text: kind, time, organization, ticket, actor, visibility, particulars.
//! The columns beside it are copies for searching and are compared with it when the chain is verified. The salt keeps
//! digests of short, guessable events (those of other tickets in an export) from being guessed.

use serde_json::{Map, Value, json};

use super::hash::ChainHash;
use super::json::{canonical, parse_strictly};
use super::kind::EventKind;
use crate::account::Actor;
use crate::ids::{OrganizationId, PersonId, TicketId};
use crate::time::{Random, Timestamp, random_bytes};

/// An event about to be appended. Never put secret text into `data`.
#[derive(Debug, Clone, PartialEq)]
pub struct EventDraft {
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: Timestamp,
    /// On which ticket.
    pub ticket: Option<TicketId>,
    /// Who did it; `None` for the software itself.
    pub actor: Option<PersonId>,
    /// The actor's name at that time.
    pub actor_name: Option<String>,
    /// The customer may see it.
    pub visible: bool,
    /// Particulars: plain values, integers only, no secrets.
    pub data: Map<String, Value>,
}

impl EventDraft {
    /// An event of the software itself, visible by the kind's default.
    pub fn new(kind: EventKind, at: Timestamp) -> Self {
        Self {
            kind,
            at,
            ticket: None,
            actor: None,
            actor_name: None,
            visible: kind.visible_by_default(),
            data: Map::new(),
        }
    }

    /// Done by somebody.
    pub fn by(mut self, actor: &Actor) -> Self {
        self.actor = Some(actor.person);
        self.actor_name = Some(actor.name.clone());
        self
    }

    /// On a ticket.
    pub fn on(mut self, ticket: TicketId) -> Self {
        self.ticket = Some(ticket);
        self
    }

    /// Visible to the customer or not, against the default.
    pub fn shown(mut self, visible: bool) -> Self {
        self.visible = visible;
        self
    }

    /// With one more particular.
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.data.insert(key.to_owned(), value.into());
        self
    }
}

/// The hashed text of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload(String);

/// What a payload says about its event, read back.
#[derive(Debug, Clone, PartialEq)]
pub struct PayloadFacts {
    /// The organization whose chain it belongs to.
    pub organization: OrganizationId,
    /// The event.
    pub event: EventDraft,
}

/// The payload is not what this program writes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an audit payload: {0}")]
pub struct InvalidPayload(String);

impl Payload {
    /// Writes an event of an organization with fresh salt.
    pub fn write(organization: OrganizationId, event: &EventDraft, random: &dyn Random) -> Self {
        let salt: [u8; 16] = random_bytes(random);
        let value = json!({
            "actor": event.actor.map(|p| p.to_string()),
            "actor_name": event.actor_name,
            "at": event.at.to_string(),
            "data": event.data,
            "kind": event.kind.code(),
            "organization": organization.to_string(),
            "salt": hex::encode(salt),
            "ticket": event.ticket.map(|t| t.to_string()),
            "visible": event.visible,
        });
        Self(canonical(&value))
    }

    /// Holds a stored text as it is; [`Self::facts`] says whether it is a payload.
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// SHA-256 of the text: what the chain links and what exports show of other tickets' events.
    pub fn digest(&self) -> ChainHash {
        ChainHash::of(self.0.as_bytes())
    }

    /// Reads the payload back; refuses missing, additional and double keys, bad values and short salts.
    pub fn facts(&self) -> Result<PayloadFacts, InvalidPayload> {
        let bad = |what: &str| InvalidPayload(what.to_owned());
        let value = parse_strictly(self.0.as_bytes()).map_err(|e| bad(&e.to_string()))?;
        let Value::Object(mut map) = value else {
            return Err(bad("not an object"));
        };
        let mut take = |key: &str| map.remove(key).ok_or_else(|| bad(key));
        let salt = text(take("salt")?).ok_or_else(|| bad("salt"))?;
        if hex::decode(&salt).map_or(0, |s| s.len()) != 16 {
            return Err(bad("salt"));
        }
        let organization = parsed(take("organization")?).ok_or_else(|| bad("organization"))?;
        let event = EventDraft {
            kind: parsed(take("kind")?).ok_or_else(|| bad("kind"))?,
            at: parsed(take("at")?).ok_or_else(|| bad("at"))?,
            ticket: optional(take("ticket")?, "ticket")?,
            actor: optional(take("actor")?, "actor")?,
            actor_name: optional(take("actor_name")?, "actor_name")?,
            visible: take("visible")?.as_bool().ok_or_else(|| bad("visible"))?,
            data: match take("data")? {
                Value::Object(data) => data,
                _ => return Err(bad("data")),
            },
        };
        match map.keys().next() {
            Some(key) => Err(bad(key)),
            None => Ok(PayloadFacts {
                organization,
                event,
            }),
        }
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

fn parsed<T: std::str::FromStr>(value: Value) -> Option<T> {
    text(value)?.parse().ok()
}

/// Null is `None`.
fn optional<T: std::str::FromStr>(value: Value, key: &str) -> Result<Option<T>, InvalidPayload> {
    match value {
        Value::Null => Ok(None),
        value => parsed(value)
            .map(Some)
            .ok_or_else(|| InvalidPayload(key.to_owned())),
    }
}
