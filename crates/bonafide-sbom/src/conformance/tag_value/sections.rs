//! From tags to the elements that they describe.

use std::collections::HashMap;

use bonafide_report::registry as codes;

use super::super::published::Schema;
use super::draft::Draft;
use super::members::{COUNT, Member};
use super::notes::Notes;
use super::values::{self, Value};
use crate::Error;
use crate::spdx2::tag_value::{Entry, Lines, Section, Standing, Walk};

/// A document while its tags go by.
#[derive(Debug)]
pub(super) struct Sections<'a> {
    schema: Schema,
    notes: Notes,
    section: Section,
    /// The line in which the section begins.
    begin: usize,
    /// The values that each tag has in the section, by the tag's place in the table.
    values: Vec<Vec<Value<'a>>>,
    /// The tags that have some, in the order in which they came.
    present: Vec<usize>,
    drafts: Drafts,
    /// The elements, and the line in which they are defined when they are files.
    ids: HashMap<&'a str, Option<usize>>,
    /// What annotations are about, and what snippets are from.
    annotated: Vec<Value<'a>>,
    snippets: Vec<Value<'a>>,
    /// Whether the files of the last package were not analyzed.
    is_unread: bool,
    adjoining: Adjoining,
}

/// Elements by their kind.
#[derive(Debug, Default)]
struct Drafts {
    document: Draft,
    packages: Draft,
    files: Draft,
    snippets: Draft,
    licences: Draft,
    relationships: Draft,
    annotations: Draft,
    reviews: Draft,
}

/// Which tags may come next that belong to one before.
#[derive(Clone, Copy, Debug, Default)]
struct Adjoining {
    reference_comment: bool,
    project_page: bool,
    project_uri: bool,
}

impl<'a> Sections<'a> {
    pub(super) fn new(schema: Schema) -> Self {
        Self {
            schema,
            notes: Notes::new(schema),
            section: Section::Document,
            begin: 1,
            values: vec![Vec::new(); COUNT],
            present: Vec::new(),
            drafts: Drafts::default(),
            ids: HashMap::new(),
            annotated: Vec::new(),
            snippets: Vec::new(),
            is_unread: false,
            adjoining: Adjoining::default(),
        }
    }

    /// The document in the other syntax, and what is wrong with its tags.
    pub(super) fn run(mut self, text: &'a str) -> Result<(Draft, Notes), Error> {
        let mut lines = Lines::of(text);
        let mut walk = Walk::default();
        let mut first = 1;
        while let Some(entry) = lines.next()? {
            match walk.step(&entry)? {
                Standing::Unknown => self.notes.unknown(entry.tag, entry.line),
                Standing::Misplaced => {
                    let detail = "it does not belong to this section";
                    let (tag, line) = (entry.tag, entry.line);
                    self.notes.tag(tag, line, codes::SBOM_MISPLACED, detail);
                }
                Standing::Begins(section) => {
                    self.end();
                    self.begin(section, entry.line);
                    self.take(entry);
                }
                Standing::Version => {
                    first = entry.line;
                    self.begin = entry.line;
                    self.take(entry);
                }
                Standing::Belongs => self.take(entry),
            }
        }
        walk.finish()?;
        self.end();
        self.check_references();
        Ok((self.drafts.whole(first), self.notes))
    }

    /// # Specification
    /// SPDX 2.3 clause 7.8: a package that was not analyzed contains no files; clause 5.2.3: files
    /// belong to the package before them.
    fn begin(&mut self, section: Section, line: usize) {
        self.section = section;
        self.begin = line;
        self.adjoining = Adjoining::default();
        if section == Section::File && self.is_unread {
            let detail = "a file of a package whose files were not analyzed";
            let code = codes::SBOM_MISPLACED;
            self.notes.prose("files-analyzed", line, code, detail);
        }
    }

    /// Keeps the value of a tag of this section.
    fn take(&mut self, entry: Entry<'a>) {
        let Entry {
            tag, value, line, ..
        } = entry;
        let index = Member::index_of(tag);
        let Some((index, member)) = index.and_then(|at| Some((at, Member::at(at)?))) else {
            return;
        };
        self.check_line(member, &entry);
        self.check_neighbour(member, line);
        if let Some(values) = self.values.get_mut(index) {
            if values.is_empty() {
                self.present.push(index);
            }
            values.push(Value { text: value, line });
        }
    }

