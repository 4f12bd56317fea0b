//! Members, invitations, rights.

texts! {
    /// Members, invitations, rights.
    Organization {
        title: "Organisation", "Organization";
    }
}
