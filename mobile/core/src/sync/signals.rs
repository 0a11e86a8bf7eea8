//! What a stream of signals tells: its lines read, and the heads told so far. Pure, and total on any bytes.
//!
//! A head is told once: it is then due to be pulled, and stays so with whoever was told until it is.

use std::collections::BTreeMap;

use shared::record::Scope;
use shared::wire::{Epoch, LiveResponse, PullRequest};

/// How long an event may be, in bytes: one that names each of thousands of scopes.
const LONGEST: usize = 256 * 1024;
/// The name of the events that are meant.
const EVENT: &[u8] = b"heads";

/// What came is no stream of signals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a stream of signals")]
pub(super) struct Garbled;

/// A stream of signals as far as it has been read.
#[derive(Debug, Default)]
pub(super) struct Signals {
    line: Vec<u8>,
    /// The last byte was a carriage return, which a line feed belongs to.
    returned: bool,
    /// The event that is being read is one of those that are meant.
    meant: bool,
    data: Vec<u8>,
    /// How many comments came: the server's first sign of life, then one for each quiet while.
    signs: u32,
    epoch: Option<Epoch>,
    /// The heads that were told and asked for by nobody yet.
    heads: BTreeMap<Scope, u64>,
    /// An event named nothing: it is time to pull.
    due: bool,
}

