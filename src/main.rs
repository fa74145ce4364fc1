//! The `baton` binary: everything is in the library's [`baton::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    baton::cli::main()
}
