//! Organization and administration.

use domain::rules::{Rule, Unit};

use super::Table;
use super::stage::Stage;

/// The form of the defaults as shipped, three numbers of it wrong.
fn defaults() -> Vec<(&'static str, String)> {
    let mut fields = vec![("version", "1".to_owned())];
    fields.extend(Rule::ALL.iter().map(|rule| {
        let text = match rule {
            Rule::OfferDays => "4711".to_owned(),
            Rule::LooksPerHour => "viele 4711".to_owned(),
            Rule::UndoSeconds => "4".to_owned(),
            rule if rule.unit() == Unit::Cents => (rule.shipped() / 100).to_string(),
            rule => rule.shipped().to_string(),
        };
        (rule.code(), text)
    }));
    fields
}

/// A calendar with everything wrong, and one with only what is found in the whole of it.
fn calendars(table: &mut Table, s: &Stage) {
    let wrong = [
        ("tz", "Europa/Stadt-4711"),
        ("hours", "weekly"),
        ("mon", "8-12, 11-4711"),
        ("tue", "17-8"),
        ("wed", "8-12, 11-13"),
        ("region", "DE-4711"),
        ("closed", "Heiligabend 4711"),
        ("open", "31.12.2026 mittags 4711"),
        ("valid_from", "2001-01-01T00:00"),
        ("reason", "4711"),
    ];
    let at = [
        "closed",
        "mon",
        "open",
        "reason",
        "region",
        "tue",
        "tz",
        "valid_from",
        "wed",
    ];
    let edit = "/admin/calendars/{code}/edit";
    let path = "/admin/calendars/service/edit";
    table.row(edit, path, &s.admin, &wrong, &at);
    let never = [
        ("tz", "Europe/Berlin"),
        ("hours", "weekly"),
        ("closed", "24.12.2026"),
        ("reason", "Niemand ist da 4711"),
        ("valid_from", "irgendwann"),
    ];
    table.row(edit, path, &s.admin, &never, &["hours", "valid_from"]);
    let mut new = vec![
        ("short_name", "Nacht 4711"),
        ("name_de", ""),
        ("name_en", "Night 4711"),
        ("purpose", "unfug"),
    ];
    new.extend(never);
    table.row(
        "/admin/calendars/new",
        "/admin/calendars/new",
        &s.admin,
        &new,
        &["hours", "name_de", "purpose", "short_name", "valid_from"],
    );
}

/// A rule with everything wrong, and an edit without one.
fn policies(table: &mut Table, s: &Stage) {
    let edit = "/admin/policies/{code}/edit";
    let path = "/admin/policies/standard/edit";
    let rule = [
        ("draft", "[]"),
        ("rule", "new"),
        ("step", "apply"),
        ("class", "unfug"),
        ("premium", "vielleicht"),
        ("minutes_first_answer", "0"),
        ("minutes_resolution", "60"),
        ("calendar_resolution", "nachts"),
        ("minutes_intervention", "viele 4711"),
        ("reason", "Neue Zusagen 4711"),
    ];
    let at = [
        "calendar_resolution",
        "class",
        "minutes_first_answer",
        "minutes_intervention",
        "premium",
    ];
    table.row(edit, path, &s.admin, &rule, &at);
    let whole = [
        ("draft", "[]"),
        ("valid_from", "irgendwann 4711"),
        ("reason", "4711"),
    ];
    table.row(edit, path, &s.admin, &whole, &["reason", "valid_from"]);
}

