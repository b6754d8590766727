package session

import (
	"testing"

	"github.com/osi-go/osi/internal/vectors"
)

// diagram returns the SPDUs of a TSDU of the package's overview.
func diagram(t *testing.T, title string) []SPDU {
	t.Helper()
	b, err := vectors.Diagram("doc.go", title)
	if err != nil {
		t.Fatal(err)
	}
	spdus, err := ParseTSDU(b)
	if err != nil {
		t.Fatalf("%s: %v", title, err)
	}
	return spdus
}

// What the overview says of octets is what the decoder finds in them.
func TestDiagrams(t *testing.T) {
	t.Parallel()
	cn, ok := diagram(t, "A CN, X.225")[0].(*Connect)
	if !ok || string(cn.CallingSelector) != "MTA1" || string(cn.CalledSelector) != "MTA2" || cn.Requirements.Value != FUDuplex || string(cn.UserData) != "\x31\x00" {
		t.Errorf("the CN is %+v", cn)
	}
	data := diagram(t, "A GT and a DT")
	if len(data) != 2 || data[0].Type() != TypeGT || data[1].Type() != TypeDT || len(data[1].SSDU()) != 11 {
		t.Errorf("the TSDU is %v", data)
	}
}
