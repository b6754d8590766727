package x25link

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The first octet of what the kernel and a device of type X.25 exchange.
const (
	ifaceData       = 0
	ifaceConnect    = 1
	ifaceDisconnect = 2
)

// header is what tun puts in front: flags 0, protocol X.25, then the octet for the interface.
var header = [5]byte{0, 0, unix.ETH_P_X25 >> 8, unix.ETH_P_X25 & 0xff, 0}

// Facilities that a link's subscription lets the kernel send.
const (
	ReverseCharging  = 0x01
	Throughput       = 0x02
	PacketSize       = 0x04
	WindowSize       = 0x08
	CallingExtension = 0x10
	CalledExtension  = 0x20
)

// MaxPacket is the length of a buffer for every packet.
const MaxPacket = 8192

// A Link is a device, seen from the far end.
type Link struct {
	file *os.File
	name string
	in   []byte

	mu  sync.Mutex
	out []byte // guarded by mu
}

// Open makes the device and brings it up: extended is modulo 128, facilities those that the kernel
// may send.
func Open(name string, extended bool, facilities uint) (*Link, error) {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("/dev/net/tun: %w", err)
	}
	ifr, err := unix.NewIfreq(name)
	if err != nil {
		return nil, errors.Join(err, unix.Close(fd))
	}
	ifr.SetUint16(unix.IFF_TUN) // without IFF_NO_PI, with which the driver drops all but IP
	if err := unix.IoctlIfreq(fd, unix.TUNSETIFF, ifr); err != nil {
		return nil, errors.Join(fmt.Errorf("TUNSETIFF: %w", err), unix.Close(fd))
	}
	if err := unix.IoctlSetInt(fd, unix.TUNSETLINK, unix.ARPHRD_X25); err != nil {
		return nil, errors.Join(fmt.Errorf("TUNSETLINK: %w", err), unix.Close(fd))
	}
	if err := up(name, extended, facilities); err != nil {
		return nil, errors.Join(err, unix.Close(fd))
	}
	return &Link{file: os.NewFile(uintptr(fd), name), name: name, in: make([]byte, MaxPacket)}, nil
}

// subscription is struct x25_subscrip_struct: device and mask fill 200 octets.
type subscription struct {
	device   [200 - unsafe.Sizeof(uintptr(0))]byte
	mask     uintptr // unsigned long
	extended uint32
}

// route is struct x25_route_struct.
type route struct {
	address [16]byte
	digits  uint32
	device  [200]byte
}

func up(name string, extended bool, facilities uint) error {
	ifr, err := unix.NewIfreq(name)
	if err != nil {
		return err
	}
	return withSocket(func(fd int) error {
		if err := unix.IoctlIfreq(fd, unix.SIOCGIFFLAGS, ifr); err != nil {
			return fmt.Errorf("SIOCGIFFLAGS: %w", err)
		}
		ifr.SetUint16(ifr.Uint16() | unix.IFF_UP)
		if err := unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, ifr); err != nil {
			return fmt.Errorf("SIOCSIFFLAGS: %w", err)
		}
		s := subscription{mask: uintptr(facilities)}
		copy(s.device[:], name)
		if extended {
			s.extended = 1
		}
		const setSubscription = unix.SIOCPROTOPRIVATE + 1
		return ioctl(fd, "SIOCX25SSUBSCRIP", setSubscription, unsafe.Pointer(&s))
	})
}

// Route sends calls to addresses that begin with digits over the link.
func (l *Link) Route(digits string) error {
	var r route
	for range copy(r.address[:], digits) {
		r.digits++
	}
	copy(r.device[:], l.name)
	return withSocket(func(fd int) error { return ioctl(fd, "SIOCADDRT", unix.SIOCADDRT, unsafe.Pointer(&r)) })
}

func withSocket(f func(fd int) error) error {
	fd, err := unix.Socket(unix.AF_X25, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("AF_X25: %w", err)
	}
	return errors.Join(f(fd), unix.Close(fd))
}

func ioctl(fd int, name string, request uintptr, p unsafe.Pointer) error {
	if _, _, e := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), request, uintptr(p)); e != 0 {
		return fmt.Errorf("%s: %w", name, e)
	}
	return nil
}

// Read returns the next packet of the kernel, valid until the next Read. It answers the kernel's
// wish for a link with one. Of a link that the kernel gives up, the packet is empty.
func (l *Link) Read() ([]byte, error) {
	for {
		n, err := l.file.Read(l.in)
		if err != nil {
			return nil, err
		}
		if n < len(header) || l.in[2] != header[2] || l.in[3] != header[3] {
			continue
		}
		switch l.in[4] {
		case ifaceData:
			return l.in[len(header):n], nil
		case ifaceConnect:
			if err := l.send(ifaceConnect, nil); err != nil {
				return nil, err
			}
		case ifaceDisconnect:
			return nil, nil
		}
	}
}

// Write sends a packet to the kernel.
func (l *Link) Write(packet []byte) error { return l.send(ifaceData, packet) }

// Up tells the kernel that the link is up, which makes it restart the packet layer.
func (l *Link) Up() error { return l.send(ifaceConnect, nil) }

// Down tells the kernel that the link is down.
func (l *Link) Down() error { return l.send(ifaceDisconnect, nil) }

func (l *Link) send(kind byte, packet []byte) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.out = append(l.out[:0], header[:]...)
	l.out[4] = kind
	l.out = append(l.out, packet...)
	_, err := l.file.Write(l.out)
	return err
}

// File is the descriptor, for its deadlines.
func (l *Link) File() *os.File { return l.file }

// Close takes the device away.
func (l *Link) Close() error { return l.file.Close() }
