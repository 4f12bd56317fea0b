//! The closed lists of the procedure, with their codes.

codes! {
    /// Where an intervention stands.
    pub enum InterventionState {
        /// Being filled in by the customer.
        Draft => "draft",
        /// Submitted; may still be incomplete.
        Requested => "requested",
        /// Ownership and right to sign were checked.
        Verified => "verified",
        /// Method and complexity were chosen.
        Assessed => "assessed",
        /// Being worked on.
        Running => "running",
        /// Waiting for the customer.
        Clarifying => "clarifying",
        /// Waiting for a hardware case.
        Hardware => "hardware",
        /// Work done, summary sent.
        Summarised => "summarised",
        /// Closed.
        Closed => "closed",
        /// Declined by staff.
        Declined => "declined",
        /// Withdrawn by the customer.
        Withdrawn => "withdrawn",
        /// Locked by the customer.
        Revoked => "revoked",
        /// Reopened by the customer; needs a new authorization.
        Reopened => "reopened",
    }
}

codes! {
    /// What is wrong, chosen by the customer, corrected by the engineer: the input of the advisor (I-02).
    pub enum Symptom {
        /// Does not answer at all.
        NoPing => "no_ping",
        /// Answers, but SSH or RDP is refused.
        PortRefused => "port_refused",
        /// The password or key is lost.
        LoginLost => "login_lost",
        /// Does not boot.
        BootFails => "boot_fails",
        /// The file system is damaged or read-only.
        FileSystem => "file_system",
        /// Locked out by a firewall or network setting.
        FirewallLockedOut => "firewall_locked_out",
        /// A service does not run.
        ServiceDown => "service_down",
        /// Something is to be installed or configured.
        Installation => "installation",
        /// None of these.
        Other => "other",
    }
}

codes! {
    /// How long the work may take (I-47/48).
    pub enum Complexity {
        /// 15 to 60 minutes.
        Standard => "standard",
        /// One to four hours.
        Complex => "complex",
    }
}

codes! {
    /// A way onto the system, as in the source's table.
    pub enum AccessMethod {
        /// SSH or RDP over the network.
        Ssh => "ssh_rdp",
        /// The remote console of a dedicated server.
        IpKvm => "ip_kvm",
        /// A minimal Linux booted over the network.
        Rescue => "rescue",
        /// The virtual console of a VPS.
        Vnc => "vnc",
        /// A technician at the machine.
        DataCentre => "data_centre",
    }
}

codes! {
    /// What may be asked for: eight tasks the procedure includes, four against a fee.
    pub enum Task {
        /// Reset the root or administrator password (I-07).
        ResetPassword => "reset_password",
        /// Restore the firewall or network configuration (I-08).
        RestoreNetwork => "restore_network",
        /// Restore the SSH or RDP service (I-09).
        RestoreRemoteAccess => "restore_remote_access",
        /// Repair GRUB or Windows Boot Manager (I-10).
        RepairBootLoader => "repair_boot_loader",
        /// Check and repair the file system (I-11).
        CheckFileSystem => "check_file_system",
        /// Restart or reconfigure critical services (I-12).
        RestartServices => "restart_services",
        /// Diagnose the operating system where remote access fails (I-13).
        OsDiagnosis => "os_diagnosis",
        /// Install or configure software, third parties' too (I-14).
        InstallSoftware => "install_software",
        /// Find faults in applications (I-15).
        ApplicationTroubleshooting => "application_troubleshooting",
        /// Recover damaged or deleted files (I-16).
        DataRecovery => "data_recovery",
        /// Tune performance (I-17).
        PerformanceTuning => "performance_tuning",
        /// Remove malware, handle a security incident (I-18).
        MalwareRemoval => "malware_removal",
    }
}

codes! {
    /// How a task is priced.
    pub enum TaskMode {
        /// Part of the procedure; the plan's tariff applies.
        Included => "included",
        /// At a price or rate known beforehand.
        FixedPrice => "fixed_price",
        /// We answer with an offer first.
        OnRequest => "on_request",
        /// Not done by this provider.
        NotOffered => "not_offered",
    }
}

