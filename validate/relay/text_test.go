package relay_test

import (
	"encoding/json"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate/relay"
)

// The JSON of an Error says the reason in words, and every reason reads back from its text.
func TestErrorJSON(t *testing.T) {
	t.Parallel()
	b, err := json.Marshal(&relay.Error{Reason: relay.ErrCut, From: osi.FromResponder})
	if want := `{"Reason":"end within a unit","From":"responder","Reaction":"none","Err":null}`; err != nil || string(b) != want {
		t.Errorf("got %s, %v", b, err)
	}
	for i := range 256 {
		var r relay.Reason
		if b, err := relay.Reason(i).MarshalText(); err != nil || r.UnmarshalText(b) != nil || int(r) != i {
			t.Errorf("reason %d is %q, then %v", i, b, r)
		}
	}
	if new(relay.Reason).UnmarshalText([]byte("no such")) == nil {
		t.Error("a text without a value is read")
	}
}
