//! What an allowed name may be used for.

/// What an allowed name is, from which follows how it may be called and what its instances may be
/// given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Imported and passed on, never called.
    Reference,
    /// A dtype of torch.
    Dtype,
    /// A quantization scheme of torch.
    Scheme,
    /// A class of storages whose elements take so many bytes; named by persistent ids, never called.
    Storage(u8),
    OrderedDict,
    Counter,
    DefaultDict,
    Set,
    FrozenSet,
    Complex,
    Bytearray,
    Slice,
    Range,
    Encode,
    Size,
    Device,
    Parameter,
    Layout,
    RebuildTensor,
    RebuildTensorV2,
    RebuildTensorV3,
    RebuildParameter,
    RebuildParameterWithState,
    RebuildQuantized,
    RebuildSparse,
    RebuildMeta,
    NumpyDtype,
    NumpyArray,
    NumpyReconstruct,
    NumpyScalar,
    /// What a caller allows: any arguments.
    Callable,
    /// What a caller allows: a class, any arguments, and any state and items for its instances.
    StatefulClass,
}

impl Role {
    /// The stable name, part of what the digest of a list is over.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Dtype => "dtype",
            Self::Scheme => "qscheme",
            Self::Storage(1) => "storage-1",
            Self::Storage(2) => "storage-2",
            Self::Storage(4) => "storage-4",
            Self::Storage(8) => "storage-8",
            Self::Storage(_) => "storage-16",
            Self::OrderedDict => "ordered-dict",
            Self::Counter => "counter",
            Self::DefaultDict => "default-dict",
            Self::Set => "set",
            Self::FrozenSet => "frozen-set",
            Self::Complex => "complex",
            Self::Bytearray => "bytearray",
            Self::Slice => "slice",
            Self::Range => "range",
            Self::Encode => "encode-latin1",
            Self::Size => "size",
            Self::Device => "device",
            Self::Parameter => "parameter",
            Self::Layout => "layout",
            Self::RebuildTensor => "rebuild-tensor",
            Self::RebuildTensorV2 => "rebuild-tensor-v2",
            Self::RebuildTensorV3 => "rebuild-tensor-v3",
            Self::RebuildParameter => "rebuild-parameter",
            Self::RebuildParameterWithState => "rebuild-parameter-with-state",
            Self::RebuildQuantized => "rebuild-quantized",
            Self::RebuildSparse => "rebuild-sparse",
            Self::RebuildMeta => "rebuild-meta",
            Self::NumpyDtype => "numpy-dtype",
            Self::NumpyArray => "numpy-array",
            Self::NumpyReconstruct => "numpy-reconstruct",
            Self::NumpyScalar => "numpy-scalar",
            Self::Callable => "callable",
            Self::StatefulClass => "stateful-class",
        }
    }

    /// Whether it may be called at all.
    pub(super) const fn is_callable(self) -> bool {
        !matches!(
            self,
            Self::Reference | Self::Dtype | Self::Scheme | Self::Storage(_) | Self::NumpyArray
        )
    }

    /// Whether `__new__` of it may be called: it is a class.
    pub(super) const fn is_class(self) -> bool {
        matches!(
            self,
            Self::OrderedDict
                | Self::Counter
                | Self::DefaultDict
                | Self::Set
                | Self::FrozenSet
                | Self::Complex
                | Self::Slice
                | Self::Range
                | Self::Size
                | Self::Device
                | Self::Parameter
                | Self::Callable
                | Self::StatefulClass
        )
    }
}
