//! An administrator arranges the house at a desk, and everybody else has it so: places, people, teams, types and what the
//! organisation is called.

use mobile_core::api::{
    Answer, Command, OrganisationView, PeopleView, PlaceDetail, Setup, SetupView, TeamsView,
};
use server::running::Options;
use server::words::first_start::SITE;
use shared::id::PlaceId;
use shared::model::{Languages, Role};
use tests::browser::{Browser, Device};
use tests::deployment::Deployment;
use tests::proxy::Weather;
use tests::road;
use tests::staff::Staff;

use super::{Outcome, create, equipped};

/// Enter, as `WebDriver` names it.
const ENTER: &str = "\u{e007}";
/// What empties a field: all of it chosen, then deleted.
const CLEARED: &str = "\u{e009}a\u{e000}\u{e017}";

/// The administrator's desk, before anything was arranged.
async fn office(deployment: &Deployment) -> Outcome<Browser> {
    let invitation = deployment.server.enrol_administrator().await?;
    let browser = Browser::open(&Device::desk()).await?;
    browser.goto(&invitation.link).await?;
    browser.tap(".enrol button[type=submit]").await?;
    browser.find("main#screen .scan").await?;
    Ok(browser)
}

/// Makes places in the one whose screen is open.
async fn add_inside(office: &Browser, kind: &str, names: &[&str]) -> Outcome {
    office
        .tap_saying(".actions button", "Ajouter dedans")
        .await?;
    for name in names {
        office.type_into("#places-names", name).await?;
        office.type_into("#places-names", ENTER).await?;
    }
    let kinds = office.find("#place-kind").await?;
    kinds.select_by_value(kind).await?;
    office.tap(".over-all .go").await?;
    for name in names {
        office.until_text(".screen", name).await?;
    }
    Ok(())
}

/// Opens one of the places that lie in the one whose screen is open, and gives it.
async fn step_into(office: &Browser, name: &str) -> Outcome<PlaceId> {
    office.tap_saying(".list .item", name).await?;
    office.until_text(".screen .head h1", name).await?;
    let path = office.run("return location.pathname").await?;
    let id = path.as_str().and_then(|path| path.rsplit('/').next());
    Ok(id.ok_or("no address")?.parse()?)
}

/// Goes to a place's screen, as a link in the app does.
async fn open_place(office: &Browser, id: PlaceId) -> Outcome {
    let go = format!(
        "history.pushState(null, '', '/place/{id}'); dispatchEvent(new PopStateEvent('popstate'))"
    );
    office.run(&go).await?;
    office
        .until(&format!(
            "location.pathname === '/place/{id}' && document.querySelector('.screen .head h1')"
        ))
        .await?;
    Ok(())
}

/// Picks a place in the dialogue that asks for one.
async fn pick(office: &Browser, name: &str) -> Outcome {
    office.type_into("#place-search", name).await?;
    office.tap_saying(".choices .choice", name).await?;
    Ok(())
}

async fn rename(office: &Browser, field: &str, name: &str) -> Outcome {
    office.type_into(field, CLEARED).await?;
    office.type_into(field, name).await?;
    office.tap(".over-all .go").await?;
    office.until("!document.querySelector('.over-all')").await?;
    Ok(())
}

async fn place(staff: &Staff, id: PlaceId) -> Outcome<PlaceDetail> {
    match staff.run(Command::OpenPlace(id)).await? {
        Answer::Place(Some(place)) => Ok(*place),
        other => Err(format!("no place: {other:?}").into()),
    }
}

