//! How far something is: the stepper, the checks of a gate, the ranking of the ways in.

use std::borrow::Cow;

use domain::intervention::InterventionState;
use leptos::prelude::*;

use super::state::{Shape, badge};
use crate::i18n::Messages;
use crate::markup::Markup;

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its shape.
    pub shape: Shape,
    /// Its name.
    pub name: Cow<'static, str>,
    /// Where things stand.
    pub current: bool,
}

/// The steps of a procedure, the current one marked.
#[component]
pub fn Stepper(
    /// What the steps lead to, for screen readers.
    #[prop(into)]
    label: Cow<'static, str>,
    /// The steps.
    steps: Vec<Step>,
) -> impl IntoView {
    let steps = steps
        .into_iter()
        .map(|step| {
            let current = step.current.then_some("step");
            view! { <li aria-current=current>{badge(step.shape, step.name)}</li> }
        })
        .collect::<Vec<_>>();
    view! { <ol class="stepper" aria-label=label>{steps}</ol> }
}

/// The six steps of an intervention. `state` is where it stands, `reached` the last step of the way it was on (the state
/// itself, or the one it came from while it waits).
pub fn intervention_steps(
    t: &Messages,
    state: InterventionState,
    reached: InterventionState,
    customer: bool,
) -> Vec<Step> {
    const WAY: [InterventionState; 6] = [
        InterventionState::Requested,
        InterventionState::Verified,
        InterventionState::Assessed,
        InterventionState::Running,
        InterventionState::Summarised,
        InterventionState::Closed,
    ];
    let name = |state| {
        if customer {
            t.label.intervention_state_customer(state)
        } else {
            t.label.intervention_state(state)
        }
    };
    let at = WAY.iter().position(|step| *step == reached).unwrap_or(0);
    WAY.iter()
        .enumerate()
        .map(|(i, step)| {
            let current = i == at;
            let (shape, shown) = match (i.cmp(&at), state == *step) {
                (std::cmp::Ordering::Less, _) => (Shape::Done, *step),
                (std::cmp::Ordering::Greater, _) => (Shape::Unknown, *step),
                (std::cmp::Ordering::Equal, true) if state == InterventionState::Closed => {
                    (Shape::Done, *step)
                }
                (std::cmp::Ordering::Equal, true) => (Shape::Running, *step),
                (std::cmp::Ordering::Equal, false) => {
                    (super::state::intervention_shape(state), state)
                }
            };
            Step {
                shape,
                name: Cow::Borrowed(name(shown)),
                current,
            }
        })
        .collect()
}

/// One line of a list of checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Passed, failed, overridden, not yet known.
    pub shape: Shape,
    /// What was checked.
    pub title: Cow<'static, str>,
    /// What was found, by whom, when.
    pub detail: String,
}

/// Checks, each with what was found.
#[component]
pub fn Checks(
    /// The lines.
    lines: Vec<Check>,
) -> impl IntoView {
    let lines = lines
        .into_iter()
        .map(|line| {
            let detail =
                (!line.detail.is_empty()).then(|| view! { <span class="sub">{line.detail}</span> });
            view! {
                <li>
                    <span class="state-badge" data-state=line.shape.code()>
                        <span><b>{line.title}</b>{detail}</span>
                    </span>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! { <ul class="checks">{lines}</ul> }
}

/// One way in, as the advisor ranks it.
pub struct Rank {
    /// Its name.
    pub name: Cow<'static, str>,
    /// Chosen.
    pub current: bool,
    /// Possible, chosen, not available.
    pub shape: Shape,
    /// The word beside the shape.
    pub verdict: Cow<'static, str>,
    /// Why it stands where it stands.
    pub why: String,
    /// What it needs and interrupts; empty where it is not available.
    pub needs: String,
    /// A button to choose it.
    pub action: Option<Markup>,
}

/// The ways in, best first.
#[component]
pub fn Advisor(
    /// The ways in.
    ranks: Vec<Rank>,
) -> impl IntoView {
    let ranks = ranks
        .into_iter()
        .map(|rank| {
            let current = rank.current.then_some("true");
            let needs = (!rank.needs.is_empty())
                .then(|| view! { <p class="sub">{rank.needs}</p> });
            view! {
                <li aria-current=current>
                    <div class="cluster between"><b>{rank.name}</b>{badge(rank.shape, rank.verdict)}</div>
                    <p>{rank.why}</p>
                    {needs}
                    {rank.action}
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! { <ol class="advisor">{ranks}</ol> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::messages;
    use crate::wording::Lang;

    #[test]
    fn a_question_stands_at_the_step_the_work_came_from() {
        let steps = intervention_steps(
            messages(Lang::De),
            InterventionState::Clarifying,
            InterventionState::Running,
            false,
        );
        let names: Vec<_> = steps.iter().map(|s| s.name.as_ref()).collect();
        assert_eq!(
            names,
            [
                "angefragt",
                "geprüft",
                "bewertet",
                "Rückfrage offen",
                "zusammengefasst",
                "abgeschlossen"
            ]
        );
        assert_eq!(steps.iter().position(|s| s.current), Some(3));
        assert_eq!(steps[3].shape, Shape::Waiting);
    }
}
