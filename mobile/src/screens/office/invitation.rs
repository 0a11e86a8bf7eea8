//! A way in for another device, as a QR code to be scanned from it; and the devices that there are.

use assets::Icon;
use dioxus::prelude::*;
use mobile_core::api::{Inquiry, Reply};
use qrcode::{Color, EcLevel, QrCode};
use shared::id::{DeviceId, PersonId};
use shared::wire::{DeviceResponse, InvitationResponse, Verdict};

use super::inquiry::{Told, Trouble, use_asker};
use crate::components::{Alt, Dialog, Go, ItemRow, TextButton};
use crate::i18n::names::BESIDE;
use crate::session::use_session;
use crate::{page, t};

/// Letting a person's devices in and putting them out.
#[component]
pub(super) fn Admission(person: PersonId, own: bool) -> Element {
    let devices = use_asker(|_| ());
    let session = use_session();
    let invitation = use_asker(|_| ());
    let mut replaced = use_signal(|| None::<DeviceResponse>);
    let mut put_out = use_signal(|| None::<DeviceResponse>);
    let putting_out = use_asker(move |_| {
        session.tell(t!("device-put-out"));
        devices.ask(Inquiry::Devices(person));
    });
    let mut judged = use_signal(|| None::<DeviceResponse>);
    let judging = use_asker(move |_| {
        session.tell(t!("device-held-judged"));
        devices.ask(Inquiry::Devices(person));
    });
    use_hook(|| devices.ask(Inquiry::Devices(person)));
    let invite = move |replaces: Option<DeviceId>| {
        invitation.ask(Inquiry::Invite { person, replaces });
    };
    let known = match devices.told() {
        Told::Reply(Reply::Devices(known)) => Some(known),
        _ => None,
    };
    rsx! {
        h2 { class: "section", {t!("invite-title")} }
        div { class: "pad stack",
            match invitation.told() {
                Told::Reply(Reply::Invitation(granted)) => rsx! {
                    Granted { granted, replaced: replaced.read().as_ref().map(|device| device.name.clone()) }
                    TextButton {
                        onclick: move |()| {
                            replaced.set(None);
                            invitation.forget();
                            devices.ask(Inquiry::Devices(person));
                        },
                        {t!("invite-done")}
                    }
                },
                told => rsx! {
                    Trouble { asker: invitation }
                    Go { icon: Icon::Smartphone, disabled: told == Told::Waiting,
                        onclick: move |()| {
                            replaced.set(None);
                            invite(None);
                        },
                        if own { {t!("invite-own")} } else { {t!("invite-another")} }
                    }
                    p { class: "small muted", {t!("invite-help")} }
                },
            }
        }
        h2 { class: "section", {t!("devices-title")} }
        div { class: "inset", Trouble { asker: devices } }
        if let Some(known) = known {
            if known.is_empty() {
                p { class: "pad muted", {t!("devices-none")} }
            }
            div { class: "list",
                for device in known {
                    Device { key: "{device.id}", device: device.clone(),
                        onreplace: {
                            let device = device.clone();
                            move |()| {
                                replaced.set(Some(device.clone()));
                                invite(Some(device.id));
                            }
                        },
                        onputout: {
                            let device = device.clone();
                            move |()| put_out.set(Some(device.clone()))
                        },
                        onjudge: move |()| judged.set(Some(device.clone())),
                    }
                }
            }
        }
        div { class: "inset", Trouble { asker: putting_out } }
        div { class: "inset", Trouble { asker: judging } }
        if let Some(device) = judged.cloned() {
            Dialog { title: t!("device-held-title", device: device.name.as_str()), onclose: move |()| judged.set(None),
                div { class: "body pad stack",
                    p { {t!("device-held-help")} }
                    Go { icon: Icon::Check,
                        onclick: move |()| {
                            judged.set(None);
                            judging.ask(Inquiry::Judge { device: device.id, verdict: Verdict::Accept {} });
                        },
                        {t!("device-held-accept")}
                    }
                    Alt {
                        onclick: move |()| {
                            judged.set(None);
                            judging.ask(Inquiry::Judge { device: device.id, verdict: Verdict::Refuse {} });
                        },
                        {t!("device-held-refuse")}
                    }
                }
            }
        }
        if let Some(device) = put_out.cloned() {
            Dialog { title: t!("device-put-out-title", device: device.name.as_str()), onclose: move |()| put_out.set(None),
                div { class: "body pad stack",
                    p { {t!("device-put-out-help")} }
                    Go { icon: Icon::Lock,
                        onclick: move |()| {
                            put_out.set(None);
                            putting_out.ask(Inquiry::PutOut(device.id));
                        },
                        {t!("device-put-out-go")}
                    }
                    Alt { onclick: move |()| put_out.set(None), {t!("device-keep")} }
                }
            }
        }
    }
}

