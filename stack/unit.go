package stack

import (
	"math/bits"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25/xot"
)

// State says what a call of [Conn.Next] has made of a unit.
type State uint8

// The states.
const (
	Held    State = iota // more octets decide
	Valid                // every PDU in it is
	Invalid              // see Unit.Fault
)

// A Unit is what a gate forwards or stops as one: a TPKT, NSDU, packet or XOT frame, or all TPKTs
// or NSDUs of one TSDU. All of it is lent until the next call for the same direction.
type Unit struct {
	State     State
	Channel   uint16        // X.25 logical channel; 0 elsewhere
	Tolerated osi.Tolerance // deviations that were accepted in it
	Octets    []byte        // as received; of an Invalid unit, what was held of it
	Ends      []int         // where each NSDU in Octets ends; nil if there is one, and for TPKTs
	Fault     *Event        // of an Invalid unit; nil if see has ended it
	OutOfTurn error         // with [OrderReport], the error of the first PDU out of turn in a Valid unit; nil if there is none
}

// input is what is held of one direction.
type input struct {
	fed    int64   // octets taken by earlier calls
	buf    []byte  // complete frames or NSDUs of a unit, then a frame that is not complete
	lease  *[]byte // the buffer of Stack.buffers that buf is in; nil: its own
	done   int     // octets of complete ones in buf
	ends   []int   // of the NSDUs in buf
	lent   bool    // buf is in a Unit, and is to be emptied by the next call
	broken bool    // the framing is lost

	tolerated osi.Tolerance // in the unit at hand, by earlier calls
	order     error         // first PDU out of turn in the unit at hand, by earlier calls
}

// memory returns the octets of memory of in.
func (in *input) memory() int { return cap(in.buf) + cap(in.ends)*bits.UintSize/8 }

// outcome is what a frame, NSDU or TPDU did to its unit.
type outcome uint8

const (
	unfinished outcome = iota // the unit goes on
	complete                  // the unit ends
	alone                     // it is a unit by itself; what was unfinished is dropped
)

// Next takes what was received from d, up to the end of the first unit, and calls see for each
// PDU in it, the lower layer's first. rest is what follows the unit. The unit ends at its first
// fault, and when see returns false. For carriers that are no streams, b is one unit; an SSDU is
// taken as that of S-DATA. After an Invalid unit the state of the connection is that at the
// fault: a gate ends the connection, unless the unit had no effect on anything (see
// [Conn.React]).
func (c *Conn) Next(d osi.Direction, b []byte, see func(*Event) bool) (u Unit, rest []byte) {
	return c.NextSSDU(d, presentation.SData, b, see)
}

// NextSSDU is Next for the user data b of the session service primitive p. Carriers other than
// SSDUs ignore p.
func (c *Conn) NextSSDU(d osi.Direction, p presentation.Primitive, b []byte, see func(*Event) bool) (u Unit, rest []byte) {
	if !c.made() {
		return Unit{State: Invalid, Octets: b, Fault: &Event{Octets: b, Err: errNotMade, Cause: errNotMade}}, nil
	}
	r := c.stack.borrow(see)
	r.gate, r.skip = true, c.skip
	rest = c.next(r, d&1, p, b, &u)
	if r.fault.Err != nil {
		c.fault, r.fault = r.fault, Event{}
		u.Fault = &c.fault
	}
	c.stack.give(r)
	return u, rest
}

