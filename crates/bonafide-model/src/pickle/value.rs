//! What the interpreter knows of a value, and where containers and instances live.

/// What is known of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    None,
    Bool(bool),
    Int(i64),
    /// An integer of more than 64 bits, as its little-endian bytes.
    BigInt(&'a [u8]),
    Float,
    /// A literal of Python 3.
    Str(&'a str),
    /// A literal of Python 2, which the encoding of the reader makes a `str` or leaves `bytes`.
    OldStr(&'a [u8]),
    /// A `str` whose characters are not followed.
    SomeStr,
    Bytes(&'a [u8]),
    /// A `bytes` whose content is not followed.
    SomeBytes,
    Bytearray,
    /// A buffer that the reader brings.
    Buffer,
    /// A container or an instance.
    Object(Id),
    /// What an import gave.
    Global(GlobalId),
    Unknown,
}

impl<'a> Value<'a> {
    /// Whether it neither is code nor leads to any.
    pub(super) const fn is_inert(self) -> bool {
        !matches!(self, Self::Global(_) | Self::Unknown)
    }

    /// The characters of a literal that every reader takes for the same text.
    pub(super) fn text(self) -> Option<&'a str> {
        match self {
            Self::Str(text) => Some(text),
            Self::OldStr(bytes) if bytes.is_ascii() => core::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }

    /// The value of an integer that is not negative.
    pub(super) fn count(self) -> Option<u64> {
        match self {
            Self::Int(value) => u64::try_from(value).ok(),
            _ => None,
        }
    }

    /// The truth of a literal, of which Python 2 wrote some as integers.
    pub(super) const fn truth(self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(value),
            Self::Int(0) => Some(false),
            Self::Int(1) => Some(true),
            _ => None,
        }
    }
}

/// A container or an instance of the heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Id(usize);

/// A row of the table of imports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct GlobalId(pub(super) usize);

/// What is known of a container or an instance.
#[derive(Debug)]
pub(super) struct Object {
    pub(super) shape: Shape,
    extent: Extent,
}

/// What a walk through a value that does not remember where it was has to do.
#[derive(Clone, Copy, Debug)]
struct Extent {
    /// Values that it visits.
    weight: u64,
    /// Levels that it goes down.
    depth: u64,
}

impl Extent {
    const ONE: Self = Self {
        weight: 1,
        depth: 1,
    };

    fn with(self, inner: Self) -> Self {
        Self {
            weight: self.weight.saturating_add(inner.weight),
            depth: self.depth.max(inner.depth.saturating_add(1)),
        }
    }
}

#[derive(Debug)]
pub(super) enum Shape {
    /// A range of the pool of items.
    Tuple {
        start: usize,
        length: usize,
    },
    List,
    Dict(Contents),
    Set,
    FrozenSet,
    /// What a call made.
    Instance(Instance),
}

/// What is known of the pairs of a mapping. Each is of all pairs that were ever set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contents {
    pub(super) is_empty: bool,
    /// All keys are literal names that neither begin with two underscores nor name hooks.
    pub(super) has_plain_keys: bool,
    /// No value is a global or unknown.
    pub(super) has_inert_values: bool,
}

impl Contents {
    pub(super) const EMPTY: Self = Self {
        is_empty: true,
        has_plain_keys: true,
        has_inert_values: true,
    };

    fn add(&mut self, key: Value<'_>, value: Value<'_>) {
        self.is_empty = false;
        let is_plain = |name: &str| !name.starts_with("__") && !name.contains("hook");
        self.has_plain_keys &= key.text().is_some_and(is_plain);
        self.has_inert_values &= value.is_inert();
    }

    /// Whether an instance may be given it as its attributes.
    pub(super) const fn is_plain(self) -> bool {
        self.has_plain_keys && self.has_inert_values
    }
}

/// What a call of an allowed callable made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instance {
    pub(super) maker: GlobalId,
    pub(super) made: Made,
    /// It was given its state, or something holds it that relies on how it is.
    pub(super) is_sealed: bool,
}

/// What is known of an instance beside its maker.
#[derive(Clone, Copy, Debug)]
pub(super) enum Made {
    Other,
    Mapping(Contents),
    /// The storage that a persistent id names, in elements.
    Storage {
        count: u64,
    },
    Tensor,
    /// A `torch.Size` of the tuple.
    Size(Id),
    Layout,
    /// A `numpy.dtype` of the kind of this letter.
    Dtype(u8),
    Array,
}

/// The most values that a walk without memory may visit in one value.
pub(super) const EXPANSION: u64 = 1 << 24;

/// The deepest nesting. Writers go down no further, and readers that hash what is deeper run out of
/// stack.
const DEPTH: u64 = 1_000;