    /// # Specification
    /// SPDX 2.3 clauses 6 to 13: `Single line of text` in the format of a field; annex D.1 for
    /// licence expressions.
    fn check_line(&mut self, member: Member, entry: &Entry<'_>) {
        let (value, line) = (entry.value, entry.line);
        if value.contains('\n') && !member.form.is_free() {
            let detail = "several lines, where only one may be";
            let code = codes::SBOM_PATTERN;
            self.notes.tag(member.tag, line, code, detail);
        }
        // An empty block is an empty text, as JSON has it too.
        if value.is_empty() && !entry.is_block {
            let code = codes::SBOM_REQUIRED;
            self.notes.tag(member.tag, line, code, "it has no value");
        }
    }

    /// # Specification
    /// SPDX 2.3 clauses 7.22 and 8.9 to 8.11: these tags follow the one that they belong to.
    fn check_neighbour(&mut self, member: Member, line: usize) {
        let before = self.adjoining;
        self.adjoining.project_page = false;
        self.adjoining.project_uri = false;
        let follows = match member.tag {
            "ExternalRef" => {
                self.adjoining.reference_comment = true;
                return;
            }
            "ExternalRefComment" => core::mem::take(&mut self.adjoining.reference_comment),
            "ArtifactOfProjectName" => {
                self.adjoining.project_page = true;
                self.adjoining.project_uri = true;
                return;
            }
            "ArtifactOfProjectHomePage" => {
                self.adjoining.project_uri = before.project_uri;
                before.project_page
            }
            "ArtifactOfProjectURI" => {
                self.adjoining.project_page = before.project_page;
                before.project_uri
            }
            _ => return,
        };
        if !follows {
            let detail = "it does not follow what it belongs to";
            let code = codes::SBOM_MISPLACED;
            self.notes.tag(member.tag, line, code, detail);
        }
    }

    /// Writes the section that ends.
    fn end(&mut self) {
        match self.section {
            Section::Document => self.end_document(),
            Section::Package => {
                self.is_unread = self
                    .first("FilesAnalyzed")
                    .is_some_and(|v| v.text == "false");
                self.end_element("SPDXID", false);
            }
            Section::File => self.end_element("SPDXID", true),
            Section::Snippet => self.end_snippet(),
            Section::Licence | Section::Review => self.end_element("", false),
            Section::Relationship => self.end_relationship(),
            Section::Annotation => self.end_annotation(),
        }
        for index in self.present.drain(..) {
            if let Some(values) = self.values.get_mut(index) {
                values.clear();
            }
        }
    }

    fn end_document(&mut self) {
        self.define("SPDXID", false);
        let (draft, line) = (&mut self.drafts.document, self.begin);
        draft.object(line);
        write(draft, &self.present, &self.values, self.schema, |member| {
            !member.is_of_creation()
        });
        draft.name("creationInfo");
        draft.object(line);
        write(draft, &self.present, &self.values, self.schema, |member| {
            member.is_of_creation()
        });
        draft.close();
    }

    /// An element, or another object of its own, whose identifier is in the tag `id`.
    fn end_element(&mut self, id: &str, is_file: bool) {
        self.define(id, is_file);
        let draft = self.drafts.of(self.section);
        draft.object(self.begin);
        write(draft, &self.present, &self.values, self.schema, |_| true);
        draft.close();
    }

    /// # Specification
    /// SPDX 2.3 clauses 9.2 to 9.4 and 9.10: there is a range of bytes, and a name need not be,
    /// other than in the schema.
    fn end_snippet(&mut self) {
        for tag in ["SnippetByteRange", "SnippetLineRange"] {
            match self.first(tag) {
                Some(range) if !values::is_range(range.text) => {
                    let detail = "not two numbers from 1 on in their order";
                    let code = codes::SBOM_PATTERN;
                    self.notes.tag(tag, range.line, code, detail);
                }
                None if tag == "SnippetByteRange" => {
                    let detail = "`SnippetByteRange` is missing";
                    self.notes
                        .tag(tag, self.begin, codes::SBOM_REQUIRED, detail);
                }
                _ => {}
            }
        }
        self.snippets.extend(self.first("SnippetFromFileSPDXID"));
        self.define("SnippetSPDXID", false);
        let (has_name, line) = (self.first("SnippetName").is_some(), self.begin);
        let draft = &mut self.drafts.snippets;
        draft.object(line);
        write(draft, &self.present, &self.values, self.schema, |_| true);
        if !has_name {
            draft.member("name", "", line);
        }
        draft.name("ranges");
        draft.array(line);
        draft.object(line);
        for pointer in ["startPointer", "endPointer"] {
            draft.name(pointer);
            draft.object(line);
            draft.member("reference", "", line);
            draft.close();
        }
        draft.close();
        draft.close_array();
        draft.close();
    }