// next is NextSSDU for a Conn that was made; u is zero.
func (c *Conn) next(r *run, d osi.Direction, p presentation.Primitive, b []byte, u *Unit) (rest []byte) {
	r.shown, r.channel, r.primitive, r.nested, r.connects = d, 0, 0, osi.Opt[uint8]{}, false
	r.failed, r.moved, r.tolerated, r.order = false, false, 0, nil
	in := &c.in[d]
	c.stack.buffers.release(in)
	if r.lane = nil; c.link == nil {
		r.lane = &c.lanes[d]
	}
	if r.skip&SkipData == 0 {
		if n := c.dataUnit(r, d, b); n > 0 {
			u.judge(r, b[:n:n])
			return b[n:]
		}
	}
	before, context := len(b), c.presentation.last
	switch c.carrier {
	case TPKTs, XOT:
		rest = c.frames(r, d, in, b, u)
	case NSDUs:
		c.nsdu(r, d, in, b, u)
	case TSDUs:
		c.tsdu(r, d, session.FlowUnknown, b, in.fed)
		u.judge(r, b)
	case SSDUs:
		c.primitive(r, d, p, b, in.fed)
		u.judge(r, b)
	case Packets:
		c.link.packet(r, d, b, in.fed)
		u.judge(r, b)
	}
	in.fed += int64(before - len(rest))
	u.Channel = r.channel
	in.tolerated |= r.tolerated
	if in.order == nil {
		in.order = r.order
	}
	if u.State != Held {
		u.Tolerated, u.OutOfTurn = in.tolerated, in.order
		in.tolerated, in.order = 0, nil
	}
	if c.link == nil && (r.moved || r.failed || c.presentation.last != context) {
		c.lanes = [2]lane{{stale: !c.in[0].broken}, {stale: !c.in[1].broken}}
	}
	return rest
}

// judge makes u the complete unit b.
func (u *Unit) judge(r *run, b []byte) {
	u.State, u.Octets = Valid, b
	if r.failed {
		u.State = Invalid
	}
}

// split cuts the first frame off b. frame is nil if b ends before it does; want is then its size,
// as far as that is known.
func (c *Conn) split(r *run, b []byte) (frame []byte, want int, err error) {
	if c.carrier == XOT {
		return xot.Split(b, r.config.Limits.TPDU)
	}
	r.transport.Tolerated = 0
	frame, want, err = transport.SplitTPKT(b, r.config.Limits.TPDU, &r.transport.Leniency)
	if frame != nil {
		r.tolerated |= r.transport.Tolerated
	}
	return frame, want, err
}

func (c *Conn) frame(r *run, d osi.Direction, frame []byte, off int64) outcome {
	if c.carrier == XOT {
		c.link.frame(r, d, frame, off)
		return complete
	}
	tpdu := transport.TPKT(frame).TPDU()
	return c.tpdu(r, d, tpdu, off+int64(len(frame)-len(tpdu)))
}

// frames takes octets of a stream of frames, up to the end of the first unit.
func (c *Conn) frames(r *run, d osi.Direction, in *input, b []byte, u *Unit) (rest []byte) {
	if in.broken {
		return nil
	}
	from, pos := 0, 0 // of the unit, and of the frame
	for len(in.buf) == 0 && pos < len(b) {
		frame, _, err := c.split(r, b[pos:])
		if err != nil {
			c.broken(r, in, err, b[pos:], in.fed+int64(pos))
			u.judge(r, b[from:])
			return nil
		}
		if frame == nil {
			break
		}
		out := c.frame(r, d, frame, in.fed+int64(pos))
		start := pos
		pos += len(frame)
		switch {
		case r.failed:
		case out == unfinished:
			continue
		case out == alone:
			from = start
		}
		u.judge(r, b[from:pos:pos])
		return b[pos:]
	}
	if len(in.buf) == 0 {
		c.stack.buffers.append(in, b[from:])
		in.done = pos - from
		return nil
	}
	start := in.fed - int64(len(in.buf)) // of buf in the stream
	for len(b) > 0 {
		_, want, _ := c.split(r, in.buf[in.done:])
		n := min(want-(len(in.buf)-in.done), len(b))
		c.stack.buffers.append(in, b[:n])
		b = b[n:]
		frame, _, err := c.split(r, in.buf[in.done:])
		if err != nil {
			in.lent = true
			c.broken(r, in, err, in.buf[in.done:], start+int64(in.done))
			u.judge(r, in.buf)
			return nil
		}
		if frame == nil {
			continue
		}
		out := c.frame(r, d, frame, start+int64(in.done))
		at := in.done
		in.done = len(in.buf)
		if out == unfinished && !r.failed {
			continue
		}
		unit := in.buf
		if out == alone {
			unit = in.buf[at:]
		}
		in.lent = true
		u.judge(r, unit[:len(unit):len(unit)])
		return b
	}
	return nil
}

