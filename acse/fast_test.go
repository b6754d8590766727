package acse

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi/internal/vectors"
)

// FuzzFast asserts that the short way and the general way agree on every input.
func FuzzFast(f *testing.F) {
	vs, err := vectors.Load("acse")
	if err != nil {
		f.Fatal(err)
	}
	for i := range vs {
		if len(vs[i].Octets) < 256 {
			f.Add(vs[i].Octets)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) { checkFast(t, b) })
}

func TestFast(t *testing.T) {
	t.Parallel()
	vs, err := vectors.Load("acse")
	if err != nil {
		t.Fatal(err)
	}
	taken := 0
	for i := range vs {
		b := vs[i].Octets
		if len(b) > 256 || vs[i].Expect != "accept" {
			continue
		}
		real := strings.HasPrefix(vs[i].Name, "v1-") || strings.HasPrefix(vs[i].Name, "v2-") || strings.HasPrefix(vs[i].Name, "p07") || strings.HasPrefix(vs[i].Name, "p09")
		var p AssociateRequest
		var q AssociateResponse
		if p.predicted(b, &strict) || q.predicted(b, &strict) {
			taken++
		}
		for n := range b {
			c := make([]byte, len(b))
			values := []byte{0, 1, 2, 3, 0x06, 0x1f, 0x28, 0x30, 0x7f, 0x80, 0x81, 0xa0, 0xa1, 0xa3, 0xbe, 0xff, b[n] - 1, b[n] + 1}
			if real && !testing.Short() {
				values = allOctets[:]
			}
			for _, x := range values {
				copy(c, b)
				c[n] = x
				checkFast(t, c)
			}
			checkFast(t, b[:n:n])
			checkFast(t, slices.Delete(bytes.Clone(b), n, n+1)) // an octet lost, the lengths as they were
			checkFast(t, slices.Insert(bytes.Clone(b), n, b[n]))
			if len(b) < 0x80 && n > 0 { // the outer length follows
				for _, c := range [][]byte{slices.Delete(bytes.Clone(b), n, n+1), slices.Insert(bytes.Clone(b), n, b[n])} {
					if len(c) > 2 {
						c[1] = byte(len(c) - 2)
						checkFast(t, c)
					}
				}
			}
		}
	}
	for _, text := range []string{
		"", "60", "6000", "6005A303020105", "6205", "6380", "6405", "6280 0000", "6380 0000", "6203 800180", "6204 80020080", "62 8103 800100",
		"60 8108 A106060456000106", "60 80 A106060456000106 0000", "6003 8001FF", "6403 800102", "6403 80017F", "6403 810101",
		"60 0C A106060456000106 BE02 2800", "61 A1 (00)*161", "61 80 (00)*128", "60 80 (00)*128", "62 80 (00)*128", "6009 A10706058004010001",
	} {
		b, err := vectors.Octets(text)
		if err != nil {
			t.Fatal(err)
		}
		checkFast(t, b)
	}
	if taken < 4 {
		t.Errorf("the short way reads %d vectors; at least both of an IEC 61850 peer and both of an MTA are meant", taken)
	}
}

// allOctets are the 256 values of an octet.
var allOctets = func() (all [256]byte) {
	for i := range all {
		all[i] = byte(i)
	}
	return all
}()

func checkFast(t *testing.T, b []byte) {
	t.Helper()
	general := strict
	general.general = true
	pairs := [][2]interface {
		APDU
		decode(b []byte, o *options) error
	}{
		{new(AssociateRequest), new(AssociateRequest)},
		{new(AssociateResponse), new(AssociateResponse)},
		{new(ReleaseRequest), new(ReleaseRequest)},
		{new(ReleaseResponse), new(ReleaseResponse)},
		{new(Abort), new(Abort)},
		{new(UnitData), new(UnitData)},
	}
	for _, pair := range pairs {
		short, long := pair[0].decode(b, &strict), pair[1].decode(b, &general)
		if !reflect.DeepEqual(short, long) || !reflect.DeepEqual(pair[0], pair[1]) {
			t.Fatalf("%x: %+v, %v\nthe general way gives %+v, %v", b, pair[0], short, pair[1], long)
		}
	}
	if at := bytes.IndexByte(b, 0x28); at >= 0 { // what may be an EXTERNAL, whether it was checked or not
		u := UserInformation(b[at:])
		if short, long := slices.Collect(u.All()), slices.Collect(u.general); !reflect.DeepEqual(short, long) {
			t.Fatalf("%x: %+v\nthe general way gives %+v", u, short, long)
		}
	}
}
