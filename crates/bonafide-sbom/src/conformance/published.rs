//! Which schemas there are.

/// The published schemas that documents are checked against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Schema {
    /// `CycloneDX` 1.2 JSON, strict.
    CycloneDx12,
    /// `CycloneDX` 1.3 JSON, strict.
    CycloneDx13,
    /// `CycloneDX` 1.4 JSON.
    CycloneDx14,
    /// `CycloneDX` 1.5 JSON.
    CycloneDx15,
    /// `CycloneDX` 1.6 JSON.
    CycloneDx16,
    /// `CycloneDX` 1.7 JSON.
    CycloneDx17,
    /// `CycloneDX` 1.0 XML.
    #[cfg(feature = "xml")]
    CycloneDx10Xml,
    /// `CycloneDX` 1.1 XML.
    #[cfg(feature = "xml")]
    CycloneDx11Xml,
    /// `CycloneDX` 1.2 XML.
    #[cfg(feature = "xml")]
    CycloneDx12Xml,
    /// `CycloneDX` 1.3 XML.
    #[cfg(feature = "xml")]
    CycloneDx13Xml,
    /// `CycloneDX` 1.4 XML.
    #[cfg(feature = "xml")]
    CycloneDx14Xml,
    /// `CycloneDX` 1.5 XML.
    #[cfg(feature = "xml")]
    CycloneDx15Xml,
    /// `CycloneDX` 1.6 XML.
    #[cfg(feature = "xml")]
    CycloneDx16Xml,
    /// `CycloneDX` 1.7 XML.
    #[cfg(feature = "xml")]
    CycloneDx17Xml,
    /// SPDX 2.2 JSON, as corrected in 2.2.2.
    Spdx22,
    /// SPDX 2.3 JSON.
    Spdx23,
    /// SPDX 2.2 tag-value: what the clauses of 2.2.2 say about each tag.
    Spdx22TagValue,
    /// SPDX 2.3 tag-value.
    Spdx23TagValue,
}

impl Schema {
    /// All of them.
    pub const ALL: [Self; if cfg!(feature = "xml") { 18 } else { 10 }] = [
        Self::CycloneDx12,
        Self::CycloneDx13,
        Self::CycloneDx14,
        Self::CycloneDx15,
        Self::CycloneDx16,
        Self::CycloneDx17,
        #[cfg(feature = "xml")]
        Self::CycloneDx10Xml,
        #[cfg(feature = "xml")]
        Self::CycloneDx11Xml,
        #[cfg(feature = "xml")]
        Self::CycloneDx12Xml,
        #[cfg(feature = "xml")]
        Self::CycloneDx13Xml,
        #[cfg(feature = "xml")]
        Self::CycloneDx14Xml,
        #[cfg(feature = "xml")]
        Self::CycloneDx15Xml,
        #[cfg(feature = "xml")]
        Self::CycloneDx16Xml,
        #[cfg(feature = "xml")]
        Self::CycloneDx17Xml,
        Self::Spdx22,
        Self::Spdx23,
        Self::Spdx22TagValue,
        Self::Spdx23TagValue,
    ];

    /// The schema of a format id (`cdx-json`, `spdx2-json`, `spdx2-tv`, and `cdx-xml` with the
    /// feature `xml`) in a version as documents write it, such as `1.6` and `SPDX-2.3`.
    #[must_use]
    pub fn of(format: &str, version: &str) -> Option<Self> {
        let version = match format {
            "cdx-json" | "cdx-xml" => version,
            "spdx2-json" | "spdx2-tv" => version.strip_prefix("SPDX-")?,
            _ => return None,
        };
        Self::ALL
            .into_iter()
            .find(|schema| schema.format() == format && schema.version() == version)
    }

    /// `cdx-json`, `cdx-xml`, `spdx2-json` or `spdx2-tv`.
    #[must_use]
    pub const fn format(self) -> &'static str {
        match self {
            Self::Spdx22 | Self::Spdx23 => "spdx2-json",
            Self::Spdx22TagValue | Self::Spdx23TagValue => "spdx2-tv",
            #[cfg(feature = "xml")]
            _ if self.is_xml() => "cdx-xml",
            _ => "cdx-json",
        }
    }

    /// The version, such as `1.6`.
    #[must_use]
    pub const fn version(self) -> &'static str {
        match self {
            #[cfg(feature = "xml")]
            Self::CycloneDx10Xml => "1.0",
            #[cfg(feature = "xml")]
            Self::CycloneDx11Xml => "1.1",
            Self::CycloneDx12 => "1.2",
            #[cfg(feature = "xml")]
            Self::CycloneDx12Xml => "1.2",
            Self::CycloneDx13 => "1.3",
            #[cfg(feature = "xml")]
            Self::CycloneDx13Xml => "1.3",
            Self::CycloneDx14 => "1.4",
            #[cfg(feature = "xml")]
            Self::CycloneDx14Xml => "1.4",
            Self::CycloneDx15 => "1.5",
            #[cfg(feature = "xml")]
            Self::CycloneDx15Xml => "1.5",
            Self::CycloneDx16 => "1.6",
            #[cfg(feature = "xml")]
            Self::CycloneDx16Xml => "1.6",
            Self::CycloneDx17 => "1.7",
            #[cfg(feature = "xml")]
            Self::CycloneDx17Xml => "1.7",
            Self::Spdx22 | Self::Spdx22TagValue => "2.2",
            Self::Spdx23 | Self::Spdx23TagValue => "2.3",
        }
    }

    #[cfg(feature = "xml")]
    pub(super) const fn is_xml(self) -> bool {
        matches!(
            self,
            Self::CycloneDx10Xml
                | Self::CycloneDx11Xml
                | Self::CycloneDx12Xml
                | Self::CycloneDx13Xml
                | Self::CycloneDx14Xml
                | Self::CycloneDx15Xml
                | Self::CycloneDx16Xml
                | Self::CycloneDx17Xml
        )
    }

    pub(super) const fn is_spdx(self) -> bool {
        matches!(
            self,
            Self::Spdx22 | Self::Spdx23 | Self::Spdx22TagValue | Self::Spdx23TagValue
        )
    }

    pub(super) const fn family(self) -> &'static str {
        if self.is_spdx() { "spdx" } else { "cdx" }
    }
}
