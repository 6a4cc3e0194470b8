//! `tellal org provider`

use crate::{cli::ProviderArgs, house::House, print::tell};
use account::{OPERATOR, Provider};

pub async fn run(house: &House, args: ProviderArgs) -> anyhow::Result<()> {
    let accounts = &house.accounts;
    let organisation = accounts.organisation(&args.organisation).await?;
    let known = accounts.provider(&organisation.id).await?;
    if args.remove {
        accounts.remove_provider(&organisation.id, OPERATOR).await?;
        tell!("{} has no sign-in of its own any more", organisation.name)?;
        return Ok(());
    }
    let (Some(issuer), Some(client_id)) = (args.issuer, args.client_id) else {
        return show(&organisation.name, known.as_ref());
    };
    let kept = known.map(|known| known.client_secret).unwrap_or_default();
    let provider = Provider {
        organisation: organisation.id,
        issuer,
        client_id,
        client_secret: args.client_secret.unwrap_or(kept),
        domains: args.domains,
        forced: args.forced,
        adds: args.adds,
    };
    accounts.set_provider(&provider, OPERATOR).await?;
    tell!("{} signs its people in at {}", organisation.name, provider.issuer)?;
    tell!("the provider has to lead browsers back to BASE/sign-in/provider/back")?;
    Ok(())
}

fn show(name: &str, provider: Option<&Provider>) -> anyhow::Result<()> {
    let Some(provider) = provider else {
        tell!("{name} has no sign-in of its own")?;
        return Ok(());
    };
    let forced = if provider.forced { "  the only way in" } else { "" };
    let adds = if provider.adds { "  adds people" } else { "" };
    let Provider { issuer, client_id, domains, .. } = provider;
    tell!("{name}  {issuer}  as {client_id}  for {}{forced}{adds}", domains.join(", "))?;
    Ok(())
}
