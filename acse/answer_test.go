package acse_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
)

const (
	aarqName    = "A1 06 06 04 56 00 01 06"
	answerABRT  = "64 03 80 01 01"
	answerNone  = ""
	answerNoVer = "61 18 80 02 07 80 A1 06 06 04 56 00 01 06 A2 03 02 01 01 A3 05 A2 03 02 01 02"
	answerNoWhy = "61 14 A1 06 06 04 56 00 01 06 A2 03 02 01 01 A3 05 A2 03 02 01 01"
)

// The answers of X.227 7.1.3.2 and 7.3.3.4, by APDU and situation.
func TestAnswer(t *testing.T) {
	t.Parallel()
	policy := &osi.Error{Rule: &osi.Rule{ID: "policy", Kind: osi.ErrUnsupported}}
	limit := &osi.Error{Rule: &osi.Rule{ID: "limit", Kind: osi.ErrLimit}}
	var parse error // stands for what Parse says
	const (
		valid   = "60 08 " + aarqName
		version = "60 0C 80 02 06 40 " + aarqName // version 2 alone
	)
	for _, c := range []struct {
		name   string
		pdu    string
		err    error
		s      acse.Situation
		action osi.Action
		want   string
	}{
		{"AARQ without a name", "60 00", parse, acse.Situation{}, osi.SendAndDisconnect, answerABRT},
		{"AARQ, session version 1", "60 00", parse, acse.Situation{SessionVersion1: true}, osi.Disconnect, answerNone},
		{"AARQ, authentication", "60 00", parse, acse.Situation{Authentication: true}, osi.SendAndDisconnect, "64 06 80 01 01 81 01 02"},
		{"valid AARQ", valid, nil, acse.Situation{}, osi.Discard, answerNone},
		{"AARQ of both versions", "60 0C 80 02 06 C0 " + aarqName, nil, acse.Situation{}, osi.Discard, answerNone},
		{"AARQ of version 2", version, nil, acse.Situation{}, osi.SendAndDisconnect, answerNoVer},
		{"AARQ of version 2, session version 1", version, nil, acse.Situation{SessionVersion1: true}, osi.SendAndDisconnect, answerNoVer},
		{"AARQ of version 2, other diagnostic", version, nil, acse.Situation{Refuse: acse.Diagnostic{Code: 2}}, osi.SendAndDisconnect, answerNoVer},
		{"AARQ, an error without a rule", valid, &osi.Error{}, acse.Situation{}, osi.SendAndDisconnect, answerNoWhy},
		{"AARQ of a TD, limit", valid, limit, acse.Situation{Connected: true}, osi.SendAndDisconnect, answerABRT},
		{"AARQ of a TD, policy", valid, policy, acse.Situation{Connected: true}, osi.SendAndDisconnect, answerABRT},
		{"AARQ, limit", valid, limit, acse.Situation{}, osi.SendAndDisconnect, answerNoWhy},
		{"AARQ, policy", valid, policy, acse.Situation{}, osi.SendAndDisconnect, answerNoWhy},
		{
			"AARQ, policy with a reason", valid, policy,
			acse.Situation{Refuse: acse.Diagnostic{Code: acse.UserContextNameNotSupported}},
			osi.SendAndDisconnect,
			"61 14 A1 06 06 04 56 00 01 06 A2 03 02 01 01 A3 05 A1 03 02 01 02",
		},
		{"AARQ, limit, name unreadable", "60 08 A1 06 06 04 56 00 01", limit, acse.Situation{}, osi.SendAndDisconnect, answerABRT},
		{"AARQ, limit, name of another type", "60 05 A1 03 02 01 06", limit, acse.Situation{Authentication: true}, osi.SendAndDisconnect, "64 06 80 01 01 81 01 01"},
		{"AARQ, other error", valid, errors.New("other"), acse.Situation{}, osi.SendAndDisconnect, answerNoWhy},
		{"AARE", "61 00", parse, acse.Situation{}, osi.SendAndDisconnect, answerABRT},
		{"AARE of a CPR", "61 00", parse, acse.Situation{Released: true}, osi.Discard, answerNone},
		{"AARE, limit", "61 00", limit, acse.Situation{Authentication: true}, osi.SendAndDisconnect, "64 06 80 01 01 81 01 01"},
		{"RLRQ", "62 02 81 00", parse, acse.Situation{}, osi.SendAndDisconnect, answerABRT},
		{"RLRQ, session version 1", "62 02 81 00", parse, acse.Situation{SessionVersion1: true}, osi.Disconnect, answerNone},
		{"RLRE of a DN", "63 02 81 00", parse, acse.Situation{Released: true}, osi.Discard, answerNone},
		{"RLRE of an NF", "63 02 81 00", parse, acse.Situation{}, osi.SendAndDisconnect, answerABRT},
		{"ABRT of an ARU", "64 00", parse, acse.Situation{Released: true}, osi.Discard, answerNone},
		{"ABRT of a TD", "64 00", parse, acse.Situation{}, osi.SendAndDisconnect, answerABRT},
		{"unknown", "65 00", parse, acse.Situation{}, osi.SendAndDisconnect, answerABRT},
		{"nothing", "", parse, acse.Situation{}, osi.SendAndDisconnect, answerABRT},
		{"valid RLRQ", "62 00", nil, acse.Situation{}, osi.Discard, answerNone},
	} {
		b := octets(t, c.pdu)
		err := c.err
		if err == nil {
			_, err = acse.Parse(b)
		}
		before := bytes.Clone(b)
		action, p := acse.Answer(err, b, c.s)
		clear(b)
		var got []byte
		if p != nil {
			var e error
			if got, e = p.AppendBinary(nil); e != nil {
				t.Errorf("%s: %v", c.name, e)
			}
		}
		if action != c.action || !bytes.Equal(got, octets(t, c.want)) {
			t.Errorf("%s (%x, %v): %v, %x; want %v, %s", c.name, before, err, action, got, c.action, c.want)
		}
	}
	b := octets(t, "60 02 A1 00")
	_, err := acse.ParseUnitData(b)
	if action, p := acse.Answer(err, b, acse.Situation{}); err == nil || action != osi.Discard || p != nil {
		t.Errorf("an AUDT is answered with %v, %v", action, p)
	}
}

// An AARQ without version 1 is valid, but not supported.
func TestSupported(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"60 08 " + aarqName: "", "60 0C 80 02 07 80 " + aarqName: "", "60 0C 80 02 06 C0 " + aarqName: "",
		"60 0C 80 02 06 40 " + aarqName: "acse.no-common-version",
	} {
		var p acse.AssociateRequest
		if err := p.Decode(octets(t, text)); err != nil {
			t.Fatal(err)
		}
		err := p.Supported()
		if e := osi.AsError(err); (err == nil) != (want == "") || e != nil && (e.ID != want || !errors.Is(err, osi.ErrUnsupported)) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