impl Signals {
    /// Reads what came next, cut anywhere.
    ///
    /// # Errors
    /// [`Garbled`]: the stream is good for nothing any more.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Result<(), Garbled> {
        for &byte in bytes {
            let returned = std::mem::replace(&mut self.returned, byte == b'\r');
            match byte {
                b'\n' if returned => {}
                b'\r' | b'\n' => self.end_line()?,
                _ if self.line.len() + self.data.len() < LONGEST => self.line.push(byte),
                _ => return Err(Garbled),
            }
        }
        Ok(())
    }

    /// Whether it went on living while there was nothing to tell, so that nothing on the way holds it back.
    pub(super) fn is_proven(&self) -> bool {
        self.signs > 1
    }

    /// What was told and lies beyond what is asked for.
    pub(super) fn take_news(&mut self, asked: &PullRequest) -> Option<LiveResponse> {
        let epoch = self.epoch?;
        let mut heads = std::mem::take(&mut self.heads);
        let restored = asked.cursors.values().any(|cursor| cursor.0 != epoch);
        if !restored {
            heads.retain(|scope, head| {
                let read = asked.cursors.get(scope);
                read.is_none_or(|read| *head > read.1)
            });
        }
        let due = std::mem::take(&mut self.due);
        (due || restored || !heads.is_empty()).then_some(LiveResponse { epoch, heads })
    }

    fn end_line(&mut self) -> Result<(), Garbled> {
        let line = std::mem::take(&mut self.line);
        let colon = line.iter().position(|byte| *byte == b':');
        let (name, value) = match colon {
            Some(at) => (&line[..at], &line[at + 1..]),
            None => (&line[..], &line[line.len()..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match name {
            b"" if colon.is_none() => return self.end_event(),
            b"" => self.signs = self.signs.saturating_add(1),
            b"event" => self.meant = value == EVENT,
            b"data" => {
                if !self.data.is_empty() {
                    self.data.push(b'\n');
                }
                self.data.extend_from_slice(value);
            }
            // Where a browser of its own would go on from, and whatever else may come to be said.
            _ => {}
        }
        Ok(())
    }

    fn end_event(&mut self) -> Result<(), Garbled> {
        let data = std::mem::take(&mut self.data);
        if !std::mem::take(&mut self.meant) || data.is_empty() {
            return Ok(());
        }
        let text = std::str::from_utf8(&data).map_err(|_| Garbled)?;
        let told: LiveResponse = serde_json::from_str(text).map_err(|_| Garbled)?;
        if self.epoch.replace(told.epoch) != Some(told.epoch) {
            self.heads.clear();
        }
        self.due |= told.heads.is_empty();
        self.heads.extend(told.heads);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use shared::id::TeamId;
    use shared::wire::Cursor;

    use super::*;

    const TEAM: Scope = Scope::TeamOpen(TeamId::fixed(7));

    fn asked(org: u64, team: u64) -> PullRequest {
        let cursor = |seq| Cursor(Epoch(3), seq);
        PullRequest {
            cursors: [(Scope::Org, cursor(org)), (TEAM, cursor(team))].into(),
        }
    }

    fn event(heads: &[(Scope, u64)]) -> String {
        let told = LiveResponse {
            epoch: Epoch(3),
            heads: heads.iter().copied().collect(),
        };
        let told = serde_json::to_string(&told).unwrap();
        format!("event: heads\nid: org:9\ndata: {told}\n\n")
    }

    fn news(text: &str, asked: &PullRequest) -> Option<Vec<(Scope, u64)>> {
        let mut signals = Signals::default();
        signals.read(text.as_bytes()).unwrap();
        let news = signals.take_news(asked)?;
        Some(news.heads.into_iter().collect())
    }

    #[test]
    fn a_stream_is_read_the_same_wherever_it_is_cut_and_however_its_lines_end() {
        let text = format!(
            ":\n\n{}: still here\n\nevent: weather\ndata: rain\n\ndata: no name\n\n{}",
            event(&[(TEAM, 8)]),
            event(&[(Scope::Org, 13)])
        );
        for ends in ["\n", "\r\n", "\r"] {
            let text = text.replace('\n', ends);
            for cut in 0..=text.len() {
                let (first, rest) = text.as_bytes().split_at(cut);
                let mut signals = Signals::default();
                signals.read(first).unwrap();
                signals.read(rest).unwrap();
                let news = signals.take_news(&asked(12, 7)).unwrap();
                assert_eq!(news.heads, [(Scope::Org, 13), (TEAM, 8)].into());
                assert!(signals.is_proven());
                assert_eq!(signals.take_news(&asked(12, 7)), None, "told once");
            }
        }
    }

    #[test]
    fn an_event_in_several_lines_of_data_is_one() {
        let one = event(&[(TEAM, 8)]).replace(r#","heads""#, "\ndata: ,\"heads\"");
        assert_eq!(one.matches("data:").count(), 2);
        assert_eq!(news(&one, &asked(12, 7)), Some(vec![(TEAM, 8)]));
    }

    #[test]
    fn only_what_lies_beyond_is_news() {
        let told = event(&[(Scope::Org, 13), (TEAM, 8)]);
        for (has, beyond) in [
            (asked(13, 7), Some(vec![(TEAM, 8)])),
            (asked(13, 8), None),
            // A pull was ahead of what was heard.
            (asked(14, 9), None),
        ] {
            assert_eq!(news(&told, &has), beyond);
        }
        let new_here = PullRequest {
            cursors: [(Scope::Org, Cursor(Epoch(3), 13))].into(),
        };
        assert_eq!(news(&told, &new_here), Some(vec![(TEAM, 8)]));
    }

    #[test]
    fn a_scope_that_went_and_another_life_of_the_server_are_news() {
        assert_eq!(news(&event(&[]), &asked(12, 7)), Some(Vec::new()));
        let told = event(&[(Scope::Org, 2)]).replace("\"epoch\":3", "\"epoch\":4");
        assert_eq!(news(&told, &asked(12, 7)), Some(vec![(Scope::Org, 2)]));
    }

    #[test]
    fn what_is_not_meant_tells_nothing() {
        for text in [
            "",
            ":\n\n",
            "\n\n\n",
            "event: heads\n\n",
            "event: heads\ndata:\n\n",
            "event: other\ndata: {\"epoch\":3,\"heads\":{}}\n\n",
            "data: {\"epoch\":3,\"heads\":{}}\n\n",
            "retry: 5\nnonsense\n:\n",
        ] {
            assert_eq!(news(text, &asked(12, 7)), None, "{text:?}");
        }
        let unfinished = event(&[(TEAM, 8)]);
        assert_eq!(news(unfinished.trim_end(), &asked(12, 7)), None);
    }

    #[test]
    fn an_event_that_is_none_ends_it() {
        for data in ["{", "null", "<html>", "{\"epoch\":3}", "\u{0}"] {
            let text = format!("event: heads\ndata: {data}\n\n");
            assert_eq!(Signals::default().read(text.as_bytes()), Err(Garbled));
        }
        let cut = b"event: heads\ndata: {\"epoch\":3,\"heads\":{\"\xff\":1}}\n\n";
        assert_eq!(Signals::default().read(cut), Err(Garbled));
    }

    #[test]
    fn what_never_ends_is_given_up_and_not_kept() {
        let long = "x".repeat(LONGEST + 1);
        for text in [long.clone(), format!(":{long}"), format!("data: {long}")] {
            assert_eq!(Signals::default().read(text.as_bytes()), Err(Garbled));
        }
        let mut signals = Signals::default();
        let line = format!("data: {}\n", "x".repeat(1_000));
        let ended = (0..300).any(|_| signals.read(line.as_bytes()).is_err());
        assert!(ended);
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_pieces_are_read_or_refused_alike(
            bytes in prop::collection::vec(
                prop_oneof![Just(b'\n'), Just(b'\r'), Just(b':'), Just(b' '), any::<u8>()], 0..200),
            cut in 0_usize..200,
        ) {
            let (first, rest) = bytes.split_at(cut.min(bytes.len()));
            let mut whole = Signals::default();
            let mut pieces = Signals::default();
            let at_once = whole.read(&bytes);
            let in_pieces = pieces.read(first).and_then(|()| pieces.read(rest));
            prop_assert_eq!(at_once, in_pieces);
            prop_assert_eq!(whole.take_news(&asked(0, 0)), pieces.take_news(&asked(0, 0)));
        }
    }
}
