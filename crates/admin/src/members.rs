//! `/admin/organisations/{id}/…`: the people, API users and keys of an organisation.

use crate::{Office, door::Answer, organisations::ORGANISATIONS};
use account::{LastMaster, OrganisationId, Right};
use axum::{
    Router,
    extract::State,
    routing::{get, post},
};
use web::{
    Form, Path, Problem, StaffAtScreen,
    members::{May, Members},
};

pub(crate) fn routes() -> Router<Office> {
    Router::new()
        .route("/admin/organisations/{id}/people/new", get(new_person).post(add_person))
        .route("/admin/organisations/{id}/people/{person}", get(person).post(change_person))
        .route("/admin/organisations/{id}/people/{person}/freeze", post(freeze_person))
        .route("/admin/organisations/{id}/people/{person}/invite", post(invite_person))
        .route("/admin/organisations/{id}/people/{person}/delete", post(delete_person))
        .route("/admin/organisations/{id}/users/new", get(new_user).post(add_user))
        .route("/admin/organisations/{id}/users/{user}", get(user))
        .route("/admin/organisations/{id}/users/{user}/password", post(user_password))
        .route("/admin/organisations/{id}/users/{user}/freeze", post(freeze_user))
        .route("/admin/organisations/{id}/users/{user}/delete", post(delete_user))
        .route("/admin/organisations/{id}/keys/new", get(new_key).post(add_key))
        .route("/admin/organisations/{id}/keys/{key}", get(key))
        .route("/admin/organisations/{id}/keys/{key}/revoke", post(revoke_key))
}

impl Office {
    /// What an organisation has, for somebody who may at least see it.
    pub(crate) async fn members(&self, staff: &StaffAtScreen, id: String) -> Result<Members, Problem> {
        let organisation = self.accounts.organisation_of(&OrganisationId::from(id)).await?;
        let base = format!("{ORGANISATIONS}/{}", organisation.id.as_str());
        Ok(Members {
            accounts: self.accounts.clone(),
            sheet: self.sheet(&staff.0, ORGANISATIONS, &organisation.name),
            organisation: organisation.id,
            people_at: base.clone(),
            keys_at: base.clone(),
            base,
            site: self.base.clone(),
            by: staff.0.login.clone(),
            last: LastMaster::MayGo,
            may: May { change: staff.0.role.may(Right::ManageSubscribers), freeze: staff.0.role.may(Right::Freeze) },
            now: self.clock.now(),
        })
    }
}

/// An organisation, and something of it.
type Two = Path<(String, String)>;

async fn new_person(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    Ok(office.members(&staff, id).await?.new_person())
}

async fn add_person(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>, form: Form) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    office.members(&staff, id).await?.add_person(form).await
}

async fn person(State(office): State<Office>, staff: StaffAtScreen, Path((id, person)): Two) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    office.members(&staff, id).await?.person(person).await
}

async fn change_person(
    State(office): State<Office>,
    staff: StaffAtScreen,
    Path((id, person)): Two,
    form: Form,
) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    office.members(&staff, id).await?.change_person(person, form).await
}

async fn freeze_person(
    State(office): State<Office>,
    staff: StaffAtScreen,
    Path((id, person)): Two,
    form: Form,
) -> Answer {
    staff.require(Right::Freeze)?;
    office.members(&staff, id).await?.freeze_person(person, &form).await
}

async fn invite_person(State(office): State<Office>, staff: StaffAtScreen, Path((id, person)): Two) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    office.members(&staff, id).await?.invite_person(person).await
}

async fn delete_person(
    State(office): State<Office>,
    staff: StaffAtScreen,
    Path((id, person)): Two,
    form: Form,
) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    office.members(&staff, id).await?.delete_person(person, &form).await
}

async fn new_user(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    Ok(office.members(&staff, id).await?.new_user())
}

async fn add_user(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>, form: Form) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    office.members(&staff, id).await?.add_user(form).await
}

async fn user(State(office): State<Office>, staff: StaffAtScreen, Path((id, user)): Two) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    office.members(&staff, id).await?.user(&user).await
}

async fn user_password(State(office): State<Office>, staff: StaffAtScreen, Path((id, user)): Two) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    office.members(&staff, id).await?.user_password(&user).await
}

async fn freeze_user(State(office): State<Office>, staff: StaffAtScreen, Path((id, user)): Two, form: Form) -> Answer {
    staff.require(Right::Freeze)?;
    office.members(&staff, id).await?.freeze_user(&user, &form).await
}

async fn delete_user(State(office): State<Office>, staff: StaffAtScreen, Path((id, user)): Two) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    office.members(&staff, id).await?.delete_user(&user).await
}

async fn new_key(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    Ok(office.members(&staff, id).await?.new_key())
}

async fn add_key(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<String>, form: Form) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    office.members(&staff, id).await?.add_key(form).await
}

async fn key(State(office): State<Office>, staff: StaffAtScreen, Path((id, key)): Two) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    office.members(&staff, id).await?.key(&key).await
}

async fn revoke_key(State(office): State<Office>, staff: StaffAtScreen, Path((id, key)): Two) -> Answer {
    staff.require(Right::ManageSubscribers)?;
    office.members(&staff, id).await?.revoke_key(&key).await
}