/// A device with what can be done about it.
#[component]
fn Device(
    device: DeviceResponse,
    onreplace: EventHandler<()>,
    onputout: EventHandler<()>,
    onjudge: EventHandler<()>,
) -> Element {
    let clock = page::clock();
    let told: Vec<String> = [
        device.own.then(|| t!("device-own")),
        Some(t!("device-enrolled", when: clock.moment(device.enrolled_at))),
        device
            .seen_at
            .map(|at| t!("device-seen", when: clock.ago(at))),
        device
            .put_out_at
            .map(|at| t!("device-put-out-when", when: clock.ago(at))),
    ]
    .into_iter()
    .flatten()
    .collect();
    rsx! {
        ItemRow { icon: Icon::Smartphone, title: device.name.clone(),
            under: rsx! {
                span { class: "text", {told.join(BESIDE)} }
            },
        }
        div { class: "pad line wrap",
            if device.put_out_at.is_some() {
                TextButton { icon: Icon::FileCheck, onclick: move |()| onjudge.call(()),
                    {t!("device-held-go", count: device.held)}
                }
            } else {
                TextButton { icon: Icon::Smartphone, onclick: move |()| onreplace.call(()), {t!("device-replace")} }
                // Whoever would put out the device in their hand signs out instead.
                if !device.own {
                    TextButton { icon: Icon::Lock, onclick: move |()| onputout.call(()), {t!("device-put-out-go")} }
                }
            }
        }
    }
}

/// The way in: a code to be scanned from the other device, and its link to be sent.
#[component]
fn Granted(granted: InvitationResponse, replaced: Option<String>) -> Element {
    let session = use_session();
    let link = granted.link.clone();
    rsx! {
        div { class: "printed", Drawn { text: granted.link.clone(), name: t!("invite-code") } }
        p { role: "status", {t!("invite-minutes", minutes: granted.minutes)} }
        if let Some(device) = replaced {
            p { {t!("invite-replaces", device: device)} }
        }
        p { class: "small muted", {t!("invite-secret")} }
        Alt { icon: Icon::Copy, onclick: move |()| session.copy(link.clone()), {t!("invite-copy")} }
    }
}

/// The picture of a text as a QR code.
#[component]
fn Drawn(text: String, name: String) -> Element {
    let Some((across, modules)) = modules(&text) else {
        return rsx! {};
    };
    rsx! {
        svg {
            view_box: "0 0 {across} {across}",
            role: "img",
            "aria-label": "{name}",
            "data-link": "{text}",
            shape_rendering: "crispEdges",
            path { d: "{modules}" }
        }
    }
}

/// How many modules the picture is across with its quiet zone, and its dark ones as a path. None if the text is longer
/// than any code.
fn modules(text: &str) -> Option<(usize, String)> {
    /// What the standard asks around a code.
    const QUIET: usize = 4;
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let dark = code.to_colors();
    let modules = dark
        .iter()
        .enumerate()
        .filter(|(_, color)| **color == Color::Dark)
        .map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET))
        .collect();
    Some((width + 2 * QUIET, modules))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_drawn_with_its_quiet_zone() {
        let (across, path) =
            modules("https://inv.example.org/enrol#AAAAAAAAAAAAAAAAAAAAAA").unwrap();
        // Version 4 has 33 modules, with 4 quiet ones on each side.
        assert_eq!(across, 41);
        assert!(path.starts_with("M4 4h1v1h-1z"));
        assert!(!path.contains("M3 ") && !path.contains("M37 "));
    }
}
