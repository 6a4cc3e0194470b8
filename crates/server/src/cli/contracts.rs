//! The command line of contracts.

use super::product;
use clap::{Args, Subcommand};
use story::{ItemId, Kind, ProductId};

/// `tellal org contract`
#[derive(Args)]
pub struct ContractArgs {
    /// The organisation's name.
    pub organisation: String,
    /// Numbers of the products, separated by commas.
    #[arg(long, value_delimiter = ',', required = true, value_parser = product)]
    pub products: Vec<ProductId>,
    #[command(flatten)]
    pub terms: TermsArgs,
}

/// The terms of a contract, beside its products. What is not given stays as it is.
#[derive(Args)]
pub struct TermsArgs {
    /// What people call it: its number or title.
    #[arg(long)]
    pub name: Option<String>,
    /// Kinds of items, separated by commas; all if none is given.
    #[arg(long, value_delimiter = ',')]
    pub kinds: Vec<Kind>,
    /// Languages, separated by commas; `all` for all.
    #[arg(long, value_delimiter = ',')]
    pub languages: Vec<String>,
    /// How far back it reaches, in days; 0 for the whole archive.
    #[arg(long)]
    pub archive_days: Option<u32>,
    /// Downloads a month; 0 for no limit.
    #[arg(long)]
    pub download_limit: Option<u32>,
    /// Sizes of pictures, separated by commas: web, print; `none` for none.
    #[arg(long, value_delimiter = ',')]
    pub photo_sizes: Vec<String>,
    /// Sizes of videos, separated by commas: web, sd; `none` for none.
    #[arg(long, value_delimiter = ',')]
    pub video_sizes: Vec<String>,
    /// Forms of graphics, separated by commas: raster, pdf, eps, ai; `none` for none.
    #[arg(long, value_delimiter = ',')]
    pub graphic_forms: Vec<String>,
    /// Formats in which it gives documents, separated by commas, `json` among them; `all` for all.
    #[arg(long, value_delimiter = ',')]
    pub formats: Vec<String>,
    /// What may be done with the material, in words.
    #[arg(long)]
    pub usage_terms: Option<String>,
    /// From when it holds (RFC 3339); from now on if not given.
    #[arg(long)]
    pub from: Option<jiff::Timestamp>,
    /// Until when it holds (RFC 3339, exclusive); `open` for no end.
    #[arg(long)]
    pub until: Option<String>,
}

/// `tellal contract`
#[derive(Args)]
pub struct ContractsArgs {
    #[command(subcommand)]
    pub command: ContractCommand,
}

/// What to do with contracts.
#[derive(Subcommand)]
pub enum ContractCommand {
    /// List every contract
    List,
    /// Show the terms of a contract, as JSON
    Show {
        /// Its id.
        id: String,
    },
    /// Change what is given; prints what is different
    Change {
        /// Its id.
        id: String,
        /// Numbers of the products, separated by commas.
        #[arg(long, value_delimiter = ',', value_parser = product)]
        products: Vec<ProductId>,
        #[command(flatten)]
        terms: Box<TermsArgs>,
    },
    /// End a contract now
    End {
        /// Its id.
        id: String,
    },
    /// Delete a contract under which nothing was taken
    Delete {
        /// Its id.
        id: String,
    },
}

/// `tellal why`
#[derive(Args)]
pub struct WhyArgs {
    /// The item's id.
    pub item: ItemId,
    /// The organisation's name; without it, only the products are explained.
    #[arg(long)]
    pub organisation: Option<String>,
}
