//! Whatever people do: a page of the feed, or the answer to a push, that a device gets twice changes nothing there.

use mobile_core::api::{Answer, Command, Target};
use mobile_core::sync::{Outgoing, SyncAnswer, SyncRequest};
use proptest::prelude::*;
use serde_json::json;
use shared::id::{ActionId, ItemId, PlaceId};
use shared::model::{ItemState, State, field};

use crate::office::Office;
use crate::setting::{Device, PC1, PC2, R1, R2, R3, edit_from, office};

/// What somebody does.
#[derive(Clone, Debug)]
enum Deed {
    Look(ItemId),
    Move(ItemId, PlaceId),
    Name(ItemId, u8),
    SetState(ItemId, State),
    Create(u8),
    /// One of their actions, an undo among them.
    Undo(usize),
    /// An exchange to its end. Where everything comes twice, an earlier page comes once more after it.
    Sync(usize),
}

fn any_deed() -> impl Strategy<Value = (usize, u16, Deed)> {
    let item = prop_oneof![Just(PC1), Just(PC2)];
    let room = prop_oneof![Just(R1), Just(R2), Just(R3)];
    let state = prop_oneof![
        Just(State::InService),
        Just(State::InStock),
        Just(State::InRepair)
    ];
    let deed = prop_oneof![
        1 => item.clone().prop_map(Deed::Look),
        3 => (item.clone(), room).prop_map(|(item, room)| Deed::Move(item, room)),
        3 => (item.clone(), 0..3u8).prop_map(|(item, word)| Deed::Name(item, word)),
        2 => (item, state).prop_map(|(item, state)| Deed::SetState(item, state)),
        1 => (0..3u8).prop_map(Deed::Create),
        3 => any::<usize>().prop_map(Deed::Undo),
        4 => any::<usize>().prop_map(Deed::Sync),
    ];
    (0..2usize, any::<u16>(), deed)
}

/// Somebody with their device, what they did, and what the server answered.
struct Hand {
    device: Device,
    actions: Vec<ActionId>,
    pages: Vec<(Outgoing, SyncAnswer)>,
}

impl Hand {
    fn new(office: &mut Office, token: &str) -> Self {
        Self {
            device: Device::enrolled(office, token),
            actions: Vec::new(),
            pages: Vec::new(),
        }
    }

    fn act(&mut self, deed: &Deed) {
        let target = |item| vec![Target { item, seen: None }];
        let command = match deed {
            Deed::Look(item) => {
                let number = if *item == PC1 { "PC-1" } else { "PC-2" };
                self.device.look_up(number);
                return;
            }
            Deed::Move(item, place) => Command::Move {
                items: target(*item),
                place: *place,
            },
            Deed::Name(item, word) => {
                let view = self.device.item(*item);
                edit_from(&view, &[(field::NAME, json!(format!("N{word}")))])
            }
            Deed::SetState(item, state) => Command::SetState {
                items: target(*item),
                state: ItemState::plain(*state),
            },
            Deed::Create(number) => {
                let done = self.device.create(Some(&format!("SN-{number}")), Some(R1));
                self.actions.push(done.action);
                return;
            }
            Deed::Undo(number) => match self.actions.len() {
                0 => return,
                many => Command::Undo(self.actions[number % many]),
            },
            Deed::Sync(_) => return,
        };
        // What is taken back already cannot be taken back.
        if let Ok(Answer::Done(done)) = self.device.engine.run(command) {
            self.actions.push(done.action);
        }
    }

    fn sync(&mut self, office: &mut Office, twice: Option<usize>) {
        self.device.run(Command::SyncNow);
        while let Some(outgoing) = self.device.next() {
            let answer = office.answer(&outgoing).unwrap();
            self.device.receive(&outgoing, Ok(answer.clone()));
            if twice.is_some() {
                self.device.receive(&outgoing, Ok(answer.clone()));
            }
            if matches!(
                outgoing.request,
                SyncRequest::Pull(_) | SyncRequest::Push(_)
            ) {
                self.pages.push((outgoing, answer));
            }
        }
        if let Some(number) = twice
            && !self.pages.is_empty()
        {
            let (outgoing, answer) = self.pages[number % self.pages.len()].clone();
            self.device.receive(&outgoing, Ok(answer));
            self.device.sync(office);
        }
    }

    /// Everything that the person is shown.
    fn shown(&mut self) -> Vec<String> {
        let mut shown = vec![
            self.device.content(),
            format!("{:#?}", self.device.outbox()),
            format!("{:#?}", self.device.sync_view()),
        ];
        for item in self.device.search("") {
            shown.push(format!("{:#?}", self.device.history(item)));
        }
        shown
    }
}

/// What both are shown at the end of a day.
fn day(deeds: &[(usize, u16, Deed)], twice: bool) -> Vec<String> {
    let mut office = office();
    let mut hands = ["anne", "bruno"].map(|token| Hand::new(&mut office, token));
    for (who, millis, deed) in deeds {
        for hand in &hands {
            hand.device.pass(i64::from(*millis) * 10);
        }
        office.now = hands[0].device.wall();
        match deed {
            Deed::Sync(page) => hands[*who].sync(&mut office, twice.then_some(*page)),
            deed => hands[*who].act(deed),
        }
    }
    for _ in 0..2 {
        for hand in &mut hands {
            hand.sync(&mut office, twice.then_some(0));
        }
    }
    hands.iter_mut().flat_map(Hand::shown).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_page_or_an_answer_that_a_device_gets_twice_changes_nothing(
        deeds in prop::collection::vec(any_deed(), 1..24),
    ) {
        let (once, twice) = (day(&deeds, false), day(&deeds, true));
        prop_assert_eq!(once.len(), twice.len());
        for (once, twice) in once.iter().zip(&twice) {
            prop_assert_eq!(once, twice);
        }
    }
}
