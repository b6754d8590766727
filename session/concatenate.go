package session

import "github.com/osi-go/osi"

// Concatenate appends the TSDU that holds the SPDUs in this order to b. extended says that the
// receiver announced ExtendedConcatenation. SPDUs that X.225 6.3.7 does not allow together are an
// error of kind ErrState or, for a GT or PT alone without a Token Item, ErrMissing; none at all is
// ErrTruncated. Other errors are those of encoding an SPDU, with Offset in the TSDU. On an error
// the result is b.
func Concatenate(b []byte, extended bool, spdus ...SPDU) ([]byte, error) {
	if m := concatenation(spdus, extended, nil); m.rule != nil {
		t := TypeNone
		if m.spdu < len(spdus) {
			t = spdus[m.spdu].Type()
		}
		return b, fail(m.rule, t, 0, m.got, m.want)
	}
	start := len(b)
	out := b
	for _, s := range spdus {
		var err error
		at := len(out)
		if out, err = s.AppendBinary(out); err != nil {
			return b, osi.Rebase(err, s.String(), at-start)
		}
	}
	return out, nil
}

// A misfit is what is wrong with a sequence of SPDUs: in which, and at which parameter or, for
// parNone, its SI.
type misfit struct {
	rule      *osi.Rule
	spdu      int
	par       par
	got, want int
}

// concatenationPairs has, by the second SPDU, what Table 7 and 8 of X.225 6.3.7 say of two SPDUs.
var concatenationPairs = [...]struct {
	gt, pt   bool // allowed in front
	extended bool // GT is allowed in front of it by Table 8
	bare     bool // the GT shall have no Token Item
}{
	TypeDT:  {gt: true},
	TypeMIP: {gt: true},
	TypeMIA: {pt: true, extended: true},
	TypeMAP: {gt: true},
	TypeMAA: {pt: true, extended: true},
	TypeRS:  {gt: true, bare: true},
	TypeRA:  {pt: true},
	TypeAS:  {gt: true},
	TypeAR:  {gt: true, pt: true}, // PT is what Table 7 of 1995 prints
	TypeAD:  {gt: true, bare: true},
	TypeADA: {pt: true},
	TypeAI:  {gt: true, bare: true},
	TypeAIA: {pt: true},
	TypeAE:  {gt: true},
	TypeCD:  {gt: true, bare: true},
	TypeCDA: {pt: true},
	TypeER:  {pt: true},
	TypeED:  {pt: true},
	TypeNL:  {},
}

// Opener returns the GT or PT without parameters that stands in front of an SPDU of type t, X.225
// 6.3.7; nil where none does.
func Opener(t Type) SPDU {
	switch p := concatenationPairs[min(int(t), len(concatenationPairs)-1)]; {
	case p.gt:
		return &GiveTokens{}
	case p.pt:
		return &PleaseTokens{}
	}
	return nil
}

// concatenation checks that the SPDUs may stand in one TSDU in this order, X.225 6.3.7.
func concatenation(spdus []SPDU, extended bool, l *osi.Leniency) misfit {
	if len(spdus) == 0 {
		return misfit{ruleEmptyTSDU, 0, parNone, 0, 1}
	}
	first := spdus[0].Type()
	switch c := first.Category(); {
	case c == Category2 && (len(spdus) > 1 || !l.Excuse(osi.LoneCategory2)):
		return misfit{ruleCategory2, 0, parNone, int(types[first].si), 0}
	case len(spdus) == 1:
		return checkAlone(spdus[0], l)
	case c != Category0:
		return misfit{ruleConcatenation, 1, parNone, int(types[spdus[1].Type()].si), 0}
	}
	tokens, data := tokenItem(spdus[0])
	if data {
		return misfit{ruleCategory0Data, 0, parUserData, len(spdus[0].common().UserData), 0}
	}
	for i, s := range spdus[1:] {
		if s.Type().Category() != Category2 {
			return misfit{ruleConcatenation, i + 1, parNone, int(types[s.Type()].si), 0}
		}
	}
	if len(spdus) > 2 {
		return checkSequence(spdus, tokens, extended, l)
	}
	second := spdus[1].Type()
	p := concatenationPairs[second]
	ok := p.pt
	if first == TypeGT {
		ok = p.gt || p.extended && extended
	}
	switch {
	case !ok && !l.Excuse(osi.ConcatenationPair):
		return misfit{ruleConcatenation, 1, parNone, int(types[second].si), 0}
	case tokens && (p.bare || !spdus[1].common().Enclosure.Ends()) && !l.Excuse(osi.ConcatenatedTokens):
		return misfit{ruleCategory0Tokens, 0, parTokens, int(types[second].si), 0}
	}
	return misfit{}
}

// checkAlone checks an SPDU that is a TSDU by itself.
func checkAlone(s SPDU, l *osi.Leniency) misfit {
	if s.Type().Category() != Category0 {
		return misfit{}
	}
	if tokens, _ := tokenItem(s); tokens || s.common().Enclosure.continues() || l.Excuse(osi.LoneGiveTokens) {
		return misfit{}
	}
	return misfit{ruleLoneCategory0, 0, parTokens, 0, int(parameters[parTokens].code)}
}

// tokenItem reports whether the GT or PT s has a Token Item, and user data.
func tokenItem(s SPDU) (tokens, data bool) {
	switch s := s.(type) {
	case *GiveTokens:
		tokens = s.Tokens.Present
	case *PleaseTokens:
		tokens = s.Tokens.Present
	default: // no other stands in front
	}
	return tokens, s.common().UserData != nil
}

// checkSequence checks three or four SPDUs, Table 8: a GT, AS or AR if any, a synchronization point
// or its confirmation if any, and a DT if any.
func checkSequence(spdus []SPDU, tokens, extended bool, l *osi.Leniency) misfit {
	bad := func(i int) misfit {
		return misfit{ruleExtendedConcat, i, parNone, int(types[spdus[i].Type()].si), 0}
	}
	if len(spdus) > 4 {
		return bad(4)
	}
	if spdus[0].Type() != TypeGT || !extended && !l.Excuse(osi.UnexpectedConcatenation) {
		return bad(2)
	}
	i := 1
	start := spdus[i].Type() == TypeAS || spdus[i].Type() == TypeAR
	if start {
		i++
	}
	t := spdus[i].Type()
	major, ack := t == TypeAE || t == TypeMAP, t == TypeMIA || t == TypeMAA
	if ack && start {
		return bad(i)
	}
	bare := major && start // the GT shall have no Token Item
	point := t == TypeMIP || major || ack
	if point {
		i++
	}
	switch last := len(spdus) - 1; {
	case i > last: // AS or AR, and a point
	case i < last || spdus[i].Type() != TypeDT || !point && !start:
		return bad(i)
	default:
		e := spdus[i].common().Enclosure
		if start && !e.whole() && (point || e != EnclosureFirst) || !start && !e.Ends() {
			return misfit{ruleExtendedConcat, i, parEnclosure, int(e - EnclosureMiddle), 0}
		}
		bare = bare || e == EnclosureFirst
	}
	if tokens && bare && !l.Excuse(osi.ConcatenatedTokens) {
		return misfit{ruleCategory0Tokens, 0, parTokens, int(types[spdus[1].Type()].si), 0}
	}
	return misfit{}
}

func (e Enclosure) whole() bool { return e == EnclosureNone || e == EnclosureWhole }
