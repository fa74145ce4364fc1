//! The `baton` binary: everything is in the library's [`baton::cli`].

use std::process::ExitCode;

/// Pages are many small values, made on all threads and dropped on others. How it asks for
/// memory is said in `.cargo/config.toml`.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    baton::cli::main()
}
