package class0_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

// There is an expedited flow once a CC has agreed on it, RFC 1006 6: not behind the CR alone, and
// not when either of them leaves it out.
func TestExpedited(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cr, cc transport.Options
		want   bool
	}{
		{transport.OptionExpedited, transport.OptionExpedited, true},
		{transport.OptionExpedited, 0, false},
		{0, 0, false},
	} {
		w := class0.Monitor{OverTCP: true}
		cr := &transport.ConnectionRequest{Connection: transport.Connection{SrcRef: 1, OverTCP: true, Options: osi.Some(c.cr)}}
		cc := &transport.ConnectionConfirm{DstRef: 1, Connection: transport.Connection{SrcRef: 2, OverTCP: true, Options: osi.Some(c.cc)}}
		for i, p := range []transport.TPDU{cr, cc} {
			if w.Expedited() {
				t.Errorf("%v, %v: before TPDU %d", c.cr, c.cc, i)
			}
			b, err := p.AppendBinary(nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := w.See(osi.Direction(i), p, b); err != nil {
				t.Fatal(err)
			}
		}
		if w.Expedited() != c.want {
			t.Errorf("%v, %v: %t", c.cr, c.cc, w.Expedited())
		}
	}
}
