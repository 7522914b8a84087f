//! Logins in programs without async code: each step is the same one, waited for. Adds nothing to what the flows do.

use secrecy::SecretString;

use super::app::App;
use super::device::DeviceLogin;
use super::error::OAuthError;
use super::session::Session;
use crate::blocking::run;

impl App {
    /// [`App::device`] in a program without async code.
    ///
    /// # Errors
    /// As [`App::device`]; and where async code runs already, which this would stop.
    pub fn device_blocking(&self) -> Result<DeviceLogin, OAuthError> {
        wait(self.device())
    }
}

impl DeviceLogin {
    /// [`DeviceLogin::wait`] in a program without async code.
    ///
    /// # Errors
    /// As [`DeviceLogin::wait`]; and where async code runs already, which this would stop.
    pub fn wait_blocking(self) -> Result<Session, OAuthError> {
        wait(self.wait())
    }
}

#[cfg(feature = "pkce")]
impl App {
    /// [`App::authorization`] in a program without async code.
    ///
    /// # Errors
    /// As [`App::authorization`]; and where async code runs already, which this would stop.
    pub fn authorization_blocking(&self) -> Result<super::Authorization, OAuthError> {
        wait(self.authorization())
    }
}

#[cfg(feature = "pkce")]
impl super::Authorization {
    /// [`Authorization::finish`](super::Authorization::finish) in a program without async code.
    ///
    /// # Errors
    /// As [`Authorization::finish`](super::Authorization::finish); and where async code runs already, which this would stop.
    pub fn finish_blocking(&self, redirected: &str) -> Result<Session, OAuthError> {
        wait(self.finish(redirected))
    }

    /// [`Authorization::finish_with_code`](super::Authorization::finish_with_code) in a program without async code.
    ///
    /// # Errors
    /// As [`Authorization::finish_with_code`](super::Authorization::finish_with_code); and where async code runs already,
    /// which this would stop.
    pub fn finish_with_code_blocking(&self, code: &str) -> Result<Session, OAuthError> {
        wait(self.finish_with_code(code))
    }
}

impl Session {
    /// [`Session::access_token`] in a program without async code.
    ///
    /// # Errors
    /// As [`Session::access_token`]; and where async code runs already, which this would stop.
    pub fn access_token_blocking(&self) -> Result<SecretString, OAuthError> {
        wait(self.access_token())
    }

    /// [`Session::revoke`] in a program without async code.
    ///
    /// # Errors
    /// As [`Session::revoke`]; and where async code runs already, which this would stop.
    pub fn revoke_blocking(&self) -> Result<(), OAuthError> {
        wait(self.revoke())
    }
}

fn wait<T>(step: impl Future<Output = Result<T, OAuthError>>) -> Result<T, OAuthError> {
    run(Box::pin(step)).map_err(OAuthError::Configuration).and_then(|result| result)
}
