package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
	"github.com/osi-go/osi/x25/xot"
)

// link is one X.25 interface, or one connection of XOT.
type link struct {
	config    *Config
	monitor   plp.Monitor
	begun     bool               // over XOT: the first call or PVC set-up has come, or may have
	stated    [2]xot.FlowControl // over XOT: which facilities the last CALL of each direction has
	sequences [2]x25.Sequences
	held      int // octets held by sequences and the associations of the channels
}

// traffic is what one channel of a link carries: the User of a plp.Channel.
type traffic struct {
	parts [2]bool      // a sequence has begun
	tail  [2]bool      // the beginning of the sequence at hand may not have been seen
	met   bool         // the call had begun before it was seen
	osi   *association // nil before the first NSDU
	lanes [2]lane      // of osi
	held  int
}

func newLink(c *Config, overTCP bool) *link {
	i := &c.Interface
	l := &link{config: c, begun: c.Midway, monitor: plp.Monitor{
		Leniency: osi.Leniency{Tolerate: c.Tolerate}, Modulo: i.Modulo, Initiator: i.Initiator, Permanent: i.PermanentCircuits,
		Subscription: i.Subscription, OverXOT: overTCP, NetworkService: c.Top > osi.X25, Limits: c.Limits,
	}}
	if c.Midway {
		l.monitor.Lose()
	}
	l.sequences[0].Limits, l.sequences[1].Limits = c.Limits, c.Limits
	return l
}

// lciOf returns the logical channel identifier of a packet of at least two octets.
func lciOf(b []byte) uint16 { return uint16(b[0]&0x0f)<<8 | uint16(b[1]) }

// packet takes one packet.
func (l *link) packet(r *run, d osi.Direction, b []byte, off int64) {
	if len(b) >= 2 {
		r.channel = lciOf(b)
	}
	q, w := &r.x25, &l.monitor
	q.Tolerated, q.Format = 0, w.Format(d, b)
	p, err := q.Decode(b)
	if err != nil {
		r.fail(osi.X25, err, b, off)
		return
	}
	if r.gate && !r.skips(osi.X25, q.Tolerated) && !r.tell(osi.X25, p, b, off, q.Tolerated) { // before it changes anything
		return
	}
	if w.OverXOT && w.Waiting() && !r.broke(rulePVCSetup, p, 2, int(p.Type()), 0, b, off) {
		return
	}
	w.Tolerated, w.Watch = 0, !r.gate
	seen, err := w.See(d, p)
	if err != nil {
		if !r.fail(osi.X25, err, b, off) {
			return
		}
		for _, err := range w.More {
			r.fail(osi.X25, err, b, off)
		}
	}
	ch := seen.Channel
	if seen.Effect != 0 {
		switch p := p.(type) {
		case *x25.CallRequest:
			if seen.Effect&plp.Called != 0 && !l.admit(r, ch, d, p, b, off) {
				w.Undo(ch)
				return
			}
		case *x25.CallAccepted:
			if seen.Effect&plp.Accepted != 0 && !l.confirm(r, ch, d, p, b, off) {
				w.Undo(ch)
				return
			}
		}
		l.void(ch, d, p, seen.Effect)
	}
	t := q.Tolerated | w.Tolerated
	if r.tolerated |= t; !r.gate && !r.tell(osi.X25, p, b, off, t) {
		return
	}
	if p, ok := p.(*x25.Data); ok && seen.Effect&(plp.Discarded|plp.Repeated) == 0 {
		l.data(r, ch, d, p, seen.Size, b, off)
	}
}

// admit takes a CALL that is in turn, and reports whether to go on.
func (l *link) admit(r *run, ch *plp.Channel, d osi.Direction, p *x25.CallRequest, b []byte, off int64) bool {
	if l.monitor.OverXOT && !l.checkCall(r, d, p, b, off) {
		return false
	}
	use, rule, at, got := l.config.Interface.use(p, len(b))
	if use == Refuse && !r.broke(rule, p, at, got, 0, b, off) {
		return false
	}
	if l.begun = true; use != OSI {
		ch.Foreign(d)
	}
	return true
}

// void drops the data of a channel that the effect e of the packet p of d makes void; of all
// channels if ch is nil.
func (l *link) void(ch *plp.Channel, d osi.Direction, p x25.Packet, e plp.Effect) {
	switch {
	case e&plp.Void != 0 && ch == nil:
		l.held = 0
		l.sequences[0].Reset()
		l.sequences[1].Reset()
	case e&plp.Void != 0 && isReset(p.Type()):
		l.resetChannel(ch)
	case e&plp.Void != 0:
		l.drop(ch)
	case e&plp.Gap != 0:
		l.missing(ch, d)
		if t := trafficOf(ch); e&plp.Rejoined != 0 {
			t.osi, t.lanes, t.met = nil, [2]lane{}, true
		}
	}
}

func isReset(t x25.Type) bool { return t == x25.TypeResetRequest || t == x25.TypeResetConfirmation }

