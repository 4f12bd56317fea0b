//! Pages of refusals: what happened in plain words, and what to do next.

texts! {
    /// Pages of refusals.
    Failure {
        not_found_title: "Diese Seite gibt es nicht", "There is no such page";
        not_found: "Vielleicht ist der Link unvollständig, oder Sie haben auf das, was dahinter liegt, keinen Zugriff.", "The link may be incomplete, or you have no access to what it points to.";
        forbidden_title: "Das ist Ihnen nicht erlaubt", "You are not allowed to do this";
        forbidden: "Mit Ihrer Rolle geht das nicht. Wer in Ihrem Haus die Rollen vergibt, kann helfen.", "Your role does not allow it. Whoever assigns roles in your company can help.";
        cross_site_title: "Diese Anfrage kam von einer fremden Seite", "This request came from another site";
        cross_site: "Zu Ihrem Schutz wurde nichts geändert. Bitte öffnen Sie die Seite selbst und versuchen Sie es noch einmal.", "For your protection nothing was changed. Please open the page yourself and try again.";
        conflict_title: "Das hat sich inzwischen geändert", "This has changed in the meantime";
        timer_runs: "Ihr Timer läuft schon, vielleicht auf einem anderen Ticket. Halten Sie ihn dort zuerst an.", "Your timer runs already, perhaps on another ticket. Stop it there first.";
        work_stopped: "Die Arbeit ruht, bis der Kunde ein Angebot annimmt. Danach können Sie den Timer starten.", "Work stops until the customer accepts an offer. After that you can start the timer.";
        no_vat_rate: "Für das Land des Kunden ist kein Umsatzsteuersatz eingetragen, und 0 % wird nie angenommen. Tragen Sie den Satz unter „Umsatzsteuersätze“ ein.", "No VAT rate is entered for the customer’s country, and 0 % is never assumed. Enter the rate under “VAT rates”.";
        statement_not_over: "Der Monat ist noch nicht vorbei. Abschließen können Sie ihn am Ersten des nächsten.", "The month is not over yet. You can close it on the first of the next one.";
        statement_closed: "Dieser oder ein späterer Monat ist schon abgeschlossen. Was noch dazukommt, steht im nächsten offenen.", "This or a later month is closed already. What comes in addition stands in the next open one.";
        conflict: "Jemand war schneller, oder der Schritt ist schon getan. Bitte laden Sie die Seite neu.", "Somebody was faster, or the step is already done. Please reload the page.";
        damaged_title: "Dieser Eintrag im Tresor ist beschädigt", "This vault entry is damaged";
        damaged: "Der Eintrag im Tresor ist beschädigt, es wurde nichts gezeigt. Ein neuer Versuch ändert daran nichts; bitte melden Sie es, damit jemand den Eintrag prüft.", "The vault entry is damaged; nothing was shown. Trying again does not help; please report it so that somebody looks into it.";
        gone_title: "Dieser Link gilt nicht mehr", "This link is no longer valid";
        gone: "Er wurde schon benutzt oder ist abgelaufen. Bitte fordern Sie einen neuen an.", "It has been used or has expired. Please request a new one.";
        too_large_title: "Das ist zu groß", "This is too large";
        too_large: "Bitte schicken Sie weniger auf einmal.", "Please send less at once.";
        throttled_title: "Bitte warten Sie einen Moment", "Please wait a moment";
        throttled: "Es waren zu viele Versuche in kurzer Zeit. Danach geht es weiter.", "There were too many attempts in a short time. You can continue afterwards.";
        sealed_title: "Der Tresor ist verschlossen", "The vault is sealed";
        sealed: "Zugangsdaten können gerade weder hinterlegt noch eingesehen werden. Alles andere arbeitet weiter.", "Credentials can neither be stored nor revealed at the moment. Everything else keeps working.";
        unavailable_title: "Gerade nicht möglich", "Not possible right now";
        unavailable: "Das System ist ausgelastet oder ein Teil fehlt. Ihre Angaben wurden nicht übernommen, bitte versuchen Sie es in einer Minute noch einmal.", "The system is busy or a part is missing. Nothing was saved, please try again in a minute.";
        laying_out_title: "Gerade entstehen zu viele Papiere", "Too many papers are being made";
        laying_out: "Es wurde nichts geschrieben und nichts heruntergeladen. Bitte gehen Sie zurück und versuchen Sie es in zehn Sekunden noch einmal.", "Nothing was written and nothing was downloaded. Please go back and try again in ten seconds.";
        full_title: "Kein Platz mehr", "No room left";
        full: "Auf dem Server ist kein Speicherplatz frei. Ihre Angaben wurden nicht übernommen; lesen können Sie weiterhin alles. Sobald Platz geschaffen ist, senden Sie bitte noch einmal.", "The server's disk is full. Nothing was saved; you can still read everything. Please send again once there is room.";
        bad_request_title: "Diese Anfrage verstehen wir nicht", "We do not understand this request";
        bad_request: "Sie kam unvollständig oder doppelt an. Bitte gehen Sie zurück und versuchen Sie es noch einmal.", "It arrived incomplete or twice. Please go back and try again.";
        not_logged_in: "Bitte melden Sie sich an.", "Please log in.";
        not_fresh: "Bitte bestätigen Sie zuerst, dass Sie es sind.", "Please confirm first that it is you.";
        invalid: "Bitte prüfen Sie Ihre Angaben.", "Please check your entries.";
        internal_title: "Hier ist etwas schiefgegangen", "Something went wrong";
        internal: "Der Fehler liegt bei uns und ist festgehalten. Bitte versuchen Sie es noch einmal; wenn es bleibt, nennen Sie uns die Nummer unten.", "The fault is ours and has been recorded. Please try again; if it stays, tell us the number below.";
        reference: "Vorgang", "Reference";
        kept: "Was Sie eingegeben haben, steht noch hier. Dateien und Passwörter geben Sie bitte neu ein.", "What you typed is still here. Please add files and passwords again.";
        send_again: "Noch einmal senden", "Send again";
        home: "Zur Startseite", "Go to the start page";
    }
}

