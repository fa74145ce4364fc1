//! Connections: where they come in, how many there may be, and how long one may take.

use super::Service;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;

/// So many connections at a time; further ones are closed at once.
const CONNECTIONS: usize = 4096;
/// So many of them from one address, where others than this machine can ask.
const CONNECTIONS_OF_ONE: usize = 64;
/// The longest time for the head of a request, the first one and each that follows.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// The largest head of a request, in bytes.
const HEAD_BYTES: usize = 16 * 1024;
/// How long a reader may take nothing while there is something to send.
const WRITE_TIME: Duration = Duration::from_secs(10);

/// Where the server can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// The address that it is bound to, with the port that it got.
    pub bound: SocketAddr,
    /// The machine's address in its network, where others can reach the server and it could be found.
    pub network: Option<IpAddr>,
}

impl Addresses {
    /// Whether others than this machine can reach the server.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.bound.ip().is_loopback()
    }

    /// The address for this machine.
    #[must_use]
    pub fn local(&self) -> String {
        let ip = self.bound.ip();
        match ip {
            IpAddr::V4(_) if ip.is_loopback() || ip.is_unspecified() => {
                format!("http://localhost:{}/", self.bound.port())
            }
            IpAddr::V6(_) if ip.is_unspecified() => format!("http://localhost:{}/", self.bound.port()),
            _ => format!("http://{}/", self.bound),
        }
    }

    /// The address for others, where they can reach the server.
    #[must_use]
    pub fn remote(&self) -> Option<String> {
        let ip = self.network.filter(|_| self.is_open())?;
        Some(format!("http://{}/", SocketAddr::new(ip, self.bound.port())))
    }
}

/// An address can't be had.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// Somebody else has the port.
    #[error("port {0} is in use; `--port {next}` takes another one, `--port 0` any that is free", next = .0.wrapping_add(1).max(1024))]
    Taken(u16),
    /// The system refuses.
    #[error("{0} can't be listened at: {1}")]
    Refused(SocketAddr, io::Error),
}

/// Sockets that wait for connections.
pub(super) struct Listening {
    sockets: Vec<TcpListener>,
    pub addresses: Addresses,
}

/// Takes the address that was asked for; without one, this machine's own in both families.
pub(super) async fn bind(service: &Service) -> Result<Listening, BindError> {
    let first = SocketAddr::new(service.host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)), service.port);
    let refused = |address: SocketAddr| {
        move |error: io::Error| match error.kind() {
            io::ErrorKind::AddrInUse => BindError::Taken(address.port()),
            _ => BindError::Refused(address, error),
        }
    };
    let socket = TcpListener::bind(first).await.map_err(refused(first))?;
    let bound = socket.local_addr().map_err(refused(first))?;
    let mut sockets = vec![socket];
    if service.host.is_none() {
        // `localhost` is either; a machine without the newer family does with the older.
        match TcpListener::bind(SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), bound.port())).await {
            Ok(socket) => sockets.push(socket),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && service.port != 0 => {
                return Err(BindError::Taken(bound.port()));
            }
            Err(_) => {}
        }
    }
    let network = if bound.ip().is_unspecified() { network() } else { Some(bound.ip()) };
    Ok(Listening { sockets, addresses: Addresses { bound, network } })
}

/// The address by which this machine goes out; nothing is sent to find it.
fn network() -> Option<IpAddr> {
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    // An address that is reserved for documentation (RFC 5737).
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    Some(socket.local_addr().ok()?.ip()).filter(|ip| !ip.is_loopback() && !ip.is_unspecified())
}

/// Accepts connections until the runtime ends.
pub(super) async fn accept(listening: Listening, router: Router) {
    let limits = Arc::new(Limits {
        all: Arc::new(Semaphore::new(CONNECTIONS)),
        of_one: listening.addresses.is_open().then(Mutex::default),
    });
    let accepting = listening.sockets.into_iter().map(|socket| {
        let (limits, router) = (limits.clone(), router.clone());
        tokio::spawn(async move {
            loop {
                match socket.accept().await {
                    Ok((stream, peer)) => {
                        if let Some(pass) = limits.admit(peer.ip()) {
                            tokio::spawn(talk(stream, router.clone(), pass));
                        }
                    }
                    // Out of descriptors, or a connection that ended before it began.
                    Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                }
            }
        })
    });
    for task in accepting.collect::<Vec<_>>() {
        drop(task.await);
    }
}

/// Answers the requests of one connection.
async fn talk(stream: TcpStream, router: Router, _pass: Pass) {
    drop(stream.set_nodelay(true));
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(WRITE_TIME));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(Box::pin(stream)), TowerToHyperService::new(router));
    // A connection that breaks off is the reader's affair.
    drop(connection.await);
}

struct Limits {
    all: Arc<Semaphore>,
    of_one: Option<Mutex<BTreeMap<IpAddr, usize>>>,
}

/// The right to one connection, until it is dropped.
struct Pass {
    _one: OwnedSemaphorePermit,
    limits: Arc<Limits>,
    ip: IpAddr,
}

impl Limits {
    fn admit(self: &Arc<Self>, ip: IpAddr) -> Option<Pass> {
        let one = self.all.clone().try_acquire_owned().ok()?;
        if let Some(of_one) = self.of_one.as_ref().filter(|_| !ip.is_loopback()) {
            let mut of_one = of_one.lock().unwrap_or_else(PoisonError::into_inner);
            let count = of_one.entry(ip).or_default();
            if *count >= CONNECTIONS_OF_ONE {
                return None;
            }
            *count += 1;
        }
        Some(Pass { _one: one, limits: self.clone(), ip })
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if let Some(of_one) = self.limits.of_one.as_ref().filter(|_| !self.ip.is_loopback()) {
            let mut of_one = of_one.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(count) = of_one.get_mut(&self.ip) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    of_one.remove(&self.ip);
                }
            }
        }
    }
}
