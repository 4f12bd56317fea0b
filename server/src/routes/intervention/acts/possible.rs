//! Which acts the workspace offers. The rules decide; this only does not offer what they would refuse.

use app::pages::intervention::workspace::Acts;
use domain::account::StaffRole;
use domain::intervention::action_log::{LogMethod, may_log};
use domain::intervention::{Complexity, InterventionState, Procedure};
use domain::policy::Action;
use domain::sla::ClockState;
use services::context::OpContext;
use services::interventions::Workspace;

use super::super::map;

/// Which acts the reader may take now.
pub fn possible(op: &OpContext, work: &Workspace) -> Acts {
    use InterventionState::{Assessed, Requested, Running, Verified};
    let row = &work.row;
    let Ok(procedure) = Procedure::load(row.state, row.resume_state, &row.state_reason, row.cycle)
    else {
        return Acts::default();
    };
    let may = |action| work.may.contains(&action);
    let mine = work
        .assignee
        .as_ref()
        .is_some_and(|(person, _)| *person == op.actor.person);
    let valid = work.authorization.as_ref().is_some_and(|a| a.is_valid);
    let engineer = op.actor.staff == Some(StaffRole::Engineer);
    let reason = "Grund genug";
    let promise = map::work_clock(&work.clocks);
    Acts {
        take: engineer && !mine && procedure.is_open() && may(Action::AssignTicket),
        verify: row.state == Requested && may(Action::VerifyRequest),
        assess: matches!(row.state, Verified | Assessed | Running)
            && work.advice.is_some()
            && may(Action::ChooseMethod),
        start: row.state == Assessed && mine && valid && may(Action::StartWork),
        reveal: row.state == Running && valid && may(Action::RevealCredential),
        log: may(Action::LogAction)
            && LogMethod::ALL
                .iter()
                .any(|method| may_log(&procedure, *method)),
        clarify: procedure.ask(false).is_ok() && may(Action::AskClarification),
        decline: procedure.decline(reason).is_ok() && may(Action::DeclineRequest),
        hardware: procedure.to_hardware(reason).is_ok() && may(Action::ReportHardware),
        complex: may_become_complex(work) && may(Action::SetComplexity),
        longer: promise.is_some()
            && matches!(row.state, Assessed | Running)
            && may(Action::AnnounceDelay),
        close: (procedure.summarise(reason).is_ok() || procedure.close(&[]).is_ok())
            && may(Action::CloseIntervention),
        reopen: procedure.reopen().is_ok() && may(Action::ReopenIntervention),
        offer: procedure.is_open() && may(Action::OfferPrice),
    }
}

/// Standard work whose promise still runs.
pub fn may_become_complex(work: &Workspace) -> bool {
    let state = matches!(
        work.row.state,
        InterventionState::Assessed | InterventionState::Running
    );
    let runs = map::work_clock(&work.clocks).is_some_and(|shown| {
        let row = &shown.clock;
        row.state == ClockState::Running
            && row.outcome.is_none()
            && row.due_at.is_some_and(|due| due > work.now)
    });
    state && runs && work.row.complexity == Some(Complexity::Standard)
}