/// All containers and instances of one run, never freed before its end: their number is bounded by
/// that of the opcodes.
#[derive(Debug, Default)]
pub(super) struct Heap<'a> {
    objects: Vec<Object>,
    pool: Vec<Value<'a>>,
}

/// A value would unfold to more than [`EXPANSION`] values, or nest deeper than [`DEPTH`].
#[derive(Debug)]
pub(super) struct TooLarge;

impl<'a> Heap<'a> {
    pub(super) fn add(&mut self, shape: Shape) -> Value<'a> {
        let id = Id(self.objects.len());
        self.objects.push(Object {
            shape,
            extent: Extent::ONE,
        });
        Value::Object(id)
    }

    /// A tuple of `items`.
    pub(super) fn add_tuple(
        &mut self,
        items: impl Iterator<Item = Value<'a>>,
    ) -> Result<Value<'a>, TooLarge> {
        let start = self.pool.len();
        self.pool.extend(items);
        let items = self.pool.get(start..).unwrap_or_default();
        let (length, extent) = (items.len(), self.extent(Extent::ONE, items));
        let tuple = self.add(Shape::Tuple { start, length });
        self.grow(tuple, extent)?;
        Ok(tuple)
    }

    /// Notes that `items` were put into `container`.
    pub(super) fn put(
        &mut self,
        container: Value<'a>,
        items: &[Value<'a>],
    ) -> Result<(), TooLarge> {
        let before = self.get(container).map(|object| object.extent);
        let extent = self.extent(before.unwrap_or(Extent::ONE), items);
        self.grow(container, extent)
    }

    /// Notes that `pairs`, keys and values in turn, were set in a mapping.
    pub(super) fn put_pairs(
        &mut self,
        mapping: Value<'a>,
        pairs: &[Value<'a>],
    ) -> Result<(), TooLarge> {
        let contents = match self.get_mut(mapping).map(|object| &mut object.shape) {
            Some(Shape::Dict(contents)) => Some(contents),
            Some(Shape::Instance(instance)) => match &mut instance.made {
                Made::Mapping(contents) => Some(contents),
                _ => None,
            },
            _ => None,
        };
        if let Some(contents) = contents {
            for pair in pairs.chunks(2) {
                if let [key, value] = pair {
                    contents.add(*key, *value);
                }
            }
        }
        self.put(mapping, pairs)
    }

    /// The extent of what had one of `before` and now has `items` too.
    fn extent(&self, before: Extent, items: &[Value<'a>]) -> Extent {
        let of = |item: &Value<'a>| self.get(*item).map_or(Extent::ONE, |object| object.extent);
        items.iter().map(of).fold(before, Extent::with)
    }

    fn grow(&mut self, value: Value<'a>, extent: Extent) -> Result<(), TooLarge> {
        if let Some(object) = self.get_mut(value) {
            object.extent = extent;
        }
        if extent.weight > EXPANSION || extent.depth > DEPTH {
            return Err(TooLarge);
        }
        Ok(())
    }

    fn get(&self, value: Value<'a>) -> Option<&Object> {
        match value {
            Value::Object(id) => self.objects.get(id.0),
            _ => None,
        }
    }

    fn get_mut(&mut self, value: Value<'a>) -> Option<&mut Object> {
        match value {
            Value::Object(id) => self.objects.get_mut(id.0),
            _ => None,
        }
    }

    pub(super) fn shape(&self, value: Value<'a>) -> Option<&Shape> {
        self.get(value).map(|object| &object.shape)
    }

    /// The items of a tuple.
    pub(super) fn tuple(&self, value: Value<'a>) -> Option<&[Value<'a>]> {
        match self.shape(value)? {
            Shape::Tuple { start, length } => {
                let end = start.checked_add(*length)?;
                self.pool.get(*start..end)
            }
            _ => None,
        }
    }

    pub(super) fn dict(&self, value: Value<'a>) -> Option<Contents> {
        match self.shape(value)? {
            Shape::Dict(contents) => Some(*contents),
            _ => None,
        }
    }

    pub(super) fn instance(&self, value: Value<'a>) -> Option<&Instance> {
        match self.shape(value)? {
            Shape::Instance(instance) => Some(instance),
            _ => None,
        }
    }

    pub(super) fn made(&self, value: Value<'a>) -> Option<Made> {
        self.instance(value).map(|instance| instance.made)
    }

    /// Forbids further changes of an instance.
    pub(super) fn seal(&mut self, value: Value<'a>) {
        let shape = self.get_mut(value).map(|object| &mut object.shape);
        if let Some(Shape::Instance(instance)) = shape {
            instance.is_sealed = true;
        }
    }
}
