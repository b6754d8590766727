package x25_test

import (
	"testing"

	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/x25"
)

// diagram returns a packet of the package's overview.
func diagram(t *testing.T, title string) x25.Packet {
	t.Helper()
	b, err := vectors.Diagram("doc.go", title)
	if err != nil {
		t.Fatal(err)
	}
	p, err := x25.Parse(b)
	if err != nil {
		t.Fatalf("%s: %v", title, err)
	}
	return p
}

// What the overview says of octets is what the decoder finds in them.
func TestDiagrams(t *testing.T) {
	t.Parallel()
	d, ok := diagram(t, "A DATA packet of modulo 8").(*x25.Data)
	if !ok || d.LCI != 1 || d.Q || d.D || !d.M || d.PR != 1 || d.PS != 2 || string(d.UserData) != "AB" {
		t.Errorf("the DATA is %+v", d)
	}
	c, ok := diagram(t, "A CALL, X.25").(*x25.CallRequest)
	if !ok || c.LCI != 1 || c.Addresses.Called.String() != "1234" || c.Addresses.Calling.String() != "567" || string(c.UserData) != x25.OSITransport {
		t.Fatalf("the CALL is %+v", c)
	}
	f, ok := c.Facilities.Find(x25.CodePacketSize)
	if sizes, valid := f.PacketSizes(); !ok || !valid || sizes != (x25.PacketSizes{FromCalled: 128, FromCalling: 128}) {
		t.Errorf("packet sizes are %+v", sizes)
	}
}
