package association_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
	"github.com/osi-go/osi/transport"
)

// The CC has the SRC-REF that the user gives, or 1; its DST-REF is the SRC-REF of the CR.
func TestReferences(t *testing.T) {
	t.Parallel()
	for ref, want := range map[uint16]string{0: "06d00005000100", 7: "06d00005000700", 0x1234: "06d00005123400"} {
		a := association.New(osi.FromResponder, association.Config{Carrier: stack.NSDUs})
		for ev := range a.Receive([]byte{6, 0xe0, 0, 0, 0, 5, 0}) {
			if _, ok := ev.(*association.Connecting); !ok {
				t.Fatalf("%T", ev)
			}
			if err := a.Accept(&transport.ConnectionConfirm{Connection: transport.Connection{SrcRef: ref}}); err != nil {
				t.Fatal(err)
			}
		}
		out := a.Output()
		if len(out) != 1 || !strings.HasPrefix(hex.EncodeToString(out[0][1:]), want[2:]) {
			t.Errorf("SRC-REF %d: %x, want %s", ref, out, want)
		}
	}
}
