package plp

import (
	"fmt"
	"reflect"
	"unsafe"
)

// Same reports whether two machines are in the same state.
func Same(a, b *Machine) bool {
	x, y := a.Clone(), b.Clone()
	return reflect.DeepEqual(x, y)
}

// Check reports what can never be true of a machine.
func (m *Machine) Check() error {
	for i := range m.channels {
		c := &m.channels[i]
		if !c.has(isAssigned) {
			continue
		}
		switch {
		case c.state < P1 || c.state > P7 || c.reset < D1 || c.reset > D3:
			return fmt.Errorf("channel %d: in %v %v", i, c.state, c.reset)
		case c.state != P4 && c.reset != D1:
			return fmt.Errorf("channel %d: in %v of %v", i, c.reset, c.state)
		case c.has(isPermanent) && c.state != P4:
			return fmt.Errorf("permanent channel %d: in %v", i, c.state)
		case c.state == P4 && (c.txWindow == 0 || c.rxWindow == 0 || c.txSize < 4 || c.rxSize < 4):
			return fmt.Errorf("channel %d: %+v", i, *c)
		case c.state == P4 && (c.outstanding(m.most) > c.txWindow || c.unconfirmed(m.most) > c.rxWindow):
			return fmt.Errorf("channel %d: %+v", i, *c)
		case c.state == P4 && distance(c.acked, c.vs, m.most) > c.outstanding(m.most):
			return fmt.Errorf("channel %d: %+v", i, *c)
		case m.state != R1 && (c.timers != 0 || c.state != P1 && !c.has(isPermanent)):
			return fmt.Errorf("channel %d: %v, %v in %v", i, c.state, c.timers, m.state)
		case c.state == P1 && c.timers != 0, c.state == P4 && c.reset != D1 && c.timers&^timerSet(m.ownTimers().tReset) != 0:
			return fmt.Errorf("channel %d: %v in %v %v", i, c.timers, c.state, c.reset)
		}
	}
	return nil
}

// Memory returns the octets that the channels take.
func (w *Monitor) Memory() int {
	n := 0
	for _, ch := range w.channels {
		n += int(unsafe.Sizeof(*ch)) + 8*(len(ch.flow[0].sums)+len(ch.flow[1].sums)) + len(ch.calls[0].facilities) + len(ch.calls[1].facilities)
	}
	return n
}
