package stack_test

import (
	"errors"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// Wrong use gives an error, never a panic.
func TestMisuse(t *testing.T) {
	t.Parallel()
	b := octets(t, "0300000B06E00000123400")
	made := stack.New(stack.Config{})
	for name, c := range map[string]*stack.Conn{
		"zero Conn": {}, "unknown carrier": made.Conn(99), "zero Stack": new(stack.Stack).Conn(stack.TPKTs),
	} {
		u, rest := c.Next(osi.FromInitiator, b, func(*stack.Event) bool { return true })
		if u.State != stack.Invalid || len(rest) > 0 || !errors.Is(u.Fault.Err, osi.ErrUnsupported) {
			t.Errorf("%s: %+v", name, u)
		}
		if r := c.React(osi.FromInitiator, u.Fault); r.Reaction != stack.DisconnectTransport || r.Answer != nil {
			t.Errorf("%s: %+v", name, r)
		}
		faults := 0
		for e := range c.Feed(osi.FromInitiator, b) {
			if e.Err != nil {
				faults++
			}
		}
		if faults != 1 || c.DataUnit(osi.FromInitiator, b) != 0 || c.Held() != 0 || c.Pending(osi.FromInitiator) != 0 || c.Channels() != 0 {
			t.Errorf("%s: %d faults", name, faults)
		}
		c.Reset(osi.FromInitiator)
	}
	c := made.Conn(stack.TPKTs)
	if r := c.React(osi.FromInitiator, nil); r.Reaction != stack.DisconnectTransport {
		t.Errorf("%+v", r)
	}
	if got := stack.Carrier(99).String(); got != "carrier(99)" {
		t.Errorf("the name is %q", got)
	}
	pass := func(*stack.Event) bool { return true }
	_, _ = c.Next(0, b, pass)
	if u, _ := c.Next(7, []byte{3, 0, 0, 11, 6, 0xd0, 0x12, 0x34, 0x56, 0x78, 0}, pass); u.State != stack.Valid {
		t.Errorf("direction 7, which is taken as 1: %+v", u)
	}
}
