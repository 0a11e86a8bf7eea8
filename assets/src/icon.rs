//! The icons, one file each in `icons/` (Lucide, ISC: `icons/LICENSE`), named by the app through
//! [`Icon`]. Only those that a screen draws are here.

use std::fmt::Write as _;

macro_rules! icons {
    ($($name:ident = $file:literal),+ $(,)?) => {
        /// A drawing of 24 × 24 strokes in the colour of the text around it.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        pub enum Icon {
            $(#[doc = concat!("Lucide's `", $file, "`.")] $name,)+
        }

        impl Icon {
            /// Every icon, in the order of the sprite.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name of its file and of its symbol in the sprite.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $file),+ }
            }

            const fn svg(self) -> &'static str {
                match self { $(Self::$name => include_str!(concat!("../icons/", $file, ".svg"))),+ }
            }
        }
    };
}

icons! {
    AppWindow = "app-window",
    Archive = "archive",
    Armchair = "armchair",
    ArrowLeft = "arrow-left",
    ArrowLeftRight = "arrow-left-right",
    ArrowRight = "arrow-right",
    BatteryCharging = "battery-charging",
    BookOpen = "book-open",
    Box = "box",
    Briefcase = "briefcase",
    Building = "building-2",
    Camera = "camera",
    CameraOff = "camera-off",
    Car = "car",
    Check = "check",
    ChevronRight = "chevron-right",
    CircleCheck = "circle-check",
    CircleDot = "circle-dot",
    CircleQuestion = "circle-question-mark",
    Clock = "clock",
    CloudOff = "cloud-off",
    CloudUpload = "cloud-upload",
    Copy = "copy",
    CreditCard = "credit-card",
    DoorOpen = "door-open",
    Download = "download",
    FileCheck = "file-check",
    FileText = "file-text",
    Flag = "flag",
    Flashlight = "flashlight",
    FolderOpen = "folder-open",
    GitMerge = "git-merge",
    HardDrive = "hard-drive",
    History = "history",
    IdCard = "id-card",
    Image = "image",
    Info = "info",
    Key = "key-round",
    Keyboard = "keyboard",
    Landmark = "landmark",
    Languages = "languages",
    Laptop = "laptop",
    Lock = "lock",
    Map = "map",
    MapPin = "map-pin",
    Menu = "menu",
    Monitor = "monitor",
    Nfc = "nfc",
    Package = "package",
    Pencil = "pencil",
    Plus = "plus",
    Printer = "printer",
    Redo = "redo-2",
    Refresh = "refresh-cw",
    Router = "router",
    ScanLine = "scan-line",
    Search = "search",
    Server = "server",
    Shapes = "shapes",
    Share = "share",
    Smartphone = "smartphone",
    SquarePlus = "square-plus",
    SunMoon = "sun-moon",
    Tablet = "tablet",
    Tag = "tag",
    TriangleAlert = "triangle-alert",
    Truck = "truck",
    Undo = "undo-2",
    User = "user",
    Users = "users",
    Wifi = "wifi",
    Wrench = "wrench",
    X = "x",
}

/// The symbols of every icon, to stand once inside an `<svg>` of the page: `<use href="#NAME">`
/// then draws one in the colour of the text, with no request and so with no flicker and no network.
#[must_use]
pub fn sprite() -> String {
    let mut symbols = String::with_capacity(Icon::ALL.len() * 320);
    for icon in Icon::ALL {
        let _ = write!(
            symbols,
            r#"<symbol id="{}" viewBox="0 0 24 24">"#,
            icon.name()
        );
        symbols.extend(shapes(icon.svg()).lines().map(str::trim));
        symbols.push_str("</symbol>");
    }
    symbols
}

/// What stands between the outer `<svg …>` and its end.
fn shapes(svg: &str) -> &str {
    let inner = svg
        .split_once("<svg")
        .and_then(|(_, rest)| rest.split_once('>'))
        .map_or("", |(_, rest)| rest);
    inner.rsplit_once("</svg>").map_or("", |(shapes, _)| shapes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sprite_holds_every_icon_with_its_strokes() {
        let sprite = sprite();
        for icon in Icon::ALL {
            let opening = format!(r#"<symbol id="{}" viewBox="0 0 24 24"><"#, icon.name());
            assert!(sprite.contains(&opening), "{icon:?} is empty");
        }
        assert!(!sprite.contains("<svg"));
    }

    #[test]
    fn no_icon_lies_about_unnamed() {
        let mut files: Vec<String> =
            std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/icons"))
                .unwrap()
                .filter_map(|entry| {
                    entry
                        .unwrap()
                        .file_name()
                        .to_str()?
                        .strip_suffix(".svg")
                        .map(str::to_owned)
                })
                .collect();
        files.sort();
        let mut named: Vec<&str> = Icon::ALL.iter().map(|icon| icon.name()).collect();
        named.sort_unstable();
        assert_eq!(files, named);
    }
}
