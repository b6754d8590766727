package acse

import (
	"reflect"
	"testing"

	"github.com/osi-go/osi/internal/vectors"
)

// FuzzPredicted asserts that the short way and the general way agree on every input.
func FuzzPredicted(f *testing.F) {
	vs, err := vectors.Load("acse")
	if err != nil {
		f.Fatal(err)
	}
	for i := range vs {
		if len(vs[i].Octets) < 256 {
			f.Add(vs[i].Octets)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) { checkPredicted(t, b) })
}

func TestPredicted(t *testing.T) {
	vs, err := vectors.Load("acse")
	if err != nil {
		t.Fatal(err)
	}
	taken := 0
	for i := range vs {
		b := vs[i].Octets
		if len(b) > 128 || vs[i].Expect != "accept" {
			continue
		}
		var p AssociateRequest
		var q AssociateResponse
		if p.predicted(b, strict) || q.predicted(b, strict) {
			taken++
		}
		for n := range b {
			c := make([]byte, len(b))
			for _, x := range []byte{0, 1, 2, 3, 0x06, 0x1f, 0x28, 0x30, 0x7f, 0x80, 0x81, 0xa0, 0xa1, 0xa3, 0xbe, 0xff, b[n] - 1, b[n] + 1} {
				copy(c, b)
				c[n] = x
				checkPredicted(t, c)
			}
			checkPredicted(t, b[:n:n])
		}
	}
	if taken < 4 {
		t.Errorf("the short way reads %d vectors; at least both of an IEC 61850 peer and both of an MTA are meant", taken)
	}
}

func checkPredicted(t *testing.T, b []byte) {
	t.Helper()
	general := strict
	general.general = true
	pairs := [][2]interface {
		APDU
		decode(b []byte, o options) error
	}{
		{new(AssociateRequest), new(AssociateRequest)},
		{new(AssociateResponse), new(AssociateResponse)},
		{new(ReleaseRequest), new(ReleaseRequest)},
		{new(ReleaseResponse), new(ReleaseResponse)},
		{new(Abort), new(Abort)},
	}
	for _, pair := range pairs {
		short, long := pair[0].decode(b, strict), pair[1].decode(b, general)
		if !reflect.DeepEqual(short, long) || !reflect.DeepEqual(pair[0], pair[1]) {
			t.Fatalf("%x: %+v, %v\nthe general way gives %+v, %v", b, pair[0], short, pair[1], long)
		}
	}
}
