//! The whole road without a browser, and the days on which it is bad.

mod kept_stores;
mod live;
mod moving;
mod older_app;
mod patience;
mod restore;

use std::time::Duration;

use futures_util::StreamExt as _;
use mobile_core::api::{
    Administration, Answer, Command, Delivery, EnrolFailure, Event, Found, HistoryPage, Inquiry,
    Link, NoReply, PinAnswer, Reply,
};
use server::organisation::Newcomer;
use shared::id::{ItemId, PersonId};
use shared::label::parse_label;
use shared::model::Role;
use shared::model::starter::team;
use shared::operation::ParkReason;
use shared::wire::Verdict;
use tests::proxy::Weather;
use tests::road::{Scene, create_laptop, done, enrol, put, walk};
use tests::staff::{PATIENCE, Staff, StaffError};

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_offline_the_office_has_by_itself() -> Outcome {
    walk(Scene::set().await?).await?.stop().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_an_unknown_code_holds_the_office_has_it_as_it_was_read() -> Outcome {
    let scene = Scene::set().await?;
    let Scene { marc, mona, .. } = &scene;
    let long = "7".repeat(7_168);
    for code in [
        "A\0B",
        "\u{202E}evil\u{5d0}",
        "<img src=x onerror=alert(1)>",
        "https://evil.example/a/K7M2",
        long.as_str(),
    ] {
        let made = create_laptop(marc, code).await?;
        let sent = marc.until_sent().await?;
        assert_eq!(sent.to_settle, 0, "{code:?}");
        let arrived = |answer| match answer {
            Answer::Item(item) => item,
            _ => None,
        };
        mona.until_answer("its arrival", Command::Open(made), arrived)
            .await?;
        let Found::Item(found) = mona.scan(code).await? else {
            panic!("{code:?} is unknown in the office")
        };
        assert_eq!(found.item.row.id, made);
        // To its last sign.
        let longer = mona.scan(&format!("{code}7")).await?;
        assert!(!matches!(longer, Found::Item(_)), "{longer:?}");
    }
    scene.server.stop().await?;
    Ok(())
}

/// The server answers wrongly, slowly or not at all, once for each way in which that happens: everything is kept, and
/// arrives once.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_network_does_to_an_answer_nothing_is_lost_or_doubled() -> Outcome {
    let scene = Scene::set().await?;
    let Scene {
        marc,
        mona,
        network,
        ..
    } = &scene;
    let bad = [
        Weather::Cut,
        Weather::Fails(500),
        Weather::Fails(503),
        Weather::Garbage,
        Weather::CutMidBody,
        Weather::SwallowAnswer,
    ];
    for (number, weather) in bad.into_iter().enumerate() {
        network.set(weather);
        let code = format!("SN-{number}");
        let item = create_laptop(marc, &code).await?;
        let told = marc
            .until("being told of the trouble", |session| {
                matches!(session.sync.link, Link::Offline | Link::Troubled)
            })
            .await?;
        assert!(
            told.sync.pending > 0,
            "{weather:?}: nothing leaves unanswered"
        );
        network.set(Weather::Clear);
        marc.run(Command::SyncNow).await?;
        marc.until_sent().await?;
        marc.until("the link", |session| session.sync.link == Link::Online)
            .await?;
        let lines = mona
            .until_answer(
                "its arrival",
                Command::History { item },
                |answer| match answer {
                    Answer::History(HistoryPage { lines, .. }) if !lines.is_empty() => Some(lines),
                    _ => None,
                },
            )
            .await?;
        assert_eq!(lines.len(), 1, "{weather:?}: once, not twice");
    }
    network.set(Weather::Slow(Duration::from_millis(300)));
    let item = create_laptop(marc, "SN-slow").await?;
    marc.until_sent().await?;
    let arrived = |answer| match answer {
        Answer::Item(item) => item,
        _ => None,
    };
    mona.until_answer("its arrival", Command::Open(item), arrived)
        .await?;
    Ok(())
}

