package presentation

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/text"
)

// Outcome is a Result, X.226 8.2. A CPR may have others than those named.
type Outcome int64

// The outcomes.
const (
	Acceptance Outcome = iota
	UserRejection
	ProviderRejection
)

var outcomeNames = [...]string{"acceptance", "user-rejection", "provider-rejection"}

// String returns the standard's name.
func (o Outcome) String() string { return text.Name(outcomeNames[:], o, "result") }

// ContextReason is the provider-reason of a Result-list item, X.226 8.2. A CPR may have others than
// those named.
type ContextReason int64

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
func (c ContextReason) String() string { return text.Name(contextReasonNames[:], c, "reason") }

// A Result is one item of a Result-list, X.226 8.2: the answer to the Context at the same place in
// the list proposed.
type Result struct {
	Outcome        Outcome
	TransferSyntax osi.OID                // the one selected; zero: absent, which only a rejection may be
	Reason         osi.Opt[ContextReason] // present in a provider-rejection
}

// readResults reads e, a Result-list. It may be empty, X.226 Amd.1 8.2. In a CPR, open, it may have
// numbers without a name.
func readResults(r *ber.Reader, e *ber.Element, list []Result, open bool, sc *scan) []Result {
	list = emptyList(list)
	var item ber.Element
	in := r.Enter(e)
	for n := 1; sc.item(&in, &item, tagSequence, n); n++ {
		list = nextItem(list)
		if res := &list[len(list)-1]; sc.general || !res.readPredicted(&in, &item) {
			res.read(&in, &item, open, sc)
		}
	}
	r.Leave(&in)
	return list
}

var grammarResult = grammar(1<<0|1<<1|1<<2, false, false)

func (res *Result) read(r *ber.Reader, item *ber.Element, open bool, sc *scan) {
	*res = Result{}
	var w ber.Walk
	w.Enter(r, item, grammarResult, sc.l)
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		e := &w.Component
		switch n {
		case 0:
			res.Outcome = Outcome(namedNumber(&w.Reader, e, int64(ProviderRejection), open))
		case 1:
			res.TransferSyntax = w.OID(e)
		case 2:
			res.Reason = osi.Some(ContextReason(namedNumber(&w.Reader, e, int64(ContextLocalLimitExceeded), open)))
		}
	}
	w.Require(0, 0x80, ruleMissing)
	if rule, want := res.broken(); rule != nil && w.Err() == nil && (rule != ruleResultReason || !sc.l.Excuse(osi.RejectionWithoutReason)) {
		w.Fail(rule, w.End(), 0, want)
	}
	w.Leave(r)
}

// broken returns the rule of X.226 6.2.3.5 that r breaks, and the octet that is wanted or wrong.
func (res *Result) broken() (rule *osi.Rule, octet int) {
	switch {
	case res.Outcome == Acceptance && res.TransferSyntax.IsZero():
		return ruleResultSyntax, 0x81
	case res.Outcome == ProviderRejection && !res.Reason.Present:
		return ruleResultReason, 0x82
	case res.Reason.Present && !res.TransferSyntax.IsZero():
		return ruleResultBoth, 0
	}
	return nil, 0
}

// namedNumber reads e, an INTEGER whose named numbers are 0 to most. X.226 8.5.2 forbids others
// unless it is open.
func namedNumber(r *ber.Reader, e *ber.Element, most int64, open bool) int64 {
	v := r.Integer(e)
	if !open && (v < 0 || v > most) && r.Err() == nil {
		r.Fail(ruleNumber, e.Start, int(v), 0)
		return 0
	}
	return v
}

func checkResults(pdu string, list []Result, open bool) error {
	for i := range list {
		o, reason := list[i].Outcome, list[i].Reason.Value
		if !open && (o < 0 || o > ProviderRejection || reason < 0 || reason > ContextLocalLimitExceeded) {
			return fail(ruleNumber, pdu, 0, 0, 0)
		}
		if rule, want := list[i].broken(); rule != nil {
			return fail(rule, pdu, 0, 0, want)
		}
	}
	return nil
}

func appendResults(b []byte, tag ber.Tag, list []Result, f ber.Form) []byte {
	if list == nil {
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
