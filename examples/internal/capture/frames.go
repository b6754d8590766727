// Package capture reads capture files and gives the octets of their TCP
// connections in the order of the stream, with the number of the frame that
// brought them.
package capture

import (
	"bufio"
	"io"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"github.com/pkg/errors"
)

// A Frame is one frame of a capture file.
type Frame struct {
	Number int             // 1 for the first one
	Link   layers.LinkType // of the interface it was captured on
	Data   []byte          // valid until the next frame is read
}

// IsCapture reports whether a file that begins with head is a pcap or pcapng file. Four octets
// suffice.
func IsCapture(head []byte) bool {
	if len(head) < 4 {
		return false
	}
	switch [4]byte(head[:4]) {
	case [4]byte{0x0a, 0x0d, 0x0d, 0x0a}, // pcapng
		[4]byte{0xa1, 0xb2, 0xc3, 0xd4}, [4]byte{0xd4, 0xc3, 0xb2, 0xa1},
		[4]byte{0xa1, 0xb2, 0x3c, 0x4d}, [4]byte{0x4d, 0x3c, 0xb2, 0xa1}:
		return true
	}
	return false
}

// Frames calls f for each frame of the pcap or pcapng file r. It ends with
// the first error of the file or of f; a file cut off within a frame is an error.
func Frames(r io.Reader, f func(Frame) error) error {
	in := bufio.NewReaderSize(r, 1<<16)
	head, err := in.Peek(4)
	if err != nil {
		return errors.Wrap(err, "reading the file header")
	}
	next, err := open(in, head)
	if err != nil {
		return errors.Wrap(err, "reading the file header")
	}
	for n := 1; ; n++ {
		data, link, err := next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errors.Wrapf(err, "frame %d", n)
		}
		if err := f(Frame{n, link, data}); err != nil {
			return err
		}
	}
}

func open(in *bufio.Reader, head []byte) (next func() ([]byte, layers.LinkType, error), err error) {
	if head[0] == 0x0a {
		options := pcapgo.DefaultNgReaderOptions
		options.WantMixedLinkType = true
		ng, err := pcapgo.NewNgReader(in, options)
		if err != nil {
			return nil, err
		}
		return func() ([]byte, layers.LinkType, error) {
			data, info, err := ng.ReadPacketData()
			return data, linkOf(ng, info), err
		}, nil
	}
	plain, err := pcapgo.NewReader(in)
	if err != nil {
		return nil, err
	}
	return func() ([]byte, layers.LinkType, error) {
		data, _, err := plain.ReadPacketData()
		return data, plain.LinkType(), err
	}, nil
}

func linkOf(ng *pcapgo.NgReader, info gopacket.CaptureInfo) layers.LinkType {
	if i, err := ng.Interface(info.InterfaceIndex); err == nil {
		return i.LinkType
	}
	return ng.LinkType()
}
