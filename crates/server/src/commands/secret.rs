//! Passwords given by the operator, or made up and shown once.

use crate::{cli::PasswordArgs, print::tell};
use account::Password;

/// The password that was given, or a new one and `true` when it must be shown.
pub fn password(args: &PasswordArgs) -> anyhow::Result<(Password, bool)> {
    Ok(match &args.password {
        Some(text) => (Password::new(text)?, false),
        None => (Password::random()?, true),
    })
}

/// Shows a password that was made up.
pub fn show(password: &Password, made_up: bool) -> std::io::Result<()> {
    if made_up {
        tell!("password: {}   (shown this once)", password.as_str())?;
    }
    Ok(())
}
