//! `GET /labels`, only in the demo: labels of made-up CIs to print, or to scan from a second screen.
//!
//! Each QR holds the label's code and nothing else. What people wrote is text: it is escaped, and the content policy
//! runs no script here at all.

use std::collections::HashMap;
use std::fmt::Write as _;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};
use shared::id::{ItemId, PlaceId, RecordId};
use shared::label::LabelCode;
use shared::model::{ConfigItem, IdentifierKind, ItemIdentifier, Place};
use shared::record::{Collection, Life, Record};

use super::Office;
use super::error::ApiError;
use crate::words::{self, Language};

/// Labels on the page.
const LABELS: usize = 60;

const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'";

/// What one label says.
struct Printed {
    code: LabelCode,
    title: String,
    place: String,
}

pub(super) async fn labels(
    State(office): State<Office>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let items = by_id(office.store.records(Collection::Item).await?);
    let places = by_id(office.store.records(Collection::Place).await?);
    let identifiers = office.store.records(Collection::Identifier).await?;
    let printed = identifiers
        .iter()
        .filter_map(|record| print(record, &items, &places))
        .take(LABELS);
    let page = page(words::asked_language(&headers), printed);
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    ];
    Ok((headers, page).into_response())
}

/// `GET /labels.css`
pub(super) async fn styles() -> impl IntoResponse {
    let kind = [(header::CONTENT_TYPE, "text/css; charset=utf-8")];
    (kind, include_str!("labels.css"))
}

fn by_id(records: Vec<Record>) -> HashMap<RecordId, Record> {
    records
        .into_iter()
        .filter(|record| record.life == Life::Present)
        .map(|record| (record.key.id(), record))
        .collect()
}

fn print(
    record: &Record,
    items: &HashMap<RecordId, Record>,
    places: &HashMap<RecordId, Record>,
) -> Option<Printed> {
    let identifier = ItemIdentifier(record);
    if identifier.kind() != Some(IdentifierKind::Label) || identifier.is_replaced() {
        return None;
    }
    let code = LabelCode::parse(identifier.text()?).ok()?;
    let item = identifier.item().map(|ItemId(id)| RecordId(id))?;
    let item = ConfigItem(items.get(&item)?);
    let place = item
        .place()
        .and_then(|PlaceId(id)| places.get(&RecordId(id)))
        .and_then(|record| Place(record).name());
    Some(Printed {
        code,
        title: item.title().unwrap_or_default().to_owned(),
        place: place.unwrap_or_default().to_owned(),
    })
}

fn page(language: Language, labels: impl Iterator<Item = Printed>) -> String {
    let mut page = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{}</title>\
         <link rel=\"stylesheet\" href=\"{}\"><link rel=\"stylesheet\" href=\"/labels.css\">\
         </head><body><ul class=\"labels\">",
        language.code(),
        escape(words::labels_title(language)),
        assets::stylesheet().path,
    );
    for label in labels {
        // A code of fourteen signs always fits; a label without a picture would be of no use.
        let Ok(picture) = picture(label.code) else {
            continue;
        };
        let _ = write!(
            page,
            "<li>{picture}<div><p>{}</p><p>{}</p><p class=\"code\">{}</p></div></li>",
            escape(&label.title),
            escape(&label.place),
            label.code.grouped(),
        );
    }
    page.push_str("</ul></body></html>");
    page
}

fn picture(code: LabelCode) -> Result<String, qrcode::types::QrError> {
    let code = QrCode::with_error_correction_level(code.to_string(), EcLevel::Q)?;
    let picture = code.render::<svg::Color<'_>>().build();
    Ok(picture
        .split_once("?>")
        .map_or(picture.clone(), |(_, svg)| svg.to_owned()))
}

/// Text as HTML shows it, letter by letter.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(sign),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str) {
        let page = page(
            Language::English,
            std::iter::once(Printed {
                code: LabelCode::from_random(7),
                title: text.to_owned(),
                place: text.to_owned(),
            }),
        );
        assert!(!page.contains(text), "{page}");
        assert_eq!(page.matches("<p>").count(), 2, "{page}");
        assert!(
            !page.contains("<img") && !page.contains("<marquee"),
            "{page}"
        );
    }

    #[test]
    fn fc_x2_names_are_letters_and_never_markup() {
        check("<img src=x onerror=alert(1)>");
        check("<marquee onstart=alert(1)>");
        check("O'Brien\"/><svg onload=alert(1)>");
    }

    #[test]
    fn a_picture_is_the_smallest_qr_and_no_document_of_its_own() {
        let picture = picture(LabelCode::from_random(7)).expect("it fits");
        assert!(picture.starts_with("<svg"), "{picture}");
        let code = LabelCode::from_random(7).to_string();
        let qr = QrCode::with_error_correction_level(code, EcLevel::Q).expect("it fits");
        assert_eq!(qr.version(), qrcode::Version::Normal(1));
    }
}
