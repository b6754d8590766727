package presentation

import (
	"slices"

	"github.com/osi-go/osi/internal/ber"
)

// AlterContext is the AC PPDU, X.226 6.5.2: contexts to add to and to delete from the DCS.
type AlterContext struct {
	Additions []Context // all identifiers odd from the initiator of the connection, all even from the responder
	Deletions []int64   // presentation-context-identifiers
	UserData  UserData
}

// String returns "AC".
func (a *AlterContext) String() string { return "AC" }

// Decode decodes the AC PPDU in b, strictly, with default limits. a aliases b.
func (a *AlterContext) Decode(b []byte) error {
	sc := strict()
	return a.decode(b, &sc)
}

func (a *AlterContext) reset() {
	a.Additions, a.Deletions = a.Additions[:0], a.Deletions[:0]
	a.UserData.reset()
}

func (a *AlterContext) decode(b []byte, sc *scan) error {
	a.reset()
	r, e, err := sc.outer(b, "AC")
	if err != nil {
		return err
	}
	if e.Tag != 0xa0 {
		return fail(rulePPDU, "AC", 0, int(b[0]), 0xa0)
	}
	in := r.Enter(&e)
	var s sequence
	for {
		e, ok := in.Next()
		if !ok {
			break
		}
		switch e.Tag.Primitive() {
		case 0x80:
			s.at(&in, &e, sc)
			a.Additions = readContexts(&in, &e, a.Additions[:0], paritySame, sc)
		case 0x81:
			s.at(&in, &e, sc)
			a.Deletions = readDeletions(&in, &e, a.Deletions[:0], sc)
		case 0x40, 0x41:
			s.user(&in, &e, sc)
			a.UserData.read(&in, &e)
		default:
			sc.undefined(&in, &e)
		}
	}
	r.Leave(&in)
	if err := only(&r, b, "AC"); err != nil {
		a.reset()
		return err
	}
	return nil
}

func readDeletions(r *ber.Reader, e *ber.Element, list []int64, sc *scan) []int64 {
	in := r.Enter(e)
	for {
		item, ok := in.Next()
		if !ok {
			break
		}
		switch {
		case len(list) >= sc.contexts:
			in.Fail(ruleContextLimit, item.Offset, len(list)+1, sc.contexts)
		case item.Tag != tagInteger:
			unknown(&in, ruleComponent, &item)
		default:
			list = append(list, contextID(&in, &item))
		}
	}
	r.Leave(&in)
	return list
}

// AppendBinary appends the PPDU with definite lengths. It returns an error and b unchanged when X.226 forbids a.
func (a *AlterContext) AppendBinary(b []byte) ([]byte, error) { return a.append(b, ber.Definite) }

func (a *AlterContext) append(b []byte, f ber.Form) ([]byte, error) {
	if err := checkContexts("AC", a.Additions, paritySame); err != nil {
		return b, err
	}
	for _, id := range a.Deletions {
		if id < 1 {
			return b, fail(ruleContextID, "AC", 0, int(id), 0)
		}
	}
	if err := a.UserData.check("AC"); err != nil {
		return b, err
	}
	out, all := ber.Open(b, 0xa0, f)
	out = appendContexts(out, 0xa0, a.Additions, f)
	if len(a.Deletions) > 0 {
		var m ber.Mark
		out, m = ber.Open(out, 0xa1, f)
		for _, id := range a.Deletions {
			out = ber.AppendInteger(out, tagInteger, id)
		}
		out = ber.Close(out, m)
	}
	return ber.Close(a.UserData.append(out, f), all), nil
}

// Clone returns a copy that shares no memory with a.
func (a *AlterContext) Clone() *AlterContext {
	return &AlterContext{cloneContexts(a.Additions), slices.Clone(a.Deletions), a.UserData.Clone()}
}

// AlterContextAcknowledge is the ACA PPDU, X.226 6.5.3: the answers to an AC, each at the place of what it answers.
type AlterContextAcknowledge struct {
	Additions []Result
	Deletions []Outcome // Acceptance or UserRejection
	UserData  UserData
}

// String returns "ACA".
func (a *AlterContextAcknowledge) String() string { return "ACA" }

// Decode decodes the ACA PPDU in b, strictly, with default limits. a aliases b.
func (a *AlterContextAcknowledge) Decode(b []byte) error {
	sc := strict()
	return a.decode(b, &sc)
}

func (a *AlterContextAcknowledge) reset() {
	a.Additions, a.Deletions = a.Additions[:0], a.Deletions[:0]
	a.UserData.reset()
}

