package plp_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// A suspect is what an end may be: a machine that has taken so many of the packets forwarded to it.
type suspect struct {
	m     *plp.Machine
	taken int
}

// An oracle keeps, for each end, all that it may be. A packet is out of turn where none of that may
// send it.
type oracle struct {
	ends      [2][]suspect
	forwarded [2][]x25.Packet // to each end
}

// byHand leaves every packet to the user.
const byHand = plp.ManualRestart | plp.ManualClear | plp.ManualReset | plp.ManualInterrupt | plp.ManualReceipt

// see reports whether the end d may have sent p, and why not the one that has taken most.
func (o *oracle) see(d osi.Direction, p x25.Packet) (why error) {
	var next []suspect
	for _, s := range o.ends[d] {
		m := s.m
		for at := s.taken; ; at++ {
			c := m.Clone()
			if err := c.Send(p); err == nil {
				if !slices.ContainsFunc(next, func(t suspect) bool { return t.taken == at && plp.Same(t.m, c) }) {
					next = append(next, suspect{c, at})
				}
			} else {
				why = err
			}
			if at == len(o.forwarded[d]) {
				break
			}
			m = m.Clone()
			if _, err := m.Receive(o.forwarded[d][at]); err != nil {
				break
			}
		}
	}
	if len(next) == 0 {
		return why
	}
	o.ends[d] = next
	o.forwarded[d^1] = append(o.forwarded[d^1], p)
	return nil
}

// anything returns a packet of an end: of any type, with numbers that are often right.
func anything(r *rand.Rand, m *plp.Machine) x25.Packet {
	h := m.Header(1)
	ps, pr := m.Numbers(h.LCI)
	if r.IntN(4) == 0 {
		ps, pr = uint8(r.IntN(8)), uint8(r.IntN(8))
	}
	switch r.IntN(16) {
	case 0:
		return &x25.CallRequest{Header: h}
	case 1:
		return &x25.CallAccepted{Header: h}
	case 2:
		return &x25.ClearRequest{Header: h}
	case 3:
		return &x25.ClearConfirmation{Header: h}
	case 4:
		return &x25.ResetRequest{Header: h, Diagnostic: osi.Some(x25.DiagNone)}
	case 5:
		return &x25.ResetConfirmation{Header: h}
	case 6:
		if r.IntN(4) == 0 {
			return &x25.RestartRequest{Header: m.Header(0)}
		}
		return &x25.RestartConfirmation{Header: m.Header(0)}
	case 7:
		return &x25.Interrupt{Header: h, UserData: []byte{1}}
	case 8:
		return &x25.InterruptConfirmation{Header: h}
	case 9:
		return &x25.ReceiveNotReady{Header: h, PR: pr}
	case 10, 11:
		return &x25.ReceiveReady{Header: h, PR: pr}
	}
	return &x25.Data{Header: h, PS: ps, PR: pr, UserData: []byte{1}}
}

// exact walks two machines of one channel, with packets under way on both sides of a monitor, and
// has one of them send anything at the end. It returns that packet, what the monitor says of it,
// and what the sets of configurations say: why is nil where an end may send it.
func exact(t *testing.T, seed uint64) (p x25.Packet, seen plp.Seen, err, why error) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 3))
	profile := plp.Profile{TwoWay: plp.ChannelRange{First: 1, Last: 1}, Manual: byHand}
	if seed%2 == 1 {
		profile.Permanent, profile.TwoWay = 1, plp.ChannelRange{}
	}
	w := plp.Monitor{Initiator: osi.DTE, Permanent: profile.Permanent, Subscription: plp.Subscription{PacketSize: 128, Window: 2}}
	var o oracle
	var ends [2]*plp.Machine
	var out, in [2][]x25.Packet // of each end: to the monitor, and to it
	for i := range ends {
		profile.Side = plp.Side(i)
		m, err := plp.New(profile)
		must(t, err)
		ends[i], o.ends[i] = m, []suspect{{m.Clone(), 0}}
	}
	for range r.IntN(150) {
		d := r.IntN(2)
		switch k := r.IntN(3); {
		case k == 0 && len(in[d]) > 0:
			_, err := ends[d].Receive(in[d][0])
			must(t, err)
			in[d] = in[d][1:]
		case k == 1 && len(out[d]) > 0:
			p := out[d][0]
			out[d] = out[d][1:]
			must(t, o.see(osi.Direction(d), p))
			_, err := w.See(osi.Direction(d), p)
			must(t, err)
			in[d^1] = append(in[d^1], p)
		default:
			if p := anything(r, ends[d]); ends[d].Send(p) == nil {
				out[d] = append(out[d], p)
			}
		}
	}
	d := osi.Direction(r.IntN(2))
	p = anything(r, ends[d])
	why = o.see(d, p)
	seen, err = w.See(d, p)
	return p, seen, err, why
}

// A monitor knows one phase of a channel and no sets of configurations. What it passes although
// none of them explains it is discarded by its receiver, or DATA behind an RNR; and it refuses
// nothing that one of them explains.
func TestMonitorExact(t *testing.T) {
	t.Parallel()
	walks := uint64(3000)
	if testing.Short() {
		walks = 500
	}
	count := map[string]int{}
	for seed := range walks {
		p, seen, err, why := exact(t, seed)
		switch {
		case err != nil && why == nil:
			t.Fatalf("seed %d: %v is refused: %v", seed, p, err)
		case why == nil:
			count["passed by both"]++
		case err != nil:
			count["refused by both"]++
		case seen.Effect&plp.Discarded != 0:
			count["discarded"]++
		case osi.AsError(why).ID == "plp.not-ready":
			count["not ready"]++
		default:
			t.Fatalf("seed %d: %v passes: %v", seed, p, why)
		}
	}
	t.Log(count)
	for _, what := range []string{"passed by both", "refused by both", "discarded"} {
		if count[what] < int(walks)/50 {
			t.Errorf("%s: %d of %d", what, count[what], walks)
		}
	}
}
