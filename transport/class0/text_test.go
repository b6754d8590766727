package class0_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport/class0"
)

// The JSON of a StateError names state and event, and gives back an equal value.
func TestStateErrorJSON(t *testing.T) {
	t.Parallel()
	e := &class0.StateError{
		Err:   &osi.Error{Rule: &osi.Rule{ID: "class0.x", Kind: osi.ErrState}},
		State: class0.WFCC,
		Event: class0.CR,
	}
	const want = `{"Err":{"ID":"class0.x","Layer":"none","Field":"","Clause":"","Kind":"wrong state","Reason":0,` +
		`"PDU":"","Offset":0,"Got":0,"Want":0,"Octets":null},"State":"WFCC","Event":"CR"}`
	b, err := json.Marshal(e)
	if err != nil || string(b) != want {
		t.Errorf("got %s, %v", b, err)
	}
	back := new(class0.StateError)
	if err := json.Unmarshal(b, back); err != nil || !reflect.DeepEqual(back, e) {
		t.Errorf("got %#v, %v", back, err)
	}
}

// Every number of a state and of an event reads back from its text.
func TestText(t *testing.T) {
	t.Parallel()
	for i := range 256 {
		var s class0.State
		var e class0.Event
		if b, err := class0.State(i).MarshalText(); err != nil || s.UnmarshalText(b) != nil || int(s) != i {
			t.Errorf("state %d is %q, then %v", i, b, s)
		}
		if b, err := class0.Event(i).MarshalText(); err != nil || e.UnmarshalText(b) != nil || int(e) != i {
			t.Errorf("event %d is %q, then %v", i, b, e)
		}
	}
	var s class0.State
	var e class0.Event
	if s.UnmarshalText([]byte("no such")) == nil || e.UnmarshalText(nil) == nil {
		t.Error("a text without a value is read")
	}
}
