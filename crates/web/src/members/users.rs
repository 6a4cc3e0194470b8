//! The API users of an organisation.

use super::{Members, done, frozen, note, status_of};
use crate::{Form, Problem};
use account::{ApiUserLine, Password};
use askama::Template;
use axum::{http::StatusCode, response::Response};

#[derive(Template)]
#[template(path = "members/users.html")]
struct Users<'a> {
    members: &'a Members,
    users: &'a [ApiUserLine],
}

#[derive(Template)]
#[template(path = "members/new_user.html")]
struct NewUser<'a> {
    members: &'a Members,
    form: &'a Form,
}

#[derive(Template)]
#[template(path = "members/user.html")]
struct OneUser<'a> {
    members: &'a Members,
    user: &'a ApiUserLine,
}

impl Members {
    /// The API users as a table.
    pub async fn users(&self) -> Result<String, Problem> {
        let users = self.accounts.api_users(&self.organisation).await?;
        Users { members: self, users: &users }.render().map_err(Problem::internal)
    }

    /// `GET users/new`
    pub fn new_user(&self) -> Response {
        self.user_form(&Form::default())
    }

    fn user_form(&self, form: &Form) -> Response {
        self.page(status_of(form), "Add an API user", &NewUser { members: self, form })
    }

    /// `POST users/new`
    pub async fn add_user(&self, mut form: Form) -> Result<Response, Problem> {
        let password = Password::random()?;
        let login = form.text("login").to_owned();
        match self.accounts.add_api_user(&self.organisation, &login, password.clone(), &self.by).await {
            Ok(()) => {
                let whose = format!("The API user {login} was added. Its password:");
                Ok(self.secret("API user", &whose, password.as_str(), &self.keys_at))
            }
            Err(refused) => {
                note(&mut form, refused, "login")?;
                Ok(self.user_form(&form))
            }
        }
    }

    /// `GET users/{user}`
    pub async fn user(&self, id: &str) -> Result<Response, Problem> {
        let user = self.accounts.api_user_line(&self.organisation, id).await?;
        Ok(self.page(StatusCode::OK, format_args!("API user {}", user.login), &OneUser { members: self, user: &user }))
    }

    /// `POST users/{user}/password`
    pub async fn user_password(&self, id: &str) -> Result<Response, Problem> {
        let user = self.accounts.api_user_line(&self.organisation, id).await?;
        let password = Password::random()?;
        self.accounts.set_api_user_password(&user.login, password.clone(), &self.by).await?;
        let whose = format!("The API user {} has a new password; the old one is worth nothing:", user.login);
        Ok(self.secret("API user", &whose, password.as_str(), &self.keys_at))
    }

    /// `POST users/{user}/freeze`
    pub async fn freeze_user(&self, id: &str, form: &Form) -> Result<Response, Problem> {
        let frozen = frozen(form)?;
        let user = self.accounts.api_user_line(&self.organisation, id).await?;
        self.accounts.freeze_api_user(&user.login, frozen, &self.by).await?;
        Ok(done(&self.keys_at, if frozen { "user-frozen" } else { "user-thawed" }))
    }

    /// `POST users/{user}/delete`
    pub async fn delete_user(&self, id: &str) -> Result<Response, Problem> {
        let user = self.accounts.api_user_line(&self.organisation, id).await?;
        self.accounts.delete_api_user(&user.login, &self.by).await?;
        Ok(done(&self.keys_at, "user-deleted"))
    }
}
