package relay

import (
	"sync/atomic"

	"github.com/osi-go/osi"
)

// Counters count what happens on connections. The zero Counters are ready, and safe for concurrent
// use. The units, and the rules that they break, are counted by [validate.Guard.Stats].
type Counters struct {
	open             atomic.Int64
	begun            atomic.Uint64
	octets           [2]atomic.Uint64
	answers, unheard atomic.Uint64
	ordered          atomic.Uint64
	ends             [len(reasonTexts)]atomic.Uint64
}

// Stats are Counters at one time. They marshal to JSON, so expvar.Func can publish them.
type Stats struct {
	Open          int64             // connections that are open
	Connections   uint64            // connections that have begun
	FromInitiator uint64            // octets read from initiators; of a Conn, too, what it was given to write
	FromResponder uint64            // octets of responders
	Answers       uint64            // units that answered a rejection, or told the other side of it
	Unanswered    uint64            // of those, units that could not be written
	Ordered       uint64            // connections that ended without an Error
	Ends          map[string]uint64 // connections that ended otherwise, by the text of the Reason; 0 is left out
}

// Stats returns the counters. An event in progress may have changed only some of them.
func (c *Counters) Stats() Stats {
	s := Stats{
		Open: c.open.Load(), Connections: c.begun.Load(), Answers: c.answers.Load(), Unanswered: c.unheard.Load(),
		FromInitiator: c.octets[osi.FromInitiator].Load(), FromResponder: c.octets[osi.FromResponder].Load(),
		Ordered: c.ordered.Load(), Ends: map[string]uint64{},
	}
	for i := range c.ends {
		if n := c.ends[i].Load(); n > 0 {
			s.Ends[reasonTexts[i]] = n
		}
	}
	return s
}

// The methods of a nil Counters do nothing.

func (c *Counters) begin() {
	if c != nil {
		c.open.Add(1)
		c.begun.Add(1)
	}
}

func (c *Counters) read(d osi.Direction, n int) {
	if c != nil {
		c.octets[d].Add(uint64(n)) //nolint:gosec // a length
	}
}

func (c *Counters) answer(err error) {
	if c == nil {
		return
	}
	c.answers.Add(1)
	if err != nil {
		c.unheard.Add(1)
	}
}

func (c *Counters) end(e *Error) {
	if c == nil {
		return
	}
	c.open.Add(-1)
	if e == nil {
		c.ordered.Add(1)
		return
	}
	c.ends[e.Reason].Add(1)
}
