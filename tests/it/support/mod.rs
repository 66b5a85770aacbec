//! What several tests need.

pub(crate) mod clock;
pub(crate) mod http;
pub(crate) mod ledger;
pub(crate) mod life;
pub(crate) mod mail;
pub(crate) mod mail_server;
pub(crate) mod mvt;
pub(crate) mod oidc;
pub(crate) mod service;
pub(crate) mod shapefile;
pub(crate) mod snapshot;
pub(crate) mod stores;
pub(crate) mod web_server;
