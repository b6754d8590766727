package transport_test

import (
	"testing"

	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/transport"
)

// diagram returns a TPKT of the package's overview.
func diagram(t *testing.T, title string) transport.TPDU {
	t.Helper()
	b, err := vectors.Diagram("doc.go", title)
	if err != nil {
		t.Fatal(err)
	}
	frame, err := transport.ParseTPKT(b, nil)
	if err != nil {
		t.Fatalf("%s: %v", title, err)
	}
	p, err := transport.Parse(frame.TPDU())
	if err != nil {
		t.Fatalf("%s: %v", title, err)
	}
	return p
}

// What the overview says of octets is what the decoder finds in them.
func TestDiagrams(t *testing.T) {
	t.Parallel()
	cr, ok := diagram(t, "A CR in a TPKT").(*transport.ConnectionRequest)
	if !ok || cr.SrcRef != 1 || string(cr.Calling) != "\x00\x01" || string(cr.Called) != "\x00\x02" || cr.TPDUSize != transport.TPDUSize2048 {
		t.Errorf("the CR is %+v", cr)
	}
	dt, ok := diagram(t, "A DT of class 0").(*transport.Data)
	if !ok || !dt.EOT || string(dt.UserData) != "\x01\x00\x01\x00" {
		t.Errorf("the DT is %+v", dt)
	}
}
