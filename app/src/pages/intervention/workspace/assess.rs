//! Advice, probes, method and complexity. // I-29, I-41

use domain::intervention::{AccessMethod, Complexity, Symptom};
use leptos::prelude::*;

use super::{Acts, act};
use crate::components::{
    Advisor, Button, ButtonKind, Choice, Field, Hidden, Input, Opt, Panel, PostButton, Rank, Shape,
    badge,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// A probe's answer.
pub struct ProbeLine {
    /// How it looks.
    pub shape: Shape,
    /// Name of the probe and what it saw.
    pub text: String,
}

/// A ranked way in.
pub struct RankLine {
    /// The method.
    pub method: AccessMethod,
    /// It can be used.
    pub available: bool,
    /// It can be chosen: at most a probe speaks against it.
    pub choosable: bool,
    /// It was chosen, when ("13:10").
    pub chosen: Option<String>,
    /// Why it stands here.
    pub why: String,
    /// What it needs.
    pub needs: String,
    /// What it interrupts.
    pub interrupts: String,
    /// It restarts the system.
    pub restarts: bool,
}

/// The advice panel.
pub struct AssessPanel {
    /// The symptom in the request.
    pub requested: Option<Symptom>,
    /// The symptom the advice rests on.
    pub symptom: Option<Symptom>,
    /// Hardware has to be touched, the advice says.
    pub hardware: bool,
    /// Digest of the advice.
    pub shown: String,
    /// When the probes ran ("14:01").
    pub probed_at: Option<String>,
    /// Their answers.
    pub probes: Vec<ProbeLine>,
    /// The ways, best first.
    pub ranks: Vec<RankLine>,
    /// Complexity as set.
    pub complexity: Option<Complexity>,
}

pub(super) fn panel(
    t: &'static Messages,
    ticket: i64,
    form: &Form,
    assess: &AssessPanel,
    acts: Acts,
) -> Markup {
    let w = &t.work;
    let aside = assess
        .probed_at
        .as_ref()
        .map_or_else(|| w.probes_none.to_owned(), |at| w.probes_at(at));
    let probes = assess
        .probes
        .iter()
        .map(|p| view! { <li>{badge(p.shape, p.text.clone())}</li> })
        .collect::<Vec<_>>();
    let probes = (!probes.is_empty())
        .then(|| view! { <ul class="probes" aria-label=w.advisor>{probes}</ul> });
    let ranks = assess
        .ranks
        .iter()
        .enumerate()
        .map(|(i, line)| rank(t, i, line))
        .collect();
    let again = if assess.probed_at.is_some() {
        w.probes_again
    } else {
        w.probes_run
    };
    let run = acts.assess.then(|| {
        let seen = seen(t, ticket, form, assess);
        view! { <div class="cluster"><PostButton action=act(ticket, "probe") small=true>{again}</PostButton></div>{seen} }
    });
    let chosen = assess.ranks.iter().any(|rank| rank.chosen.is_some());
    let refused = form
        .error("method")
        .or(form.error("method_reason"))
        .is_some();
    let choice = acts.assess.then(|| {
        let form = choice(t, ticket, form, assess);
        if chosen {
            view! { <details class="fold" open=refused><summary>{w.change_method}</summary>{form}</details> }.markup()
        } else {
            form
        }
    });
    view! {
        <Panel id="advice" title=w.advisor aside=aside><div class="stack">{probes}<Advisor ranks=ranks />{run}{choice}</div></Panel>
    }
    .markup()
}

fn rank(t: &'static Messages, place: usize, line: &RankLine) -> Rank {
    let w = &t.work;
    let (shape, verdict) = match (&line.chosen, line.available) {
        (Some(at), _) => (Shape::Ok, format!("{} {at}", w.chosen).into()),
        (None, false) => (Shape::Off, w.not_possible.into()),
        (None, true) if place == 0 => (Shape::Info, w.first.into()),
        (None, true) if line.restarts => (Shape::Warn, w.possible.into()),
        (None, true) => (Shape::Info, w.possible.into()),
    };
    Rank {
        name: t.label.method(line.method).into(),
        current: line.chosen.is_some(),
        shape,
        verdict,
        why: line.why.clone(),
        needs: if line.available {
            w.needs(&line.needs, &line.interrupts)
        } else {
            String::new()
        },
        action: None,
    }
}

/// The case as the engineer sees it: the ways are ranked anew, nothing is chosen yet. // I-02, I-34
fn seen(t: &'static Messages, ticket: i64, form: &Form, assess: &AssessPanel) -> Markup {
    let w = &t.work;
    let symptoms = Symptom::ALL
        .iter()
        .map(|s| Opt::new(s.code(), t.label.symptom(*s)))
        .collect();
    let other = assess
        .requested
        .filter(|requested| Some(*requested) != assess.symptom)
        .map(|requested| view! { <p class="sub">{w.symptom_requested}": "{t.label.symptom(requested)}</p> });
    view! {
        <form method="get" action=format!("/desk/tickets/{ticket}/intervention#advice") class="stack gap-2" id="seen">
            <Field form=form name="symptom" label=w.symptom_correct input=Input::Select(symptoms) value=assess.symptom.map_or("", Symptom::code) />
            {other}
            <Choice form=form name="hardware" label=w.hardware_needed checked=assess.hardware />
            <div><Button small=true>{w.rank_again}</Button></div>
        </form>
    }
    .markup()
}

fn choice(t: &'static Messages, ticket: i64, form: &Form, assess: &AssessPanel) -> Markup {
    let w = &t.work;
    let mut methods = vec![Opt::new("", t.common.please_choose)];
    methods.extend(
        assess
            .ranks
            .iter()
            .filter(|line| line.choosable)
            .map(|line| Opt::new(line.method.code(), t.label.method(line.method))),
    );
    let first = assess
        .ranks
        .iter()
        .find(|line| line.available)
        .map_or("", |line| line.method.code());
    let complexities = Complexity::ALL
        .iter()
        .map(|c| Opt::new(c.code(), t.label.complexity(*c)))
        .collect();
    let symptom = assess.symptom.map_or("", Symptom::code).to_owned();
    let hardware = assess
        .hardware
        .then(|| view! { <Hidden name="hardware" value="yes".to_owned() /> });
    view! {
        <form method="post" action=act(ticket, "assess") class="stack" id="assess">
            <h3>{w.choice}</h3>
            <div class="grid">
                <Field form=form name="method" label=w.method input=Input::Select(methods) value=first required=true />
                <Field form=form name="complexity" label=w.complexity input=Input::Select(complexities) value=assess.complexity.unwrap_or(Complexity::Standard).code() />
            </div>
            <Hidden name="symptom" value=symptom />
            {hardware}
            <Hidden name="shown" value=assess.shown.clone() />
            <Field form=form name="method_reason" label=w.method_reason required=true minlength=10 maxlength=500 />
            <details>
                <summary>{t.label.method(AccessMethod::DataCentre)}</summary>
                <div class="stack">
                    <Field form=form name="place" label=w.place maxlength=200 />
                    <Field form=form name="eta" label=w.eta input=Input::DateTime />
                </div>
            </details>
            <div><Button kind=ButtonKind::Primary>{w.assess}</Button></div>
        </form>
    }
    .markup()
}
