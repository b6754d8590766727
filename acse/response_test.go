package acse_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
)

// An AARE selects functional units that its AARQ requests, X.227 7.1.5.9, accepts where version 1
// is offered, 7.1.5.1, and with application context negotiation names a context that is proposed,
// X.217 9.1.1.2. One that rejects may name any.
func TestAssociateResponseAnswers(t *testing.T) {
	t.Parallel()
	const (
		plain    = "60 06 A1 04 06 02 2A 03"
		version2 = "60 0A 80 02 06 40 A1 04 06 02 2A 03"
		login    = "60 0A A1 04 06 02 2A 03 8A 02 07 80"
		names    = "60 10 A1 04 06 02 2A 03 8A 02 06 40 AD 04 06 02 2A 04"
	)
	for _, c := range []struct{ aarq, aare, rule string }{
		{plain, "61 12 A1 04 06 02 2A 03 A2 03 02 01 00 A3 05 A1 03 02 01 00", ""},
		{plain, "61 12 A1 04 06 02 2A 04 A2 03 02 01 00 A3 05 A1 03 02 01 00", ""},
		{plain, "61 16 A1 04 06 02 2A 03 A2 03 02 01 00 A3 05 A1 03 02 01 00 88 02 07 80", "acse.unrequested"},
		{plain, "61 16 A1 04 06 02 2A 03 A2 03 02 01 01 A3 05 A1 03 02 01 01 88 02 07 80", "acse.unrequested"},
		{login, "61 12 A1 04 06 02 2A 03 A2 03 02 01 00 A3 05 A1 03 02 01 00", ""},
		{login, "61 16 A1 04 06 02 2A 03 A2 03 02 01 00 A3 05 A1 03 02 01 00 88 02 07 80", ""},
		{login, "61 16 A1 04 06 02 2A 03 A2 03 02 01 00 A3 05 A1 03 02 01 00 88 02 06 C0", "acse.unrequested"},
		{version2, "61 12 A1 04 06 02 2A 03 A2 03 02 01 00 A3 05 A1 03 02 01 00", "acse.version-not-offered"},
		{version2, "61 12 A1 04 06 02 2A 03 A2 03 02 01 01 A3 05 A2 03 02 01 02", ""},
		{names, "61 16 A1 04 06 02 2A 03 A2 03 02 01 00 A3 05 A1 03 02 01 00 88 02 06 40", ""},
		{names, "61 16 A1 04 06 02 2A 04 A2 03 02 01 00 A3 05 A1 03 02 01 00 88 02 06 40", ""},
		{names, "61 16 A1 04 06 02 2A 05 A2 03 02 01 00 A3 05 A1 03 02 01 00 88 02 06 40", "acse.context-not-proposed"},
		{names, "61 12 A1 04 06 02 2A 05 A2 03 02 01 00 A3 05 A1 03 02 01 00", ""},
		{names, "61 16 A1 04 06 02 2A 05 A2 03 02 01 01 A3 05 A1 03 02 01 02 88 02 06 40", ""},
	} {
		var q acse.AssociateRequest
		var p acse.AssociateResponse
		if err := q.Decode(octets(t, c.aarq)); err != nil {
			t.Fatal(err)
		}
		if err := p.Decode(octets(t, c.aare)); err != nil {
			t.Fatal(err)
		}
		err := p.Answers(&q)
		e := osi.AsError(err)
		if (err == nil) != (c.rule == "") || e != nil && (e.ID != c.rule || e.Kind != osi.ErrState || e.Offset != 0 || e.PDU != "AARE") {
			t.Errorf("%s, %s: %v, want %q", c.aarq, c.aare, err, c.rule)
		}
	}
}
