package spm

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

type seen struct {
	d osi.Direction
	p session.SPDU
}

func (s seen) String() string {
	b, _ := s.p.AppendBinary(nil)
	return fmt.Sprintf("%v %v %x", s.d, s.p, b)
}

// trace is what is seen of a walk.
func trace(seed uint64, steps int) (w *walk, all []seen) {
	w = newWalk(seed)
	return w, w.seen(steps)
}

// seen returns what is seen of w in so many steps.
func (w *walk) seen(steps int) (all []seen) {
	w.see = func(d osi.Direction, p session.SPDU) { all = append(all, seen{d, p}) }
	w.connect()
	for range steps {
		if w.ended {
			break
		}
		w.step()
	}
	return all
}

// TestMonitorReports has ends that report SPDUs by an ER, X.225 A.4.1.2 b), which then have no
// effect at that end: a monitor refuses nothing that either sends.
func TestMonitorReports(t *testing.T) {
	t.Parallel()
	walks, reports := 0, 0
	for seed := range 4 * count() {
		w := newWalk(seed)
		if !w.units.Has(fuHD|fuEXCEP) || w.units.Has(fuSS) {
			continue
		}
		w.reports, w.early = true, false
		m := Monitor{Expedited: w.expedited}
		for i, s := range w.seen(length(seed)) {
			if s.p.Type() == session.TypeER {
				reports++
			}
			if err := m.See(s.d, s.p); err != nil {
				t.Errorf("walk %d, units %v, expedited %v: %d, %v: %v", seed, w.units, w.expedited, i, s, err)
				break
			}
		}
		walks++
	}
	t.Logf("%d walks, %d ERs", walks, reports)
}

// TestMonitorWalks has a monitor see conforming walks, with SPDUs that cross: none is refused.
func TestMonitorWalks(t *testing.T) {
	t.Parallel()
	spdus, largest, overflows, lost, settled, data := 0, [2]int{}, [2]int{}, 0, 0, 0
	failed := 0
	for seed := range count() {
		w, all := trace(seed, length(seed))
		m := Monitor{Expedited: w.expedited, Overtaking: w.early}
		ss := 0
		if w.units.Has(fuSS) {
			ss = 1
		}
		if !w.expedited && w.err == nil && !explained(all) {
			t.Errorf("walk %d is not explained", seed)
		}
		for i, s := range all {
			if s.p.Type() == session.TypeDT {
				data++
				if m.Settled(s.d) {
					settled++
				}
			}
			if err := m.See(s.d, s.p); err != nil {
				t.Errorf("walk %d, units %v, expedited %v: %d of %d, %v: %v", seed, w.units, w.expedited, i, len(all), s, err)
				if failed++; failed > 12 {
					t.FailNow()
				}
				break
			}
			spdus++
		}
		largest[ss] = max(largest[ss], m.largest)
		overflows[ss] += m.overflows
		if m.Lost() {
			lost++
		}
	}
	t.Logf("%d walks, %d SPDUs; largest set %d, with symmetric synchronize %d; overflows %d and %d; lost %d; %d of %d DTs settled",
		count(), spdus, largest[0], largest[1], overflows[0], overflows[1], lost, settled, data)
	if overflows[0] != 0 {
		t.Errorf("overflows without symmetric synchronize: %d", overflows[0])
	}
}

