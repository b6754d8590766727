package class0_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

var walkEvents = flag.Int("walk", 60_000, "events of TestWalk")

// A path carries TPDUs between two ends, and past a monitor on the way. nil is the end of the
// network connection.
type path struct {
	t       *testing.T
	rand    *rand.Rand
	carrier transport.Format
	monitor class0.Monitor
	sent    [2][][]byte // by the end of a direction, not seen by the monitor yet
	seen    [2][][]byte
	down    bool // an end has disconnected the network connection
	seenAll int
	log     []string // what the monitor and the ends have seen last
}

func (w *path) send(d osi.Direction, p transport.TPDU) {
	b, err := p.AppendBinary(nil)
	if err != nil {
		w.t.Fatalf("%v of %v: %v", p, d, err)
	}
	w.sent[d] = append(w.sent[d], b)
}

func (w *path) disconnect(d osi.Direction) {
	w.down = true
	w.sent[d] = append(w.sent[d], nil)
}

func (w *path) decode(f transport.Format, b []byte) transport.TPDU {
	f.OverTCP = w.carrier.OverTCP
	p, err := (&transport.Decoder{Format: f}).Decode(b)
	if err != nil && (b[1] == 0x80 || b[1] == 0xc0) { // of class 4, and has crossed a CC
		f = transport.Format{Class: 4, OverTCP: f.OverTCP}
		p, err = (&transport.Decoder{Format: f}).Decode(b)
	}
	if err != nil {
		w.t.Fatalf("%x in %v: %v\n%s", b, f.Class, err, strings.Join(w.log, "\n"))
	}
	return p
}

func (w *path) note(format string, args ...any) {
	if w.log = append(w.log, fmt.Sprintf(format, args...)); len(w.log) > 40 {
		w.log = w.log[20:]
	}
}

// pass shows the monitor what the end of d has sent first.
func (w *path) pass(d osi.Direction) {
	b := w.sent[d][0]
	w.sent[d] = w.sent[d][1:]
	w.seen[d] = append(w.seen[d], b)
	if b == nil {
		return
	}
	w.seenAll++
	w.note("%v: %x", d, b[:min(len(b), 12)])
	settled := w.monitor.Settled(d)
	p := w.decode(w.monitor.Format(), b)
	before := w.monitor
	if err := w.monitor.See(d, p, b); err != nil {
		w.t.Fatalf("the monitor refuses %x of the %v: %v\n%s", b, d, err, strings.Join(w.log, "\n"))
	}
	if dt, ok := p.(*transport.Data); ok && dt.EOT && settled && !sameMonitor(&before, &w.monitor) {
		w.t.Fatal("a DT changes a settled monitor")
	}
}

// An end is one that the walk drives.
type end interface {
	act(w *path, d osi.Direction)            // whatever it may do now
	take(w *path, d osi.Direction, b []byte) // b is nil when the network connection has ended
	state() class0.State
}

// A user drives a machine.
type user struct {
	class0.Machine
	refs   *uint16
	calls  bool
	class4 bool // the peer may be one
	down   bool // the network connection has ended for this end
}

func (u *user) state() class0.State { return u.State() }

func (u *user) ref() uint16 {
	*u.refs = max(*u.refs+1, 1)
	return *u.refs
}

func (u *user) act(w *path, d osi.Direction) {
	r := w.rand
	if u.down {
		return
	}
	switch u.State() {
	case class0.CLOSED:
		if !u.calls || r.IntN(3) > 0 {
			return
		}
		cr := &transport.ConnectionRequest{}
		cr.OverTCP, cr.SrcRef = w.carrier.OverTCP, u.ref()
		if r.IntN(2) == 0 {
			cr.TPDUSize = transport.TPDUSize128 + transport.TPDUSize(r.IntN(5))
		}
		if r.IntN(4) == 0 {
			cr.PreferredSize = uint32(r.IntN(20))
		}
		if cr.OverTCP && r.IntN(2) == 0 {
			cr.Options = osi.Some(transport.OptionExpedited)
		}
		must(w.t, u.Send(cr))
		w.send(d, cr)
	case class0.WFTRESP:
		u.respond(w, d)
	case class0.WFNC: // no walk begins without a network connection
	case class0.WFCC:
		switch r.IntN(40) {
		case 0:
			u.quit(w, d, u.Disconnect)
		case 1:
			u.quit(w, d, u.Expire)
		}
	case class0.OPEN:
		u.transfer(w, d)
	}
}

