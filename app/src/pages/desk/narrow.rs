//! The desk's wider filters: fields to choose by, what is chosen as chips that take it away again, and addresses.

use std::fmt::Write as _;

use leptos::prelude::*;
use services::tickets::{ME, NOBODY, Narrowed};

use crate::components::{ErrorSummary, Field, Input, Opt};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// Names of the wider filters in an address. `who` also knows `me` and `nobody`.
pub const WIDER: [&str; 4] = ["customer", "system", "who", "team"];
/// Names in the suggestions at most: more would make the page heavy, and any can be typed.
const SUGGESTED: usize = 500;

/// An address with filters, except one of them. `base` has a query already.
pub fn filtered(base: &str, filters: &Form, without: Option<&str>) -> String {
    let mut address = base.to_owned();
    for (name, value) in filters.values() {
        if Some(name) != without {
            let _ = write!(address, "&{name}=");
            encode(&mut address, value);
        }
    }
    address
}

/// A value as it stands in a query.
pub fn encode(address: &mut String, value: &str) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
}

/// The fields: customer, system, team; colleagues are chosen where the queue asks for the assignee.
pub fn fields(t: &'static Messages, base: &str, form: &Form, narrowed: &Narrowed) -> Markup {
    let customers = narrowed
        .customers
        .iter()
        .filter(|o| o.active)
        .take(SUGGESTED)
        .map(|o| Opt::new(format!("{} {}", o.number, o.name), ""))
        .collect();
    let systems = narrowed
        .systems
        .iter()
        .take(SUGGESTED)
        .map(|s| Opt::new(s.name.clone(), s.service_id.clone()))
        .collect();
    let mut teams = vec![Opt::new("", t.common.all)];
    teams.extend(
        narrowed
            .teams
            .iter()
            .map(|team| Opt::new(team.id.to_string(), team.name.clone())),
    );
    let [which_customer, which_system] =
        ["customer", "system"].map(|field| namesakes(base, form, narrowed, field));
    view! {
        <Field form=form name="customer" label=t.desk.customer hint=t.desk.customer_hint suggestions=customers maxlength=200 autocomplete="off" inline=true below=which_customer />
        <Field form=form name="system" label=t.desk.system hint=t.desk.system_hint suggestions=systems maxlength=200 autocomplete="off" inline=true below=which_system />
        <Field form=form name="team" label=t.desk.team input=Input::Select(teams) inline=true />
    }
    .markup()
}

/// Those who go by the name typed into a field: each a way to the same list with this one.
fn namesakes(base: &str, form: &Form, narrowed: &Narrowed, field: &'static str) -> Markup {
    let mut ways = Vec::new();
    for one in narrowed.namesakes.iter().filter(|one| one.field == field) {
        let mut href = filtered(base, form, Some(field));
        let _ = write!(href, "&{field}=");
        encode(&mut href, &one.value);
        ways.push(view! { <li><a href=href>{one.told.as_str()}</a></li> }.markup());
    }
    if ways.is_empty() {
        return Markup::EMPTY;
    }
    view! { <ul class="cluster">{ways}</ul> }.markup()
}

/// Whose tickets, for a selection: anybody's, the reader's, nobody's, and those of a colleague where they are known.
pub fn whose(t: &'static Messages, narrowed: Option<&Narrowed>) -> Vec<Opt> {
    let mut people = vec![
        Opt::new("", t.common.all),
        Opt::new(ME, t.desk.me),
        Opt::new(NOBODY, t.common.nobody),
    ];
    let Some(narrowed) = narrowed else {
        return people;
    };
    let colleagues = narrowed.staff.iter();
    people.extend(colleagues.map(|(id, name)| Opt::new(id.to_string(), name.clone())));
    // Somebody who has left is still chosen.
    if let Some((id, name)) = &narrowed.colleague
        && narrowed.staff.iter().all(|(one, _)| one != id)
    {
        people.push(Opt::new(id.to_string(), name.clone()));
    }
    people
}

/// What stands around a search at the desk: fields or the way to them, and what is chosen.
#[derive(Debug)]
pub struct Searching {
    /// Inside the form.
    pub fields: Markup,
    /// Below it.
    pub chosen: Markup,
    /// A filter names nothing.
    pub wrong: bool,
}

/// The wider filters of a search.
pub fn searching(
    t: &'static Messages,
    query: &str,
    form: &Form,
    narrowed: Option<&Narrowed>,
) -> Searching {
    let mut base = "/desk/search?q=".to_owned();
    encode(&mut base, query);
    let Some(narrowed) = narrowed else {
        base.push_str("&more=1");
        return Searching {
            fields: view! { <a href=base>{t.desk.more_filters}</a> }.markup(),
            chosen: Markup::EMPTY,
            wrong: false,
        };
    };
    let who = whose(t, Some(narrowed));
    Searching {
        fields: view! {
            {fields(t, &base, form, narrowed)}
            <Field form=form name="who" label=t.tickets.assignee input=Input::Select(who) inline=true />
        }
        .markup(),
        chosen: view! { <ErrorSummary form=form t=t labels=labels(t) />{chips(t, &base, form, narrowed)} }
            .markup(),
        wrong: !form.problems().is_empty(),
    }
}

/// What a summary of problems calls the fields.
pub fn labels(t: &'static Messages) -> Vec<(&'static str, &'static str)> {
    vec![
        ("customer", t.desk.customer),
        ("system", t.desk.system),
        ("who", t.tickets.assignee),
        ("team", t.desk.team),
    ]
}

/// What is chosen: each a link to the same list without it.
pub fn chips(t: &'static Messages, base: &str, form: &Form, narrowed: &Narrowed) -> Markup {
    let whose = match form.value("who") {
        ME => Some(t.desk.me),
        NOBODY => Some(t.common.nobody),
        _ => narrowed.colleague.as_ref().map(|(_, name)| name.as_str()),
    };
    let chosen = [
        (
            "customer",
            t.desk.customer,
            narrowed.organization.as_ref().map(|o| o.name.as_str()),
        ),
        (
            "system",
            t.desk.system,
            narrowed.system.as_ref().map(|s| s.name.as_str()),
        ),
        ("who", t.tickets.assignee, whose),
        (
            "team",
            t.desk.team,
            narrowed.team.as_ref().map(|team| team.name.as_str()),
        ),
    ];
    let chips = chosen
        .into_iter()
        .filter_map(|(name, label, value)| Some((name, label, value?)))
        .map(|(name, label, value)| {
            let href = filtered(base, form, Some(name));
            view! {
                <li><a class="button button--small" href=href><span class="visually-hidden">{t.desk.filter_remove}" "</span>{label}": "{value}<span aria-hidden="true">" ×"</span></a></li>
            }
            .markup()
        })
        .collect::<Vec<_>>();
    if chips.is_empty() {
        return Markup::EMPTY;
    }
    view! { <ul class="cluster" aria-label=t.desk.filters_set>{chips}</ul> }.markup()
}