impl Failure {
    /// Title of a page with this status.
    pub fn title(&self, status: u16) -> &'static str {
        self.words(status, "").0
    }

    /// What happened, for a status and the code of the reason.
    pub fn text(&self, status: u16, code: &str) -> &'static str {
        self.words(status, code).1
    }

    /// Title and text.
    pub fn words(&self, status: u16, code: &str) -> (&'static str, &'static str) {
        match (status, code) {
            (_, "vault_sealed") => (self.sealed_title, self.sealed),
            (_, "secret_damaged") => (self.damaged_title, self.damaged),
            (_, "laying_out") => (self.laying_out_title, self.laying_out),
            (_, "cross_site") => (self.cross_site_title, self.cross_site),
            (_, "not_logged_in") => (self.forbidden_title, self.not_logged_in),
            (_, "not_fresh") => (self.forbidden_title, self.not_fresh),
            (403, _) => (self.forbidden_title, self.forbidden),
            (404 | 405, _) => (self.not_found_title, self.not_found),
            (409, "timer_runs") => (self.conflict_title, self.timer_runs),
            (409, "work_stopped") => (self.conflict_title, self.work_stopped),
            (409, "no_vat_rate") => (self.conflict_title, self.no_vat_rate),
            (409, "statement_not_over") => (self.conflict_title, self.statement_not_over),
            (409, "statement_closed") => (self.conflict_title, self.statement_closed),
            (409, _) => (self.conflict_title, self.conflict),
            (410, _) => (self.gone_title, self.gone),
            (413, _) => (self.too_large_title, self.too_large),
            (422, _) => (self.bad_request_title, self.invalid),
            (429, _) => (self.throttled_title, self.throttled),
            (507, _) => (self.full_title, self.full),
            (503, _) => (self.unavailable_title, self.unavailable),
            (500..=599, _) => (self.internal_title, self.internal),
            _ => (self.bad_request_title, self.bad_request),
        }
    }
}
