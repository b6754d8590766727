package transport

import (
	"encoding/binary"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
)

const (
	// Port is the TCP port of RFC 1006, "iso-tsap".
	Port = 102
	// MaxTPKT is the largest number of octets of a TPKT, RFC 1006 6.
	MaxTPKT = 65535
	// MaxTPDU is the largest number of octets of a TPDU in a TPKT. Over TCP it is also the default
	// when a CR or CC has no TPDU size.
	MaxTPDU = MaxTPKT - tpktHeader

	tpktVersion = 3
	tpktHeader  = 4
	minTPKT     = 7
)

// A TPKT is one whole frame, its header included. TPDU and Reserved may be called on
// what [SplitTPKT], [ParseTPKT] and [Reader.Next] return, and on nothing else.
type TPKT []byte

// TPDU returns the octets behind the header.
func (t TPKT) TPDU() []byte { return t[tpktHeader:len(t):len(t)] }

// Reserved returns the reserved octet, which is 0 unless osi.TPKTReserved was tolerated.
func (t TPKT) Reserved() uint8 { return t[1] }

// SplitTPKT takes the first TPKT off the front of a stream. While b
// does not hold all of it, frame is nil and want says how many octets it
// needs in all: 4 before the length is known, then the length. maxTPDU bounds the
// TPDU, 0 means MaxTPDU. A header that no further octets can mend is an
// error at once, of kind osi.ErrValue (version and reserved octet), osi.ErrLength or osi.ErrLimit;
// the stream cannot be resynchronised and is to be closed. A nil l tolerates nothing.
func SplitTPKT(b []byte, maxTPDU int, l *osi.Leniency) (frame TPKT, want int, err error) {
	if len(b) >= minTPKT && b[0] == tpktVersion && b[1] == 0 {
		if n := int(binary.BigEndian.Uint16(b[2:])); n >= minTPKT && n <= len(b) && (maxTPDU <= 0 || n-tpktHeader <= maxTPDU) {
			return TPKT(b[:n:n]), n, nil
		}
	}
	return splitTPKT(b, maxTPDU, l)
}

// splitTPKT is SplitTPKT without its short way.
func splitTPKT(b []byte, maxTPDU int, l *osi.Leniency) (frame TPKT, want int, err error) {
	if len(b) < tpktHeader || b[0] != tpktVersion || b[1] != 0 {
		if err := partialHeader(b, l); err != nil || len(b) < tpktHeader {
			return nil, tpktHeader, err
		}
	}
	n := int(binary.BigEndian.Uint16(b[2:]))
	switch {
	case n < minTPKT:
		return nil, 0, fail(ruleTPKTLength, "TPKT", 2, n, minTPKT)
	case maxTPDU > 0 && n-tpktHeader > maxTPDU:
		return nil, 0, fail(ruleTPKTLimit, "TPKT", 2, n-tpktHeader, maxTPDU)
	case n > len(b):
		return nil, n, nil
	}
	return TPKT(b[:n:n]), n, nil
}

// partialHeader checks the first two octets, as far as they are there.
func partialHeader(b []byte, l *osi.Leniency) error {
	switch {
	case len(b) > 0 && b[0] != tpktVersion:
		return fail(ruleTPKTVersion, "TPKT", 0, int(b[0]), tpktVersion)
	case len(b) > 1 && b[1] != 0 && !l.Excuse(osi.TPKTReserved):
		return fail(ruleTPKTReserved, "TPKT", 1, int(b[1]), 0)
	}
	return nil
}

// ParseTPKT checks that b is exactly one TPKT. Beside the errors of [SplitTPKT] there are those of
// kind osi.ErrTruncated and osi.ErrTrailing. The TPKT aliases b.
func ParseTPKT(b []byte, l *osi.Leniency) (TPKT, error) {
	frame, want, err := SplitTPKT(b, 0, l)
	switch {
	case err != nil:
		return nil, err
	case frame == nil:
		return nil, truncatedTPKT(len(b), want)
	case len(frame) < len(b):
		return nil, fail(ruleTPKTTrailing, "TPKT", len(frame), len(b)-len(frame), 0)
	}
	return frame, nil
}

// truncatedTPKT makes the error of have octets of a TPKT that needs want.
func truncatedTPKT(have, want int) error {
	if have < tpktHeader {
		return fail(ruleTPKTHeader, "TPKT", have, have, want)
	}
	return fail(ruleTPKTShort, "TPKT", have, have, want)
}

// AppendTPKT appends a TPKT that carries the TPDU t to b. A TPDU of more than MaxTPDU octets is an
// error of kind [osi.ErrLength]; others are those of the encoder of t. On an error b is returned
// unchanged.
func AppendTPKT(b []byte, t TPDU) ([]byte, error) {
	start := len(b)
	framed, err := t.AppendBinary(append(b, tpktVersion, 0, 0, 0))
	if err != nil {
		return b, err
	}
	n := len(framed) - start
	length, ok := octets.Uint16(n)
	if !ok || n < minTPKT {
		return b, fail(ruleTPKTLength, "TPKT", 2, n, MaxTPKT)
	}
	binary.BigEndian.PutUint16(framed[start+2:], length)
	return framed, nil
}
