package association_test

import (
	"strings"
	"testing"

	"github.com/osi-go/osi/stack/association"
)

// TestStates has what the initiator and the responder say of themselves in each of the states: the
// state of the session machine, whether a timer runs and whether the transport connection is kept;
// what the user is told when the timer expires, and whether the association is over then; and what
// the user is told when the network connection is closed, once.
func TestStates(t *testing.T) {
	t.Parallel()
	for i, want := range [...][2]string{
		{"STA01; -; -", "STA01; -; -"}, // nothing sent
		{"STA01, timer; Refused transport user=false, over; Refused transport user=false", "STA01; -; -"}, // a CR under way
		{"STA01, timer; Refused transport user=false, over; Refused transport user=false", "STA01; -; -"}, // a CR not answered
		{"STA02A; -; Refused session user=false", "STA08; -; Aborted transport user=false"},               // a CN not answered
		{"STA713; -; Aborted transport user=false", "STA713; -; Aborted transport user=false"},            // open
		{"STA713; -; Aborted transport user=false", "STA713; -; Aborted transport user=false"},            // data under way
		{"STA713; -; Aborted transport user=false", "STA713; -; Aborted transport user=false"},            // an activity
		{"STA04A; -; Aborted transport user=false", "STA10A; -; Aborted transport user=false"},            // a MAP not answered
		{"STA03; -; Aborted transport user=false", "STA713; -; Aborted transport user=false"},             // an FN under way
		{"STA03; -; Aborted transport user=false", "STA09; -; Aborted transport user=false"},              // an FN not answered
		{"STA05A; -; Aborted transport user=false", "STA713; -; Aborted transport user=false"},            // an RS under way
		{"STA05A; -; Aborted transport user=false", "STA11A; -; Aborted transport user=false"},            // an RS not answered
		{"STA16, timer; -, over; -", "STA713; -; Aborted transport user=false"},                           // an AB under way
		{"STA16, timer; -, over; -", "STA01; -, over; -"},                                                 // an AB taken
		{"STA713; -; Aborted transport user=false", "STA713; -; Aborted transport user=false"},            // an alteration not answered
		{"STA01; -, over; -", "STA16, timer; -, over; -"},                                                 // released
		{"STA01A, timer; -, over; -", "STA713; -; Aborted transport user=false"},                          // an AB that keeps, under way
		{"STA01C, kept; -; -", "STA01C, kept; -; -"},                                                      // kept
		{"STA02A; -; Refused session user=false", "STA08; -; Aborted transport user=false"},               // kept, and a CN not answered
	} {
		for d := range 2 {
			fresh := func() *association.Association {
				p := newPair(association.Config{Reuse: i >= 16})
				states[i](p)
				return p.ends[d]
			}
			told := func(ev association.Event) string {
				if ev == nil {
					return "-"
				}
				return strings.Replace(text(ev), " <nil>", "", 1)
			}
			mark := func(is bool, name string) string {
				if is {
					return ", " + name
				}
				return ""
			}
			a := fresh()
			got := a.Session().State().String() + mark(a.Timer(), "timer") + mark(a.Kept(), "kept")
			got += "; " + told(a.Expire())
			got += mark(a.Ended(), "over")
			a = fresh()
			got += "; " + told(a.Disconnected())
			if a.Disconnected() != nil || a.Expire() != nil || !a.Ended() || a.Timer() || a.Kept() {
				t.Errorf("state %d, end %d: not over when the network connection is closed", i, d)
			}
			if got != want[d] {
				t.Errorf("state %d, end %d: %q, want %q", i, d, got, want[d])
			}
		}
	}
}
