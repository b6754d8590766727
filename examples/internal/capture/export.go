package capture

import (
	"bytes"
	"encoding/binary"
)

// x25Exported is Wireshark's name of X.25.
const x25Exported = "x.25"

// Tags in front of a PDU that Wireshark exports.
const (
	tagEnd           = 0
	tagDissector     = 12
	tagDissectorName = 14
	tagDirection     = 35 // 0 sent, 1 received
)

// anExport is a PDU that Wireshark exported.
type anExport struct {
	protocol string
	directed bool
	received bool
	pdu      []byte
}

// exported returns the X.25 packet of a frame of link type 252, and its link. A frame need not say
// who sent it; one link then has the packets of both.
func (ls *links) exported(b []byte) (*Link, Side, []byte) {
	e := readExport(b)
	if e.protocol != x25Exported {
		return nil, 0, nil
	}
	l := begin(&ls.export, Link{Directed: e.directed, Name: "X.25"})
	side := Initiator
	if e.received {
		side = Responder
	}
	return l, side, e.pdu
}

// readExport reads the tags of a frame of link type 252. The protocol is empty when they do not
// reach their end.
func readExport(b []byte) (e anExport) {
	for len(b) >= 4 {
		tag, n := binary.BigEndian.Uint16(b), int(binary.BigEndian.Uint16(b[2:]))
		b = b[4:]
		if n > len(b) {
			break
		}
		value := b[:n]
		switch tag {
		case tagEnd:
			e.pdu = b[n:]
			return e
		case tagDissector, tagDissectorName:
			e.protocol = string(bytes.TrimRight(value, "\x00"))
		case tagDirection:
			e.directed, e.received = n == 4, n == 4 && value[3] == 1
		}
		b = b[n:]
	}
	return anExport{}
}
