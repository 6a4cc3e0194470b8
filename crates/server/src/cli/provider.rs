//! `tellal org provider`

use clap::Args;

/// An organisation's own sign-in: shown without further arguments, set with all of them.
#[derive(Args)]
pub struct ProviderArgs {
    /// The organisation's name.
    pub organisation: String,
    /// The provider's address, such as <https://login.paper.example>.
    #[arg(long, requires = "client_id", conflicts_with = "remove")]
    pub issuer: Option<String>,
    /// What the provider calls us.
    #[arg(long, requires = "issuer")]
    pub client_id: Option<String>,
    /// The secret that proves who we are; better given as `TELLAL_CLIENT_SECRET` than on the command line. Without one,
    /// it stays as it is.
    #[arg(long, env = "TELLAL_CLIENT_SECRET", hide_env_values = true)]
    pub client_secret: Option<String>,
    /// The domains of mail addresses that it vouches for, separated by commas.
    #[arg(long, value_delimiter = ',')]
    pub domains: Vec<String>,
    /// The organisation's people have no other way in.
    #[arg(long)]
    pub forced: bool,
    /// Whoever it vouches for is added at the first sign-in.
    #[arg(long)]
    pub adds: bool,
    /// Take the provider away.
    #[arg(long)]
    pub remove: bool,
}
