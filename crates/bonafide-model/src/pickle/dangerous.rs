//! Names whose effect is known. They change what a message says and decide nothing.

/// What a call of it does, where that is widely known.
pub(super) fn effect(module: &str, name: &str) -> Option<&'static str> {
    let top = module.split('.').next().unwrap_or_default();
    let effect = match (top, name) {
        ("os" | "posix" | "nt" | "subprocess" | "commands" | "pty" | "multiprocessing", _) => {
            "it runs commands"
        }
        ("builtins" | "__builtin__", "eval" | "exec" | "compile" | "execfile") => "it runs code",
        ("runpy" | "code" | "codeop" | "timeit" | "cProfile" | "pdb" | "bdb" | "idlelib", _) => {
            "it runs code"
        }
        ("pip" | "setuptools" | "distutils" | "ensurepip", _) => "it installs and runs packages",
        ("builtins" | "__builtin__", "getattr" | "__import__" | "globals" | "vars" | "apply") => {
            "it leads to any function"
        }
        ("importlib" | "pkgutil" | "operator" | "functools" | "types" | "ctypes" | "sys", _) => {
            "it leads to any function"
        }
        ("builtins" | "__builtin__" | "io", "open" | "file") | ("shutil" | "tempfile", _) => {
            "it changes files"
        }
        ("socket" | "urllib" | "urllib2" | "http" | "httplib" | "requests" | "webbrowser", _) => {
            "it opens connections"
        }
        ("pickle" | "cPickle" | "_pickle" | "marshal" | "dill" | "cloudpickle" | "joblib", _)
        | ("torch", "load" | "_load_from_bytes") => "it loads further objects",
        _ => return None,
    };
    Some(effect)
}
