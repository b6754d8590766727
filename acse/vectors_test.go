package acse_test

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/internal/vectors"
)

func load(t testing.TB) []vectors.Vector {
	t.Helper()
	return vectors.All(t, "acse")
}

func decode(d *acse.Decoder, form string, b []byte) (acse.APDU, error) {
	if form == "unit-data" {
		return d.DecodeUnitData(b)
	}
	return d.Decode(b)
}

func TestVectors(t *testing.T) {
	t.Parallel()
	vectors.Test(t, "acse", acse.Rules(), func(_ *testing.T, v *vectors.Vector, tolerate osi.Tolerance) (r vectors.Result) {
		d := acse.Decoder{Leniency: osi.Leniency{Tolerate: tolerate}}
		p, err := decode(&d, v.Get("form"), v.Octets)
		r.Tolerated, r.Err = d.Tolerated, err
		if err == nil {
			r.PDU = p.String()
		}
		return r
	}, "acse.no-common-version", "acse.unrequested", "acse.version-not-offered", "acse.context-not-proposed") // TestSupported, TestAssociateResponseAnswers
}

// Whatever is cut off or changed, the answer is a value or a typed error within the input.
func TestVectorsMutated(t *testing.T) {
	t.Parallel()
	vs := load(t)
	for i := range vs {
		v := &vs[i]
		if len(v.Octets) > 128 {
			continue
		}
		for b := range vectors.Damage(v.Octets) {
			checkInvariants(t, v.Get("form"), b)
		}
	}
}

var reused acse.Decoder // whatever it decoded before must not matter

func checkInvariants(t *testing.T, form string, b []byte) {
	t.Helper()
	before := bytes.Clone(b)
	p, err := decode(nil, form, b)
	q, errQ := decode(&reused, form, b)
	if !bytes.Equal(b, before) {
		t.Fatalf("%x: the input was modified", before)
	}
	if !reflect.DeepEqual(err, errQ) {
		t.Fatalf("%x: fresh %v, reused %v", b, err, errQ)
	}
	checkComponents(t, b)
	if err != nil {
		e, ok := err.(*osi.Error)
		if !ok || p != nil || q != nil || e.Offset < 0 || e.Offset > len(b) {
			t.Fatalf("%x: %v, offset outside 0 to %d or a result beside the error", b, err, len(b))
		}
		action, answer := acse.Answer(err, b, acse.Situation{Authentication: true})
		if answer == nil {
			if action != osi.Discard {
				t.Fatalf("%x: %v without an answer", b, action)
			}
			return
		}
		out, err := answer.AppendBinary(nil)
		if err != nil || action != osi.SendAndDisconnect {
			t.Fatalf("%x: %v, the answer %+v does not encode: %v", b, action, answer, err)
		}
		if _, err := acse.Parse(out); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !reflect.DeepEqual(acse.Clone(p), acse.Clone(q)) {
		t.Fatalf("%x: fresh %+v, reused %+v", b, p, q)
	}
	short, err := p.AppendBinary([]byte("kept"))
	if err != nil || !bytes.HasPrefix(short, []byte("kept")) {
		t.Fatalf("%x: decoded to %+v, which does not encode: %v", b, p, err)
	}
	short = short[4:]
	long, err := p.AppendIndefinite(nil)
	if err != nil {
		t.Fatalf("%x: decoded to %+v, which does not encode: %v", b, p, err)
	}
	for _, out := range [][]byte{short, long} {
		d := acse.Decoder{Limits: osi.Limits{Depth: 64}} // an indefinite encoding is no deeper, but counts explicit tags
		again, err := decode(&d, form, out)
		if err != nil {
			t.Fatalf("%x: encoded to %x: %v", b, out, err)
		}
		if third, err := again.AppendBinary(nil); err != nil || !bytes.Equal(third, short) {
			t.Fatalf("%x: encoded to %x, then to %x, %v", b, short, third, err)
		}
	}
	checkIterators(t, p)
}

func checkComponents(t *testing.T, b []byte) {
	t.Helper()
	failed := false
	for c, err := range acse.Components(b) {
		if failed || err == nil && cap(c.Contents) != len(c.Contents) {
			t.Fatalf("%x: component %+v after an error, or with more capacity than length", b, c)
		}
		failed = err != nil
	}
}

// checkIterators asserts that what was decoded iterates to its end.
func checkIterators(t *testing.T, p acse.APDU) {
	t.Helper()
	switch p := p.(type) {
	case *acse.AssociateRequest:
		checkExternals(t, p.UserInformation)
		checkName(t, p.Called.APTitle.Name)
		checkName(t, p.Calling.APTitle.Name)
	case *acse.AssociateResponse:
		checkExternals(t, p.UserInformation)
	case *acse.UnitData:
		checkExternals(t, p.UserInformation)
	}
}

func checkName(t *testing.T, n acse.Name) {
	t.Helper()
	size := 0
	for rdn := range n.All() {
		size += len(rdn)
		for a := range rdn.All() {
			if a.Type.IsZero() || len(a.Value) < 2 {
				t.Fatalf("%x: attribute %+v", n, a)
			}
		}
	}
	if size > len(n) {
		t.Fatalf("%x has RDNs of %d octets", n, size)
	}
}

// checkExternals asserts that the EXTERNALs of u, appended again, iterate to the same values.
func checkExternals(t *testing.T, u acse.UserInformation) {
	t.Helper()
	var again acse.UserInformation
	var want, got []acse.External
	for x := range u.All() {
		x.Offset = 0
		want = append(want, x)
		var err error
		out, err := x.AppendBinary(again)
		if err != nil {
			t.Fatalf("%x: %+v does not encode: %v", u, x, err)
		}
		again = out
	}
	for x := range again.All() {
		x.Offset = 0
		got = append(got, x)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%x: %+v, then %+v", u, want, got)
	}
}

func FuzzAPDU(f *testing.F) {
	vs := load(f)
	for i := range vs {
		if len(vs[i].Octets) < 1024 {
			f.Add(vs[i].Octets)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		checkInvariants(t, "", b)
		checkInvariants(t, "unit-data", b)
		checkMirror(t, b)
	})
}
