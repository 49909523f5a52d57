//! Files are rooms and functions fit a screen.

use bonafide_house::{Room, library_rooms};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

const FUNCTION: usize = 80;
const FILE: usize = 500;
const LIB: usize = 60;

/// What stands between the modules of a library and the list of what is public.
const INTERFACE: &str = "\n// The public interface is";

#[test]
fn files_hold_one_idea() {
    for room in library_rooms() {
        if room.is_generated() {
            continue;
        }
        let (lines, most) = match room.text.split_once(INTERFACE) {
            Some((above, _)) if room.is_lib() => (above.lines().count(), LIB),
            _ => (room.lines_without_tests(), FILE),
        };
        assert!(
            lines <= most,
            "{}: {lines} lines, at most {most}",
            room.path.display()
        );
    }
}

#[test]
fn a_library_says_in_one_place_what_is_public() {
    let mut names = 0;
    for room in library_rooms().iter().filter(|room| room.is_lib()) {
        let path = room.path.display();
        let (_, list) = room.text.split_once(INTERFACE).expect("a list");
        let (_, list) = list.split_once(":\n").unwrap();
        for item in syn::parse_file(list).unwrap().items {
            let syn::Item::Use(item) = item else {
                panic!("{path}: not a name that is public");
            };
            names += named(&item.tree).unwrap_or_else(|| panic!("{path}: names with a star"));
        }
    }
    assert!(names > 300, "only {names} names were found");
}

/// How many names a tree has; `None` where it does not tell them.
fn named(tree: &syn::UseTree) -> Option<usize> {
    match tree {
        syn::UseTree::Path(path) => named(&path.tree),
        syn::UseTree::Name(_) | syn::UseTree::Rename(_) => Some(1),
        syn::UseTree::Glob(_) => None,
        syn::UseTree::Group(group) => group.items.iter().map(named).sum(),
    }
}

#[test]
fn functions_fit_a_screen() {
    let mut functions = 0;
    for room in library_rooms() {
        let file = syn::parse_file(&room.text).unwrap();
        let mut ruler = Ruler {
            room: &room,
            functions: 0,
        };
        ruler.visit_file(&file);
        functions += ruler.functions;
    }
    assert!(functions > 300, "only {functions} functions were found");
}

struct Ruler<'a> {
    room: &'a Room,
    functions: usize,
}

impl Ruler<'_> {
    fn measure(&mut self, name: &syn::Ident, block: &syn::Block) {
        self.functions += 1;
        let span = block.span();
        let lines = span.end().line - span.start().line + 1;
        let path = self.room.path.display();
        assert!(
            lines <= FUNCTION,
            "{path}: fn {name} has {lines} lines, at most {FUNCTION}"
        );
    }
}

impl<'ast> Visit<'ast> for Ruler<'_> {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.measure(&function.sig.ident, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.measure(&function.sig.ident, &function.block);
        visit::visit_impl_item_fn(self, function);
    }
}
