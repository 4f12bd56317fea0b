//! What every request can reach: the use cases, the configuration, the assets, the figures.

use std::sync::{Arc, OnceLock, RwLock};

use app::render::{AssetUrls, ProviderInfo};
use domain::time::Timestamp;
use services::context::Context;
use tokio_util::sync::CancellationToken;

use crate::assets::Assets;
use crate::config::Config;
use crate::layouts::Layouts;
use crate::metrics::Metrics;
use crate::streams::Streams;

/// The provider's name and numbers are read again after so many seconds; another server may have changed them.
const PROVIDER_AGE_S: i64 = 10;

/// Everything a request can reach. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    context: Context,
    config: Config,
    assets: Assets,
    metrics: Metrics,
    stopping: CancellationToken,
    streams: Streams,
    layouts: Layouts,
    provider: RwLock<Option<(Timestamp, Arc<ProviderInfo>)>>,
    renderer: OnceLock<Arc<documents::Renderer>>,
}

impl App {
    /// Puts the parts together.
    pub fn new(context: Context, config: Config, assets: Assets, metrics: Metrics) -> Self {
        Self(Arc::new(Inner {
            context,
            config,
            assets,
            metrics,
            stopping: CancellationToken::new(),
            streams: Streams::default(),
            layouts: Layouts::default(),
            provider: RwLock::new(None),
            renderer: OnceLock::new(),
        }))
    }

    /// What use cases need.
    pub fn context(&self) -> &Context {
        &self.0.context
    }

    /// The configuration of this process.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Built files.
    pub fn assets(&self) -> &Assets {
        &self.0.assets
    }

    /// Their addresses, for page heads.
    pub fn asset_urls(&self) -> Arc<AssetUrls> {
        self.0.assets.urls()
    }

    /// Figures for Prometheus.
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Cancelled when the server stops: streams end then.
    pub fn stopping(&self) -> &CancellationToken {
        &self.0.stopping
    }

    /// Lays out documents; made when the first one is asked for.
    pub fn renderer(&self) -> Arc<documents::Renderer> {
        self.0
            .renderer
            .get_or_init(|| Arc::new(documents::Renderer::new()))
            .clone()
    }

    /// Papers that are being laid out.
    pub fn layouts(&self) -> &Layouts {
        &self.0.layouts
    }

    /// Open streams of live pages.
    pub fn streams(&self) -> &Streams {
        &self.0.streams
    }

    /// The provider's name and numbers, at most some seconds old. An unreadable database leaves the last known ones.
    pub async fn provider(&self) -> Arc<ProviderInfo> {
        let now = self.0.context.now();
        let known = self
            .0
            .provider
            .read()
            .ok()
            .and_then(|cached| cached.clone());
        if let Some((read_at, provider)) = &known
            && (0..PROVIDER_AGE_S).contains(&now.seconds_since(*read_at))
        {
            return provider.clone();
        }
        match services::provider::shown(&self.0.context).await {
            Ok(shown) => {
                let provider = Arc::new(ProviderInfo {
                    name: shown.name,
                    emergency_phone: shown.emergency_phone,
                    guide_url: shown.guide_url,
                    is_demo: shown.is_demo,
                    mails_stay: !shown.is_demo && self.0.context.settings().mail.smtp_url.is_none(),
                });
                if let Ok(mut cached) = self.0.provider.write() {
                    *cached = Some((now, provider.clone()));
                }
                provider
            }
            Err(error) => {
                tracing::warn!(error = ?error, "the provider's data cannot be read");
                known.map(|(_, provider)| provider).unwrap_or_default()
            }
        }
    }

    /// Forgets the provider's data, after they were changed here.
    pub fn forget_provider(&self) {
        if let Ok(mut cached) = self.0.provider.write() {
            *cached = None;
        }
    }
}
