//! The figures at the head of a report, each beside that of the period before.

use domain::report::{Figure, Figures, Share};
use leptos::prelude::*;
use services::reports::Seen;

use super::words;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// One figure: its name, itself, what stands below it.
struct Stat {
    name: &'static str,
    value: Markup,
    few: bool,
    hints: Vec<Markup>,
}

fn draw(t: &'static Messages, stat: Stat) -> Markup {
    let few = stat
        .few
        .then(|| view! { <dd class="hint">{t.reports.few}</dd> });
    let hints = stat
        .hints
        .into_iter()
        .map(|hint| view! { <dd class="hint">{hint}</dd> })
        .collect::<Vec<_>>();
    view! {
        <dl class="stat"><dt>{stat.name}</dt><dd data-few=stat.few.then_some("")>{stat.value}</dd>{few}{hints}</dl>
    }
    .markup()
}

fn words_only(text: String) -> Markup {
    view! { {text} }.markup()
}

/// A count that leads to its tickets, if there are any.
fn linked(t: &'static Messages, seen: &Seen, count: u64, figure: Figure) -> Markup {
    let text = words::count(t, count);
    if count == 0 {
        return words_only(text);
    }
    let href = words::behind(&seen.query, figure);
    view! { <a href=href>{text}</a> }.markup()
}

/// "August 2026: 98,2 %".
fn before(
    t: &'static Messages,
    seen: &Seen,
    value: impl Fn(&Figures) -> Option<String>,
) -> Option<Markup> {
    let figures = seen.before.as_ref()?;
    let value = value(figures).unwrap_or_else(|| t.reports.none.to_owned());
    let period = words::period(t, figures.period);
    Some(words_only(t.reports.before(&period, &value)))
}

/// All of them.
pub(super) fn lead(t: &'static Messages, seen: &Seen) -> Markup {
    let stats = [
        kept(t, seen),
        breached(t, seen),
        extended(t, seen),
        exempt(t, seen),
        answer(t, seen),
        came(t, seen),
        open(t, seen),
        billable(t, seen),
    ];
    let stats = stats.map(|stat| draw(t, stat)).to_vec();
    view! { <div class="report-lead">{stats}</div> }.markup()
}

fn kept(t: &'static Messages, seen: &Seen) -> Stat {
    let r = &t.reports;
    let tally = seen.figures.all;
    let value = tally
        .kept()
        .map_or_else(|| r.none.to_owned(), |share| words::share(t, share));
    let met = linked(t, seen, tally.met, Figure::Met);
    let n = linked(t, seen, tally.n(), Figure::Decided);
    let of = match t.lang {
        crate::wording::Lang::De => "von",
        crate::wording::Lang::En => "of",
    };
    let counts = view! { {met}" "{of}" "{n} }.markup();
    let earlier = before(t, seen, |figures| {
        let share = figures.all.kept()?;
        let n = words::count(t, share.n());
        Some(format!("{}, n = {n}", words::share(t, share)))
    });
    Stat {
        name: r.kept,
        value: words_only(value),
        few: tally.kept().is_some_and(Share::is_small),
        hints: std::iter::once(counts).chain(earlier).collect(),
    }
}

fn breached(t: &'static Messages, seen: &Seen) -> Stat {
    let reasons = &seen.figures.reasons;
    let without: u64 = reasons
        .lines
        .iter()
        .filter(|line| line.reason.is_none())
        .map(|line| line.count)
        .sum();
    let hint = (without > 0).then(|| {
        let href = words::behind(&seen.query, Figure::WithoutReason);
        let text = t.reports.without_reason(&words::count(t, without));
        view! { <a href=href>{text}</a> }.markup()
    });
    let earlier = before(t, seen, |figures| {
        Some(words::count(t, figures.all.breached))
    });
    Stat {
        name: t.reports.breached,
        value: linked(t, seen, seen.figures.all.breached, Figure::Breached),
        few: false,
        hints: hint.into_iter().chain(earlier).collect(),
    }
}

fn extended(t: &'static Messages, seen: &Seen) -> Stat {
    Stat {
        name: t.reports.extended,
        value: linked(t, seen, seen.figures.all.extended, Figure::Extended),
        few: false,
        hints: vec![words_only(t.reports.extended_hint.to_owned())],
    }
}

fn exempt(t: &'static Messages, seen: &Seen) -> Stat {
    let share = seen.figures.all.exempt_share();
    let hint = share.map(|share| words_only(t.reports.exempt_hint(&words::share(t, share))));
    Stat {
        name: t.reports.exempt,
        value: linked(t, seen, seen.figures.all.exempt, Figure::Exempt),
        few: false,
        hints: hint.into_iter().collect(),
    }
}

fn answer(t: &'static Messages, seen: &Seen) -> Stat {
    let r = &t.reports;
    let times = &seen.figures.answers.counted;
    let none = || r.none.to_owned();
    let p90 = times.p90().map(|p90| {
        let href = words::behind(&seen.query, Figure::Answered);
        let text = r.p90(&words::length(p90), &words::count(t, times.n()));
        view! { <a href=href>{text}</a> }.markup()
    });
    let earlier = before(t, seen, |figures| {
        figures.answers.counted.p50().map(words::length)
    });
    Stat {
        name: r.answer,
        value: words_only(times.p50().map_or_else(none, words::length)),
        few: times.n() > 0 && times.is_small(),
        hints: p90.into_iter().chain(earlier).collect(),
    }
}

fn sums(figures: &Figures) -> (u64, u64) {
    figures.flow.iter().fold((0, 0), |(came, left), slot| {
        (came + slot.inflow, left + slot.outflow)
    })
}

fn came(t: &'static Messages, seen: &Seen) -> Stat {
    let (came, left) = sums(&seen.figures);
    let href = words::behind(&seen.query, Figure::Solved);
    let text = t.reports.left(&words::count(t, left));
    let solved = if left > 0 {
        view! { <a href=href>{text}</a> }.markup()
    } else {
        words_only(text)
    };
    let earlier = before(t, seen, |figures| Some(words::count(t, sums(figures).0)));
    Stat {
        name: t.reports.came,
        value: linked(t, seen, came, Figure::Received),
        few: false,
        hints: std::iter::once(solved).chain(earlier).collect(),
    }
}

fn open(t: &'static Messages, seen: &Seen) -> Stat {
    let before = t.reports.grew(&words::count(t, seen.figures.open_before));
    Stat {
        name: t.reports.open,
        value: linked(t, seen, seen.figures.backlog.n, Figure::Open),
        few: false,
        hints: vec![words_only(before)],
    }
}

fn billable(t: &'static Messages, seen: &Seen) -> Stat {
    let r = &t.reports;
    let work = seen.figures.work;
    let hours = |seconds: u64| words::count(t, (seconds + 1800) / 3600);
    let share = work.billable().map(|share| words::share(t, share));
    Stat {
        name: r.billable,
        value: words_only(share.unwrap_or_else(|| r.none.to_owned())),
        few: false,
        hints: vec![
            words_only(r.hours_of(&hours(work.billable_s), &hours(work.worked_s))),
            words_only(r.cases(&words::count(t, work.n))),
        ],
    }
}