    /// # Specification
    /// sbom TVL-5.
    fn end_relationship(&mut self) {
        let Some(value) = self.first("Relationship") else {
            return;
        };
        let written = values::relationship(&mut self.drafts.relationships, value, self.schema);
        if written.is_none() {
            let detail = "not two elements with a type between them";
            let code = codes::SBOM_RELATIONSHIP;
            self.notes.tag("Relationship", value.line, code, detail);
        }
    }

    /// # Specification
    /// SPDX 2.3 clause 12.4: an annotation says what it is about.
    fn end_annotation(&mut self) {
        match self.first("SPDXREF") {
            Some(about) => self.annotated.push(about),
            None => {
                let detail = "`SPDXREF` is missing";
                let code = codes::SBOM_REQUIRED;
                self.notes.tag("SPDXREF", self.begin, code, detail);
            }
        }
        self.end_element("", false);
    }

    fn define(&mut self, tag: &str, is_file: bool) {
        if let Some(id) = self.first(tag) {
            let line = is_file.then_some(self.begin);
            self.ids.entry(id.text).or_insert(line);
        }
    }

    /// The first value of `tag` in this section.
    fn first(&self, tag: &str) -> Option<Value<'a>> {
        let values = self.values.get(Member::index_of(tag)?)?;
        values.first().copied()
    }

    /// # Specification
    /// SPDX 2.3 clause 12.4, and clause 5.2.4: snippets follow the file that they are from.
    fn check_references(&mut self) {
        for about in &self.annotated {
            let (text, line) = (about.text, about.line);
            if !super::super::prose::is_element(text) {
                let detail = "not `SPDXRef-` with letters, digits, full stops and hyphens";
                let code = codes::SBOM_REF;
                self.notes.prose("element-ref", line, code, detail);
            } else if text.starts_with("SPDXRef-") && !self.ids.contains_key(text) {
                let detail = "no element has this identifier";
                let code = codes::SBOM_DANGLING_REF;
                self.notes.prose("known-id", line, code, detail);
            }
        }
        for from in &self.snippets {
            let file = self.ids.get(from.text).copied().flatten();
            if file.is_some_and(|file| file > from.line) {
                let detail = "the file that the snippet is from comes after it";
                let code = codes::SBOM_MISPLACED;
                self.notes.prose("section-order", from.line, code, detail);
            }
        }
    }
}

impl Drafts {
    fn of(&mut self, section: Section) -> &mut Draft {
        match section {
            Section::Document => &mut self.document,
            Section::Package => &mut self.packages,
            Section::File => &mut self.files,
            Section::Snippet => &mut self.snippets,
            Section::Licence => &mut self.licences,
            Section::Relationship => &mut self.relationships,
            Section::Annotation => &mut self.annotations,
            Section::Review => &mut self.reviews,
        }
    }

    /// The document, which begins in `line`.
    fn whole(self, line: usize) -> Draft {
        let mut whole = self.document;
        for (name, elements) in [
            ("packages", self.packages),
            ("files", self.files),
            ("snippets", self.snippets),
            ("hasExtractedLicensingInfos", self.licences),
            ("relationships", self.relationships),
            ("annotations", self.annotations),
            ("revieweds", self.reviews),
        ] {
            whole.elements(name, elements, line);
        }
        whole.close();
        whole
    }
}

fn write(
    draft: &mut Draft,
    present: &[usize],
    all: &[Vec<Value<'_>>],
    schema: Schema,
    wanted: impl Fn(Member) -> bool,
) {
    for index in present {
        let (Some(member), Some(values)) = (Member::at(*index), all.get(*index)) else {
            continue;
        };
        if wanted(member) {
            values::write(draft, member, values, schema);
        }
    }
}
