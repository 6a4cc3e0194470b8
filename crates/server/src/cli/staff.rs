//! `tellal staff`

use super::PasswordArgs;
use account::Role;
use clap::{Args, Subcommand};

/// `tellal staff`
#[derive(Args)]
pub struct StaffArgs {
    #[command(subcommand)]
    pub command: StaffCommand,
}

/// What to do with staff.
#[derive(Subcommand)]
pub enum StaffCommand {
    /// Add a member of staff; prints a password if none is given
    Add {
        /// The login.
        login: String,
        /// The name, as bylines write it.
        #[arg(long)]
        name: Option<String>,
        /// reporter, editor, chief, business or administrator.
        #[arg(long, default_value = "editor")]
        role: Role,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// List the staff
    List,
    /// Give a member of staff another name, role or mail address; what is not given stays
    Change {
        /// The login.
        login: String,
        /// The name, as bylines write it.
        #[arg(long)]
        name: Option<String>,
        /// reporter, editor, chief, business or administrator.
        #[arg(long)]
        role: Option<Role>,
        /// Where letters to them go; an empty text for nowhere.
        #[arg(long)]
        email: Option<String>,
    },
    /// Sign a member of staff out, and keep them from signing in
    Freeze {
        /// The login.
        login: String,
    },
    /// Let a frozen member of staff sign in again
    Thaw {
        /// The login.
        login: String,
    },
    /// Set another password, and sign them out; prints one if none is given
    Password {
        /// The login.
        login: String,
        #[command(flatten)]
        password: PasswordArgs,
    },
}