// resetChannel drops the data of the channel, which is reset. A class 0 transport connection does
// not survive that, and nothing but the end of the call may follow, X.224 6.8.3: see
// [class0.Monitor.Reset]. A permanent circuit has no end.
func (l *link) resetChannel(ch *plp.Channel) {
	t, ok := ch.User.(*traffic)
	l.drop(ch)
	if _, called := ch.Caller(); !ok || t.osi == nil || !called {
		return
	}
	was := t.osi.transport
	t = trafficOf(ch)
	t.osi = new(association)
	t.osi.begin(l.config, Packets, t.met)
	t.osi.transport = was
	t.osi.transport.Reset()
}

// drop drops the data of the channel. A class 0 transport connection ends with its network
// connection.
func (l *link) drop(ch *plp.Channel) {
	l.sequences[0].Drop(ch.LCI())
	l.sequences[1].Drop(ch.LCI())
	if t, ok := ch.User.(*traffic); ok {
		l.held -= t.held
		ch.User = nil
	}
}

// missing drops what is half assembled of d, after packets were lost.
func (l *link) missing(ch *plp.Channel, d osi.Direction) {
	l.sequences[d].Drop(ch.LCI())
	t := trafficOf(ch)
	t.parts[d], t.tail[d] = false, true
	if caller, _ := ch.Caller(); t.osi != nil {
		t.osi.reset(d ^ caller)
	}
}

// reset drops what is half assembled of direction d, as after a gap in a capture.
func (l *link) reset(d osi.Direction) {
	for ch := range l.monitor.Gap(d) {
		l.missing(ch, d)
		l.account(ch)
	}
}

// trafficOf returns what the channel carries.
func trafficOf(ch *plp.Channel) *traffic {
	t, ok := ch.User.(*traffic)
	if !ok {
		t = &traffic{met: ch.Met(), tail: [2]bool{ch.Met(), ch.Met()}}
		ch.User = t
	}
	return t
}

// data takes a DATA packet and the NSDU that it ends. size is the packet size.
func (l *link) data(r *run, ch *plp.Channel, d osi.Direction, p *x25.Data, size int, b []byte, off int64) {
	p.LCI = ch.LCI()
	t := trafficOf(ch)
	nsdu, done, err := l.join(r, ch, d, p, size)
	if err != nil { // the sequence is dropped; without a gate the packet begins another one
		t.tail[d], t.parts[d] = t.tail[d] || t.parts[d], false
		l.account(ch)
		limit := osi.AsError(err).Kind == osi.ErrLimit
		if limit {
			osi.AsError(err).Offset = len(b) - len(p.UserData) // in the packet, not in the sequence
			t.tail[d] = p.M
		}
		if !r.fail(osi.X25, err, b, off) || limit {
			return
		}
		nsdu, done, err = l.sequences[d].Add(p, 0)
	}
	held := p.M || t.parts[d]
	t.parts[d] = p.M
	if done && err == nil {
		held = l.nsdu(r, ch, t, d, nsdu, !p.Q, off+int64(len(b)-len(p.UserData))) || held
	}
	if held {
		l.account(ch)
	}
}

// join adds a DATA packet to its sequence. The data of a call that does not serve OSI are not
// looked at, and so a gate does not hold them, nor limits them.
func (l *link) join(r *run, ch *plp.Channel, d osi.Direction, p *x25.Data, size int) (nsdu []byte, done bool, err error) {
	if r.gate && !l.monitor.Serves(ch) {
		return nil, false, l.sequences[d].Check(p, size)
	}
	return l.sequences[d].Add(p, size)
}

// nsdu takes a complete M-bit sequence, whose last part is at off. It reports whether the memory
// that the channel holds may have changed.
func (l *link) nsdu(r *run, ch *plp.Channel, t *traffic, d osi.Direction, nsdu []byte, service bool, off int64) bool {
	tail := t.tail[d]
	t.tail[d] = false
	switch {
	case len(nsdu) == 0: // ignored by the network service, X.223 12 c
		return false
	case !service || tail || !l.monitor.Serves(ch):
		r.tell(0, nil, nsdu, off, 0)
		return false
	}
	caller, known := ch.Caller()
	from := d ^ caller
	if t.osi == nil { // it has begun before it was seen if the call has
		t.osi = new(association)
		t.osi.begin(l.config, Packets, t.met)
		if !known { // a permanent circuit belongs to neither
			t.osi.transport.Owner = osi.Opt[osi.Direction]{}
		}
	}
	if r.skip&SkipData != 0 && !t.osi.halves[from].parts {
		if n, _ := t.osi.laneUnit(&t.lanes[from], l.config, NSDUs, from, nsdu); n > 0 {
			return false
		}
	}
	t.osi.nsdu(r, from, nsdu, off)
	t.lanes = [2]lane{{stale: true}, {stale: true}}
	return true
}

// account brings l.held up to date with the channel.
func (l *link) account(ch *plp.Channel) {
	held := l.sequences[0].Len(ch.LCI()) + l.sequences[1].Len(ch.LCI())
	t := trafficOf(ch)
	if t.osi != nil {
		held += t.osi.held()
	}
	l.held += held - t.held
	t.held = held
}
