package plp_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25/plp"
)

// The JSON of a StateError names state and event, and gives back an equal value.
func TestStateErrorJSON(t *testing.T) {
	t.Parallel()
	e := &plp.StateError{
		Err:     &osi.Error{Rule: &osi.Rule{ID: "plp.x", Kind: osi.ErrState}},
		Channel: 7,
		State:   plp.P6,
		Event:   plp.EventSend | plp.EventData,
	}
	const want = `{"Err":{"ID":"plp.x","Layer":"none","Field":"","Clause":"","Kind":"wrong state","Reason":0,` +
		`"PDU":"","Offset":0,"Got":0,"Want":0,"Octets":null},"Channel":7,"State":"p6","Event":"send DATA"}`
	b, err := json.Marshal(e)
	if err != nil || string(b) != want {
		t.Errorf("got %s, %v", b, err)
	}
	back := new(plp.StateError)
	if err := json.Unmarshal(b, back); err != nil || !reflect.DeepEqual(back, e) {
		t.Errorf("got %#v, %v", back, err)
	}
}

// Every number of a state and of an event reads back from its text.
func TestText(t *testing.T) {
	t.Parallel()
	for i := range 256 {
		var s plp.State
		var e plp.Event
		if b, err := plp.State(i).MarshalText(); err != nil || s.UnmarshalText(b) != nil || int(s) != i {
			t.Errorf("state %d is %q, then %v", i, b, s)
		}
		if b, err := plp.Event(i).MarshalText(); err != nil || e.UnmarshalText(b) != nil || int(e) != i {
			t.Errorf("event %d is %q, then %v", i, b, e)
		}
	}
	var s plp.State
	var e plp.Event
	if s.UnmarshalText([]byte("no such")) == nil || e.UnmarshalText(nil) == nil {
		t.Error("a text without a value is read")
	}
}
