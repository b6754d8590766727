package transport_test

import (
	"bytes"
	"errors"
	"testing"

	pkgerrors "github.com/pkg/errors"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

var (
	class2 = transport.Format{Class: 2}
	class4 = transport.Format{Class: 4}
)

// a rule of a caller of the package.
func callers(kind osi.Kind, reason uint8) error {
	return &osi.Error{Rule: &osi.Rule{ID: "caller", Layer: osi.Transport, Kind: kind, Reason: reason}}
}

// X.224 6.6.3, 6.9.1.4.2, 6.17.3, 6.22.1.3: what is done about a TPDU. Without an error of its own
// the one of Decode is answered.
func TestAnswer(t *testing.T) {
	t.Parallel()
	long := "FE D0 00 01 12 34 00 C2 F3" + string(bytes.Repeat([]byte(" 41"), 243)) + " C0 01 06"
	for _, c := range []struct {
		name   string
		tpdu   string
		err    error
		s      transport.Situation
		action osi.Action
		answer string
	}{
		{"unknown type: ER with the header up to the code", "02 A0 80 41", nil, transport.Situation{}, osi.SendAndDisconnect, "08 70 00 00 02 C1 02 02 A0"},
		{"the reference of the peer", "02 A0 80 41", nil, transport.Situation{PeerRef: 0x1234}, osi.SendAndDisconnect, "08 70 12 34 02 C1 02 02 A0"},
		{"a TPDU of another class", "05 C0 00 01 00 02", nil, transport.Situation{PeerRef: 2}, osi.SendAndDisconnect, "08 70 00 02 02 C1 02 05 C0"},
		{"an unknown parameter of a CC", "09 D0 00 01 00 02 00 EE 01 41", nil, transport.Situation{PeerRef: 9}, osi.SendAndDisconnect, "0E 70 00 02 01 C1 08 09 D0 00 01 00 02 00 EE"},
		{"an unknown parameter of a DR", "09 80 00 01 00 02 00 EE 01 41", nil, transport.Situation{PeerRef: 9}, osi.SendAndDisconnect, "0E 70 00 02 01 C1 08 09 80 00 01 00 02 00 EE"},
		{"a DR without SRC-REF", "09 80 00 01 00 00 00 EE 01 41", nil, transport.Situation{PeerRef: 9}, osi.SendAndDisconnect, "0E 70 00 09 01 C1 08 09 80 00 01 00 00 00 EE"},
		{"a CR with a bad value: the network connection stays", "09 E0 00 00 12 34 00 C0 01 06", nil, transport.Situation{Unassociated: true, PeerRef: 9}, osi.Send, "10 70 12 34 03 C1 0A 09 E0 00 00 12 34 00 C0 01 06"},
		{"user data is no header", "06 E0 00 00 12 34 00 41", nil, transport.Situation{}, osi.Send, "0D 70 12 34 00 C1 07 06 E0 00 00 12 34 00"},
		{"user data of a DT is no header", "02 F0 80 41 42 43", callers(osi.ErrValue, 0), transport.Situation{}, osi.SendAndDisconnect, "07 70 00 00 00 C1 01 02"},
		{"octets behind the header", "06 70 00 02 02 C1 00 41", nil, transport.Situation{}, osi.Disconnect, ""},
		{"DST-REF of a CR", "06 E0 00 01 12 34 00", nil, transport.Situation{}, osi.Send, "09 70 12 34 03 C1 03 06 E0 00"},
		{"class 5", "06 E0 00 00 12 34 50", nil, transport.Situation{}, osi.Send, "06 80 12 34 00 00 82"},
		{"class 15", "06 E0 00 00 12 34 F0", nil, transport.Situation{}, osi.Send, "06 80 12 34 00 00 82"},
		{"reserved option bits", "06 E0 00 00 12 34 24", nil, transport.Situation{}, osi.Send, "0D 70 12 34 03 C1 07 06 E0 00 00 12 34 24"},
		{"LI beyond the end", "11 E0 00 00 00 01 00 C0 01 0A", nil, transport.Situation{}, osi.Send, "07 70 00 01 00 C1 01 11"},
		{"a CR that ends in its reference", "11 E0 00 00 00", nil, transport.Situation{Unassociated: true, PeerRef: 7}, osi.Send, "07 70 00 07 00 C1 01 11"},
		{"nothing at all", "", nil, transport.Situation{}, osi.SendAndDisconnect, "06 70 00 00 00 C1 00"},
		{"an ER is never answered", "09 70 00 02 02 C1 00 C2 01 41", nil, transport.Situation{}, osi.Disconnect, ""},
		{"an ER in class 2", "06 70 00 02 02 C2 00", nil, transport.Situation{Format: class2}, osi.Discard, ""},
		{"a wrong checksum", "0A E0 00 00 12 34 40 C3 02 EE CD", nil, transport.Situation{}, osi.Discard, ""},
		{"no checksum", "06 E0 00 00 12 34 40", nil, transport.Situation{}, osi.Discard, ""},
		{"class 2 goes on", "04 A0 12 34 80", nil, transport.Situation{Format: class2, PeerRef: 5}, osi.Send, "08 70 00 05 02 C1 02 04 A0"},

		// An ER has the octets up to and including the one at fault, as far as it may be long.
		{"cut to 128 octets", long, nil, transport.Situation{}, osi.SendAndDisconnect, "7F 70 12 34 03 C1 79 " + long[:3*0x79-1]},
		{"cut to 256 octets", long, nil, transport.Situation{MaxTPDU: 256}, osi.SendAndDisconnect, "FE 70 12 34 03 C1 F8 " + long[:3*0xf8-1]},
		{"cut to 512 octets", long, nil, transport.Situation{MaxTPDU: 512}, osi.SendAndDisconnect, "FE 70 12 34 03 C1 F8 " + long[:3*0xf8-1]},

		// 6.9.1.4.2 a
		{"a CC without a CR", "06 D0 00 01 00 02 00", callers(osi.ErrState, 2), transport.Situation{Unassociated: true, PeerRef: 9}, osi.Send, "06 80 00 02 00 00 00"},
		{"a CC without a CR, class 2", "06 D0 00 01 00 02 20", callers(osi.ErrState, 2), transport.Situation{Unassociated: true}, osi.Send, "06 80 00 02 00 00 84"},
		{"a CC without a CR and without SRC-REF", "06 D0 00 01 00 00 00", callers(osi.ErrState, 2), transport.Situation{Unassociated: true, PeerRef: 9}, osi.Discard, ""},
		{"a DR without a connection, class 0", "06 80 00 01 00 02 00", callers(osi.ErrState, 2), transport.Situation{Unassociated: true}, osi.Disconnect, ""},
		{"a DR without a connection, class 2", "06 80 00 01 00 02 00", callers(osi.ErrState, 2), transport.Situation{Unassociated: true, Format: class2}, osi.Send, "05 C0 00 02 00 01"},
		{"a DR without SRC-REF, class 2", "06 80 00 01 00 00 00", callers(osi.ErrState, 2), transport.Situation{Unassociated: true, Format: class2, PeerRef: 9}, osi.Discard, ""},
		{"a DR of class 4 has a checksum", "0A 80 12 34 56 78 80 C3 02 67 B2", callers(osi.ErrState, 2), transport.Situation{Unassociated: true, Format: class4}, osi.Send, "09 C0 56 78 12 34 C3 02 FE 5C"},
		{"a DT without a connection", "02 F0 80 41", callers(osi.ErrState, 2), transport.Situation{Unassociated: true, PeerRef: 2}, osi.Discard, ""},
		{"an ER without a connection", "06 70 00 02 02 C1 00", callers(osi.ErrState, 2), transport.Situation{Unassociated: true}, osi.Discard, ""},
		{"a second CC", "06 D0 00 01 00 02 00", callers(osi.ErrState, 2), transport.Situation{PeerRef: 2}, osi.SendAndDisconnect, "07 70 00 02 02 C1 01 06"},
		{"a second CR", "06 E0 00 00 00 01 00", callers(osi.ErrState, 2), transport.Situation{}, osi.Disconnect, ""},
		{"a CR of class 4, again", "0A E0 00 00 12 34 40 C3 02 DC 57", callers(osi.ErrState, 2), transport.Situation{}, osi.Discard, ""},

		// 6.9.1.4.2: the network connection has a transport connection, and the CR is no retransmission.
		{"another CR with a bad value", "09 E0 00 00 00 01 00 C0 01 06", nil, transport.Situation{PeerRef: 1}, osi.Disconnect, ""},
		{"the same, of the other end", "09 E0 00 00 00 02 00 C0 01 06", nil, transport.Situation{OwnRef: 1}, osi.Disconnect, ""},
		{"another CR of class 5", "06 E0 00 00 00 01 50", nil, transport.Situation{PeerRef: 1, OwnRef: 2}, osi.Disconnect, ""},
		{"another CR that a policy refuses", "06 E0 00 00 00 03 00", callers(osi.ErrUnsupported, 3), transport.Situation{PeerRef: 1, OwnRef: 2}, osi.Disconnect, ""},
		{"the CR of class 4, again", "0A E0 00 00 12 34 40 C3 02 DC 57", callers(osi.ErrState, 2), transport.Situation{PeerRef: 0x1234}, osi.Discard, ""},
		{"another CR of class 4", "0A E0 00 00 12 34 40 C3 02 DC 57", callers(osi.ErrState, 2), transport.Situation{PeerRef: 1}, osi.Disconnect, ""},
		{"a corrupted CR", "0A E0 00 00 12 34 40 C3 02 DC 58", nil, transport.Situation{PeerRef: 1}, osi.Discard, ""},

		// 6.9.1.4.1 b: what cannot be decoded, without a connection. 6.9.1.4.2 a: what can.
		{"no TPDU, without a connection", "02 A0 80 41", nil, transport.Situation{Unassociated: true}, osi.Disconnect, ""},
		{"the same, class 2", "04 A0 12 34 80", nil, transport.Situation{Format: class2, Unassociated: true}, osi.Disconnect, ""},
		{"an invalid CC without a CR", "07 D0 00 01 00 02 00 41", nil, transport.Situation{Unassociated: true}, osi.Disconnect, ""},
		{"an ER without the invalid TPDU, and without a connection", "04 70 00 01 00", nil, transport.Situation{Unassociated: true}, osi.Disconnect, ""},
		{"an AK of another class, without a connection", "04 60 00 01 00", nil, transport.Situation{Unassociated: true}, osi.Discard, ""},
		{"a DR without SRC-REF, class 0", "06 80 00 01 00 00 00", callers(osi.ErrState, 2), transport.Situation{Unassociated: true}, osi.Discard, ""},

		// 6.9.1.4.2 a: a DST-REF that is not the receiver's. 6.9.1.4.1 a: not if it cannot be decoded.
		{"an ER to another reference", "07 70 00 09 00 C1 01 06", callers(osi.ErrValue, 0), transport.Situation{OwnRef: 1}, osi.Discard, ""},
		{"an ER to this one", "07 70 00 01 00 C1 01 06", callers(osi.ErrState, 2), transport.Situation{OwnRef: 1}, osi.Disconnect, ""},
		{"a DC to another reference", "05 C0 00 09 00 02", nil, transport.Situation{OwnRef: 1}, osi.Discard, ""},
		{"a DC to this one", "05 C0 00 01 00 02", nil, transport.Situation{OwnRef: 1, PeerRef: 2}, osi.SendAndDisconnect, "08 70 00 02 02 C1 02 05 C0"},
		{"a DR to another reference", "06 80 00 09 00 02 00", callers(osi.ErrValue, 0), transport.Situation{OwnRef: 1}, osi.Disconnect, ""},
		{"the same without SRC-REF", "06 80 00 09 00 00 00", callers(osi.ErrValue, 0), transport.Situation{OwnRef: 1}, osi.Discard, ""},
		{"the same, class 2", "06 80 00 09 00 02 00", callers(osi.ErrValue, 0), transport.Situation{Format: class2, OwnRef: 1}, osi.Send, "05 C0 00 02 00 09"},
		{"the same, not to be decoded", "07 80 00 09 00 02 00 EE", nil, transport.Situation{OwnRef: 1, PeerRef: 2}, osi.SendAndDisconnect, "0E 70 00 02 00 C1 08 07 80 00 09 00 02 00 EE"},
		{"a CC to another reference, in OPEN", "06 D0 00 09 00 02 00", callers(osi.ErrState, 2), transport.Situation{OwnRef: 1, PeerRef: 2}, osi.Send, "06 80 00 02 00 00 00"},
		{"a DT has none", "02 F0 80 09", callers(osi.ErrState, 2), transport.Situation{OwnRef: 1, PeerRef: 2}, osi.SendAndDisconnect, "07 70 00 02 02 C1 01 02"},
		{"nor has an ED of class 0", "02 10 80 09", nil, transport.Situation{OwnRef: 1, PeerRef: 2}, osi.SendAndDisconnect, "08 70 00 02 02 C1 02 02 10"},
		{"an AK of class 1 has, and it does not count", "04 6F 00 09 01", callers(osi.ErrState, 2), transport.Situation{Format: transport.Format{Class: 1}, OwnRef: 1, PeerRef: 2}, osi.Send, "07 70 00 02 02 C1 01 04"},
		{"an EA of class 2", "04 20 00 09 01", callers(osi.ErrState, 2), transport.Situation{Format: class2, OwnRef: 1, PeerRef: 2}, osi.Discard, ""},

		// 6.9.1.4.2 c to e: a SRC-REF that is not the sender's.
		{"a DR of another reference", "06 80 00 01 00 09 00", callers(osi.ErrState, 2), transport.Situation{OwnRef: 1, PeerRef: 2}, osi.Disconnect, ""},
		{"a DR of none: Table A.6 in OPEN", "06 80 00 01 00 00 00", callers(osi.ErrState, 2), transport.Situation{OwnRef: 1, PeerRef: 2}, osi.SendAndDisconnect, "07 70 00 02 02 C1 01 06"},
		{"a DC of another reference", "05 C0 00 01 00 09", nil, transport.Situation{OwnRef: 1, PeerRef: 2}, osi.Discard, ""},
		{"a CC of another reference", "06 D0 00 01 00 09 00", callers(osi.ErrState, 2), transport.Situation{OwnRef: 1, PeerRef: 2}, osi.Send, "06 80 00 09 00 00 00"},
		{"the CC of the connection, again", "06 D0 00 01 00 02 00", callers(osi.ErrState, 2), transport.Situation{OwnRef: 1, PeerRef: 2}, osi.SendAndDisconnect, "07 70 00 02 02 C1 01 06"},

		// Table A.6, P6 and P5: a CC that selects class 0 and is not acceptable ends the network
		// connection. 6.9.1.4.2 d 1: a DR of an existing connection has the reference of its sender.
		{"user data in a CC of class 0, after a CR of class 2", "06 D0 00 01 00 02 00 41", nil, transport.Situation{Format: class2, OwnRef: 1}, osi.SendAndDisconnect, "0D 70 00 02 00 C1 07 06 D0 00 01 00 02 00"},
		{"a CC of class 2 that a policy refuses", "06 D0 00 01 00 02 20", callers(osi.ErrUnsupported, 0x82), transport.Situation{Format: class2, OwnRef: 1}, osi.Send, "06 80 00 02 00 01 82"},
		{"a limit of a DT, class 2, both references", "04 F0 00 01 80 41", callers(osi.ErrLimit, 0), transport.Situation{Format: class2, OwnRef: 1, PeerRef: 7}, osi.Send, "06 80 00 07 00 01 00"},

		// What is ours is no fault of the peer.
		{"policy", "06 E0 00 00 00 07 00", callers(osi.ErrUnsupported, 3), transport.Situation{}, osi.Send, "06 80 00 07 00 00 03"},
		{"policy, class", "06 E0 00 00 00 07 20", callers(osi.ErrUnsupported, 0x82), transport.Situation{}, osi.Send, "06 80 00 07 00 00 82"},
		{"policy, a reason that class 0 does not have", "06 E0 00 00 00 07 00", callers(osi.ErrUnsupported, 0x82), transport.Situation{}, osi.Send, "06 80 00 07 00 00 00"},
		{"policy, the last reason of class 0", "06 E0 00 00 00 07 00", callers(osi.ErrUnsupported, 0x7f), transport.Situation{}, osi.Send, "06 80 00 07 00 00 7F"},
		{"policy, the first of the others", "06 E0 00 00 00 07 00", callers(osi.ErrUnsupported, 0x80), transport.Situation{}, osi.Send, "06 80 00 07 00 00 00"},
		{"a limit is no congestion", "06 E0 00 00 00 07 00", callers(osi.ErrLimit, 1), transport.Situation{}, osi.Send, "06 80 00 07 00 00 00"},
		{"a limit of a DT", "02 F0 80 41", callers(osi.ErrLimit, 0), transport.Situation{PeerRef: 7}, osi.Disconnect, ""},
		{"a limit of a DT, class 2", "04 F0 00 01 80 41", callers(osi.ErrLimit, 0), transport.Situation{Format: class2, PeerRef: 7}, osi.Send, "06 80 00 07 00 00 00"},
		{"a limit of a DT, class 2, no reference", "04 F0 00 01 80 41", callers(osi.ErrLimit, 0), transport.Situation{Format: class2}, osi.Discard, ""},
		{"a CC that a policy refuses", "06 D0 00 01 00 02 00", callers(osi.ErrUnsupported, 0), transport.Situation{}, osi.Disconnect, ""},

		// 6.17.3: a checksum when the TPDU has one, or one is agreed on.
		{"class 4, checksum in the CR", "0D E0 00 00 12 34 40 C3 02 00 00 C0 01 06", callers(osi.ErrUnsupported, 3), transport.Situation{}, osi.Send, "0A 80 12 34 00 00 03 C3 02 BD A8"},
		{"class 4, no checksum in the CR", "06 E0 00 00 12 34 40", callers(osi.ErrUnsupported, 3), transport.Situation{}, osi.Send, "06 80 12 34 00 00 03"},
		{
			"class 4, agreed", "04 A0 12 34 80", nil,
			transport.Situation{Format: transport.Format{Class: 4, Options: osi.Some(transport.OptionExpedited)}, PeerRef: 5},
			osi.Send, "0C 70 00 05 02 C1 02 04 A0 C3 02 1F 2F",
		},
		{
			"class 4, non-use agreed", "04 A0 12 34 80", nil,
			transport.Situation{Format: transport.Format{Class: 4, Options: osi.Some(transport.OptionNoChecksum)}, PeerRef: 5},
			osi.Send, "08 70 00 05 02 C1 02 04 A0",
		},
	} {
		b := octets(t, c.tpdu)
		err := c.err
		if err == nil {
			d := transport.Decoder{Format: c.s.Format}
			if _, err = d.Decode(b); err == nil {
				t.Errorf("%s: accepted", c.name)
				continue
			}
		}
		action, answer := transport.Answer(pkgerrors.WithMessage(err, "wrapped"), b, c.s)
		if action != c.action || (answer == nil) != (c.answer == "") {
			t.Errorf("%s: %v, %+v", c.name, action, answer)
			continue
		}
		if answer == nil {
			continue
		}
		if got, err := answer.AppendBinary(nil); err != nil || !bytes.Equal(got, octets(t, c.answer)) {
			t.Errorf("%s: %X, %v; want %s", c.name, got, err, c.answer)
		}
	}
}

// A CC that does not agree is answered with the octets up to the field at fault, or as one without
// connection.
func TestAnswerToConfirm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, cr, cc, answer string
		action               osi.Action
	}{
		{"TPDU size", "09 E0 00 00 00 01 00 C0 01 0A", "0C D0 00 01 00 02 00 C1 01 41 C0 01 0B", "13 70 00 02 03 C1 0D 0C D0 00 01 00 02 00 C1 01 41 C0 01 0B", osi.SendAndDisconnect},
		{"class", "06 E0 00 00 00 01 00", "06 D0 00 01 00 02 20", "0D 70 00 02 03 C1 07 06 D0 00 01 00 02 20", osi.SendAndDisconnect},
		{"reference", "06 E0 00 00 00 01 00", "06 D0 00 09 00 02 00", "06 80 00 02 00 00 00", osi.Send},
	} {
		var cr transport.ConnectionRequest
		var cc transport.ConnectionConfirm
		b := octets(t, c.cc)
		if err := errors.Join(cr.Decode(octets(t, c.cr)), cc.Decode(b)); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		action, answer := transport.Answer(cc.Agrees(&cr, b), b, transport.Situation{})
		if answer == nil {
			t.Fatalf("%s: %v", c.name, action)
		}
		if got, err := answer.AppendBinary(nil); action != c.action || err != nil || !bytes.Equal(got, octets(t, c.answer)) {
			t.Errorf("%s: %v, %X, %v; want %s", c.name, action, got, err, c.answer)
		}
	}
}

// What is no fault of a TPDU of this layer disconnects.
func TestAnswerToOthers(t *testing.T) {
	t.Parallel()
	_, tpkt := transport.ParseTPKT([]byte{4}, nil)
	for name, err := range map[string]error{"nil": nil, "not ours": errors.New("other"), "no rule": &osi.Error{}, "a broken TPKT": tpkt} {
		if action, answer := transport.Answer(err, []byte{6, 0xe0, 0, 0, 0, 1, 0}, transport.Situation{}); action != osi.Disconnect || answer != nil {
			t.Errorf("%s: %v, %v", name, action, answer)
		}
	}
	// The reason of a rule of another layer is no reject cause.
	other := &osi.Error{Rule: &osi.Rule{Layer: osi.Session, Kind: osi.ErrValue, Reason: 9}}
	if _, answer := transport.Answer(other, []byte{2, 0xf0, 0x80}, transport.Situation{}); answer.(*transport.TPDUError).Cause != transport.CauseNotSpecified {
		t.Errorf("%+v", answer)
	}
}