// TestMonitorPower changes one thing in each of many walks and reports the share that a monitor
// notices.
func TestMonitorPower(t *testing.T) {
	t.Parallel()
	caught, of := map[string]int{}, map[string]int{}
	missed, conforming := 0, 0
	for seed := range count() {
		w, all := trace(seed, length(seed))
		r := rand.New(rand.NewPCG(seed, 7))
		kind, changed := mutate(r, all)
		if changed == nil {
			continue
		}
		of[kind]++
		m := Monitor{Expedited: w.expedited, Overtaking: w.early}
		refused := false
		for _, s := range changed {
			if refused = m.See(s.d, s.p) != nil; refused {
				caught[kind]++
				break
			}
		}
		if w.expedited || w.units.Has(fuSS) {
			continue
		}
		if could := explained(changed); refused && could {
			t.Errorf("walk %d, %s: refused, but conforming ends could have sent it", seed, kind)
		} else if !refused {
			missed++
			if could {
				conforming++
			} else {
				t.Errorf("walk %d, %s, units %v: what conforming ends could not have sent passes", seed, kind, w.units)
			}
		}
	}
	t.Logf("of %d missed, without expedited flow and symmetric synchronize, %d are what conforming ends could have sent", missed, conforming)
	for k, n := range of {
		t.Logf("%s: %d of %d caught (%d %%)", k, caught[k], n, 100*caught[k]/n)
	}
	for k, least := range map[string]int{"duplicate": 95, "insert": 90, "serial": 60, "drop": 20} {
		if of[k] > 50 && 100*caught[k] < least*of[k] {
			t.Errorf("%s: %d of %d caught", k, caught[k], of[k])
		}
	}
}

// mutate changes one SPDU that is no data.
func mutate(r *rand.Rand, all []seen) (kind string, changed []seen) {
	if len(all) < 6 {
		return "", nil
	}
	at := 2 + r.IntN(len(all)-3)
	for carriesData(all[at].p) {
		if at++; at >= len(all)-1 {
			return "", nil
		}
	}
	out := func(mid ...seen) []seen {
		return append(append(append([]seen{}, all[:at]...), mid...), all[at+1:]...)
	}
	switch r.IntN(6) {
	case 0:
		return "drop", out()
	case 1:
		return "duplicate", out(all[at], all[at])
	case 2:
		j := at + 1
		for j < len(all) && all[j].d != all[at].d {
			j++
		}
		if j == len(all) || all[j].p == all[at].p || sameOctets(all[j].p, all[at].p) {
			return "", nil
		}
		c := append([]seen{}, all...)
		c[at], c[j] = c[j], c[at]
		return "swap", c
	case 3:
		d := osi.Direction(r.IntN(2))
		list := [...]session.SPDU{
			&session.ActivityInterruptAck{}, &session.CapabilityDataAck{}, &session.NotFinished{}, &session.Disconnect{}, &session.GiveTokensAck{},
			&session.AbortAccept{}, &session.ActivityDiscardAck{}, &session.MajorSyncAck{Serial: num(1)},
		}
		return "insert", out(all[at], seen{d, list[r.IntN(len(list))]})
	case 4:
		return "serial", outSerial(all[at], out)
	}
	if g, ok := all[at].p.(*session.GiveTokens); ok {
		t := g.Tokens.Value ^ [...]session.Tokens{dk, mi, ma, tr}[r.IntN(4)]
		if t != 0 {
			return "tokens", out(seen{all[at].d, &session.GiveTokens{Tokens: osi.Some(t)}})
		}
	}
	return "", nil
}

func outSerial(s seen, out func(...seen) []seen) []seen {
	switch p := s.p.(type) {
	case *session.MinorSyncPoint:
		c := p.Clone()
		c.Serial = c.Serial.Next()
		return out(seen{s.d, &c})
	case *session.MajorSyncPoint:
		c := p.Clone()
		c.Serial = c.Serial.Next()
		return out(seen{s.d, &c})
	case *session.ActivityEnd:
		c := p.Clone()
		c.Serial = c.Serial.Next()
		return out(seen{s.d, &c})
	case *session.MinorSyncAck:
		c := p.Clone()
		c.Serial = c.Serial.Next()
		return out(seen{s.d, &c})
	case *session.MajorSyncAck:
		c := p.Clone()
		c.Serial, c.SecondSerial = c.Serial.Next(), c.SecondSerial.Next()
		return out(seen{s.d, &c})
	}
	return nil
}

func sameOctets(p, q session.SPDU) bool {
	a, _ := p.AppendBinary(nil)
	b, _ := q.AppendBinary(nil)
	return p.Type() == q.Type() && bytes.Equal(a, b)
}