/// Everything wrong that can be.
fn on_call(table: &mut Table, s: &Stage) {
    let here = "/admin/oncall";
    let nobody = "01900000-0000-7000-8000-000000000000";
    let entry = [
        ("kind", "urlaub"),
        ("person", nobody),
        ("from", "irgendwann 4711"),
        ("until", "2001-01-01T08:00"),
        ("note", "Notiz 4711"),
    ];
    table.row(
        here,
        here,
        &s.admin,
        &entry,
        &["from", "kind", "person", "until"],
    );
    let give = "/admin/oncall/hand-over";
    let shift = [
        ("takes", nobody),
        ("shift_from", "bald 4711"),
        ("shift_until", "nie 4711"),
    ];
    let at = ["shift_from", "shift_until", "takes"];
    table.row(give, give, &s.house.jana, &shift, &at);
    let rotation = "/admin/oncall/rotation";
    let fields = [
        ("base", "0"),
        ("begins", "31.2.2027 4711"),
        ("hand_over", "acht 4711"),
        ("person_1", "4711"),
        ("person_2", nobody),
        ("reason", "4711"),
    ];
    let at = ["begins", "hand_over", "person_1", "person_2", "reason"];
    table.row(rotation, rotation, &s.admin, &fields, &at);
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub fn rows(table: &mut Table, s: &Stage) {
    table.row(
        "/organization/{id}/invitations",
        &s.invite,
        &s.house.petra,
        &[("email", "kein-4711"), ("role", "unfug")],
        &["email", "role"],
    );
    table.row(
        "/admin/people/invitations",
        "/admin/people/invitations",
        &s.admin,
        &[("email", "kein-4711"), ("name", ""), ("role", "engineer")],
        &["email", "name"],
    );
    for wrong in ["kein-4711", "4711@@example.test"] {
        table.row(
            "/admin/people/{id}/email",
            format!("/admin/people/{}/email", s.person),
            &s.admin,
            &[("email", wrong)],
            &["email"],
        );
    }
    table.row(
        "/admin/provider",
        "/admin/provider",
        &s.admin,
        &[
            ("name", ""),
            ("street", "Weg 4711"),
            ("email", "kein-4711"),
            ("country", "DE"),
        ],
        &["name", "email"],
    );
    table.row(
        "/admin/catalogue",
        "/admin/catalogue",
        &s.admin,
        &[
            ("mode_data_recovery", "on_request"),
            ("mode_performance_tuning", "plan_tariff"),
            ("mode_malware_removal", "price"),
            ("price_malware_removal", "viel 4711"),
            ("mode_application_troubleshooting", "not_offered"),
        ],
        &["price_malware_removal"],
    );
    table.row(
        "/admin/emergencies",
        "/admin/emergencies",
        &s.admin,
        &[
            ("code_0", "server_down"),
            ("de_0", "Server weg 4711"),
            ("en_0", ""),
            ("card_0", "yes"),
            ("de_1", "Platte voll"),
            ("en_1", "Disk full"),
            ("excluded_de", ""),
            ("excluded_en", "Your own application"),
        ],
        &["excluded_de", "en_0", "card_1"],
    );
    table.row(
        "/admin/tariffs",
        "/admin/tariffs",
        &s.admin,
        &[
            ("base", "1"),
            ("from", "bald"),
            ("gap", "20"),
            ("least", "viele"),
            ("reason", ""),
            ("code_0", "Arbeit 4711"),
            ("de_0", "Arbeit"),
            ("en_0", ""),
            ("class_0", "unit"),
            ("price_0", ""),
            ("unit_0", "15"),
            ("kind_0", "human"),
        ],
        &[
            "from", "gap", "least", "reason", "code_0", "en_0", "price_0",
        ],
    );
    table.row(
        "/admin/vat",
        "/admin/vat",
        &s.admin,
        &[
            ("country", "EST"),
            ("class", "standard"),
            ("rate", "4711"),
            ("from", ""),
        ],
        &["country", "rate", "from"],
    );
    table.row(
        "/admin/vat/own",
        "/admin/vat/own",
        &s.admin,
        &[("own_area", "canaries")],
        &["own_area"],
    );
    table.row(
        "/statements/{customer}/tax/vies",
        format!("/statements/{}/tax/vies", s.organization),
        &s.maja,
        &[("answer", "yes"), ("on", ""), ("number", "4711")],
        &["answer", "on"],
    );
    table.row(
        "/statements/{customer}/tax/place",
        format!("/statements/{}/tax/place", s.organization),
        &s.maja,
        &[("area", "canaries"), ("abroad", "vielleicht")],
        &["area", "abroad"],
    );
    calendars(table, s);
    policies(table, s);
    on_call(table, s);
    let numbers = defaults();
    table.row(
        "/admin/defaults",
        "/admin/defaults",
        &s.admin,
        &numbers
            .iter()
            .map(|(name, number)| (*name, number.as_str()))
            .collect::<Vec<_>>(),
        &["offer_days", "looks_per_hour", "undo_seconds"],
    );
    table.row(
        "/admin/teams",
        "/admin/teams",
        &s.admin,
        &[("name", "")],
        &["name"],
    );
    table.row(
        "/admin/teams/{id}",
        format!("/admin/teams/{}", s.team),
        &s.admin,
        &[("name", "")],
        &["name"],
    );
    table.row(
        "/admin/organizations",
        "/admin/organizations",
        &s.admin,
        &[
            ("number", ""),
            ("name", "Firma 4711"),
            ("street", "Weg 4711"),
            ("postal_code", "1"),
            ("city", "Ort"),
            ("country", "DE"),
            ("owner_email", "kein-4711"),
            ("owner_name", ""),
        ],
        &["number", "owner_email"],
    );
    table.row(
        "/admin/organizations/{id}/data",
        format!("/admin/organizations/{}/data", s.organization),
        &s.admin,
        &[
            ("number", "10001"),
            ("name", ""),
            ("street", "Weg 4711"),
            ("postal_code", "20457"),
            ("city", "Hamburg"),
            ("country", "DE"),
            ("land", "HH"),
            ("active", "on"),
        ],
        &["name"],
    );
    table.row(
        "/admin/organizations/{id}/contracts/new",
        format!("/admin/organizations/{}/contracts/new", s.organization),
        &s.admin,
        &[
            ("number", "V-4711"),
            ("system", ""),
            ("plan", "unfug"),
            ("starts_on", "gestern"),
        ],
        &["system", "plan", "starts_on"],
    );
    table.row(
        "/admin/organizations/{id}/systems/new",
        format!("/admin/organizations/{}/systems/new", s.organization),
        &s.admin,
        &[
            ("service_id", ""),
            ("name", "srv-4711"),
            ("kind", "dedicated"),
            ("os_family", "linux"),
            ("os_release", "Debian 4711"),
            ("primary_ipv4", "300.1.1.1"),
            ("provisioned_by", "provider"),
            ("way_in", "direct"),
        ],
        &["service_id", "primary_ipv4"],
    );
    table.row(
        "/admin/systems/{id}",
        format!("/admin/systems/{}", s.system),
        &s.admin,
        &[
            ("service_id", ""),
            ("name", "srv-4711"),
            ("kind", "dedicated"),
            ("os_family", "linux"),
            ("os_release", "Debian 4711"),
            ("primary_ipv4", "300.1.1.1"),
            ("provisioned_by", "provider"),
            ("way_in", "direct"),
            ("active", "on"),
        ],
        &["service_id", "primary_ipv4"],
    );
}
