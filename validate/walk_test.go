package validate_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/walk"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

var walks = flag.Int("walks", 400, "conforming conversations of each kind")

// walkCount is the number of walks; -short is for the race detector.
func walkCount() uint64 {
	if testing.Short() {
		return uint64(*walks / 10)
	}
	return uint64(*walks)
}

// A walkKind is a kind of walks and the gate that they go through.
type walkKind struct {
	expedited, layers bool
	overtakes         bool // what is on the expedited flow may overtake: it is no one stream of TPKTs
	unagreed          bool // CR and CC do not say that there is an expedited flow
	policy            validate.Policy
}

// walkKinds are the kinds, by name.
var walkKinds = map[string]walkKind{
	"session":                        {policy: validate.Policy{Top: osi.Session}},
	"session, expedited":             {expedited: true, policy: validate.Policy{Top: osi.Session}},
	"session, overtaking":            {expedited: true, overtakes: true, policy: validate.Policy{Top: osi.Session}},
	"all layers":                     {layers: true},
	"all layers, expedited":          {expedited: true, layers: true},
	"all layers, overtaking":         {expedited: true, overtakes: true, layers: true},
	"session, met midway":            {policy: validate.Policy{Top: osi.Session, Midway: true}},
	"all layers, met midway":         {layers: true, policy: validate.Policy{Midway: true}},
	"all layers, Default, expedited": {expedited: true, layers: true, unagreed: true, policy: validate.Default()},
}

func (k walkKind) walk(seed uint64) *walk.Walk {
	steps := 120
	if seed%32 == 5 {
		steps = 800
	}
	return walk.New(seed, walk.Options{Steps: steps, Expedited: k.expedited, Overtakes: k.overtakes, Layers: k.layers})
}

// refusedUnit feeds a stream TSDUs, and returns the index of the one that is rejected; -1 is none.
func refusedUnit(g *validate.Guard, units []walk.Unit) (at int, v validate.Verdict) {
	s := g.Stream(validate.TSDUs)
	defer s.Close()
	for i, u := range units {
		if v, _ = s.Check(u.From, u.TSDU); v.Action != validate.Pass {
			return i, v
		}
	}
	return -1, v
}

// refusedFrame feeds a stream TPKTs, those of one direction joined and cut at random, and returns
// whether they all pass.
func refusedFrame(g *validate.Guard, frames []walk.Frame, r *rand.Rand) error {
	s := g.Stream(validate.TPKTs)
	defer s.Close()
	fed, passed := 0, 0
	for i := 0; i < len(frames); {
		from := frames[i].From
		var b []byte
		for ; i < len(frames) && frames[i].From == from && (len(b) == 0 || r.IntN(4) > 0); i++ {
			b = append(b, frames[i].TPKT...)
		}
		fed += len(b)
		for len(b) > 0 {
			n := 1 + r.IntN(len(b))
			for rest := b[:n]; len(rest) > 0; {
				var v validate.Verdict
				v, rest = s.Check(from, rest)
				if v.Action == validate.Reject {
					return fmt.Errorf("frame %d of %d, %v: %s", i, len(frames), from, outcome(v))
				}
				passed += len(v.Octets)
			}
			b = b[n:]
		}
	}
	if fed != passed {
		return fmt.Errorf("%d octets fed, %d passed", fed, passed)
	}
	return nil
}

// refusedSSDU feeds a stream the SSDUs of the first session connection.
func refusedSSDU(g *validate.Guard, units []walk.Unit) (at int, v validate.Verdict) {
	s := g.Stream(validate.SSDUs)
	defer s.Close()
	for i, u := range units {
		for _, p := range u.SPDUs {
			primitive, ok := stack.PrimitiveOf(p)
			ab, aborts := p.(*session.Abort)
			_, reports := p.(*session.ExceptionReport)
			switch {
			case p.Type() == session.TypeCN && i > 0, aborts && ab.Disconnect&session.UserAbort == 0: // the provider has no primitive
				return -1, v
			case !ok || reports:
				continue
			}
			if v = s.CheckSSDU(u.From, primitive, p.SSDU()); v.Action != validate.Pass {
				return i, v
			}
		}
	}
	return -1, v
}

