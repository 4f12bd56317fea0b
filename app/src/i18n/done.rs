//! What the page before has done, shown once on the page after: `?ok=saved`.
//!
//! Only codes of this list become words, so that nobody can put sentences into a link.

texts! {
    /// What has been done.
    Done {
        saved: "Gespeichert.", "Saved.";
        month_closed: "Der Monat ist abgeschlossen.", "The month is closed.";
        logged_out: "Sie sind abgemeldet.", "You are logged out.";
        password_reset: "Ihr neues Passwort gilt. Bitte melden Sie sich an.", "Your new password is set. Please log in.";
        password_changed: "Ihr Passwort ist geändert. Alle anderen Sitzungen sind beendet.", "Your password is changed. All other sessions have ended.";
        invitation_accepted: "Willkommen. Bitte melden Sie sich an.", "Welcome. Please log in.";
        set_up: "Die Einrichtung ist abgeschlossen. Bitte melden Sie sich an.", "The set-up is complete. Please log in.";
        factor_removed: "Der zweite Faktor ist entfernt.", "The second factor has been removed.";
        email_changed: "Die neue Adresse gilt. Beide Adressen bekommen eine E-Mail, und alle Sitzungen sind beendet.", "The new address is in force. Both addresses get an email, and all sessions have ended.";
        session_ended: "Die Sitzung ist beendet.", "The session has ended.";
        invited: "Die Einladung ist unterwegs.", "The invitation is on its way.";
        removed: "Entfernt.", "Removed.";
        created: "Angelegt.", "Created.";
        view_saved: "Die Ansicht ist gespeichert.", "The view has been saved.";
        view_removed: "Die Ansicht ist entfernt.", "The view has been removed.";
        ticket_filed: "Ihr Ticket ist angekommen.", "Your ticket has arrived.";
        draft_saved: "Der Entwurf ist gesichert.", "The draft is saved.";
        message_withdrawn: "Die Nachricht ist zurückgeholt. Ihr Text steht wieder im Entwurf.", "The message is taken back. Your text is in the draft again.";
        requested: "Ihre Anforderung ist eingegangen.", "Your request has arrived.";
        filed_incomplete: "Gespeichert. Es fehlt noch etwas, die Liste steht neben dem Formular.", "Saved. Something is still missing, the list is beside the form.";
        code_sent: "Der Code ist unterwegs zu Ihnen.", "The code is on its way to you.";
        signed: "Unterschrieben. Wir beginnen mit der Prüfung.", "Signed. We begin with the checks.";
        extended: "Die Genehmigung ist verlängert.", "The authorization is extended.";
        locked: "Gesperrt. Die Zugangsdaten sind vernichtet.", "Locked. The credentials are destroyed.";
        withdrawn: "Die Anforderung ist zurückgezogen.", "The request is withdrawn.";
        password_confirmed: "Danke. Wir erinnern Sie nicht mehr.", "Thank you. We will not remind you again.";
        reopened: "Der Einsatz ist wieder aufgenommen. Bitte unterschreiben Sie die neue Genehmigung.", "The intervention is open again. Please sign the new authorization.";
        reopened_by_us: "Der Einsatz ist wieder aufgenommen. Der Kunde ist informiert und muss neu unterschreiben.", "The intervention is open again. The customer has been told and has to sign anew.";
        deposited: "Die Zugangsdaten liegen im Tresor.", "The credentials lie in the vault.";
        offer_accepted: "Das Angebot ist angenommen. Bitte unterschreiben Sie die geänderte Genehmigung.", "The offer is accepted. Please sign the changed authorization.";
        order_accepted: "Das Angebot ist angenommen. Wir machen uns an die Arbeit.", "The offer is accepted. We get to work.";
        offer_declined: "Das Angebot ist abgelehnt.", "The offer is declined.";
        offer_made: "Das Angebot ist beim Kunden.", "The customer has the offer.";
        ceiling_raised: "Die Kostenobergrenze ist angehoben.", "The cost ceiling is raised.";
        kept: "Die Zugangsdaten bleiben im Konto.", "The credentials stay in the account.";
        approved: "Freigegeben.", "Approved.";
        refused: "Abgelehnt.", "Refused.";
        approval_asked: "Die Freigabe ist erbeten.", "Approval has been asked for.";
        unlocked: "Entsperrt.", "Unlocked.";
        verified: "Die Prüfung ist bestanden.", "The checks are passed.";
        checked: "Geprüft, es ist noch nicht alles erfüllt.", "Checked, not everything is met yet.";
        overridden: "Trotzdem freigegeben, mit Ihrem Namen und Grund.", "Overridden, with your name and reason.";
        taken: "Der Einsatz ist Ihnen zugewiesen.", "The intervention is assigned to you.";
        probed: "Die Proben sind da.", "The probes are back.";
        assessed: "Die Bewertung ist festgehalten.", "The assessment is recorded.";
        started: "Die Arbeit läuft.", "Work is running.";
        made_complex: "Auf komplex umgestellt. Der Kunde ist informiert.", "Changed to complex. The customer has been told.";
        announced: "Die neue Zeit ist dem Kunden mitgeteilt.", "The customer has been told the new time.";
        asked: "Die Rückfrage ist gestellt, die Uhr ruht.", "The question is asked, the clock rests.";
        declined: "Die Anforderung ist abgelehnt.", "The request is declined.";
        hardware_opened: "Der Hardwarefall hat ein eigenes Ticket.", "The hardware case has its own ticket.";
        hardware_done: "Die Hardware ist geprüft, der Einsatz geht weiter.", "The hardware is verified, the intervention goes on.";
        hardware_told: "Festgehalten. Der Kunde ist informiert.", "Recorded. The customer has been told.";
        hardware_unanswered: "Die Hardware ist geprüft. Das Ticket des Hardwarefalls bleibt offen, weil der Kunde dort zuletzt geschrieben hat.", "The hardware is verified. The ticket of the hardware case stays open because the customer wrote there last.";
        logged: "Eingetragen.", "Entered.";
        timer_started: "Die Zeit läuft.", "The timer runs.";
        timer_stopped: "Die Zeit ist festgehalten.", "The time is recorded.";
        summarised: "Die Zusammenfassung ist gesendet.", "The summary has been sent.";
        closed: "Der Einsatz ist abgeschlossen, die Zugangsdaten sind vernichtet.", "The intervention is closed, the credentials are destroyed.";
        ceiling_near: "Die Zeit ist erfasst. 80 % der Kostenobergrenze sind verbraucht.", "The time is recorded. 80 % of the cost ceiling are used up.";
        ceiling_reached: "Die Zeit ist erfasst. Die Kostenobergrenze ist erreicht; was darüber liegt, wird nicht berechnet.", "The time is recorded. The cost ceiling has been reached; what lies beyond is not charged.";
        standing_signed: "Unterschrieben. Die Dauergenehmigung gilt für die genannten Systeme und Tage.", "Signed. The standing authorization holds for the systems and days named.";
        standing_revoked: "Widerrufen. Ab jetzt beginnt keine Arbeit mehr, die darauf beruht.", "Revoked. From now on no work that rests on it begins.";
        handed_over: "Die neuen Zugangsdaten liegen im Tresor des Kunden.", "The new credentials lie in the customer's vault.";
    }
}

