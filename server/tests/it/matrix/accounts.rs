//! Rows of log-in, account, organization, administration, files.

use super::Row;
use super::world::{Role, Whose, World};
use crate::desk::PASSWORD;

const OWNER: &[Role] = &[Role::Owner];
const OWNER_ADMIN: &[Role] = &[Role::Owner, Role::Admin];
const NOBODY: &[Role] = &[];
const DESK: &[Role] = &[Role::Engineer, Role::Manager];
/// Who reads standing authorizations.
const STANDING: &[Role] = &[
    Role::Owner,
    Role::Technical,
    Role::Engineer,
    Role::Manager,
    Role::Admin,
];
/// Who reads them at the customer, and revokes.
const TECHNICIANS: &[Role] = &[Role::Owner, Role::Technical];

pub fn rows() -> Vec<Row> {
    let mut all = Vec::new();
    all.extend(files());
    all.extend(entry());
    all.extend(account());
    all.extend(organization());
    all.extend(standing());
    all.extend(admin());
    all
}

fn demo_mail(end: &str) -> String {
    format!("/demo/postfach/0190d5d0-0000-7000-8000-000000000000{end}")
}

fn files() -> Vec<Row> {
    vec![
        Row::plain("GET", "/healthz"),
        Row::plain("GET", "/readyz"),
        Row::plain("GET", "/robots.txt"),
        // No assets were built for the test: there is nothing to find for anybody.
        Row::plain("GET", "/favicon.svg").only(NOBODY),
        Row::with_ids("GET", "/pkg/{file}", |_, _| "/pkg/x.css".to_owned()).only(NOBODY),
        Row::plain("GET", "/"),
        // No demo: there is no such place for anybody.
        Row::plain("GET", "/demo/postfach").only(NOBODY),
        Row::with_ids("GET", "/demo/postfach/{id}", |_, _| demo_mail("")).only(NOBODY),
        Row::with_ids("GET", "/demo/postfach/{id}/html", |_, _| demo_mail("/html")).only(NOBODY),
    ]
}

fn entry() -> Vec<Row> {
    fn token(_: &World, _: Whose) -> String {
        "/password/reset/x".to_owned()
    }
    vec![
        Row::plain("GET", "/login"),
        Row::plain("POST", "/login"),
        Row::plain("GET", "/login/factor"),
        Row::plain("POST", "/login/factor"),
        Row::plain("GET", "/login/enrol"),
        // Whoever is logged in already has a factor, or has begun none.
        Row::plain("POST", "/login/enrol"),
        Row::plain("POST", "/logout"),
        Row::plain("GET", "/reauth"),
        Row::plain("POST", "/reauth"),
        Row::plain("GET", "/password/forgot"),
        Row::plain("POST", "/password/forgot"),
        Row::with_ids("GET", "/password/reset/{token}", token),
        Row::with_ids("POST", "/password/reset/{token}", token),
        Row::with_ids("GET", "/invitation/{token}", |_, _| {
            "/invitation/x".to_owned()
        }),
        Row::with_ids("POST", "/invitation/{token}", |_, _| {
            "/invitation/x".to_owned()
        }),
        Row::with_ids("GET", "/setup/{token}", |_, _| "/setup/x".to_owned()),
        Row::with_ids("POST", "/setup/{token}", |_, _| "/setup/x".to_owned()),
    ]
    .into_iter()
    .map(Row::without_foreign)
    .collect()
}

