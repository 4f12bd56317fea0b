//! Names of every stored enum, as people read them. The codes are the database's business.

use domain::account::Locale;

use crate::wording::Lang;

/// Names of states, classes, roles: `t.label.ticket_state(state)`.
#[derive(Debug)]
pub struct Labels(pub Lang);

impl Labels {
    /// The language of these names.
    pub const fn lang(&self) -> Lang {
        self.0
    }

    /// Class of a ticket, as mails name it.
    pub const fn class(&self, value: domain::ticket::Class) -> &'static str {
        value.label(self.locale())
    }

    /// What is wrong, as the customer chooses it: the words of the signed text.
    pub const fn symptom(&self, value: domain::intervention::Symptom) -> &'static str {
        value.label(self.locale())
    }

    /// What may be asked for: what is ticked is what is signed, word for word.
    pub const fn task(&self, value: domain::intervention::Task) -> &'static str {
        value.label(self.locale())
    }

    /// The five duties the customer confirms, each on its own, as they are signed.
    pub const fn acknowledgement(
        &self,
        value: domain::intervention::Acknowledgement,
    ) -> &'static str {
        value.label(self.locale())
    }

    /// What was the matter, recorded at closing.
    pub const fn cause(&self, value: domain::intervention::Cause) -> &'static str {
        value.label(self.locale())
    }

    /// A kind of recurring work in one word, as it is signed.
    pub const fn standing_act(
        &self,
        value: domain::intervention::authorization::StandingAct,
    ) -> &'static str {
        value.label(self.locale())
    }

    /// What a kind of recurring work covers, word for word as it is signed.
    pub const fn standing_covers(
        &self,
        value: domain::intervention::authorization::StandingAct,
    ) -> &'static str {
        value.covers(self.locale())
    }

    pub(crate) const fn locale(&self) -> Locale {
        match self.0 {
            Lang::De => Locale::De,
            Lang::En => Locale::En,
        }
    }
}

