package relay

import (
	"time"

	"github.com/osi-go/osi/validate"
)

// Options change how connections are treated. The zero Options have the defaults that each field
// names.
type Options struct {
	// Verdict is called for each unit that passes or is rejected, before it is forwarded or answered.
	// For one connection its calls come one at a time, from goroutines of the relay. It must not use
	// the connection, but may close it. The Verdict is lent for the call. While Verdict is nil, units
	// of the data phase pass without one, which takes less time.
	Verdict func(*validate.Verdict)
	// Rejected is called like Verdict, but for each unit that is rejected alone.
	Rejected func(*validate.Verdict)
	// Counters counts what happens. Any number of connections may share it. nil: nothing is counted.
	Counters *Counters

	// Buffer is the number of octets of one read; 0 means 64 KiB. Of a carrier whose units are
	// messages it must be more than the longest one: a message that fills the buffer ends the
	// connection.
	Buffer int
	// Write is how long a side may take to read what is for it; 0 means 30 s, negative for ever. Of a
	// Conn it bounds the answers that do not end the connection.
	Write time.Duration
	// Linger is how long a side may take to read an answer that ends the connection; 0 means 1 s.
	Linger time.Duration

	// Idle is how long both sides may be silent; 0 means 10 min, negative for ever. For Run alone.
	Idle time.Duration
	// First is how long the first unit of the initiator that passes may take to arrive whole, from
	// the beginning of the connection on. 0 means as long as Unit, negative for ever. For Run alone.
	First time.Duration
	// Unit is how long any other unit that has begun may take to arrive whole, all TPDUs of a TSDU
	// included. 0 means 1 min, negative for ever. For Run alone.
	Unit time.Duration
	// Grace is how long a connection may go on after the context of Run has ended; 0 means 10 s,
	// negative not at all. For Run alone.
	Grace time.Duration
}

// What the zero Options mean.
const (
	defaultBuffer = 64 << 10
	defaultWrite  = 30 * time.Second
	defaultLinger = time.Second
	defaultIdle   = 10 * time.Minute
	defaultUnit   = time.Minute
	defaultGrace  = 10 * time.Second
)

// resolved returns o with its defaults filled in. A duration of 0 is no limit then.
func (o Options) resolved() Options {
	if o.Buffer <= 0 {
		o.Buffer = defaultBuffer
	}
	if o.Linger <= 0 {
		o.Linger = defaultLinger
	}
	o.Write = duration(o.Write, defaultWrite)
	o.Idle = duration(o.Idle, defaultIdle)
	o.Unit = duration(o.Unit, defaultUnit)
	o.First = duration(o.First, o.Unit)
	o.Grace = duration(o.Grace, defaultGrace)
	return o
}

func duration(d, zero time.Duration) time.Duration {
	switch {
	case d == 0:
		return zero
	case d < 0:
		return 0
	}
	return d
}
