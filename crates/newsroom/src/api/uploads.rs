//! `/desk/api/uploads`: sending files in pieces, by the protocol tus 1.0 (core, creation, termination and checksum), and making
//! items of them. What is asked beside the protocol is JSON, as everywhere.

use super::{
    checksum::{ALGORITHMS, Checksum, mismatch},
    with_etag,
};
use crate::{Newsroom, errors::refused};
use account::{Right, Staff};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::{Bytes, BytesMut};
use desk::{
    DeskError, FILE_BYTES_MAX, Filing, HEAD_BYTES, Item, PIECE_BYTES_MAX, Stretch, Upload, bytes_max, fits, kinds,
};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use story::{FormName, ItemId, Kind, MediaType};
use web::{Case, Json, Path, Problem, Query, SignedInStaff, read_body};

/// The version of the protocol.
const TUS: HeaderValue = HeaderValue::from_static("1.0.0");
const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
const UPLOAD_METADATA: HeaderName = HeaderName::from_static("upload-metadata");
/// What the body of a piece is.
const PIECE: &str = "application/offset+octet-stream";
/// Bytes that are looked at before a file is sent.
const LOOK_BYTES_MAX: usize = 4 * HEAD_BYTES;

/// Every route of uploads.
pub(super) fn routes() -> Router<Newsroom> {
    let tus = Router::new()
        .route("/desk/api/uploads", post(begin).get(list).options(describe))
        .route("/desk/api/uploads/{upload}", get(show).head(stands).patch(receive).delete(end))
        .layer(middleware::map_response(speaks_tus));
    tus.route("/desk/api/uploads/check", post(check))
        .route("/desk/api/uploads/{upload}/item", post(file))
        .route("/desk/api/items/{id}/forms", post(attach))
}

