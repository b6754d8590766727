package plp_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// walk lets two ends talk at random, over a link that delays and, when it is reset, loses.
func walk(t testing.TB, seed uint64, steps int, count map[string]int) {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 25))
	var log []string
	p := plp.Profile{Permanent: 1, TwoWay: plp.ChannelRange{First: 2, Last: 3}, Outgoing: plp.ChannelRange{First: 4, Last: 4}}
	if seed%2 == 1 {
		p.Modulo = x25.Modulo128
	}
	p.BetweenDTEs = seed%3 == 1
	p.Retransmission = seed%5 < 2
	retries := plp.Retries{R20: 1, R22: 1, R23: 1, R25: 3, R27: 3}
	judged := seed%4 > 0
	if judged {
		retries.R25 = 0 // a Monitor knows DATA that is sent again for REJ alone
	}
	p.Retries = osi.Some(retries)
	p.Registration = !judged && !p.BetweenDTEs
	if seed%7 == 0 {
		p.Manual = plp.Manual(rng.IntN(32))
	}
	dce := p
	dce.Side = plp.DCE
	if seed%7 == 0 {
		dce.Manual = plp.Manual(rng.IntN(32))
	}
	a, b := newWalker(t, "A", p, rng, &log, count), newWalker(t, "B", dce, rng, &log, count)
	a.peer, b.peer = b, a
	a.loses = p.Retransmission
	b.loses = p.Retransmission && p.BetweenDTEs
	judge := newJudge(p, count)
	if judged {
		a.judge, b.judge, b.from = judge, judge, osi.FromResponder
	}
	fail := func(err error) {
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, strings.Join(log[max(0, len(log)-40):], "\n"))
		}
	}
	linkReset := func() {
		a.in, b.in, a.out, b.out = nil, nil, nil, nil
		log = append(log, "link reset")
		count["link reset"]++
		judge.Monitor = newJudge(p, count).Monitor
		fail(a.outcome(a.m.LinkReset()))
		fail(b.outcome(b.m.LinkReset()))
	}
	linkReset()
	for i := range steps {
		if seed%4 == 3 && i%1000 == 500 { // met midway
			judge.Lose()
		}
		w := a
		if rng.IntN(2) == 0 {
			w = b
		}
		switch n := rng.IntN(1000); {
		case n == 0 && !p.Registration: // which a link reset would leave half done
			linkReset()
		case n < 300:
			if len(w.out) > 0 {
				fail(w.forward())
			}
		case n < 600:
			if len(w.in) > 0 {
				fail(w.arrive())
			}
		default:
			fail(w.act(4))
		}
	}
	// Whatever happened, the ends find together again.
	linkReset()
	for a.underWay() > 0 {
		for _, w := range []*walker{a, b} {
			if len(w.out) > 0 {
				fail(w.forward())
			}
			if len(w.in) > 0 {
				fail(w.arrive())
			}
		}
	}
	if a.m.Interface() != plp.R1 || b.m.Interface() != plp.R1 {
		t.Fatalf("seed %d: interface in %v and %v", seed, a.m.Interface(), b.m.Interface())
	}
	for lci := uint16(1); lci <= 4; lci++ {
		want := plp.P1
		if lci == 1 {
			want = plp.P4
		}
		for _, w := range []*walker{a, b} {
			if p, d, _ := w.m.Channel(lci); p != want || d != plp.D1 {
				t.Fatalf("seed %d: channel %d in %v %v", seed, lci, p, d)
			}
		}
	}
}

// A judge is a Monitor in the middle of the link. What a timer repeats is out of turn there, and
// changes nothing for its sender: it does not go on.
type judge struct {
	plp.Monitor
	decoder x25.Decoder
	count   map[string]int
}

func newJudge(p plp.Profile, count map[string]int) *judge {
	j := &judge{count: count}
	j.Modulo, j.Initiator, j.Permanent = p.Modulo, osi.DTE, p.Permanent
	if p.BetweenDTEs {
		j.Initiator = osi.AnySide
	}
	j.Subscription = plp.Subscription{PacketSize: 128, Window: 2, Retransmission: p.Retransmission, Facilities: true, Outgoing: p.Outgoing}
	return j
}

// see reports whether a packet goes on.
func (j *judge) see(d osi.Direction, b []byte, repeated bool) (bool, error) {
	j.decoder.Format = j.Format(d, b)
	p, err := j.decoder.Decode(b)
	if err == nil {
		_, err = j.See(d, p)
	}
	if err == nil {
		j.count["judged"]++
		return true, nil
	}
	if repeated && j.Refuse(d, p.Channel(), b, osi.AsError(err)) == (plp.Reply{}) {
		j.count["repeated"]++
		return false, nil
	}
	return false, fmt.Errorf("judged: %v: %x: %w", d, b, err)
}

// Two machines back to back never send what the peer may not be sent, deliver data in order, and
// always recover.
func TestWalk(t *testing.T) {
	t.Parallel()
	walks := uint64(210)
	if testing.Short() {
		walks = 42
	}
	count := map[string]int{}
	for seed := range walks {
		walk(t, seed, 3000, count)
	}
	t.Log(count)
	for _, what := range []string{
		"CALL", "CALL-ACC", "CLEAR", "CLEAR-CONF", "RESET", "RESET-CONF", "RESTART", "RESTART-CONF", "DATA", "RR", "RNR", "REJ", "INT", "INT-CONF",
		"collision", "retransmit", "lost", "link reset",
	} {
		if count[what] == 0 {
			t.Errorf("no %s", what)
		}
	}
}

// Two DTEs whose restarts collide do so again until one waits longer; then they have two sides, and
// a call collision has one winner.
func TestSides(t *testing.T) {
	t.Parallel()
	p := plp.Profile{Side: plp.DCE, BetweenDTEs: true, SideByRestart: true, TwoWay: plp.ChannelRange{First: 1, Last: 1}}
	rng := rand.New(rand.NewPCG(1, 1))
	var log []string
	a, b := newWalker(t, "A", p, rng, &log, map[string]int{}), newWalker(t, "B", p, rng, &log, map[string]int{})
	a.peer, b.peer = b, a
	if a.m.Side() != plp.DTE { // until a restart says more
		t.Error(a.m.Side())
	}
	drain := func() {
		for len(a.in)+len(b.in) > 0 {
			for _, w := range []*walker{a, b} {
				if len(w.in) > 0 {
					must(t, w.arrive())
				}
			}
		}
	}
	must(t, a.outcome(a.m.LinkReset()))
	must(t, b.outcome(b.m.LinkReset()))
	drain()
	call := func(w *walker) { must(t, w.say(&x25.CallRequest{Header: w.m.Header(1)})) }
	if call(a); len(b.in) > 0 {
		t.Error("a call without a side")
	}
	must(t, b.say(&x25.RestartRequest{Header: b.m.Header(0)}))
	drain()
	if a.m.Side() != plp.DCE || b.m.Side() != plp.DTE {
		t.Fatalf("sides %v and %v", a.m.Side(), b.m.Side())
	}
	call(a)
	call(b)
	drain()
	must(t, a.say(&x25.CallAccepted{Header: a.m.Header(1)}))
	drain()
	for _, w := range []*walker{a, b} {
		if p, _, _ := w.m.Channel(1); p != plp.P4 {
			t.Errorf("%s is in %v", w.name, p)
		}
	}
}