func (u *user) respond(w *path, d osi.Direction) {
	r := w.rand
	switch r.IntN(8) {
	case 0: // waits
	case 1, 2:
		o, err := u.Disconnect()
		must(w.t, err)
		o.DR.Reason = transport.Reason(r.IntN(4))
		w.send(d, &o.DR)
	case 3:
		er := &transport.TPDUError{Format: u.Format(), DstRef: u.Situation().PeerRef, Invalid: []byte{6}, Checksum: u.Format().Class == 4}
		must(w.t, u.Send(er))
		w.send(d, er)
	default:
		cc := &transport.ConnectionConfirm{DstRef: u.Situation().PeerRef}
		cc.OverTCP, cc.SrcRef = w.carrier.OverTCP, u.ref()
		if r.IntN(2) == 0 && !cc.OverTCP {
			cc.TPDUSize = transport.TPDUSize128
		}
		if o := u.Format().Options; o.Or(0)&transport.OptionExpedited != 0 && r.IntN(2) == 0 {
			cc.Options = o
		}
		must(w.t, u.Send(cc))
		w.send(d, cc)
	}
}

func (u *user) transfer(w *path, d osi.Direction) {
	r := w.rand
	switch n := r.IntN(200); {
	case n == 0:
		u.quit(w, d, u.Disconnect)
	case n == 1:
		er := &transport.TPDUError{DstRef: u.Situation().PeerRef, Invalid: []byte{2}}
		if u.Send(er) == nil {
			w.send(d, er)
		}
	case n < 20:
		ed := &transport.ExpeditedData{Format: u.Format(), UserData: []byte{1}}
		if err := u.Send(ed); err == nil {
			w.send(d, ed)
		} else if !errors.Is(err, osi.ErrState) {
			w.t.Fatal(err)
		}
	default:
		dt := &transport.Data{EOT: r.IntN(3) > 0, UserData: make([]byte, 1+r.IntN(min(u.Size(), 300)-3))}
		if u.Send(dt) == nil {
			w.send(d, dt)
		}
	}
}

// quit does what ends the connection.
func (u *user) quit(w *path, d osi.Direction, f func() (class0.Outcome, error)) {
	o, err := f()
	must(w.t, err)
	if o.Outputs.Has(class0.NDISreq) {
		u.down = true
		w.disconnect(d)
	}
}

func (u *user) take(w *path, d osi.Direction, b []byte) {
	if u.down {
		return
	}
	if b == nil {
		u.down = true
		if _, err := u.NetworkDisconnect(); err != nil && u.State() != class0.CLOSED {
			w.t.Fatal(err)
		}
		return
	}
	was := u.State()
	p := w.decode(u.Format(), b)
	o, err := u.Receive(p)
	if err != nil {
		// an ER ends the connection, and so does a CR of class 4 that crossed what it should not
		// have
		_, er := p.(*transport.TPDUError)
		if !er && !u.class4 {
			w.t.Fatalf("%x in %v: %v", b, was, err)
		}
		u.quit(w, d, u.Disconnect)
		return
	}
	switch {
	case o.Outputs.Has(class0.SendDR):
		w.send(d, &o.DR)
	case o.Outputs.Has(class0.SendDC):
		w.send(d, &o.DC)
	case o.Outputs.Has(class0.NDISreq):
		if !u.class4 {
			w.t.Fatalf("%x in %v ends the network connection", b, was)
		}
		u.down = true
		w.disconnect(d)
	}
}

