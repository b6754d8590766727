package xot

import (
	"bytes"
	"encoding/binary"

	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/internal/text"
)

// Status is the status of a PVC set-up, RFC 1613 6.5.
type Status uint8

// The statuses. Disconnected to Connected are states of one end, and not sent.
const (
	Waiting           Status = 0x00 // from the initiator: waiting to connect; from the responder: success
	Disconnected      Status = 0x08
	Refused           Status = 0x09
	RoutingError      Status = 0x0a
	TimedOut          Status = 0x0b
	Trying            Status = 0x10
	AwaitingReply     Status = 0x11
	Connected         Status = 0x12
	NoInterface       Status = 0x13
	InterfaceDown     Status = 0x14
	NotX25            Status = 0x15
	NoPVC             Status = 0x16
	Mismatch          Status = 0x17 // of the configuration, or the PVC is connected already
	FlowMismatch      Status = 0x18
	FlowUnsupported   Status = 0x19
	ProtocolViolation Status = 0x1a
)

// String returns the status in words.
func (s Status) String() string { return text.Name(statusTexts[:], s, "status") }

var statusTexts = [...]string{
	Waiting:           "waiting to connect",
	Disconnected:      "destination disconnected",
	Refused:           "connection refused",
	RoutingError:      "routing error",
	TimedOut:          "connect timed out",
	Trying:            "trying to connect via TCP",
	AwaitingReply:     "awaiting PVC-SETUP reply",
	Connected:         "connected",
	NoInterface:       "no such destination interface",
	InterfaceDown:     "destination interface is not up",
	NotX25:            "not an X.25 interface",
	NoPVC:             "no such destination PVC",
	Mismatch:          "destination PVC configuration mismatch",
	FlowMismatch:      "mismatched flow control values",
	FlowUnsupported:   "can't support flow control values",
	ProtocolViolation: "PVC setup protocol error",
}

// valid reports whether the status may be sent: the RFC has 00 and all from 13 on. Those without a
// name refuse, too.
func (s Status) valid() bool { return s == Waiting || s >= NoInterface }

// PVCSetup is the PVC set-up packet, RFC 1613 6.5. The responder returns it with its own status and
// with the flow control values as seen from itself. In a refusal, whose Status is not Waiting,
// LCNs, windows and packet sizes may be anything: its sender need not have such an interface.
type PVCSetup struct {
	GFI uint8  // 1 for modulo 8, 2 for modulo 128
	LCI uint16 // of the packet's header; it means nothing

	Status                       Status
	InitiatorLCN, ResponderLCN   uint16 // 1 to 4095
	WindowIn, WindowOut          uint8  // 1 to 7 or 127 packets, seen from the sender
	PacketSizeIn, PacketSizeOut  uint8  // 4 to 12: log2 of the maximum octets of user data, seen from the sender
	InitiatorName, ResponderName []byte // 0 to 255 octets of ASCII each, upper and lower case the same; nil and empty are the same. Alias the input
}

// BeginsSetup reports whether packet, of an XOT frame, is a PVC set-up and no X.25 packet.
func BeginsSetup(packet []byte) bool { return len(packet) >= minPacket && packet[2] == typeSetup }

// String returns "PVC-SETUP".
func (*PVCSetup) String() string { return setupName }

// Decode decodes the packet in b.
func (p *PVCSetup) Decode(b []byte) error {
	*p = PVCSetup{}
	switch {
	case len(b) < minPacket:
		return fail(ruleSetupShort, setupName, len(b), len(b), setupFixed)
	case b[2] != typeSetup:
		return fail(ruleSetupType, setupName, 2, int(b[2]), typeSetup)
	case len(b) < setupFixed:
		return fail(ruleSetupShort, setupName, len(b), len(b), setupFixed)
	case b[3] != 0x81:
		return fail(ruleSetupVersion, setupName, 3, int(b[3]), 0x81)
	}
	initiator, responder := int(b[5]), int(b[8])
	switch end := setupFixed + initiator + responder; {
	case end > len(b):
		return fail(ruleSetupShort, setupName, len(b), len(b), end)
	case end < len(b):
		return fail(ruleSetupLong, setupName, end, len(b)-end, 0)
	}
	s := PVCSetup{GFI: b[0] >> 4, LCI: binary.BigEndian.Uint16(b) & 0x0fff, Status: Status(b[4])}
	s.readFixed(b)
	s.readNames(b)
	if err := s.check(); err != nil {
		return err
	}
	*p = s
	return nil
}

