package socket

import (
	"errors"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// This file alone uses unsafe: x/sys has no socket address of AF_X25, no ioctls of it, and its
// accept and recvmsg fail on an address that they do not know.

const pollAlways = unix.POLLHUP | unix.POLLERR

// openSocket returns a new socket that does not block.
func openSocket() (int, error) {
	fd, err := unix.Socket(unix.AF_X25, unix.SOCK_SEQPACKET|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if errors.Is(err, unix.EAFNOSUPPORT) {
		return -1, fmt.Errorf("x25/socket: %w: %w", os.NewSyscallError("socket", err), errors.ErrUnsupported)
	}
	return fd, systemError("socket", err)
}

// enlarge asks for a receive buffer in which the longest message fits, even in packets of 16
// octets, each of which takes some 768. The kernel gives twice that, or twice net.core.rmem_max if
// less.
func enlarge(fd int) error {
	return systemError("setsockopt", unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, 4096*768))
}

// systemError wraps an error of a system call.
func systemError(call string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("x25/socket: %w", os.NewSyscallError(call, err))
}

func bind(fd int, s *sockaddr) error {
	_, _, e := unix.Syscall(unix.SYS_BIND, uintptr(fd), uintptr(unsafe.Pointer(s)), unsafe.Sizeof(*s))
	return systemError("bind", result(e))
}

// connect begins a call; nil means that it goes on.
func connect(fd int, s *sockaddr) error {
	_, _, e := unix.Syscall(unix.SYS_CONNECT, uintptr(fd), uintptr(unsafe.Pointer(s)), unsafe.Sizeof(*s))
	if e == unix.EINPROGRESS {
		return nil
	}
	return systemError("connect", result(e))
}

func listen(fd, backlog int) error { return systemError("listen", unix.Listen(fd, backlog)) }

// accept takes a call; again is true when there is none. The kernel's accept ignores O_NONBLOCK and
// waits as SO_RCVTIMEO says, which bounded sets.
func accept(fd int) (call int, again bool, err error) {
	if ready, err := poll(fd, unix.POLLIN); !ready || err != nil {
		return -1, err == nil, err
	}
	n, _, e := unix.Syscall6(unix.SYS_ACCEPT4, uintptr(fd), 0, 0, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0, 0)
	if e == unix.EAGAIN || e == unix.EINTR {
		return -1, true, nil
	}
	return int(n), false, systemError("accept4", result(e))
}

// bounded makes accept wait for a tick of the kernel's clock at most.
func bounded(fd int) error {
	return systemError("setsockopt", unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Usec: 1}))
}

// poll asks, without waiting, whether one of the events or an end has come.
func poll(fd int, events int16) (ready bool, err error) {
	fds := []unix.PollFd{{Fd: int32(fd), Events: events}} //nolint:gosec // a file descriptor is an int32
	_, err = unix.Poll(fds, 0)
	if errors.Is(err, unix.EINTR) {
		err = nil
	}
	return fds[0].Revents&(events|pollAlways) != 0, systemError("poll", err)
}

func writable(fd int) (bool, error) { return poll(fd, unix.POLLOUT) }

// name returns the address of this end, or of the peer.
func name(fd int, peer bool) (s sockaddr, err error) {
	trap, call := uintptr(unix.SYS_GETSOCKNAME), "getsockname"
	if peer {
		trap, call = unix.SYS_GETPEERNAME, "getpeername"
	}
	size := uint32(unsafe.Sizeof(s))
	_, _, e := unix.Syscall(trap, uintptr(fd), uintptr(unsafe.Pointer(&s)), uintptr(unsafe.Pointer(&size)))
	return s, systemError(call, result(e))
}

// message is what one message is sent from and received into.
type message struct {
	q   [1]byte // X25_QBITINCL
	iov [2]unix.Iovec
	hdr unix.Msghdr
}

// set points the header at p, with the octet for the Q bit in front or without it.
func (m *message) set(p []byte, qualified bool) {
	m.iov[0].Base = &m.q[0]
	m.iov[0].SetLen(1)
	m.iov[1].Base = nil
	if len(p) > 0 {
		m.iov[1].Base = &p[0]
	}
	m.iov[1].SetLen(len(p))
	m.hdr = unix.Msghdr{Iov: &m.iov[0]}
	if !qualified {
		m.hdr.Iov = &m.iov[1]
		m.hdr.SetIovlen(1)
		return
	}
	m.hdr.SetIovlen(2)
}

// release lets go of the caller's octets.
func (m *message) release() { m.iov[1].Base = nil }

