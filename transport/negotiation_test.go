package transport_test

import (
	"bytes"
	"errors"
	"testing"

	pkgerrors "github.com/pkg/errors"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

// X.224 6.5.5 Table 3: the classes that may answer, by preferred class and alternative.
func TestChoices(t *testing.T) {
	table := [5]map[int]string{
		0: {-1: "0"},
		1: {-1: "1,0", 0: "1,0", 1: "1,0"},
		2: {-1: "2", 0: "2,0", 2: "2"},
		3: {-1: "3,2", 0: "3,2,0", 1: "3,2,1,0", 2: "3,2", 3: "3,2"},
		4: {-1: "4,2", 0: "4,2,0", 1: "4,2,1,0", 2: "4,2", 3: "4,3,2", 4: "4,2"},
	}
	for p, row := range table {
		for a := -1; a <= 4; a++ {
			c := transport.ConnectionRequest{Connection: transport.Connection{Class: transport.Class(p), Options: osi.Some(transport.Options(0))}}
			if p == 0 {
				c.Options = osi.Opt[transport.Options]{}
			}
			if a >= 0 {
				c.Alternatives = 1 << a
			}
			want, valid := row[a]
			if _, err := c.AppendBinary(nil); (err == nil) != valid {
				t.Errorf("class %d, alternative %d: %v", p, a, err)
			}
			if got := c.Choices().String(); valid && got != want {
				t.Errorf("class %d, alternative %d: %s, want %s", p, a, got, want)
			}
		}
	}
}

// X.224 13.3.4 b and RFC 1006 6: the size that holds, by what CR and CC say.
func TestMaxTPDU(t *testing.T) {
	for _, c := range []struct {
		cc       transport.Connection
		tcp, net int
	}{
		{transport.Connection{}, 65531, 128},
		{transport.Connection{TPDUSize: transport.TPDUSize1024}, 1024, 1024},
		{transport.Connection{PreferredSize: 128}, 16384, 16384},
		{transport.Connection{PreferredSize: 1 << 31}, 65536, 65536},
	} {
		cc := transport.ConnectionConfirm{Connection: c.cc}
		if got := cc.MaxTPDU(true); got != c.tcp {
			t.Errorf("%+v over TCP: %d, want %d", c.cc, got, c.tcp)
		}
		if got := cc.MaxTPDU(false); got != c.net {
			t.Errorf("%+v: %d, want %d", c.cc, got, c.net)
		}
	}
}

func TestRejectFor(t *testing.T) {
	for _, c := range []struct {
		name   string
		tpdu   string
		action transport.Action
		answer string
	}{
		{"unknown type: ER with the header up to the code", "02 A0 80 41", transport.ActionReject, "08 70 00 00 02 C1 02 02 A0"},
		{"unknown parameter: ER with the header up to its code", "09 D0 00 01 00 02 00 EE 01 41", transport.ActionReject, "0E 70 00 02 01 C1 08 09 D0 00 01 00 02 00 EE"},
		{"parameter value", "09 E0 00 00 00 01 00 C0 01 06", transport.ActionReject, "10 70 00 01 03 C1 0A 09 E0 00 00 00 01 00 C0 01 06"},
		{"class 5: DR, negotiation failed", "06 E0 00 00 12 34 50", transport.ActionReject, "06 80 12 34 00 00 82"},
		{"LI beyond the end", "11 E0 00 00 00 01 00 C0 01 0A", transport.ActionReject, "07 70 00 01 00 C1 01 11"},
		{"nothing at all", "", transport.ActionReject, "06 70 00 00 00 C1 00"},
		{"an ER is never answered", "09 70 00 02 02 C1 00 C2 01 41", transport.ActionDisconnect, ""},
		{"wrong checksum", "0A E0 00 00 12 34 40 C3 02 EE CD", transport.ActionDiscard, ""},
	} {
		b := octets(t, c.tpdu)
		_, err := transport.Parse(b)
		action, answer := transport.RejectFor(pkgerrors.WithMessage(err, "wrapped"), b)
		if action != c.action || (answer == nil) != (c.answer == "") {
			t.Errorf("%s: %v, %v", c.name, action, answer)
			continue
		}
		if answer == nil {
			continue
		}
		if got, err := answer.AppendBinary(nil); err != nil || !bytes.Equal(got, octets(t, c.answer)) {
			t.Errorf("%s: %x, %v; want %s", c.name, got, err, c.answer)
		}
	}

	limit := &osi.Error{Rule: &osi.Rule{Layer: osi.Transport, Kind: osi.ErrLimit}, PDU: "CR"}
	if action, answer := transport.RejectFor(limit, octets(t, "06 E0 00 00 00 07 00")); action != transport.ActionReject ||
		answer.(*transport.DisconnectRequest).Reason != transport.ReasonCongestion || answer.(*transport.DisconnectRequest).DstRef != 7 {
		t.Errorf("our own limit: %v, %+v", action, answer)
	}
	if action, answer := transport.RejectFor(errors.New("other"), nil); action != transport.ActionDisconnect || answer != nil {
		t.Errorf("not our error: %v, %v", action, answer)
	}
	_, err := transport.ParseTPKT([]byte{4}, nil)
	if action, _ := transport.RejectFor(err, nil); action != transport.ActionDisconnect {
		t.Errorf("a broken TPKT: %v", action)
	}
}

func TestNames(t *testing.T) {
	for got, want := range map[string]string{
		transport.Class(4).String():                                       "class 4",
		transport.ClassSet(0b10101).String():                              "4,2,0",
		transport.TPDUSize2048.String():                                   "2048",
		transport.TPDUSize(0).String():                                    "absent",
		(transport.OptionExpedited | transport.OptionNoChecksum).String(): "expedited, no checksum",
		transport.ParameterTPDUSize.String():                              "TPDU size",
		transport.ParameterCode(0xee).String():                            "parameter EE",
		transport.Reason(0x8a).String():                                   "header or parameter length invalid",
		transport.Reason(0x86).String():                                   "reason 86",
		transport.CauseParameterCode.String():                             "invalid parameter code",
		transport.RejectCause(9).String():                                 "cause 09",
		transport.ProtocolConnectionless.String():                         "X.234",
		transport.Protocol(9).String():                                    "protocol 09",
		transport.ActionDiscard.String():                                  "discard",
		transport.Action(9).String():                                      "invalid action",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
