//! Log-in with a hash of an older cost.

use std::net::{IpAddr, Ipv4Addr};

use secrecy::SecretString;
use services::accounts::{Attempt, log_in};
use services::hashing::{Cost, Hasher, Verdict};
use store::Hidden;

use crate::desk::Desk;

const MAIL: &str = "petra.lindner@example.test";
const PASSWORD: &str = "ein langes altes Passwort";

fn password() -> SecretString {
    SecretString::from(PASSWORD)
}

fn attempt() -> Attempt<'static> {
    Attempt {
        email: MAIL,
        password: password(),
        ip: IpAddr::V4(Ipv4Addr::new(203, 0, 113, 5)),
        user_agent: "Firefox",
        previous: None,
    }
}

store::both_databases! {
    /// The date stays: whoever is half-way through another log-in goes by it.
    async fn an_old_hash_is_renewed_and_the_date_of_the_password_stays(db: Db) {
        let desk = Desk::new(db).await?;
        let petra = desk.petra.actor.person;
        let older = Cost { memory_kib: 128, passes: 1 };
        let old = Hasher::new(older, [3; 16])?.hash(password(), [4; 16]).await?;
        let set_at = desk.context.now();
        let mut tx = desk.context.db().begin().await?;
        store::people::update_password(&mut tx, petra, &Hidden(old.clone()), set_at).await?;
        tx.save().await?;

        desk.clock.advance(60);
        log_in(&desk.context, attempt()).await?;
        let mut tx = desk.context.db().read().await?;
        let person = store::people::find(&mut tx, petra).await?.ok_or("no Petra")?;
        drop(tx);
        let new = person.password_hash.ok_or("no hash")?.0;
        assert_ne!(new, old);
        assert_eq!(person.password_changed_at, Some(set_at));
        let verdict = desk.context.hasher().verify(password(), Some(new.clone())).await?;
        assert_eq!(verdict, Verdict::Right { rehash: false });

        // Today's hash is left alone.
        desk.clock.advance(60);
        log_in(&desk.context, attempt()).await?;
        let mut tx = desk.context.db().read().await?;
        let person = store::people::find(&mut tx, petra).await?.ok_or("no Petra")?;
        assert_eq!(person.password_hash, Some(Hidden(new)));
    }
}