/// With the product's own server and transport: Marc's work waits while Nadia has the device, and arrives as his.
#[tokio::test(flavor = "multi_thread")]
async fn fc_y8_on_a_shared_device_each_persons_work_arrives_as_theirs() -> Outcome {
    let scene = Scene::set().await?;
    let Scene {
        server,
        marc,
        mona,
        network,
        ..
    } = &scene;
    let code_for = async |name: &str| {
        let newcomer = Newcomer {
            name: name.to_owned(),
            membership: Some((Role::Technician, "it".to_owned())),
        };
        Ok::<_, Box<dyn std::error::Error>>(server.enrol(newcomer).await?.code)
    };
    // Each attempt is answered at once, so that none is under way while the device changes hands.
    network.set(Weather::Fails(503));
    let mut of_marc = Vec::new();
    for number in 0..5 {
        of_marc.push(create_laptop(marc, &format!("MARC-{number}")).await?);
    }
    marc.until("the refusal", |session| session.sync.link == Link::Troubled)
        .await?;
    marc.run(Command::SignOut).await?;
    network.set(Weather::Clear);

    let nadia = marc.enrol(&code_for("Nadia Blanc").await?).await?;
    assert_eq!(nadia.others.len(), 1);
    assert_eq!(nadia.others[0].by.name, "Marc Caron");
    assert_eq!(nadia.others[0].count, 5);
    let of_nadia = create_laptop(marc, "NADIA-0").await?;
    marc.until_sent().await?;
    let author_of = async |item| {
        mona.until_answer(
            "its arrival",
            Command::History { item },
            |answer| match answer {
                Answer::History(HistoryPage { lines, .. }) => {
                    lines.first().map(|line| line.by.name.clone())
                }
                _ => None,
            },
        )
        .await
    };
    assert_eq!(author_of(of_nadia).await?, "Nadia Blanc");
    let history = |item| Command::History { item };
    assert_eq!(
        mona.run(history(of_marc[0])).await?,
        Answer::History(HistoryPage::default())
    );

    marc.enrol(&code_for("Marc Caron").await?).await?;
    marc.until_sent().await?;
    for item in of_marc {
        assert_eq!(author_of(item).await?, "Marc Caron");
    }
    Ok(())
}

/// With the product's own server and transport: Nadia takes the tablet from Marc by her PIN, in a basement; when there
/// is a network again, what each did arrives as theirs, once, while she goes on.
#[tokio::test(flavor = "multi_thread")]
async fn fc_y8_a_tablet_that_changes_hands_in_a_basement_sends_each_persons_work_as_theirs()
-> Outcome {
    let scene = Scene::set().await?;
    let Scene {
        server,
        marc: tablet,
        mona,
        network,
        ..
    } = &scene;
    let set_pin = async |pin: &str| {
        let set = Command::SetPin {
            pin: pin.to_owned(),
            current: String::new(),
        };
        tablet.run(set).await
    };
    let switch = async |person, pin: &str| {
        let switch = Command::SwitchPerson {
            person,
            pin: pin.to_owned(),
        };
        tablet.run(switch).await
    };
    set_pin("1111").await?;
    let session = tablet
        .until("Marc", |session| session.known.len() == 1)
        .await?;
    let of_marc = session.known[0].person.id;
    let newcomer = Newcomer {
        name: "Nadia Blanc".to_owned(),
        membership: Some((Role::Technician, "it".to_owned())),
    };
    let code = server.enrol(newcomer).await?.code;
    tablet.enrol(&code).await?;
    let session = tablet
        .until("Nadia's first sync", |session| {
            session.known.len() == 2
                && session
                    .person
                    .as_ref()
                    .is_some_and(|person| person.id != of_marc)
                && session.sync.last.is_some()
        })
        .await?;
    let nadia = session.person.ok_or("nobody is there")?.id;
    set_pin("2222").await?;
    let accepted = Answer::Pin(PinAnswer::Accepted);
    assert_eq!(switch(of_marc, "1111").await?, accepted);
    tablet
        .until("Marc's exchange", |session| session.sync.last.is_some())
        .await?;

    network.set(Weather::Fails(503));
    let mut made = Vec::new();
    for number in 0..5 {
        let item = create_laptop(tablet, &format!("MARC-{number}")).await?;
        made.push((item, "Marc Caron"));
    }
    assert_eq!(
        switch(nadia, "1111").await?,
        Answer::Pin(PinAnswer::Wrong(None))
    );
    assert_eq!(switch(nadia, "2222").await?, accepted);
    for number in 0..3 {
        let item = create_laptop(tablet, &format!("NADIA-{number}")).await?;
        made.push((item, "Nadia Blanc"));
    }
    let told = tablet.until("Nadia", |_| true).await?;
    assert_eq!((told.sync.pending > 0, told.others.len()), (true, 1));
    assert_eq!(told.others[0].by.id, of_marc);

    network.set(Weather::Clear);
    tablet.run(Command::SyncNow).await?;
    tablet.until_sent().await?;
    let told = tablet
        .until("Marc's work", |session| session.others.is_empty())
        .await?;
    assert_eq!(told.person.map(|person| person.id), Some(nadia));
    for (item, author) in made {
        let lines = mona
            .until_answer(
                "its arrival",
                Command::History { item },
                |answer| match answer {
                    Answer::History(HistoryPage { lines, .. }) if !lines.is_empty() => Some(lines),
                    _ => None,
                },
            )
            .await?;
        assert_eq!(lines.len(), 1, "once");
        assert_eq!(lines[0].by.name, author);
    }
    Ok(())
}

