//! What each type of package URL asks for: the type definitions of purl-spec as a table.
//!
//! Deviations, each on purpose:
//! - `gitlab` has no definition; the rule of `github` is used.
//! - `golang`: the definition says that names are case-sensitive and, in a note, that they shall be
//!   lower-cased. They are kept as written, and lookups ignore case.
//! - `hackage`: "kebab-case" cannot be applied to names such as `AC-HalfInteger`; they are kept.
//! - `cpan`: the namespace "shall be uppercase"; it is kept as written.
//! - `git`: one recommended case of the test suite lower-cases, against the definition; it is kept.
//! - A type that is not here follows the generic rules.

/// Whether a type has namespaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    Optional,
    Required,
    Prohibited,
}

/// What a name must look like, or is made to look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameForm {
    Free,
    /// `_` is `-`.
    Pypi,
    /// Everything but letters and digits is `_`.
    Pub,
    /// The name of a distribution, not of a module: no `::`.
    Cpan,
    /// No white space, no `+`, no `.` in front.
    Pod,
    /// 32 letters from `a` to `p`; the version has one to four numbers.
    ChromeExtension,
    /// Lower case where the server ignores case.
    Mlflow,
    /// The namespace is the host, and the name the whole path on it.
    GitPath,
}

/// What lookups hold for equal beyond the canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Folding {
    Nothing,
    /// Upper and lower case.
    Case,
    /// Case, and runs of `-`, `_` and `.` (PEP 503).
    Pep503,
    /// Case; versions without build metadata and without a fourth part of zero.
    Nuget,
}

/// The rules of one type.
#[derive(Clone, Copy, Debug)]
pub(super) struct TypeRule {
    pub(super) name: &'static str,
    pub(super) namespace: Need,
    pub(super) most_segments: usize,
    pub(super) lower_namespace: bool,
    pub(super) lower_name: bool,
    pub(super) lower_version: bool,
    pub(super) lower_subpath: bool,
    pub(super) form: NameForm,
    pub(super) folding: Folding,
    pub(super) qualifier: Option<&'static str>,
    pub(super) registry: Option<&'static str>,
}

/// The rules of the type `name`, which must be in lower case.
pub(super) fn rule_of(name: &str) -> TypeRule {
    TYPES
        .binary_search_by(|rule| rule.name.cmp(name))
        .ok()
        .and_then(|at| TYPES.get(at))
        .copied()
        .unwrap_or(rule("generic"))
}

