//! What a search finds, or all places, as a file for a spreadsheet.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Answer, Command, Export, Query, RowsOf};

use crate::components::IconButton;
use crate::screens::columns::export_style;
use crate::session::{Session, failure, use_session};
use crate::{page, t};

/// The button that saves what the list holds, all of it.
#[component]
pub(super) fn ExportButton(query: Query) -> Element {
    let session = use_session();
    rsx! {
        IconButton { icon: Icon::Download, name: t!("export-items"),
            onclick: move |()| {
                let query = query.clone();
                spawn(async move { export(session, RowsOf::Items, query).await });
            },
        }
    }
}

/// Saves a table as a file.
pub(in crate::screens) async fn export(session: Session, of: RowsOf, query: Query) {
    let style = export_style(of);
    let mut text = String::new();
    let mut after = None;
    loop {
        let part = Export {
            of,
            query: query.clone(),
            style: style.clone(),
            after,
        };
        match session.ask(Command::Export(Box::new(part))).await {
            Ok(Answer::Exported(part)) => {
                text += &part.text;
                after = part.next;
            }
            Ok(_) => return,
            Err(error) => return session.tell(failure(&error)),
        }
        if after.is_none() {
            break;
        }
    }
    let name = match of {
        RowsOf::Items => t!("export-items-file"),
        RowsOf::Places => t!("export-places-file"),
    };
    if page::save_file(&name, &text).await {
        session.tell(t!("export-saved"));
    }
}
