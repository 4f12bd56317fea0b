//! What the page before has done, shown once on the page after: `?ok=saved`.
//!
//! Only codes of this list become words, so that nobody can put sentences into a link.

texts! {
    /// What has been done.
    Done {
        saved: "Gespeichert.", "Saved.";
        logged_out: "Sie sind abgemeldet.", "You are logged out.";
        password_reset: "Ihr neues Passwort gilt. Bitte melden Sie sich an.", "Your new password is set. Please log in.";
        password_changed: "Ihr Passwort ist geändert. Alle anderen Sitzungen sind beendet.", "Your password is changed. All other sessions have ended.";
        invitation_accepted: "Willkommen. Bitte melden Sie sich an.", "Welcome. Please log in.";
        set_up: "Die Einrichtung ist abgeschlossen. Bitte melden Sie sich an.", "The set-up is complete. Please log in.";
        factor_removed: "Der zweite Faktor ist entfernt.", "The second factor has been removed.";
        session_ended: "Die Sitzung ist beendet.", "The session has ended.";
        invited: "Die Einladung ist unterwegs.", "The invitation is on its way.";
        removed: "Entfernt.", "Removed.";
        created: "Angelegt.", "Created.";
        ticket_filed: "Ihr Ticket ist angekommen.", "Your ticket has arrived.";
        draft_saved: "Der Entwurf ist gesichert.", "The draft is saved.";
        message_withdrawn: "Die Nachricht ist zurückgeholt. Ihr Text steht wieder im Entwurf.", "The message is taken back. Your text is in the draft again.";
    }
}

impl Done {
    /// The sentence of a code, if there is such a code.
    pub fn text(&self, code: &str) -> Option<&'static str> {
        Some(match code {
            "saved" => self.saved,
            "logged_out" => self.logged_out,
            "password_reset" => self.password_reset,
            "password_changed" => self.password_changed,
            "invitation_accepted" => self.invitation_accepted,
            "set_up" => self.set_up,
            "factor_removed" => self.factor_removed,
            "session_ended" => self.session_ended,
            "invited" => self.invited,
            "removed" => self.removed,
            "created" => self.created,
            "ticket_filed" => self.ticket_filed,
            "draft_saved" => self.draft_saved,
            "message_withdrawn" => self.message_withdrawn,
            _ => return None,
        })
    }
}
