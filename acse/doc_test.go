package acse_test

import (
	"testing"

	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/internal/vectors"
)

// What the overview says of octets is what the decoder finds in them.
func TestDiagram(t *testing.T) {
	t.Parallel()
	b, err := vectors.Diagram("doc.go", "An AARQ, X.227")
	if err != nil {
		t.Fatal(err)
	}
	var aarq acse.AssociateRequest
	if err := aarq.Decode(b); err != nil {
		t.Fatal(err)
	}
	if aarq.Versions != acse.Version1 || aarq.ApplicationContext.String() != "2.6.0.1.6" {
		t.Errorf("the AARQ is %+v", aarq)
	}
	n := 0
	for e := range aarq.UserInformation.All() {
		if n++; e.IndirectReference.Value != 5 || string(e.Value) != "\x05\x00" {
			t.Errorf("the EXTERNAL is %+v", e)
		}
	}
	if n != 1 {
		t.Errorf("%d EXTERNALs", n)
	}
}
