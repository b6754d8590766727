package session

import (
	"testing"

	"github.com/osi-go/osi/internal/vectors"
)

// zero asserts that f allocates nothing.
func zero(t *testing.T, what string, f func()) {
	t.Helper()
	if n := testing.AllocsPerRun(20, f); n != 0 {
		t.Errorf("%s: %v allocations", what, n)
	}
}

func TestNoAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	d := new(Decoder)
	buf := make([]byte, 0, 80000)
	for _, s := range samples() {
		b, err := s.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		table := &firstTypes
		if s.Type().Category() == Category2 {
			table = &nextTypes
		}
		typed := newSPDU(s.Type())
		zero(t, s.String()+" Decode", func() { _ = typed.decode(b, nil) })
		zero(t, s.String()+" AppendBinary", func() { _, err = typed.AppendBinary(buf) })
		if s.Type() != TypeNL {
			zero(t, s.String()+" Decoder", func() { _, err = d.decode(b, table) })
		}
		n := 0
		zero(t, s.String()+" Units", func() {
			for range Units(s.Type(), b) {
				n++
			}
		})
		if err != nil {
			t.Errorf("%v: %v", s, err)
		}
	}
	tsdu, err := vectors.Octets("01 00 2D 05 29 03 02 01 07 31 06 0F 01 01 2A 01 31 01 00 30 03 02 01 05")
	if err != nil {
		t.Fatal(err)
	}
	d.Extended = true
	n := 0
	zero(t, "TSDU", func() { _, err = d.TSDU(tsdu) })
	zero(t, "All", func() {
		for range d.All(tsdu) {
			n++
		}
	})
	spdus, err := d.TSDU(tsdu)
	if err != nil {
		t.Fatal(err)
	}
	zero(t, "ProcessingOrder", func() {
		for range ProcessingOrder(spdus) {
			n++
		}
	})
	zero(t, "SPDUs", func() {
		for range SPDUs(tsdu) {
			n++
		}
	})
	var r Reassembler
	whole := &DataTransfer{Common{UserData: []byte{1}}}
	zero(t, "Reassembler", func() { _, _, err = r.Add(whole) })
	b := []byte{13, 4, 20, 2, 0, 2}
	zero(t, "SPDUs on the stack", func() {
		var c Connect
		_ = c.Decode(b)
		a := Abort{Disconnect: ReleaseTransport}
		buf, err = a.AppendBinary(buf[:0])
	})
}
