//! Files are rooms and functions fit a screen.

use bonafide_house::{Room, library_rooms};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

const FUNCTION: usize = 80;
const FILE: usize = 500;
const LIB: usize = 80;

#[test]
fn files_hold_one_idea() {
    for room in library_rooms() {
        if room.is_generated() {
            continue;
        }
        let lines = room.lines_without_tests();
        let most = if room.is_lib() { LIB } else { FILE };
        assert!(
            lines <= most,
            "{}: {lines} lines, at most {most}",
            room.path.display()
        );
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
