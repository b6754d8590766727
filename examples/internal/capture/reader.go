package capture

import (
	"bufio"
	"io"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
	"github.com/pkg/errors"
)

// A Frame is one frame of a capture.
type Frame struct {
	Number    int             // 1 for the first one
	Link      layers.LinkType // of the interface it was captured on
	Data      []byte          // valid until the next frame is read
	Time      time.Time       // when it was captured, in UTC; zero: not known
	Length    int             // octets it had on the wire, at least as many as in Data
	Interface int             // number of the interface, from 0, in its file
}

// A Source gives frames, one after the other, and then io.EOF.
type Source interface{ Next() (Frame, error) }

// Magic is the number of octets that IsCapture needs.
const Magic = 4

// IsCapture reports whether a file that begins with head is a pcap or pcapng file.
func IsCapture(head []byte) bool {
	if len(head) < Magic {
		return false
	}
	switch [Magic]byte(head[:Magic]) {
	case [Magic]byte{0x0a, 0x0d, 0x0d, 0x0a}, // pcapng
		[Magic]byte{0xa1, 0xb2, 0xc3, 0xd4}, [Magic]byte{0xd4, 0xc3, 0xb2, 0xa1},
		[Magic]byte{0xa1, 0xb2, 0x3c, 0x4d}, [Magic]byte{0x4d, 0x3c, 0xb2, 0xa1}:
		return true
	}
	return false
}

// A Reader reads a pcap or pcapng file. It is a Source.
type Reader struct {
	next   func() ([]byte, gopacket.CaptureInfo, error)
	link   layers.LinkType // of a pcap file
	number int
}

// NewReader reads the header of the capture file r. It reads no more of r than has arrived, beyond
// what it needs: r may be a pipe.
func NewReader(r io.Reader) (*Reader, error) {
	in, ok := r.(*bufio.Reader)
	if !ok {
		in = bufio.NewReaderSize(r, 1<<16)
	}
	head, err := in.Peek(Magic)
	if err != nil {
		return nil, errors.Wrap(err, "reading the file header")
	}
	if head[0] == 0x0a {
		options := pcapgo.DefaultNgReaderOptions
		options.WantMixedLinkType = true
		ng, err := pcapgo.NewNgReader(in, options)
		if err != nil {
			return nil, errors.Wrap(err, "reading the file header")
		}
		return &Reader{next: ng.ZeroCopyReadPacketData}, nil
	}
	plain, err := pcapgo.NewReader(in)
	if err != nil {
		return nil, errors.Wrap(err, "reading the file header")
	}
	return &Reader{next: plain.ZeroCopyReadPacketData, link: plain.LinkType()}, nil
}

// Next returns the next frame. A file cut off within a frame is an error.
func (r *Reader) Next() (Frame, error) {
	r.number++
	data, info, err := r.next()
	switch {
	case err == io.EOF && info.CaptureLength == 0: //nolint:errorlint // what readers return
		return Frame{}, io.EOF
	case err == io.EOF: //nolint:errorlint // the header of a frame, and then nothing
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return Frame{}, errors.Wrapf(err, "frame %d", r.number)
	}
	f := Frame{Number: r.number, Link: r.link, Data: data, Time: info.Timestamp, Length: max(info.Length, len(data)), Interface: info.InterfaceIndex}
	if len(info.AncillaryData) > 0 { // of pcapng, where each interface has its own
		if link, ok := info.AncillaryData[0].(layers.LinkType); ok {
			f.Link = link
		}
	}
	return f, nil
}

// Frames calls f for each frame of the pcap or pcapng file r. It ends with the first error of the
// file or of f; a file cut off within a frame is an error.
func Frames(r io.Reader, f func(Frame) error) error {
	in, err := NewReader(r)
	if err != nil {
		return err
	}
	return Each(in, f)
}

// Each calls f for each frame of s, up to the first error.
func Each(s Source, f func(Frame) error) error {
	for {
		frame, err := s.Next()
		if err == io.EOF { //nolint:errorlint // the contract of Source
			return nil
		}
		if err != nil {
			return err
		}
		if err := f(frame); err != nil {
			return err
		}
	}
}
