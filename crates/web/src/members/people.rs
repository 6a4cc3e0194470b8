//! The people of an organisation.

use super::{Members, done, frozen, note, status_of};
use crate::{Form, Problem};
use account::{AccountError, LastMaster, Person, PersonFacts, PersonId};
use askama::Template;
use axum::{http::StatusCode, response::Response};

#[derive(Template)]
#[template(path = "members/people.html")]
struct People<'a> {
    members: &'a Members,
    people: &'a [Person],
}

#[derive(Template)]
#[template(path = "members/new_person.html")]
struct NewPerson<'a> {
    members: &'a Members,
    form: &'a Form,
}

#[derive(Template)]
#[template(path = "members/person.html")]
struct OnePerson<'a> {
    members: &'a Members,
    person: &'a Person,
    form: &'a Form,
}

impl OnePerson<'_> {
    /// Whether the form offers to take the last master user away.
    fn may_end(&self) -> bool {
        self.members.last == LastMaster::MayGo
    }
}

impl Members {
    /// The people as a table.
    pub async fn people(&self) -> Result<String, Problem> {
        let people = self.accounts.people(&self.organisation).await?;
        People { members: self, people: &people }.render().map_err(Problem::internal)
    }

    /// `GET people/new`
    pub fn new_person(&self) -> Response {
        self.person_form(&Form::default())
    }

    fn person_form(&self, form: &Form) -> Response {
        self.page(status_of(form), "Add a person", &NewPerson { members: self, form })
    }

    /// `POST people/new`
    pub async fn add_person(&self, mut form: Form) -> Result<Response, Problem> {
        let (email, name, master) = (form.text("email"), form.text("name"), form.ticked("master"));
        match self.accounts.add_person(&self.organisation, email, name, master, None, &self.by).await {
            Ok(id) => {
                self.accounts.invite_person(&id, &self.by, &self.site).await?;
                Ok(done(&self.people_at, "person-added"))
            }
            Err(refused) => {
                note(&mut form, refused, "email")?;
                Ok(self.person_form(&form))
            }
        }
    }

    /// `GET people/{person}`
    pub async fn person(&self, id: String) -> Result<Response, Problem> {
        let person = self.accounts.person(&self.organisation, &PersonId::from(id)).await?;
        Ok(self.one_person(StatusCode::OK, &person, &as_it_stands(&person)))
    }

    fn one_person(&self, status: StatusCode, person: &Person, form: &Form) -> Response {
        self.page(status, &person.name, &OnePerson { members: self, person, form })
    }

    /// `POST people/{person}`
    pub async fn change_person(&self, id: String, mut form: Form) -> Result<Response, Problem> {
        let person = self.accounts.person(&self.organisation, &PersonId::from(id)).await?;
        let facts = PersonFacts {
            email: form.text("email").to_owned(),
            name: form.text("name").to_owned(),
            master: form.ticked("master"),
        };
        match self.accounts.change_person(&person.id, &facts, self.last_in(&form), &self.by).await {
            Ok(()) => Ok(done(&self.people_at, "person-changed")),
            Err(refused) => {
                note(&mut form, refused, "email")?;
                Ok(self.one_person(status_of(&form), &person, &form))
            }
        }
    }

    /// Whether the form takes the last master user away: said in words, where it may be said at all.
    fn last_in(&self, form: &Form) -> LastMaster {
        if form.ticked("last") { self.last } else { LastMaster::Stays }
    }

    /// `POST people/{person}/freeze`
    pub async fn freeze_person(&self, id: String, form: &Form) -> Result<Response, Problem> {
        let frozen = frozen(form)?;
        let person = self.accounts.person(&self.organisation, &PersonId::from(id)).await?;
        match self.accounts.freeze_person(&person.id, frozen, self.last, &self.by).await {
            Ok(()) => Ok(done(&self.people_at, if frozen { "person-frozen" } else { "person-thawed" })),
            Err(refused) => self.refused(&person, refused),
        }
    }

    /// `POST people/{person}/invite`
    pub async fn invite_person(&self, id: String) -> Result<Response, Problem> {
        let person = self.accounts.person(&self.organisation, &PersonId::from(id)).await?;
        if person.frozen {
            return Err(Problem::conflict("Nobody who is frozen is invited: thaw the account first."));
        }
        self.accounts.invite_person(&person.id, &self.by, &self.site).await?;
        Ok(done(&self.people_at, "person-invited"))
    }

    /// `POST people/{person}/delete`
    pub async fn delete_person(&self, id: String, form: &Form) -> Result<Response, Problem> {
        let person = self.accounts.person(&self.organisation, &PersonId::from(id)).await?;
        match self.accounts.delete_person(&person.id, self.last_in(form), &self.by).await {
            Ok(()) => Ok(done(&self.people_at, "person-deleted")),
            Err(refused) => self.refused(&person, refused),
        }
    }

    /// The page of somebody who stays as they are, with the reason.
    fn refused(&self, person: &Person, refused: AccountError) -> Result<Response, Problem> {
        let mut form = as_it_stands(person);
        note(&mut form, refused, "email")?;
        Ok(self.one_person(status_of(&form), person, &form))
    }
}

/// The form of somebody before anything is changed.
fn as_it_stands(person: &Person) -> Form {
    let form = Form::default().with("name", &person.name).with("email", &person.email);
    if person.master { form.with("master", "yes") } else { form }
}
