//! The command line of products.

use super::product;
use clap::{Args, Subcommand};
use story::ProductId;

const FILTERS: &str = "\
A filter is written as text, or as JSON:
  everything
  category:2 and (language:tr or language:en) and not kind:video
  topic:medtop:20000153 or keyword:(deprem, \"New York\")     a topic holds all that are part of it
  priority:1-3 and genre:Current and source:TEL and place:Ankara";

/// `tellal product`
#[derive(Args)]
pub struct ProductArgs {
    #[command(subcommand)]
    pub command: ProductCommand,
}

/// What to do with products.
#[derive(Subcommand)]
pub enum ProductCommand {
    /// Add a product, or change it; what is on the wire keeps the products that it was given
    #[command(after_help = FILTERS)]
    Put {
        /// Its number.
        #[arg(value_parser = product)]
        id: ProductId,
        /// Its English name.
        name: String,
        /// What belongs to it, as text or JSON.
        #[arg(long, default_value = "everything")]
        filter: String,
        /// Its name in another language: `tr=Spor`. May be given several times; without it, other names stay.
        #[arg(long = "name", value_name = "LANGUAGE=NAME")]
        names: Vec<String>,
        /// The public site may show its stories, summarised.
        #[arg(long)]
        public: bool,
        /// Minutes that the public site waits after the release.
        #[arg(long, default_value_t = 0)]
        holdback_minutes: u32,
    },
    /// List the products
    List,
    /// Show a product with all its versions
    Show {
        /// Its number.
        #[arg(value_parser = product)]
        id: ProductId,
    },
    /// Try a filter on the newest stories of the wire, beside the one of a product if its number is given
    #[command(after_help = FILTERS)]
    Test {
        /// The filter, as text or JSON.
        filter: String,
        /// The product to compare with.
        #[arg(long, value_parser = product)]
        product: Option<ProductId>,
        /// Stories that are listed.
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Delete a product that no contract grants; its number is not given again
    Delete {
        /// Its number.
        #[arg(value_parser = product)]
        id: ProductId,
    },
}
