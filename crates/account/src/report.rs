//! The report of a month: what was given to all organisations or to one, by everything that it is counted by.

use crate::{AccountError, Accounts, By, Month, OrganisationId, UsageLine};
use serde::Deserialize;
use std::{borrow::Cow, collections::BTreeMap, fmt::Write};
use store::{StoreError, args};

/// What was given in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The month.
    pub month: Month,
    /// Each day of the month, also those on which nothing was given.
    pub days: Vec<UsageLine>,
    /// The months up to this one.
    pub months: Vec<UsageLine>,
    /// The other parts: by organisation only when it is about all.
    pub parts: Vec<(By, Vec<UsageLine>)>,
}

impl Accounts {
    /// The report of a month, of all organisations or of one; products are called as in this language.
    pub async fn report(
        &self,
        month: Month,
        organisation: Option<&OrganisationId>,
        lang: &str,
    ) -> Result<Report, AccountError> {
        let counted = self.usage(month, By::Day, organisation).await?;
        let mut days = Vec::new();
        for day in (0..i32::from(month.days())).map(|n| month.day(n).to_string()) {
            let known = counted.iter().find(|line| line.key == day).cloned();
            days.push(known.unwrap_or_else(|| UsageLine { key: day.clone(), name: day, given: 0, bytes: 0 }));
        }
        let months = self.usage_by_month(month, organisation).await?;
        // Who of an organisation took something is told to that organisation, and of it.
        let by = if organisation.is_some() { By::Taker } else { By::Organisation };
        let mut parts = Vec::new();
        for by in [by, By::Product, By::Kind, By::Format, By::Way] {
            let mut lines = self.usage(month, by, organisation).await?;
            if by == By::Product {
                let names = self.product_names(lang).await?;
                for line in &mut lines {
                    names.get(&line.key).inspect(|name| line.name.clone_from(*name));
                }
            }
            parts.push((by, lines));
        }
        Ok(Report { month, days, months, parts })
    }

    /// The names of the products in a language, by their numbers.
    async fn product_names(&self, lang: &str) -> Result<BTreeMap<String, String>, AccountError> {
        /// As much of a product as a report shows.
        #[derive(Deserialize)]
        struct Named {
            names: BTreeMap<String, String>,
        }
        let mut named = BTreeMap::new();
        for row in self.db.all("SELECT id, data FROM product", args![]).await? {
            let Named { mut names } = serde_json::from_str(&row.text("data")?)
                .map_err(|e| StoreError::Corrupt { column: "data", why: e.to_string() })?;
            if let Some(name) = names.remove(lang).or_else(|| names.into_values().next()) {
                named.insert(row.int("id")?.to_string(), name);
            }
        }
        Ok(named)
    }
}

impl Report {
    /// How often something was given.
    pub fn given(&self) -> u64 {
        self.days.iter().map(|day| day.given).sum()
    }

    /// Bytes that were given.
    pub fn bytes(&self) -> u64 {
        self.days.iter().map(|day| day.bytes).sum()
    }

    /// The report as CSV (RFC 4180): the month, what a line is about, its key and name, and the sums.
    pub fn csv(&self) -> String {
        let mut text = "month,by,key,name,given,bytes\r\n".to_owned();
        let days = std::iter::once((By::Day, &self.days)).chain(self.parts.iter().map(|(by, lines)| (*by, lines)));
        for (by, lines) in days {
            for UsageLine { key, name, given, bytes } in lines {
                let (month, by, key, name) = (self.month, by.name(), cell(key), cell(name));
                write!(text, "{month},{by},{key},{name},{given},{bytes}\r\n")
                    .expect("a text takes what is written to it");
            }
        }
        text
    }
}

/// A cell of CSV. What a spreadsheet would take for a formula is marked as text.
fn cell(text: &str) -> Cow<'_, str> {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if !formula && !text.contains([',', '"', '\n', '\r']) {
        return Cow::Borrowed(text);
    }
    let mark = if formula { "'" } else { "" };
    Cow::Owned(format!("\"{mark}{}\"", text.replace('"', "\"\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_cannot_break_out_of_its_place_nor_count() {
        assert_eq!(cell("Gazete"), "Gazete");
        assert_eq!(cell("Söz, A.Ş."), "\"Söz, A.Ş.\"");
        assert_eq!(cell("the \"Post\""), "\"the \"\"Post\"\"\"");
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("two\nlines"), "\"two\nlines\"");
    }
}
