//! Codes of policies: their documents, what they decide by themselves, and what they are imported
//! from.

use crate::code::Entry;
use crate::{Class, Code};

registry! {
    // The audit log.
    AUDIT_CHAIN "audit.chain" Mismatch "a record does not follow the one before it", "treat the log as altered; compare it with a copy", "policy section 8";
    AUDIT_CHECKPOINT "audit.checkpoint" Malformed "the checkpoint of an audit log cannot be used", "give the note and the key under which the log was signed", "C2SP signed-note and tlog-checkpoint";
    AUDIT_EMPTY "audit.empty" Missing "an audit log has no record", "name the files of the log, the oldest first", "policy section 8";
    AUDIT_HEAD "audit.head" Mismatch "an audit log does not have the record that it is known to have had", "treat the end of the log as cut off or altered; compare it with a copy", "policy section 8";
    AUDIT_MALFORMED "audit.malformed" Malformed "a line is no record of an audit log", "treat the log as altered; compare it with a copy", "policy section 8";
    AUDIT_ROTATION "audit.rotation" Malformed "a file of an audit log ends without saying so, or goes on behind its end", "name the files of the log in their order, each whole", "policy section 8";
    AUDIT_SEQUENCE "audit.sequence" Mismatch "the number of a record is not the next one", "treat records as removed or added; compare the log with a copy", "policy section 8";
    AUDIT_SPLICED "audit.spliced" Mismatch "a record belongs to another log", "verify the files of one log at a time", "policy section 8";
    AUDIT_TRUNCATED "audit.truncated" Malformed "the last line of an audit log was not written to its end", "find out what stopped the writer; the records before are whole", "policy section 8";
    AUDIT_WRITE "audit.write" Unavailable "a record cannot be written to the audit log", "make room, or give the log to one writer", "policy section 8";

    // Patterns.
    POLICY_PATTERN "policy.pattern" Malformed "a text is no pattern that can be used", "write the pattern as the rule in the message wants it", "policy section 4";

    // Requirements.
    POLICY_REQUIREMENT_UNSUPPORTED "policy.requirement-unsupported" Unsupported "the policy wants something that cannot be judged", "state the requirement in another way, or enable the feature", "policy section 3.2";
}