labels! {
    Labels {
        /// Where a standing authorization stands.
        fn standing_state(domain::intervention::authorization::StandingState) {
            Pending => "gilt später", "not yet in force";
            Valid => "gültig", "in force";
            Expired => "abgelaufen", "expired";
            Revoked => "widerrufen", "revoked";
        }
        /// State of a ticket, for staff.
        fn ticket_state(domain::ticket::TicketState) {
            New => "neu", "new";
            Open => "in Arbeit", "in progress";
            WaitingCustomer => "wartet auf Kunde", "waiting for customer";
            WaitingThirdParty => "wartet auf Dritte", "waiting for third party";
            Scheduled => "geplant", "scheduled";
            Resolved => "gelöst", "resolved";
            Closed => "geschlossen", "closed";
        }
        /// State of a ticket, in the words for the customer.
        fn ticket_state_customer(domain::ticket::TicketState) {
            New => "eingegangen", "received";
            Open => "in Arbeit", "in progress";
            WaitingCustomer => "wartet auf Ihre Antwort", "waiting for your answer";
            WaitingThirdParty => "wartet auf Dritte", "waiting for a third party";
            Scheduled => "geplant", "scheduled";
            Resolved => "gelöst", "resolved";
            Closed => "geschlossen", "closed";
        }
        /// Priority of a ticket.
        fn priority(domain::ticket::Priority) {
            High => "hoch", "high";
            Normal => "normal", "normal";
            Low => "niedrig", "low";
        }
        /// Department.
        fn department(domain::ticket::Department) {
            Technical => "Technische Fragen", "Technical questions";
            Billing => "Abrechnung", "Billing";
            Sales => "Vertrieb", "Sales";
        }
        /// How a ticket came in.
        fn channel(domain::ticket::Channel) {
            Portal => "über das Portal", "through the portal";
            Phone => "am Telefon", "by phone";
        }
        /// How two tickets belong together.
        fn link(domain::ticket::LinkKind) {
            Related => "hängt zusammen mit", "related to";
            FollowUp => "folgt auf", "follows up on";
            Duplicate => "doppelt zu", "duplicate of";
        }
        /// What a clock promises.
        fn clock(domain::sla::ClockKind) {
            FirstAnswer => "Erste Antwort", "First answer";
            NextAnswer => "Folgeantwort", "Next answer";
            Resolution => "Lösung", "Resolution";
            Intervention => "Einsatz", "Intervention";
            StatusUpdate => "Statusmeldung", "Status update";
        }
        /// How a clock ended.
        fn clock_outcome(domain::sla::ClockOutcome) {
            Met => "gehalten", "met";
            Breached => "verfehlt", "missed";
            Extended => "verlängert", "extended";
            Exempt => "befreit", "exempt";
            Cancelled => "entfallen", "cancelled";
        }
        /// Staff role.
        fn staff_role(domain::account::StaffRole) {
            Engineer => "Technik", "Engineer";
            Manager => "Leitung", "Manager";
            Admin => "Verwaltung", "Administrator";
        }
        /// Role in a customer's organization.
        fn member_role(domain::account::MemberRole) {
            Owner => "Kontoinhaberschaft", "Owner";
            Technical => "Technik", "Technical";
            Billing => "Buchhaltung", "Billing";
            Reader => "Lesen", "Reader";
        }
        /// Colours of the pages.
        fn theme(domain::account::Theme) {
            System => "System", "System";
            Light => "Hell", "Light";
            Dark => "Dunkel", "Dark";
        }
        /// State of an intervention, for staff.
        fn intervention_state(domain::intervention::InterventionState) {
            Draft => "Entwurf", "draft";
            Requested => "angefragt", "requested";
            Verified => "geprüft", "verified";
            Assessed => "bewertet", "assessed";
            Running => "in Arbeit", "in progress";
            Clarifying => "Rückfrage offen", "waiting for the customer";
            Hardware => "wartet auf Hardware", "waiting for hardware";
            Summarised => "zusammengefasst", "summarised";
            Closed => "abgeschlossen", "closed";
            Declined => "abgelehnt", "declined";
            Withdrawn => "zurückgezogen", "withdrawn";
            Revoked => "vom Kunden gesperrt", "locked by the customer";
            Reopened => "wieder geöffnet", "reopened";
        }
        /// State of an intervention, in the words for the customer.
        fn intervention_state_customer(domain::intervention::InterventionState) {
            Draft => "Entwurf", "draft";
            Requested => "eingegangen", "received";
            Verified => "Berechtigung geprüft", "entitlement verified";
            Assessed => "Weg gewählt", "way in chosen";
            Running => "in Arbeit", "in progress";
            Clarifying => "wartet auf Ihre Antwort", "waiting for your answer";
            Hardware => "wartet auf Hardware", "waiting for hardware";
            Summarised => "Zusammenfassung liegt vor", "summary available";
            Closed => "abgeschlossen", "closed";
            Declined => "abgelehnt", "declined";
            Withdrawn => "von Ihnen zurückgezogen", "withdrawn by you";
            Revoked => "von Ihnen gesperrt", "locked by you";
            Reopened => "wieder geöffnet", "reopened";
        }
        /// How long the work may take.
        fn complexity(domain::intervention::Complexity) {
            Standard => "Standard, 60\u{a0}min", "standard, 60\u{a0}min";
            Complex => "komplex, 4\u{a0}h", "complex, 4\u{a0}h";
        }
        /// A way onto the system.
        fn method(domain::intervention::AccessMethod) {
            Ssh => "SSH oder RDP", "SSH or RDP";
            IpKvm => "IP-KVM", "IP-KVM";
            Rescue => "Rettungsmodus", "Rescue mode";
            Vnc => "VNC-Konsole", "VNC console";
            DataCentre => "Rechenzentrum", "Data centre";
        }
        /// How a task is priced.
        fn task_mode(domain::intervention::TaskMode) {
            Included => "im Verfahren enthalten", "part of the procedure";
            FixedPrice => "gegen Aufpreis", "at an extra charge";
            OnRequest => "nach Angebot", "by quotation";
            NotOffered => "wird nicht angeboten", "not offered";
        }
        /// State of an authorization.
        fn authorization_state(domain::intervention::AuthorizationState) {
            Draft => "noch nicht unterschrieben", "not signed yet";
            Active => "gültig", "valid";
            Expired => "abgelaufen", "expired";
            Ended => "beendet", "ended";
        }
        /// Why an authorization ended.
        fn end_reason(domain::intervention::EndReason) {
            Revoked => "vom Kunden gesperrt", "locked by the customer";
            Withdrawn => "Anfrage zurückgezogen", "request withdrawn";
            Declined => "Anfrage abgelehnt", "request declined";
            Closed => "Einsatz abgeschlossen", "intervention closed";
            Abandoned => "Entwurf nicht abgeschickt", "draft never submitted";
        }
        /// What brought a version of an authorization about.
        fn authorization_version(domain::intervention::AuthorizationVersionKind) {
            Initial => "erste Unterschrift", "first signature";
            Edit => "geändert und neu unterschrieben", "changed and signed again";
            Extension => "verlängert", "extended";
        }
        /// What somebody proved themself with beside the log-in.
        fn second_factor(domain::intervention::SecondFactor) {
            Totp => "Code aus der Authenticator-App", "code from the authenticator app";
            RecoveryCode => "Wiederherstellungscode", "recovery code";
            MailCode => "Passwort und Code per E-Mail", "password and code by email";
        }
        /// A line of the gate.
        fn gate_line(domain::intervention::GateLine) {
            SignerEntitled => "Unterschrift von einer berechtigten Person", "Signed by somebody entitled to";
            SystemBelongs => "System gehört dem Kunden", "System belongs to the customer";
            AuthorizationValid => "Genehmigung vollständig und gültig", "Authorization complete and valid";
            ContractCovers => "Vertrag deckt OS-Interventionen", "Contract covers OS interventions";
            DocumentCurrent => "Dokumentation aktuell", "Documentation up to date";
            NoRepeatCase => "Keine dritte Intervention aus gleicher Ursache", "Not the third intervention for the same cause";
        }
        /// State of a hardware case.
        fn hardware_state(domain::intervention::HardwareState) {
            Reported => "gemeldet", "reported";
            Diagnosed => "Bauteil ermittelt", "component identified";
            PartOrdered => "Ersatzteil bestellt", "part ordered";
            AppointmentAgreed => "Termin vereinbart", "appointment agreed";
            Replaced => "getauscht", "replaced";
            Verified => "geprüft, läuft", "verified, running";
        }
        /// What a probe asks.
        fn probe(domain::intervention::ProbeKind) {
            Ping => "Ping", "Ping";
            SshPort => "TCP 22", "TCP 22";
            RdpPort => "TCP 3389", "TCP 3389";
            SshBanner => "SSH-Banner", "SSH banner";
            Http => "HTTP", "HTTP";
            Console => "Konsole", "Console";
        }
        /// What a probe saw.
        fn probe_result(domain::intervention::ProbeResult) {
            Answers => "antwortet", "answers";
            Silent => "schweigt", "silent";
            Refused => "weist ab", "refuses";
            Unknown => "nicht geprüft", "not checked";
        }
        /// One part of a credential.
        fn secret_field(domain::credential::SecretField) {
            Username => "Benutzername", "User name";
            Password => "Passwort", "Password";
            PrivateKey => "Privater Schlüssel", "Private key";
            Text => "Geheimer Text", "Secret text";
        }
        /// Whether a secret still exists.
        fn secret_state(domain::credential::SecretState) {
            Stored => "im Tresor", "in the vault";
            Shredded => "vernichtet", "destroyed";
        }
        /// What the deposited account may do.
        fn account_rights(domain::credential::AccountRights) {
            Root => "root", "root";
            Administrator => "Administrator (Windows)", "Administrator (Windows)";
            SudoWithPassword => "sudo mit Passwort", "sudo with password";
            SudoWithoutPassword => "sudo ohne Passwort", "sudo without password";
            Unknown => "weiß ich nicht", "I do not know";
        }
        /// How a wish to see a secret ended.
        fn reveal_outcome(domain::credential::RevealOutcome) {
            Granted => "gewährt", "granted";
            Denied => "verweigert", "denied";
            Failed => "fehlgeschlagen", "failed";
        }
        /// State of a four-eyes approval.
        fn approval_state(domain::credential::ApprovalState) {
            Requested => "erbeten", "requested";
            Approved => "freigegeben", "approved";
            Denied => "abgelehnt", "denied";
            Used => "verbraucht", "used";
            Expired => "verfallen", "expired";
        }
        /// Why a reveal was refused. Customers read this too.
        fn deny_code(domain::credential::DenyCode) {
            ActorInactive => "Das Benutzerkonto ist nicht aktiv.", "The account is not active.";
            NotEngineer => "Nur die Technik darf Zugangsdaten einsehen.", "Only engineers may look at credentials.";
            NoSecondFactor => "Die Anmeldung geschah ohne zweiten Faktor.", "The log-in was without a second factor.";
            SecondFactorStale => "Der zweite Faktor wurde zuletzt vor mehr als 5 Minuten geprüft.", "The second factor was last checked more than 5 minutes ago.";
            NotAssignee => "Nicht zuständig für dieses Ticket.", "Not the assignee of this ticket.";
            TicketNotOpen => "Das Ticket ist nicht mehr offen.", "The ticket is no longer open.";
            NotRunning => "Der Einsatz läuft nicht.", "The intervention is not running.";
            GateNotPassed => "Die Prüfung ist nicht bestanden.", "The checks are not passed.";
            AuthorizationNotActive => "Es gibt keine gültige Genehmigung.", "There is no valid authorization.";
            NotYetValid => "Die Genehmigung gilt noch nicht.", "The authorization is not valid yet.";
            ValidityOver => "Die Genehmigung ist abgelaufen.", "The authorization has expired.";
            TextAltered => "Der gespeicherte Text ist nicht der unterschriebene.", "The stored text is not the one that was signed.";
            WrongClass => "Diese Zugangsdaten gehören zu keinem Einsatz.", "These credentials belong to no intervention.";
            OtherOrganization => "Die Zugangsdaten gehören zu einem anderen Kunden.", "The credentials belong to another customer.";
            OtherTicket => "Die Zugangsdaten gehören zu einem anderen Ticket.", "The credentials belong to another ticket.";
            OtherSystem => "Die Zugangsdaten gehören zu einem anderen System.", "The credentials belong to another system.";
            OtherAuthorization => "Die Zugangsdaten gehören zu einer anderen Genehmigung.", "The credentials belong to another authorization.";
            Shredded => "Die Zugangsdaten sind vernichtet.", "The credentials have been destroyed.";
            DepositTooOld => "Die Zugangsdaten wurden vor mehr als 72 Stunden hinterlegt.", "The credentials were deposited more than 72 hours ago.";
            Rollback => "Der Eintrag ist älter als das Protokoll; bitte an die Leitung wenden.", "The record is older than the log; please contact a manager.";
            ReasonTooShort => "Der Grund braucht mindestens 10 Zeichen.", "The reason needs at least 10 characters.";
            ReasonTooLong => "Der Grund darf höchstens 500 Zeichen haben.", "The reason may have at most 500 characters.";
            NotApproved => "Es fehlt die Freigabe durch eine zweite Person.", "Approval by a second person is missing.";
            FieldLimit => "Die Einsichten, die in einer Stunde erlaubt sind, sind aufgebraucht.", "The looks allowed in one hour are used up.";
            DayLimit => "Zwanzig Einsichten an einem Tag sind erreicht; die Leitung kann freigeben.", "The limit of twenty looks a day is reached; a manager can unlock.";
            VaultSealed => "Der Tresor ist verschlossen.", "The vault is sealed.";
        }
        /// Why a secret was destroyed.
        fn shred_reason(domain::credential::ShredReason) {
            Closed => "Einsatz abgeschlossen", "intervention closed";
            Revoked => "vom Kunden gesperrt", "locked by the customer";
            Withdrawn => "Anfrage zurückgezogen", "request withdrawn";
            Declined => "Anfrage abgelehnt", "request declined";
            ValidityEnded => "Genehmigung abgelaufen und nicht verlängert", "authorization expired and not extended";
            DepositTooOld => "72 Stunden nach der Hinterlegung", "72 hours after the deposit";
            DraftAbandoned => "Entwurf nicht abgeschickt", "draft never submitted";
            Replaced => "durch neue Zugangsdaten ersetzt", "replaced by new credentials";
            HandoverRead => "Frist nach dem ersten Lesen vorbei", "time after the first reading over";
            HandoverOverdue => "nicht rechtzeitig gelesen", "not read in time";
            HandoverKept => "im persönlichen Konto aufbewahrt", "kept in the account";
            Removed => "entfernt", "removed";
        }
        /// Plan of a contract.
        fn plan(domain::contract::Plan) {
            ServiceCard => "Service Card", "Service Card";
            ManagedServer => "Managed Server", "Managed Server";
        }
        /// State of an order.
        fn order_state(domain::contract::OrderState) {
            Offered => "angeboten", "offered";
            Accepted => "angenommen", "accepted";
            Declined => "abgelehnt", "declined";
            Expired => "abgelaufen", "expired";
            Withdrawn => "zurückgenommen", "withdrawn";
        }
        /// What kind of machine a system is.
        fn system_kind(domain::system::SystemKind) {
            Dedicated => "dedizierter Server", "dedicated server";
            Vps => "virtueller Server", "virtual server";
            Appliance => "Firewall oder VPN-Appliance", "firewall or VPN appliance";
        }
        /// Family of the operating system.
        fn os_family(domain::system::OsFamily) {
            Linux => "Linux", "Linux";
            Windows => "Windows", "Windows";
        }
        /// The registered way to the system.
        fn way_in(domain::system::WayIn) {
            Direct => "direkt", "direct";
            Appliance => "über eine Appliance", "through an appliance";
            Satellite => "über einen Satelliten", "through a satellite";
            None => "keiner", "none";
        }
        /// Who set the system up.
        fn provisioned_by(domain::system::ProvisionedBy) {
            Provider => "vom Anbieter eingerichtet", "set up by the provider";
            Customer => "vom Kunden eingerichtet", "set up by the customer";
        }
        /// Why an act was refused by the rules.
        fn denied_reason(domain::policy::Reason) {
            Role => "Ihre Rolle erlaubt das nicht.", "Your role does not allow this.";
            NotAssignee => "Das darf nur, wer zuständig ist. Weisen Sie sich das Ticket zuerst zu.", "Only the assignee may do this. Assign the ticket to yourself first.";
            NotAuthor => "Das darf nur, wer es geschrieben hat.", "Only the author may do this.";
            NeedsManager => "Das entscheidet die Leitung.", "This is for a manager to decide.";
            Involved => "Wer beteiligt ist, kann hier nicht freigeben. Bitten Sie eine andere Person.", "Somebody involved cannot approve this. Please ask another person.";
        }
    }
}
