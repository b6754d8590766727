package session

import (
	"errors"
	"fmt"
	"testing"

	"github.com/osi-go/osi"
)

// policy is an error of a caller that will not have a CN.
func policy(kind osi.Kind, reason uint8) error {
	return &osi.Error{Rule: &osi.Rule{ID: "caller.policy", Layer: osi.Session, Field: "Called Session Selector", Clause: "policy", Kind: kind, Reason: reason}}
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	const cn, badFN = "\x0d\x04\x14\x02\x00\x00", "\x09\x03\x19\x01\x03"
	const connectVersion = "\x0d\x0c\x05\x06\x13\x01\x00\x16\x01\x04\x14\x02\x00\x02"
	const nestedCN, nestedFN = "\x0d\x0a\x14\x02\x00\x00\x3d\x01\x00\x3e\x01\x81", "\x09\x09\x11\x01\x00\x19\x01\x03\x3e\x01\x81"
	decoded := errors.New("decode")
	report := Situation{Selected: FUHalfDuplex | FUExceptions, Open: true, Report: true}
	for i, c := range []struct {
		err    error // decoded: that of TSDU
		pdu    string
		s      Situation
		action osi.Action
		want   string
	}{
		{decoded, cn, Situation{}, osi.Send, "\x0c\x06\x16\x01\x03\x32\x01\x85"},                                // 133: rejection by the SPM
		{decoded, connectVersion, Situation{}, osi.Send, "\x0c\x06\x16\x01\x03\x32\x01\x84"},                    // 132: versions
		{policy(osi.ErrUnsupported, 0), cn, Situation{}, osi.Send, "\x0c\x06\x16\x01\x03\x32\x01\x86"},          // 134: restriction
		{policy(osi.ErrLimit, 0), cn, Situation{}, osi.Send, "\x0c\x06\x16\x01\x03\x32\x01\x86"},                // 134
		{policy(osi.ErrUnsupported, 129), cn, Situation{}, osi.Send, "\x0c\x06\x16\x01\x03\x32\x01\x81"},        // 129: the caller's rule
		{nil, cn, Situation{Refuse: RefusedNotAttached}, osi.Send, "\x0c\x06\x16\x01\x03\x32\x01\x82"},          // 130
		{decoded, cn, Situation{Refuse: RefusedSPMCongestion}, osi.Send, "\x0c\x06\x16\x01\x03\x32\x01\x83"},    // 131, asked for
		{decoded, cn, Situation{Refuse: 77, Overflow: true}, osi.Send, "\x0c\x06\x16\x01\x02\x32\x01\x85"},      // no reason of X.225; the OA's version
		{decoded, cn, Situation{Connected: true}, osi.Send, "\x19\x0a\x11\x01\x05\x31\x05\x0d\x04\x14\x02\x00"}, // a second CN
		{decoded, nestedCN, Situation{Connected: true, Selected: FUNestedConnections}, osi.Send, "\x19\x0d\x11\x01\x04\x31\x05\x0d\x0a\x14\x02\x00\x3e\x01\x81"},
		{decoded, nestedCN, Situation{Selected: FUNestedConnections}, osi.Send, "\x0c\x0c\x11\x01\x00\x16\x01\x03\x32\x01\x85\x3e\x01\x81"},
		{decoded, "\xec\x80\x81\x00\x00", Situation{Connected: true, Selected: FUNestedConnections}, osi.Send, "\x19\x0c\x11\x01\x04\x31\x04\xec\x80\x81\x00\x3e\x01\x81"},
		{decoded, nestedFN, Situation{Connected: true, Selected: FUNestedConnections}, osi.Send, "\x19\x10\x11\x01\x04\x31\x08\x09\x09\x11\x01\x00\x19\x01\x03\x3e\x01\x81"},
		{decoded, badFN, Situation{}, osi.Send, "\x19\x0a\x11\x01\x05\x31\x05\x09\x03\x19\x01\x03"},
		{decoded, badFN, report, osi.Send, "\x00\x07\x31\x05\x09\x03\x19\x01\x03"},
		{decoded, "\x01\x00\x2a\x02\x2a\x00", report, osi.Send, "\x00\x06\x31\x04\x2a\x02\x2a\x00"}, // of the TSDU, the SPDU
		{policy(osi.ErrLimit, 0), badFN, report, osi.Send, "\x19\x03\x11\x01\x11"},
		{policy(osi.ErrUnsupported, 0), badFN, Situation{}, osi.Send, "\x19\x03\x11\x01\x11"},
		{errors.New("other"), badFN, Situation{}, osi.Send, "\x19\x03\x11\x01\x09"},
		{nil, "", Situation{}, osi.Send, "\x19\x03\x11\x01\x09"},
		{policy(osi.ErrState, 0), "", Situation{}, osi.Send, "\x19\x03\x11\x01\x05"},
		{decoded, badFN, Situation{NullEncoding: true}, osi.Disconnect, ""},
		{decoded, badFN, Situation{Connectionless: true}, osi.Discard, ""},
	} {
		err := c.err
		if err == decoded {
			if _, err = new(Decoder).TSDU([]byte(c.pdu)); err == nil {
				t.Fatalf("%d: %x is valid", i, c.pdu)
			}
			err = fmt.Errorf("wrapped: %w", err)
		}
		action, p := Answer(err, []byte(c.pdu), c.s)
		var got []byte
		if p != nil {
			var err error
			if got, err = p.AppendBinary(nil); err != nil {
				t.Errorf("%d: %v", i, err)
			}
		}
		if action != c.action || string(got) != c.want {
			t.Errorf("%d: %v: %v %x, want %v %x", i, err, action, got, c.action, c.want)
		}
	}
	// octets attached to an error, for a log, are not sent
	_, err := Parse([]byte(badFN))
	if _, p := Answer(osi.AsError(err).Attach([]byte("secret")), nil, Situation{}); p.(*Abort).Reflect != nil {
		t.Errorf("%+v", p)
	}
}

