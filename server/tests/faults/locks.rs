//! Acts that lock the same rows meet: each waits for the other's end, and none of them is refused because of it. Each test
//! brings the meeting about on PostgreSQL; on SQLite units of work follow one another anyway.

use std::net::{IpAddr, Ipv4Addr};

use domain::account::{
    LoginThrottle, MemberRole, RecoveryCode, StaffRole, ThrottleScope, address_key,
};
use domain::ids::{MembershipId, PersonId, RowId};

use crate::browser::Browser;
use crate::double::{alone, until_waiting};
use crate::ground::{Ground, PASSWORD, Result};
use crate::house::{House, file, step};
use crate::raw::Raw;

const PETRA: &str = "petra@example.test";
const JANA: &str = "jana@example.test";
const NEW: &str = "petra.neu@example.test";

async fn id_of(ground: &Ground, email: &str) -> Result<PersonId> {
    let mut tx = ground.context.db().read().await?;
    let person = store::people::find_by_email(&mut tx, email).await?;
    Ok(person.ok_or("nobody has this address")?.id)
}

/// Where an admin gives somebody another address.
async fn address_form(ground: &Ground, email: &str) -> Result<String> {
    Ok(format!(
        "/admin/people/{}/email",
        id_of(ground, email).await?
    ))
}