impl Done {
    /// The sentence of a code, if there is such a code.
    pub fn text(&self, code: &str) -> Option<&'static str> {
        Some(match code {
            "saved" => self.saved,
            "month_closed" => self.month_closed,
            "logged_out" => self.logged_out,
            "password_reset" => self.password_reset,
            "password_changed" => self.password_changed,
            "invitation_accepted" => self.invitation_accepted,
            "set_up" => self.set_up,
            "factor_removed" => self.factor_removed,
            "email_changed" => self.email_changed,
            "session_ended" => self.session_ended,
            "invited" => self.invited,
            "removed" => self.removed,
            "created" => self.created,
            "view_saved" => self.view_saved,
            "view_removed" => self.view_removed,
            "ticket_filed" => self.ticket_filed,
            "draft_saved" => self.draft_saved,
            "message_withdrawn" => self.message_withdrawn,
            "requested" => self.requested,
            "filed_incomplete" => self.filed_incomplete,
            "code_sent" => self.code_sent,
            "signed" => self.signed,
            "extended" => self.extended,
            "locked" => self.locked,
            "withdrawn" => self.withdrawn,
            "password_confirmed" => self.password_confirmed,
            "reopened" => self.reopened,
            "reopened_by_us" => self.reopened_by_us,
            "deposited" => self.deposited,
            "offer_accepted" => self.offer_accepted,
            "order_accepted" => self.order_accepted,
            "offer_declined" => self.offer_declined,
            "offer_made" => self.offer_made,
            "ceiling_raised" => self.ceiling_raised,
            "kept" => self.kept,
            "approved" => self.approved,
            "refused" => self.refused,
            "approval_asked" => self.approval_asked,
            "unlocked" => self.unlocked,
            "verified" => self.verified,
            "checked" => self.checked,
            "overridden" => self.overridden,
            "taken" => self.taken,
            "probed" => self.probed,
            "assessed" => self.assessed,
            "started" => self.started,
            "made_complex" => self.made_complex,
            "announced" => self.announced,
            "asked" => self.asked,
            "declined" => self.declined,
            "hardware_opened" => self.hardware_opened,
            "hardware_done" => self.hardware_done,
            "hardware_told" => self.hardware_told,
            "hardware_unanswered" => self.hardware_unanswered,
            "logged" => self.logged,
            "timer_started" => self.timer_started,
            "timer_stopped" => self.timer_stopped,
            "summarised" => self.summarised,
            "closed" => self.closed,
            "standing_signed" => self.standing_signed,
            "standing_revoked" => self.standing_revoked,
            "handed_over" => self.handed_over,
            "ceiling_near" => self.ceiling_near,
            "ceiling_reached" => self.ceiling_reached,
            _ => return None,
        })
    }
}
