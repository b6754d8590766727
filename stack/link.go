package stack

import (
	"hash/maphash"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// link is one X.25 interface, or one connection of XOT.
type link struct {
	config    *Config
	xot       bool
	midway    bool                // met in the middle, and not yet restarted
	begun     bool                // of XOT: the first call or PVC set-up has come, or may have
	restarts  [2]bool             // this side has restarted the interface, and the other not confirmed
	channels  map[uint32]*channel // by key: Go is fastest with keys of 32 bits
	sequences [2]x25.Sequences
	held      int          // octets held by sequences and the associations of the channels
	seed      maphash.Seed // of flow.sums
}

func newLink(s *Stack, overTCP bool) *link {
	l := &link{config: &s.config, xot: overTCP, channels: map[uint32]*channel{}, seed: maphash.MakeSeed()}
	l.midway = s.config.Midway
	l.begun = l.midway
	for i := range l.sequences {
		l.sequences[i].Limits = s.config.Limits
	}
	return l
}

// An arrival is a packet that has come.
type arrival struct {
	r         *run
	d         osi.Direction
	p         x25.Packet
	b         []byte
	off       int64
	tolerated osi.Tolerance
}

// broke tells of a rule of this package that the packet breaks, and reports whether to go on.
func (a *arrival) broke(rule *osi.Rule, at, got, want int) bool {
	return a.r.broke(rule, a.p, at, got, want, a.b, a.off)
}

// fail tells of a fault that package x25 has found in the packet, and reports whether to go on.
func (a *arrival) fail(l osi.Layer, err error) bool { return a.r.fail(l, err, a.b, a.off) }

func (a *arrival) excuse(t osi.Tolerance) bool {
	if a.r.config.Tolerate&t == 0 {
		return false
	}
	a.tolerated |= t
	return true
}

func (a *arrival) tell() bool { return a.r.tell(osi.X25, a.p, a.b, a.off, a.tolerated) }

// format is that of the packet b of d. Where the modulo of the interface is open, the packet that
// opens a channel decides.
func (l *link) format(d osi.Direction, b []byte) x25.Format {
	f := x25.Format{Modulo: l.config.Interface.Modulo, Sender: l.config.Interface.Initiator}
	switch {
	case l.xot:
		f.Sender = x25.OverXOT
	case d == osi.FromResponder:
		f.Sender = f.Sender.Opposite()
	}
	if f.Modulo == x25.AnyModulo && len(b) >= 2 {
		if ch := l.channels[l.key(lciOf(b))]; ch != nil {
			f.Modulo = ch.modulo
		}
	}
	return f
}

// lciOf returns the logical channel identifier of a packet of at least two octets.
func lciOf(b []byte) uint16 { return uint16(b[0]&0x0f)<<8 | uint16(b[1]) }

// key returns the place of a logical channel in l.channels. A connection of XOT has one channel,
// and the LCI of its packets means nothing: RFC 1613 5.
func (l *link) key(lci uint16) uint32 {
	if l.xot {
		return 0
	}
	return uint32(lci)
}

// packet takes one packet.
func (l *link) packet(r *run, d osi.Direction, b []byte, off int64) {
	if len(b) >= 2 {
		r.channel = lciOf(b)
	}
	q := &r.x25
	q.Tolerated, q.Format = 0, l.format(d, b)
	p, err := q.Decode(b)
	a := arrival{r: r, d: d, p: p, b: b, off: off, tolerated: q.Tolerated}
	switch {
	case err != nil:
		a.fail(osi.X25, err)
	case p.Channel() == 0 && !l.xot:
		if l.restart(&a) {
			a.tell()
		}
	case l.restarting(d):
		if a.broke(l.restartRule(d), 2, int(p.Type()), 0) {
			l.restarts[d] = false
			l.follows(&a)
		}
	case l.restarts[d^1]: // discarded by the side that restarts, X.25 3.3
		a.tell()
	default:
		l.follows(&a)
	}
}

// follows takes a packet of a logical channel.
func (l *link) follows(a *arrival) {
	ch := l.channel(a)
	if ch == nil {
		return
	}
	step := l.follow(ch, a)
	ch.unheard[a.d] = false
	switch step {
	case denied:
	case discarded:
		a.tell()
	case taken:
		l.taken(ch, a)
	}
}

// taken takes a packet that its channel may have now.
func (l *link) taken(ch *channel, a *arrival) {
	ok := true
	switch p := a.p.(type) {
	case *x25.Data:
		l.data(ch, a, p)
		return
	case *x25.ReceiveReady:
		ok = l.acknowledged(ch, a, p.Modulo, p.PR)
	case *x25.ReceiveNotReady:
		ok = l.acknowledged(ch, a, p.Modulo, p.PR)
	case *x25.Reject:
		ok = l.rejected(ch, a, p)
	case *x25.Interrupt:
		ok = l.serves(ch, a) && l.interrupted(ch, a)
	case *x25.InterruptConfirmation:
		ok = l.confirmed(ch, a)
	}
	if !ok || a.tell() {
		return
	}
	if _, call := a.p.(*x25.CallRequest); call { // refused by whoever is told
		ch.uncall(a.d)
	}
}

// restart takes a packet of LCI 0, and reports whether to go on. A restart ends all calls and
// resets all permanent circuits: X.25 3.3.
func (l *link) restart(a *arrival) bool {
	d := a.d
	switch a.p.(type) {
	case *x25.RestartRequest:
		if l.restarting(d) {
			return a.broke(l.restartRule(d), 2, int(a.p.Type()), 0)
		}
		l.clear()
		both := l.restarts[d^1] // and no confirmation
		l.restarts = [2]bool{}
		l.restarts[d] = !both
		l.midway = l.midway && !both
	case *x25.RestartConfirmation:
		switch {
		case l.restarts[d^1]:
		case l.midway:
			l.clear()
		case l.restarts[d]:
			return a.broke(l.restartRule(d), 2, int(a.p.Type()), 0)
		case !a.broke(ruleR1, 2, int(a.p.Type()), 0):
			return false
		}
		l.restarts, l.midway = [2]bool{}, false
	}
	return true
}

// clear forgets all channels.
func (l *link) clear() {
	clear(l.channels)
	l.held = 0
	for i := range l.sequences {
		l.sequences[i].Reset()
	}
}

// reset drops what is half assembled of direction d, as after a gap in a capture.
func (l *link) reset(d osi.Direction) {
	for _, ch := range l.channels {
		l.missing(ch, d)
		l.account(ch)
	}
}

// restartRule is the one against what d sends between its restart and the confirmation.
func (l *link) restartRule(d osi.Direction) *osi.Rule {
	if l.isDCE(d, d) {
		return ruleR3
	}
	return ruleR2
}

// restarting reports whether d restarts the interface and may send nothing else. Where the
// interface was met midway, the other side may have done so before.
func (l *link) restarting(d osi.Direction) bool {
	l.restarts[d] = l.restarts[d] && !l.midway
	return l.restarts[d]
}

// data takes a DATA packet and the NSDU that it ends.
func (l *link) data(ch *channel, a *arrival, p *x25.Data) {
	if !l.serves(ch, a) {
		return
	}
	size := ch.packetSize(a, p)
	again, ok := l.sequenced(ch, a, p)
	if !ok || !l.acknowledged(ch, a, p.Modulo, p.PR) || !a.tell() || again {
		return
	}
	p.LCI = ch.lci
	nsdu, done, err := l.sequences[a.d].Add(p, size)
	if err != nil {
		if !l.sequenceFault(ch, a, p, err) {
			return
		}
		nsdu, done, err = l.sequences[a.d].Add(p, 0)
	}
	ch.flow[a.d].parts = p.M
	if done && err == nil {
		l.nsdu(ch, a, nsdu, !p.Q, a.off+int64(len(a.b)-len(p.UserData)))
	}
	if p.M || ch.held > 0 || ch.osi != nil {
		l.account(ch)
	}
}

// sequenceFault tells of a fault that a DATA packet is for its sequence, which is dropped, and
// reports whether to go on with the packet as the first of another one.
func (l *link) sequenceFault(ch *channel, a *arrival, p *x25.Data, err error) bool {
	f := &ch.flow[a.d]
	f.tail, f.parts = f.tail || f.parts, false
	l.account(ch)
	limit := osi.AsError(err).Kind == osi.ErrLimit
	if limit {
		osi.AsError(err).Offset = len(a.b) - len(p.UserData) // in the packet, no more in the sequence
		f.tail = p.M
	}
	return a.fail(osi.X25, err) && !limit
}

// nsdu takes a whole M-bit sequence, whose last part is at off.
func (l *link) nsdu(ch *channel, a *arrival, nsdu []byte, service bool, off int64) {
	f := &ch.flow[a.d]
	tail := f.tail
	f.tail = false
	switch {
	case len(nsdu) == 0: // ignored by the network service, X.223 12 c
		return
	case !service || tail || !l.judges(ch):
		a.r.tell(0, nil, nsdu, off, 0)
		return
	}
	from := a.d ^ ch.caller
	if ch.osi == nil {
		ch.osi = l.newAssociation(ch)
	}
	if a.r.terse && !ch.osi.halves[from].parts {
		if n, _ := ch.osi.laneUnit(&ch.lanes[from], l.config, NSDUs, from, nsdu); n > 0 {
			return
		}
	}
	ch.osi.nsdu(a.r, from, nsdu, off)
	ch.lanes = [2]lane{{stale: true}, {stale: true}}
}

// newAssociation returns one for the NSDUs of a channel. Where the call was not met midway, neither
// is what it carries.
func (l *link) newAssociation(ch *channel) *association {
	o := new(association)
	o.begin(l.config, Packets, ch.met)
	if !ch.calls[ch.caller].known { // a permanent circuit belongs to neither
		o.transport.Owner = osi.Opt[osi.Direction]{}
	}
	return o
}

// judges reports whether the NSDUs of the channel are decoded, as those of the OSI network service.
func (l *link) judges(ch *channel) bool {
	return !ch.calls[ch.caller].foreign && l.config.Top > osi.X25
}

// serves checks a DATA or INTERRUPT packet against the mapping of the network service, where the
// call carries that: X.223 12.
func (l *link) serves(ch *channel, a *arrival) bool {
	if !l.judges(ch) {
		return true
	}
	err := ch.service.Check(a.p)
	if err == nil {
		return true
	}
	agreed := x25.NetworkService{ReceiptConfirmation: true, ExpeditedData: true}
	if agreed.Check(a.p) == nil && a.excuse(osi.X25ServiceNotAgreed) {
		return true
	}
	return a.fail(osi.X25, err)
}

// account brings l.held up to date with the channel.
func (l *link) account(ch *channel) {
	held := l.sequences[0].Pending(ch.lci) + l.sequences[1].Pending(ch.lci)
	if ch.osi != nil {
		held += ch.osi.held()
	}
	l.held += held - ch.held
	ch.held = held
}
