package presentation

import (
	"slices"

	"github.com/osi-go/osi/internal/ber"
)

// AlterContext is the AC PPDU, X.226 6.5.2: contexts to add to and to delete from the DCS.
type AlterContext struct {
	Additions []Context // all identifiers odd from the initiator of the connection, all even from the responder; nil: absent
	Deletions []int64   // presentation-context-identifiers, all different; nil: absent
	UserData  UserData

	spare    []Context // memory of Additions
	spareIDs []int64
}

// String returns "AC".
func (a *AlterContext) String() string { return "AC" }

// Decode decodes the AC PPDU in b, strictly, with default limits. a aliases b.
func (a *AlterContext) Decode(b []byte) error { return a.decode(b, strictScan()) }

func (a *AlterContext) reset() {
	retireList(&a.Additions, &a.spare)
	retireList(&a.Deletions, &a.spareIDs)
	a.UserData.reset()
}

func (a *AlterContext) decode(b []byte, sc *scan) error {
	a.reset()
	r, e, err := sc.outer(b, "AC", 0xa0)
	if err != nil {
		return err
	}
	var w ber.Walk
	w.Enter(&r, &e, grammarAC, sc.l)
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		switch n {
		case 0:
			a.Additions = readContexts(&w.Reader, &w.Component, a.spare, paritySame, sc)
		case 1:
			a.Deletions = readDeletions(&w.Reader, &w.Component, a.spareIDs, sc)
		case ber.Last:
			a.UserData.read(&w.Reader, &w.Component, sc)
		}
	}
	w.Leave(&r)
	if err = mustFill(&r, b, "AC"); err != nil {
		a.reset()
	}
	return err
}

// grammarAC is that of AC and ACA.
var grammarAC = grammar(1<<0|1<<1, true, false)

func readDeletions(r *ber.Reader, e *ber.Element, list []int64, sc *scan) []int64 {
	list = emptyList(list)
	sc.ids.reset()
	var item ber.Element
	in := r.Enter(e)
	for n := 1; sc.item(&in, &item, tagInteger, n); n++ {
		list = append(list, contextID(&in, &item))
		if in.Err() == nil && repeatsID(&sc.ids, list, plainID) {
			in.Fail(ruleContextDuplicate, item.Offset, int(list[len(list)-1]), 0)
		}
	}
	r.Leave(&in)
	return list
}

// AppendBinary appends the PPDU with definite lengths. It returns an error and b unchanged when
// X.226 forbids a.
func (a *AlterContext) AppendBinary(b []byte) ([]byte, error) { return a.append(b, ber.Definite) }

func (a *AlterContext) append(b []byte, f ber.Form) ([]byte, error) {
	if err := a.check(); err != nil {
		return b, err
	}
	out, all := ber.Open(b, 0xa0, f)
	out = appendContexts(out, 0xa0, a.Additions, f)
	out = appendIntegers(out, 0xa1, a.Deletions, f)
	return ber.Close(a.UserData.append(out, f), all), nil
}

func (a *AlterContext) check() error {
	const pdu = "AC"
	if err := checkContexts(pdu, a.Additions, paritySame); err != nil {
		return err
	}
	for _, id := range a.Deletions {
		if id < 1 {
			return fail(ruleContextID, pdu, 0, int(id), 0)
		}
	}
	return firstError(checkDifferent(pdu, a.Deletions, plainID), a.UserData.check(pdu))
}

// appendIntegers appends a list of INTEGERs, unless it is nil.
func appendIntegers[T ~int64](b []byte, tag ber.Tag, list []T, f ber.Form) []byte {
	if list == nil {
		return b
	}
	b, m := ber.Open(b, tag, f)
	for _, v := range list {
		b = ber.AppendInteger(b, tagInteger, int64(v))
	}
	return ber.Close(b, m)
}

// Clone returns a copy that shares no memory with a.
func (a *AlterContext) Clone() AlterContext {
	return AlterContext{Additions: cloneContexts(a.Additions), Deletions: slices.Clone(a.Deletions), UserData: a.UserData.Clone()}
}

// AlterContextAcknowledge is the ACA PPDU, X.226 6.5.3: the answers to an AC, each at the place of
// what it answers.
type AlterContextAcknowledge struct {
	Additions []Result  // nil: absent, which accepts all, X.216 10.5.1.3
	Deletions []Outcome // Acceptance or UserRejection; nil: absent, which accepts all, X.216 10.5.1.4
	UserData  UserData

	spare         []Result // memory of Additions
	spareOutcomes []Outcome
}

// String returns "ACA".
func (a *AlterContextAcknowledge) String() string { return "ACA" }

// Decode decodes the ACA PPDU in b, strictly, with default limits. a aliases b.
func (a *AlterContextAcknowledge) Decode(b []byte) error { return a.decode(b, strictScan()) }

