//! Where a secret belongs. Every byte of it is authenticated with the ciphertext, so that a row moved to another
//! customer, ticket, authorization, secret, field or version does not open.

use domain::credential::SecretField;
use domain::ids::{OrganizationId, SecretId, ShardId, TicketId};

/// First bytes of all authenticated data; changes only with the format.
const MAGIC: &[u8; 4] = b"MHV1";

/// The full identity of one secret version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretContext {
    /// The customer it belongs to.
    pub organization: OrganizationId,
    /// The ticket, if it was given for one.
    pub ticket: Option<TicketId>,
    /// The authorization or hand-over whose shard it needs; `None` for operational and account secrets.
    pub shard: Option<ShardId>,
    /// The secret.
    pub secret: SecretId,
    /// User name, password, key or text.
    pub field: SecretField,
    /// Version of the secret, from 1.
    pub version: i64,
}

impl SecretContext {
    /// The authenticated bytes: `MHV1`, suite, then each field as length (u32, big endian) and bytes. What is absent has
    /// length 0, which no id has, so that no two contexts share an encoding.
    pub(crate) fn bytes(&self, suite: u8) -> Vec<u8> {
        let mut out = Vec::with_capacity(128);
        out.extend_from_slice(MAGIC);
        out.push(suite);
        field(&mut out, self.organization.uuid().as_bytes());
        field(
            &mut out,
            self.ticket
                .map(TicketId::uuid)
                .as_ref()
                .map_or(&[], |u| u.as_bytes()),
        );
        field(
            &mut out,
            self.shard
                .map(ShardId::uuid)
                .as_ref()
                .map_or(&[], |u| u.as_bytes()),
        );
        field(&mut out, self.secret.uuid().as_bytes());
        field(&mut out, self.field.code().as_bytes());
        field(&mut out, &self.version.to_be_bytes());
        out
    }
}

fn field(out: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).expect("ids and field codes are short");
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(bytes);
}
