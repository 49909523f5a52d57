//! What kind of file a file is, by its content and by its name.

mod content;
mod detection;
pub(crate) mod hdf5;
mod loadable;
mod name;
mod pickle;
pub(crate) mod tar;

pub use detection::Detection;
pub use loadable::Loadable;

/// A kind of file.
///
/// # Specification
/// models PKG-4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FileType {
    /// No byte at all.
    Empty,
    /// A safetensors file.
    Safetensors,
    /// A GGUF file.
    Gguf,
    /// An ONNX model.
    Onnx,
    /// An HDF5 file, such as Keras wrote.
    Hdf5,
    /// An array of `NumPy`.
    Npy,
    /// A pickle, of any protocol.
    Pickle,
    /// By its name, a checkpoint as PyTorch writes it: a ZIP archive, a tar archive or a pickle.
    Checkpoint,
    /// By its name, weights of a format that is not known here.
    Weights,
    /// A `TensorFlow` `SavedModel`.
    SavedModel,
    /// A `SentencePiece` tokenizer model.
    SentencePiece,
    /// A ZIP archive: also a wheel, `npz`, `.keras` or a new PyTorch checkpoint.
    Zip,
    /// A 7z archive.
    SevenZip,
    /// A RAR archive.
    Rar,
    /// A tar archive.
    Tar,
    /// Data compressed with gzip.
    Gzip,
    /// Data compressed with Zstandard.
    Zstd,
    /// Data compressed otherwise: bzip2, xz, zlib, LZ4.
    Compressed,
    /// An ELF object.
    Elf,
    /// A Windows program or library.
    Pe,
    /// A Mach-O object, also one for several machines.
    MachO,
    /// A WebAssembly module.
    Wasm,
    /// By its name, a library or an object of native code.
    NativeLibrary,
    /// A script that a shell or another interpreter than Python runs.
    ShellScript,
    /// Python source.
    PythonSource,
    /// Python bytecode.
    PythonBytecode,
    /// A notebook: JSON with code in it.
    Notebook,
    /// By its name, a template.
    Template,
    /// JSON.
    Json,
    /// By its name, Markdown.
    Markdown,
    /// UTF-8 text without control characters.
    Text,
    /// A picture.
    Image,
    /// Bytes of no kind that is known here.
    Binary,
}

impl FileType {
    /// How many bytes of the beginning of a file [`detect`](Self::detect) looks at.
    pub const HEAD: usize = 4096;

    /// How many bytes of the end of a file [`detect`](Self::detect) looks at: the greatest distance
    /// from the end at which readers of ZIP archives look for its last record.
    pub const TAIL: usize = 65_558;

    /// What the file called `name` is: `length` bytes that begin with `head` and end with `tail`.
    ///
    /// `name` is a path or its last component. The head is the first [`HEAD`](Self::HEAD) bytes and
    /// the tail the last [`TAIL`](Self::TAIL) bytes, or the whole file where it has fewer; they may
    /// overlap. Longer ones are shortened, shorter ones detect less. Time and memory are bounded by
    /// these two.
    ///
    /// ```
    /// use bonafide_model::FileType;
    /// let content = b"cos\nsystem\n(S'id'\ntR.";
    /// let found = FileType::detect("notes.txt", 21, content, content);
    /// assert_eq!(found.content(), [FileType::Pickle]);
    /// assert_eq!(found.by_name(), Some(FileType::Text));
    /// assert!(found.is_mismatch());
    /// ```
    ///
    /// # Specification
    /// models PKG-4.
    #[must_use]
    pub fn detect(name: &str, length: u64, head: &[u8], tail: &[u8]) -> Detection {
        let head = head.get(..Self::HEAD).unwrap_or(head);
        let surplus = tail.len().saturating_sub(Self::TAIL);
        let tail = tail.get(surplus..).unwrap_or(tail);
        Detection::new(content::types(length, head, tail), name::vote(name))
    }

    /// The stable lower-case name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Safetensors => "safetensors",
            Self::Gguf => "gguf",
            Self::Onnx => "onnx",
            Self::Hdf5 => "hdf5",
            Self::Npy => "npy",
            Self::Pickle => "pickle",
            Self::Checkpoint => "checkpoint",
            Self::Weights => "weights",
            Self::SavedModel => "saved-model",
            Self::SentencePiece => "sentencepiece",
            Self::Zip => "zip",
            Self::SevenZip => "7z",
            Self::Rar => "rar",
            Self::Tar => "tar",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Compressed => "compressed",
            Self::Elf => "elf",
            Self::Pe => "pe",
            Self::MachO => "mach-o",
            Self::Wasm => "wasm",
            Self::NativeLibrary => "native-library",
            Self::ShellScript => "shell-script",
            Self::PythonSource => "python-source",
            Self::PythonBytecode => "python-bytecode",
            Self::Notebook => "notebook",
            Self::Template => "template",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Text => "text",
            Self::Image => "image",
            Self::Binary => "binary",
        }
    }

    /// As what it can be loaded or run.
    #[must_use]
    pub const fn loadable(self) -> &'static [Loadable] {
        match self {
            Self::Pickle => &[Loadable::Pickle],
            Self::Checkpoint => &[Loadable::Pickle, Loadable::Weights],
            Self::Safetensors
            | Self::Gguf
            | Self::Onnx
            | Self::Hdf5
            | Self::Npy
            | Self::Weights
            | Self::SavedModel => &[Loadable::Weights],
            Self::Zip
            | Self::SevenZip
            | Self::Rar
            | Self::Tar
            | Self::Gzip
            | Self::Zstd
            | Self::Compressed => &[Loadable::Archive],
            Self::Elf | Self::Pe | Self::MachO => {
                &[Loadable::SharedObject, Loadable::NativeExecutable]
            }
            Self::Wasm => &[Loadable::NativeExecutable],
            Self::NativeLibrary => &[Loadable::SharedObject],
            Self::ShellScript => &[Loadable::ShellScript],
            Self::PythonSource => &[Loadable::PythonSource],
            Self::PythonBytecode => &[Loadable::PythonBytecode],
            Self::Notebook => &[Loadable::Notebook],
            Self::Template => &[Loadable::Template],
            Self::Empty
            | Self::SentencePiece
            | Self::Json
            | Self::Markdown
            | Self::Text
            | Self::Image
            | Self::Binary => &[],
        }
    }
}
