//! How a page is divided: panels, tables, facts, breadcrumbs, pages of a list, empty places.

use std::borrow::Cow;

use leptos::prelude::*;

use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup, Slot};

/// A ruled section with its heading; never a box in a box.
#[component]
pub fn Panel(
    /// The id of the heading, unique on the page.
    id: &'static str,
    /// The heading.
    #[prop(into)]
    title: Cow<'static, str>,
    /// A few words at the right of the heading.
    #[prop(optional, into)]
    aside: Option<Cow<'static, str>>,
    /// More classes ("talk").
    #[prop(optional)]
    class: Option<&'static str>,
    /// What is in it.
    children: Slot,
) -> impl IntoView {
    let class = class.map_or(Cow::Borrowed("panel"), |more| {
        Cow::Owned(format!("panel {more}"))
    });
    view! {
        <section class=class aria-labelledby=id>
            <header><h2 id=id>{title}</h2>{aside.map(|aside| view! { <span>{aside}</span> })}</header>
            {children.content()}
        </section>
    }
}

/// A section of a page in the portal: heading, a link at its right, content.
#[component]
pub fn Section(
    /// The id of the heading, unique on the page.
    id: &'static str,
    /// The heading.
    #[prop(into)]
    title: Cow<'static, str>,
    /// Address and text of a link at the right of the heading.
    #[prop(optional)]
    more: Option<(String, Cow<'static, str>)>,
    /// What is in it.
    children: Slot,
) -> impl IntoView {
    let heading = view! { <h2 id=id>{title}</h2> };
    let heading = match more {
        None => heading.markup(),
        Some((href, text)) => {
            view! { <div class="cluster between">{heading}<a href=href>{text}</a></div> }.markup()
        }
    };
    view! { <section class="stack" aria-labelledby=id>{heading}{children.content()}</section> }
}

/// A column of a [`DataTable`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What the column holds.
    pub label: Cow<'static, str>,
    /// Figures, aligned right.
    pub figures: bool,
}

impl Column {
    /// A column of words.
    pub fn text(label: impl Into<Cow<'static, str>>) -> Self {
        Self {
            label: label.into(),
            figures: false,
        }
    }

    /// A column of figures.
    pub fn figures(label: impl Into<Cow<'static, str>>) -> Self {
        Self {
            label: label.into(),
            figures: true,
        }
    }
}

/// A table whose rows become blocks on narrow screens. Because that takes the table roles away, they are written out:
/// children are `<tbody role="rowgroup">` with `<tr role="row">` and `<td role="cell">` (or
/// `<th role="rowheader" scope="row">`); `data-label` names a cell where the heads are gone, class `wide` gives it the
/// whole line.
#[component]
pub fn DataTable(
    /// What the table shows, for screen readers.
    #[prop(into)]
    caption: Cow<'static, str>,
    /// The columns.
    columns: Vec<Column>,
    /// Rows become blocks on narrow screens; off, the table scrolls.
    #[prop(default = true)]
    blocks: bool,
    /// More classes ("queue").
    #[prop(optional)]
    class: Option<&'static str>,
    /// The bodies.
    children: Slot,
) -> impl IntoView {
    let heads = columns
        .into_iter()
        .map(|column| {
            let class = column.figures.then_some("num");
            view! { <th role="columnheader" scope="col" class=class>{column.label}</th> }
        })
        .collect::<Vec<_>>();
    let class = format!(
        "data-table{}{}{}",
        if blocks { " data-table--blocks" } else { "" },
        if class.is_some() { " " } else { "" },
        class.unwrap_or_default()
    );
    let table = view! {
        <table class=class role="table">
            <caption class="visually-hidden">{caption}</caption>
            <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
            {children.content()}
        </table>
    };
    if blocks {
        table.markup()
    } else {
        // Scrolling regions must be reachable by keyboard.
        view! { <div class="scroll-x" tabindex="0">{table}</div> }.markup()
    }
}

/// A heading row between the rows of a table.
pub fn row_group(columns: usize, title: impl Into<Cow<'static, str>>) -> impl IntoView {
    view! {
        <tr role="row"><th role="rowheader" scope="rowgroup" colspan=columns.to_string()>{title.into()}</th></tr>
    }
}

/// Names and values.
#[component]
pub fn Facts(
    /// Name and value, in order.
    rows: Vec<(Cow<'static, str>, Markup)>,
    /// Values below their names: long ones in a narrow place.
    #[prop(optional)]
    stacked: bool,
) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> })
        .collect::<Vec<_>>();
    let class = if stacked {
        "facts facts--stacked"
    } else {
        "facts"
    };
    view! { <dl class=class>{rows}</dl> }
}

/// Where one is. The last entry is the page itself and no link.
#[component]
pub fn Breadcrumbs(
    /// Texts.
    t: &'static Messages,
    /// Address and name of the pages above.
    trail: Vec<(String, Cow<'static, str>)>,
    /// This page.
    #[prop(into)]
    here: Cow<'static, str>,
) -> impl IntoView {
    let trail = trail
        .into_iter()
        .map(|(href, name)| view! { <li><a href=href>{name}</a></li> })
        .collect::<Vec<_>>();
    view! {
        <nav class="breadcrumbs" aria-label=t.layout.breadcrumbs>
            <ol>{trail}<li aria-current="page">{here}</li></ol>
        </nav>
    }
}

/// The foot of a list that pages by key: what is shown, the next page, the way back.
#[component]
pub fn KeyPager(
    /// Texts.
    t: &'static Messages,
    /// Rows on this page.
    shown: usize,
    /// Rows altogether, where that is known cheaply.
    #[prop(optional)]
    total: Option<i64>,
    /// Address of the next page.
    #[prop(optional, into)]
    next: Option<String>,
    /// Address of the first page, if this is another.
    #[prop(optional, into)]
    first: Option<String>,
) -> impl IntoView {
    let count = total.map(|total| t.parts.shown_of(shown, total));
    let links = [
        first.map(|href| (href, t.parts.first_page, "first")),
        next.map(|href| (href, t.parts.more, "next")),
    ]
    .into_iter()
    .flatten()
    .map(|(href, text, rel)| view! { <a href=href rel=rel>{text}</a> })
    .collect::<Vec<_>>();
    view! { <p class="pager cluster">{count}{links}</p> }
}

/// A place with nothing in it: says what will be here and what to do.
#[component]
pub fn Empty(
    /// What is not here yet.
    #[prop(into)]
    title: Cow<'static, str>,
    /// What it is for and how it comes to be.
    #[prop(into)]
    text: Cow<'static, str>,
    /// The first step, usually a [`super::LinkButton`].
    #[prop(optional)]
    children: Option<Slot>,
) -> impl IntoView {
    view! {
        <div class="empty stack gap-2">
            <p><b>{title}</b></p>
            <p class="muted">{text}</p>
            {children.map(|children| view! { <div class="cluster">{children.content()}</div> })}
        </div>
    }
}

/// A menu without script: a summary that opens what is inside.
#[component]
pub fn Menu(
    /// The word on the button.
    #[prop(into)]
    label: Cow<'static, str>,
    /// Open already: what is inside was refused.
    #[prop(optional)]
    open: bool,
    /// What opens.
    children: Slot,
) -> impl IntoView {
    view! {
        <details class="menu" open=open>
            <summary class="button button--small">{label}</summary>
            <div class="stack gap-2">{children.content()}</div>
        </details>
    }
}
