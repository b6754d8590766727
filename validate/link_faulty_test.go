package validate_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
)

// A peer that keeps to the standard is never given what it may not be given, and never refused,
// whatever the other side sends.
func TestFaultyPeer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ pvc, repeats, dce bool }{
		"calls": {}, "calls of a DCE": {dce: true}, "permanent circuit": {pvc: true}, "retransmission": {repeats: true, dce: true},
	} {
		t.Run(name, func(t *testing.T) {
			refused := map[string]int{}
			for seed := range uint64(300) {
				r := rand.New(rand.NewPCG(seed, 1))
				policy := validate.Policy{Top: osi.X25, Initiator: osi.DTE, Subscription: validate.Subscription{Window: 3, PacketSize: 16, Retransmission: c.repeats}}
				senders := [2]osi.Side{osi.DTE, osi.DCE}
				if c.dce {
					policy.Initiator, senders = osi.DCE, [2]osi.Side{osi.DCE, osi.DTE}
				}
				if c.pvc {
					policy.PermanentCircuits = 1
				}
				s := guard(t, policy).Stream(validate.Packets)
				var peers [2]*peer
				for i, sender := range senders {
					peers[i] = &peer{t: t, r: r, header: x25.Header{Format: x25.Format{Sender: sender}, LCI: 1}, pvc: c.pvc, repeats: c.repeats, faulty: i == 0, window: [2]int{3, 3}}
					peers[i].idle()
				}
				for range 600 {
					i := r.IntN(2)
					p, other := peers[i], peers[1-i]
					if p.faulty && r.IntN(30) == 0 {
						p.send(p.anything())
					}
					switch n := r.IntN(4); {
					case n == 0 && len(p.queue) > 0:
						p.receive()
					case n < 3 && len(p.toGate) > 0:
						b := p.toGate[0]
						p.toGate = p.toGate[1:]
						v, _ := s.Check(osi.Direction(i), b)
						if v.Action == validate.Pass {
							other.queue = append(other.queue, b)
							continue
						}
						e := osi.AsError(v.Err)
						refused[e.ID]++
						surplus := v.Reaction == validate.DropUnit && b[2] == byte(x25.TypeClearConfirmation)
						if !p.faulty && e.ID != "plp.closed" && !surplus {
							t.Fatalf("seed %d: %s: %x: %v", seed, p.state, b, v.Err)
						}
						react(t, v, peers)
					default:
						p.act()
					}
				}
				s.Close()
			}
			t.Log(refused)
			if len(refused) < 8 {
				t.Errorf("%v refused: the faults test little", refused)
			}
		})
	}
}

// react does what a verdict says: the answer goes to the sender, and the notice to the other side.
func react(t *testing.T, v validate.Verdict, peers [2]*peer) {
	t.Helper()
	if v.Reaction != validate.ClearCall && v.Reaction != validate.ResetCall && v.Reaction != validate.DropUnit {
		t.Fatal(outcome(v))
	}
	sender, other := peers[v.From], peers[v.From^1]
	sender.queue = append(sender.queue, v.Answer...)
	other.queue = append(other.queue, v.Notice...)
}

// anything returns a packet that may or may not fit.
func (p *peer) anything() x25.Packet {
	h, zero := p.header, p.header
	zero.LCI = 0
	none := osi.Some(x25.DiagNone)
	pr, ps := p.number(p.vr+p.r.IntN(3)), p.number(p.vs+p.r.IntN(3))
	switch p.r.IntN(14) {
	case 0:
		return &x25.CallRequest{Header: h, Facilities: sizes([2]int{1 + p.r.IntN(7), 1 + p.r.IntN(7)})}
	case 1:
		return &x25.CallAccepted{Header: h, HasBlock: true, Facilities: sizes([2]int{1 + p.r.IntN(7), 1 + p.r.IntN(7)})}
	case 2:
		return &x25.ClearRequest{Header: h, Diagnostic: none}
	case 3:
		return &x25.ClearConfirmation{Header: h}
	case 4:
		return &x25.ResetRequest{Header: h, Diagnostic: none}
	case 5:
		return &x25.ResetConfirmation{Header: h}
	case 6:
		return &x25.Interrupt{Header: h, UserData: []byte{2}}
	case 7:
		return &x25.InterruptConfirmation{Header: h}
	case 8:
		return &x25.RestartRequest{Header: zero, Diagnostic: none}
	case 9:
		return &x25.RestartConfirmation{Header: zero}
	case 10:
		return &x25.ReceiveReady{Header: h, PR: pr}
	case 11:
		if h.Sender == osi.DTE {
			return &x25.Reject{Header: h, PR: pr}
		}
		return &x25.ReceiveNotReady{Header: h, PR: pr}
	default:
		return &x25.Data{Header: h, PS: ps, PR: pr, UserData: bytes.Repeat([]byte{3}, 15+p.r.IntN(3))}
	}
}
