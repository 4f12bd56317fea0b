//! What the provider's own chain tells of, in the groups people look for.

use super::kind::EventKind;

codes! {
    /// A group of events of the provider's own chain.
    pub enum HouseTopic {
        /// Who works for the provider, and with which rights.
        People => "people",
        /// Teams and who is in them.
        Teams => "teams",
        /// Prices.
        Catalogue => "catalogue",
        /// Numbers of the procedure.
        Defaults => "defaults",
        /// When clocks count.
        Calendars => "calendars",
        /// What is promised.
        Policies => "policies",
        /// Who is on call.
        OnCall => "on_call",
        /// The provider's own page.
        Provider => "provider",
        /// The keys of the vault.
        Vault => "vault",
        /// The chain itself.
        Chain => "chain",
    }
}

impl HouseTopic {
    /// The events of the group, in the order people read them.
    pub const fn kinds(self) -> &'static [EventKind] {
        match self {
            Self::People => &[
                EventKind::StaffInvited,
                EventKind::StaffInvitationWithdrawn,
                EventKind::StaffJoined,
                EventKind::StaffChanged,
                EventKind::PersonSwitchedOff,
                EventKind::PersonSwitchedOn,
                EventKind::PersonFactorReset,
                EventKind::PersonSessionsEnded,
                EventKind::PersonEmailChanged,
                EventKind::PersonReset,
            ],
            Self::Teams => &[EventKind::TeamCreated, EventKind::TeamChanged],
            Self::Catalogue => &[
                EventKind::CatalogueChanged,
                EventKind::TariffChanged,
                EventKind::VatChanged,
            ],
            Self::Defaults => &[EventKind::DefaultsChanged],
            Self::Calendars => &[EventKind::CalendarCreated, EventKind::CalendarChanged],
            Self::Policies => &[EventKind::PolicyChanged, EventKind::EmergenciesChanged],
            Self::OnCall => &[
                EventKind::OnCallRotated,
                EventKind::OnCallEntered,
                EventKind::OnCallWithdrawn,
                EventKind::OnCallHandedOver,
            ],
            Self::Provider => &[EventKind::ProviderChanged],
            Self::Vault => &[
                EventKind::VaultRotated,
                EventKind::VaultRewrapped,
                EventKind::VaultRetired,
                EventKind::VaultVerified,
                EventKind::VaultSwept,
            ],
            Self::Chain => &[EventKind::AuditExported],
        }
    }

    /// The group an event belongs to; `None` for what the provider's chain does not tell.
    pub fn of(kind: EventKind) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|topic| topic.kinds().contains(&kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_the_house_has_one_group_and_no_customer_sees_it() {
        let kinds = || HouseTopic::ALL.iter().flat_map(|topic| topic.kinds());
        for topic in HouseTopic::ALL {
            for kind in topic.kinds() {
                assert_eq!(HouseTopic::of(*kind), Some(*topic));
                assert_eq!(kinds().filter(|other| *other == kind).count(), 1);
                // An organization's export is of its own chain, and its owner's business.
                assert_eq!(kind.visible_by_default(), *topic == HouseTopic::Chain);
            }
        }
        assert_eq!(HouseTopic::of(EventKind::TicketOpened), None);
    }
}
