//! Kinds of changes, and how bad they are.

macro_rules! named {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$variant_meta:meta])* $variant:ident = $text:literal, )+ }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $( $(#[$variant_meta])* $variant, )+
        }

        impl $name {
            /// The stable lower-case name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$variant => $text, )+
                }
            }
        }
    };
}

named! {
    /// Whether something came, went or became another.
    #[expect(clippy::exhaustive_enums, reason = "a value is there or it is not")]
    pub enum ChangeKind {
        /// The baseline does not have it.
        Added = "added",
        /// The newer one does not have it.
        Removed = "removed",
        /// Both have it, and it differs.
        Changed = "changed",
    }
}

named! {
    /// How bad a change is, from the mildest to the worst.
    #[expect(clippy::exhaustive_enums, reason = "closed by the format of the report")]
    pub enum Severity {
        /// Happens with each release.
        Info = "info",
        /// Worth a look.
        Medium = "medium",
        /// Should be explained before the artifact is used.
        High = "high",
        /// Looks like somebody else's build.
        Critical = "critical",
    }
}

named! {
    /// What a change is about.
    #[non_exhaustive]
    pub enum ChangeClass {
        /// The identity or key that signed.
        Signer = "signer",
        /// The issuer of the signer's identity.
        SignerIssuer = "signer-issuer",
        /// The builder.
        Builder = "builder",
        /// An older version of the builder.
        BuilderOlder = "builder-older",
        /// A newer version of the builder.
        BuilderNewer = "builder-newer",
        /// A version of the builder that is neither older nor newer.
        BuilderVersion = "builder-version",
        /// The build type.
        BuildType = "build-type",
        /// The repository.
        Source = "source",
        /// The repository has another name and the same number.
        SourceRenamed = "source-renamed",
        /// The repository or its owner has the same name and another number.
        RepositoryRecreated = "repository-recreated",
        /// A branch instead of a tag, or the other way round.
        RefKind = "ref-kind",
        /// Another branch.
        Branch = "branch",
        /// Another tag, as with each release.
        Tag = "tag",
        /// The workflow.
        Workflow = "workflow",
        /// What kind of machine the build ran on.
        Runner = "runner",
        /// The event that started the build.
        Event = "event",
        /// A lower build level.
        LevelLower = "level-lower",
        /// A higher build level.
        LevelHigher = "level-higher",
        /// An external parameter that was not there.
        ParameterAdded = "parameter-added",
        /// An external parameter that is no longer there.
        ParameterRemoved = "parameter-removed",
        /// An external parameter with another value.
        ParameterValue = "parameter-value",
        /// A dependency that was not there.
        DependencyAdded = "dependency-added",
        /// A dependency that is no longer there.
        DependencyRemoved = "dependency-removed",
        /// A dependency at another reference.
        DependencyRef = "dependency-ref",
        /// A dependency of which the content moved on.
        DependencyDigest = "dependency-digest",
        /// A dependency whose URI names a version, which now has other content.
        DependencyReplaced = "dependency-replaced",
        /// A dependency that lost a digest.
        DependencyUnpinned = "dependency-unpinned",
    }
}

impl ChangeClass {
    /// How bad it is unless the rules say otherwise.
    #[must_use]
    pub const fn default_severity(self) -> Severity {
        match self {
            Self::Signer
            | Self::SignerIssuer
            | Self::Builder
            | Self::BuilderOlder
            | Self::BuildType
            | Self::Source
            | Self::RepositoryRecreated
            | Self::Workflow
            | Self::Runner => Severity::Critical,
            Self::SourceRenamed
            | Self::RefKind
            | Self::LevelLower
            | Self::ParameterAdded
            | Self::DependencyReplaced
            | Self::DependencyUnpinned => Severity::High,
            Self::BuilderVersion
            | Self::Branch
            | Self::Event
            | Self::ParameterRemoved
            | Self::ParameterValue
            | Self::DependencyAdded
            | Self::DependencyRemoved => Severity::Medium,
            Self::BuilderNewer
            | Self::Tag
            | Self::LevelHigher
            | Self::DependencyRef
            | Self::DependencyDigest => Severity::Info,
        }
    }
}

/// How bad which changes are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DriftRules {
    severities: Vec<(ChangeClass, Option<Severity>)>,
}

impl DriftRules {
    /// Takes changes of this class for so bad.
    #[must_use]
    pub fn with(mut self, class: ChangeClass, severity: Severity) -> Self {
        self.severities.push((class, Some(severity)));
        self
    }

    /// Leaves changes of this class out.
    #[must_use]
    pub fn without(mut self, class: ChangeClass) -> Self {
        self.severities.push((class, None));
        self
    }

    /// How bad a change of this class is; `None` when it is left out. What was said last counts.
    #[must_use]
    pub fn severity(&self, class: ChangeClass) -> Option<Severity> {
        let mut rules = self.severities.iter().rev();
        match rules.find(|(known, _)| *known == class) {
            Some((_, severity)) => *severity,
            None => Some(class.default_severity()),
        }
    }
}