// A.4.1.2 b) names what an EXCEPTION REPORT needs: without one of them the answer is an ABORT.
func TestAnswerReport(t *testing.T) {
	t.Parallel()
	_, err := Parse([]byte("\x09\x03\x19\x01\x03"))
	half := FUHalfDuplex | FUExceptions
	for s, want := range map[Situation]Type{
		{Report: true, Selected: half, Open: true}:                                        TypeER,
		{Report: true, Selected: half | FUActivityManagement, Open: true, Activity: true}: TypeER,
		{Selected: half, Open: true}:                                                      TypeAB,
		{Report: true, Selected: half}:                                                    TypeAB,
		{Report: true, Selected: FUHalfDuplex, Open: true}:                                TypeAB,
		{Report: true, Selected: FUExceptions | FUDuplex, Open: true}:                     TypeAB,
		{Report: true, Selected: half, Open: true, DataToken: true}:                       TypeAB,
		{Report: true, Selected: half | FUActivityManagement, Open: true}:                 TypeAB,
	} {
		if _, p := Answer(err, []byte("\x09\x03\x19\x01\x03"), s); p.Type() != want {
			t.Errorf("%+v: %v, want %v", s, p, want)
		}
	}
	long := append([]byte("\x21\x00"), make([]byte, 70000)...)
	if _, p := Answer(policy(osi.ErrState, 0), long, Situation{Report: true, Selected: half, Open: true}); len(p.(*ExceptionReport).Reflect) != 1 {
		t.Errorf("%v", p)
	}
	late := &osi.Error{Rule: ruleMissing, Offset: 70000}
	if _, p := Answer(late, long, Situation{Report: true, Selected: half, Open: true}); len(p.(*ExceptionReport).Reflect) != MaxReflect {
		t.Errorf("%d octets", len(p.(*ExceptionReport).Reflect))
	}
}

func TestFaulty(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tsdu   string
		offset int
		spdu   string
		at     int
	}{
		{"\x01\x00\x2a\x00", 0, "\x01\x00", 0},
		{"\x01\x00\x2a\x00", 2, "\x2a\x00", 0},
		{"\x01\x00\x2a\x00", 4, "\x2a\x00", 2},
		{"\x01\x00\x2a\x09\x01", 3, "\x2a\x09\x01", 1}, // a length indicator that is wrong
		{"\x7f", 0, "\x7f", 0},
		{"", 0, "", 0},
		{"\x09\x00", 99, "\x09\x00", 2},
		{"\x09\x00", -1, "\x09\x00", 0},
	} {
		spdu, at := Faulty(&osi.Error{Rule: ruleSI, Offset: c.offset}, []byte(c.tsdu))
		if string(spdu) != c.spdu || at != c.at {
			t.Errorf("%x at %d: %x at %d", c.tsdu, c.offset, spdu, at)
		}
	}
}

func TestTransportReasons(t *testing.T) {
	t.Parallel()
	for r, want := range map[TransportReason]string{0: "session protocol error", 1: "normal transport disconnection", 2: "reuse not possible", 9: "reason(9)"} {
		if r.String() != want {
			t.Errorf("%d: %v", uint8(r), r)
		}
	}
}
