package presentation

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/octets"
)

// Outcome is a Result, X.226 8.2.
type Outcome uint8

// The outcomes.
const (
	Acceptance Outcome = iota
	UserRejection
	ProviderRejection
)

var outcomeNames = [...]string{"acceptance", "user-rejection", "provider-rejection"}

// String returns the standard's name.
func (o Outcome) String() string {
	if int(o) < len(outcomeNames) {
		return outcomeNames[o]
	}
	return "invalid result"
}

// ContextReason is the provider-reason of a Result-list item, X.226 8.2.
type ContextReason uint8

// The reasons.
const (
	ContextReasonNotSpecified ContextReason = iota
	ContextAbstractSyntaxNotSupported
	ContextTransferSyntaxesNotSupported
	ContextLocalLimitExceeded
)

var contextReasonNames = [...]string{
	"reason not specified", "abstract syntax not supported", "proposed transfer syntaxes not supported",
	"local limit on DCS exceeded",
}

// String returns the standard's name.
func (c ContextReason) String() string {
	if int(c) < len(contextReasonNames) {
		return contextReasonNames[c]
	}
	return "invalid reason"
}

// A Result is one item of a Result-list, X.226 8.2: the answer to the Context at the same place in the list proposed.
type Result struct {
	Outcome        Outcome
	TransferSyntax osi.OID                // the one selected; zero: absent, which only a rejection may be
	Reason         osi.Opt[ContextReason] // present in a provider-rejection
}

// readResults reads e, a Result-list.
func readResults(r *ber.Reader, e *ber.Element, list []Result, sc *scan) []Result {
	in := r.Enter(e)
	for {
		item, ok := in.Next()
		if !ok {
			break
		}
		if len(list) >= sc.contexts {
			in.Fail(ruleContextLimit, item.Offset, len(list)+1, sc.contexts)
			break
		}
		if item.Tag != tagSequence {
			unknown(&in, ruleComponent, &item)
			break
		}
		list = next(list)
		if res := &list[len(list)-1]; sc.general || !res.readPredicted(&in, &item) {
			inner := in.Enter(&item)
			readResult(&inner, res, sc)
			in.Leave(&inner)
		}
	}
	if len(list) == 0 && in.Err() == nil {
		in.Fail(ruleListEmpty, e.Offset, 0, 1)
	}
	r.Leave(&in)
	return list
}

func readResult(r *ber.Reader, res *Result, sc *scan) {
	var s sequence
	*res = Result{}
	for {
		e, ok := r.Next()
		if !ok {
			break
		}
		switch e.Tag {
		case 0x80:
			s.at(r, &e, sc)
			res.Outcome = Outcome(number(r, &e, int(ProviderRejection)))
		case 0x81:
			s.at(r, &e, sc)
			res.TransferSyntax = r.OID(&e)
		case 0x82:
			s.at(r, &e, sc)
			res.Reason = osi.Some(ContextReason(number(r, &e, int(ContextLocalLimitExceeded))))
		default:
			sc.undefined(r, &e)
		}
	}
	switch {
	case r.Err() != nil:
	case !s.has(0):
		missing(r, 0x80)
	default:
		if rule := res.broken(); rule != nil && (rule != ruleResultReason || !sc.l.Excuse(osi.RejectionWithoutReason)) {
			r.Fail(rule, r.Offset(), int(res.Outcome), 0)
		}
	}
}

// broken returns the rule of X.226 6.2.3.5 that r breaks.
func (r *Result) broken() *osi.Rule {
	switch {
	case r.Outcome == Acceptance && r.TransferSyntax.IsZero():
		return ruleResultSyntax
	case r.Outcome == ProviderRejection && !r.Reason.Present:
		return ruleResultReason
	case r.Reason.Present && !r.TransferSyntax.IsZero():
		return ruleResultBoth
	}
	return nil
}

// number reads e, an INTEGER whose named numbers are 0 to most: X.226 8.5.2 forbids others.
func number(r *ber.Reader, e *ber.Element, most int) uint8 {
	v := r.Integer(e)
	if (v < 0 || v > int64(most)) && r.Err() == nil {
		r.Fail(ruleNumber, e.Start, int(v), most)
		return 0
	}
	return octets.Low8(uint64(v)) //nolint:gosec // checked above
}

func checkResults(pdu string, list []Result) error {
	for i := range list {
		if list[i].Outcome > ProviderRejection || list[i].Reason.Value > ContextLocalLimitExceeded {
			return fail(ruleNumber, pdu, 0, int(list[i].Outcome), 0)
		}
		if rule := list[i].broken(); rule != nil && rule != ruleResultReason {
			return fail(rule, pdu, 0, int(list[i].Outcome), 0)
		}
	}
	return nil
}

func appendResults(b []byte, tag ber.Tag, list []Result, f ber.Form) []byte {
	if len(list) == 0 {
		return b
	}
	b, all := ber.Open(b, tag, f)
	for i := range list {
		var item ber.Mark
		b, item = ber.Open(b, tagSequence, f)
		b = ber.AppendInteger(b, 0x80, int64(list[i].Outcome))
		if !list[i].TransferSyntax.IsZero() {
			b = ber.AppendOID(b, 0x81, list[i].TransferSyntax)
		}
		if list[i].Reason.Present {
			b = ber.AppendInteger(b, 0x82, int64(list[i].Reason.Value))
		}
		b = ber.Close(b, item)
	}
	return ber.Close(b, all)
}
