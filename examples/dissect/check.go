package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

// gate runs the gate of package validate over what is in the input.
type gate struct {
	whole, midway *validate.Guard // for connections from their beginning, and for others
	stopped       func(at *place, v *validate.Verdict)

	passed     int // units
	conns, hit int // connections that were judged, and those of which a unit would be stopped
	rules      map[string]*ruleCount
}

// ruleCount is how often a rule was broken, and where first.
type ruleCount struct {
	units int
	first string
}

// policyOf returns the Policy that a word names: one of package validate, or a JSON file.
func policyOf(word string) (p validate.Policy, err error) {
	switch word {
	case "default":
		return validate.Default(), nil
	case "strict":
		return validate.Strict(), nil
	case "rfc1006":
		return validate.RFC1006(), nil
	}
	b, err := os.ReadFile(word)
	if err != nil {
		return p, fmt.Errorf("%w: a policy is default, strict, rfc1006 or a JSON file", err)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return p, fmt.Errorf("%s: %w", word, err)
	}
	return p, nil
}

func newGate(p validate.Policy) (*gate, error) {
	g := &gate{rules: map[string]*ruleCount{}}
	var err error
	if g.whole, err = validate.New(p); err != nil {
		return nil, err
	}
	p.Midway = true
	g.midway, err = validate.New(p)
	return g, err
}

// checked is a decoder that asks a gate. The capture was made without a gate, so traffic goes on
// behind a unit that would be stopped. It is judged as that of a connection met midway.
type checked struct {
	*gate
	s    *validate.Stream
	c    stack.Carrier
	lost [2]bool // octets behind a stopped unit were passed over: a frame is to begin first
}

func (g *gate) decoder(c stack.Carrier, midway bool) *checked {
	from := g.whole
	if midway {
		from = g.midway
	}
	return &checked{gate: g, s: from.Stream(c), c: c}
}

func (x *checked) feed(at *place, d osi.Direction, b []byte) {
	if !at.conn.judged {
		at.conn.judged = true
		x.conns++
	}
	if x.s.Closed() { // behind the end of its connection
		x.s = x.midway.Stream(x.c)
	}
	for rest := b; len(rest) > 0; {
		var v validate.Verdict
		v, rest = x.s.Check(d, rest)
		switch v.Action {
		case validate.Pass:
			x.passed++
		case validate.Hold:
		case validate.Reject:
			x.reject(at, &v)
			x.begin()
		}
	}
}

// begin goes on behind a unit that would be stopped. With X.25 a rejection concerns one channel of
// many, unless it closes the stream.
func (x *checked) begin() {
	closed := x.s.Closed()
	if !closed && (x.c == stack.XOT || x.c == stack.Packets) {
		return
	}
	x.s.Close()
	x.s = x.midway.Stream(x.c)
	x.lost = [2]bool{closed, closed}
}

func (x *checked) reject(at *place, v *validate.Verdict) {
	if !at.conn.stopped {
		at.conn.stopped = true
		x.hit++
	}
	id := ruleOf(v)
	r := x.rules[id]
	if r == nil {
		r = &ruleCount{first: at.where()}
		x.rules[id] = r
	}
	r.units++
	x.stopped(at, v)
}

func (x *checked) broken(d osi.Direction) bool { return x.lost[d] && x.stream() }
func (x *checked) pending(osi.Direction) int   { return x.s.Pending() }
func (x *checked) carrier() stack.Carrier      { return x.c }
func (x *checked) end()                        { x.s.Close() }
func (x *checked) stream() bool                { return x.c == stack.TPKTs || x.c == stack.XOT }

// reset goes on behind a hole, or at the frame that follows lost octets.
func (x *checked) reset(d osi.Direction) {
	if x.lost[d] {
		x.lost[d] = false
		return
	}
	x.s.Close()
	x.s = x.midway.Stream(x.c)
}

// table prints what was stopped, by rule.
func (g *gate) table(o *output) {
	total := 0
	for _, r := range g.rules {
		total += r.units
	}
	line := fmt.Appendf(nil, "%d units would be stopped, on %d of %d connections; %d would pass\n", total, g.hit, g.conns, g.passed)
	for _, id := range slices.SortedFunc(maps.Keys(g.rules), func(a, b string) int {
		return cmp.Or(cmp.Compare(g.rules[b].units, g.rules[a].units), cmp.Compare(a, b))
	}) {
		line = fmt.Appendf(line, "%7d  %-36s  first: %s\n", g.rules[id].units, id, g.rules[id].first)
	}
	o.write(line)
}

// stop prints a unit that would be stopped.
func (t *tree) stop(at *place, v *validate.Verdict) {
	t.at(at, v.From)
	t.b = fmt.Appendf(t.b[:0], "  stop: %v\n    rule: %s\n    then: %v\n", v.Err, ruleOf(v), v.Reaction)
	t.write(t.b)
}

// ruleOf returns the ID of the rule that a unit broke.
func ruleOf(v *validate.Verdict) string {
	if e := osi.AsError(v.Err); e != nil && e.Rule != nil {
		return e.ID
	}
	return "none"
}

// stop is the JSON of a unit that would be stopped.
type stop struct {
	Rule     string            `json:"rule"`
	Text     string            `json:"text"`
	Reaction validate.Reaction `json:"reaction"`
}

// stop prints the object of a unit that would be stopped.
func (j *jsonLines) stop(at *place, v *validate.Verdict) {
	j.begin(at, v.From)
	j.b = appendText(j.b, "dir", v.From.String())
	j.member("stop", stop{ruleOf(v), v.Err.Error(), v.Reaction})
}
