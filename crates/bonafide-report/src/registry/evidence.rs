//! Codes of evidence: bundles, certificates, logs, times, images, statements, provenance, bills of
//! materials.

use crate::code::Entry;
use crate::{Class, Code};

registry! {
    // Bundles.
    BUNDLE_PARSE "bundle.parse" Malformed "the bundle is not well formed", "hand over a Sigstore bundle, made again where it is damaged; what an old tool made may be read with `ParseOptions::lenient`", "Sigstore bundle format";
    BUNDLE_VERSION "bundle.version" Malformed "the media type of the bundle is not supported", "use a newer version of this tool, or sign again", "Sigstore bundle format, mediaType";
    BUNDLE_MISSING_PROOF "bundle.missing-proof" Missing "a log entry has no inclusion proof", "fetch the full entry from the log or sign again; accept promises only if you know what that means", "Sigstore client specification, section 4";
    BUNDLE_MISSING_CHECKPOINT "bundle.missing-checkpoint" Missing "an inclusion proof has no checkpoint", "fetch the full entry from the log or sign again", "Sigstore client specification, section 4";
    LIMIT_EXCEEDED "limit.exceeded" Unavailable "a limit was exceeded", "inspect the input; raise the named limit only if the input is legitimate", "limits table";

    // Certificates.
    CERT_PARSE "cert.parse" Malformed "a certificate is not strict DER or not RFC 5280", "obtain the original certificate", "RFC 5280 section 4.1";
    CERT_EXTENSION "cert.extension" Malformed "an extension of the certificate is malformed", "obtain the original certificate", "RFC 5280 section 4.2";
    CERT_CHAIN "cert.chain" Untrusted "no path leads to a trusted anchor", "check the instance (production, staging, private) and the trusted root", "RFC 5280 section 6.1";
    CERT_CHAIN_TIME "cert.chain-time" Expired "an issuer was not valid at the signing time", "check the time evidence; a signature made after expiry must be made again", "RFC 5280 section 6.1.3";
    CERT_TIME "cert.time" Expired "the signing certificate was not valid at the signing time", "check the time evidence; a signature made after expiry must be made again", "RFC 5280 section 6.1.3";
    CERT_CA_VALIDITY "cert.ca-validity" Expired "the trusted root did not trust this authority at the signing time", "check the time evidence and the age of the trusted root", "Sigstore trusted root, validFor";
    CERT_EKU "cert.eku" Untrusted "the extended key usage does not allow this use", "the authority must issue a conforming certificate", "RFC 5280 section 4.2.1.12";
    CERT_KU "cert.ku" Untrusted "the key usage does not allow this use", "the authority must issue a conforming certificate", "RFC 5280 section 4.2.1.3";
    CERT_LEAF_IS_CA "cert.leaf-is-ca" Untrusted "the signing certificate is that of an authority", "the authority must issue a conforming certificate", "RFC 5280 section 4.2.1.9";
    CERT_PATHLEN "cert.pathlen" Untrusted "the path is longer than an issuer allows", "the authority must issue a conforming certificate", "RFC 5280 section 4.2.1.9";
    CERT_NAME_CONSTRAINTS "cert.name-constraints" Untrusted "a name lies outside an issuer's name constraints", "the authority must issue a conforming certificate", "RFC 5280 section 4.2.1.10";
    CERT_CRITICAL_EXTENSION "cert.critical-extension" Untrusted "a critical extension is not understood", "the authority must issue a conforming certificate", "RFC 5280 section 4.2";
    CERT_WEAK_ALGORITHM "cert.weak-algorithm" Untrusted "a certificate is signed with a weak algorithm or key", "the authority must issue a conforming certificate", "RFC 5280 section 4.1.1.2";
    CERT_SCT "cert.sct" Untrusted "certificate timestamps are missing, too few or not verifiable", "the certificate is not shown to be logged; for a private instance set the threshold to 0", "RFC 6962 section 3.2";

    // Identity.
    IDENTITY_SAN_MISMATCH "identity.san-mismatch" Untrusted "somebody else signed", "correct the policy or reject the artifact", "identity policy";
    IDENTITY_ISSUER_MISMATCH "identity.issuer-mismatch" Untrusted "the identity comes from another issuer", "correct the policy or reject the artifact", "identity policy";
    IDENTITY_CLAIM_MISMATCH "identity.claim-mismatch" Untrusted "a claim of the certificate is absent or differs", "correct the policy or reject the artifact", "identity policy";
    IDENTITY_ISSUER_CONFLICT "identity.issuer-conflict" Untrusted "the certificate names two different issuers", "do not trust this issuer", "Fulcio extensions .1 and .8";
    IDENTITY_SAN_AMBIGUOUS "identity.san-ambiguous" Untrusted "the certificate names more than one identity", "do not trust this issuer", "Fulcio certificate profile";
    IDENTITY_MISSING "identity.missing" Untrusted "the certificate names no identity or no issuer", "do not trust this issuer", "Fulcio certificate profile";

    // Signatures, envelopes, statements.
    SIGNATURE_INVALID "signature.invalid" Mismatch "the signature does not verify", "the artifact or the signature was altered, or the key is another one", "signature verification";
    DSSE_SIGNATURE_COUNT "dsse.signature-count" Malformed "the envelope of a bundle must have exactly one signature", "sign again with one signature", "Sigstore bundle format, dsseEnvelope";
    DSSE_PAYLOAD_TYPE "dsse.payload-type" Malformed "the payload type of the envelope is not accepted", "sign again with an in-toto payload", "DSSE protocol";
    DSSE_MISSING_FIELD "dsse.missing-field" Malformed "the envelope lacks a required member", "create the envelope again", "DSSE envelope";
    DSSE_NO_SIGNATURES "dsse.no-signatures" Malformed "the envelope has no signatures", "sign the payload", "DSSE envelope";
    DSSE_TOO_MANY_SIGNATURES "dsse.too-many-signatures" Unavailable "the envelope has more signatures than the limit", "inspect the envelope; raise the limit only if it is legitimate", "limits table";
    DSSE_TOO_MANY_ATTEMPTS "dsse.too-many-attempts" Unavailable "signatures times keys exceed the limit", "give fewer keys, or raise the limit", "limits table";
    DSSE_BASE64 "dsse.base64" Malformed "the payload of the envelope is not strict base64", "create the envelope again", "DSSE envelope; RFC 4648";
    DSSE_THRESHOLD_CONFIG "dsse.threshold-config" Policy "the threshold cannot be met by the given principals", "correct the configuration", "DSSE protocol";
    DSSE_THRESHOLD_NOT_MET "dsse.threshold-not-met" Untrusted "too few distinct principals signed the envelope", "obtain more signatures, or check the keys", "DSSE protocol";
    STATEMENT_PARSE "statement.parse" Malformed "the statement is malformed", "ask the producer for a correct statement", "in-toto Statement";
    STATEMENT_TYPE "statement.type" Malformed "the type of the statement is not known", "ask the producer for an in-toto statement", "in-toto Statement, _type";
    STATEMENT_PREDICATE_TYPE "statement.predicate-type" Policy "the statement has another predicate type", "choose the right predicate type", "in-toto Statement, predicateType";
    STATEMENT_PREDICATE_SHAPE "statement.predicate-shape" Malformed "the predicate or its type is missing or malformed", "ask the producer for a correct statement", "in-toto Statement, predicate";
    STATEMENT_NO_SUBJECT "statement.no-subject" Malformed "the statement has no subjects", "ask the producer for a correct statement", "in-toto Statement, subject";
    STATEMENT_SUBJECT_DIGEST "statement.subject-digest" Malformed "a subject has no digest", "ask the producer for a correct statement", "in-toto Statement, subject";
    STATEMENT_DESCRIPTOR_EMPTY "statement.descriptor-empty" Malformed "a resource descriptor has neither uri, digest nor content", "ask the producer for a correct statement", "in-toto ResourceDescriptor";
    STATEMENT_TIMESTAMP "statement.timestamp" Malformed "a date and time is not as RFC 3339 has them", "write it as `2026-01-31T12:00:00Z`; ask for a correct document where others wrote it", "RFC 3339";
    STATEMENT_URI_CASE "statement.uri-case" Note "a type URI has an upper-case scheme or authority", "ask the producer", "in-toto TypeURI";
    DIGEST_MALFORMED "digest.malformed" Malformed "a digest has the wrong length or is not hexadecimal", "correct a digest that you gave; ask the producer for a correct statement", "in-toto DigestSet";
    DIGEST_UPPERCASE "digest.uppercase" Malformed "a digest is written in upper case", "ask the producer for a correct statement", "in-toto DigestSet";
    DIGEST_ALGORITHM "digest.algorithm" Policy "the given digest has an algorithm that is not accepted", "give a digest of an accepted algorithm", "in-toto DigestSet";
    DIGEST_MISMATCH "digest.mismatch" Mismatch "something has another digest than the one it goes by", "check that this is the right file; fetch it again by digest", "in-toto subject matching; OCI image specification, digests";
    DIGEST_CONFLICT "digest.conflict" Malformed "digests of one subject contradict each other", "ask the producer for a correct statement", "in-toto subject matching";
    DIGEST_EMPTY_ARTIFACT "digest.empty-artifact" Note "the artifact is empty", "check that this is the right file", "in-toto subject matching";

    // Strict JSON.
    JSON_SYNTAX "json.syntax" Malformed "not the grammar of JSON", "create the document again", "RFC 8259";
    JSON_UTF8 "json.utf8" Malformed "not UTF-8", "create the document again", "RFC 3629";
    JSON_BOM "json.bom" Malformed "a byte order mark", "remove the byte order mark", "RFC 8259 section 8.1";
    JSON_TRAILING "json.trailing" Malformed "data after the document", "create the document again", "RFC 8259 section 2";
    JSON_DUPLICATE_KEY "json.duplicate-key" Malformed "two members of one object have the same name", "create the document again", "RFC 7493 section 2.3";
    JSON_CASE_VARIANT "json.case-variant" Malformed "a member name differs from a known one in letter case only", "create the document again", "strict JSON";
    JSON_SURROGATE "json.surrogate" Malformed "an unpaired surrogate", "create the document again", "RFC 7493 section 2.1";
    JSON_NUL "json.nul" Malformed "U+0000 in a string that is read", "create the document again", "strict JSON";
    JSON_TYPE "json.type" Malformed "a value of another JSON type", "create the document again", "strict JSON";
    JSON_INTEGER_RANGE "json.integer-range" Malformed "a number is not the exact integer that is wanted", "create the document again", "RFC 7493 section 2.2";
    JSON_UNKNOWN_MEMBER "json.unknown-member" Malformed "a member that the format does not have", "create the document again, or use the lenient profile", "strict JSON";
    JSON_BASE64 "json.base64" Malformed "not strict base64", "create the document again", "RFC 4648 section 3.5";
    JSON_LIMIT "json.limit" Unavailable "a limit of the JSON reader was reached", "inspect the input; raise the limit only if it is legitimate", "limits table";

    // Carriers and provenance.
    STATEMENT_MEDIA_TYPE_MISMATCH "statement.media-type-mismatch" Note "the payload type names another predicate than the statement", "ask the producer", "in-toto envelope, payloadType";
    STATEMENT_PREDICATE_HINT_MISMATCH "statement.predicate-hint-mismatch" Mismatch "what carries the statement names another predicate type than the statement", "fetch the attestation again", "in-toto Statement, predicateType";
    CARRIER_AMBIGUOUS "carrier.ambiguous" Malformed "the document fits two formats", "ask the producer for a document of one format", "carriers of attestations";
    CARRIER_UNSUPPORTED "carrier.unsupported" Unsupported "the document is of no format that is known here", "give the attestation in a format that is supported", "carriers of attestations";
    PROV_MISSING_FIELD "prov.missing-field" Malformed "the provenance lacks a required field", "ask the producer for conforming provenance", "SLSA provenance, required fields";
    PROV_SHAPE "prov.shape" Malformed "a part of the provenance does not have the shape that its build type defines", "ask the producer for conforming provenance", "SLSA provenance; build type";
    PROV_DRAFT "prov.draft" Malformed "the provenance follows a draft of its format", "build again with a tool that writes a released format", "SLSA provenance v1";
    PROV_MATERIAL_INDEX "prov.material-index" Malformed "definedInMaterial names no material", "ask the producer for conforming provenance", "SLSA provenance v0.1, recipe.definedInMaterial";
    URI_MALFORMED "uri.malformed" Malformed "the source is no URI that can be compared", "correct the source, or ask the producer", "RFC 3986; source identifiers";
    URI_AMBIGUOUS_REF "uri.ambiguous-ref" Malformed "the source can be split into repository and revision in two ways", "correct the source, or ask the producer", "source identifiers";

    // SLSA: who built.
    SLSA_SIGNER_ISSUER "slsa.signer.issuer" Untrusted "the signer's identity comes from an issuer that the builder does not use", "do not trust this provenance", "SLSA verifying artifacts, step 1";
    SLSA_SIGNER_NO_MATERIAL "slsa.signer.no-material" Missing "nobody signed, or there is neither key nor certificate to check the signature with", "supply the key or the certificate, or obtain provenance that is signed", "SLSA verifying artifacts, step 1";
    SLSA_SIGNER_ANY_WORKFLOW "slsa.signer.any-workflow" Note "any workflow of the repository may have signed", "name the workflow", "SLSA verifying artifacts, step 1";
    SLSA_TIME_UNTRUSTED "slsa.time.untrusted" Missing "no trusted party says when the provenance was signed", "obtain provenance with a log entry or a timestamp", "SLSA verifying artifacts, step 1";
    SLSA_TRANSPARENCY_MISSING "slsa.transparency.missing" Missing "no transparency log holds the provenance", "obtain provenance with a log entry", "SLSA verifying artifacts, step 1";
    SLSA_CERT_CLAIMS_DISAGREE "slsa.cert.claims-disagree" Mismatch "two claims of the certificate contradict each other", "do not trust this issuer", "Fulcio extensions";
    SLSA_CERT_CLAIMS_MISSING "slsa.cert.claims-missing" Malformed "the certificate lacks a claim about the build", "build again with a conforming identity", "Fulcio extensions";
    SLSA_CERT_CONTRADICTION "slsa.cert.contradiction" Mismatch "the provenance contradicts the certificate of its signer", "do not trust this provenance", "Fulcio extensions";
    SLSA_CLAIM_UNVERIFIABLE "slsa.claim.unverifiable" Untrusted "the provenance claims what nobody can confirm", "ask for provenance of another builder", "SLSA verifying artifacts, step 2";
    SLSA_BUILDER_UNTRUSTED "slsa.builder.untrusted" Untrusted "no trusted builder has this identity", "trust the builder, or build with one that is trusted", "SLSA verifying artifacts, step 1";
    SLSA_BUILDER_ID_MISMATCH "slsa.builder.id-mismatch" Untrusted "the provenance names another builder", "correct the expectation, or reject the artifact", "SLSA provenance, builder.id";
    SLSA_BUILDER_ID_MALFORMED "slsa.builder.id-malformed" Malformed "the builder id cannot be split into name and version", "ask the producer for conforming provenance", "SLSA provenance, builder.id";
    SLSA_BUILDER_REF "slsa.builder.ref" Untrusted "the builder was used at a version that is not trusted", "build with a released version of the builder", "SLSA verifying artifacts, step 1";
    SLSA_BUILDER_HOSTING "slsa.builder.hosting" Untrusted "the build ran on a machine that the builder does not host", "build on hosted machines", "SLSA build levels, hosted";
    SLSA_BUILDER_HOSTING_UNKNOWN "slsa.builder.hosting-unknown" Untrusted "nothing says where the build ran", "build with a current identity provider", "SLSA build levels, hosted";
    SLSA_BUILDER_UNSUPPORTED "slsa.builder.unsupported" Unsupported "no part of this build knows the expected builder", "name another builder, or add it to the table", "SLSA verifying artifacts, step 1";
    SLSA_BUILDER_REQUIRED "slsa.builder.required" Policy "the expectation names no builder where one is needed", "name the builder", "SLSA verifying artifacts, step 1";
    SLSA_BUILD_TYPE "slsa.build-type" Policy "the build type is not one that the builder is trusted for", "correct the expectation, or reject the artifact", "SLSA provenance, buildType";

    // SLSA: what was built, from what.
    SLSA_SOURCE_REPO "slsa.source.repo" Policy "the artifact was built from another repository", "correct the expectation, or reject the artifact", "SLSA verifying artifacts, step 2";
    SLSA_SOURCE_TRIGGER_MISMATCH "slsa.source.trigger-mismatch" Mismatch "the build was triggered by another repository or revision than it was built from", "do not trust this provenance", "SLSA verifying artifacts, step 2";
    SLSA_SOURCE_CONFLICTING_COMMITS "slsa.source.conflicting-commits" Mismatch "the provenance names two commits of the source", "do not trust this provenance", "SLSA provenance, resolvedDependencies";
    SLSA_SOURCE_MISSING "slsa.source.missing" Policy "the provenance does not name its source", "ask for provenance that does", "SLSA verifying artifacts, step 2";
    SLSA_REF_BRANCH "slsa.ref.branch" Policy "the artifact was built from another branch", "correct the expectation, or reject the artifact", "SLSA verifying artifacts, step 2";
    SLSA_REF_TAG "slsa.ref.tag" Policy "the artifact was built from another tag", "correct the expectation, or reject the artifact", "SLSA verifying artifacts, step 2";
    SLSA_REF_VERSIONED_TAG "slsa.ref.versioned-tag" Policy "the artifact was built from a tag of another version", "correct the expectation, or reject the artifact", "SLSA verifying artifacts, step 2";
    SLSA_REF_KIND "slsa.ref.kind" Malformed "the source has no reference of the wanted kind", "expect a branch where a branch was built, a tag where a tag was", "git-check-ref-format";
    SLSA_REF_SEMVER "slsa.ref.semver" Malformed "the tag is no version", "expect the tag by its name", "Semantic Versioning 2.0.0";
    SLSA_REF_UNSUPPORTED "slsa.ref.unsupported" Unsupported "this provenance does not tell the wanted kind of reference", "expect something else, or use a newer builder", "SLSA verifying artifacts, step 2";
    SLSA_WORKFLOW "slsa.workflow" Policy "another workflow built the artifact", "correct the expectation, or reject the artifact", "SLSA verifying artifacts, step 2";
    SLSA_TRIGGER_MISMATCH "slsa.trigger.mismatch" Policy "another event triggered the build", "correct the expectation, or reject the artifact", "SLSA verifying artifacts, step 2";
    SLSA_TRIGGER_UNDEFINED "slsa.trigger.undefined" Policy "the build type does not define the event that triggered the build", "list the event in the expectation", "workflow build type v1";
    SLSA_INPUTS_MISMATCH "slsa.inputs.mismatch" Policy "an input of the workflow has another value", "correct the expectation, or reject the artifact", "SLSA verifying artifacts, step 2";
    SLSA_INPUTS_NOT_DISPATCH "slsa.inputs.not-dispatch" Policy "the build has no workflow inputs, since it was not dispatched", "expect no inputs", "SLSA verifying artifacts, step 2";
    SLSA_PARAMS_UNKNOWN "slsa.params.unknown" Policy "an external parameter is covered by no expectation", "look at the parameter and expect it", "SLSA verifying artifacts, step 2";
    SLSA_PARAMS_MISMATCH "slsa.params.mismatch" Policy "an external parameter has another value", "correct the expectation, or reject the artifact", "SLSA verifying artifacts, step 2";
    SLSA_PARAMS_UNCONSTRAINED "slsa.params.unconstrained" Note "a parameter that tells identity is not constrained", "expect it", "SLSA verifying artifacts, step 2";
    SLSA_DEPS_UNPINNED "slsa.deps.unpinned" Policy "a dependency is not pinned by a strong digest", "ask for provenance that pins it", "SLSA provenance, resolvedDependencies";
    SLSA_DEPS_DENIED "slsa.deps.denied" Policy "a dependency is not among those that are allowed", "correct the expectation, or reject the artifact", "SLSA provenance, resolvedDependencies";
    SLSA_DEPS_REQUIRED "slsa.deps.required" Policy "a required dependency is not there", "correct the expectation, or reject the artifact", "SLSA provenance, resolvedDependencies";
    SLSA_DEPS_VSA "slsa.deps.vsa" Policy "a dependency has no verification summary", "obtain one", "SLSA verification summary";
    SLSA_CLAIMS "slsa.claims" Policy "a claim of the builder is not what is expected", "correct the expectation, or reject the artifact", "SLSA provenance, completeness";
    SLSA_FRESHNESS "slsa.freshness" Policy "the attestation is too old, or nothing says how old", "obtain a fresh one", "SLSA verifying artifacts";
    SLSA_LEVEL "slsa.level" Policy "the build level is too low", "build on a platform of the wanted level", "SLSA build levels";
    SLSA_JOIN "slsa.join" Policy "attestations that must agree do not", "obtain attestations of one build", "SLSA verifying artifacts";
    SLSA_SUBJECT_NAME "slsa.subject-name" Mismatch "the subject has another name", "check that this is the right package", "in-toto Statement, subject";

    // Ecosystems.
    NPM_NAME "npm.name" Mismatch "the attestation is about another package", "check that this is the right package", "npm attestations";
    NPM_VERSION "npm.version" Mismatch "the attestation is about another version of the package", "check that this is the right version", "npm attestations";
    NPM_KEY_VALIDITY "npm.key-validity" Expired "the registry signed outside the validity of its key", "obtain the current keys of the registry", "npm registry signatures";
    GCB_TEXT_MISMATCH "gcb.text-mismatch" Mismatch "the readable copy of the provenance differs from what was signed", "fetch the provenance again", "Google Cloud Build provenance";
    GCB_METADATA "gcb.metadata" Malformed "the summary around the provenance contradicts it", "fetch the provenance again", "Google Cloud Build provenance";
    BKT_PLATFORM_MISMATCH "bkt.platform-mismatch" Mismatch "the statement is about the image of another platform", "fetch the image again", "BuildKit attestation storage";
    BKT_MODE_MIN "bkt.mode-min" Note "the provenance is of the short form, which omits build arguments", "build with mode=max", "BuildKit provenance";

    // Verification summaries, emission, evaluation.
    VSA_VERIFIER "vsa.verifier" Policy "the summary is of another verifier", "correct the expectation, or obtain the right summary", "SLSA verification summary";
    VSA_RESOURCE "vsa.resource" Policy "the summary is about another resource", "correct the expectation, or obtain the right summary", "SLSA verification summary, resourceUri";
    VSA_RESULT "vsa.result" Policy "the summary does not say that verification passed", "do not use the artifact", "SLSA verification summary, verificationResult";
    VSA_LEVELS "vsa.levels" Policy "the summary does not state a wanted level", "correct the expectation, or obtain the right summary", "SLSA verification summary, verifiedLevels";
    VSA_LEVEL_MALFORMED "vsa.level-malformed" Malformed "a level of the summary is malformed", "ask the verifier for a conforming summary", "SLSA verification summary, verifiedLevels";
    VSA_MULTIPLE_LEVELS "vsa.multiple-levels" Malformed "the summary states two levels of one track", "ask the verifier for a conforming summary", "SLSA verification summary, verifiedLevels";
    VSA_INCONSISTENT "vsa.inconsistent" Malformed "the summary contradicts itself", "ask the verifier for a conforming summary", "SLSA verification summary";
    VSA_POLICY "vsa.policy" Policy "the summary was made under another policy", "correct the expectation, or obtain the right summary", "SLSA verification summary, policy";
    EMIT_RESERVED_NAME "emit.reserved-name" Policy "a property of one's own must not begin with SLSA_", "choose another name", "SLSA verification summary, verifiedLevels";
    EMIT_NOT_ALLOWED "emit.not-allowed" Policy "the verdict does not allow this statement to be made", "emit it for an artifact that passed", "SLSA verification summary; in-toto SVR";
    CONFIG_BUILDERS "config.builders" Policy "the table of builders is not valid", "correct the configuration", "table of builders";
    CONFIG_EXPECTATIONS "config.expectations" Policy "the expectations are not valid", "correct the configuration", "expectations";
    CONFIG_LICENCES "config.licences" Policy "the licence policy is not valid", "correct the configuration", "licence policy";
    DRIFT_REPO_RECREATED "drift.repo-recreated" Untrusted "the repository has the old name and another id", "find out who owns the repository now", "repository ids";
    EVAL_NO_ATTESTATION "eval.no-attestation" Missing "there is no attestation about the artifact", "obtain its provenance", "SLSA verifying artifacts";
    EVAL_NONE_ACCEPTABLE "eval.none-acceptable" Untrusted "no attestation about the artifact is acceptable", "see what each of them lacks", "SLSA verifying artifacts";
    EVAL_CANDIDATE_LIMIT "eval.candidate-limit" Unavailable "there are more attestations than are looked at", "raise the limit only if they are legitimate", "limits table";

    // Bills of materials.
    SBOM_ENCODING "sbom.encoding" Malformed "the bytes are not in an encoding that is read", "create the document again with a conforming tool", "bills of materials";
    SBOM_JSON_SYNTAX "sbom.json-syntax" Malformed "not the grammar of JSON", "create the document again with a conforming tool", "bills of materials";
    SBOM_JSON_DUPLICATE_KEY "sbom.json-duplicate-key" Malformed "one thing is said twice", "create the document again with a conforming tool", "bills of materials";
    SBOM_XML_SYNTAX "sbom.xml-syntax" Malformed "not the grammar of XML", "create the document again with a conforming tool", "bills of materials";
    SBOM_XML_DTD "sbom.xml-dtd" Malformed "a document type declaration", "create the document again with a conforming tool", "bills of materials";
    SBOM_TV_SYNTAX "sbom.tv-syntax" Malformed "not the grammar of tag-value", "create the document again with a conforming tool", "SPDX 2 tag-value";
    SBOM_DEPTH "sbom.depth" Malformed "nested too deeply", "create the document again with a conforming tool", "bills of materials";
    SBOM_SHAPE "sbom.shape" Malformed "a structural member has the wrong type", "create the document again with a conforming tool", "bills of materials";
    SBOM_FORMAT "sbom.format" Malformed "no bill of materials that is known", "create the document again with a conforming tool", "bills of materials";
    SBOM_FORMAT_AMBIGUOUS "sbom.format-ambiguous" Malformed "the document is of two formats", "create the document again with a conforming tool", "bills of materials";
    SBOM_PREDICATE_MISMATCH "sbom.predicate-mismatch" Malformed "the statement around the document announces another kind", "create the document again with a conforming tool", "bills of materials";
    SBOM_CONTEXT_REDEFINED "sbom.context-redefined" Malformed "a JSON-LD context changes the meaning of terms", "create the document again with a conforming tool", "bills of materials";
    SBOM_FORMAT_UNSUPPORTED "sbom.format-unsupported" Unsupported "a format that is known and not read", "convert the document to a format and version that is read", "bills of materials";
    SBOM_VERSION_UNSUPPORTED "sbom.version-unsupported" Unsupported "a version of the format that is not read", "convert the document to a format and version that is read", "bills of materials";
    SBOM_SUBJECT_MISMATCH "sbom.subject-mismatch" Mismatch "the bill of materials is about something else", "obtain the one of this artefact", "bills of materials";
    SBOM_PVC_MISMATCH "sbom.pvc-mismatch" Mismatch "the verification code of a package is not that of its files", "ask the producer; it says nothing about the files themselves", "SPDX 2.3, section 7.9";
    SBOM_UNBOUND "sbom.unbound" Missing "nothing signed says what the bill of materials is about", "obtain a signed statement about the artefact", "bills of materials";
    DRIFT_HASH_CHANGED "drift.hash-changed" Mismatch "the same version of a component has another hash", "find out which content is right; a version must never change its content", "bills of materials";
    VULN_SUBJECT_MISMATCH "vuln.subject-mismatch" Mismatch "the report is about something else", "do not use it; scan again by digest", "vulnerability reports";
    SBOM_NO_ROOT "sbom.no-root" Missing "the bill of materials names no root", "obtain a document that says so", "bills of materials";
    SBOM_LICENCE_DENIED "sbom.licence-denied" Policy "a licence is denied", "look at the component, or correct the policy", "bills of materials";
    SBOM_LICENCE_UNKNOWN "sbom.licence-unknown" Policy "a licence is unknown", "look at the component, or correct the policy", "bills of materials";
    SBOM_PACKAGE_DENIED "sbom.package-denied" Policy "a component is denied", "look at the component, or correct the policy", "bills of materials";
    SBOM_IDENTITY_UNKNOWN "sbom.identity-unknown" Policy "a component cannot be identified", "look at the component, or correct the policy", "bills of materials";
    SBOM_INCOMPLETE "sbom.incomplete" Policy "the bill of materials does not say enough", "obtain a more complete one, or correct the policy", "bills of materials";
    VULN_ABOVE_THRESHOLD "vuln.above-threshold" Policy "a vulnerability is more severe than is tolerated", "look at the component, or correct the policy", "vulnerability reports";
    VULN_UNKNOWN "vuln.unknown" Policy "it is unknown whether a component is affected", "look at the component, or correct the policy", "vulnerability reports";
    VULN_DB_TOO_OLD "vuln.db-too-old" Policy "the advisories are too old", "look at the component, or correct the policy", "vulnerability reports";
    VULN_TOO_OLD "vuln.too-old" Policy "the report is too old, or does not say how old it is", "scan again", "vulnerability reports";
    VULN_INCOMPLETE "vuln.incomplete" Policy "the report does not cover what it should", "scan again", "vulnerability reports";
    VULN_SUBJECT_UNBOUND "vuln.subject-unbound" Policy "the report does not say what it is about", "scan again by digest", "vulnerability reports";
    VEX_CONFLICT "vex.conflict" Policy "statements of exploitability contradict each other", "ask whoever made the statements", "statements of exploitability";
    VEX_UNTRUSTED "vex.untrusted" Untrusted "a statement of exploitability is of nobody who is trusted", "have the document signed by a signer that the policy names", "statements of exploitability";
    SBOM_TYPE "sbom.type" Note "a member has another type", "ask the producer", "bills of materials";
    SBOM_ENUM "sbom.enum" Note "a value is not one of those that the schema lists", "ask the producer", "bills of materials";
    SBOM_REQUIRED "sbom.required" Note "a required member is missing", "ask the producer", "bills of materials";
    SBOM_PATTERN "sbom.pattern" Note "a text does not have the form that the schema wants", "ask the producer", "bills of materials";
    SBOM_UNIQUE "sbom.unique" Note "an element is there twice", "ask the producer", "bills of materials";
    SBOM_UNKNOWN_FIELD "sbom.unknown-field" Note "a member that the schema does not have", "ask the producer", "bills of materials";
    SBOM_MISPLACED "sbom.misplaced" Note "a field stands where it does not belong", "ask the producer", "bills of materials";
    SBOM_RELATIONSHIP "sbom.relationship" Note "a relationship is malformed", "ask the producer", "bills of materials";
    SBOM_REF "sbom.ref" Note "a reference is malformed", "ask the producer", "bills of materials";
    SBOM_DUPLICATE_REF "sbom.duplicate-ref" Note "two elements have one reference", "ask the producer", "bills of materials";
    SBOM_DUPLICATE_EDGE "sbom.duplicate-edge" Note "an edge is there twice", "ask the producer", "bills of materials";
    SBOM_DANGLING_REF "sbom.dangling-ref" Note "a reference leads nowhere", "ask the producer", "bills of materials";
    SBOM_TIMESTAMP "sbom.timestamp" Note "a time is not in the form of the format", "ask the producer", "bills of materials";
    SBOM_HASH "sbom.hash" Note "a hash has the wrong length or is not hexadecimal", "ask the producer", "bills of materials";
    SBOM_LICENCE_ID "sbom.licence-id" Note "a licence is not on the SPDX list", "ask the producer", "bills of materials";
    SBOM_LICENCE_CHOICE "sbom.licence-choice" Note "a licence is given in two ways, or in none", "ask the producer", "bills of materials";
    SBOM_LICENCE_INVALID "sbom.licence-invalid" Note "a licence expression is malformed", "ask the producer", "bills of materials";
    SBOM_LICENCE_UNDEFINED "sbom.licence-undefined" Note "a licence reference is not defined", "ask the producer", "bills of materials";
    SBOM_PURL_INVALID "sbom.purl-invalid" Note "a package URL is malformed", "ask the producer", "bills of materials";
    SBOM_CPE_INVALID "sbom.cpe-invalid" Note "a CPE name is malformed", "ask the producer", "bills of materials";
    VEX_NO_JUSTIFICATION "vex.no-justification" Note "not affected, without a reason", "ask the producer", "statements of exploitability";
    VEX_PRODUCT_UNKNOWN "vex.product-unknown" Note "a product that cannot be told", "ask the producer", "statements of exploitability";
    VULN_CVSS_INVALID "vuln.cvss-invalid" Note "a CVSS vector is malformed", "ask the producer", "vulnerability reports";
    SBOM_ENC_BOM "sbom.enc-bom" Note "a byte order mark was skipped", "ask the producer", "bills of materials";
    SBOM_XML_PI "sbom.xml-pi" Note "a processing instruction", "ask the producer", "bills of materials";
    SBOM_VERSION_NEWER "sbom.version-newer" Note "a newer version of the format", "ask the producer", "bills of materials";
    SBOM_CONTROL_CHARACTER "sbom.control-character" Note "a control character in a text", "ask the producer", "bills of materials";
    SBOM_WRAPPED_STRING "sbom.wrapped-string" Note "the document is wrapped as a text", "ask the producer", "bills of materials";
    SBOM_PREDICATE_VERSION "sbom.predicate-version" Note "the statement announces another version", "ask the producer", "bills of materials";
    SBOM_CONTEXT "sbom.context" Note "the JSON-LD context has further terms", "ask the producer", "bills of materials";
    SBOM_LICENCE_CASE "sbom.licence-case" Note "a licence expression is in the wrong case", "ask the producer", "bills of materials";
    SBOM_LICENCE_DEPRECATED "sbom.licence-deprecated" Note "a licence identifier is deprecated", "ask the producer", "bills of materials";
    SBOM_LICENCE_EXCEPTION_PAIR "sbom.licence-exception-pair" Note "an unusual pair of licence and exception", "ask the producer", "bills of materials";
    SBOM_LICENCE_NAME_IS_ID "sbom.licence-name-is-id" Note "the name of a licence is an identifier", "ask the producer", "bills of materials";
    SBOM_LICENCE_CONFLICT "sbom.licence-conflict" Note "declared and concluded licences differ", "ask the producer", "bills of materials";
    SBOM_PURL_NONCANONICAL "sbom.purl-noncanonical" Note "a package URL is not canonical", "ask the producer", "bills of materials";
    SBOM_IDENTITY_CONFLICT "sbom.identity-conflict" Note "a component has several identities", "ask the producer", "bills of materials";
    SBOM_IDENTITY_MISMATCH "sbom.identity-mismatch" Note "the name of a component differs from its package URL", "ask the producer", "bills of materials";
    SBOM_HASH_SHARED "sbom.hash-shared" Note "two components have one hash", "ask the producer", "bills of materials";
    SBOM_HASH_PLACEHOLDER "sbom.hash-placeholder" Note "a hash is a placeholder", "ask the producer", "bills of materials";
    SBOM_CYCLE "sbom.cycle" Note "components depend on each other in a cycle", "ask the producer", "bills of materials";
    SBOM_UNREACHABLE "sbom.unreachable" Note "a component cannot be reached from the root", "ask the producer", "bills of materials";
    SBOM_SUBJECT_SILENT "sbom.subject-silent" Note "the bill of materials does not say which artefact it is about", "ask the producer", "bills of materials";
    SBOM_EMBEDDED_SIGNATURE "sbom.embedded-signature" Note "an embedded signature is not verified", "ask the producer", "bills of materials";
    SBOM_EMBEDDED_SIGNATURE_MALFORMED "sbom.embedded-signature-malformed" Note "an embedded signature is malformed", "ask the producer", "bills of materials";
    VULN_SCORE_MISMATCH "vuln.score-mismatch" Note "the statements of one rating disagree", "ask the producer", "vulnerability reports";
    VEX_FUTURE "vex.future" Note "a statement of exploitability is dated after the evaluation time", "ask the producer", "statements of exploitability";

    // Artifacts.
    ARTIFACT_DIGEST_MISMATCH "artifact.digest-mismatch" Mismatch "the artifact has another digest", "check that this is the right file", "Sigstore bundle format, messageDigest";
    ARTIFACT_NOT_A_SUBJECT "artifact.not-a-subject" Mismatch "the artifact is no subject of the statement", "check that this is the right file", "in-toto subject matching";
    ARTIFACT_NAME_MISMATCH "artifact.name-mismatch" Mismatch "the artifact has another name", "check that this is the right file", "PEP 740";
    ARTIFACT_BAD_DIGEST "artifact.bad-digest" Mismatch "the given digest cannot be used here", "give the file instead of a digest, or the digest that fits the key", "digest-only verification";
    ARTIFACT_MISSING "artifact.missing" Missing "no artifact was given", "give the artifact or its digest", "verification request";

    // Keys and requests.
    KEY_MISSING "key.missing" Missing "the bundle was signed with a key and none was given", "supply the key if you trust it by itself; where an identity is wanted, this signature is not by it", "Sigstore bundle format, publicKey";
    KEY_VALIDITY "key.validity" Expired "the signing time lies outside the window of the key", "supply the right key or window", "Sigstore trusted root, validFor";
    KEY_UNSUPPORTED "key.unsupported" Unsupported "the key or its algorithm is not supported", "supply a supported key, or enable the backend that is named", "Sigstore algorithm registry";
    KEY_HINT_MISMATCH "key.hint-mismatch" Untrusted "the signature names or carries another key", "supply the right key; where there is a certificate, ask for its identity instead", "Sigstore bundle format, publicKey";
    POLICY_EMPTY "policy.empty" Policy "the request would accept anything", "name what is wanted", "verification request";
    POLICY_KEY_WITH_CERTIFICATE "policy.key-with-certificate" Policy "a key was given for a bundle that has a certificate", "ask for an identity instead", "verification request";
    POLICY_IDENTITY_WITH_KEY "policy.identity-with-key" Policy "an identity and a key were given for a bundle that was signed with a key", "ask for the key alone", "verification request";

    // Transparency logs.
    TLOG_UNKNOWN_LOG "tlog.unknown-log" Untrusted "the entry is of a log that is not trusted, or not of the log it names", "update the trusted root, or take that of the instance which signed (production, staging, private)", "Sigstore client specification, section 4";
    TLOG_UNSUPPORTED_KIND "tlog.unsupported-kind" Unsupported "the kind of the entry cannot back this bundle", "use a supported signing client", "Rekor entry types";
    TLOG_KIND_MISMATCH "tlog.kind-mismatch" Mismatch "the entry is of another kind than its label says", "the entry is for something else: reject", "Rekor entry types";
    TLOG_BODY "tlog.body" Malformed "the body of the entry is malformed", "the entry is for something else: reject", "Rekor entry types";
    TLOG_BODY_MISMATCH "tlog.body-mismatch" Mismatch "the body of the entry does not fit the bundle", "the entry is for something else: reject", "Rekor entry types";
    TLOG_SET "tlog.set" Untrusted "the signed entry timestamp is not valid", "reject; check the trusted root", "Rekor signed entry timestamp";
    TLOG_KEY_VALIDITY "tlog.key-validity" Expired "the key of the log was not valid at that time", "reject; check the trusted root", "Sigstore trusted root, validFor";
    TLOG_INCLUSION "tlog.inclusion" Mismatch "the inclusion proof is not valid", "fetch the proof again", "RFC 6962 section 2.1.1";
    TLOG_INCLUSION_LENGTH "tlog.inclusion.length" Mismatch "the inclusion proof has the wrong number of hashes", "fetch the proof again", "RFC 9162 section 2.1.3.2";
    TLOG_DUPLICATE "tlog.duplicate" Malformed "one log entry stands in the bundle twice", "create the bundle again", "thresholds";
    TLOG_THRESHOLD "tlog.threshold" Missing "too few distinct logs vouch for the signature", "obtain more evidence", "thresholds";
    TLOG_WITNESS_THRESHOLD "tlog.witness-threshold" Missing "too few distinct witnesses cosigned the checkpoint", "obtain more evidence", "C2SP tlog-cosignature";
    TLOG_CHECKPOINT_PARSE "tlog.checkpoint.parse" Malformed "the checkpoint is malformed", "fetch the checkpoint again", "C2SP signed-note and tlog-checkpoint";
    TLOG_CHECKPOINT_SIGNATURE "tlog.checkpoint.signature" Untrusted "the signature of the checkpoint is not valid", "fetch the checkpoint again; update the trusted root", "C2SP signed-note";
    TLOG_CHECKPOINT_NO_MATCHING_SIGNATURE "tlog.checkpoint.no-matching-signature" Untrusted "the checkpoint is not signed by this log", "fetch the checkpoint again; update the trusted root", "C2SP signed-note";
    TLOG_CHECKPOINT_ORIGIN "tlog.checkpoint.origin" Untrusted "the checkpoint is that of another log", "fetch the checkpoint again; update the trusted root", "C2SP tlog-checkpoint";
    TLOG_CHECKPOINT_ROOT_MISMATCH "tlog.checkpoint.root-mismatch" Mismatch "the checkpoint and the proof have different root hashes", "fetch proof and checkpoint again", "C2SP tlog-checkpoint";
    TLOG_CHECKPOINT_SIZE_MISMATCH "tlog.checkpoint.size-mismatch" Mismatch "the checkpoint and the proof have different tree sizes", "fetch proof and checkpoint again", "C2SP tlog-checkpoint";

    // Timestamps and times.
    TSA_PARSE "tsa.parse" Malformed "the timestamp is malformed", "timestamp again", "RFC 3161 section 2.4";
    TSA_STATUS "tsa.status" Malformed "the timestamp response is not a granted one", "timestamp again", "RFC 3161 section 2.4.2";
    TSA_SIGNATURE "tsa.signature" Untrusted "the signature of the timestamp is not valid", "timestamp again", "RFC 5652 section 5.4";
    TSA_IMPRINT "tsa.imprint" Mismatch "the timestamp is for other data", "timestamp again", "RFC 3161 section 2.4.1";
    TSA_UNTRUSTED "tsa.untrusted" Untrusted "the timestamp is of no trusted authority", "add the authority to the trusted root", "RFC 3161 section 2.3";
    TSA_VALIDITY "tsa.validity" Expired "the trusted root did not trust this authority at that time", "check the trusted root", "Sigstore trusted root, validFor";
    TSA_CHAIN_TIME "tsa.chain-time" Expired "a certificate of the authority was not valid at that time", "timestamp again", "RFC 5280 section 6.1.3";
    TSA_DUPLICATE "tsa.duplicate" Malformed "one timestamp stands in the bundle twice", "create the bundle again", "thresholds";
    TSA_THRESHOLD "tsa.threshold" Missing "too few distinct timestamp authorities vouch for the time", "timestamp with more authorities", "thresholds";
    TIME_NONE "time.none" Missing "no trusted time", "add a timestamp", "Sigstore client specification, section 4.3";
    TIME_FUTURE "time.future" Untrusted "a time lies in the future", "check the clock", "Sigstore client specification, section 4.3";

    // References, registries and images.
    REF_INVALID "ref.invalid" Malformed "a text is no reference to an image", "write the reference as registry/repository:tag or registry/repository@digest", "distribution reference grammar";
    DIGEST_ALGORITHM_UNSUPPORTED "digest.algorithm-unsupported" Unsupported "a digest has an algorithm that images are not named by here", "name the image by its SHA-256 digest", "OCI image specification, digests";
    DIGEST_SIZE_MISMATCH "digest.size-mismatch" Mismatch "bytes have another length than their descriptor says", "do not deploy; fetch again by digest and verify again", "OCI image specification, descriptors";
    DIGEST_NOT_RECOVERABLE "digest.not-recoverable" Unsupported "the archive does not keep the manifest that the registry had", "export an OCI layout", "OCI image layout";
    IMAGE_MANIFEST "image.manifest" Malformed "a manifest or an index is not usable", "push the manifest again", "OCI image specification";
    IMAGE_LAYOUT "image.layout" Malformed "a layout, folder or archive is broken or ambiguous", "name the digest, or export the image again", "OCI image layout";
    IMAGE_PAYLOAD "image.payload" Malformed "the payload of the image signature is malformed", "sign again with a conforming tool", "cosign signature specification";
    IMAGE_PAYLOAD_TYPE "image.payload-type" Mismatch "what was signed is no image signature", "the signature is for something else: reject", "cosign signature specification";
    IMAGE_SIGNATURE_ANNOTATION "image.signature-annotation" Malformed "the annotation of the signature is absent, empty or not base64", "push the signature again", "cosign signature specification";
    IMAGE_ANNOTATION "image.annotation" Policy "a wanted annotation is absent or differs", "correct the policy, or sign with the annotation", "cosign signature specification";
    IMAGE_FORMAT_NOT_ALLOWED "image.format-not-allowed" Policy "the format of the signature is not accepted", "sign again in an accepted format, or extend the policy", "formats policy";
    SIGNATURE_MISSING "signature.missing" Missing "the image has no signature", "ask the publisher to sign", "image requirements";
    ATTESTATION_MISSING "attestation.missing" Missing "the image has no attestation of the wanted type", "ask the publisher to attest", "image requirements";
    SIGNATURE_WRONG_SUBJECT "signature.wrong-subject" Mismatch "the signature is for another image", "do not deploy; fetch the image again by digest", "cosign signature specification";
    SIGNATURE_IDENTITY_REPLAY "signature.identity-replay" Policy "the signature was made for another repository", "correct the policy, or sign for this repository", "cosign signature specification";
    SIGNATURE_THRESHOLD_NOT_MET "signature.threshold-not-met" Untrusted "too few distinct signers signed the image", "obtain more signatures, or check the keys", "image requirements";
    SIGNATURE_UNSUPPORTED_FORMAT "signature.unsupported-format" Unsupported "a manifest or a signature is of a form that is not read", "convert it, or sign again with a supported tool", "image formats";
    TLOG_MISSING "tlog.missing" Missing "a log entry is demanded and there is none", "sign again with the transparency log", "image requirements";
    DISCOVERY_UNAVAILABLE "discovery.unavailable" Unavailable "a registry or a layout did not give what was asked for", "check the name and the path; check the proxy and the registry; try again later", "OCI distribution specification";
    DISCOVERY_THROTTLED "discovery.throttled" Unavailable "the registry wants fewer requests", "try again later", "OCI distribution specification";
    DISCOVERY_UNAUTHORISED "discovery.unauthorised" Unavailable "the registry wants other credentials", "check the pull credentials", "OCI distribution specification";
    DISCOVERY_INCOMPLETE "discovery.incomplete" Unavailable "not everything that travels with the image could be found", "look at the reasons", "OCI distribution specification";
    DISCOVERY_LIMIT "discovery.limit" Unavailable "a limit of the discovery was reached", "inspect the repository; raise the named limit only if it is legitimate", "limits table";

    // Trust material.
    TRUSTROOT_PARSE "trustroot.parse" Unavailable "the trusted root is not usable", "obtain a valid trusted root", "Sigstore trusted root";
    TRUSTROOT_INSTANCE "trustroot.instance" Unavailable "the instance that is needed is not usable", "obtain a valid trusted root", "Sigstore trusted root";
    INTERNAL "internal" Untrusted "a bug in this library; always a failure", "report it", "internal consistency";

    // Notes.
    NOTE_SUPERFLUOUS_ROOT "note.superfluous-root" Note "a self-issued certificate in the bundle was ignored", "", "Sigstore bundle format";
    NOTE_SUPERFLUOUS_INTERMEDIATE "note.superfluous-intermediate" Note "a further certificate in the bundle was ignored", "", "Sigstore bundle format";
    NOTE_UNSIGNED_INTEGRATED_TIME "note.unsigned-integrated-time" Note "an integrated time that nothing signs was ignored", "", "Sigstore bundle format";
    NOTE_MESSAGE_DIGEST_ABSENT "note.message-digest-absent" Note "the bundle states no digest of the message", "", "Sigstore bundle format, messageDigest";
    NOTE_UNKNOWN_LOG_ENTRY "note.unknown-log-entry" Note "an entry of an unknown log was skipped", "", "thresholds";
    NOTE_UNKNOWN_SCT "note.unknown-sct" Note "a certificate timestamp of an unknown log was skipped", "", "RFC 6962 section 3.2";
    NOTE_UNKNOWN_NOTE_SIGNATURE "note.unknown-note-signature" Note "a signature line of an unknown key was ignored", "", "C2SP signed-note";
    NOTE_PROMISE_ONLY "note.promise-only" Note "an entry is backed by a promise and no proof", "", "Sigstore bundle format";
    NOTE_COMPAT_HASH "note.compat-hash" Note "the signature uses SHA-256 with a larger curve", "", "Sigstore algorithm registry";
    NOTE_SKIPPED_TIMESTAMP "note.skipped-timestamp" Note "a timestamp was skipped", "", "RFC 3161";
    NOTE_TRUSTROOT_INSTANCE_SKIPPED "note.trustroot-instance-skipped" Note "an instance of the trusted root is not usable", "", "Sigstore trusted root";
    NOTE_TRUSTROOT_UNKNOWN_FIELD "note.trustroot-unknown-field" Note "a member of the trusted root is not known", "", "Sigstore trusted root";
    NOTE_KEYID_IGNORED "note.keyid-ignored" Note "a key id is only a hint and was ignored", "", "DSSE protocol";
    NOTE_CHECKPOINT_NAME "note.checkpoint-name" Note "the log signs its checkpoints under another name than its URL", "", "C2SP tlog-checkpoint";
    NOTE_FOREIGN_URLS "note.foreign-urls" Note "a descriptor names addresses, which are never used", "", "OCI image specification, descriptors";
    NOTE_DIGEST_HEADER "note.digest-header" Note "the registry said another digest than the bytes have", "", "OCI distribution specification";
    NOTE_REGISTRY_WARNING "note.registry-warning" Note "the registry sent a warning", "", "OCI distribution specification, warnings";
    NOTE_DISCOVERY "note.discovery" Note "something about where attachments were looked for", "", "OCI distribution specification";
    NOTE_NOT_EVALUATED "note.not-evaluated" Note "evidence that is there was not looked at", "", "image requirements";
    NOTE_NAME_NOT_COMPARED "note.name-not-compared" Note "the name under which the image was signed was not compared", "", "image requirements";
    NOTE_SIGNATURE_PREDICATE "note.signature-predicate" Note "the predicate of a signature is not empty", "", "cosign bundle specification";
    NOTE_OPTION_USED "note.option-used" Note "an option that departs from the strict default was used", "", "verification request";
}
