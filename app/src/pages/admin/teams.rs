//! Teams and who is in them.

use domain::audit::HouseTopic;
use leptos::prelude::*;

use services::teams::{TeamView, TeamsPage};

use super::{Area, log_link, page};
use crate::components::{Button, ButtonKind, ErrorSummary, Field, Panel};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// What the page shows.
pub struct TeamsView {
    /// Teams and engineers.
    pub teams: TeamsPage,
    /// Values and problems of a new team. Field: name.
    pub form: Form,
}

/// The page *Teams*.
pub fn teams(t: &'static Messages, data: &TeamsView) -> Markup {
    let a = &t.admin;
    let form = &data.form;
    let list = data
        .teams
        .teams
        .iter()
        .map(|team| one(t, team, &data.teams))
        .collect::<Vec<_>>();
    let content = view! {
        <p class="lead">{a.teams_lead}</p>
        {log_link(t, HouseTopic::Teams)}
        {list}
        <Panel id="new" title=a.team_new>
            <form method="post" action="/admin/teams" class="stack form" novalidate>
                <ErrorSummary form=form t=t />
                <Field form=form name="name" label=a.team_name required=true maxlength=60 />
                <div><Button kind=ButtonKind::Primary>{a.create}</Button></div>
            </form>
        </Panel>
    }
    .markup();
    page(t, Area::Teams, a.teams, content)
}

fn one(t: &'static Messages, team: &TeamView, all: &TeamsPage) -> Markup {
    let a = &t.admin;
    let (heading, field) = (format!("team-{}", team.id), format!("name-{}", team.id));
    let members = all
        .engineers
        .iter()
        .map(|(id, name)| {
            let box_id = format!("member-{}-{id}", team.id);
            let checked = team.members.iter().any(|(member, _)| member == id);
            view! {
                <div class="choice">
                    <input type="checkbox" id=box_id.clone() name="members" value=id.to_string() checked=checked />
                    <label for=box_id>{name.as_str()}</label>
                </div>
            }
        })
        .collect::<Vec<_>>();
    let nobody = members
        .is_empty()
        .then(|| view! { <p class="muted">{a.team_nobody}</p> });
    view! {
        <section class="panel" aria-labelledby=heading>
            <header><h2 id=format!("team-{}", team.id)>{team.name.as_str()}</h2></header>
            <form method="post" action=format!("/admin/teams/{}", team.id) class="stack form">
                <div class="field">
                    <label for=field.clone()>{a.team_name}</label>
                    <input id=field name="name" type="text" value=team.name.as_str() required maxlength="60" />
                </div>
                <fieldset class="field"><legend>{a.team_members}</legend>{members}{nobody}</fieldset>
                <div><Button>{t.common.save}</Button></div>
            </form>
        </section>
    }
    .markup()
}
