package capture

import (
	"io"
	"net"

	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"github.com/pkg/errors"
	"golang.org/x/sys/unix"
)

// Live is a capture in progress, on a packet socket. It is a Source.
type Live struct {
	handle *pcapgo.EthernetHandle
	link   layers.LinkType
	number int
	closed chan struct{}
}

// NewLive begins to capture on a network interface. Its error says so when the right to capture is
// missing.
func NewLive(name string) (*Live, error) {
	i, err := net.InterfaceByName(name)
	if err != nil {
		return nil, errors.Wrap(err, "capturing")
	}
	handle, err := pcapgo.NewEthernetHandle(name)
	if err != nil {
		if may, testErr := mayCapture(); testErr == nil && !may {
			return nil, errors.New("no right to capture: run as root, or give the program CAP_NET_RAW (setcap cap_net_raw+ep)")
		}
		return nil, errors.Wrap(err, "capturing")
	}
	link := layers.LinkTypeEthernet // the loopback interface has its header, too
	if len(i.HardwareAddr) == 0 && i.Flags&net.FlagLoopback == 0 {
		link = layers.LinkTypeRaw // a tunnel
	}
	return &Live{handle: handle, link: link, closed: make(chan struct{})}, nil
}

// mayCapture reports whether the process may open packet sockets.
func mayCapture() (bool, error) {
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0)
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) {
		return false, nil
	}
	if err != nil {
		return false, errors.Wrap(err, "packet socket")
	}
	return true, unix.Close(fd)
}

// Next waits for the next frame; io.EOF after Close.
func (l *Live) Next() (Frame, error) {
	data, info, err := l.handle.ZeroCopyReadPacketData()
	if err != nil {
		select {
		case <-l.closed:
			return Frame{}, io.EOF
		default:
			return Frame{}, errors.Wrap(err, "capturing")
		}
	}
	l.number++
	return Frame{Number: l.number, Link: l.link, Data: data, Time: info.Timestamp.UTC(), Length: max(info.Length, len(data))}, nil
}

// Close ends the capture: Next returns io.EOF. It may be called while Next waits, and once.
func (l *Live) Close() error {
	close(l.closed)
	return l.handle.Close()
}