// A caller4 is an entity that has classes 0 and 4. Of class 4 it has what can be met before a CC
// selects class 0: it retransmits its CR, and gives it up with a DR: Table A.14.
type caller4 struct {
	refs  uint16
	ref   uint16 // 0: no connection
	given bool   // has sent a DR
	zero  bool   // the CR is of class 0
	open  bool
	down  bool
}

func (c *caller4) state() class0.State {
	if c.open {
		return class0.OPEN
	}
	return class0.CLOSED
}

func (c *caller4) cr() *transport.ConnectionRequest {
	cr := &transport.ConnectionRequest{Alternatives: 1}
	cr.Class, cr.SrcRef = 4, c.ref
	return cr
}

func (c *caller4) act(w *path, d osi.Direction) {
	r := w.rand
	switch {
	case c.down:
	case c.ref == 0:
		c.refs++
		c.ref, c.given, c.zero = c.refs, false, r.IntN(5) == 0
		if c.zero { // falls back
			cr := &transport.ConnectionRequest{}
			cr.SrcRef = c.ref
			w.send(d, cr)
			return
		}
		w.send(d, c.cr())
	case c.open && r.IntN(10) == 0:
		c.open, c.down = false, true
		w.disconnect(d)
	case c.open:
		w.send(d, &transport.Data{EOT: true, UserData: []byte{1}})
	case c.given:
		switch r.IntN(4) {
		case 0:
			w.send(d, c.dr(0, c.ref))
		case 1: // gives up for good
			c.ref = 0
		}
	case c.zero:
		if r.IntN(40) == 0 {
			c.down = true
			w.disconnect(d)
		}
	case r.IntN(4) == 0:
		w.send(d, c.cr())
	case r.IntN(20) == 0:
		c.given = true
		w.send(d, c.dr(0, c.ref))
	}
}

func (c *caller4) dr(dst, src uint16) transport.TPDU {
	return &transport.DisconnectRequest{Format: transport.Format{Class: 2}, DstRef: dst, SrcRef: src, Reason: transport.ReasonNormal}
}

func (c *caller4) take(w *path, d osi.Direction, b []byte) {
	if b == nil {
		c.down, c.open, c.ref = true, false, 0
		return
	}
	if c.down {
		return
	}
	f := transport.Format{Class: 4}
	if c.open || b[1] == 0xf0 { // of a connection that it has given up
		f = transport.Format{}
	}
	switch p := w.decode(f, b).(type) {
	case *transport.ConnectionConfirm:
		switch {
		case p.DstRef != c.ref:
			w.send(d, c.dr(p.SrcRef, 0))
		case c.given:
			c.down, c.ref = true, 0
			w.disconnect(d)
		default:
			c.open = true
		}
	case *transport.DisconnectRequest:
		if p.DstRef == c.ref {
			c.ref = 0
		}
	case *transport.TPDUError:
		if p.DstRef == c.ref && c.open {
			c.open, c.down = false, true
			w.disconnect(d)
		} else if p.DstRef == c.ref {
			c.ref = 0
		}
	case *transport.DisconnectConfirm:
		if p.DstRef == c.ref {
			c.ref = 0
		}
	}
}

// reset resets the network connection: what is on the way is lost, and in class 0 both ends give it
// up.
func (w *path) reset(ends [2]end) {
	w.monitor.Reset()
	w.down = true
	w.sent, w.seen = [2][][]byte{}, [2][][]byte{}
	for _, e := range ends {
		switch e := e.(type) {
		case *caller4:
			*e = caller4{down: true}
		case *user:
			o, err := e.NetworkReset()
			if closed := err != nil; e.State() != class0.CLOSED || !closed && !o.Outputs.Has(class0.NDISreq|class0.TDISind) {
				w.t.Fatalf("%v, %v", o.Outputs, err)
			}
			e.down = true
		}
	}
}

