//! What the process denies itself: core dumps and being read by others, since both could hold secrets; files that others
//! could read. // ASVS 11.7

use rustix::fs::Mode;
use rustix::process::{
    DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit, umask,
};

/// Whatever the process creates from now on is for its own account alone: databases and their journals too, whose modes
/// nobody asks us for. Called first, before there are threads.
pub fn keep_files_private() {
    umask(Mode::RWXG | Mode::RWXO);
}

/// Applies what the system allows; a refusal is told and no reason to stop. Called before logging starts.
pub fn apply() {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    if let Err(error) = setrlimit(Resource::Core, none) {
        eprintln!("leitstand: core dumps could not be switched off: {error}");
    }
    if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
        eprintln!("leitstand: the process could not be closed to others: {error}");
    }
}