/// Sorted by name.
const TYPES: &[TypeRule] = &[
    rule("alpm").required().lower(),
    rule("apk").required().lower(),
    rule("bazel").prohibited().at("https://bcr.bazel.build"),
    rule("bitbucket")
        .required()
        .lower()
        .at("https://bitbucket.org"),
    rule("bitnami")
        .prohibited()
        .lower_name()
        .at("https://downloads.bitnami.com/files/stacksmith"),
    rule("brew").lower().at("https://formulae.brew.sh"),
    rule("cargo").prohibited().at("https://crates.io"),
    rule("chrome-extension")
        .prohibited()
        .lower_name()
        .form(NameForm::ChromeExtension)
        .at("https://chromewebstore.google.com"),
    rule("cocoapods")
        .prohibited()
        .form(NameForm::Pod)
        .at("https://cdn.cocoapods.org"),
    rule("composer")
        .required()
        .lower()
        .at("https://packagist.org"),
    rule("conan").at("https://center.conan.io"),
    rule("conda").prohibited().at("https://repo.anaconda.com"),
    rule("cpan").form(NameForm::Cpan).at("https://www.cpan.org"),
    rule("cran").prohibited().at("https://cran.r-project.org"),
    rule("deb").required().lower(),
    rule("docker").at("https://hub.docker.com"),
    rule("gem").prohibited().at("https://rubygems.org"),
    rule("generic"),
    rule("git").required().form(NameForm::GitPath),
    rule("github").required().lower().at("https://github.com"),
    rule("gitlab").required().lower().at("https://gitlab.com"),
    rule("golang").required().folding(Folding::Case),
    rule("hackage")
        .prohibited()
        .at("https://hackage.haskell.org"),
    rule("hex").lower().at("https://repo.hex.pm"),
    rule("huggingface").required().lower_version(),
    rule("julia")
        .prohibited()
        .qualifier("uuid")
        .at("https://github.com/JuliaRegistries/General"),
    rule("luarocks").lower(),
    rule("maven")
        .required()
        .at("https://repo.maven.apache.org/maven2"),
    rule("mlflow").prohibited().form(NameForm::Mlflow),
    rule("npm")
        .folding(Folding::Case)
        .at("https://registry.npmjs.org"),
    rule("nuget")
        .prohibited()
        .folding(Folding::Nuget)
        .at("https://www.nuget.org"),
    rule("oci").prohibited().lower_name().lower_version(),
    rule("opam").prohibited().at("https://opam.ocaml.org"),
    rule("otp").prohibited().lower_name().lower_subpath(),
    rule("pub")
        .prohibited()
        .lower_name()
        .form(NameForm::Pub)
        .at("https://pub.dartlang.org"),
    rule("pypi")
        .prohibited()
        .lower_name()
        .lower_version()
        .form(NameForm::Pypi)
        .folding(Folding::Pep503)
        .at("https://pypi.org"),
    rule("qpkg").required().lower_namespace(),
    rule("rpm").required().lower_namespace(),
    rule("swid").segments(2).qualifier("tag_id"),
    rule("swift").required(),
    rule("vcpkg")
        .prohibited()
        .at("https://github.com/microsoft/vcpkg"),
    rule("vscode-extension")
        .required()
        .lower()
        .lower_version()
        .at("https://marketplace.visualstudio.com/vscode-extension"),
    rule("yocto").lower_namespace(),
];

const fn rule(name: &'static str) -> TypeRule {
    TypeRule {
        name,
        namespace: Need::Optional,
        most_segments: usize::MAX,
        lower_namespace: false,
        lower_name: false,
        lower_version: false,
        lower_subpath: false,
        form: NameForm::Free,
        folding: Folding::Nothing,
        qualifier: None,
        registry: None,
    }
}

impl TypeRule {
    const fn required(mut self) -> Self {
        self.namespace = Need::Required;
        self
    }

    const fn prohibited(mut self) -> Self {
        self.namespace = Need::Prohibited;
        self
    }

    const fn segments(mut self, most: usize) -> Self {
        self.most_segments = most;
        self
    }

    const fn lower(mut self) -> Self {
        self.lower_namespace = true;
        self.lower_name = true;
        self
    }

    const fn lower_namespace(mut self) -> Self {
        self.lower_namespace = true;
        self
    }

    const fn lower_name(mut self) -> Self {
        self.lower_name = true;
        self
    }

    const fn lower_version(mut self) -> Self {
        self.lower_version = true;
        self
    }

    const fn lower_subpath(mut self) -> Self {
        self.lower_subpath = true;
        self
    }

    const fn form(mut self, form: NameForm) -> Self {
        self.form = form;
        self
    }

    const fn folding(mut self, folding: Folding) -> Self {
        self.folding = folding;
        self
    }

    /// A qualifier that the type requires.
    const fn qualifier(mut self, key: &'static str) -> Self {
        self.qualifier = Some(key);
        self
    }

    /// The default registry, without the `/` that some definitions end with.
    const fn at(mut self, registry: &'static str) -> Self {
        self.registry = Some(registry);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_and_an_unknown_type_is_generic() {
        assert!(TYPES.is_sorted_by(|a, b| a.name < b.name));
        for row in TYPES {
            assert_eq!(rule_of(row.name).name, row.name);
        }
        let generic = rule_of("no-such-type");
        assert_eq!(
            (generic.name, generic.namespace),
            ("generic", Need::Optional)
        );
    }
}