// send sends p as one message; n counts octets of p. The kernel takes less than all when its
// buffer is full: what it took has gone with M=1.
func (m *message) send(fd int, p []byte, q bool) (n int, again bool, err error) {
	m.q[0] = 0
	if q {
		m.q[0] = 1
	}
	m.set(p, true)
	defer m.release()
	r, _, e := unix.Syscall(unix.SYS_SENDMSG, uintptr(fd), uintptr(unsafe.Pointer(&m.hdr)), unix.MSG_EOR|unix.MSG_DONTWAIT)
	if e != 0 {
		return 0, e == unix.EAGAIN || e == unix.EINTR, systemError("sendmsg", result(e))
	}
	return max(int(r)-1, 0), false, nil
}

// interrupt sends p, 1 to 32 octets. The octet for the Q bit would count among the 32.
func (m *message) interrupt(fd int, p []byte) (again bool, err error) {
	if err := setQualifiers(fd, false); err != nil {
		return false, err
	}
	m.set(p, false)
	defer m.release()
	_, _, e := unix.Syscall(unix.SYS_SENDMSG, uintptr(fd), uintptr(unsafe.Pointer(&m.hdr)), unix.MSG_OOB|unix.MSG_DONTWAIT)
	if err := setQualifiers(fd, true); err != nil {
		return false, err
	}
	return e == unix.EAGAIN || e == unix.EINTR, systemError("sendmsg", result(e))
}

// receive receives a message, or an interrupt. cut is true when it was longer than p.
func (m *message) receive(fd int, p []byte, interrupt bool) (n int, q, cut, again bool, err error) {
	m.set(p, true)
	defer m.release()
	flags, none := uintptr(unix.MSG_DONTWAIT), unix.EAGAIN
	if interrupt {
		flags, none = flags|unix.MSG_OOB, unix.EINVAL
	}
	r, _, e := unix.Syscall(unix.SYS_RECVMSG, uintptr(fd), uintptr(unsafe.Pointer(&m.hdr)), flags)
	if e != 0 {
		return 0, false, false, e == none || e == unix.EINTR, systemError("recvmsg", result(e))
	}
	return max(int(r)-1, 0), m.q[0] != 0, m.hdr.Flags&unix.MSG_TRUNC != 0, false, nil
}

// setQualifiers says whether an octet for the Q bit begins every message.
func setQualifiers(fd int, on bool) error {
	value := 0
	if on {
		value = 1
	}
	return systemError("setsockopt", unix.SetsockoptInt(fd, unix.SOL_X25, qualifiers, value))
}

// failure returns the error of the socket, which the kernel then forgets.
func failure(fd int) (reason, err error) {
	e, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return nil, systemError("getsockopt", err)
	}
	return result(unix.Errno(e)), nil
}

// waiting returns the length of the next message with the header of its first packet; 0 for none.
func waiting(fd int) (int, error) {
	n, err := unix.IoctlGetUint32(fd, unix.TIOCINQ)
	return int(n), systemError("ioctl TIOCINQ", err)
}

// queued returns how much of the send buffer is in use: data not acknowledged, with overhead.
func queued(fd int) (int, error) {
	size, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_SNDBUF)
	if err != nil {
		return 0, systemError("getsockopt", err)
	}
	free, err := unix.IoctlGetUint32(fd, unix.TIOCOUTQ) // the kernel tells what is free
	return max(size-int(free), 0), systemError("ioctl TIOCOUTQ", err)
}

// control runs an ioctl that reads or writes v.
func control[T facilities | dteFacilities | callUserData | causeDiagnostic | matchLength](fd int, request uintptr, v *T) error {
	_, _, e := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), request, uintptr(unsafe.Pointer(v)))
	return systemError("ioctl", result(e))
}

// command runs an ioctl without an argument.
func command(fd int, request uintptr) error {
	_, _, e := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), request, 0)
	return systemError("ioctl", result(e))
}

func closeSocket(fd int) error { return systemError("close", unix.Close(fd)) }

// callEnded reports whether err says that the call is over, and names the reason where err knows
// it.
func callEnded(err error) (over bool, reason error) {
	var e unix.Errno
	errors.As(err, &e)
	if e == unix.ENETUNREACH || e == unix.ETIMEDOUT || e == unix.ECONNREFUSED {
		return true, e
	}
	return e == unix.ENOTCONN || e == unix.EPIPE, nil
}

// linkFailed reports whether the error of a socket says that the call ended with its link.
func linkFailed(err error) bool {
	return errors.Is(err, unix.ENETUNREACH) || errors.Is(err, unix.ETIMEDOUT)
}

func timedOut(err error) bool { return errors.Is(err, unix.ETIMEDOUT) }

// result returns nil for 0.
func result(e unix.Errno) error {
	if e == 0 {
		return nil
	}
	return e
}