func (a *AlterContextAcknowledge) reset() {
	retireList(&a.Additions, &a.spare)
	retireList(&a.Deletions, &a.spareOutcomes)
	a.UserData.reset()
}

func (a *AlterContextAcknowledge) decode(b []byte, sc *scan) error {
	a.reset()
	r, e, err := sc.outer(b, "ACA", 0xa1)
	if err != nil {
		return err
	}
	var w ber.Walk
	w.Enter(&r, &e, grammarAC, sc.l)
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		switch n {
		case 0:
			a.Additions = readResults(&w.Reader, &w.Component, a.spare, false, sc)
		case 1:
			a.Deletions = readOutcomes(&w.Reader, &w.Component, a.spareOutcomes, sc)
		case ber.Last:
			a.UserData.read(&w.Reader, &w.Component, sc)
		}
	}
	w.Leave(&r)
	if err = mustFill(&r, b, "ACA"); err != nil {
		a.reset()
	}
	return err
}

func readOutcomes(r *ber.Reader, e *ber.Element, list []Outcome, sc *scan) []Outcome {
	list = emptyList(list)
	var item ber.Element
	in := r.Enter(e)
	for n := 1; sc.item(&in, &item, tagInteger, n); n++ {
		list = append(list, Outcome(namedNumber(&in, &item, int64(UserRejection), false)))
	}
	r.Leave(&in)
	return list
}

// AppendBinary appends the PPDU with definite lengths. It returns an error and b unchanged when
// X.226 forbids a.
func (a *AlterContextAcknowledge) AppendBinary(b []byte) ([]byte, error) {
	return a.append(b, ber.Definite)
}

func (a *AlterContextAcknowledge) append(b []byte, f ber.Form) ([]byte, error) {
	if err := checkResults("ACA", a.Additions, false); err != nil {
		return b, err
	}
	for _, o := range a.Deletions {
		if o < 0 || o > UserRejection {
			return b, fail(ruleNumber, "ACA", 0, 0, 0)
		}
	}
	if err := a.UserData.check("ACA"); err != nil {
		return b, err
	}
	out, all := ber.Open(b, 0xa1, f)
	out = appendResults(out, 0xa0, a.Additions, f)
	out = appendIntegers(out, 0xa1, a.Deletions, f)
	return ber.Close(a.UserData.append(out, f), all), nil
}

// Clone returns a copy that shares no memory with a.
func (a *AlterContextAcknowledge) Clone() AlterContextAcknowledge {
	return AlterContextAcknowledge{
		Additions: slices.Clone(a.Additions), Deletions: slices.Clone(a.Deletions), UserData: a.UserData.Clone(),
	}
}

// Resynchronize is the RS PPDU, X.226 6.8.2, or the RSA PPDU, 6.8.3, which are the same octets.
type Resynchronize struct {
	Acknowledge bool          // RSA
	Contexts    []ContextName // the sender's DCS, with context management; nil: absent
	UserData    UserData

	spare []ContextName // memory of Contexts
}

// String returns "RS" or "RSA".
func (s *Resynchronize) String() string {
	if s.Acknowledge {
		return "RSA"
	}
	return "RS"
}

// Decode decodes the RS PPDU in b, strictly, with default limits; the RSA PPDU when s.Acknowledge
// is set, which it keeps. s aliases b.
func (s *Resynchronize) Decode(b []byte) error { return s.decode(b, strictScan()) }

func (s *Resynchronize) reset() {
	retireList(&s.Contexts, &s.spare)
	s.UserData.reset()
}

func (s *Resynchronize) decode(b []byte, sc *scan) error {
	s.reset()
	r, e, err := sc.outer(b, s.String(), tagSequence)
	if err != nil {
		return err
	}
	s.Contexts = s.UserData.readListed(&r, &e, s.spare, sc)
	if err = mustFill(&r, b, s.String()); err != nil {
		s.reset()
	}
	return err
}

// AppendBinary appends the PPDU with definite lengths. It returns an error and b unchanged when
// X.226 forbids s.
func (s *Resynchronize) AppendBinary(b []byte) ([]byte, error) { return s.append(b, ber.Definite) }

func (s *Resynchronize) append(b []byte, f ber.Form) ([]byte, error) {
	if err := firstError(checkNames(s.String(), s.Contexts), s.UserData.check(s.String())); err != nil {
		return b, err
	}
	out, all := ber.Open(b, tagSequence, f)
	out = appendNames(out, s.Contexts, f)
	return ber.Close(s.UserData.append(out, f), all), nil
}

// Clone returns a copy that shares no memory with s.
func (s *Resynchronize) Clone() Resynchronize {
	return Resynchronize{Acknowledge: s.Acknowledge, Contexts: slices.Clone(s.Contexts), UserData: s.UserData.Clone()}
}
