package xot

import (
	"encoding/binary"
	"io"
	"iter"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/internal/stream"
)

const (
	// Port is the TCP port of RFC 1613.
	Port = 1998
	// MaxPacket is the largest X.25 packet: 4 octets of header and 4096 of user data.
	MaxPacket = 4100

	minPacket  = 3
	header     = 4
	version    = 0
	pduName    = "XOT"
	setupName  = "PVC-SETUP"
	typeSetup  = 0xf5
	setupFixed = 15 // X.25 header and the fields up to the names
)

var (
	ruleHeader   = rule("header", "header", "RFC 1613 4.1", osi.ErrTruncated, 0)
	ruleVersion  = rule("version", "version", "RFC 1613 4.1", osi.ErrValue, 0)
	ruleLength   = rule("length", "length", "RFC 1613 4.1", osi.ErrLength, 0)
	ruleLimit    = rule("limit", "length", "limit", osi.ErrLimit, 0)
	ruleShort    = rule("truncated", "X.25 packet", "RFC 1613 4.1", osi.ErrTruncated, 0)
	ruleTrailing = rule("trailing", "frame", "RFC 1613 4.1", osi.ErrTrailing, 0)
	ruleType     = rule("packet-type", "packet type identifier", "RFC 1613 6.4", osi.ErrState, 0)
	ruleFlow     = rule("flow-control", "facilities 42 and 43", "RFC 1613 6.1", osi.ErrMissing, 0x4c)

	ruleSetupType    = rule("setup-type", "packet type identifier", "RFC 1613 6.5", osi.ErrUnknown, 0)
	ruleSetupVersion = rule("setup-version", "version", "RFC 1613 6.5", osi.ErrValue, 0x1a)
	ruleSetupShort   = rule("setup-truncated", "PVC set-up packet", "RFC 1613 6.5", osi.ErrTruncated, 0x1a)
	ruleSetupLong    = rule("setup-trailing", "PVC set-up packet", "RFC 1613 6.5", osi.ErrTrailing, 0x1a)
	ruleSetupStatus  = rule("setup-status", "status", "RFC 1613 6.5", osi.ErrValue, 0x1a)
	ruleSetupGFI     = rule("setup-gfi", "general format identifier", "RFC 1613 6.5", osi.ErrValue, 0x1a)
	ruleSetupLCN     = rule("setup-lcn", "logical channel number", "RFC 1613 6.5", osi.ErrValue, 0x1a)
	ruleSetupWindow  = rule("setup-window", "window size", "RFC 1613 6.5", osi.ErrValue, 0x19)
	ruleSetupSize    = rule("setup-packet-size", "packet size", "RFC 1613 6.5", osi.ErrValue, 0x19)
)

var rules = [...]*osi.Rule{
	ruleHeader, ruleVersion, ruleLength, ruleLimit, ruleShort, ruleTrailing, ruleType, ruleFlow,
	ruleSetupType, ruleSetupVersion, ruleSetupShort, ruleSetupLong, ruleSetupStatus, ruleSetupGFI, ruleSetupLCN, ruleSetupWindow, ruleSetupSize,
}

func rule(id, field, clause string, kind osi.Kind, reason uint8) *osi.Rule {
	return &osi.Rule{ID: "xot." + id, Layer: osi.XOT, Field: field, Clause: clause, Kind: kind, Reason: reason}
}

// Rules yields every rule that an error of this package can name. Of a PVC set-up rule Reason is
// the status to refuse with, of the rule on the facilities of a call the X.25 diagnostic: facility
// not provided when expected.
func Rules() iter.Seq[*osi.Rule] { return slices.Values(rules[:]) }

func fail(r *osi.Rule, pdu string, off, got, want int) error {
	return &osi.Error{Rule: r, PDU: pdu, Offset: off, Got: got, Want: want}
}

// A Frame is one whole frame, its header included. Packet may be called on what Split, Parse and
// Reader.Next return, and on nothing else.
type Frame []byte

// Packet returns the X.25 packet, or the PVC set-up packet.
func (f Frame) Packet() []byte { return f[header:len(f):len(f)] }

// Split takes the first frame off the front of a stream. While b does not hold all of it, frame is
// nil and want says how many octets it needs in all: 4 before the length is known, then header and
// packet. maxPacket bounds the packet below MaxPacket; 0 means MaxPacket. A header that no further
// octets can mend is an error at once, of kind osi.ErrValue (version), osi.ErrLength or
// osi.ErrLimit; the stream is to be closed.
func Split(b []byte, maxPacket int) (frame Frame, want int, err error) {
	for i := range min(len(b), 2) {
		if b[i] != version {
			return nil, 0, fail(ruleVersion, pduName, i, int(b[i]), version)
		}
	}
	if len(b) < header {
		return nil, header, nil
	}
	n := int(binary.BigEndian.Uint16(b[2:]))
	switch {
	case n < minPacket || n > MaxPacket:
		return nil, 0, fail(ruleLength, pduName, 2, n, MaxPacket)
	case maxPacket > 0 && n > maxPacket:
		return nil, 0, fail(ruleLimit, pduName, 2, n, maxPacket)
	case n > len(b)-header:
		return nil, header + n, nil
	}
	n += header
	return Frame(b[:n:n]), n, nil
}

