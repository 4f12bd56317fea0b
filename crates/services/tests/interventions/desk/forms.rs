//! What is typed, where a test does not care.

use domain::intervention::{AccessMethod, Complexity};
use services::credentials::{Credentials, HandoverForm};
use services::interventions::{Assessment, ClosingForm, EntryForm, FinishForm, RequestForm};
use vault::SecretBytes;

use super::Desk;

impl Desk {
    pub fn form(&self) -> RequestForm {
        let all = |codes: &[&str]| codes.iter().map(|c| (*c).to_owned()).collect();
        RequestForm {
            system: Some(self.system),
            symptom: "service_down".to_owned(),
            problem: "Der Webserver antwortet nicht mehr.".to_owned(),
            tasks: all(&["restart_services", "os_diagnosis"]),
            methods: all(&["ssh_rdp", "rescue"]),
            contact_phone: "040 123456".to_owned(),
            acknowledgements: all(&[
                "accurate_information",
                "backups",
                "reachable",
                "password_change",
                "interruption",
            ]),
            idempotency_key: "form-1".to_owned(),
            ..RequestForm::default()
        }
    }

    pub fn credentials(password: &str) -> Credentials {
        Credentials {
            username: Some(SecretBytes::from("root")),
            password: Some(SecretBytes::from(password)),
            private_key: None,
            rights: None,
        }
    }

    pub fn assessment() -> Assessment {
        Assessment {
            method: AccessMethod::Ssh.code().to_owned(),
            reason: "SSH ist der schnellste Weg auf das System.".to_owned(),
            complexity: Complexity::Standard.code().to_owned(),
            ..Assessment::default()
        }
    }

    pub fn entry(what: &str) -> EntryForm {
        EntryForm {
            method: "ssh_rdp".to_owned(),
            what: what.to_owned(),
            visible: true,
            ..EntryForm::default()
        }
    }

    pub fn closing() -> ClosingForm {
        ClosingForm {
            summary: "Der Webserver wurde neu gestartet.".to_owned(),
            cause: "software_fault".to_owned(),
            avoidable: Some(false),
            avoidable_reason: "Fehler im Dienst selbst.".to_owned(),
        }
    }

    pub fn finish() -> FinishForm {
        FinishForm {
            closing: Self::closing(),
            new_login: "none".to_owned(),
        }
    }

    pub fn handover() -> HandoverForm {
        HandoverForm {
            label: "Neues root-Passwort".to_owned(),
            credentials: Self::credentials("neues-Passwort-4711"),
        }
    }
}
