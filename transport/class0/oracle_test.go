package class0_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

// A unit is a TPDU on the path.
type unit struct {
	from   osi.Direction
	octets string
}

func (u unit) String() string { return fmt.Sprintf("%.1s %s", u.from, u.octets) }

// A configuration explains what was seen: two machines, and how much of what the other has sent
// each has taken.
type configuration struct {
	m     [2]class0.Machine
	taken [2]int
	over  [2]bool // has met a protocol error, and sends no more
}

func (c *configuration) key() string {
	key := fmt.Sprint(c.taken, c.over)
	for i := range c.m {
		m := &c.m[i]
		// of an end that has sent an ER only what it refuses then shows that
		probe := *m
		key += fmt.Sprint(m.State(), m.Situation(), m.Size(), m.Initiator(), probe.Send(&transport.Data{EOT: true}) == nil)
	}
	return key
}

// An observer keeps all configurations, without a shortcut.
type observer struct {
	t     testing.TB
	all   []configuration
	sent  [2][]string
	owner *osi.Direction
}

// see reports whether some configuration lets the end of u.from send u.
func (o *observer) see(u unit) bool {
	d := u.from
	if isCR(u.octets) && o.owner != nil && *o.owner != d { // 6.1.1.3, which a machine cannot know
		return false
	}
	var next []configuration
	keys := map[string]bool{}
	for _, c := range o.all {
		for {
			if n, ok := o.send(c, u); ok && !keys[n.key()] {
				keys[n.key()] = true
				next = append(next, n)
			}
			if c.taken[d] == len(o.sent[d.Opposite()]) || c.over[d] {
				break
			}
			octets := o.sent[d.Opposite()][c.taken[d]]
			c.taken[d]++
			_, err := c.m[d].Receive(decode(o.t, c.m[d].Format(), octets))
			c.over[d] = err != nil
		}
	}
	if len(next) == 0 {
		return false
	}
	o.all, o.sent[d] = next, append(o.sent[d], u.octets)
	if isCR(u.octets) {
		o.owner = &d
	}
	return true
}

func (o *observer) send(c configuration, u unit) (configuration, bool) {
	m := &c.m[u.from]
	p := decode(o.t, m.Format(), u.octets)
	if _, er := p.(*transport.TPDUError); er && m.State() != class0.OPEN && m.State() != class0.WFTRESP {
		return c, false // there is no fault to answer
	}
	if dr, ok := p.(*transport.DisconnectRequest); ok && m.State() == class0.WFTRESP {
		dr.SrcRef = 0 // which is not judged, for ISODE sends another
	}
	return c, !c.over[u.from] && m.Send(p) == nil
}

func isCR(octets string) bool { return octets[2:4] == "e0" }

var alphabet = []string{
	cr0, cr0b, cc0, cc0b, "06d01234567900", refusal, refusalB, er1234, "0770123500c10106", er5678, dt41, "02f00041",
	"06801234567800", "06805678123400", ccLarge, // of which the last two never are
}

func random(r *rand.Rand) unit {
	return unit{osi.Direction(r.IntN(2)), alphabet[r.IntN(len(alphabet))]}
}

// The monitor accepts exactly what some configuration of two machines explains, over all orders of
// delivery: it refuses nothing that conforming ends can have sent, and accepts nothing else. CRs of
// class 4, which no machine sends, are those of TestWalk.
func TestOracle(t *testing.T) {
	t.Parallel()
	steps, refused, largest := 0, 0, 0
	kinds := map[string]int{}
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 1))
		o := observer{t: t, all: make([]configuration, 1)}
		var w class0.Monitor
		var log []string
		for range 40 {
			u := random(r)
			log = append(log, u.String())
			before := w
			err := show(t, &w, network, fmt.Sprintf("%c %s", "IR"[u.from], u.octets))
			steps++
			if ok := o.see(u); ok != (err == nil) {
				t.Fatalf("conforming: %v, the monitor: %v\n%v", ok, err, log)
			}
			if err != nil {
				w = before
				refused++
				log = log[:len(log)-1]
			} else {
				kinds[u.octets]++
			}
			largest = max(largest, len(o.all))
		}
	}
	for _, a := range alphabet {
		if never := a == ccLarge || a == "06805678123400"; (kinds[a] == 0) != never {
			t.Errorf("%s was accepted %d times", a, kinds[a])
		}
	}
	t.Logf("%d TPDUs, %d refused; largest set of configurations %d", steps, refused, largest)
}

// One change to a conforming sequence: how often the monitor finds it. By TestOracle the others are
// sequences that conforming ends can have sent.
func TestPower(t *testing.T) {
	t.Parallel()
	changes := map[string]func(*rand.Rand, []unit) []unit{
		"dropped": func(r *rand.Rand, s []unit) []unit { i := r.IntN(len(s)); return slices.Delete(s, i, i+1) },
		"doubled": func(r *rand.Rand, s []unit) []unit { i := r.IntN(len(s)); return slices.Insert(s, i, s[i]) },
		"swapped": func(r *rand.Rand, s []unit) []unit {
			if i := r.IntN(len(s)); i > 0 {
				s[i-1], s[i] = s[i], s[i-1]
			}
			return s
		},
		"inserted": func(r *rand.Rand, s []unit) []unit { return slices.Insert(s, r.IntN(len(s)), random(r)) },
		"replaced": func(r *rand.Rand, s []unit) []unit { s[r.IntN(len(s))] = random(r); return s },
	}
	for _, name := range []string{"dropped", "doubled", "swapped", "inserted", "replaced"} {
		caught, tried := 0, 0
		for seed := range uint64(300) {
			r := rand.New(rand.NewPCG(seed, 2))
			var w class0.Monitor
			var s []unit
			for len(s) < 6 {
				u := random(r)
				before := w
				if show(t, &w, network, fmt.Sprintf("%c %s", "IR"[u.from], u.octets)) != nil {
					w = before
					if r.IntN(300) == 0 {
						break // no more can follow
					}
					continue
				}
				if control := u.octets[2] != 'f'; control || r.IntN(3) == 0 {
					s = append(s, u)
				}
			}
			if len(s) < 3 {
				continue
			}
			was := slices.Clone(s)
			s = changes[name](r, s)
			if slices.Equal(s, was) {
				continue
			}
			tried++
			w = class0.Monitor{}
			for _, u := range s {
				if show(t, &w, network, fmt.Sprintf("%c %s", "IR"[u.from], u.octets)) != nil {
					caught++
					break
				}
			}
		}
		t.Logf("%s: %d of %d caught", name, caught, tried)
		if tried < 100 || caught*10 < tried {
			t.Errorf("%s: %d of %d caught", name, caught, tried)
		}
	}
}
