//! The vote of the name.

use crate::FileType;

/// The type that the extension of `path` stands for.
pub(super) fn vote(path: &str) -> Option<FileType> {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    if name
        .split_once(".so.")
        .is_some_and(|(_, version)| is_version(version))
    {
        return Some(FileType::NativeLibrary);
    }
    let (stem, extension) = name.rsplit_once('.')?;
    if stem.is_empty() {
        return None;
    }
    of_models(extension)
        .or_else(|| of_archives(extension))
        .or_else(|| of_code(extension))
        .or_else(|| of_documents(extension))
}

fn is_version(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn of_models(extension: &str) -> Option<FileType> {
    Some(match extension {
        "safetensors" => FileType::Safetensors,
        "gguf" => FileType::Gguf,
        "onnx" => FileType::Onnx,
        "h5" | "hdf5" | "hdf" => FileType::Hdf5,
        "npy" => FileType::Npy,
        "pkl" | "pickle" | "pck" | "joblib" | "dill" => FileType::Pickle,
        "pt" | "pth" | "ckpt" | "pt2" | "ptl" | "torch" => FileType::Checkpoint,
        "bin" | "tflite" | "engine" | "plan" | "trt" | "ggml" | "msgpack" | "pdparams"
        | "pdmodel" | "mlmodel" | "params" | "weights" | "onnx_data" | "ggjt" | "llamafile"
        | "nnue" => FileType::Weights,
        "pb" => FileType::SavedModel,
        "model" | "spm" => FileType::SentencePiece,
        _ => return None,
    })
}

fn of_archives(extension: &str) -> Option<FileType> {
    Some(match extension {
        "zip" | "whl" | "npz" | "keras" | "jar" | "egg" | "mar" | "mlpackage" => FileType::Zip,
        "7z" => FileType::SevenZip,
        "rar" => FileType::Rar,
        "tar" | "nemo" => FileType::Tar,
        "gz" | "tgz" => FileType::Gzip,
        "zst" | "tzst" => FileType::Zstd,
        "bz2" | "tbz" | "tbz2" | "xz" | "txz" | "lzma" | "lz4" | "z" | "zlib" => {
            FileType::Compressed
        }
        _ => return None,
    })
}

fn of_code(extension: &str) -> Option<FileType> {
    Some(match extension {
        "so" | "dylib" | "dll" | "pyd" | "node" | "o" | "a" | "lib" => FileType::NativeLibrary,
        "exe" | "com" | "scr" | "sys" => FileType::Pe,
        "elf" => FileType::Elf,
        "wasm" => FileType::Wasm,
        "sh" | "bash" | "zsh" | "ksh" | "fish" | "csh" | "command" | "ps1" | "psm1" | "bat"
        | "cmd" | "vbs" => FileType::ShellScript,
        "py" | "pyw" | "pyi" | "pyx" => FileType::PythonSource,
        "pyc" | "pyo" => FileType::PythonBytecode,
        "ipynb" => FileType::Notebook,
        "jinja" | "jinja2" | "j2" | "tmpl" | "tpl" | "mustache" | "hbs" => FileType::Template,
        _ => return None,
    })
}

fn of_documents(extension: &str) -> Option<FileType> {
    Some(match extension {
        "json" | "jsonl" | "ndjson" | "webmanifest" => FileType::Json,
        "md" | "markdown" | "mdx" => FileType::Markdown,
        "txt" | "text" | "yaml" | "yml" | "toml" | "csv" | "tsv" | "cfg" | "ini" | "conf"
        | "lock" | "xml" | "rst" | "html" | "htm" | "svg" | "css" | "js" | "ts" | "log" | "pem"
        | "tiktoken" | "vocab" | "merges" | "pbtxt" | "proto" | "tex" | "bib" | "cff"
        | "gitattributes" | "gitignore" => FileType::Text,
        "png" | "jpg" | "jpeg" | "gif" | "webp" => FileType::Image,
        _ => return None,
    })
}

/// Whether content of the type `content` may stand under a name of the type `name`.
pub(super) fn fits(name: FileType, content: FileType) -> bool {
    use FileType as T;
    let is_text = matches!(content, T::Text | T::Json);
    if content == name || content == T::Empty {
        return true;
    }
    match name {
        T::Pickle => matches!(content, T::Compressed | T::Gzip),
        T::Checkpoint => matches!(content, T::Zip | T::Pickle | T::Tar),
        T::Weights => matches!(
            content,
            T::Binary | T::Zip | T::Pickle | T::Tar | T::Gguf | T::Npy
        ),
        T::SavedModel => content == T::Binary,
        T::Tar => content == T::Gzip,
        T::NativeLibrary => matches!(content, T::Elf | T::Pe | T::MachO),
        T::SentencePiece
        | T::ShellScript
        | T::PythonSource
        | T::Template
        | T::Json
        | T::Markdown
        | T::Text => is_text,
        T::Notebook => content == T::Json,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_extension_votes_whatever_its_case() {
        let cases = [
            ("a/b.SafeTensors", Some(FileType::Safetensors)),
            ("model.tar.gz", Some(FileType::Gzip)),
            ("libx.so.1.2", Some(FileType::NativeLibrary)),
            ("notes.so.md", Some(FileType::Markdown)),
            ("x.py/README", None),
            (".gitattributes", None),
            ("a.unknown", None),
            ("", None),
        ];
        for (path, wanted) in cases {
            assert_eq!(vote(path), wanted, "{path}");
        }
    }
}
