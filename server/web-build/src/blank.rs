//! Leaving out what a browser is not worth the download: the tables of the Chinese, Japanese and Korean character sets,
//! which come with the decoder's library and do not compress. They are overwritten with zeros, so that nothing else in the
//! module moves. Such a code's bytes are kept as always, and its text is read as that of one that names no set.
//!
//! Where the tables lie says the linker's own list of symbols (tool conventions of WebAssembly, “Linking”), which the
//! splitter needs as well.

/// In the names of all tables of that library, and in the name of the one that western sets share.
const TABLES: &[u8] = b"11encoding_rs4data";
const WESTERN: &[u8] = b"SINGLE_BYTE_DATA";

/// A subsection of the list of symbols; kinds of symbols; flags of theirs.
const SYMBOL_TABLE: u8 = 8;
const DATA: u8 = 1;
const SECTION: u8 = 3;
const UNDEFINED: usize = 0x10;
const EXPLICIT_NAME: usize = 0x40;

/// Reads on through bytes.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied()?;
        self.at += 1;
        Some(byte)
    }

    fn number(&mut self) -> Option<usize> {
        let (number, length) = super::leb128(self.bytes.get(self.at..)?)?;
        self.at += length;
        Some(number)
    }

    fn name(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        let name = self.bytes.get(self.at..self.at + length)?;
        self.at += length;
        Some(name)
    }
}

/// A table: its segment, where it begins in that, and how long it is.
struct Table {
    segment: usize,
    start: usize,
    size: usize,
}

/// Overwrites them, and says how many bytes there were; none if this is no module with a list of symbols.
pub(super) fn blank(module: &mut [u8]) -> Option<usize> {
    let (mut segments, mut tables) = (Vec::new(), Vec::new());
    let mut reader = Reader {
        bytes: module,
        at: 8,
    };
    while reader.at < module.len() {
        let id = reader.byte()?;
        let end = reader.number()? + reader.at;
        match id {
            11 => segments = find_segments(&mut reader)?,
            0 if reader.name()? == b"linking" => tables = find_tables(&mut reader, end)?,
            _ => {}
        }
        reader.at = end;
    }
    let mut blanked = 0;
    for Table {
        segment,
        start,
        size,
    } in tables
    {
        let start = segments.get(segment)? + start;
        module.get_mut(start..start + size)?.fill(0);
        blanked += size;
    }
    Some(blanked)
}

/// Where the bytes of each segment begin (core specification, 5.5.14).
fn find_segments(reader: &mut Reader<'_>) -> Option<Vec<usize>> {
    let mut segments = Vec::new();
    for _ in 0..reader.number()? {
        let flags = reader.number()?;
        if flags == 2 {
            reader.number()?;
        }
        if flags != 1 {
            // The offset: a constant, its number, the end.
            reader.byte()?;
            while reader.byte()? & 0x80 != 0 {}
            reader.byte()?;
        }
        let length = reader.number()?;
        segments.push(reader.at);
        reader.at += length;
    }
    Some(segments)
}

fn find_tables(reader: &mut Reader<'_>, end: usize) -> Option<Vec<Table>> {
    let mut tables = Vec::new();
    reader.number()?;
    while reader.at < end {
        let kind = reader.byte()?;
        let end = reader.number()? + reader.at;
        if kind == SYMBOL_TABLE {
            for _ in 0..reader.number()? {
                tables.extend(read_symbol(reader)?);
            }
        }
        reader.at = end;
    }
    Some(tables)
}

/// One symbol, and the table that it is if it is one of those.
fn read_symbol(reader: &mut Reader<'_>) -> Option<Option<Table>> {
    let kind = reader.byte()?;
    let flags = reader.number()?;
    let is_defined = flags & UNDEFINED == 0;
    if kind == SECTION {
        reader.number()?;
        return Some(None);
    }
    if kind != DATA {
        reader.number()?;
        if is_defined || flags & EXPLICIT_NAME != 0 {
            reader.name()?;
        }
        return Some(None);
    }
    let name = reader.name()?;
    if !is_defined {
        return Some(None);
    }
    let table = Table {
        segment: reader.number()?,
        start: reader.number()?,
        size: reader.number()?,
    };
    let has = |part: &[u8]| name.windows(part.len()).any(|window| window == part);
    Some((has(TABLES) && !has(WESTERN)).then_some(table))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(id: u8, contents: &[u8]) -> Vec<u8> {
        let mut section = vec![id, u8::try_from(contents.len()).expect("short")];
        section.extend_from_slice(contents);
        section
    }

    fn named(name: &[u8], rest: &[u8]) -> Vec<u8> {
        let mut bytes = vec![u8::try_from(name.len()).expect("short")];
        bytes.extend_from_slice(name);
        bytes.extend_from_slice(rest);
        bytes
    }

    #[test]
    fn the_tables_are_blanked_and_nothing_else() {
        let western = named(b"_ZN11encoding_rs4data16SINGLE_BYTE_DATA17hE", &[0, 0, 2]);
        let eastern = named(b"_ZN11encoding_rs4data4BIG5E", &[0, 3, 2]);
        let mut symbols = vec![3, DATA, 0];
        symbols.extend(western);
        symbols.extend([0, 0x10, 4]);
        symbols.extend([DATA, 0]);
        symbols.extend(eastern);
        let mut linking = vec![2, SYMBOL_TABLE, u8::try_from(symbols.len()).expect("short")];
        linking.extend(symbols);
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend(section(
            11,
            &[1, 0, 0x41, 0x80, 0x08, 0x0b, 6, 1, 2, 3, 4, 5, 6],
        ));
        let data = module.len() - 6;
        module.extend(section(0, &named(b"linking", &linking)));
        let before = module.clone();
        assert_eq!(blank(&mut module), Some(2));
        assert_eq!(module[data..data + 6], [1, 2, 3, 0, 0, 6]);
        module[data + 3..data + 5].copy_from_slice(&[4, 5]);
        assert_eq!(module, before);
    }

    #[test]
    fn what_is_no_module_is_none() {
        assert_eq!(blank(&mut b"\0asm\x01\0\0\0\x0b\xff".to_vec()), None);
        assert_eq!(blank(&mut Vec::new()), Some(0));
    }
}
