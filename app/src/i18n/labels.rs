//! Names of every stored enum, as people read them. The codes are the database's business.

use crate::wording::Lang;

/// Names of states, classes, roles: `t.label.ticket_state(state)`.
#[derive(Debug)]
pub struct Labels(pub Lang);

impl Labels {
    /// The language of these names.
    pub const fn lang(&self) -> Lang {
        self.0
    }
}

labels! {
    Labels {
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
        /// Class of a ticket.
        fn class(domain::ticket::Class) {
            Question => "Frage", "Question";
            Fault => "Störung", "Fault";
            Emergency => "Notfall", "Emergency";
            Order => "Auftrag", "Order";
            Intervention => "OS-Intervention", "OS intervention";
        }
        /// Priority of a ticket.
        fn priority(domain::ticket::Priority) {
            High => "hoch", "high";
            Normal => "normal", "normal";
            Low => "niedrig", "low";
        }
        /// Department.
        fn department(domain::ticket::Department) {
            Technical => "Technik", "Technical";
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
            Owner => "Kontoinhaber", "Owner";
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
    }
}
