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
		idle, unit, heard int // seconds
		whole, want       time.Time
	}{
		{0, 0, 50, time.Time{}, time.Time{}},
		{0, 0, 50, at(1), time.Time{}},
		{100, 0, 0, time.Time{}, at(100)},
		{100, 0, 50, time.Time{}, at(150)},
		{100, 20, 50, time.Time{}, at(150)},
		{100, 20, 50, begun, at(20)},
		{100, 20, 50, at(49), at(69)},
		{10, 20, 50, at(49), at(60)},
		{0, 20, 50, at(49), at(69)},
	} {
		s := relay{options: Options{Idle: time.Duration(c.idle) * time.Second, Unit: time.Duration(c.unit) * time.Second}, begun: begun}
		s.heard.Store(int64(time.Duration(c.heard) * time.Second))
		if got := s.deadline(osi.FromInitiator, c.whole); !got.Equal(c.want) {
			t.Errorf("%+v: %v", c, got)
		}
		s.stop[osi.FromInitiator].Store(int64(15 * time.Second))
		if got := s.deadline(osi.FromInitiator, c.whole); got.After(at(15)) || got.IsZero() {
			t.Errorf("%+v, stopped: %v", c, got)
		}
	}
}
