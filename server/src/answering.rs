//! The systems of a demo answer: SSH banners, small web pages, silence. What cannot be opened is said on the terminal with the
//! way out, for whoever started the demo looks there and not into the log.

use std::io::ErrorKind;
use std::path::Path;

use probes::demo::{DemoListeners, NotOpened};

use crate::state::App;

/// On a demo database, and only there.
pub(crate) async fn demo_listeners(app: &App) -> Option<DemoListeners> {
    let mut tx = app.context().db().read().await.ok()?;
    if !store::provider::find(&mut tx).await.ok()??.is_demo {
        return None;
    }
    drop(tx);
    let (listeners, refused) = DemoListeners::start(services::demo::listeners()).await;
    if !refused.is_empty() {
        tracing::warn!(
            demo.not_opened = refused.len(),
            "some demo systems will refuse connections"
        );
    }
    let program = std::env::current_exe().unwrap_or_else(|_| "leitstand".into());
    if let Some(words) = way_out(&refused, &program) {
        println!("{words}");
    }
    Some(listeners)
}

/// What whoever started the demo can do, if anything was refused.
fn way_out(refused: &[NotOpened], program: &Path) -> Option<String> {
    let first = refused.first()?;
    let forbidden = |one: &&NotOpened| one.error == ErrorKind::PermissionDenied;
    let forbidden = refused.iter().filter(forbidden).count();
    let systems = refused.len();
    Some(if forbidden == 0 {
        format!(
            "\n{systems} demo systems do not answer, {} for one ({:?}): probes of them say “refused”. Another program may have \
             these ports; `ss -tln` shows it.\n",
            first.address, first.error
        )
    } else {
        format!(
            "\n{forbidden} demo systems do not answer: this account may not open ports below 1024 (22 and 80 on 127.20.0.0/16), so \
             probes of them say “refused”. To let them answer, end this with Ctrl-C, run\n\n  \
             sudo setcap cap_net_bind_service=+ep {}\n\nand start again.\n",
            program.display()
        )
    })
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddrV4};

    use super::*;

    fn refused(port: u16, error: ErrorKind) -> NotOpened {
        let address = SocketAddrV4::new(Ipv4Addr::new(127, 20, 0, 1), port);
        NotOpened { address, error }
    }

    #[test]
    fn who_may_not_open_the_ports_of_the_demo_reads_what_to_do() {
        let program = Path::new("target/release/leitstand");
        assert_eq!(way_out(&[], program), None);
        let both = [
            refused(22, ErrorKind::PermissionDenied),
            refused(80, ErrorKind::PermissionDenied),
        ];
        let words = way_out(&both, program).unwrap_or_default();
        let setcap = "sudo setcap cap_net_bind_service=+ep target/release/leitstand";
        assert!(
            words.starts_with("\n2 demo systems") && words.contains(setcap),
            "{words}"
        );
        let taken = [refused(22, ErrorKind::AddrInUse)];
        let words = way_out(&taken, program).unwrap_or_default();
        assert!(
            words.contains("127.20.0.1:22") && !words.contains("setcap"),
            "{words}"
        );
    }
}