// walk lets two ends act, and TPDUs travel, in random order until the network connection has ended
// or the steps are used up. Then all that travels arrives.
func (w *path) walk(ends [2]end, steps int) {
	deliver := func(d osi.Direction) {
		b := w.seen[d][0]
		w.seen[d] = w.seen[d][1:]
		w.note("%v takes %x", d.Opposite(), b[:min(len(b), 12)])
		ends[d.Opposite()].take(w, d.Opposite(), b)
	}
	for ; steps > 0 && !w.down; steps-- {
		d := osi.Direction(w.rand.IntN(2))
		switch w.rand.IntN(3) {
		case 0:
			ends[d].act(w, d)
		case 1:
			if len(w.sent[d]) > 0 {
				w.pass(d)
			}
		default:
			if len(w.seen[d]) > 0 {
				deliver(d)
			}
		}
	}
	if !w.down && w.rand.IntN(10) == 0 {
		w.reset(ends)
	}
	for range 10 { // what arrives may be answered
		for _, d := range []osi.Direction{osi.FromInitiator, osi.FromResponder} {
			for len(w.sent[d]) > 0 {
				w.pass(d)
			}
			for len(w.seen[d]) > 0 {
				deliver(d)
			}
		}
	}
}

// Two machines, and a machine with a caller of class 4, do what the standard allows, in any order
// and with any delay. The monitor between them refuses nothing. When all has arrived the ends agree
// with each other and with the monitor, and can be released.
func TestWalk(t *testing.T) {
	t.Parallel()
	refs := uint16(0)
	reached := map[string]int{}
	events, walks := 0, 0
	for seed := uint64(1); events < *walkEvents; seed++ {
		r := rand.New(rand.NewPCG(seed, 0))
		w := path{t: t, rand: r, carrier: transport.Format{OverTCP: r.IntN(2) == 0}}
		owner := osi.Direction(r.IntN(2))
		if r.IntN(2) == 0 {
			w.monitor.Owner = osi.Some(owner)
		}
		called := &user{refs: &refs, Machine: class0.Machine{DisconnectConfirm: r.IntN(2) == 0}}
		caller := &user{refs: &refs, calls: true}
		ends := [2]end{}
		ends[owner], ends[owner.Opposite()] = caller, called
		class4 := r.IntN(3) == 0
		if class4 {
			w.carrier.OverTCP = false
			called.class4 = true
			ends[owner] = &caller4{}
		}
		w.walk(ends, 20+r.IntN(400))
		events += w.seenAll
		walks++
		if class4 {
			reached["class 4, "+called.State().String()]++
			continue
		}
		reached[caller.State().String()]++
		agree := map[class0.State]class0.State{class0.CLOSED: class0.CLOSED, class0.WFCC: class0.WFTRESP, class0.OPEN: class0.OPEN}
		if agree[caller.State()] != called.State() {
			t.Fatalf("seed %d: %v and %v", seed, caller.State(), called.State())
		}
		if caller.State() == class0.OPEN && (caller.Size() != called.Size() || caller.Size() != w.monitor.Size() || caller.Format() != called.Format() || caller.Format() != w.monitor.Format()) {
			t.Fatalf("seed %d: the ends or the monitor disagree: %d, %d, %d", seed, caller.Size(), called.Size(), w.monitor.Size())
		}
		if !w.down {
			for d, e := range ends {
				if got := w.monitor.State(osi.Direction(d)); got != e.state() && got != class0.CLOSED {
					t.Fatalf("seed %d: the monitor has %v, the end of the %v %v", seed, got, osi.Direction(d), e.state())
				}
			}
		}
		for _, u := range []*user{caller, called} {
			closed := u.State() == class0.CLOSED
			if _, err := u.Disconnect(); (err != nil) != closed || u.State() != class0.CLOSED {
				t.Fatalf("seed %d: not released: %v", seed, err)
			}
		}
	}
	for _, end := range []string{"CLOSED", "OPEN", "WFCC", "class 4, CLOSED", "class 4, OPEN", "class 4, WFTRESP"} {
		if reached[end] == 0 {
			t.Errorf("no walk ends in %s", end)
		}
	}
	t.Logf("%d walks, %d TPDUs seen, none refused; where they end: %v", walks, events, reached)
}
