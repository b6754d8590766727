package xot

import (
	"encoding/binary"

	"github.com/osi-go/osi"
)

// Situation is what the octets of an invalid packet do not say. The zero Situation is that of the
// end that accepted the TCP connection.
type Situation struct {
	Initiator bool // the end that answers has opened the TCP connection: the PVC-SETUP of its peer is a reply, which nobody answers
}

// Answer returns the reaction of RFC 1613 to the invalid packet that gave err; packet has no XOT
// header:
//
//   - a header with another version, a length that no X.25 packet has, and a frame over the limit:
//     close the TCP connection (4.1);
//   - a packet that must not be sent over XOT: discard (6.4);
//   - a PVC-SETUP of the initiator: refuse it with the status that is the Reason of the error's
//     rule, then close (6.5). The reply is the packet itself with that status, as far as its fields
//     can be read; its names alias packet. A reply of the responder: close.
//
// x25.Answer makes the CLEAR that refuses a CALL without flow control facilities, which 6.1 leaves
// to the receiver. An err of another package, as of the packet in the frame, is discarded here.
//
// The packet is nil unless the action sends.
func Answer(err error, packet []byte, s Situation) (osi.Action, *PVCSetup) {
	e := osi.AsError(err)
	switch {
	case e == nil || e.Rule == nil || e.Layer != osi.XOT || e.Rule == ruleType || e.Rule == ruleFlow:
		return osi.Discard, nil
	case e.Reason == 0 || s.Initiator || !BeginsSetup(packet):
		return osi.Disconnect, nil
	}
	return osi.SendAndDisconnect, refusal(packet, Status(e.Reason))
}

// refusal returns the packet with another status. Names that do not fit are left out.
func refusal(b []byte, status Status) *PVCSetup {
	p := &PVCSetup{GFI: b[0] >> 4, LCI: binary.BigEndian.Uint16(b) & 0x0fff, Status: status}
	if p.GFI != 1 && p.GFI != 2 {
		p.GFI = 1
	}
	if len(b) >= setupFixed {
		p.readFixed(b)
		if n := len(b) - setupFixed; n == int(b[5])+int(b[8]) {
			p.readNames(b)
		}
	}
	return p
}
