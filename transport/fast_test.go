package transport

import (
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/internal/vectors"
)

// checkFast asserts that b is decoded alike with and without the short ways, by a Decoder and by
// the structs.
func checkFast(t *testing.T, b []byte, overTCP bool, l osi.Tolerance) {
	t.Helper()
	f := Format{OverTCP: overTCP}
	short, long := Decoder{Format: f}, Decoder{Format: f}
	short.Tolerate, long.Tolerate = l, l
	p, err := short.Decode(b)
	q, errGeneral := long.decode(b)
	if !reflect.DeepEqual(p, q) || !reflect.DeepEqual(err, errGeneral) || short.Tolerated != long.Tolerated {
		t.Fatalf("%x: short way %+v, %v; general way %+v, %v", b, p, err, q, errGeneral)
	}
	if l != 0 || overTCP {
		return
	}
	dt, cr := Data{Number: 1, Checksum: true}, ConnectionRequest{Version: 1, Alternatives: 1}
	errData, errRequest := dt.Decode(b), cr.Decode(b)
	_, isData := q.(*Data)
	_, isRequest := q.(*ConnectionRequest)
	switch {
	case (errData == nil) != isData, (errRequest == nil) != isRequest,
		isData && !reflect.DeepEqual(q, &dt), isRequest && !reflect.DeepEqual(q, &cr):
		t.Fatalf("%x: structs %+v, %v; %+v, %v; general way %+v, %v", b, dt, errData, cr, errRequest, q, errGeneral)
	}
}

func FuzzFast(f *testing.F) {
	vs, err := vectors.Load("transport")
	if err != nil {
		f.Fatal(err)
	}
	for i := range vs {
		f.Add(vs[i].Octets, i&1 != 0, uint64(0))
	}
	f.Fuzz(func(t *testing.T, b []byte, overTCP bool, tolerate uint64) {
		checkFast(t, b, overTCP, osi.Tolerance(tolerate))
	})
}

// Every octet of a CR, a CC and a DT is changed in every way, and all are cut off.
func TestFastDamaged(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"CR": "11 E0 00 00 00 01 00 C0 01 0A C2 02 00 01 C1 02 00 01", "DT": "02 F0 80 41 42",
		"CC": "11 D0 00 01 00 02 00 C0 01 0A C1 02 00 01 C2 02 00 01",
	} {
		b, err := vectors.Octets(text)
		if err != nil {
			t.Fatal(name, err)
		}
		for i := range b {
			x := b[i]
			for v := 0; v < 256; v += mirror.Step() {
				b[i] = byte(v)
				checkFast(t, b, false, 0)
				checkFast(t, b, true, osi.Class0TPDUSize|osi.Class0Number)
			}
			b[i] = x
			checkFast(t, b[:i], false, 0)
		}
	}
}

// The user data of the usual CR and CC, which are empty, end where the input does: what is appended
// to them does not overwrite what stands behind the input.
func TestFastCapacity(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"CR": "06 E0 00 00 00 01 00 AA", "CC": "06 D0 00 01 00 02 00 AA"} {
		b, err := vectors.Octets(text)
		if err != nil {
			t.Fatal(name, err)
		}
		p, err := new(Decoder).Decode(b[:7])
		var data []byte
		switch p := p.(type) {
		case *ConnectionRequest:
			data = p.UserData
		case *ConnectionConfirm:
			data = p.UserData
		}
		if err != nil || append(data, 0)[0] != 0 || b[7] != 0xaa {
			t.Errorf("%s: %v, octet behind it %x", name, err, b[7])
		}
	}
}
