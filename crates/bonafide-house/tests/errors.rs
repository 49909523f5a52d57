//! Errors are data: no error type is just a text, and no variant of one.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_house::library_rooms;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Fields, FieldsNamed, GenericArgument, Item, PathArguments, Type, Visibility};

/// Names of fields that hold prose. A text under another name is a value that was found or wanted, and
/// `&'static str` is one of the words that the program has for what it asks.
const PROSE: [&str; 4] = ["detail", "message", "reason", "why"];

#[test]
fn no_error_is_only_a_text() {
    let mut wrong = Vec::new();
    let mut names = Vec::new();
    for (path, file) in files() {
        for name in &file.errors {
            let Some(shapes) = file.shapes.get(name) else {
                panic!("{path}: {name} is an error, and declared in another file");
            };
            let texts = shapes.iter().filter(|(_, fields)| is_text(fields));
            wrong.extend(texts.map(|(variant, _)| format!("{path}: {name} {variant}")));
            names.push(name.clone());
        }
    }
    assert!(wrong.is_empty(), "just a text: {wrong:#?}");
    // One for each way in which an error is declared: the macros, a struct, an enum, with a parameter.
    for name in [
        "DecodeError",
        "ImageRefusal",
        "ModelRefusal",
        "JobError",
        "Errors",
    ] {
        let is_found = names.iter().any(|found| found == name);
        assert!(is_found, "{name} was not found");
    }
    assert!(names.len() > 30, "only {names:?}");
}

/// The error types of a file, and what each public type of it holds: the fields of a struct, or of each
/// variant of an enum.
#[derive(Default)]
struct File {
    errors: BTreeSet<String>,
    private: BTreeSet<String>,
    shapes: BTreeMap<String, Vec<(String, Fields)>>,
}

fn files() -> impl Iterator<Item = (String, File)> {
    library_rooms().into_iter().map(|room| {
        let mut file = File::default();
        file.visit_file(&syn::parse_file(&room.text).unwrap());
        let File {
            errors, private, ..
        } = &mut file;
        errors.retain(|name| !private.contains(name));
        (room.path.display().to_string(), file)
    })
}

impl<'ast> Visit<'ast> for File {
    fn visit_item(&mut self, item: &'ast Item) {
        let (name, vis) = match item {
            Item::Enum(item) => (item.ident.to_string(), &item.vis),
            Item::Struct(item) => (item.ident.to_string(), &item.vis),
            _ => return visit::visit_item(self, item),
        };
        if !matches!(vis, Visibility::Public(_)) {
            self.private.insert(name);
            return;
        }
        let shapes = match item {
            Item::Enum(item) => {
                let variants = item.variants.iter();
                let shape = |it: &syn::Variant| (it.ident.to_string(), it.fields.clone());
                variants.map(shape).collect()
            }
            Item::Struct(item) => vec![(String::new(), item.fields.clone())],
            _ => Vec::new(),
        };
        self.shapes.insert(name, shapes);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let of_trait = item.trait_.as_ref().map(|(_, path, _)| last(path));
        if let (Some(name), Type::Path(of)) = (of_trait, &*item.self_ty)
            && name == "Error"
        {
            self.errors.insert(last(&of.path));
        }
    }

    fn visit_item_macro(&mut self, item: &'ast syn::ItemMacro) {
        match last(&item.mac.path).as_str() {
            "codes" => {
                let (name, shapes) = declared(item.mac.tokens.clone());
                self.errors.insert(name.clone());
                self.shapes.insert(name, shapes);
            }
            "refusals" => {
                let idents = item.mac.tokens.clone().into_iter();
                let idents = idents.filter(|it| matches!(it, TokenTree::Ident(_)));
                self.errors.extend(idents.map(|it| it.to_string()));
            }
            _ => {}
        }
    }
}

fn last(path: &syn::Path) -> String {
    path.segments.last().unwrap().ident.to_string()
}

/// The name and the variants of an enum that `codes!` declares.
fn declared(tokens: TokenStream) -> (String, Vec<(String, Fields)>) {
    let mut tokens = tokens.into_iter();
    tokens.find(|it| it.to_string() == "enum").unwrap();
    let name = tokens.next().unwrap().to_string();
    let Some(TokenTree::Group(body)) = tokens.next() else {
        panic!("{name} has no body");
    };
    let mut shapes = Vec::new();
    let tokens: Vec<TokenTree> = body.stream().into_iter().collect();
    for three in tokens.windows(3) {
        // A block in the argument of a message has no arrow behind it.
        if let [
            TokenTree::Ident(variant),
            TokenTree::Group(group),
            TokenTree::Punct(arrow),
        ] = three
            && group.delimiter() == Delimiter::Brace
            && arrow.as_char() == '='
        {
            let fields: FieldsNamed = syn::parse2(TokenTree::from(group.clone()).into()).unwrap();
            shapes.push((variant.to_string(), Fields::Named(fields)));
        }
    }
    (name, shapes)
}

/// Whether the fields say nothing that a program can read: texts without a name, or prose alone.
fn is_text(fields: &Fields) -> bool {
    let is_prose = |field: &syn::Field| match &field.ident {
        None => true,
        Some(name) => {
            let is_fixed = matches!(field.ty, Type::Reference(_));
            !is_fixed && PROSE.contains(&name.to_string().as_str())
        }
    };
    let is_text = |field: &syn::Field| holds_text(&field.ty) && is_prose(field);
    !fields.is_empty() && fields.iter().all(is_text)
}

fn holds_text(ty: &Type) -> bool {
    match ty {
        Type::Reference(to) => holds_text(&to.elem),
        Type::Path(of) => match last(&of.path).as_str() {
            "String" | "str" => true,
            "Arc" | "Box" | "Cow" | "Rc" => inner(&of.path).any(holds_text),
            _ => false,
        },
        _ => false,
    }
}

/// The types between the angle brackets.
fn inner(path: &syn::Path) -> impl Iterator<Item = &Type> {
    let arguments = match &path.segments.last().unwrap().arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    };
    arguments.into_iter().flatten().filter_map(|it| match it {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}
