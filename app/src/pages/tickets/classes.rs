//! The classes to choose from: each emergency of the list is a choice of its own. // M-30

use domain::ticket::{Class, Emergencies};

use crate::components::Opt;
use crate::i18n::Messages;

/// What a form sends for an emergency.
pub fn emergency_code(code: &str) -> String {
    format!("{}:{code}", Class::Emergency.code())
}

/// The classes as the options of a field.
pub fn class_options(t: &'static Messages, emergencies: &Emergencies) -> Vec<Opt> {
    let plain = |class: Class| Opt::new(class.code(), t.label.class(class));
    let mut all = vec![plain(Class::Question), plain(Class::Fault)];
    all.extend(emergencies.list.iter().map(|one| {
        let name = one.name(t.label.locale());
        Opt::new(
            emergency_code(&one.code),
            t.tickets
                .emergency_named(t.label.class(Class::Emergency), name),
        )
    }));
    all.push(plain(Class::Order));
    all
}
