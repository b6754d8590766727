package presentation

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// withoutOffset returns the error of a check that decoders share with encoders, which have no
// buffer to count in.
func withoutOffset(err error) error {
	if e := osi.AsError(err); e != nil {
		e.Offset = 0
	}
	return err
}

// definesTag reports whether g defines a component with the tag t.
func definesTag(g *ber.Grammar, t ber.Tag) bool {
	n := t.Number()
	return t&0xc0 == 0x80 && n < ber.Last && g.Known>>n&1 != 0 || g.Last[0] != 0 && slices.Contains(g.Last[:], t.Primitive())
}

// checkUndefined checks that each of the elements in list is one, well formed, and not one that g
// defines.
func checkUndefined(pdu string, list [][]byte, g *ber.Grammar) error {
	for _, raw := range list {
		r := ber.NewReader(raw, 255, maxElements)
		e, _ := r.Next()
		r.Pass(&e)
		if r.Finish() != nil || e.Start == 0 || definesTag(g, e.Tag) {
			return fail(ruleComponent, pdu, 0, int(e.Tag&0xff), 0)
		}
	}
	return nil
}