// readFixed reads what stands between the status and the names.
func (p *PVCSetup) readFixed(b []byte) {
	p.InitiatorLCN, p.ResponderLCN = binary.BigEndian.Uint16(b[6:]), binary.BigEndian.Uint16(b[9:])
	p.WindowIn, p.WindowOut, p.PacketSizeIn, p.PacketSizeOut = b[11], b[12], b[13], b[14]
}

// readNames reads the names, whose lengths are good.
func (p *PVCSetup) readNames(b []byte) {
	names, n := b[setupFixed:len(b):len(b)], int(b[5])
	p.InitiatorName, p.ResponderName = names[:n:n], names[n:]
}

func (p *PVCSetup) check() error {
	most := uint8(7)
	if p.GFI == 2 {
		most = 127
	}
	switch {
	case p.GFI != 1 && p.GFI != 2:
		return fail(ruleSetupGFI, setupName, 0, int(p.GFI), 0)
	case !p.Status.valid():
		return fail(ruleSetupStatus, setupName, 4, int(p.Status), 0)
	case p.Status != Waiting:
		return nil
	case p.InitiatorLCN == 0 || p.InitiatorLCN > 4095:
		return fail(ruleSetupLCN, setupName, 6, int(p.InitiatorLCN), 0)
	case p.ResponderLCN == 0 || p.ResponderLCN > 4095:
		return fail(ruleSetupLCN, setupName, 9, int(p.ResponderLCN), 0)
	}
	for i, w := range [2]uint8{p.WindowIn, p.WindowOut} {
		if w < 1 || w > most {
			return fail(ruleSetupWindow, setupName, 11+i, int(w), 0)
		}
	}
	for i, n := range [2]uint8{p.PacketSizeIn, p.PacketSizeOut} {
		if n < 4 || n > 12 {
			return fail(ruleSetupSize, setupName, 13+i, int(n), 0)
		}
	}
	return nil
}

// AppendBinary appends the packet to b.
func (p *PVCSetup) AppendBinary(b []byte) ([]byte, error) {
	if err := p.check(); err != nil {
		return b, err
	}
	initiator, okI := octets.Uint8(len(p.InitiatorName))
	responder, okR := octets.Uint8(len(p.ResponderName))
	switch {
	case !okI:
		return b, fail(ruleSetupLong, setupName, 5, len(p.InitiatorName), 0)
	case !okR:
		return b, fail(ruleSetupLong, setupName, 8, len(p.ResponderName), 0)
	case p.LCI > 4095:
		return b, fail(ruleSetupLCN, setupName, 0, int(p.LCI), 0)
	}
	b = binary.BigEndian.AppendUint16(b, uint16(p.GFI)<<12|p.LCI)
	b = append(b, typeSetup, 0x81, byte(p.Status), initiator)
	b = append(binary.BigEndian.AppendUint16(b, p.InitiatorLCN), responder)
	b = binary.BigEndian.AppendUint16(b, p.ResponderLCN)
	b = append(b, p.WindowIn, p.WindowOut, p.PacketSizeIn, p.PacketSizeOut)
	return append(append(b, p.InitiatorName...), p.ResponderName...), nil
}

// Clone returns a copy that does not alias the input.
func (p *PVCSetup) Clone() PVCSetup {
	c := *p
	c.InitiatorName, c.ResponderName = bytes.Clone(p.InitiatorName), bytes.Clone(p.ResponderName)
	return c
}