func (a *AlterContextAcknowledge) decode(b []byte, sc *scan) error {
	a.reset()
	r, e, err := sc.outer(b, "ACA")
	if err != nil {
		return err
	}
	if e.Tag != 0xa1 {
		return fail(rulePPDU, "ACA", 0, int(b[0]), 0xa1)
	}
	in := r.Enter(&e)
	var s sequence
	for {
		e, ok := in.Next()
		if !ok {
			break
		}
		switch e.Tag.Primitive() {
		case 0x80:
			s.at(&in, &e, sc)
			a.Additions = readResults(&in, &e, a.Additions[:0], sc)
		case 0x81:
			s.at(&in, &e, sc)
			a.Deletions = readOutcomes(&in, &e, a.Deletions[:0], sc)
		case 0x40, 0x41:
			s.user(&in, &e, sc)
			a.UserData.read(&in, &e)
		default:
			sc.undefined(&in, &e)
		}
	}
	r.Leave(&in)
	if err := only(&r, b, "ACA"); err != nil {
		a.reset()
		return err
	}
	return nil
}

func readOutcomes(r *ber.Reader, e *ber.Element, list []Outcome, sc *scan) []Outcome {
	in := r.Enter(e)
	for {
		item, ok := in.Next()
		if !ok {
			break
		}
		switch {
		case len(list) >= sc.contexts:
			in.Fail(ruleContextLimit, item.Offset, len(list)+1, sc.contexts)
		case item.Tag != tagInteger:
			unknown(&in, ruleComponent, &item)
		default:
			list = append(list, Outcome(number(&in, &item, int(UserRejection))))
		}
	}
	r.Leave(&in)
	return list
}

// AppendBinary appends the PPDU with definite lengths. It returns an error and b unchanged when X.226 forbids a.
func (a *AlterContextAcknowledge) AppendBinary(b []byte) ([]byte, error) {
	return a.append(b, ber.Definite)
}

func (a *AlterContextAcknowledge) append(b []byte, f ber.Form) ([]byte, error) {
	if err := checkResults("ACA", a.Additions); err != nil {
		return b, err
	}
	for _, o := range a.Deletions {
		if o > UserRejection {
			return b, fail(ruleNumber, "ACA", 0, int(o), int(UserRejection))
		}
	}
	if err := a.UserData.check("ACA"); err != nil {
		return b, err
	}
	out, all := ber.Open(b, 0xa1, f)
	out = appendResults(out, 0xa0, a.Additions, f)
	if len(a.Deletions) > 0 {
		var m ber.Mark
		out, m = ber.Open(out, 0xa1, f)
		for _, o := range a.Deletions {
			out = ber.AppendInteger(out, tagInteger, int64(o))
		}
		out = ber.Close(out, m)
	}
	return ber.Close(a.UserData.append(out, f), all), nil
}

// Clone returns a copy that shares no memory with a.
func (a *AlterContextAcknowledge) Clone() *AlterContextAcknowledge {
	return &AlterContextAcknowledge{slices.Clone(a.Additions), slices.Clone(a.Deletions), a.UserData.Clone()}
}

// Resynchronize is the RS PPDU, X.226 6.8.2, or the RSA PPDU, 6.8.3, which are the same octets.
type Resynchronize struct {
	Acknowledge bool          // RSA
	Contexts    []ContextName // the sender's DCS, with context management; empty: absent
	UserData    UserData
}

// String returns "RS" or "RSA".
func (s *Resynchronize) String() string {
	if s.Acknowledge {
		return "RSA"
	}
	return "RS"
}

// Decode decodes the RS PPDU in b, strictly, with default limits; the RSA PPDU when s.Acknowledge is set, which it keeps. s aliases b.
func (s *Resynchronize) Decode(b []byte) error {
	sc := strict()
	return s.decode(b, &sc)
}

func (s *Resynchronize) reset() {
	s.Contexts = s.Contexts[:0]
	s.UserData.reset()
}

func (s *Resynchronize) decode(b []byte, sc *scan) error {
	s.reset()
	r, e, err := sc.outer(b, s.String())
	if err != nil {
		return err
	}
	if e.Tag != tagSequence {
		return fail(rulePPDU, s.String(), 0, int(b[0]), int(tagSequence))
	}
	in := r.Enter(&e)
	s.Contexts = s.UserData.readListed(&in, s.Contexts, sc)
	r.Leave(&in)
	if err := only(&r, b, s.String()); err != nil {
		s.reset()
		return err
	}
	return nil
}

// AppendBinary appends the PPDU with definite lengths. It returns an error and b unchanged when X.226 forbids s.
func (s *Resynchronize) AppendBinary(b []byte) ([]byte, error) { return s.append(b, ber.Definite) }

func (s *Resynchronize) append(b []byte, f ber.Form) ([]byte, error) {
	if err := checkNames(s.String(), s.Contexts); err != nil {
		return b, err
	}
	if err := s.UserData.check(s.String()); err != nil {
		return b, err
	}
	out, all := ber.Open(b, tagSequence, f)
	out = appendNames(out, s.Contexts, f)
	return ber.Close(s.UserData.append(out, f), all), nil
}

// Clone returns a copy that shares no memory with s.
func (s *Resynchronize) Clone() *Resynchronize {
	return &Resynchronize{s.Acknowledge, slices.Clone(s.Contexts), s.UserData.Clone()}
}
