//! Every kind of problem that a client can meet, and the page that explains it.

use axum::http::StatusCode;

macro_rules! cases {
    ($($(#[doc = $doc:literal])+ $name:ident = $status:ident, $slug:literal, $title:literal;)+) => {
        /// What kind of problem it is. Its address, [`Case::address`], never changes: programs may switch on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Case {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Case {
            /// Every case.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The status that it is answered with.
            pub fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)+ }
            }

            /// The last part of its address.
            pub fn slug(self) -> &'static str {
                match self { $(Self::$name => $slug,)+ }
            }

            /// Its address, relative to the server: the problem's `type`.
            pub fn address(self) -> &'static str {
                match self { $(Self::$name => concat!("/problems/", $slug),)+ }
            }

            /// A few words that are the same for every occurrence.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }

            /// What it means and what to do, in a sentence or two.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

cases! {
    /// A part of the address, a parameter or a header cannot be used; `field` names it.
    BadRequest = BAD_REQUEST, "bad-request", "The request is not right";
    /// The body is not UTF-8 or not JSON.
    Malformed = BAD_REQUEST, "malformed", "The body cannot be read";
    /// No login or key was sent, or it is wrong, revoked or frozen.
    Unauthorised = UNAUTHORIZED, "unauthorised", "Sign in first";
    /// You are signed in, but your role, or the key that you use, does not allow this; `reason` says which bound of a key.
    Forbidden = FORBIDDEN, "forbidden", "Not allowed";
    /// The item exists, but no contract of your organisation covers it.
    NotCovered = FORBIDDEN, "not-covered", "Not in your contract";
    /// The item exists and is covered, but its embargo has not passed; `until` says when.
    Embargoed = FORBIDDEN, "embargoed", "Under embargo";
    /// There is nothing at this address.
    NotFound = NOT_FOUND, "not-found", "There is no such thing";
    /// The address exists, but not for this method; `Allow` names those that it takes.
    MethodNotAllowed = METHOD_NOT_ALLOWED, "method-not-allowed", "The method is not for this address";
    /// None of the types that `Accept` names can be given.
    NotAcceptable = NOT_ACCEPTABLE, "not-acceptable", "Not in a form that you accept";
    /// Something of that name exists already, or was changed by somebody else meanwhile.
    Conflict = CONFLICT, "conflict", "In conflict with what is there";
    /// What was asked for counts more downloads than your contracts have left this month; `new` says how many it counts, and
    /// `left` what is left. Nothing was counted.
    NotEnough = CONFLICT, "not-enough", "Not enough downloads are left";
    /// The state of the item does not allow the act: what is killed stays killed, what is on hold is resumed first.
    IllegalAct = CONFLICT, "illegal-act", "The item's state does not allow this";
    /// The item is on hold: do not use any version of it. It comes back if it is resumed.
    OnHold = CONFLICT, "on-hold", "On hold";
    /// The item was killed or withdrawn: never use any version of it.
    Killed = GONE, "killed", "Killed";
    /// It was changed by somebody else since it was read. Read it again and repeat the edit.
    StaleEdit = PRECONDITION_FAILED, "stale-edit", "Changed by somebody else";
    /// The body is larger than the address takes.
    TooLarge = PAYLOAD_TOO_LARGE, "too-large", "Too large";
    /// The body is of another type than the address takes.
    UnsupportedMedia = UNSUPPORTED_MEDIA_TYPE, "unsupported-media", "The wrong type of body";
    /// The file is shorter than the range that was asked for.
    NoSuchRange = RANGE_NOT_SATISFIABLE, "no-such-range", "Beyond the end of the file";
    /// The body was read, but what it says cannot be taken; `field`, or each of `errors`, says why.
    Unprocessable = UNPROCESSABLE_ENTITY, "unprocessable", "The content is not right";
    /// There were too many requests; `Retry-After` says how long to wait.
    TooMany = TOO_MANY_REQUESTS, "too-many", "Too many requests";
    /// Something failed inside. It was logged under the name in `instance`.
    Internal = INTERNAL_SERVER_ERROR, "internal", "Something failed inside";
    /// The server is stopping, or a part that it needs cannot be reached. Nothing was changed; try again.
    Unavailable = SERVICE_UNAVAILABLE, "unavailable", "Not available at present";
    /// No room is left on the server. Nothing was changed; the same request works once there is room.
    Full = INSUFFICIENT_STORAGE, "full", "No room is left";
}
