package validate

import (
	"encoding/binary"
	"strings"
)

// dissectors are Wireshark's names of what reads the units of a Carrier.
var dissectors = [...]string{TPKTs: "tpkt", NSDUs: "ositp", TSDUs: "ses", SSDUs: "pres", XOT: "xot", Packets: "x.25"}

// linkUpperPDU is LINKTYPE_WIRESHARK_UPPER_PDU: each packet begins with tags, which name its
// dissector.
const linkUpperPDU = 252

// mostUnit is the number of octets of a unit that Wireshark reads: with the tags, whose longest are
// 16 octets, a packet has 2^18. Behind a longer one it reads nothing more of the file.
const mostUnit = 1<<18 - 16

// appendTags appends the tags in front of a unit: tag 12, the dissector's name, and tag 0, the end.
func appendTags(b []byte, dissector string) []byte {
	n := uint16(len(dissector)+3) &^ 3 //nolint:gosec // a few octets
	b = binary.BigEndian.AppendUint16(b, 12)
	b = binary.BigEndian.AppendUint16(b, n)
	b = padTo(append(b, dissector...), len(dissector))
	return append(b, 0, 0, 0, 0)
}

// quarantineHeader returns what a file begins with: the section header and the interface,
// draft-ietf-opsawg-pcapng 4.1 and 4.2.
func quarantineHeader() []byte {
	b := appendBlock(nil, 0x0a0d0d0a, func(b []byte) []byte {
		b = binary.LittleEndian.AppendUint32(b, 0x1a2b3c4d)
		b = binary.LittleEndian.AppendUint32(b, 1) // version 1.0
		return binary.LittleEndian.AppendUint64(b, 1<<64-1)
	})
	return appendBlock(b, 1, func(b []byte) []byte {
		b = binary.LittleEndian.AppendUint16(b, linkUpperPDU)
		b = binary.LittleEndian.AppendUint16(b, 0)
		return binary.LittleEndian.AppendUint32(b, 0)
	})
}

// appendPacket appends an enhanced packet block with a comment, draft-ietf-opsawg-pcapng 4.3.
func appendPacket(b []byte, r *record) []byte {
	return appendBlock(b, 6, func(b []byte) []byte {
		at := uint64(max(0, r.at.UnixMicro()))
		b = binary.LittleEndian.AppendUint32(b, 0)
		b = binary.LittleEndian.AppendUint32(b, uint32(at>>32))
		b = binary.LittleEndian.AppendUint32(b, uint32(at&0xffffffff))
		b = binary.LittleEndian.AppendUint32(b, uint32(len(r.octets))) //nolint:gosec // bounded by Unit
		b = binary.LittleEndian.AppendUint32(b, uint32(r.length))      //nolint:gosec // bounded by the limits
		b = padTo(append(b, r.octets...), len(r.octets))
		comment := strings.ToValidUTF8(r.comment[:min(len(r.comment), 4096)], "\uFFFD")
		b = binary.LittleEndian.AppendUint16(b, 1)                    // opt_comment
		b = binary.LittleEndian.AppendUint16(b, uint16(len(comment))) //nolint:gosec // at most 3 × 4096
		b = padTo(append(b, comment...), len(comment))
		return binary.LittleEndian.AppendUint32(b, 0) // opt_endofopt
	})
}

func padTo(b []byte, n int) []byte {
	for ; n%4 != 0; n++ {
		b = append(b, 0)
	}
	return b
}

// appendBlock appends a block of the type with the body that f appends.
func appendBlock(b []byte, t uint32, f func([]byte) []byte) []byte {
	start := len(b)
	b = binary.LittleEndian.AppendUint32(b, t)
	b = binary.LittleEndian.AppendUint32(b, 0)
	b = f(b)
	n := uint32(len(b) - start + 4) //nolint:gosec // bounded by Unit
	binary.LittleEndian.PutUint32(b[start+4:], n)
	return binary.LittleEndian.AppendUint32(b, n)
}