async fn speaks_tus(mut response: Response) -> Response {
    response.headers_mut().insert(TUS_RESUMABLE, TUS);
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A client of another version is told which one is spoken here.
fn is_of_this_version(headers: &HeaderMap) -> Result<(), Problem> {
    if headers.get(TUS_RESUMABLE) == Some(&TUS) {
        return Ok(());
    }
    let problem = Problem::new(Case::StaleEdit, "`Tus-Resumable` is not 1.0.0, the version that is spoken here.");
    Err(problem.at("Tus-Resumable").header(HeaderName::from_static("tus-version"), TUS))
}

fn number(headers: &HeaderMap, name: &HeaderName, shown: &str) -> Result<u64, Problem> {
    let text = headers.get(name).and_then(|value| value.to_str().ok());
    let text = text.ok_or_else(|| Problem::bad_field(shown, "is missing"))?;
    text.trim().parse().map_err(|_| Problem::bad_field(shown, "is not a whole number of bytes"))
}

/// `OPTIONS /desk/api/uploads`: what is spoken here.
async fn describe(SignedInStaff(_): SignedInStaff) -> impl IntoResponse {
    let told = |name: &'static str, value: &'static str| (HeaderName::from_static(name), value.to_owned());
    let most = (HeaderName::from_static("tus-max-size"), FILE_BYTES_MAX.to_string());
    let extensions = told("tus-extension", "creation,termination,checksum");
    let spoken = [told("tus-version", "1.0.0"), extensions, told("tus-checksum-algorithm", ALGORITHMS), most];
    (StatusCode::NO_CONTENT, axum::response::AppendHeaders(spoken))
}

/// `POST /desk/api/uploads`: announces a file by its size, and its name in `Upload-Metadata` under `filename`.
async fn begin(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    is_of_this_version(&headers)?;
    let bytes = number(&headers, &UPLOAD_LENGTH, "Upload-Length")?;
    let name = metadata(&headers, "filename")?;
    let upload = newsroom.desk.begin_upload(&who, &name, bytes).await.map_err(refused)?;
    Ok((StatusCode::CREATED, [(header::LOCATION, format!("/desk/api/uploads/{}", upload.id))]).into_response())
}

/// One value of `Upload-Metadata`: names and values in Base64, separated by commas.
fn metadata(headers: &HeaderMap, wanted: &str) -> Result<String, Problem> {
    let wrong = |why: &str| Problem::bad_field("Upload-Metadata", why);
    let text = headers.get(UPLOAD_METADATA).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let found = text.split(',').filter_map(|pair| pair.trim().split_once(' ')).find(|(name, _)| *name == wanted);
    let (_, value) = found.ok_or_else(|| wrong("does not name the file: `filename` with its name in Base64"))?;
    let bytes = BASE64_STANDARD.decode(value.trim()).map_err(|_| wrong("has a `filename` that is not Base64"))?;
    String::from_utf8(bytes).map_err(|_| wrong("has a `filename` that is not UTF-8"))
}

#[derive(Serialize)]
struct List {
    uploads: Vec<Upload>,
}

/// `GET /desk/api/uploads`: one's own that are under way, or wait to be filed.
async fn list(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
) -> Result<impl IntoResponse, Problem> {
    Ok(Json(List { uploads: newsroom.desk.uploads(&who).await.map_err(refused)? }))
}

/// `GET /desk/api/uploads/{upload}`
async fn show(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(upload): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    Ok(Json(newsroom.desk.upload(&who, &upload).await.map_err(refused)?))
}

/// `HEAD /desk/api/uploads/{upload}`: how much of it has come.
async fn stands(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(upload): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    let upload = newsroom.desk.upload(&who, &upload).await.map_err(refused)?;
    Ok([(UPLOAD_OFFSET, upload.received.to_string()), (UPLOAD_LENGTH, upload.bytes.to_string())])
}

/// The next bytes of a file, as they come.
enum Taking {
    /// Each piece counts as soon as it is kept.
    PieceByPiece(u64),
    /// They count together, once their sum is known to be right.
    Summed(Box<(Stretch, Checksum)>),
}

impl Taking {
    async fn take(self, newsroom: &Newsroom, who: &Staff, id: &str, piece: Bytes) -> Result<Self, DeskError> {
        match self {
            Self::PieceByPiece(start) => Ok(Self::PieceByPiece(newsroom.desk.receive(who, id, start, piece).await?)),
            Self::Summed(mut both) => {
                both.1.add(&piece);
                newsroom.desk.lay(&mut both.0, piece).await?;
                Ok(Self::Summed(both))
            }
        }
    }

    /// How much of the file has come in the end; none where the sum is not right.
    async fn end(self, newsroom: &Newsroom, who: &Staff) -> Result<Option<u64>, DeskError> {
        match self {
            Self::PieceByPiece(stands) => Ok(Some(stands)),
            Self::Summed(both) if !both.1.is_right() => Ok(None),
            Self::Summed(both) => newsroom.desk.count_in(who, both.0).await.map(Some),
        }
    }
}

/// `PATCH /desk/api/uploads/{upload}`: the next bytes. What came before the line was cut is kept, unless `Upload-Checksum`
/// told their sum: then they are kept together or not at all.
async fn receive(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers();
    is_of_this_version(headers)?;
    if headers.get(header::CONTENT_TYPE).is_none_or(|of| of.as_bytes() != PIECE.as_bytes()) {
        return Err(Problem::unsupported_media(PIECE));
    }
    let start = number(headers, &UPLOAD_OFFSET, "Upload-Offset")?;
    let told = Checksum::told(headers)?;
    let stretch = newsroom.desk.begin_stretch(&who, &id, start).await.map_err(refused)?;
    let mut taking = told.map_or(Taking::PieceByPiece(start), |sum| Taking::Summed(Box::new((stretch, sum))));
    let mut stream = Body::into_data_stream(request.into_body());
    let mut piece = BytesMut::new();
    let mut is_cut = false;
    while let Some(chunk) = stream.next().await {
        let Ok(mut chunk) = chunk else {
            is_cut = true;
            break;
        };
        while !chunk.is_empty() {
            let fitting = chunk.split_to(chunk.len().min(PIECE_BYTES_MAX - piece.len()));
            piece.extend_from_slice(&fitting);
            if piece.len() == PIECE_BYTES_MAX {
                taking = taking.take(&newsroom, &who, &id, piece.split().freeze()).await.map_err(refused)?;
            }
        }
    }
    if !piece.is_empty() {
        taking = taking.take(&newsroom, &who, &id, piece.freeze()).await.map_err(refused)?;
    }
    let Some(stands) = taking.end(&newsroom, &who).await.map_err(refused)? else { return Ok(mismatch()) };
    if is_cut {
        return Err(Problem::new(Case::Malformed, format_args!("The body broke off; {stands} bytes have come.")));
    }
    Ok((StatusCode::NO_CONTENT, [(UPLOAD_OFFSET, stands.to_string())]).into_response())
}

/// `DELETE /desk/api/uploads/{upload}`
async fn end(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(upload): Path<String>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    is_of_this_version(&headers)?;
    newsroom.desk.end_upload(&who, &upload).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Announced {
    bytes: u64,
    #[serde(default)]
    sha256: Option<String>,
}

/// What would become of a file.
#[derive(Serialize)]
struct Welcome {
    media_type: MediaType,
    kinds: &'static [Kind],
    bytes_max: u64,
    /// Items that have the same file, where its hash was told.
    held: Vec<ItemId>,
}

/// `POST /desk/api/uploads/check?bytes=`: looks at the first bytes of a file before it is sent.
async fn check(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Query(announced): Query<Announced>,
    request: Request,
) -> Result<impl IntoResponse, Problem> {
    who.require(Right::Write)?;
    let begins = read_body(request, LOOK_BYTES_MAX).await?;
    let media_type = fits(&begins, announced.bytes).map_err(refused)?;
    let held = match announced.sha256 {
        Some(sha256) => newsroom.desk.items_with_file(&who, &sha256).await.map_err(refused)?,
        None => Vec::new(),
    };
    Ok(Json(Welcome { media_type, kinds: kinds(media_type), bytes_max: bytes_max(media_type), held }))
}

/// A draft that was made of a file.
#[derive(Serialize)]
struct FromFile {
    #[serde(flatten)]
    item: Item,
    /// What of the file's metadata was not as it should be.
    repairs: Vec<String>,
}

/// `POST /desk/api/uploads/{upload}/item`: makes a draft of a file that came whole.
async fn file(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(upload): Path<String>,
    Json(filing): Json<Filing>,
) -> Result<Response, Problem> {
    let filed = newsroom.desk.file_upload(&who, &upload, &filing, &newsroom.darkroom).await;
    let (item, repairs) = filed.map_err(refused)?;
    Ok(with_etag(item.edit, (StatusCode::CREATED, Json(FromFile { item, repairs }))))
}

/// Which file is which form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attached {
    upload: String,
    form: FormName,
}

/// `POST /desk/api/items/{id}/forms`: adds a file that came whole to an item, as another form of it.
async fn attach(
    State(newsroom): State<Newsroom>,
    SignedInStaff(who): SignedInStaff,
    Path(id): Path<ItemId>,
    headers: HeaderMap,
    Json(Attached { upload, form }): Json<Attached>,
) -> Result<Response, Problem> {
    let edit = super::based_on(&headers)?;
    let item = newsroom.desk.attach_form(&who, &id, edit, &upload, form).await.map_err(refused)?;
    Ok(with_etag(item.edit, Json(item)))
}
