//! Contracts that end soon: the organisation and the agency's business staff are told by letter, once for each number of
//! days before the end.

use crate::{Office, dates};
use account::{ContractLine, Role};
use jiff::{SignedDuration, Timestamp};
use mailroom::{Address, Letter, post};
use std::time::Duration;
use store::args;
use tokio_util::sync::CancellationToken;
use web::Problem;

/// Days before its end at which a contract is warned of, the nearest first.
pub const WARNED_DAYS: [i64; 3] = [1, 7, 30];
/// Time between two looks, in hours. Whoever was told already is not told again.
const LOOK_HOURS: u64 = 6;

impl Office {
    /// Looks at the contracts every few hours, until it is told to stop.
    pub async fn keep_warning(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(problem) = self.warn_of_ends().await {
                tracing::error!("contracts that end soon could not be looked at: {problem:?}");
            }
            tokio::select! {
                () = tokio::time::sleep(Duration::from_secs(LOOK_HOURS * 3_600)) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// Posts the letters about contracts that end soon; answers how many contracts were warned of.
    pub async fn warn_of_ends(&self) -> Result<usize, Problem> {
        let now = self.clock.now();
        let mut warned = 0;
        for line in self.accounts.every_contract().await? {
            let Some((until, days)) = due(line.contract.terms.until, now) else { continue };
            warned += usize::from(self.warn(&line, until, days, now).await?);
        }
        Ok(warned)
    }

    /// Notes that a contract was warned of and posts the letters, together; false when that was done before.
    async fn warn(&self, line: &ContractLine, until: Timestamp, days: i64, now: Timestamp) -> Result<bool, Problem> {
        let to = self.addresses(line).await?;
        let mut tx = self.db.begin().await?;
        let new = tx
            .run(
                "INSERT INTO expiry (contract, ends, days, time) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                args![line.contract.id.as_str(), story::to_millis(until), days, story::to_millis(now)],
            )
            .await?;
        if new == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
        for to in to {
            post(&mut tx, &self.letter(line, until, to), now).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// The organisation, its master users, and the agency's business staff; administrators when there is none of those.
    async fn addresses(&self, line: &ContractLine) -> Result<Vec<Address>, Problem> {
        let organisation = self.accounts.organisation_of(&line.organisation).await?;
        let at_organisation = organisation.email.map(|email| Address { name: organisation.name, email });
        let people = self.accounts.people(&line.organisation).await?;
        let masters = people.into_iter().filter(|person| person.master && !person.frozen);
        let masters = masters.map(|person| Address { name: person.name, email: person.email });
        let staff = self.accounts.staff().await?;
        let of_role = |role: Role| -> Vec<Address> {
            let held = staff.iter().filter(|line| line.staff.role == role && !line.frozen);
            held.filter_map(|line| Some(Address { name: line.staff.name.clone(), email: line.email.clone()? }))
                .collect()
        };
        let ours = Some(of_role(Role::Business)).filter(|ours| !ours.is_empty());
        let ours = ours.unwrap_or_else(|| of_role(Role::Administrator));
        let mut to: Vec<Address> = at_organisation.into_iter().chain(masters).chain(ours).collect();
        to.sort_by(|a, b| a.email.cmp(&b.email));
        to.dedup_by(|a, b| a.email == b.email);
        Ok(to)
    }

    fn letter(&self, line: &ContractLine, until: Timestamp, to: Address) -> Letter {
        let language = self.agency.language.as_str();
        let agency = self.agency.name(language);
        let zone = dates::zone(self);
        let end = until.to_zoned_datetime(zone).strftime("%Y-%m-%d %H:%M %Z").to_string();
        let ContractLine { organisation_name: whose, contract, .. } = line;
        let named = Some(contract.terms.name.as_str()).filter(|name| !name.is_empty());
        let (subject, text) = if language == "tr" {
            let which = named.map_or_else(|| "sözleşmesi".to_owned(), |name| format!("`{name}` sözleşmesi"));
            (
                format!("{agency}: {whose} sözleşmesi sona eriyor"),
                format!(
                    "Sayın {},\n\n{whose} adlı kuruluşun {which} {end} tarihinde sona eriyor. O andan itibaren bu \
                     sözleşmeyle haber alınamaz. Sürdürmek için {agency} ile görüşün.\n\n{agency}\n",
                    to.name
                ),
            )
        } else {
            let which = named.map_or_else(|| "The contract".to_owned(), |name| format!("The contract `{name}`"));
            (
                format!("{agency}: the contract of {whose} ends soon"),
                format!(
                    "Dear {},\n\n{which} of {whose} ends on {end}. From then on nothing is given under it. To go on, \
                     speak with {agency}.\n\n{agency}\n",
                    to.name
                ),
            )
        };
        Letter { kind: "expiry", to, subject, text }
    }
}

/// The end of a contract and the number of days that is due to be warned of now, if one is.
fn due(until: Option<Timestamp>, now: Timestamp) -> Option<(Timestamp, i64)> {
    let until = until.filter(|&until| until > now)?;
    let within = |days: i64| until.duration_since(now) <= SignedDuration::from_hours(24 * days);
    WARNED_DAYS.into_iter().find(|&days| within(days)).map(|days| (until, days))
}
