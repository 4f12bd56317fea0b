//! Views of the queue that people keep: their list at the side, and how one is kept or removed.

use leptos::prelude::*;
use services::tickets::views::{LONGEST_NAME, SavedView};

use super::narrow::filtered;
use super::queue::{QueueView, base, figure};
use crate::components::{Button, ButtonKind, ErrorSummary, Field, Input, Menu, Opt};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// The kept view that is shown: the one with this address.
pub fn shown(page: &QueueView) -> Option<&SavedView> {
    let address = filtered(&base(page), &page.filters, None);
    let mut saved = page.page.beside.saved.iter();
    saved.find(|view| view.address == address)
}

/// The reader's views and those of their teams, with how many tickets stand in each.
pub fn list(t: &'static Messages, page: &QueueView) -> Markup {
    let saved = &page.page.beside.saved;
    if saved.is_empty() {
        return Markup::EMPTY;
    }
    let current = shown(page).map(|view| view.id);
    let mut lists = Vec::new();
    for list in saved.chunk_by(|one, next| one.team == next.team) {
        let title = list[0].team.as_deref().unwrap_or(t.desk.kept_views);
        let items = list
            .iter()
            .map(|view| item(view, current == Some(view.id)))
            .collect::<Vec<_>>();
        lists.push(view! { <h2>{title}</h2><ul>{items}</ul> }.markup());
    }
    view! { {lists} }.markup()
}

fn item(view: &SavedView, current: bool) -> Markup {
    let count = view
        .count
        .map(|n| view! { <span class="num">{figure(n)}</span> });
    let current = current.then_some("page");
    view! { <li><a href=view.address.as_str() aria-current=current><span>{view.name.as_str()}</span>" "{count}</a></li> }
        .markup()
}

/// What can be done with what is shown: keep it under a name, or remove the view it is.
pub fn panel(t: &'static Messages, page: &QueueView) -> Markup {
    if let Some(view) = shown(page).filter(|_| page.keep.problems().is_empty()) {
        let action = format!("/desk/views/{}/remove", view.id);
        let of_team = view
            .team
            .as_deref()
            .map(|team| view! { <span class="muted">{t.desk.kept_by(team)}</span> });
        return view! {
            <form method="post" action=action class="cluster kept">
                <b>{view.name.as_str()}</b>{of_team}
                <Button kind=ButtonKind::Quiet>{t.desk.view_remove}</Button>
            </form>
        }
        .markup();
    }
    if page.filters.values().next().is_none() || !page.filters.problems().is_empty() {
        return Markup::EMPTY;
    }
    keep(t, page)
}

/// The form that keeps the filters in force: they go along as they stand in the address.
fn keep(t: &'static Messages, page: &QueueView) -> Markup {
    let form = &page.keep;
    let open = !form.problems().is_empty();
    let carried = page
        .filters
        .values()
        .map(|(name, value)| view! { <input type="hidden" name=name.to_owned() value=value.to_owned() /> })
        .collect::<Vec<_>>();
    let lists = (!page.lists.is_empty()).then(|| {
        let mut lists = vec![Opt::new("", t.desk.view_mine)];
        let teams = page.lists.iter();
        lists.extend(teams.map(|(id, name)| Opt::new(id.to_string(), t.desk.kept_by(name))));
        view! { <Field form=form name="share" label=t.desk.view_share input=Input::Select(lists) inline=true /> }
    });
    view! {
        <div class="kept"><Menu label=t.desk.view_keep open=open>
            <form method="post" action="/desk/views" class="stack gap-2" novalidate>
                <ErrorSummary form=form t=t />
                <input type="hidden" name="view" value=page.view.code() />
                {carried}
                <Field form=form name="name" label=t.desk.view_name required=true maxlength=LONGEST_NAME autocomplete="off" inline=true />
                {lists}
                <Button>{t.common.save}</Button>
            </form>
        </Menu></div>
    }
    .markup()
}
