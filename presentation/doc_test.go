package presentation_test

import (
	"testing"

	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/presentation"
)

// What the overview says of octets is what the decoder finds in them.
func TestDiagrams(t *testing.T) {
	t.Parallel()
	b, err := vectors.Diagram("doc.go", "A CP in normal mode")
	if err != nil {
		t.Fatal(err)
	}
	cp, err := presentation.ParseConnect(b)
	if err != nil {
		t.Fatal(err)
	}
	if string(cp.CallingSelector) != "MTA1" || string(cp.CalledSelector) != "MTA2" || len(cp.Contexts) != 1 || cp.Contexts[0].ID != 1 ||
		cp.Contexts[0].AbstractSyntax.String() != "2.2.1.0.1" || cp.UserData.PDVs[0].Context != 1 {
		t.Errorf("the CP is %+v", cp)
	}
	if b, err = vectors.Diagram("doc.go", "A PDV-list in user data"); err != nil {
		t.Fatal(err)
	}
	td, err := presentation.ParseData(presentation.SData, b)
	if err != nil {
		t.Fatal(err)
	}
	if p := td.UserData.PDVs; len(p) != 1 || p[0].Context != 3 || p[0].Form != presentation.SingleASN1Type || string(p[0].Value) != "\x05\x00" {
		t.Errorf("the PDV-lists are %+v", p)
	}
}
