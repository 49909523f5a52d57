//! What can be wrong with provenance, a summary, an expectation or a table of builders.

mod coded;

use bonafide_report::{Escaped, Place};

bonafide_report::codes! {
    /// A check that failed. Texts of the input are escaped, and cut at 1 KiB.
    pub enum Error {
        /// The document is no strict JSON.
        Json {
            /// The cause.
            cause: bonafide_json::Error,
        } => in cause: "{cause}",
        /// The statement, its subjects or a descriptor are not well formed, or do not match.
        Statement {
            /// The cause.
            cause: bonafide_dsse::Error,
        } => in cause: "{cause}",
        /// A required field is missing or empty.
        MissingField {
            /// The field.
            place: Place,
        } => PROV_MISSING_FIELD: "a required field is missing",
        /// A part does not have the shape that its format or build type defines.
        Shape {
            /// The part.
            place: Place,
            /// What is wrong with it.
            reason: &'static str,
        } => PROV_SHAPE: "{reason}",
        /// The provenance follows a draft.
        Draft {
            /// The part that shows it.
            place: Place,
        } => PROV_DRAFT: "this is of a draft of the format",
        /// `definedInMaterial` is no index of a material.
        MaterialIndex {
            /// The member.
            place: Place,
        } => PROV_MATERIAL_INDEX: "definedInMaterial names no material",
        /// A time of the provenance is no timestamp of the years 1970 to 9999.
        Timestamp {
            /// The time.
            place: Place,
        } => STATEMENT_TIMESTAMP: "not an RFC 3339 date and time of 1970 to 9999",
        /// A text is no source that can be compared.
        Uri {
            /// The text.
            text: String,
            /// What is wrong with it.
            reason: &'static str,
        } => URI_MALFORMED: "{reason}: {text}",
        /// A text can be split into repository and revision in two ways.
        AmbiguousRef {
            /// The text.
            text: String,
        } => URI_AMBIGUOUS_REF: "several places to split at: {text}",
        /// The carrier announced another predicate type than was signed.
        PredicateHint {
            /// What the carrier says.
            hint: String,
            /// What the statement says.
            found: String,
        } => STATEMENT_PREDICATE_HINT_MISMATCH: "announced as {hint}, signed as {found}",
        /// The document fits several carriers.
        CarrierAmbiguous {} => CARRIER_AMBIGUOUS: "the document fits two formats",
        /// The document fits no carrier that is known, or not this kind of artifact.
        CarrierUnsupported {
            /// What is not supported.
            what: &'static str,
        } => CARRIER_UNSUPPORTED: "{what}",

        /// The identity of the signer is from an issuer that the builder does not use.
        SignerIssuer {
            /// The issuer.
            found: String,
        } => SLSA_SIGNER_ISSUER: "the issuer is {found}",
        /// Nothing to check the signature with.
        NoMaterial {} => SLSA_SIGNER_NO_MATERIAL: "neither key nor certificate to check it with",
        /// No trusted time.
        TimeUntrusted {} => SLSA_TIME_UNTRUSTED: "nothing that is trusted says when it was signed",
        /// No log entry.
        TransparencyMissing {
            /// What is lacking.
            lacking: &'static str,
        } => SLSA_TRANSPARENCY_MISSING: "{lacking}",
        /// Two claims of the certificate differ.
        ClaimsDisagree {
            /// The one, by its name, such as `githubWorkflowSha`.
            one: String,
            /// The other.
            other: String,
        } => SLSA_CERT_CLAIMS_DISAGREE: "claims {one} and {other} of the certificate differ",
        /// The certificate says nothing about this.
        ClaimsMissing {
            /// About what.
            what: &'static str,
        } => SLSA_CERT_CLAIMS_MISSING: "the certificate does not name the {what}",
        /// The statement and the certificate differ.
        Contradiction {
            /// Where the statement says it.
            place: Place,
            /// What the statement says.
            statement: String,
            /// What the certificate says.
            certificate: String,
        } => SLSA_CERT_CONTRADICTION: "the statement says {statement}, the certificate {certificate}",
        /// The statement claims what nobody can confirm.
        ClaimUnverifiable {
            /// Where.
            place: Place,
            /// What.
            what: &'static str,
        } => SLSA_CLAIM_UNVERIFIABLE: "{what}",
        /// No trusted builder.
        BuilderUntrusted {
            /// The identity of the signer, or the builder id.
            found: String,
        } => SLSA_BUILDER_UNTRUSTED: "no trusted builder is {found}",
        /// The statement names another builder than the signer or the expectation.
        BuilderIdMismatch {
            /// What is wanted.
            wanted: String,
            /// What the statement says.
            found: String,
        } => SLSA_BUILDER_ID_MISMATCH: "the builder is {found}, not {wanted}",
        /// The builder id cannot be split.
        BuilderIdMalformed {
            /// The id.
            text: String,
            /// What is wrong with it.
            reason: &'static str,
        } => SLSA_BUILDER_ID_MALFORMED: "{reason}: {text}",
        /// The builder was used at a reference that is not trusted.
        BuilderRef {
            /// The reference.
            found: String,
        } => SLSA_BUILDER_REF: "the builder is at {found}",
        /// The build ran on a machine of somebody else.
        BuilderHosting {
            /// Where it ran.
            found: String,
        } => SLSA_BUILDER_HOSTING: "the build ran on {found}",
        /// Nothing says where the build ran.
        BuilderHostingUnknown {} => SLSA_BUILDER_HOSTING_UNKNOWN: "nothing says where the build ran",
        /// The expected builder is known to no part of this crate and no table.
        BuilderUnsupported {
            /// The expected builder.
            wanted: String,
        } => SLSA_BUILDER_UNSUPPORTED: "{wanted} is not known",
        /// A builder must be expected here.
        BuilderRequired {} => SLSA_BUILDER_REQUIRED: "no builder is expected",
        /// The builder is not trusted for this build type.
        BuildType {
            /// The build type.
            found: String,
        } => SLSA_BUILD_TYPE: "the build type is {found}",

        /// Another repository.
        SourceRepo {
            /// What is wanted.
            wanted: String,
            /// What the provenance or the certificate says.
            found: String,
        } => SLSA_SOURCE_REPO: "the source is {found}, not {wanted}",
        /// Trigger and source differ.
        TriggerMismatch {
            /// The trigger.
            trigger: String,
            /// The source.
            origin: String,
        } => SLSA_SOURCE_TRIGGER_MISMATCH: "triggered by {trigger}, built from {origin}",
        /// Two commits of one source.
        ConflictingCommits {
            /// The source.
            found: String,
        } => SLSA_SOURCE_CONFLICTING_COMMITS: "two commits of {found}",
        /// No source.
        SourceMissing {} => SLSA_SOURCE_MISSING: "the provenance names no source",
        /// Another branch.
        RefBranch {
            /// What is wanted.
            wanted: String,
            /// What was built.
            found: String,
        } => SLSA_REF_BRANCH: "the branch is {found}, not {wanted}",
        /// Another tag.
        RefTag {
            /// What is wanted.
            wanted: String,
            /// What was built.
            found: String,
        } => SLSA_REF_TAG: "the tag is {found}, not {wanted}",
        /// A tag of another version.
        RefVersionedTag {
            /// What is wanted.
            wanted: String,
            /// What was built.
            found: String,
        } => SLSA_REF_VERSIONED_TAG: "the tag is {found}, not a version {wanted}",
        /// The source is at no reference of this kind.
        RefKind {
            /// `branch` or `tag`.
            wanted: &'static str,
            /// The reference; empty when there is none.
            found: String,
        } => SLSA_REF_KIND: "no {wanted}: {found}",
        /// A tag that is no version.
        RefSemver {
            /// The tag.
            text: String,
        } => SLSA_REF_SEMVER: "no version: {text}",
        /// This format does not say.
        RefUnsupported {
            /// `branch` or `tag`.
            wanted: &'static str,
        } => SLSA_REF_UNSUPPORTED: "this provenance does not tell the {wanted}",
        /// Another workflow.
        Workflow {
            /// What is wanted.
            wanted: String,
            /// What ran.
            found: String,
        } => SLSA_WORKFLOW: "the workflow is {found}, not {wanted}",
        /// Another event.
        TriggerEvent {
            /// The event.
            found: String,
        } => SLSA_TRIGGER_MISMATCH: "the event is {found}",
        /// An event that the build type does not define.
        TriggerUndefined {
            /// The event.
            found: String,
        } => SLSA_TRIGGER_UNDEFINED: "the build type does not define the event {found}",
        /// An input of the workflow differs or is not there.
        InputsMismatch {
            /// The name of the input.
            input: String,
        } => SLSA_INPUTS_MISMATCH: "the input {input} is another or none",
        /// The build was not dispatched by hand.
        InputsNotDispatch {
            /// The event.
            found: String,
        } => SLSA_INPUTS_NOT_DISPATCH: "the event is {found}",
        /// An external parameter that nothing covers.
        ParamsUnknown {
            /// The parameter.
            place: Place,
        } => SLSA_PARAMS_UNKNOWN: "nothing is expected of it",
        /// An external parameter that is not as expected.
        ParamsMismatch {
            /// The parameter.
            place: Place,
            /// What is wanted.
            wanted: String,
            /// What is there.
            found: String,
        } => SLSA_PARAMS_MISMATCH: "{found} instead of {wanted}",
        /// A dependency without a strong digest.
        DepsUnpinned {
            /// The dependency.
            place: Place,
            /// Its URI.
            found: String,
        } => SLSA_DEPS_UNPINNED: "{found} is not pinned",
        /// A dependency that is not allowed.
        DepsDenied {
            /// The dependency.
            place: Place,
            /// Its URI.
            found: String,
        } => SLSA_DEPS_DENIED: "{found} is not allowed",
        /// A dependency that is not there.
        DepsRequired {
            /// What is wanted.
            wanted: String,
        } => SLSA_DEPS_REQUIRED: "no dependency is {wanted}",
        /// A dependency without a summary.
        DepsVsa {
            /// The dependency.
            place: Place,
            /// Its URI.
            found: String,
        } => SLSA_DEPS_VSA: "{found} has no verification summary",
        /// A claim of the builder.
        Claims {
            /// Which claim.
            claim: &'static str,
            /// What it is.
            found: &'static str,
        } => SLSA_CLAIMS: "the claim {claim} is {found}",
        /// Too old.
        Freshness {
            /// Why.
            reason: &'static str,
        } => SLSA_FRESHNESS: "{reason}",
        /// Too low.
        Level {
            /// The level that is wanted.
            wanted: u8,
            /// The level that was reached.
            found: u8,
        } => SLSA_LEVEL: "build level {found}, not {wanted}",
        /// Attestations that do not agree.
        Join {
            /// In what.
            what: String,
        } => SLSA_JOIN: "they differ in {what}",
        /// Another name of the subject.
        SubjectName {
            /// What is wanted.
            wanted: String,
            /// The names of the subjects that match.
            found: String,
        } => SLSA_SUBJECT_NAME: "the subject is {found}, not {wanted}",

        /// Another npm package.
        NpmName {
            /// What is wanted.
            wanted: String,
            /// What is there.
            found: String,
        } => NPM_NAME: "the package is {found}, not {wanted}",
        /// Another version of the npm package.
        NpmVersion {
            /// What is wanted.
            wanted: String,
            /// What is there.
            found: String,
        } => NPM_VERSION: "the version is {found}, not {wanted}",
        /// Signed outside the validity of the registry's key.
        NpmKeyValidity {
            /// The key id.
            key: String,
        } => NPM_KEY_VALIDITY: "the key {key} was not valid when it signed",
        /// The readable copy differs.
        GcbText {
            /// Where.
            place: Place,
        } => GCB_TEXT_MISMATCH: "the copy differs from what was signed",
        /// The summary contradicts the provenance.
        GcbMetadata {
            /// The member.
            member: &'static str,
        } => GCB_METADATA: "{member} does not fit the provenance",
        /// The statement of another platform.
        PlatformMismatch {
            /// The digest of the platform's manifest.
            wanted: String,
        } => BKT_PLATFORM_MISMATCH: "no subject is {wanted}",

        /// Another verifier, or another signer for it.
        VsaVerifier {
            /// The verifier that the summary names.
            found: String,
        } => VSA_VERIFIER: "the verifier is {found}",
        /// Another resource.
        VsaResource {
            /// What is wanted.
            wanted: String,
            /// What the summary is about.
            found: String,
        } => VSA_RESOURCE: "the resource is {found}, not {wanted}",
        /// Not passed.
        VsaResult {
            /// The result.
            found: String,
        } => VSA_RESULT: "the result is {found}",
        /// A wanted level is not reached.
        VsaLevels {
            /// The level or property that is wanted.
            wanted: String,
        } => VSA_LEVELS: "{wanted} is not stated",
        /// A malformed level.
        VsaLevelMalformed {
            /// The text.
            text: String,
        } => VSA_LEVEL_MALFORMED: "no level: {text}",
        /// Two levels of a track.
        VsaMultipleLevels {
            /// The track.
            track: String,
        } => VSA_MULTIPLE_LEVELS: "two levels of the track {track}",
        /// Passed and failed at once, or something else that cannot be.
        VsaInconsistent {
            /// What.
            what: &'static str,
        } => VSA_INCONSISTENT: "{what}",
        /// Another policy.
        VsaPolicy {
            /// The digest or URI that is wanted.
            wanted: String,
        } => VSA_POLICY: "the policy is not {wanted}",
        /// A property that only the specification may define.
        ReservedName {
            /// The property.
            name: String,
        } => EMIT_RESERVED_NAME: "{name} is reserved",
        /// The verdict does not permit the statement.
        NotAllowed {
            /// Why.
            reason: &'static str,
        } => EMIT_NOT_ALLOWED: "{reason}",

        /// A table of builders is not valid.
        BuildersConfig {
            /// Where.
            place: Place,
            /// What is wrong.
            reason: &'static str,
        } => CONFIG_BUILDERS: "{reason}",
        /// Expectations are not valid.
        ExpectationsConfig {
            /// Where.
            place: Place,
            /// What is wrong.
            reason: &'static str,
        } => CONFIG_EXPECTATIONS: "{reason}",
        /// The repository was made anew under its old name.
        RepositoryRecreated {
            /// The id before.
            before: String,
            /// The id now.
            now: String,
        } => DRIFT_REPO_RECREATED: "the repository had the id {before} and has {now}",
        /// No attestation.
        NoAttestation {} => EVAL_NO_ATTESTATION: "no attestation is about the artifact",
        /// No attestation at all.
        NoneGiven {} => EVAL_NO_ATTESTATION: "nothing that was given is an attestation",
        /// None is acceptable.
        NoneAcceptable {
            /// How many were looked at.
            seen: usize,
        } => EVAL_NONE_ACCEPTABLE: "none of {seen} is acceptable",
        /// Too many.
        CandidateLimit {
            /// The limit.
            limit: usize,
        } => EVAL_CANDIDATE_LIMIT: "only {limit} attestations were looked at",
    }
}

/// A text of the input as errors show it: escaped, and cut at 1 KiB.
pub(crate) fn shown(text: &str) -> String {
    Escaped(text).to_string()
}
