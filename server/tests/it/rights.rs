//! Every act that gives somebody rights asks who is there: with an old proof nothing happens, with a fresh one it does.

use reqwest::StatusCode;

use crate::desk::Result;
use crate::matrix::world::{Role, Whose, World};

/// An act: where it posts to, and what.
type Act = (&'static str, String, Vec<(&'static str, String)>);

fn invited(role: &str) -> Vec<(&'static str, String)> {
    let email = format!("neu-{role}@example.test");
    vec![
        ("email", email),
        ("name", "Neu".to_owned()),
        ("role", role.to_owned()),
    ]
}

fn one(name: &'static str, value: impl ToString) -> Vec<(&'static str, String)> {
    vec![(name, value.to_string())]
}

fn owner(world: &World) -> Vec<Act> {
    let ids = world.ids(Whose::Own);
    let page = format!("/organization/{}", ids.organization);
    let reader = format!("{page}/members/{}", ids.reader);
    vec![
        ("a member", format!("{page}/invitations"), invited("owner")),
        ("a role", format!("{reader}/role"), one("role", "technical")),
        (
            "the right to authorise",
            format!("{reader}/authorise"),
            one("may_authorise", "on"),
        ),
        ("less than four eyes", format!("{page}/demands"), Vec::new()),
    ]
}

fn admin(world: &World) -> Vec<Act> {
    let people = "/admin/people";
    let colleague = format!("{people}/{}", world.colleague);
    let mut organization: Vec<_> = [
        ("number", "10077"),
        ("name", "Neu GmbH"),
        ("street", "Weg 1"),
        ("postal_code", "20457"),
        ("city", "Hamburg"),
        ("country", "DE"),
        ("land", "HH"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into();
    organization.push(("owner_email", "erste@example.test".to_owned()));
    vec![
        (
            "somebody of the staff",
            format!("{people}/invitations"),
            invited("engineer"),
        ),
        (
            "the first owner of a customer",
            "/admin/organizations".to_owned(),
            organization,
        ),
        (
            "a team",
            format!("/admin/teams/{}", world.team),
            vec![
                ("name", "Technik".to_owned()),
                ("members", world.colleague.to_string()),
            ],
        ),
        (
            "another address",
            format!("{colleague}/email"),
            one("email", "anders@example.test"),
        ),
        (
            "another role",
            format!("{colleague}/change"),
            one("role", "manager"),
        ),
        (
            "a new second factor",
            format!("{colleague}/reset-factor"),
            Vec::new(),
        ),
        ("no log-in", format!("{colleague}/active"), Vec::new()),
        (
            "the log-in again",
            format!("{colleague}/active"),
            one("active", "on"),
        ),
    ]
}

fn manager(world: &World) -> Vec<Act> {
    let case = &world.ids(Whose::Own).case;
    let path = format!("/desk/tickets/{}/intervention/unlock", case.number);
    let reason = "Die Prüfung der Firewall dauert länger als gedacht.".to_owned();
    let of_one = vec![
        ("unlock_reason", reason.clone()),
        ("secret", case.secret.to_string()),
    ];
    vec![
        (
            "more looks of a day",
            path.clone(),
            one("unlock_reason", reason),
        ),
        ("more looks at one field", path, of_one),
        (
            "a look of somebody else",
            format!("/desk/approvals/{}", case.approval),
            one("answer", "approve"),
        ),
    ]
}

fn acts(world: &World, role: Role) -> Vec<Act> {
    match role {
        Role::Owner => owner(world),
        Role::Admin => admin(world),
        _ => manager(world),
    }
}

/// The ends of all chains: whatever happened has moved one.
async fn happened(world: &World) -> Result<String> {
    let mut tx = world.desk.context().db().read().await?;
    Ok(format!("{:?}", store::audit::list_heads(&mut tx).await?))
}

async fn asks_for_a_proof(role: Role) -> Result {
    let world = World::build(role).await?;
    for (what, path, fields) in acts(&world, role) {
        let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let before = happened(&world).await?;
        let page = world.browser.post(&path, &fields).await?;
        assert!(
            page.status.is_redirection() || page.status.is_success(),
            "{what}: {} {}",
            page.status,
            page.main()
        );
        assert!(!page.location().starts_with("/reauth"), "{what}");
        assert_ne!(happened(&world).await?, before, "{what}: nothing happened");
    }
    world.end().await?;
    // The same in another world, with a proof of long ago.
    let world = World::build(role).await?;
    world.desk.clock.advance(301);
    for (what, path, fields) in acts(&world, role) {
        let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let before = happened(&world).await?;
        let page = world.browser.post(&path, &fields).await?;
        let asked =
            page.status == StatusCode::FORBIDDEN && page.text.contains("action=\"/reauth\"");
        assert!(
            asked || page.location().starts_with("/reauth"),
            "{what}: {} {}",
            page.status,
            page.main()
        );
        assert_eq!(happened(&world).await?, before, "{what}: it happened");
    }
    world.end().await
}

#[tokio::test]
async fn what_an_owner_gives_asks_for_a_fresh_proof() -> Result {
    asks_for_a_proof(Role::Owner).await
}

#[tokio::test]
async fn what_an_admin_gives_asks_for_a_fresh_proof() -> Result {
    asks_for_a_proof(Role::Admin).await
}

#[tokio::test]
async fn a_manager_lifts_limits_with_a_fresh_proof_only() -> Result {
    asks_for_a_proof(Role::Manager).await
}
