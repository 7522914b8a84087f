//! Logins of devices without a browser ([RFC 8628](https://www.rfc-editor.org/rfc/rfc8628)).

use std::fmt;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use super::answer::seconds;
use super::app::App;
use super::endpoint::{DEVICE, Form};
use super::error::OAuthError;
use super::session::Session;
use crate::transport::target::{Instant, sleep};

/// How long to wait between two questions, where the server does not say (RFC 8628, section 3.2), and how much longer
/// where it says that this was too short (section 3.5).
const INTERVAL: Duration = Duration::from_secs(5);
/// The least and the most between two questions, whatever the server says.
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(3600);
/// How long a code is good, where the server does not say it in a way that can be read.
const LIFETIME: Duration = Duration::from_secs(600);
/// What a device is called in the form.
const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A login that waits for a person.
#[must_use = "a login ends in a session once it is waited for"]
pub struct DeviceLogin {
    app: App,
    device_code: SecretString,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: Option<String>,
    interval: Duration,
    until: Option<Instant>,
}

#[derive(Deserialize)]
struct Answer {
    device_code: String,
    user_code: String,
    #[serde(alias = "verification_url")]
    verification_uri: String,
    #[serde(alias = "verification_url_complete")]
    verification_uri_complete: Option<String>,
    expires_in: Option<Value>,
    interval: Option<Value>,
}

pub(super) async fn begin(app: &App) -> Result<DeviceLogin, OAuthError> {
    let url = app.provider.endpoint(&app.http, DEVICE, |known| known.device.clone()).await?;
    // A form needs something in it, and the id is what RFC 8628 wants there, however it is proved.
    let form = app.complete(Form::new("response_type", "device_code"), &[]);
    let asked = Instant::now();
    let body = app.post(DEVICE, &url, form).await?;
    let unusable = |problem: &str| OAuthError::Unusable { endpoint: DEVICE, problem: problem.to_owned() };
    let answer: Answer =
        serde_json::from_slice(&body).map_err(|_| unusable("did not answer with a device code in JSON"))?;
    // Somebody will open it.
    let is_web = |text: &String| ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme));
    if !is_web(&answer.verification_uri) {
        return Err(unusable("names an address to open that is not an http or https address"));
    }
    let lifetime = answer.expires_in.as_ref().and_then(seconds).unwrap_or(LIFETIME);
    Ok(DeviceLogin {
        app: app.clone(),
        device_code: answer.device_code.into(),
        user_code: answer.user_code,
        verification_uri: answer.verification_uri,
        verification_uri_complete: answer.verification_uri_complete.filter(is_web),
        interval: answer.interval.as_ref().and_then(seconds).unwrap_or(INTERVAL),
        until: asked.checked_add(lifetime),
    })
}

impl DeviceLogin {
    /// The address to open in a browser, anywhere.
    pub fn verification_uri(&self) -> &str {
        &self.verification_uri
    }

    /// The same with the code in it, as it is shown in a QR code, where the server gives one.
    pub fn verification_uri_complete(&self) -> Option<&str> {
        self.verification_uri_complete.as_deref()
    }

    /// The code to type in there.
    pub fn user_code(&self) -> &str {
        &self.user_code
    }

    /// Waits until somebody has allowed the access, or has not.
    ///
    /// # Errors
    /// If access is denied, or nobody allows it in time.
    pub async fn wait(self) -> Result<Session, OAuthError> {
        let mut interval = self.interval;
        loop {
            // However long the server wants to be left alone, nobody waits longer than the code is good.
            let left = self.until.map_or(LIFETIME, |until| until.saturating_duration_since(Instant::now()));
            sleep(interval.clamp(SHORTEST, LONGEST).min(left)).await;
            if self.until.is_some_and(|until| Instant::now() >= until) {
                return Err(OAuthError::TooLate);
            }
            let form = Form::new("grant_type", GRANT).with("device_code", self.device_code.expose_secret());
            let asked = Instant::now();
            match self.app.tokens(form, |known| known.device_code.as_ref()).await {
                Ok((token, refresh)) => return Ok(Session::of_person(self.app, Some((token, asked)), refresh)),
                Err(OAuthError::Refused { code, endpoint, status }) => match code.as_deref() {
                    Some("authorization_pending") => {}
                    Some("slow_down") => interval = interval.saturating_add(INTERVAL),
                    Some("access_denied") => return Err(OAuthError::Denied("access_denied".to_owned())),
                    Some("expired_token") => return Err(OAuthError::TooLate),
                    _ => return Err(OAuthError::Refused { code, endpoint, status }),
                },
                // RFC 8628, section 3.5: a server that does not answer is asked less often.
                Err(OAuthError::Timeout { .. } | OAuthError::Unreachable { .. }) => {
                    interval = interval.max(Duration::from_secs(1)).saturating_mul(2);
                }
                Err(error) => return Err(error),
            }
        }
    }
}

impl fmt::Debug for DeviceLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceLogin").field("verification_uri", &self.verification_uri).finish_non_exhaustive()
    }
}