/// Asks the server what only it knows.
async fn ask(staff: &Staff, inquiry: Inquiry) -> Result<Result<Reply, NoReply>, StaffError> {
    let mut events = staff.events();
    staff.run(Command::Ask(inquiry.clone())).await?;
    let replied = async {
        while let Some(event) = events.next().await {
            if let Event::Replied(asked, reply) = event
                && asked == inquiry
            {
                return Ok(reply);
            }
        }
        Err(StaffError::Waited("a reply"))
    };
    let waited = tokio::time::timeout(PATIENCE, replied).await;
    waited.unwrap_or(Err(StaffError::Waited("a reply")))
}

/// The code of a way in, as another device reads it from the link.
async fn invited(by: &Staff, person: PersonId) -> Result<String, Box<dyn std::error::Error>> {
    let inquiry = Inquiry::Invite {
        person,
        replaces: None,
    };
    match ask(by, inquiry).await? {
        Ok(Reply::Invitation(granted)) => {
            let label = parse_label(&granted.link, None);
            Ok(label.enrolment().ok_or("no link")?.code().to_owned())
        }
        other => Err(format!("not invited: {other:?}").into()),
    }
}

/// Whoever is put out in the middle of their work is told so; what they did is delivered apart and counts, as it was
/// done, once an administrator has taken it in.
#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_lets_somebody_in_and_puts_them_out_in_the_middle_of_a_scan() -> Outcome {
    let scene = Scene::set().await?;
    let Scene {
        server,
        mona,
        place,
        network,
        ..
    } = &scene;
    let administrator = Staff::equip(server.origin())?;
    let code = server.enrol_administrator().await?.code;
    administrator.enrol(&code).await?;
    let make = Administration::MakePerson {
        name: "Nadia Blanc".to_owned(),
        role: Some((team::IT, Role::Technician)),
    };
    let made = done(&administrator, Command::Administer(make)).await?;
    let nadia = PersonId::from(made.made.ok_or("nobody was made")?.id());

    // What was made on this device is sent before the server is asked about it.
    let code = invited(&administrator, nadia).await?;
    let phone = Staff::equip(&network.origin())?;
    let session = phone.enrol(&code).await?;
    assert_eq!(session.role, Some(Role::Technician));
    let spent = Staff::equip(server.origin())?;
    spent
        .run(Command::Enrol {
            code,
            device: "another".to_owned(),
        })
        .await?;
    let mut events = spent.events();
    let refused = async {
        while let Some(event) = events.next().await {
            if let Event::EnrolFailed(why) = event {
                return Some(why);
            }
        }
        None
    };
    let refused = tokio::time::timeout(PATIENCE, refused).await?;
    assert_eq!(refused, Some(EnrolFailure::Code), "spent twice");

    let item = create_laptop(&phone, "NB-1").await?;
    phone.until_sent().await?;
    let beyond = ask(&phone, Inquiry::Devices(mona_id(mona).await?)).await?;
    assert_eq!(beyond, Err(NoReply::NotAllowed));

    let Ok(Reply::Devices(devices)) = ask(&administrator, Inquiry::Devices(nadia)).await? else {
        return Err("no devices".into());
    };
    let [device] = &devices[..] else {
        return Err(format!("one device: {devices:?}").into());
    };
    let Found::Item { .. } = phone.scan("NB-1").await? else {
        return Err("the laptop is known".into());
    };
    let put_out = ask(&administrator, Inquiry::PutOut(device.id)).await?;
    assert_eq!(put_out, Ok(Reply::PutOut));
    let moved = put(&phone, item, place).await?;
    // It forgets as soon as it is told, and delivers what it did in the time that the network takes.
    let told = phone
        .until("being told and having delivered", |session| {
            session.sync.link == Link::PutOut && session.sync.pending == 0
        })
        .await?;
    assert_eq!(told.items, 0, "gone from here");

    // Let in again it shows what was done, and what it waits for.
    phone.enrol(&invited(&administrator, nadia).await?).await?;
    phone.until_sent().await?;
    phone
        .until_answer("what waits", Command::Outbox, |answer| match answer {
            Answer::Outbox(outbox) => outbox
                .parked
                .iter()
                .any(|action| action.delivery == Delivery::Parked(ParkReason::Quarantined {}))
                .then_some(()),
            _ => None,
        })
        .await?;
    let Ok(Reply::Devices(devices)) = ask(&administrator, Inquiry::Devices(nadia)).await? else {
        return Err("no devices".into());
    };
    let held = devices.iter().find(|one| one.id == device.id);
    assert!(held.is_some_and(|one| one.held > 0), "{devices:?}");
    let verdict = Verdict::Accept {};
    let device = device.id;
    let judged = ask(&administrator, Inquiry::Judge { device, verdict }).await?;
    assert_eq!(judged, Ok(Reply::Judged));
    let by = mona
        .until_answer(
            "the move",
            Command::History { item },
            |answer| match answer {
                Answer::History(HistoryPage { lines, .. }) => lines
                    .into_iter()
                    .find(|line| line.action == moved.action)
                    .map(|line| line.by.name),
                _ => None,
            },
        )
        .await?;
    assert_eq!(by, "Nadia Blanc");
    phone
        .until_answer("nothing waits", Command::Outbox, |answer| match answer {
            Answer::Outbox(outbox) => outbox.parked.is_empty().then_some(()),
            _ => None,
        })
        .await?;
    let there = phone.open(item).await?.row.place.map(|there| there.id);
    assert_eq!(there, Some(place.id));
    scene.server.stop().await?;
    Ok(())
}

