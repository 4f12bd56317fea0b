//! Recovery codes: ten single uses that stand in for a lost second factor.

use domain::ids::{PersonId, RowId};
use domain::time::Timestamp;

use crate::{Digest, Result, Tx};

const INSERT: &str =
    "INSERT INTO recovery_codes (id, person_id, code_hash, used_at) VALUES ($1, $2, $3, NULL)";
const USE: &str = "UPDATE recovery_codes SET used_at = $3 WHERE person_id = $1 AND code_hash = $2 AND used_at IS NULL";

/// Puts a new set in the place of the old one. An empty set takes all codes away.
pub async fn replace(tx: &mut Tx, person: PersonId, codes: &[(RowId, Digest)]) -> Result<()> {
    tx.execute(
        "DELETE FROM recovery_codes WHERE person_id = $1",
        args![person],
    )
    .await?;
    for (id, hash) in codes {
        tx.change_one(INSERT, args![id, person, hash]).await?;
    }
    Ok(())
}

/// Uses a code up: `false` if it is none of this person's or was used before, also at the same moment.
pub async fn take(tx: &mut Tx, person: PersonId, hash: &Digest, now: Timestamp) -> Result<bool> {
    Ok(tx.execute(USE, args![person, hash, now]).await? == 1)
}

/// How many codes are left.
pub async fn count_left(tx: &mut Tx, person: PersonId) -> Result<i64> {
    const COUNT: &str =
        "SELECT COUNT(*) FROM recovery_codes WHERE person_id = $1 AND used_at IS NULL";
    Ok(tx.one::<(i64,)>(COUNT, args![person]).await?.0)
}