fn account() -> Vec<Row> {
    vec![
        Row::plain("GET", "/account"),
        Row::plain("POST", "/account/profile"),
        Row::plain("POST", "/account/locale").fields(|_, _| vec![("locale", "en".to_owned())]),
        Row::plain("POST", "/account/theme").fields(|_, _| vec![("theme", "dark".to_owned())]),
        Row::plain("POST", "/account/shortcuts"),
        // Changed for everybody: sessions are held before the chains of a member's organizations are.
        Row::plain("POST", "/account/password").fields(|_, _| {
            let other = "Ein ganz anderes Kennwort 7".to_owned();
            vec![
                ("current", PASSWORD.to_owned()),
                ("password", other.clone()),
                ("password_repeat", other),
            ]
        }),
        Row::plain("GET", "/account/factor"),
        Row::plain("POST", "/account/factor"),
        Row::plain("POST", "/account/factor/start"),
        // Staff need their factor.
        Row::plain("POST", "/account/factor/remove").only(Role::CUSTOMERS),
        Row::plain("POST", "/account/factor/codes"),
        Row::plain("POST", "/account/sessions/end-others"),
        // Nobody ends somebody else's session: this id is none of theirs.
        Row::with_ids("POST", "/account/sessions/{id}/end", |world, _| {
            format!("/account/sessions/{}/end", world.own.owner)
        })
        .only(NOBODY),
    ]
}

fn organization() -> Vec<Row> {
    vec![
        Row::plain("GET", "/organization"),
        Row::with_ids("POST", "/organization/{id}/invitations", |world, whose| {
            format!(
                "/organization/{}/invitations",
                world.ids(whose).organization
            )
        })
        .only(OWNER_ADMIN),
        // The id of an invitation nobody sent is not found by anybody.
        Row::with_ids(
            "POST",
            "/organization/{id}/invitations/{invitation}/withdraw",
            |world, whose| {
                let ids = world.ids(whose);
                format!(
                    "/organization/{}/invitations/{}/withdraw",
                    ids.organization, ids.owner
                )
            },
        )
        .only(NOBODY),
        Row::with_ids("POST", "/organization/{id}/demands", |world, whose| {
            format!("/organization/{}/demands", world.ids(whose).organization)
        })
        .only(OWNER_ADMIN),
        Row::with_ids(
            "POST",
            "/organization/{id}/members/{person}/role",
            |world, whose| {
                let ids = world.ids(whose);
                format!(
                    "/organization/{}/members/{}/role",
                    ids.organization, ids.reader
                )
            },
        )
        .fields(|_, _| vec![("role", "billing".to_owned())])
        .only(OWNER_ADMIN),
        Row::with_ids(
            "POST",
            "/organization/{id}/members/{person}/remove",
            |world, whose| {
                let ids = world.ids(whose);
                format!(
                    "/organization/{}/members/{}/remove",
                    ids.organization, ids.reader
                )
            },
        )
        .only(OWNER_ADMIN),
        // The right to authorise is the owners' alone to give. // I-21
        Row::with_ids(
            "POST",
            "/organization/{id}/members/{person}/authorise",
            |world, whose| {
                let ids = world.ids(whose);
                format!(
                    "/organization/{}/members/{}/authorise",
                    ids.organization, ids.reader
                )
            },
        )
        .fields(|_, _| vec![("may_authorise", "on".to_owned())])
        .only(OWNER),
    ]
}

