package ppm_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation/ppm"
)

// The JSON of a StateError names state and event, and gives back an equal value.
func TestStateErrorJSON(t *testing.T) {
	t.Parallel()
	e := &ppm.StateError{
		Err:   &osi.Error{Rule: &osi.Rule{ID: "ppm.x", Kind: osi.ErrState}},
		State: ppm.STAI1,
		Event: ppm.EventTD,
		Blank: true,
	}
	const want = `{"Err":{"ID":"ppm.x","Layer":"none","Field":"","Clause":"","Kind":"wrong state","Reason":0,` +
		`"PDU":"","Offset":0,"Got":0,"Want":0,"Octets":null},"State":"STAI1","Event":"TD","Blank":true}`
	b, err := json.Marshal(e)
	if err != nil || string(b) != want {
		t.Errorf("got %s, %v", b, err)
	}
	back := new(ppm.StateError)
	if err := json.Unmarshal(b, back); err != nil || !reflect.DeepEqual(back, e) {
		t.Errorf("got %#v, %v", back, err)
	}
}

// Every number of a state and of an event reads back from its text.
func TestText(t *testing.T) {
	t.Parallel()
	for i := range 256 {
		var s ppm.State
		var e ppm.Event
		if b, err := ppm.State(i).MarshalText(); err != nil || s.UnmarshalText(b) != nil || int(s) != i {
			t.Errorf("state %d is %q, then %v", i, b, s)
		}
		if b, err := ppm.Event(i).MarshalText(); err != nil || e.UnmarshalText(b) != nil || int(e) != i {
			t.Errorf("event %d is %q, then %v", i, b, e)
		}
	}
	var s ppm.State
	var e ppm.Event
	if s.UnmarshalText([]byte("no such")) == nil || e.UnmarshalText(nil) == nil {
		t.Error("a text without a value is read")
	}
}
