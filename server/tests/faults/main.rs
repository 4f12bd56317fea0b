//! The running program in trouble: killed, without keys, without a mail server, without its database, on a full disk,
//! fed with nonsense. Each test starts the real binary as a process of its own and looks at it as people do, by HTTP.

/// Runs a story on SQLite, and on PostgreSQL where `TEST_POSTGRES_URL` names a server.
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($($ground:ident)+) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn story($($ground)+: $crate::ground::Ground) -> $crate::ground::Result {
                $body
                Ok(())
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() -> $crate::ground::Result {
                story($crate::ground::Ground::sqlite().await?).await
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() -> $crate::ground::Result {
                match $crate::ground::Ground::postgres().await? {
                    Some(ground) => story(ground).await,
                    None => Ok(()),
                }
            }
        }
    )+};
}

mod aimed;
mod browser;
mod closed;
mod documented;
mod double;
#[path = "../shared/engine.rs"]
mod engine;
mod forms;
mod full;
mod ground;
mod hostile;
mod house;
mod kill;
mod leaks;
mod locks;
mod looks;
mod mail;
mod outside;
mod proofs;
mod proxy;
mod raw;
#[path = "../shared/sent.rs"]
mod sent;
mod smtp;
mod stop;
mod trouble;
mod wal;
mod watching;
#[path = "../shared/web.rs"]
mod web;
