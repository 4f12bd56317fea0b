//! The OS intervention on both faces.

texts! {
    /// The OS intervention on both faces.
    Intervention {
        title: "OS-Intervention", "OS intervention";
    }
}