func walkLog(units []walk.Unit, last int) string {
	var b strings.Builder
	for i := max(0, last-40); i <= last; i++ {
		fmt.Fprintf(&b, "\n%v %v %.80x", units[i].From, units[i].SPDUs, units[i].TSDU)
	}
	return b.String()
}

// TestWalks has conforming conversations in which TSDUs cross pass the gate, as TSDUs and as TPKTs:
// nothing is refused.
func TestWalks(t *testing.T) {
	t.Parallel()
	for name, k := range walkKinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := guard(t, k.policy)
			units, failed, deviated, selected := 0, 0, 0, map[session.FunctionalUnits]bool{}
			pdus := map[string]int{}
			for seed := range walkCount() {
				w := k.walk(seed)
				r := rand.New(rand.NewPCG(seed, 1))
				list := w.Units
				if k.policy.Midway && len(list) > 0 {
					list = list[r.IntN(len(list)):]
				}
				if w.Deviated != "" {
					deviated++
				}
				selected[w.Selected] = true
				for _, u := range list {
					for _, p := range u.SPDUs {
						pdus[p.String()]++
					}
				}
				units += len(list)
				if i, v := refusedUnit(g, list); i >= 0 {
					t.Errorf("walk %d, TSDU %d of %d, units %s: %s%s", seed, i, len(list), w.Selected, outcome(v), walkLog(list, i))
					failed++
				} else if err := refusedFrame(g, walk.Frames(list, k.expedited && !k.unagreed, seed), r); err != nil && !k.policy.Midway && !k.overtakes {
					t.Errorf("walk %d, units %s: %v%s", seed, w.Selected, err, walkLog(list, len(list)-1))
					failed++
				}
				if k.layers && !k.policy.Midway {
					if i, v := refusedSSDU(g, list); i >= 0 {
						t.Errorf("walk %d, SSDU of TSDU %d of %d, units %s: %s%s", seed, i, len(list), w.Selected, outcome(v), walkLog(list, i))
						failed++
					}
				}
				if failed > 5 {
					t.FailNow()
				}
			}
			t.Logf("%d walks, %d TSDUs, %d selections of functional units; %d walks meet a race of the standard; %v", walkCount(), units, len(selected), deviated, pdus)
		})
	}
}

// TestWalksChanged changes one TSDU in each of the walks, and reports the share that the gate
// refuses. What passes conforming ends may have sent: see session/spm, TestMonitorPower.
func TestWalksChanged(t *testing.T) {
	t.Parallel()
	least := map[string]int{"dropped": 20, "doubled": 90, "swapped": 30, "another serial number": 80, "other tokens": 60}
	var mu sync.Mutex
	for name, k := range walkKinds {
		if k.policy.Midway {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := guard(t, k.policy)
			refused, of := map[string]int{}, map[string]int{}
			for seed := range walkCount() {
				w := k.walk(seed)
				for _, kind := range walk.Kinds {
					changed, at := walk.Mutate(w.Units, kind, seed)
					if changed == nil {
						continue
					}
					of[kind]++
					i, v := refusedUnit(g, changed)
					if i >= at {
						refused[kind]++
					} else if i >= 0 {
						t.Errorf("walk %d, %s at %d: refused at %d: %s", seed, kind, at, i, outcome(v))
					}
					if k.expedited { // what was on the expedited flow may be on the normal one now
						continue
					}
					err := refusedFrame(g, walk.Frames(changed, false, seed), rand.New(rand.NewPCG(seed, 1)))
					if (err != nil) != (i >= 0) {
						t.Errorf("walk %d, %s at %d: TSDU %d %s, as TPKTs %v%s", seed, kind, at, i, outcome(v), err, walkLog(changed, len(changed)-1))
					}
				}
			}
			mu.Lock()
			defer mu.Unlock()
			for _, kind := range walk.Kinds {
				share := 100 * refused[kind] / max(of[kind], 1)
				t.Logf("%s: %d of %d refused (%d %%)", kind, refused[kind], of[kind], share)
				if of[kind] > 100 && share < least[kind] {
					t.Errorf("%s: %d %% refused, want %d", kind, share, least[kind])
				}
			}
		})
	}
}
