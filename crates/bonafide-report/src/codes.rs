//! The macros with which a crate declares its errors and refusals.

/// Declares a crate's one error enum, and ties each variant to a registered code and a message.
///
/// The enum is `#[non_exhaustive]`, derives `Clone, Debug, PartialEq, Eq`, and gets `Display`,
/// [`core::error::Error`], an inherent `code()` and `ALL`, the codes that it can return itself.
/// A variant is written `Name { field: Type, … } => CODE: "message with {field}"`, with further
/// format arguments after the message, each after a semicolon, where a field is not shown as it is
/// (`=> CODE: "message with {}"; Escaped(field)`). A variant that
/// only carries another crate's error is written `Name { field: Type } => in field: "…{field}"`,
/// and answers with that error's code.
///
/// The crate implements [`Coded`](crate::Coded) itself, since only it knows places and findings.
///
/// ```
/// bonafide_report::codes! {
///     /// What can be wrong with a tree.
///     pub enum Error {
///         /// The tree has no leaves.
///         Empty {} => TLOG_INCLUSION: "an empty tree includes nothing",
///         /// The path has the wrong number of hashes.
///         Length {
///             /// Hashes that the index and size call for.
///             wanted: usize,
///         } => TLOG_INCLUSION_LENGTH: "the path needs {wanted} hashes",
///     }
/// }
///
/// let error = Error::Length { wanted: 3 };
/// assert_eq!(error.code().as_str(), "tlog.inclusion.length");
/// assert_eq!(error.to_string(), "the path needs 3 hashes");
/// assert_eq!(Error::ALL.len(), 2);
/// ```
#[macro_export]
macro_rules! codes {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $(
                $(#[$variant_meta:meta])*
                $variant:ident {
                    $( $(#[$field_meta:meta])* $field:ident : $type:ty ),* $(,)?
                } => $how:ident $($inner:ident)? : $message:literal $(; $argument:expr)*
            ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[non_exhaustive]
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name {
            $(
                $(#[$variant_meta])*
                #[allow(clippy::exhaustive_structs, reason = "the enum itself may grow")]
                $variant { $( $(#[$field_meta])* $field: $type ),* }
            ),+
        }

        impl $name {
            /// The codes that this type returns itself, in the order of its variants.
            pub const ALL: &'static [$crate::Code] =
                $crate::codes!(@all [] $( $how $($inner)? ; )+);

            /// The registered code of this error.
            #[must_use]
            #[allow(unused_variables, reason = "most codes do not depend on the fields")]
            pub fn code(&self) -> $crate::Code {
                match self {
                    $( Self::$variant { $($field),* } => $crate::codes!(@code $how $($inner)?), )+
                }
            }
        }

        impl ::core::fmt::Display for $name {
            #[allow(unused_variables, reason = "a message need not show every field")]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    $( Self::$variant { $($field),* } => ::core::write!(f, $message $(, $argument)*), )+
                }
            }
        }

        impl ::core::error::Error for $name {}
    };

    (@code in $inner:ident) => { $crate::Coded::code($inner) };
    (@code $code:ident) => { $crate::registry::$code };

    (@all [$($done:ident)*]) => { &[ $( $crate::registry::$done ),* ] };
    (@all [$($done:ident)*] in $inner:ident ; $($rest:tt)*) => {
        $crate::codes!(@all [$($done)*] $($rest)*)
    };
    (@all [$($done:ident)*] $code:ident ; $($rest:tt)*) => {
        $crate::codes!(@all [$($done)* $code] $($rest)*)
    };
}

/// Lets refusals speak as the failure that decided, which each holds in a box in its field `error`.
///
/// Each type gets `Display`, [`core::error::Error`] with the failure as its source, and
/// [`Coded`](crate::Coded) with the failure's code, place and findings.
///
/// ```
/// use bonafide_report::{Coded as _, TimeError};
///
/// /// Why a timetable is refused.
/// #[derive(Debug)]
/// pub struct Refusal {
///     error: Box<TimeError>,
/// }
///
/// bonafide_report::refusals! { Refusal }
///
/// let error = Box::new(TimeError::Syntax {});
/// let refusal = Refusal { error: error.clone() };
/// assert_eq!(refusal.code(), error.code());
/// assert_eq!(refusal.to_string(), error.to_string());
/// ```
#[macro_export]
macro_rules! refusals {
    ($($refusal:ty),+ $(,)?) => { $(
        impl ::core::fmt::Display for $refusal {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.error, f)
            }
        }

        impl ::core::error::Error for $refusal {
            fn source(&self) -> ::core::option::Option<&(dyn ::core::error::Error + 'static)> {
                ::core::option::Option::Some(&*self.error)
            }
        }

        impl $crate::Coded for $refusal {
            fn code(&self) -> $crate::Code {
                $crate::Coded::code(&*self.error)
            }

            fn place(&self) -> $crate::Place {
                $crate::Coded::place(&*self.error)
            }

            fn findings(&self) -> ::std::vec::Vec<$crate::Finding> {
                $crate::Coded::findings(&*self.error)
            }
        }
    )+ };
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macro declares a public enum")]
mod tests {
    use crate::{Coded, TimeError};

    codes! {
        /// An error for the test.
        pub enum Error {
            /// Wraps another.
            Time {
                /// The cause.
                cause: TimeError,
            } => in cause: "bad time: {cause}",
            /// Stands alone.
            Plain {} => CERT_PARSE: "plain",
        }
    }

    #[test]
    fn wrapped_errors_answer_with_their_own_code() {
        let cause = TimeError::Syntax {};
        let error = Error::Time {
            cause: cause.clone(),
        };
        assert_eq!(error.code(), Coded::code(&cause));
        assert_eq!(error.to_string(), format!("bad time: {cause}"));
        assert_eq!(Error::ALL, &[crate::registry::CERT_PARSE]);
        assert_eq!(Error::Plain {}.code(), crate::registry::CERT_PARSE);
    }
}
