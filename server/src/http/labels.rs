//! `GET /labels?items=0199…,0199…&places=…&blank=…&sheet=l7160…`: labels to print, for whoever may read what they are of.
//! In the demo also without a credential and without ids: labels of made-up CIs, to scan from a second screen.
//!
//! `GET /labels.css?width=210&height=297`: its styles, with the size of its pages.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shared::label::LabelCode;
use shared::record::{Collection, RecordKey};

use super::Office;
use super::caller::{Caller, PageCaller};
use super::error::{ApiError, Asked};
use crate::labels::face::Face;
use crate::labels::measure::{Length, Size};
use crate::labels::order::{self, Mistake};
use crate::labels::page::{self, Content};
use crate::labels::print::print;
use crate::labels::subject::{LeftOut, Owners, Subject};
use crate::organisation::name_of;
use crate::speech::Speech;
use crate::store::Identified;
use crate::words::{Language, asked_language};

/// Labels that the demo shows to anybody.
const DEMO_LABELS: usize = 60;

/// No script at all: what people wrote stays text even if an escape were forgotten.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

pub(super) async fn labels(
    State(office): State<Office>,
    caller: Result<PageCaller, ApiError>,
    headers: HeaderMap,
    Asked(asked): Asked<order::Asked>,
) -> Result<Response, ApiError> {
    let language = match asked.lang.as_str() {
        "fr" => Language::French,
        "en" => Language::English,
        _ => asked_language(&headers),
    };
    let is_shown_to_anybody = office.is_demo && asked.is_of_nothing();
    if !is_shown_to_anybody && matches!(caller, Err(ApiError::Unauthorised)) {
        return Ok(html(
            StatusCode::UNAUTHORIZED,
            page::signed_out(&Speech::new(language)),
        ));
    }
    let found = if is_shown_to_anybody {
        demo_labels(&office, language).await?
    } else {
        asked_labels(&office, &caller?.0, &asked, language).await?
    };
    let speech = Speech::new(language);
    let mut left_out = Vec::new();
    let prepared = found.and_then(|found| Ok((found, asked.paper()?)));
    let (found, paper) = match prepared {
        Ok(prepared) => prepared,
        Err(mistake) => return Ok(refused(&speech, &asked, &Content::Mistake(mistake))),
    };
    let face = match Face::plan(paper.sheet.label, paper.resolution, paper.correction) {
        Ok(face) => face,
        Err(refusal) => return Ok(refused(&speech, &asked, &Content::Refusal(refusal, &paper))),
    };
    let mut subjects = Vec::new();
    for subject in found {
        match subject {
            Ok(subject) => subjects.push(subject),
            Err(reason) => left_out.push(reason),
        }
    }
    let print = print(&subjects, &paper, &face);
    for error in &print.unreadable {
        tracing::error!(
            error = error as &dyn std::error::Error,
            "a label is not shown"
        );
    }
    let content = Content::Sheets(print, &paper, &face);
    Ok(html(
        StatusCode::OK,
        page::page(&speech, &asked, &left_out, &content),
    ))
}

type Subjects = Vec<Result<Subject, LeftOut>>;

/// The labels that were asked for, each or why there is none.
async fn asked_labels(
    office: &Office,
    caller: &Caller,
    asked: &order::Asked,
    language: Language,
) -> Result<Result<Subjects, Mistake>, ApiError> {
    let wanted = asked.keys().and_then(|keys| Ok((keys, asked.blanks()?)));
    let (keys, blanks) = match wanted {
        Ok(wanted) => wanted,
        Err(mistake) => return Ok(Err(mistake)),
    };
    // Whoever reads nothing of the organisation learns not even its name.
    if !office
        .store
        .reads(caller.person, shared::record::Scope::Org)
        .await?
    {
        return Err(ApiError::Forbidden);
    }
    let owners = owners(office, language).await?;
    let found = office.store.identified(caller.person, keys).await?;
    let mut subjects: Subjects = found
        .into_iter()
        .map(|found| match found {
            Some(Identified {
                record,
                identifiers,
            }) => Subject::of(&record, &identifiers, &owners),
            None => Err(LeftOut::Missing),
        })
        .collect();
    for _ in 0..blanks {
        // Nobody asks whether a code is taken: of 2^60 none comes twice while there are labels to stick it on.
        let code = LabelCode::from_random(u64::from_le_bytes(office.surroundings.random()?));
        subjects.push(Ok(Subject::blank(code, &owners)));
    }
    Ok(Ok(subjects))
}

/// The first labels of a made-up organisation.
async fn demo_labels(
    office: &Office,
    language: Language,
) -> Result<Result<Subjects, Mistake>, ApiError> {
    let owners = owners(office, language).await?;
    let items = office.store.records(Collection::Item).await?;
    let keys = items
        .iter()
        .map(|record| record.key.clone())
        .collect::<Vec<RecordKey>>();
    let Some(organisation) = office.store.organisation().await? else {
        return Ok(Ok(Vec::new()));
    };
    let found = office
        .store
        .identified(organisation.administrator, keys)
        .await?;
    let subjects = found.into_iter().flatten();
    let subjects = subjects.filter_map(
        |Identified {
             record,
             identifiers,
         }| { Subject::of(&record, &identifiers, &owners).ok() },
    );
    Ok(Ok(subjects.take(DEMO_LABELS).map(Ok).collect()))
}

async fn owners(office: &Office, language: Language) -> Result<Owners, ApiError> {
    let organisation = match office.store.organisation().await? {
        Some(organisation) => name_of(&organisation, &*office.store).await?,
        None => String::new(),
    };
    Ok(Owners {
        organisation,
        teams: office.store.records(Collection::Team).await?,
        places: office.store.records(Collection::Place).await?,
        language,
    })
}

fn refused(speech: &Speech, asked: &order::Asked, content: &Content<'_>) -> Response {
    html(
        StatusCode::UNPROCESSABLE_ENTITY,
        page::page(speech, asked, &[], content),
    )
}

fn html(status: StatusCode, page: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    ];
    (status, headers, page).into_response()
}

/// The size of a page, as an address gives it.
#[derive(Deserialize)]
pub(super) struct PageQuery {
    #[serde(default)]
    width: String,
    #[serde(default)]
    height: String,
}

/// `GET /labels.css`
pub(super) async fn styles(Asked(page): Asked<PageQuery>) -> impl IntoResponse {
    let mut styles = include_str!("labels.css").to_owned();
    if let (Some(width), Some(height)) = (Length::parse(&page.width), Length::parse(&page.height)) {
        styles.push_str(&page::page_rule(Size { width, height }));
    }
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], styles)
}
