//! The `baton` binary: everything is in the library's [`baton::cli`].

use std::process::ExitCode;

/// Pages are many small values, made on all threads and dropped on others. `.cargo/config.toml` says how the allocator
/// asks the system for memory.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    baton::cli::main()
}
