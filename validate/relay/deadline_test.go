package relay

import (
	"testing"
	"time"

	"github.com/osi-go/osi"
)

// Octets of either side keep a connection, and a unit that has begun has its own time.
func TestDeadline(t *testing.T) {
	begun := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	at := func(seconds int) time.Time { return begun.Add(time.Duration(seconds) * time.Second) }
	for _, c := range []struct {
		idle, heard int       // seconds
		due, want   time.Time // of a unit, and of reading
	}{
		{0, 50, time.Time{}, time.Time{}},
		{100, 0, time.Time{}, at(100)},
		{100, 50, time.Time{}, at(150)},
		{100, 50, at(20), at(20)},
		{100, 50, at(69), at(69)},
		{10, 50, at(69), at(60)},
		{0, 50, at(69), at(69)},
	} {
		s := relay{options: Options{Idle: time.Duration(c.idle) * time.Second}, begun: begun}
		s.heard.Store(int64(time.Duration(c.heard) * time.Second))
		if got := s.deadline(osi.FromInitiator, c.due); !got.Equal(c.want) {
			t.Errorf("%+v: %v", c, got)
		}
		s.stop[osi.FromInitiator].Store(int64(15 * time.Second))
		if got := s.deadline(osi.FromInitiator, c.due); got.After(at(15)) || got.IsZero() {
			t.Errorf("%+v, stopped: %v", c, got)
		}
	}
}
