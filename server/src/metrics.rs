//! Figures for Prometheus, served on a separate local port: requests by route, jobs, mails, vault, reveals.
//!
//! Routes come from the one list, so the counters are an array and counting a request is a few additions.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use services::context::Context;

/// Upper bounds of the duration buckets, in microseconds.
const BUCKETS_US: [u64; 9] = [
    500, 1_000, 2_500, 5_000, 10_000, 50_000, 250_000, 1_000_000, 10_000_000,
];
/// Status classes counted: 2xx to 5xx.
const CLASSES: [&str; 4] = ["2xx", "3xx", "4xx", "5xx"];

#[derive(Debug, Default)]
struct Counters {
    classes: [AtomicU64; 4],
    buckets: [AtomicU64; 9],
    count: AtomicU64,
    sum_us: AtomicU64,
}

/// Counters of all routes; the last entry counts requests that met no route.
#[derive(Debug, Clone)]
pub struct Metrics {
    names: Arc<[(&'static str, &'static str)]>,
    counters: Arc<[Counters]>,
}

/// Which route answered; set on every response by the route's guard.
#[derive(Debug, Clone, Copy)]
pub struct RouteIndex(pub usize);

impl Metrics {
    /// Counters for these routes (method, path).
    pub fn new(routes: impl Iterator<Item = (&'static str, &'static str)>) -> Self {
        let names: Vec<_> = routes.chain([("-", "(none)")]).collect();
        let counters = names.iter().map(|_| Counters::default()).collect();
        Self {
            names: names.into(),
            counters,
        }
    }

    /// Counts one answered request. Returns method and path of its route for the log.
    pub fn count(
        &self,
        route: Option<RouteIndex>,
        status: u16,
        took: Duration,
    ) -> (&'static str, &'static str) {
        let index = route
            .map_or(usize::MAX, |route| route.0)
            .min(self.names.len() - 1);
        if let Some(counters) = self.counters.get(index) {
            let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
            let class = usize::from(status / 100).saturating_sub(2).min(3);
            counters.classes[class].fetch_add(1, Ordering::Relaxed);
            if let Some(bucket) = BUCKETS_US.iter().position(|bound| us <= *bound) {
                counters.buckets[bucket].fetch_add(1, Ordering::Relaxed);
            }
            counters.count.fetch_add(1, Ordering::Relaxed);
            counters.sum_us.fetch_add(us, Ordering::Relaxed);
        }
        self.names.get(index).copied().unwrap_or(("-", "(none)"))
    }

    /// The page Prometheus reads. Figures of the database that cannot be read are left out, and `leitstand_up` says so.
    pub async fn page(&self, context: &Context) -> String {
        let mut text = String::with_capacity(16 * 1024);
        self.requests(&mut text);
        let _ = writeln!(
            text,
            "# TYPE leitstand_password_verifications_total counter\nleitstand_password_verifications_total {}",
            context.hasher().verifications()
        );
        match services::figures::read(context).await {
            Ok(figures) => {
                let _ = writeln!(text, "# TYPE leitstand_up gauge\nleitstand_up 1");
                for figure in figures {
                    let _ = writeln!(
                        text,
                        "# HELP {0} {1}\n# TYPE {0} {2}",
                        figure.name, figure.about, figure.kind
                    );
                    for (labels, value) in &figure.values {
                        let _ = writeln!(text, "{}{labels} {value}", figure.name);
                    }
                }
            }
            Err(error) => {
                tracing::warn!(error = ?error, "figures of the database cannot be read");
                let _ = writeln!(text, "# TYPE leitstand_up gauge\nleitstand_up 0");
            }
        }
        text
    }

    fn requests(&self, text: &mut String) {
        text.push_str("# HELP leitstand_http_requests_total Answered requests by route and status class.\n# TYPE leitstand_http_requests_total counter\n");
        for ((method, path), counters) in self.names.iter().zip(self.counters.iter()) {
            for (class, count) in CLASSES.iter().zip(&counters.classes) {
                let count = count.load(Ordering::Relaxed);
                if count > 0 {
                    let _ = writeln!(
                        text,
                        "leitstand_http_requests_total{{method=\"{method}\",route=\"{path}\",status=\"{class}\"}} {count}"
                    );
                }
            }
        }
        text.push_str("# HELP leitstand_http_request_seconds Time to the first byte of the answer.\n# TYPE leitstand_http_request_seconds histogram\n");
        for ((method, path), counters) in self.names.iter().zip(self.counters.iter()) {
            let count = counters.count.load(Ordering::Relaxed);
            if count == 0 {
                continue;
            }
            let labels = format!("method=\"{method}\",route=\"{path}\"");
            let mut sum = 0;
            for (bound, bucket) in BUCKETS_US.iter().zip(&counters.buckets) {
                sum += bucket.load(Ordering::Relaxed);
                let _ = writeln!(
                    text,
                    "leitstand_http_request_seconds_bucket{{{labels},le=\"{}\"}} {sum}",
                    seconds(*bound)
                );
            }
            let _ = writeln!(
                text,
                "leitstand_http_request_seconds_bucket{{{labels},le=\"+Inf\"}} {count}\nleitstand_http_request_seconds_sum{{{labels}}} {}\nleitstand_http_request_seconds_count{{{labels}}} {count}",
                seconds(counters.sum_us.load(Ordering::Relaxed))
            );
        }
    }
}

fn seconds(us: u64) -> String {
    format!("{}.{:06}", us / 1_000_000, us % 1_000_000)
}
