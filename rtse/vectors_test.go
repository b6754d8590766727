package rtse_test

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/rtse"
)

func load(t testing.TB) []vectors.Vector {
	t.Helper()
	return vectors.All(t, "rtse")
}

// value is what the vectors hold: APDUs in either mode, and bind values.
type value interface {
	AppendBinary(b []byte) ([]byte, error)
}

// x410 is a value whose encoding is that of X.410 mode.
type x410 interface {
	value
	String() string
	AppendX410(b []byte) ([]byte, error)
}

func name(v any) string {
	if _, ok := v.(*rtse.Bind); ok {
		return "MTABind"
	}
	return v.(rtse.APDU).String()
}

// decode decodes b as the carrier of form does.
func decode(d *rtse.Decoder, form string, b []byte) (v value, err error) {
	switch form {
	case "":
		v, err = d.Decode(b)
	case "connect":
		v, err = d.DecodeConnect(b)
	case "accept":
		v, err = d.DecodeAccept(b)
	case "refuse":
		v, err = d.DecodeRefuse(b)
	case "abort":
		v, err = d.DecodeAbort(b)
	case "bind":
		p := new(rtse.Bind)
		v, err = p, p.Decode(b)
	}
	if err != nil {
		return nil, err
	}
	return v, nil
}

func encode(v value, form string, b []byte) ([]byte, error) {
	if form == "" || form == "bind" {
		return v.AppendBinary(b)
	}
	return v.(x410).AppendX410(b)
}

func TestVectors(t *testing.T) {
	t.Parallel()
	vectors.Test(t, "rtse", rtse.Rules(), func(_ *testing.T, v *vectors.Vector, tolerate osi.Tolerance) (r vectors.Result) {
		d := rtse.Decoder{Leniency: osi.Leniency{Tolerate: tolerate}}
		p, err := decode(&d, v.Get("form"), v.Octets)
		r.Tolerated, r.Err = d.Tolerated, err
		if err == nil {
			r.PDU = name(p)
		}
		return r
	}, "rtse.accept-size", "rtse.reference-size", "rtse.piece-size", "rtse.assembly") // TestAnswers, TestReferences, TestReassemblerLimits
}

// The MTAs of both KB logs and of a connection of 1988 name themselves.
func TestMTANames(t *testing.T) {
	t.Parallel()
	vs := load(t)
	seen := 0
	for i := range vs {
		v := &vs[i]
		want := v.Get("mta")
		if want == "" && v.Name != "q123650-accept" {
			continue
		}
		seen++
		p, err := decode(nil, v.Get("form"), v.Octets)
		if err != nil {
			t.Fatal(err)
		}
		var open []byte
		switch p := p.(type) {
		case *rtse.OpenRequest:
			open = p.Connection.Open
		case *rtse.OpenAccept:
			open = p.Connection.Open
		}
		var bind rtse.Bind
		if err := bind.Decode(open); err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		if bind.Name == nil || string(bind.Name) != want || bind.Password == nil {
			t.Errorf("%s: name %q, password %q; want %q", v.Name, bind.Name, bind.Password, want)
		}
	}
	if seen != 5 {
		t.Errorf("%d vectors name an MTA, want 5", seen)
	}
}

func TestVectorsMutated(t *testing.T) {
	t.Parallel()
	vs := load(t)
	for i := range vs {
		v := &vs[i]
		for b := range vectors.Damage(v.Octets) {
			checkInvariants(t, v.Get("form"), b)
		}
	}
}

// clone returns a copy of v without the memory that a reused value keeps.
func clone(v value) any {
	if p, ok := v.(rtse.APDU); ok {
		return rtse.Clone(p)
	}
	c := v.(*rtse.Bind).Clone() //nolint:forcetypeassert // the other value
	return &c
}

var reused rtse.Decoder // whatever it decoded before must not matter

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
	if err != nil {
		e, ok := err.(*osi.Error)
		if !ok || p != nil || q != nil || e.Offset < 0 || e.Offset > len(b) {
			t.Fatalf("%x: %v, offset outside 0 to %d or a result beside the error", b, err, len(b))
		}
		s := rtse.Situation{}
		if form != "" && form != "bind" {
			s.Mode = osi.X410Mode
		}
		if action, answer := rtse.Answer(err, b, s); answer != nil {
			out, err := encode(answer, form, nil)
			if err != nil || action != osi.SendAndDisconnect {
				t.Fatalf("%x: %v, %+v, %v", b, action, answer, err)
			}
			carrier := map[string]string{"RTORJ": "refuse", "RTAB": "abort"}[answer.String()]
			if s.Mode == osi.NormalMode {
				carrier = ""
			}
			if _, err := decode(nil, carrier, out); err != nil {
				t.Fatal(err)
			}
		} else if action != osi.Discard {
			t.Fatalf("%x: %v", b, action)
		}
		return
	}
	if !reflect.DeepEqual(clone(p), clone(q)) {
		t.Fatalf("%x: fresh %+v, reused %+v", b, p, q)
	}
	out, err := encode(p, form, []byte("kept"))
	if err != nil || !bytes.HasPrefix(out, []byte("kept")) {
		t.Fatalf("%x: decoded to %+v, which does not encode: %v", b, p, err)
	}
	out = out[4:]
	again, err := decode(nil, form, out)
	if err != nil || !reflect.DeepEqual(clone(p), clone(again)) {
		t.Fatalf("%x: decoded to %+v, encoded to %x, decoded to %+v, %v", b, p, out, again, err)
	}
	if third, err := encode(again, form, nil); err != nil || !bytes.Equal(third, out) {
		t.Fatalf("%x: encoded to %x, then to %x, %v", b, out, third, err)
	}
}

func FuzzAPDU(f *testing.F) {
	vs := load(f)
	for i := range vs {
		f.Add(vs[i].Octets)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, form := range []string{"", "connect", "accept", "refuse", "abort", "bind"} {
			checkInvariants(t, form, b)
		}
		if e, err := rtse.ParseBindError(b); err == nil {
			again, err := rtse.ParseBindError(e.Append(nil))
			if err != nil || again != e {
				t.Fatalf("%x: %v, then %v, %v", b, e, again, err)
			}
		}
	})
}