// broken ends a stream that has lost its framing.
func (c *Conn) broken(r *run, in *input, err error, frame []byte, off int64) {
	layer := osi.TPKT
	if c.carrier == XOT {
		layer = osi.XOT
	}
	in.broken = true
	r.fail(layer, err, frame, off)
}

// nsdu takes one NSDU.
func (c *Conn) nsdu(r *run, d osi.Direction, in *input, b []byte, u *Unit) {
	out := c.association.nsdu(r, d, b, in.fed)
	switch {
	case r.failed:
		in.lent = len(in.buf) > 0 // what was held is dropped
	case out == unfinished:
		c.stack.buffers.append(in, b)
		in.ends = append(in.ends, len(in.buf))
		return
	case len(in.buf) > 0 && out == complete:
		c.stack.buffers.append(in, b)
		in.ends = append(in.ends, len(in.buf))
		in.lent = true
		u.State, u.Octets, u.Ends = Valid, in.buf, in.ends
		return
	case len(in.buf) > 0:
		in.lent = true
	}
	u.judge(r, b)
}

// made reports whether c was made by a Stack that New made, for a carrier that exists.
func (c *Conn) made() bool { return c.stack != nil }

// A Skip is a set of PDUs for which [Conn.Next] need not call see. It never skips faults.
type Skip uint16

// SkipData is all PDUs in data units that are valid and change no state, and all DT TPDUs. A Conn
// that skips them decodes data units only as far as judging them requires.
const SkipData Skip = 1 << 15

// SkipAll is all PDUs.
const SkipAll Skip = 1<<16 - 1

// SkipLayer is the PDUs of layer l; SkipLayer(0) is the octets that no layer decodes.
func SkipLayer(l osi.Layer) Skip { return 1 << (l & 15) }

// Skip sets the PDUs for which Next need not call see. At first it is none.
func (c *Conn) Skip(s Skip) { c.skip = s }

// Carrier returns what c is fed.
func (c *Conn) Carrier() Carrier { return c.carrier }

// Lost reports whether order is not judged for the rest of the session connection: it had begun
// before it was seen, a PDU out of turn was passed, or more SPDUs crossed than the monitor follows.
func (c *Conn) Lost() bool { return c.session.order.Lost() }

// Broken reports whether the TPKT or XOT stream of d has lost its framing. Octets of d are then
// ignored until Reset.
func (c *Conn) Broken(d osi.Direction) bool { return c.in[d&1].broken }

// Pending returns the number of octets of d that are not judged yet: those of incomplete frames and
// TSDUs.
func (c *Conn) Pending(d osi.Direction) int {
	if in := &c.in[d&1]; !in.lent {
		return len(in.buf)
	}
	return 0
}

// Within reports whether d has begun a TSDU and not ended it, whether it is held or passes TPDU by
// TPDU. It is false for carriers without a transport layer, and for XOT and Packets.
func (c *Conn) Within(d osi.Direction) bool { return c.halves[d&1].parts }

// Held returns the octets of memory that c has for what its peers have sent: incomplete units,
// buffers kept for the next ones, and what was negotiated.
func (c *Conn) Held() int {
	n := c.in[0].memory() + c.in[1].memory()
	if c.link != nil {
		return n + c.link.held
	}
	return n + c.held()
}

// Channels returns the number of X.25 logical channels in use; 0 for other carriers.
func (c *Conn) Channels() int {
	if c.link == nil {
		return 0
	}
	return c.link.monitor.InUse()
}

// Reset drops what is held of direction d, as after a gap in a capture. A broken stream begins anew
// with the next octet.
func (c *Conn) Reset(d osi.Direction) {
	c.in[d&1] = input{fed: c.in[d&1].fed}
	if c.link != nil {
		c.link.reset(d & 1)
		return
	}
	c.lose(d & 1)
}
