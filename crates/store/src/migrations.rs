//! The tables, as two folders of the same file names: one for each engine.

use sqlx::{
    SqlSafeStr,
    error::BoxDynError,
    migrate::{Migration, MigrationSource, MigrationType, Migrator},
};
use std::pin::Pin;

#[derive(Debug)]
struct Embedded(&'static [(&'static str, &'static str)]);

macro_rules! migrations {
    ($engine:literal) => {
        &[
            ("wire", include_str!(concat!("../migrations/", $engine, "/0001_wire.sql"))),
            ("account", include_str!(concat!("../migrations/", $engine, "/0002_account.sql"))),
            ("desk", include_str!(concat!("../migrations/", $engine, "/0003_desk.sql"))),
            ("site", include_str!(concat!("../migrations/", $engine, "/0004_site.sql"))),
            ("revision", include_str!(concat!("../migrations/", $engine, "/0005_revision.sql"))),
            ("darkroom", include_str!(concat!("../migrations/", $engine, "/0006_darkroom.sql"))),
            ("download", include_str!(concat!("../migrations/", $engine, "/0007_download.sql"))),
            ("import", include_str!(concat!("../migrations/", $engine, "/0008_import.sql"))),
            ("people", include_str!(concat!("../migrations/", $engine, "/0009_people.sql"))),
            ("mail", include_str!(concat!("../migrations/", $engine, "/0010_mail.sql"))),
            ("product", include_str!(concat!("../migrations/", $engine, "/0011_product.sql"))),
            ("usage", include_str!(concat!("../migrations/", $engine, "/0012_usage.sql"))),
            ("receipt", include_str!(concat!("../migrations/", $engine, "/0013_receipt.sql"))),
            ("monitor", include_str!(concat!("../migrations/", $engine, "/0014_monitor.sql"))),
            ("second", include_str!(concat!("../migrations/", $engine, "/0015_second.sql"))),
            ("invitation", include_str!(concat!("../migrations/", $engine, "/0016_invitation.sql"))),
            ("key", include_str!(concat!("../migrations/", $engine, "/0017_key.sql"))),
            ("audit", include_str!(concat!("../migrations/", $engine, "/0018_audit.sql"))),
            ("stage", include_str!(concat!("../migrations/", $engine, "/0019_stage.sql"))),
            ("save", include_str!(concat!("../migrations/", $engine, "/0020_save.sql"))),
            ("approval", include_str!(concat!("../migrations/", $engine, "/0021_approval.sql"))),
            ("template", include_str!(concat!("../migrations/", $engine, "/0022_template.sql"))),
            ("planning", include_str!(concat!("../migrations/", $engine, "/0023_planning.sql"))),
            ("upload", include_str!(concat!("../migrations/", $engine, "/0024_upload.sql"))),
            ("translation", include_str!(concat!("../migrations/", $engine, "/0025_translation.sql"))),
            ("cause", include_str!(concat!("../migrations/", $engine, "/0026_cause.sql"))),
            ("waiting", include_str!(concat!("../migrations/", $engine, "/0027_waiting.sql"))),
            ("portal", include_str!(concat!("../migrations/", $engine, "/0028_portal.sql"))),
            ("alert", include_str!(concat!("../migrations/", $engine, "/0029_alert.sql"))),
            ("since", include_str!(concat!("../migrations/", $engine, "/0030_since.sql"))),
            ("push", include_str!(concat!("../migrations/", $engine, "/0031_push.sql"))),
            ("site_due", include_str!(concat!("../migrations/", $engine, "/0032_site_due.sql"))),
            ("public_rule", include_str!(concat!("../migrations/", $engine, "/0033_public_rule.sql"))),
            ("site_map", include_str!(concat!("../migrations/", $engine, "/0034_site_map.sql"))),
            ("alert_written", include_str!(concat!("../migrations/", $engine, "/0035_alert_written.sql"))),
            ("site_topics", include_str!(concat!("../migrations/", $engine, "/0036_site_topics.sql"))),
            ("hub", include_str!(concat!("../migrations/", $engine, "/0037_hub.sql"))),
            ("cdn", include_str!(concat!("../migrations/", $engine, "/0038_cdn.sql"))),
            ("machine_summary", include_str!(concat!("../migrations/", $engine, "/0039_machine_summary.sql"))),
        ]
    };
}

const SQLITE: Embedded = Embedded(migrations!("sqlite"));
const POSTGRES: Embedded = Embedded(migrations!("postgres"));

impl MigrationSource<'static> for Embedded {
    fn resolve(self) -> Pin<Box<dyn Future<Output = Result<Vec<Migration>, BoxDynError>> + Send + 'static>> {
        let files = self.0.iter().zip(1..).map(|((name, sql), version)| {
            Migration::new(version, (*name).into(), MigrationType::Simple, (*sql).into_sql_str(), false)
        });
        let files = files.collect();
        Box::pin(async move { Ok(files) })
    }
}

pub(crate) async fn sqlite() -> Result<Migrator, sqlx::Error> {
    Ok(Migrator::new(SQLITE).await?)
}

pub(crate) async fn postgres() -> Result<Migrator, sqlx::Error> {
    Ok(Migrator::new(POSTGRES).await?)
}