codes! {
    /// The five duties of the source; each its own tick, none preset.
    pub enum Acknowledgement {
        /// The information given is accurate (I-52).
        AccurateInformation => "accurate_information",
        /// There are current backups (I-53).
        Backups => "backups",
        /// Somebody is reachable during the work (I-54).
        Reachable => "reachable",
        /// Passwords are changed afterwards (I-55).
        PasswordChange => "password_change",
        /// A short interruption is possible (I-56).
        Interruption => "interruption",
    }
}

codes! {
    /// The state of an authorization.
    pub enum AuthorizationState {
        /// Not signed; its shard exists already.
        Draft => "draft",
        /// Signed and not ended.
        Active => "active",
        /// Its time ran out; an extension revives it.
        Expired => "expired",
        /// Ended for good.
        Ended => "ended",
    }
}

codes! {
    /// Why an authorization ended.
    pub enum EndReason {
        /// Locked by the customer.
        Revoked => "revoked",
        /// The request was withdrawn.
        Withdrawn => "withdrawn",
        /// The request was declined.
        Declined => "declined",
        /// The intervention was closed.
        Closed => "closed",
        /// The draft was abandoned.
        Abandoned => "abandoned",
    }
}

codes! {
    /// What brought a version of an authorization about.
    pub enum AuthorizationVersionKind {
        /// The first signature.
        Initial => "initial",
        /// A change of the terms, signed again.
        Edit => "edit",
        /// More time, confirmed once.
        Extension => "extension",
    }
}

codes! {
    /// What the signer proved themself with, beside the log-in.
    pub enum SecondFactor {
        /// A code from an authenticator app.
        Totp => "totp",
        /// A recovery code.
        RecoveryCode => "recovery_code",
        /// Password and a six-digit code by mail.
        MailCode => "mail_code",
    }
}

codes! {
    /// A line of the gate.
    pub enum GateLine {
        /// The signer owns the account or was given the right.
        SignerEntitled => "signer_entitled",
        /// The system belongs to the organization.
        SystemBelongs => "system_belongs",
        /// The authorization is complete and valid.
        AuthorizationValid => "authorization_valid",
        /// The contract covers interventions.
        ContractCovers => "contract_covers",
        /// The documentation of the system is current.
        DocumentCurrent => "document_current",
        /// Not the third intervention for the same cause within 90 days.
        NoRepeatCase => "no_repeat_case",
    }
}

codes! {
    /// What was the matter, recorded at closing: decides what "the same cause" is (I-60).
    pub enum Cause {
        /// A change of the configuration.
        Misconfiguration => "misconfiguration",
        /// A firewall or network rule.
        NetworkRule => "network_rule",
        /// A lost password or key.
        LostCredentials => "lost_credentials",
        /// An update that failed.
        FailedUpdate => "failed_update",
        /// A full disk.
        DiskFull => "disk_full",
        /// A damaged file system.
        FileSystemDamage => "file_system_damage",
        /// Too little memory or processor.
        Overload => "overload",
        /// A fault of a program.
        SoftwareFault => "software_fault",
        /// An attack or malware.
        SecurityIncident => "security_incident",
        /// Faulty hardware.
        Hardware => "hardware",
        /// Nothing was broken: work on request.
        WorkOnRequest => "work_on_request",
        /// Not found.
        Unknown => "unknown",
    }
}

codes! {
    /// The state of a hardware case (I-59).
    pub enum HardwareState {
        /// Reported from the intervention.
        Reported => "reported",
        /// The faulty component is known.
        Diagnosed => "diagnosed",
        /// A part is on its way.
        PartOrdered => "part_ordered",
        /// An appointment is agreed.
        AppointmentAgreed => "appointment_agreed",
        /// The part was replaced.
        Replaced => "replaced",
        /// The sensor or evidence shows it works.
        Verified => "verified",
    }
}

codes! {
    /// What a probe asks.
    pub enum ProbeKind {
        /// ICMP echo.
        Ping => "ping",
        /// TCP port 22.
        SshPort => "tcp_22",
        /// TCP port 3389.
        RdpPort => "tcp_3389",
        /// The greeting of the SSH server.
        SshBanner => "ssh_banner",
        /// A web answer.
        Http => "http",
        /// The remote console.
        Console => "console",
    }
}

codes! {
    /// What a probe saw.
    pub enum ProbeResult {
        /// It answers.
        Answers => "answers",
        /// Nothing came back in time.
        Silent => "silent",
        /// Refused at once.
        Refused => "refused",
        /// Could not be asked.
        Unknown => "unknown",
    }
}