async fn setup(staff: &Staff, what: Setup) -> Outcome<SetupView> {
    match staff.run(Command::Setup(what)).await? {
        Answer::Setup(view) => Ok(view),
        other => Err(format!("not how it is set up: {other:?}").into()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn places_are_renamed_moved_merged_and_retired_at_a_desk_and_everybody_has_it() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let office = office(&deployment).await?;
    office.tap(".rail a[href='/more']").await?;
    office.tap("a[href='/places']").await?;
    step_into(&office, SITE).await?;
    add_inside(&office, "building", &["Pavillon A", "Pavillon B"]).await?;
    let building = step_into(&office, "Pavillon A").await?;
    add_inside(&office, "room", &["A-101", "A-102", "A-103"]).await?;

    // Another name, and another building.
    let moved = step_into(&office, "A-101").await?;
    office.tap_saying(".actions button", "Modifier").await?;
    rename(&office, "#place-name", "B-201").await?;
    office.until_text(".screen .head h1", "B-201").await?;
    office.tap_saying("button", "Déplacer").await?;
    pick(&office, "Pavillon B").await?;
    office.until_text(".card", "Pavillon B").await?;

    // One that turned out to be another, and one that is used no longer.
    open_place(&office, building).await?;
    let merged = step_into(&office, "A-102").await?;
    office.tap_saying("button", "Réunir").await?;
    pick(&office, "A-103").await?;
    office.until_text(".screen .head h1", "A-103").await?;
    office.until_text(".card", "A-102").await?;
    open_place(&office, moved).await?;
    office.tap_saying("button", "Retirer").await?;
    office.until_text(".notice", "Remettre en usage").await?;

    office
        .until("!document.querySelector('.rail .badge')")
        .await?;
    let server = &deployment.server;
    let ana = road::enrol(server, "Ana Prado", Role::Technician, server.origin()).await?;
    let of_moved = place(&ana, moved).await?;
    assert_eq!(of_moved.row.place.name, "B-201");
    assert!(of_moved.row.place.retired && of_moved.merged.is_none());
    assert_eq!(of_moved.parent.ok_or("nowhere")?.name, "Pavillon B");
    let of_merged = place(&ana, merged).await?;
    assert_eq!(of_merged.merged.ok_or("it is itself")?.name, "A-103");
    let left: Vec<String> = (place(&ana, building).await?.places.into_iter())
        .filter(|row| !row.place.retired)
        .map(|row| row.place.name)
        .collect();
    assert_eq!(left, ["A-103"]);
    assert_eq!(office.console().await?, [] as [String; 0]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn teams_roles_types_and_the_organisation_s_name_are_arranged_at_a_desk() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let office = office(&deployment).await?;
    let more = ".rail a[href='/more']";
    office.tap(more).await?;
    office.tap("a[href='/teams']").await?;
    office.tap(".inset .go").await?;
    office.type_into("#words-fr", "Parc roulant").await?;
    office.type_into("#words-en", "Fleet").await?;
    office.tap(".over-all .go").await?;
    office.until_text(".list", "Parc roulant").await?;

    office.tap(more).await?;
    office.tap("a[href='/types']").await?;
    office.tap("button[aria-label^='Donner Portable']").await?;
    office
        .tap_saying(".choices .choice", "Parc roulant")
        .await?;
    office
        .until(
            "[...document.querySelectorAll('section')].some((it) => it.querySelector('h2').innerText.includes('Parc roulant')
            && it.querySelector('.list').innerText.includes('Portable'))",
        )
        .await?;

    office.tap(more).await?;
    office.tap("a[href='/people']").await?;
    office.tap(".inset .go").await?;
    office.type_into("#new-person", "Marc Caron").await?;
    office.tap(".over-all .go").await?;
    office.until_text(".screen h2", "Marc Caron").await?;
    // Another role, by the list that shows the one he has.
    let role = "[...document.querySelectorAll('select')].find((it) => it.value === 'technician')";
    office
        .until(&format!(
            "(() => {{ const role = {role}; if (role) role.id = 'his-role'; return !!role; }})()"
        ))
        .await?;
    let role = office.find("#his-role").await?;
    role.select_by_value("manager").await?;
    office.until_text(".toast", "Responsable").await?;

    office.tap(more).await?;
    office.tap("a[href='/organisation']").await?;
    office.tap("button[aria-label='Changer le nom']").await?;
    rename(&office, "#name-entry", "Ville de Rivemont").await?;
    office.until_text(".screen h2", "Ville de Rivemont").await?;
    office.tap_saying(".segments button", "Français").await?;

    office
        .until("!document.querySelector('.rail .badge')")
        .await?;
    let server = &deployment.server;
    let ana = road::enrol(server, "Ana Prado", Role::Technician, server.origin()).await?;
    let SetupView::Organisation(OrganisationView {
        name, languages, ..
    }) = setup(&ana, Setup::Organisation).await?
    else {
        return Err("no organisation".into());
    };
    assert_eq!(
        (name.as_str(), languages),
        ("Ville de Rivemont", Languages::French)
    );
    let SetupView::Teams(TeamsView { teams, .. }) = setup(&ana, Setup::Teams).await? else {
        return Err("no teams".into());
    };
    assert!(
        teams.iter().any(|row| row.team.label.get("en") == "Fleet"),
        "{teams:?}"
    );
    let marc = Setup::People("Marc".to_owned());
    let SetupView::People(PeopleView { people, .. }) = setup(&ana, marc).await? else {
        return Err("no people".into());
    };
    let roles: Vec<Role> = (people.iter().flat_map(|row| &row.roles))
        .map(|(_, role)| *role)
        .collect();
    assert_eq!(roles, [Role::Manager]);
    assert_eq!(office.console().await?, [] as [String; 0]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_type_is_given_a_pattern_and_what_is_made_of_it_its_number_provisional_at_first()
-> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let invitation = deployment.server.enrol_administrator().await?;
    let office = Browser::open(&Device::desk()).await?;
    office
        .goto(&deployment.over(&deployment.network, &invitation.link))
        .await?;
    office.tap(".enrol button[type=submit]").await?;
    office.find("main#screen .scan").await?;
    office.tap(".rail a[href='/more']").await?;
    office.tap("a[href='/types']").await?;
    office
        .tap("button[aria-label='Numéros d’inventaire de Portable']")
        .await?;
    office.type_into("#pattern-entry", "PC-000").await?;
    office.until_text(".over-all .why", "accolades").await?;
    office.type_into("#pattern-entry", CLEARED).await?;
    office.type_into("#pattern-entry", "PC-{0000}").await?;
    office.until_text(".over-all .hint", "PC-0042").await?;
    // Where the server is not reached no number is reserved yet.
    deployment.network.set(Weather::Cut);
    office.tap(".over-all .go").await?;
    office.until_text(".list", "PC-{0000}").await?;
    let go = |path: &str| {
        format!("history.pushState(null, '', {path}); dispatchEvent(new PopStateEvent('popstate'))")
    };
    office.run(&go("'/new'")).await?;
    office.tap_saying(".tiles button", "Portable").await?;
    office.tap(".bar-below .go").await?;
    office
        .until("(document.querySelector('#field-inventory_number')?.value ?? '').startsWith('~')")
        .await?;
    office
        .run(&go("location.pathname.replace('/edit', '')"))
        .await?;
    office.until_text(".head", "provisoire").await?;
    deployment.network.set(Weather::Clear);
    office.until_text(".head", "PC-0001").await?;
    office
        .until("!document.querySelector('.head').innerText.includes('provisoire')")
        .await?;

    // Whoever never opens the office has numbers too.
    let phone = equipped(&deployment).await?;
    phone.run(&go("'/new'")).await?;
    phone.tap_saying(".tiles button", "Portable").await?;
    phone.tap(".bar-below .go").await?;
    phone.find("#field-inventory_number").await?;
    phone
        .run(&go("location.pathname.replace('/edit', '')"))
        .await?;
    phone.until_text(".head", "PC-00").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_by_a_wrong_tile_is_put_right_by_two_taps_and_back_by_one() -> Outcome {
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = equipped(&deployment).await?;
    create(&browser, "SN-77310").await?;
    browser.tap(".sheet .pair button:last-child").await?;
    let named = ".card button.link[aria-label*='dire autrement']";
    let wrong = browser.text(named).await?;
    assert!(!wrong.contains("Serveur"), "{wrong}");
    browser.tap(named).await?;
    browser.tap_saying(".choices .choice", "Serveur").await?;
    browser.until_text(named, "Serveur").await?;
    browser.tap_saying(".toast button", "Annuler").await?;
    browser.until_text(named, &wrong).await?;
    assert_eq!(browser.console().await?, [] as [String; 0]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_made_and_taken_back_leaves_the_screen_and_nothing_can_be_done_with_it() -> Outcome
{
    let deployment = Deployment::start(Options::for_test()).await?;
    let browser = equipped(&deployment).await?;
    create(&browser, "SN-77311").await?;
    browser.tap_saying(".toast button", "Annuler").await?;
    browser.until("!document.querySelector('.sheet')").await?;
    browser.tap_saying(".toast button", "Rétablir").await?;
    browser.until_text(".toast", "Rétabli").await?;
    browser.tap_saying(".toast button", "Annuler").await?;
    browser.until_text(".toast", "Annulé").await?;
    assert_eq!(browser.console().await?, [] as [String; 0]);
    Ok(())
}
