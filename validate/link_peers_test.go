package validate_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
)

// A peer is one side of an interface with one logical channel. It keeps to X.25 Annex C whatever
// crosses what.
type peer struct {
	t       *testing.T
	r       *rand.Rand
	header  x25.Header
	pvc     bool
	repeats bool
	faulty  bool // it sends what it likes, too, and takes what comes of it

	state         string // ready, calling, called, transfer, resetting, clearing, restarting
	window        [2]int // of what is sent, and received
	vs, edge, vr  int    // numbers that go on counting: next to send, lowest not acknowledged, next expected
	acknowledged  int    // the last P(R) sent
	interrupted   bool
	mustConfirm   bool
	rejecting     bool
	sent          []x25.Data // since the last reset
	toGate, queue [][]byte   // to the gate, and from it
}

func (p *peer) send(packet x25.Packet) {
	b, err := packet.AppendBinary(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	p.toGate = append(p.toGate, b)
}

// wrong ends the test: the gate has let something pass that it should not.
func (p *peer) wrong(format string, args ...any) {
	p.t.Helper()
	if !p.faulty {
		p.t.Fatalf(format, args...)
	}
}

func (p *peer) transfer() {
	p.state = "transfer"
	p.vs, p.edge, p.vr, p.acknowledged = 0, 0, 0, 0
	p.interrupted, p.mustConfirm, p.rejecting, p.sent = false, false, false, nil
}

func (p *peer) idle() {
	p.state = "ready"
	if p.pvc {
		p.transfer()
	}
}

func (p *peer) number(n int) uint8 { return uint8(n % (p.header.Modulo.Max() + 1)) }

func sizes(window [2]int) x25.FacilityField {
	return x25.FacilityField{0x43, byte(window[0]), byte(window[1])}
}

// act sends something that the state allows.
func (p *peer) act() {
	h := p.header
	zero := h
	zero.LCI = 0
	if p.state != "restarting" && p.r.IntN(150) == 0 {
		p.send(&x25.RestartRequest{Header: zero, Diagnostic: osi.Some(x25.DiagNone)})
		p.state = "restarting"
		return
	}
	if !p.pvc && p.state != "restarting" && p.state != "clearing" && p.r.IntN(60) == 0 {
		p.send(&x25.ClearRequest{Header: h, Diagnostic: osi.Some(x25.DiagNone)})
		p.state = "clearing"
		return
	}
	switch p.state {
	case "ready":
		p.window = [2]int{1 + p.r.IntN(7), 1 + p.r.IntN(7)}
		p.send(&x25.CallRequest{Header: h, Facilities: sizes([2]int{p.window[1], p.window[0]})}) // from the called DTE, from the calling
		p.state = "calling"
	case "called":
		for i, w := range p.window { // towards 2
			if w > 2 && p.r.IntN(2) == 0 {
				p.window[i] = 2 + p.r.IntN(w-1)
			}
		}
		p.send(&x25.CallAccepted{Header: h, HasBlock: true, Facilities: sizes(p.window)})
		p.transfer()
	case "transfer":
		p.actTransfer()
	}
}

func (p *peer) actTransfer() {
	h := p.header
	switch n := p.r.IntN(20); {
	case n == 0:
		p.send(&x25.ResetRequest{Header: h, Diagnostic: osi.Some(x25.DiagNone)})
		p.state = "resetting"
	case n == 1 && !p.interrupted:
		p.send(&x25.Interrupt{Header: h, UserData: []byte{1}})
		p.interrupted = true
	case n == 2 && p.mustConfirm:
		p.send(&x25.InterruptConfirmation{Header: h})
		p.mustConfirm = false
	case n < 8:
		p.acknowledged = p.vr
		if n < 6 {
			p.send(&x25.ReceiveReady{Header: h, PR: p.number(p.vr)})
		} else {
			p.send(&x25.ReceiveNotReady{Header: h, PR: p.number(p.vr)})
		}
	case p.vs < p.edge+p.window[0]:
		if p.vs == len(p.sent) {
			p.sent = append(p.sent, x25.Data{Header: h, PS: p.number(p.vs), M: p.r.IntN(3) == 0, UserData: bytes.Repeat([]byte{byte(p.r.IntN(256))}, 16)})
		}
		p.acknowledged = p.vr
		d := p.sent[p.vs]
		d.PR = p.number(p.vr)
		p.send(&d)
		p.vs++
	}
}

// receive takes the next packet from the gate.
func (p *peer) receive() {
	b := p.queue[0]
	p.queue = p.queue[1:]
	d := x25.Decoder{Format: p.header.Format}
	d.Format.Sender = osi.AnySide
	packet, err := d.Decode(b)
	if err != nil {
		p.t.Fatal(err)
	}
	zero := p.header
	zero.LCI = 0
	switch packet := packet.(type) {
	case *x25.DiagnosticPacket:
		return
	case *x25.RestartRequest:
		if p.state != "restarting" {
			p.send(&x25.RestartConfirmation{Header: zero})
		}
		p.idle()
		return
	case *x25.RestartConfirmation:
		p.idle()
		return
	case *x25.ClearRequest:
		if p.state == "restarting" {
			return
		}
		if p.state != "clearing" {
			p.send(&x25.ClearConfirmation{Header: p.header})
		}
		p.idle()
		return
	case *x25.ClearConfirmation:
		if p.state == "clearing" {
			p.idle()
		} else if p.state != "restarting" {
			p.wrong("%x in %s", b, p.state)
		}
		return
	case *x25.CallRequest:
		if p.state == "calling" && p.header.Sender == osi.DCE || p.state == "ready" {
			c := packet.Facilities.FlowControl(x25.FlowControl{}).WindowSizes
			p.state, p.window = "called", [2]int{c.FromCalled, c.FromCalling}
			return
		}
	case *x25.CallAccepted:
		if p.state == "calling" {
			p.transfer()
			c := packet.Facilities.FlowControl(x25.FlowControl{}).WindowSizes
			p.window = [2]int{c.FromCalling, c.FromCalled}
			return
		}
	case *x25.ResetRequest:
		if p.state == "transfer" {
			p.send(&x25.ResetConfirmation{Header: p.header})
		}
		if p.state == "transfer" || p.state == "resetting" {
			p.transfer()
			return
		}
	case *x25.ResetConfirmation:
		if p.state == "resetting" {
			p.transfer()
			return
		}
	default:
		if p.state == "transfer" {
			p.receiveData(packet, b)
			return
		}
	}
	switch { // what crossed
	case p.state == "clearing", p.state == "restarting", p.state == "resetting":
	case p.state == "calling" && packet.Type() == x25.TypeCallRequest: // the DCE's, which it gives up
	default:
		p.wrong("%x in %s", b, p.state)
	}
}

func (p *peer) receiveData(packet x25.Packet, b []byte) {
	switch packet := packet.(type) {
	case *x25.Interrupt:
		if p.mustConfirm {
			p.wrong("%x before the last one is confirmed", b)
		}
		p.mustConfirm = true
	case *x25.InterruptConfirmation:
		if !p.interrupted {
			p.wrong("%x of none", b)
		}
		p.interrupted = false
	case *x25.ReceiveReady:
		p.advance(packet.PR, b)
	case *x25.ReceiveNotReady:
		p.advance(packet.PR, b)
	case *x25.Reject:
		p.advance(packet.PR, b)
		p.vs = p.edge
	case *x25.Data:
		p.advance(packet.PR, b)
		if p.rejecting && packet.PS != p.number(p.vr) {
			return
		}
		if packet.PS != p.number(p.vr) || p.vr >= p.acknowledged+p.window[1] {
			p.wrong("%x where %d is expected", b, p.vr)
			return
		}
		if p.rejecting = p.repeats && p.header.Sender == osi.DTE && p.r.IntN(6) == 0; p.rejecting { // no room
			p.send(&x25.Reject{Header: p.header, PR: p.number(p.vr)})
			p.acknowledged = p.vr
			return
		}
		p.vr++
	}
}

func (p *peer) advance(pr uint8, b []byte) {
	m := p.header.Modulo.Max() + 1
	n := (int(pr) - p.edge%m + m) % m
	if p.edge+n > p.vs {
		p.wrong("%x: P(R) beyond %d", b, p.vs)
		return
	}
	p.edge += n
}

// Two peers that keep to the standard are never refused, whatever is under way before and behind
// the gate.
func TestPeers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ pvc, repeats, unknown, modulo128, midway, faults bool }{
		"calls": {}, "permanent circuit": {pvc: true}, "retransmission": {repeats: true}, "PVC, retransmission": {pvc: true, repeats: true},
		"calls met midway": {midway: true}, "permanent circuit met midway": {pvc: true, midway: true}, "retransmission met midway": {repeats: true, midway: true},
		"faults": {faults: true}, "faults of a permanent circuit": {pvc: true, faults: true}, "faults, DCE not known": {unknown: true, faults: true},
		"DCE not known": {unknown: true}, "modulo 128": {modulo128: true},
	} {
		t.Run(name, func(t *testing.T) {
			types := map[x25.Type]int{}
			for seed := range uint64(250) {
				r := rand.New(rand.NewPCG(seed, 0))
				policy := validate.Policy{Top: osi.X25, Initiator: osi.DTE, Subscription: validate.Subscription{Window: 3, PacketSize: 16, Retransmission: c.repeats}}
				if c.pvc {
					policy.PermanentCircuits = 1
				}
				if c.modulo128 {
					policy.Modulo = x25.Modulo128
				}
				if c.unknown {
					policy.Initiator = osi.AnySide
				}
				policy.Midway = c.midway
				g := guard(t, policy)
				s := g.Stream(validate.Packets)
				var peers [2]*peer
				for i, sender := range []osi.Side{osi.DTE, osi.DCE} {
					peers[i] = &peer{t: t, r: r, header: x25.Header{Format: x25.Format{Modulo: policy.Modulo, Sender: sender}, LCI: 1}, pvc: c.pvc, repeats: c.repeats, window: [2]int{3, 3}}
					peers[i].idle()
				}
				for step := range 600 {
					i := r.IntN(2)
					p, other := peers[i], peers[1-i]
					if c.faults && r.IntN(80) == 0 {
						inject(t, s, peers, osi.Direction(i))
					}
					switch n := r.IntN(4); {
					case n == 0 && len(p.queue) > 0:
						p.receive()
					case n < 3 && len(p.toGate) > 0:
						b := p.toGate[0]
						p.toGate = p.toGate[1:]
						if !c.midway || step >= 100+int(seed) { // else the gate is not there yet
							v, _ := s.Check(osi.Direction(i), b)
							if c.faults && v.Reaction == validate.DropUnit && (osi.AsError(v.Err).ID == "plp.closed" || b[2] == byte(x25.TypeClearConfirmation)) {
								continue
							}
							if v.Action != validate.Pass {
								t.Fatalf("seed %d: %s: %x: %v", seed, p.state, b, v.Err)
							}
						}
						packet, _ := (&x25.Decoder{Format: x25.Format{Modulo: policy.Modulo}}).Decode(b)
						types[packet.Type()]++
						other.queue = append(other.queue, b)
					default:
						p.act()
					}
				}
				s.Close()
			}
			t.Log(types)
			for _, want := range []x25.Type{x25.TypeData, x25.TypeResetConfirmation, x25.TypeInterruptConfirmation, x25.TypeRestartConfirmation} {
				if types[want] == 0 {
					t.Errorf("no %s", want)
				}
			}
		})
	}
}

// inject gives the gate a broken packet of d.
func inject(t *testing.T, s *validate.Stream, peers [2]*peer, d osi.Direction) {
	t.Helper()
	v, _ := s.Check(d, []byte{0x10, 1, 0x1b})
	if v.Action != validate.Reject {
		t.Fatal(outcome(v))
	}
	react(t, v, peers)
}
