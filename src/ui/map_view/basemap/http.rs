//! One tile over the network: asked for politely, bounded in size and time, and given up when nobody waits for
//! it any more.

use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use ureq::http::{HeaderMap, StatusCode};
use ureq::tls::{RootCerts, TlsConfig};

use super::freshness::Keeping;

/// Larger than any tile; a body that goes on beyond it is not one.
pub(super) const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(15);
const WHOLE: Duration = Duration::from_secs(30);
/// Bytes read between two looks at whether to go on.
const CHUNK: usize = 16 * 1024;

/// What a server answered.
#[derive(Debug)]
pub(super) enum Answer {
    /// A body that claims to be a picture.
    Body(Vec<u8>, Keeping),
    /// What we have is still right.
    NotModified(Keeping),
    /// There is no such tile, and asking again will not help.
    Absent(Keeping),
}

/// Why there is no answer to use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Failure {
    /// No connection: no network, no such host, no answer in time, a certificate that is not trusted.
    #[error("not reachable: {0}")]
    Unreachable(String),
    /// The server answers and does not give the tile.
    #[error("the server answers {0}")]
    Status(u16),
    /// The server gives something else than a picture.
    #[error("the answer is no picture")]
    NoPicture,
    /// Nobody waits for it any more.
    #[error("given up")]
    GivenUp,
    /// The network may not be used.
    #[error("the network is switched off")]
    SwitchedOff,
}

/// Asks servers for tiles. Proxies come from the environment.
#[derive(Debug)]
pub(super) struct Http {
    agent: ureq::Agent,
}

impl Http {
    pub(super) fn new(user_agent: &str) -> Self {
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::PlatformVerifier)
            .build();
        let config = ureq::Agent::config_builder()
            .user_agent(user_agent)
            .accept("image/*")
            .tls_config(tls)
            .http_status_as_error(false)
            .max_redirects(3)
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(ANSWER))
            .timeout_global(Some(WHOLE))
            .build();
        Self {
            agent: config.into(),
        }
    }

    /// Gets a tile; with the `etag` or date of one that is known, asks whether that is still right.
    pub(super) fn get(
        &self,
        url: &str,
        known: Option<&Keeping>,
        given_up: &AtomicBool,
    ) -> Result<Answer, Failure> {
        let mut request = self.agent.get(url);
        if let Some(etag) = known.and_then(|known| known.etag.as_deref()) {
            request = request.header("If-None-Match", etag);
        } else if let Some(date) = known.and_then(|known| known.last_modified.as_deref()) {
            request = request.header("If-Modified-Since", date);
        }
        let response = request.call().map_err(|error| failure(&error))?;
        let (parts, body) = response.into_parts();
        let keeping = Keeping::of(|name| header(&parts.headers, name), SystemTime::now());
        match parts.status {
            StatusCode::OK => {
                if header(&parts.headers, "content-type")
                    .is_some_and(|kind| kind.starts_with("text/"))
                {
                    return Err(Failure::NoPicture);
                }
                Ok(Answer::Body(read(body.into_reader(), given_up)?, keeping))
            }
            StatusCode::NOT_MODIFIED if known.is_some() => Ok(Answer::NotModified(keeping)),
            StatusCode::NO_CONTENT | StatusCode::NOT_FOUND | StatusCode::GONE => {
                Ok(Answer::Absent(keeping))
            }
            status => Err(Failure::Status(status.as_u16())),
        }
    }
}

/// Whether the server could not be reached, or was and talks nonsense.
fn failure(error: &ureq::Error) -> Failure {
    match error {
        ureq::Error::Protocol(_)
        | ureq::Error::Http(_)
        | ureq::Error::BadUri(_)
        | ureq::Error::RedirectFailed
        | ureq::Error::TooManyRedirects => Failure::NoPicture,
        other => Failure::Unreachable(other.to_string()),
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn read(mut body: impl Read, given_up: &AtomicBool) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let mut chunk = [0; CHUNK];
    loop {
        if given_up.load(Ordering::Relaxed) {
            return Err(Failure::GivenUp);
        }
        match body.read(&mut chunk) {
            Ok(0) => return Ok(bytes),
            Ok(count) => bytes.extend_from_slice(chunk.get(..count).unwrap_or(&chunk)),
            // The server was there, and stopped in the middle.
            Err(_) => return Err(Failure::NoPicture),
        }
        if bytes.len() > MAX_BODY_BYTES {
            return Err(Failure::NoPicture);
        }
    }
}
