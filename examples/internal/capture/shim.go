package capture

import (
	"encoding/binary"
	"errors"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

// A shim is a header between a link and IP of which nothing is kept. It is a
// gopacket.DecodingLayer.
type shim struct {
	class gopacket.LayerType
	read  func(b []byte) (payload []byte, next gopacket.LayerType) // payload is nil where b is too short

	payload []byte
	next    gopacket.LayerType
}

var errShim = errors.New("a header is cut off")

// DecodeFromBytes reads the header.
func (s *shim) DecodeFromBytes(b []byte, _ gopacket.DecodeFeedback) error {
	if s.payload, s.next = s.read(b); s.payload == nil {
		return errShim
	}
	return nil
}

// CanDecode returns the type of the header.
func (s *shim) CanDecode() gopacket.LayerClass { return s.class }

// NextLayerType returns the type of what follows; zero: it is not read.
func (s *shim) NextLayerType() gopacket.LayerType { return s.next }

// LayerPayload returns what follows.
func (s *shim) LayerPayload() []byte { return s.payload }

// readMPLS reads a label stack, RFC 3032. IP tells itself by its version; other packets have no
// type.
func readMPLS(b []byte) ([]byte, gopacket.LayerType) {
	const entry = 4
	for len(b) > entry {
		bottom := b[2]&1 != 0
		if b = b[entry:]; !bottom {
			continue
		}
		switch b[0] >> 4 {
		case 4:
			return b, layers.LayerTypeIPv4
		case 6:
			return b, layers.LayerTypeIPv6
		}
		return b, gopacket.LayerTypeZero
	}
	return nil, gopacket.LayerTypeZero
}

// readPPPoE reads the header of a session, RFC 2516: version and type, code, session, length.
func readPPPoE(b []byte) ([]byte, gopacket.LayerType) {
	const header = 6
	if len(b) < header {
		return nil, gopacket.LayerTypeZero
	}
	size := int(binary.BigEndian.Uint16(b[4:]))
	b = b[header:]
	return b[:min(size, len(b))], layers.LayerTypePPP
}

// readPPP reads the header of RFC 1661, with or without that of RFC 1662, or that of Cisco HDLC.
func readPPP(b []byte) ([]byte, gopacket.LayerType) {
	const allStations, unnumbered = 0xff, 0x03
	const cisco = 0x0f // and 0x8f, for broadcasts
	if len(b) >= 4 && b[0]&0x7f == cisco && b[1] == 0 {
		return b[4:], layers.EthernetType(binary.BigEndian.Uint16(b[2:])).LayerType()
	}
	if len(b) >= 2 && b[0] == allStations && b[1] == unnumbered {
		b = b[2:]
	}
	if len(b) < 2 {
		return nil, gopacket.LayerTypeZero
	}
	protocol := uint16(b[0])
	if b = b[1:]; protocol&1 == 0 { // else its octet 0 is left out
		protocol, b = protocol<<8|uint16(b[0]), b[1:]
	}
	switch protocol {
	case 0x0021:
		return b, layers.LayerTypeIPv4
	case 0x0057:
		return b, layers.LayerTypeIPv6
	case 0x0281, 0x0283:
		return b, layers.LayerTypeMPLS
	}
	return b, gopacket.LayerTypeZero
}
