//! File systems that tell nobody of changes: those that other machines write to.

use std::path::Path;

/// File systems of the network, of virtual machines and of user space, by the number that `statfs` gives.
#[cfg(target_os = "linux")]
const SILENT: &[(u64, &str)] = &[
    (0x6969, "NFS"),
    (0x517B, "SMB"),
    (0xFF53_4D42, "CIFS"),
    (0xFE53_4D42, "SMB2"),
    (0x0102_1997, "9p"),
    (0x6573_5546, "FUSE"),
    (0x5346_414F, "AFS"),
    (0x786F_4256, "VirtualBox"),
    (0xBACB_ACBC, "VMware"),
];

/// The name of the file system that `path` lies on, if it is one whose changes can't be heard of.
#[cfg(target_os = "linux")]
pub(super) fn silent(path: &Path) -> Option<&'static str> {
    let kind = u64::try_from(rustix::fs::statfs(path).ok()?.f_type).ok()? & 0xFFFF_FFFF;
    SILENT.iter().find(|(number, _)| *number == kind).map(|(_, name)| *name)
}

/// Elsewhere there is no such list; `--poll` is at hand.
#[cfg(not(target_os = "linux"))]
pub(super) fn silent(_: &Path) -> Option<&'static str> {
    None
}
