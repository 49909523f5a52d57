//! The contents of every member, read once.

use bonafide_digest::{Algorithm, Hasher};
use bonafide_report::registry;

use super::Wheel;
use super::elf::{self, Native};
use super::file_name::FileName;
use super::listed::Listed;
use super::platform::Platforms;
use crate::Finding;
use crate::zip::{Archive, Member};

/// What the first bytes of a member tell.
pub(super) struct Head {
    /// The place of the member.
    pub(super) place: usize,
    pub(super) native: Option<Native>,
    /// The first line, where it begins with `#!`.
    pub(super) shebang: Option<Vec<u8>>,
    /// The newest glibc that it asks for, where the platform tags bound it.
    pub(super) glibc: Option<(u32, u32)>,
}

impl Wheel<'_> {
    /// Reads everything, compares it with what is `listed`, and gives what was seen of code.
    ///
    /// # Specification
    /// models REC-4.
    pub(super) fn contents(
        &mut self,
        archive: &Archive<'_>,
        listed: Option<&[Option<Listed>]>,
        name: Option<&FileName>,
    ) -> Vec<Head> {
        let bound = name.and_then(|name| Platforms::new(&name.platforms).glibc());
        let mut heads = Vec::new();
        for (place, member) in archive.members().iter().enumerate() {
            let listed = listed.and_then(|listed| listed.get(place)?.as_ref());
            let Some(head) = self.member(archive, member, listed) else {
                continue;
            };
            let native = Native::of(&head);
            let shebang = head.starts_with(b"#!").then(|| first_line(&head));
            if native.is_none() && shebang.is_none() {
                continue;
            }
            let is_elf = matches!(native, Some(Native::Elf { .. }));
            let glibc = match bound.is_some() && is_elf {
                true => archive.contents(member, self.options.native).ok(),
                false => None,
            };
            heads.push(Head {
                place,
                native,
                shebang,
                glibc: glibc.and_then(|bytes| elf::needed_glibc(&bytes)),
            });
        }
        heads
    }

    /// The first bytes of one member, if its contents could be read.
    fn member(
        &mut self,
        archive: &Archive<'_>,
        member: &Member,
        listed: Option<&Listed>,
    ) -> Option<Vec<u8>> {
        let algorithm = listed.map(|listed| listed.digest.algorithm());
        let algorithm = algorithm.unwrap_or(Algorithm::Sha256);
        let mut hasher = listed.and_then(|_| Hasher::new(&[algorithm]).ok());
        let mut head = Vec::new();
        let copied = archive.copy(member, |piece| {
            let room = elf::HEAD.saturating_sub(head.len());
            head.extend_from_slice(piece.get(..room).unwrap_or(piece));
            if let Some(hasher) = &mut hasher {
                hasher.update(piece);
            }
        });
        self.keep(copied.map_err(|fault| fault.to_finding()))?;
        if let (Some(hasher), Some(listed)) = (hasher, listed) {
            let digests = hasher.finish();
            if digests.get(algorithm) != Some(&listed.digest) {
                let message = "the contents are not those that RECORD lists";
                let finding = Finding::error(registry::REC_HASH_MISMATCH, message);
                self.findings.add(finding.at_member(member.name()));
            }
            self.size(member, listed);
        }
        Some(head)
    }

    fn size(&mut self, member: &Member, listed: &Listed) {
        if let Some(size) = listed.size
            && size != member.size()
        {
            let found = member.size();
            let message = format!("{found} bytes, and RECORD lists {size}");
            let finding = Finding::error(registry::REC_SIZE_MISMATCH, message);
            self.findings.add(finding.at_member(member.name()));
        }
    }
}

fn first_line(head: &[u8]) -> Vec<u8> {
    let line = head.split(|b| matches!(b, b'\n' | b'\r')).next();
    line.unwrap_or_default().to_vec()
}