async fn mona_id(mona: &Staff) -> Result<PersonId, Box<dyn std::error::Error>> {
    match mona.run(Command::Session).await? {
        Answer::Session(session) => Ok(session.person.ok_or("nobody")?.id),
        other => Err(format!("no session: {other:?}").into()),
    }
}

/// A device dies with unsent work that was saved as a file. Another takes the file in and all of it arrives; then the
/// first one comes back and sends the same: each thing is there once.
#[tokio::test(flavor = "multi_thread")]
async fn unsent_work_that_two_devices_send_arrives_once() -> Outcome {
    let scene = Scene::set().await?;
    let Scene {
        server,
        network,
        marc,
        mona,
        ..
    } = &scene;
    network.set(Weather::Cut);
    let mut made = Vec::new();
    for number in 0..5 {
        made.push(create_laptop(marc, &format!("DEAD-{number}")).await?);
    }
    let Answer::Unsent(file) = marc.run(Command::SaveUnsent).await? else {
        return Err("no file".into());
    };

    // The office's network works: Marc has a second device there.
    let second = enrol(server, "Marc Caron", Role::Technician, server.origin()).await?;
    let Answer::TakenIn(taken) = second.run(Command::TakeUnsent(file.clone())).await? else {
        return Err("not taken in".into());
    };
    assert!(taken.taken >= 5 && taken.known == 0, "{taken:?}");
    second.until_sent().await?;
    arrived_once(mona, &made).await?;

    network.set(Weather::Clear);
    create_laptop(marc, "ALIVE").await?;
    marc.run(Command::SyncNow).await?;
    marc.until_sent().await?;
    arrived_once(mona, &made).await?;
    arrived_once(marc, &made).await?;
    let Answer::TakenIn(again) = second.run(Command::TakeUnsent(file)).await? else {
        return Err("not answered".into());
    };
    assert_eq!((again.taken, again.known), (0, taken.taken));
    Ok(())
}

/// Each was made once, by Marc.
async fn arrived_once(staff: &Staff, made: &[ItemId]) -> Outcome {
    for item in made {
        let history = Command::History { item: *item };
        let lines = staff
            .until_answer("its arrival", history, |answer| match answer {
                Answer::History(HistoryPage { lines, .. }) if !lines.is_empty() => Some(lines),
                _ => None,
            })
            .await?;
        assert_eq!(lines.len(), 1, "{item}");
        assert_eq!(lines[0].by.name, "Marc Caron");
    }
    Ok(())
}
