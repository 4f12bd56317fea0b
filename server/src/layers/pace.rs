//! A body has to arrive: however its bytes are spread over time, it ends when it is slower than any line we serve.
//!
//! The limit on a standstill alone begins anew with every byte, so that one byte now and then would hold a connection and
//! what stands behind it for ever. // ASVS 15.2

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::BoxError;
use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

/// How slow a body may be.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Time that every body has.
    pub patience: Duration,
    /// Each of so many bytes buys a second more.
    pub bytes_per_second: u64,
}

impl Pace {
    /// What is shipped: 30 seconds, and a second more for every 8 KiB that came.
    pub const SHIPPED: Self = Self {
        patience: Duration::from_secs(30),
        bytes_per_second: 8 * 1024,
    };

    /// Time a body has after so many bytes.
    fn allowed(self, received: u64) -> Duration {
        let millis = received.saturating_mul(1000) / self.bytes_per_second.max(1);
        self.patience.saturating_add(Duration::from_millis(millis))
    }
}

/// The body came too slowly.
#[derive(Debug, thiserror::Error)]
#[error("the body came too slowly")]
pub struct TooSlow;

/// A body with a deadline that moves with what arrives.
pub struct Paced<B> {
    inner: Pin<Box<B>>,
    pace: Pace,
    began: Instant,
    received: u64,
    deadline: Pin<Box<Sleep>>,
}

impl<B> Paced<B> {
    /// The body, from now on.
    pub fn new(inner: B, pace: Pace) -> Self {
        let began = Instant::now();
        Self {
            inner: Box::pin(inner),
            pace,
            began,
            received: 0,
            deadline: Box::pin(sleep_until(began + pace.allowed(0))),
        }
    }
}

impl<B> Body for Paced<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        let Poll::Ready(next) = this.inner.as_mut().poll_frame(context) else {
            ready!(this.deadline.as_mut().poll(context));
            return Poll::Ready(Some(Err(TooSlow.into())));
        };
        if let Some(Ok(frame)) = &next {
            let length = frame.data_ref().map_or(0, Bytes::len);
            this.received = this
                .received
                .saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
            let deadline = this.began + this.pace.allowed(this.received);
            if Instant::now() > deadline {
                return Poll::Ready(Some(Err(TooSlow.into())));
            }
            this.deadline.as_mut().reset(deadline);
        }
        Poll::Ready(next.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures::stream;
    use http_body_util::BodyExt as _;

    use super::*;

    /// One byte now and then, without end.
    fn dripping() -> axum::body::Body {
        axum::body::Body::from_stream(stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            Some((Ok::<_, Infallible>(Bytes::from_static(b"x")), ()))
        }))
    }

    #[tokio::test]
    async fn a_body_that_drips_is_ended_though_it_never_stands_still() {
        let pace = Pace {
            patience: Duration::from_millis(100),
            bytes_per_second: 1_000_000,
        };
        let error = Paced::new(dripping(), pace).collect().await.err();
        assert!(error.is_some_and(|error| error.is::<TooSlow>()));
    }

    #[tokio::test]
    async fn a_body_in_time_comes_whole() -> Result<(), BoxError> {
        let body = axum::body::Body::from("alles");
        let whole = Paced::new(body, Pace::SHIPPED).collect().await?;
        assert_eq!(whole.to_bytes(), "alles");
        Ok(())
    }

    #[test]
    fn what_arrives_buys_time() {
        let mebibyte = Pace::SHIPPED.allowed(1024 * 1024);
        assert_eq!(mebibyte, Duration::from_secs(30 + 128));
        assert_eq!(Pace::SHIPPED.allowed(7), Duration::from_secs(30));
    }
}
