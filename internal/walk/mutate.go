package walk

import (
	"bytes"
	"math/rand/v2"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// Kinds are the changes that Mutate makes.
var Kinds = [...]string{"dropped", "doubled", "swapped", "another serial number", "other tokens"}

// Mutate returns the units with one change of the kind, and where that is; nil when there is
// nothing to change. Data is left alone.
func Mutate(units []Unit, kind string, seed uint64) (changed []Unit, at int) {
	r := rand.New(rand.NewPCG(seed, 10))
	if len(units) < 4 {
		return nil, 0
	}
	for range 40 {
		at = 2 + r.IntN(len(units)-2)
		if c := change(units, at, kind, r); c != nil {
			return c, at
		}
	}
	return nil, 0
}

func change(units []Unit, at int, kind string, r *rand.Rand) []Unit {
	u := units[at]
	if len(u.SPDUs) == 0 || isData(u.SPDUs[0]) && len(u.SPDUs) == 1 {
		return nil
	}
	switch kind {
	case "dropped":
		return slices.Delete(slices.Clone(units), at, at+1)
	case "doubled":
		return slices.Insert(slices.Clone(units), at, u)
	case "swapped":
		next := at + 1
		for next < len(units) && units[next].From != u.From {
			next++
		}
		if next == len(units) || bytes.Equal(units[next].TSDU, u.TSDU) {
			return nil
		}
		c := slices.Clone(units)
		c[at], c[next] = c[next], c[at]
		return c
	}
	if len(u.SPDUs) != 1 {
		return nil
	}
	p, err := new(session.Decoder).TSDU(u.TSDU)
	if err != nil {
		return nil
	}
	q := p[len(p)-1]
	if kind == "other tokens" && !otherTokens(q, r) || kind == "another serial number" && !otherSerial(q) {
		return nil
	}
	c := slices.Clone(units)
	if c[at].TSDU, err = session.Concatenate(nil, false, p...); err != nil {
		return nil
	}
	return c
}

func isData(p session.SPDU) bool {
	t := p.Type()
	return t == session.TypeDT || t == session.TypeTD || t == session.TypePT || t == session.TypeEX
}

func otherTokens(p session.SPDU, r *rand.Rand) bool {
	switch p := p.(type) {
	case *session.GiveTokens:
		p.Tokens.Value ^= tokens[r.IntN(len(tokens))]
		return p.Tokens.Value != 0
	case *session.ResynchronizeAck:
		t := tokens[r.IntN(len(tokens))]
		p.Tokens = osi.Some(p.Tokens.Value.With(t, p.Tokens.Value.Side(t)^1))
		return true
	}
	return false
}

func otherSerial(p session.SPDU) bool {
	next := func(n *session.SerialNumber) bool {
		if *n == nil {
			return false
		}
		*n = slices.Clone((*n).Next())
		return true
	}
	switch p := p.(type) {
	case *session.MinorSyncPoint:
		return next(&p.Serial)
	case *session.MinorSyncAck:
		return next(&p.Serial)
	case *session.MajorSyncPoint:
		return next(&p.Serial)
	case *session.MajorSyncAck:
		return next(&p.Serial) || next(&p.SecondSerial)
	case *session.ActivityEnd:
		return next(&p.Serial)
	case *session.ResynchronizeAck:
		return next(&p.Serial)
	}
	return false
}