// Parse checks that b is exactly one frame. Beside the errors of [Split] there are those of kind
// osi.ErrTruncated and osi.ErrTrailing. The frame aliases b.
func Parse(b []byte) (Frame, error) {
	frame, want, err := Split(b, 0)
	switch {
	case err != nil:
		return nil, err
	case frame == nil:
		return nil, truncated(len(b), want)
	case len(frame) < len(b):
		return nil, fail(ruleTrailing, pduName, len(frame), len(b)-len(frame), 0)
	}
	return frame, nil
}

func truncated(have, want int) error {
	if have < header {
		return fail(ruleHeader, pduName, have, have, want)
	}
	return fail(ruleShort, pduName, have, have, want)
}

// An Encoder is a packet of package x25, or a PVCSetup.
type Encoder interface {
	AppendBinary(b []byte) ([]byte, error)
}

// Append appends a frame with the packet p to b. A packet that must not be sent over XOT is an
// error of kind [osi.ErrState], one of wrong length of kind [osi.ErrLength]; others are those of
// the encoder of p. On an error b is returned unchanged.
func Append(b []byte, p Encoder) ([]byte, error) {
	start := len(b)
	framed, err := p.AppendBinary(append(b, 0, version, 0, 0))
	if err != nil {
		return b, err
	}
	n, ok := octets.Uint16(len(framed) - start - header)
	if !ok || n < minPacket || n > MaxPacket {
		return b, fail(ruleLength, pduName, 2, len(framed)-start-header, MaxPacket)
	}
	if err := CheckType(framed[start+header:]); err != nil {
		return b, osi.Rebase(err, pduName, header)
	}
	binary.BigEndian.PutUint16(framed[start+2:], n)
	return framed, nil
}

// CheckType checks that the X.25 packet may be sent over XOT, RFC 1613 6.4: RESTART, RESTART
// CONFIRMATION, REJ, DIAGNOSTIC and REGISTRATION may not. A receiver discards these silently. The
// error is of kind [osi.ErrState], or [osi.ErrTruncated] for less than three octets. All else about
// the packet is for package x25 to check.
func CheckType(packet []byte) error {
	if len(packet) < minPacket {
		return fail(ruleShort, pduName, len(packet), len(packet), minPacket)
	}
	p := packet[2]
	forbidden := p == 0xfb || p == 0xff || p == 0xf1 || p == 0xf3 || p == 0xf7
	if packet[0]&0x30 == 0x10 {
		forbidden = forbidden || p&0x1f == 0x09
	} else {
		forbidden = forbidden || p == 0x09
	}
	if forbidden {
		return fail(ruleType, pduName, 2, int(p), 0)
	}
	return nil
}

// FlowControl says which of the flow control facilities a packet has.
type FlowControl struct {
	PacketSize bool // facility 42
	Window     bool // facility 43
}

// CheckConfirm checks the confirmation of a call: what the call lacks of facilities 42 and 43 must
// be in the confirmation, RFC 1613 6.1. The error is of kind [osi.ErrMissing].
func CheckConfirm(call, confirm FlowControl) error {
	return missingFacility("CALL-ACC", call.PacketSize || confirm.PacketSize, call.Window || confirm.Window)
}

// CheckCall checks that a call has facilities 42 (packetSize) and 43 (window), RFC 1613 6.1, which
// x25.FacilityField.Find tells. The error is of kind [osi.ErrMissing]. A receiver may refuse a call
// without them. To accept it and state the values in the answer, tolerate osi.XOTNoFlowControl. A
// nil l tolerates nothing.
func CheckCall(packetSize, window bool, l *osi.Leniency) error {
	err := missingFacility("CALL", packetSize, window)
	if err != nil && l.Excuse(osi.XOTNoFlowControl) {
		return nil
	}
	return err
}

// missingFacility makes the error of a packet without one of the facilities; nil when it has both.
func missingFacility(pdu string, packetSize, window bool) error {
	switch {
	case !packetSize:
		return fail(ruleFlow, pdu, 3, 0, 0x42)
	case !window:
		return fail(ruleFlow, pdu, 3, 0, 0x43)
	}
	return nil
}

// A Reader reads frames from a stream, in pieces of any size. It allocates one buffer, at the first
// Next. It is not safe for concurrent use.
type Reader struct {
	max int
	in  stream.Reader
}

// NewReader returns a reader of the frames in r; of the limits TPDU applies, to the packet.
func NewReader(r io.Reader, limits osi.Limits) *Reader {
	const buffer = 2 * (header + MaxPacket)
	return &Reader{max: limits.TPDU, in: stream.Reader{Source: r, Name: "xot", First: buffer, Most: buffer}}
}

// Next returns the next frame, valid until the following call. At the end of the stream the error
// is io.EOF. Within a frame it is an [*osi.Error] that is io.ErrUnexpectedEOF; what else is wrong
// with a frame [Split] says. Errors of the underlying reader are returned wrapped. After an error
// Next returns the same one again.
func (f *Reader) Next() (Frame, error) {
	return f.in.Next(func(b []byte) (int, int, error) {
		frame, want, err := Split(b, f.max)
		return len(frame), want, err
	}, truncated)
}