/// Standing authorizations: the owner signs (nobody else here has the right), technicians revoke, the desk reads. // I-04
fn standing() -> Vec<Row> {
    fn of(world: &World, whose: Whose, rest: &str) -> String {
        let organization = world.ids(whose).organization;
        format!("/organization/{organization}/standing{rest}")
    }
    fn one(world: &World, whose: Whose, rest: &str) -> String {
        format!("/standing/{}{rest}", world.ids(whose).standing)
    }
    fn shown(world: &World, _: Whose) -> Vec<(&'static str, String)> {
        let now = world.desk.context().now();
        vec![
            ("shown_at", now.to_string()),
            ("sha256", "0".repeat(64)),
            ("acts", "patching".to_owned()),
        ]
    }
    vec![
        Row::plain("GET", "/standing"),
        Row::with_ids("GET", "/organization/{id}/standing", |world, whose| {
            of(world, whose, "")
        })
        .only(STANDING),
        Row::with_ids("GET", "/organization/{id}/standing/new", |world, whose| {
            of(world, whose, "/new")
        })
        .only(TECHNICIANS),
        Row::with_ids("POST", "/organization/{id}/standing/new", |world, whose| {
            of(world, whose, "/new")
        })
        .only(OWNER),
        Row::with_ids("GET", "/organization/{id}/standing/sign", |world, whose| {
            of(world, whose, "/sign")
        })
        .only(OWNER),
        Row::with_ids(
            "POST",
            "/organization/{id}/standing/sign",
            |world, whose| of(world, whose, "/sign"),
        )
        .fields(shown)
        .only(OWNER),
        Row::with_ids(
            "POST",
            "/organization/{id}/standing/sign/code",
            |world, whose| of(world, whose, "/sign/code"),
        )
        .fields(shown)
        .only(OWNER),
        Row::with_ids("GET", "/standing/{id}", |world, whose| {
            one(world, whose, "")
        })
        .only(STANDING),
        Row::with_ids("GET", "/standing/{id}/authorization.pdf", |world, whose| {
            one(world, whose, "/authorization.pdf")
        })
        .only(STANDING),
        Row::with_ids("GET", "/standing/{id}/revoke", |world, whose| {
            one(world, whose, "/revoke")
        })
        .only(TECHNICIANS),
        Row::with_ids("POST", "/standing/{id}/revoke", |world, whose| {
            one(world, whose, "/revoke")
        })
        .only(TECHNICIANS),
    ]
}