/// The path of the number behind a ticket's page.
fn number(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// Links for a new password that still work.
const RESETS: &str =
    "SELECT COUNT(*) FROM one_time_tokens WHERE kind = 'reset' AND used_at IS NULL";

/// Jobs that are neither done nor given up.
const RESET_JOBS: &str = "SELECT COUNT(*) FROM jobs WHERE kind = 'account.password_reset'";

/// The part of a mailed link behind the address of the house.
async fn mailed_reset(ground: &Ground) -> Result<String> {
    ground
        .until(
            "SELECT COUNT(*) FROM mails WHERE kind = 'password_reset'",
            1,
        )
        .await?;
    let mut tx = ground.context.db().read().await?;
    let mut mails = store::mails::list_newest(&mut tx, 50).await?.into_iter();
    let mail = mails.find(|mail| mail.kind == "password_reset");
    drop(tx);
    let text = ground.text_of(mail.ok_or("no mail")?)?;
    let at = text.find("/password/reset/").ok_or("no link in the mail")?;
    let link = text[at..].split_whitespace().next().unwrap_or_default();
    Ok(link.to_owned())
}

/// A browser of somebody with a second factor, half-way through the log-in.
async fn half_way(ground: &Ground, email: &str) -> Result<Browser> {
    let browser = ground.browser()?;
    let fields = [("email", email), ("password", PASSWORD)];
    assert_eq!(step(&browser, "/login", &fields).await?, "/login/factor");
    Ok(browser)
}

on_both! {
    async fn two_tickets_are_linked_to_each_other_at_once(ground) {
        let house = House::open(&ground).await?;
        let (one, other) = (file(&house.petra, "Eins").await?, file(&house.petra, "Zwei").await?);
        let [there, back] = [(&one, &other), (&other, &one)].map(|(from, to)| {
            (format!("{from}/change"), [("act", "link"), ("other", number(to)), ("kind", "related")])
        });
        // Each holds its own ticket, and is about to refer to the other one.
        let hold = ground.raw.hold_table("ticket_links").await?;
        let first = alone(&ground, (&house.jana, &there.0, &there.1));
        until_waiting(&ground, 1).await?;
        let second = alone(&ground, (&house.jana, &back.0, &back.1));
        until_waiting(&ground, 2).await?;
        drop(hold);
        let (first, second) = (first.await??, second.await??);
        assert_eq!((first.status, second.status), (303, 303), "{first:?} {second:?}");
        assert_eq!(ground.raw.count("SELECT COUNT(*) FROM ticket_links").await?, 2);
        ground.assert_sound().await?;
        ground.end().await?;
    }

    async fn a_recovery_code_is_used_while_somebody_guesses(ground) {
        // I-46
        let house = House::open(&ground).await?;
        let jana = id_of(&ground, JANA).await?;
        // She is a member of a customer, too: her log-ins are told in its chain.
        let context = &ground.context;
        let membership = context.id(MembershipId::from_uuid);
        let code = RecoveryCode::generate(context.random());
        let codes = [(RowId::new(context.now(), context.random()), code.hash())];
        let role = MemberRole::Technical;
        let mut tx = context.db().begin().await?;
        store::memberships::insert(&mut tx, membership, house.organization, jana, role, context.now()).await?;
        store::recovery::replace(&mut tx, jana, &codes).await?;
        tx.save().await?;
        let (right, wrong) = (half_way(&ground, JANA).await?, half_way(&ground, JANA).await?);
        // One failure below the first delay.
        let key = format!("factor:{jana}");
        let network = address_key(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let mut tx = context.db().begin().await?;
        let mut row = None;
        loop {
            let next = LoginThrottle::failed(row, ThrottleScope::Account, context.now());
            if next.locked_until.is_some() {
                break;
            }
            row = Some(next);
        }
        store::logins::find_for_update(&mut tx, &key, context.now()).await?;
        store::logins::update(&mut tx, &key, &row.ok_or("a delay at once")?).await?;
        store::logins::find_for_update(&mut tx, &network, context.now()).await?;
        tx.save().await?;
        ground.every_mail_is_sent().await?;

        // Who guesses has counted for her and not yet for the network; who has the code is about to forget what was counted.
        let hold = ground.raw.hold(&format!("login_attempts WHERE key = '{network}'")).await?;
        let guess = alone(&ground, (&wrong, "/login/factor", &[("code", "AAAA-AAAA-AAAA-AAAA")]));
        until_waiting(&ground, 1).await?;
        let shown = code.shown();
        let login = alone(&ground, (&right, "/login/factor", &[("code", shown.as_str())]));
        until_waiting(&ground, 2).await?;
        drop(hold);
        let (guess, login) = (guess.await??, login.await??);
        assert!([422, 429].contains(&guess.status), "{guess:?}");
        if let Raw::Postgres(_) = ground.raw {
            assert_eq!(login.status, 303, "{login:?}");
            let used = "SELECT COUNT(*) FROM audit_events WHERE kind = 'login.recovery_code_used'";
            assert_eq!(ground.raw.count(used).await?, 1);
        }
        ground.assert_sound().await?;
        ground.end().await?;
    }

    async fn a_link_is_used_while_the_address_changes(ground) {
        let house = House::open(&ground).await?;
        let admin = ground.staff("adele@example.test", StaffRole::Admin).await?;
        let change = address_form(&ground, PETRA).await?;
        let asked = ground.browser()?.post("/password/forgot", &[("email", PETRA)]).await?;
        assert_eq!(asked.status.as_u16(), 200, "{}", asked.main());
        let link = mailed_reset(&ground).await?;
        ground.every_mail_is_sent().await?;
        let petra = id_of(&ground, PETRA).await?;
        // The change holds her row and is about to end her sessions, the links come after.
        let sessions = format!("sessions WHERE person_id = '{petra}'");
        let hold = ground.raw.hold(&sessions).await?;
        let changed = alone(&ground, (&admin, &change, &[("email", NEW)]));
        until_waiting(&ground, 1).await?;
        let stranger = ground.browser()?;
        let password = "Laterne hinter dem Bahnhof 5";
        let reset = alone(&ground, (&stranger, &link, &[("password", password), ("password_repeat", password)]));
        until_waiting(&ground, 2).await?;
        drop(hold);
        let (changed, reset) = (changed.await??, reset.await??);
        assert_eq!(changed.status, 303, "{changed:?}");
        // A moment later the link is worth nothing; on SQLite it may have come first.
        let late = match ground.raw {
            Raw::Postgres(_) => &[410][..],
            Raw::Sqlite(_) => &[303, 410],
        };
        assert!(late.contains(&reset.status), "{reset:?}");
        drop(house);
        ground.assert_sound().await?;
        ground.end().await?;
    }

    async fn a_link_asked_for_while_the_address_changes_is_not_mailed_to_the_old_one(ground) {
        let house = House::open(&ground).await?;
        let admin = ground.staff("adele@example.test", StaffRole::Admin).await?;
        let change = address_form(&ground, PETRA).await?;
        ground.every_mail_is_sent().await?;
        // Everything is changed and not yet saved: the change waits for the chain of her organization.
        let chain = format!("audit_heads WHERE organization_id = '{}'", house.organization);
        let hold = ground.raw.hold(&chain).await?;
        let changed = alone(&ground, (&admin, &change, &[("email", NEW)]));
        until_waiting(&ground, 1).await?;
        let stranger = ground.browser()?;
        let asked = alone(&ground, (&stranger, "/password/forgot", &[("email", PETRA)]));
        until_waiting(&ground, 2).await?;
        drop(hold);
        let (changed, asked) = (changed.await??, asked.await??);
        assert_eq!((changed.status, asked.status), (303, 200), "{changed:?} {asked:?}");
        ground.until(RESET_JOBS, 0).await?;
        id_of(&ground, NEW).await?;
        assert_eq!(ground.raw.count(RESETS).await?, 0, "a link that works went to the old address");
        ground.assert_sound().await?;
        ground.end().await?;
    }
}
