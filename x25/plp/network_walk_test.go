package plp_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// Over a link that delays, loses DATA and is reset, NSDUs arrive as they were sent, or a reset says
// that some are lost.
func TestNetworkWalk(t *testing.T) {
	t.Parallel()
	const lci = 3
	nsdus, resets, lost, receipts := 0, 0, 0, 0
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 223))
		size := 16 << rng.IntN(4)
		a, b := newNetPair(t, func(p *plp.Profile) {
			p.BetweenDTEs, p.Retransmission = true, seed%2 == 0
			p.Retries = osi.Some(plp.Retries{R25: 3, R27: 3})
			p.PacketSize, p.Window = size, 1+int(seed%4)
			if seed%3 == 0 {
				p.Modulo = x25.Modulo128
			}
		})
		ends := [2]*netEnd{a, b}
		fail := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
		forget := func() {
			for _, n := range ends {
				n.sent, n.got = nil, nil
			}
		}
		drain := func() {
			for len(a.inbox)+len(b.inbox) > 0 {
				for _, n := range ends {
					if len(n.inbox) > 0 {
						_, err := n.arrive()
						fail(err)
					}
				}
			}
		}
		a.connect(t, lci)
		for _, n := range ends {
			if seed%2 == 0 {
				n.loses = func() bool {
					lose := rng.IntN(20) == 0
					if lose {
						lost++
					}
					return lose
				}
			}
		}
		for range 3000 {
			n := ends[rng.IntN(2)]
			switch x := rng.IntN(600); {
			case x == 0: // the link is reset
				resets++
				a.inbox, b.inbox = nil, nil
				fail(a.outcome(a.LinkReset()))
				fail(b.outcome(b.LinkReset()))
				drain()
				forget()
				a.connect(t, lci)
			case x == 1: // N-RESET
				resets++
				fail(n.say(&x25.ResetRequest{Header: n.Machine.Header(lci)}))
				drain()
				forget()
			case x < 40:
				for _, timer := range []plp.Timer{plp.T24, plp.T25, plp.T27} {
					if timer == plp.T27 && len(a.inbox)+len(b.inbox) > 0 || !n.Machine.Timers(lci).Has(timer) {
						continue
					}
					if timer == plp.T25 && (seed%2 == 1 || len(a.inbox)+len(b.inbox) > 0) {
						continue
					}
					o, err := n.Expire(timer, lci)
					fail(err)
					if o.Indications.Has(plp.IndReset) {
						fail(n.outcome(o))
						drain()
						forget()
						resets++
						break
					}
					fail(n.outcome(o))
				}
			case x < 200:
				if !n.Busy(lci) {
					nsdu := make([]byte, 1+rng.IntN(500))
					for i := range nsdu {
						nsdu[i] = byte(rng.IntN(256))
					}
					receipt := rng.IntN(3) == 0
					fail(n.Data(lci, nsdu, receipt))
					n.sent = append(n.sent, nsdu)
					if receipt {
						n.asked++
					}
				}
			case x < 400:
				if p, _ := n.Next(lci); p != nil {
					fail(n.transmit(p))
				}
			default:
				if len(n.inbox) > 0 {
					_, err := n.arrive()
					fail(err)
				}
			}
			for _, n := range ends {
				for len(n.got) > 0 {
					if len(n.peer.sent) == 0 || !bytes.Equal(n.got[0], n.peer.sent[0]) {
						t.Fatalf("seed %d: an NSDU that was not sent", seed)
					}
					n.got, n.peer.sent = n.got[1:], n.peer.sent[1:]
					nsdus++
				}
				if n.ack > n.asked {
					t.Fatalf("seed %d: %d receipts of %d", seed, n.ack, n.asked)
				}
			}
		}
		receipts += a.ack + b.ack
	}
	t.Logf("%d NSDUs, %d receipts, %d resets, %d DATA lost", nsdus, receipts, resets, lost)
	if nsdus < 1000 || receipts < 100 || resets < 10 || lost < 100 {
		t.Error("too little has happened")
	}
}