fn admin() -> Vec<Row> {
    fn organization(world: &World, whose: Whose) -> String {
        format!("/admin/organizations/{}", world.ids(whose).organization)
    }
    fn person(world: &World, act: &str) -> String {
        format!("/admin/people/{}/{act}", world.colleague)
    }
    vec![
        Row::plain("GET", "/admin/provider"),
        Row::plain("POST", "/admin/provider"),
        Row::plain("GET", "/admin/people"),
        Row::plain("POST", "/admin/people/invitations"),
        Row::with_ids(
            "POST",
            "/admin/people/invitations/{id}/withdraw",
            |world, _| format!("/admin/people/invitations/{}/withdraw", world.colleague),
        )
        .only(NOBODY),
        Row::with_ids("POST", "/admin/people/{id}/change", |world, _| {
            person(world, "change")
        })
        .fields(|_, _| vec![("role", "manager".to_owned())]),
        Row::with_ids("GET", "/admin/people/{id}/email", |world, _| {
            person(world, "email")
        }),
        Row::with_ids("POST", "/admin/people/{id}/email", |world, _| {
            person(world, "email")
        }),
        Row::with_ids("POST", "/admin/people/{id}/active", |world, _| {
            person(world, "active")
        }),
        Row::with_ids("POST", "/admin/people/{id}/reset-factor", |world, _| {
            person(world, "reset-factor")
        }),
        Row::with_ids("POST", "/admin/people/{id}/end-sessions", |world, _| {
            person(world, "end-sessions")
        }),
        Row::plain("GET", "/admin/organizations"),
        Row::plain("POST", "/admin/organizations"),
        Row::with_ids("GET", "/admin/organizations/{id}", organization),
        Row::with_ids("GET", "/admin/organizations/{id}/data", |world, whose| {
            format!("{}/data", organization(world, whose))
        }),
        Row::with_ids("POST", "/admin/organizations/{id}/data", |world, whose| {
            format!("{}/data", organization(world, whose))
        }),
        Row::with_ids(
            "GET",
            "/admin/organizations/{id}/contracts/new",
            |world, whose| format!("{}/contracts/new", organization(world, whose)),
        ),
        Row::with_ids(
            "POST",
            "/admin/organizations/{id}/contracts/new",
            |world, whose| format!("{}/contracts/new", organization(world, whose)),
        ),
        Row::with_ids(
            "GET",
            "/admin/organizations/{id}/systems/new",
            |world, whose| format!("{}/systems/new", organization(world, whose)),
        ),
        Row::with_ids(
            "POST",
            "/admin/organizations/{id}/systems/new",
            |world, whose| format!("{}/systems/new", organization(world, whose)),
        ),
        Row::with_ids("POST", "/admin/contracts/{id}/end", |world, whose| {
            format!("/admin/contracts/{}/end", world.ids(whose).contract)
        })
        .fields(|_, _| vec![("ends_on", "2030-12-31".to_owned())]),
        Row::plain("GET", "/admin/systems"),
        Row::with_ids("GET", "/admin/systems/{id}", |world, whose| {
            format!("/admin/systems/{}", world.ids(whose).system)
        }),
        Row::with_ids("POST", "/admin/systems/{id}", |world, whose| {
            format!("/admin/systems/{}", world.ids(whose).system)
        }),
        Row::plain("GET", "/admin/calendars"),
        Row::plain("GET", "/admin/calendars/new"),
        Row::plain("POST", "/admin/calendars/new"),
        Row::with_ids("GET", "/admin/calendars/{code}", |_, _| {
            "/admin/calendars/service".to_owned()
        }),
        Row::with_ids("GET", "/admin/calendars/{code}/edit", |_, _| {
            "/admin/calendars/service/edit".to_owned()
        }),
        Row::with_ids("POST", "/admin/calendars/{code}/edit", |_, _| {
            "/admin/calendars/service/edit".to_owned()
        }),
        Row::plain("GET", "/admin/policies"),
        Row::with_ids("GET", "/admin/policies/{code}", |_, _| {
            "/admin/policies/standard".to_owned()
        }),
        Row::with_ids("GET", "/admin/policies/{code}/edit", |_, _| {
            "/admin/policies/standard/edit".to_owned()
        }),
        Row::with_ids("POST", "/admin/policies/{code}/edit", |_, _| {
            "/admin/policies/standard/edit".to_owned()
        }),
        Row::plain("GET", "/reports"),
        Row::with_ids("GET", "/reports/tickets", |_, _| {
            "/reports/tickets?figure=received".to_owned()
        })
        .without_foreign(),
        Row::with_ids("GET", "/reports/table.csv", |_, _| {
            "/reports/table.csv?table=promises".to_owned()
        })
        .without_foreign(),
        Row::plain("GET", "/reports/tables.xlsx"),
        Row::with_ids("GET", "/reports/certificate.pdf", |w, o| {
            let customer = w.ids(o).organization;
            format!("/reports/certificate.pdf?period=2026-09&customer={customer}")
        })
        .without_foreign(),
        Row::plain("GET", "/notifications"),
        Row::plain("POST", "/notifications/read")
            .fields(|_, _| vec![("up_to", "2027-01-15T08:00:00Z".to_owned())]),
        Row::plain("GET", "/admin/oncall"),
        Row::plain("POST", "/admin/oncall"),
        Row::plain("POST", "/admin/oncall/hand-over").only(DESK),
        Row::plain("GET", "/admin/oncall/rotation"),
        Row::plain("POST", "/admin/oncall/rotation"),
        Row::with_ids("POST", "/admin/oncall/{id}/withdraw", |world, _| {
            format!("/admin/oncall/{}/withdraw", world.stint)
        }),
        Row::plain("GET", "/admin/emergencies"),
        Row::plain("POST", "/admin/emergencies"),
        Row::plain("GET", "/admin/tariffs"),
        Row::plain("POST", "/admin/tariffs"),
        Row::plain("GET", "/admin/vat"),
        Row::plain("POST", "/admin/vat"),
        Row::plain("POST", "/admin/vat/own"),
        Row::plain("GET", "/admin/catalogue"),
        Row::plain("POST", "/admin/catalogue"),
        Row::plain("GET", "/admin/defaults"),
        Row::plain("POST", "/admin/defaults"),
        Row::plain("GET", "/admin/log"),
        Row::plain("GET", "/admin/teams"),
        Row::plain("POST", "/admin/teams"),
        Row::with_ids("POST", "/admin/teams/{id}", |world, _| {
            format!("/admin/teams/{}", world.team)
        })
        .fields(|_, _| vec![("name", "Nachtschicht".to_owned())]),
    ]
}
