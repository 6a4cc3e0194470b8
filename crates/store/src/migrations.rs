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
            ("download", include_str!(concat!("../migrations/", $engine, "/0007_download.sql"))),
            ("import", include_str!(concat!("../migrations/", $engine, "/0008_import.sql"))),
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
