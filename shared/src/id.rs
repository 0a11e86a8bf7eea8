//! Identifiers: UUIDv7 newtypes, made on the device from a clock and randomness that are handed in.
//!
//! Text on the wire, 16-byte blobs in SQLite. Ids sort by the time of their making.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::time::Millis;

/// Builds a UUIDv7 (RFC 9562 §5.7) from a wall clock reading and 74 usable bits of `random`.
#[must_use]
pub fn uuid_v7(at: Millis, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(at.0).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// Makes an id from a wall clock reading and randomness.
            #[must_use]
            pub fn new(at: Millis, random: [u8; 10]) -> Self {
                Self(uuid_v7(at, random))
            }

            /// An id fixed at compile time: the starter set's.
            #[must_use]
            pub const fn fixed(number: u128) -> Self {
                Self(Uuid::from_u128(number))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// One operation.
    OpId;
    /// What a person did: operations committed and undone together.
    ActionId;
    /// Any record, whatever its collection.
    RecordId;
    /// One store on one device; its operations are numbered without gaps.
    InstallationId;
    /// A device that somebody enrolled, as others may name it. Says nothing of its credential.
    DeviceId;
    /// An organisation: the widest boundary, which nothing crosses.
    OrgId;
}

impl From<OrgId> for RecordId {
    /// The organisation's settings are a record under its own id.
    fn from(id: OrgId) -> Self {
        Self(id.0)
    }
}

macro_rules! record_ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        ids! { $($(#[$doc])* $name;)* }
        $(
            impl From<$name> for RecordId {
                fn from(id: $name) -> Self {
                    Self(id.0)
                }
            }

            impl From<RecordId> for $name {
                fn from(id: RecordId) -> Self {
                    Self(id.0)
                }
            }
        )*
    };
}

record_ids! {
    /// A configuration item.
    ItemId;
    /// An item type.
    TypeId;
    /// An attribute of a type.
    AttributeId;
    /// A sub-state.
    SubStateId;
    /// A category of a type.
    CategoryId;
    /// A place: site, building, floor, room or spot.
    PlaceId;
    /// A person.
    PersonId;
    /// A team.
    TeamId;
    /// A person's membership of a team.
    MembershipId;
    /// A member of an item that identifies it: label code, old tag, MAC address.
    IdentifierId;
    /// What was said of two items: `alias::id_of` makes it of the two.
    AliasId;
}
