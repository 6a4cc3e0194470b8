//! A hold ends no request to kill: what waits is made again for the version that the hold makes.

use crate::{Approval, DeskError, Transmission, acts::make_in, approval::is_outage, drafts::note};
use account::Staff;
use audience::Products;
use std::collections::BTreeSet;
use store::args;
use story::{HouseRules, ItemId, to_millis};
use wire::Log;

/// A kill that waits for a second person, and what it would send.
pub(crate) struct StandingKill {
    approval: Approval,
    transmission: Transmission,
}

/// The requests to kill any of these items that still stand.
pub(crate) async fn standing_kills(
    log: &mut Log,
    items: &[ItemId],
    products: &Products,
    rules: &HouseRules,
) -> Result<Vec<StandingKill>, DeskError> {
    let sql = "SELECT a.id FROM approval a JOIN approval_item i ON i.approval = a.id \
               WHERE i.item = $1 AND a.state = 'waiting' AND a.act IN ('kill', 'withdraw')";
    let mut ids = BTreeSet::new();
    for item in items {
        for row in log.tx().all(sql, args![item.as_str()]).await? {
            ids.insert(row.text("id")?);
        }
    }
    let mut kills = Vec::with_capacity(ids.len());
    for id in ids {
        let approval = Approval::load(log.tx(), &id).await?;
        match make_in(log, &approval.proposal, products, rules, true).await {
            Ok(made) if made.transmission.hash() == approval.hash => {
                kills.push(StandingKill { approval, transmission: made.transmission });
            }
            Err(error) if is_outage(&error) => return Err(error),
            // It was overtaken before the hold, and ends as such.
            _ => {}
        }
    }
    Ok(kills)
}

/// Makes the bytes of these requests again, now that `who` has put items of them on hold. The second person then approves
/// the new hash; where more than the numbers of versions became another, the request is left to end as overtaken.
pub(crate) async fn make_again(
    log: &mut Log,
    who: &Staff,
    kills: Vec<StandingKill>,
    products: &Products,
    rules: &HouseRules,
) -> Result<(), DeskError> {
    let time = log.time();
    for StandingKill { approval, transmission } in kills {
        let made = match make_in(log, &approval.proposal, products, rules, true).await {
            Ok(made) if made.transmission.says_the_same(&transmission) => made,
            Err(error) if is_outage(&error) => return Err(error),
            _ => continue,
        };
        let (id, hash) = (approval.id.as_str(), made.transmission.hash());
        let sql = "UPDATE approval SET hash = $1, remade = $2, remade_by = $3 WHERE id = $4";
        log.tx().run(sql, args![hash.as_str(), to_millis(time), who.login.as_str(), id]).await?;
        let detail = format!("{}, request {id}, {} became {hash}", approval.act.name(), approval.hash);
        for part in &made.parts {
            let item = &part.item;
            let sql = "UPDATE approval_item SET version = $1 WHERE approval = $2 AND item = $3";
            log.tx().run(sql, args![item.version, id, item.id.as_str()]).await?;
            note(log.tx(), time, who, "make again", &item.id, &detail).await?;
        }
    }
    Ok(())
}
